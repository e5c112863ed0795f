//! Who may say yes to a payment, and to what exactly.

use loggia_audit::{Action, Actor, Signer};
use loggia_authentication::{Assertion, RelyingParty, SoftwareAuthenticator};
use loggia_bank::{AuthenticationError, Bank, SheetError};
use loggia_runtime::capability::payments::ConsentStatus;

use crate::branch::{
    Branch, MINUTE, NOW, ORIGIN, alice, audit_key, authenticator, owner, payment_id,
};

/// A branch at which Alice is asked for payment 1, and her authenticator.
fn asked() -> (Branch, SoftwareAuthenticator) {
    let branch = Branch::in_memory();
    branch.session(1, "alice");
    branch.initiate(1, "3.40 EUR");
    let authenticator = authenticator(&branch.bank, &alice().user, branch.now());
    (branch, authenticator)
}

/// Alice's signature over payment `number` from the account of that name.
fn signed(branch: &Branch, by: &SoftwareAuthenticator, number: u8, account: &str) -> Assertion {
    signed_at(branch, by, number, account, ORIGIN)
}

fn signed_at(
    branch: &Branch,
    by: &SoftwareAuthenticator,
    number: u8,
    account: &str,
    origin: &str,
) -> Assertion {
    let account = branch.account(account);
    let asked = branch.bank.ask_to_authorise(&payment_id(number), account, branch.now()).unwrap();
    by.assert("localhost", origin, &asked.challenge)
}

#[track_caller]
fn is_refused(branch: &Branch, number: u8, assertion: &Assertion) {
    let refused = branch.bank.authorise(&payment_id(number), assertion, branch.now());
    let refused = refused.unwrap_err();
    assert!(
        matches!(refused, SheetError::Authentication(AuthenticationError::Refused(_))),
        "{refused}"
    );
    assert_eq!(branch.payment(number).payment.consent, ConsentStatus::Awau);
    assert!(branch.bank.payment_evidence(&payment_id(number)).unwrap().is_none());
}

#[test]
fn another_account_voids_what_was_signed_before() {
    let (branch, alice) = asked();
    let from_everyday = signed(&branch, &alice, 1, "Everyday");
    let from_savings = signed(&branch, &alice, 1, "Savings");
    is_refused(&branch, 1, &from_everyday);
    branch.bank.authorise(&payment_id(1), &from_savings, branch.now()).unwrap();
    assert_eq!(branch.payment(1).debtor, Some(branch.account("Savings")));
    branch.assert_sound();
}

#[test]
fn a_signature_is_good_for_its_own_payment_alone() {
    let (branch, alice) = asked();
    branch.initiate(2, "3.40 EUR");
    let first = signed(&branch, &alice, 1, "Everyday");
    let second = signed(&branch, &alice, 2, "Everyday");
    is_refused(&branch, 2, &first);
    is_refused(&branch, 1, &second);
    branch.bank.authorise(&payment_id(1), &first, branch.now()).unwrap();
    // Again, it is the same payment as it stands, and no second one.
    branch.bank.authorise(&payment_id(1), &first, branch.now()).unwrap();
    is_refused(&branch, 2, &first);
    branch.assert_sound();
}

#[test]
fn nobody_else_signs_and_nowhere_else() {
    let (branch, alice) = asked();
    let bob = authenticator(&branch.bank, &owner("bob").user, branch.now());
    is_refused(&branch, 1, &signed(&branch, &bob, 1, "Everyday"));
    let stranger = SoftwareAuthenticator::generate().unwrap();
    is_refused(&branch, 1, &signed(&branch, &stranger, 1, "Everyday"));
    for origin in ["http://localhost:8080", "https://localhost", "http://localhost.evil.example"] {
        is_refused(&branch, 1, &signed_at(&branch, &alice, 1, "Everyday", origin));
    }
    branch.assert_sound();
}

#[test]
fn five_failures_lock_the_user_whatever_payment_they_are_at() {
    let (branch, alice) = asked();
    let stranger = SoftwareAuthenticator::generate().unwrap();
    for number in 2..=6 {
        branch.initiate(number, "1.00 EUR");
        is_refused(&branch, number, &signed(&branch, &stranger, number, "Everyday"));
    }
    let right = signed(&branch, &alice, 1, "Everyday");
    let locked = branch.bank.authorise(&payment_id(1), &right, branch.now()).unwrap_err();
    let until = branch.now() + 15 * MINUTE;
    assert!(
        matches!(locked, SheetError::Authentication(AuthenticationError::Locked { until: at }) if at == until),
        "{locked}"
    );
    branch.pass(15 * MINUTE);
    branch.initiate(7, "1.00 EUR");
    let right = signed(&branch, &alice, 7, "Everyday");
    branch.bank.authorise(&payment_id(7), &right, branch.now()).unwrap();
    branch.assert_sound();
}

#[test]
fn what_authenticators_come_to_is_on_the_log_and_names_nobody() {
    let (branch, alice) = asked();
    let stranger = SoftwareAuthenticator::generate().unwrap();
    for _ in 0..4 {
        is_refused(&branch, 1, &signed(&branch, &stranger, 1, "Everyday"));
    }
    branch
        .bank
        .authorise(&payment_id(1), &signed(&branch, &alice, 1, "Everyday"), branch.now())
        .unwrap();
    branch.initiate(2, "1.00 EUR");
    for _ in 0..5 {
        is_refused(&branch, 2, &signed(&branch, &stranger, 2, "Everyday"));
    }
    // Nobody looks at what a locked user sends: it is no failure, and no leaf.
    let right = signed(&branch, &alice, 2, "Everyday");
    assert!(branch.bank.authorise(&payment_id(2), &right, branch.now()).is_err());

    let log = branch.bank.audit_log().unwrap();
    let about = |action| log.iter().filter(move |entry| entry.leaf.action == action);
    assert_eq!(about(Action::AuthenticatorRegistered).count(), 1);
    let failed: Vec<String> =
        about(Action::AuthenticationFailed).map(|entry| entry.leaf.subject.to_string()).collect();
    let (first, second) = (payment_id(1).to_string(), payment_id(2).to_string());
    assert_eq!(failed, [vec![first; 4], vec![second.clone(); 5]].concat());
    let locked: Vec<_> = about(Action::AuthenticationLocked).collect();
    let [locked] = locked.as_slice() else { panic!("{locked:?}") };
    assert_eq!((locked.leaf.subject.as_str(), locked.leaf.by), (second.as_str(), Actor::Bank));
    for entry in &log {
        assert!(!entry.leaf.to_string().contains("alice"), "{}", entry.leaf);
        assert!(entry.personal.as_ref().unwrap().contains("alice"));
    }
    // They are no part of the payment's course, nor of its receipt.
    let receipt = branch.bank.audit_receipt(&payment_id(1)).unwrap().unwrap();
    assert_eq!(receipt.verify(audit_key().verifier()).unwrap().leaves.len(), 2);
    branch.assert_sound();
    branch.bank.erase_audit_personal(&"alice".parse().unwrap(), branch.now()).unwrap();
    branch.assert_sound();
}

#[test]
fn what_nobody_asked_for_cannot_be_signed() {
    let (branch, alice) = asked();
    branch.initiate(2, "1.00 EUR");
    let signed = signed(&branch, &alice, 1, "Everyday");
    let refused = branch.bank.authorise(&payment_id(2), &signed, branch.now()).unwrap_err();
    assert!(
        matches!(refused, SheetError::Authentication(AuthenticationError::NotAsked)),
        "{refused}"
    );
}

#[test]
fn a_bank_takes_no_software_unless_it_says_so() {
    let bank = Bank::in_memory().unwrap();
    bank.seed_demo(0).unwrap();
    let user = alice().user;
    let nowhere = bank.ask_to_register(&user, NOW).unwrap_err();
    assert!(matches!(nowhere, AuthenticationError::NoRelyingParty), "{nowhere}");

    let bank = bank.with_relying_party(RelyingParty::new("localhost", [ORIGIN]).unwrap());
    let challenge = bank.ask_to_register(&user, NOW).unwrap();
    let software = SoftwareAuthenticator::generate().unwrap();
    let made = software.register("localhost", ORIGIN, &challenge);
    let refused = bank.register_authenticator(&user, &made, NOW).unwrap_err();
    assert!(matches!(refused, AuthenticationError::Refused(_)), "{refused}");
    assert!(bank.credentials(&user).unwrap().is_empty());
}

#[test]
fn a_credential_is_registered_once_and_stays_with_its_user() {
    let (branch, alice_has) = asked();
    let bob = owner("bob").user;
    let challenge = branch.bank.ask_to_register(&bob, branch.now()).unwrap();
    let copied = alice_has.register("localhost", ORIGIN, &challenge);
    let refused = branch.bank.register_authenticator(&bob, &copied, branch.now()).unwrap_err();
    assert!(matches!(refused, AuthenticationError::Taken), "{refused}");
    assert!(branch.bank.credentials(&bob).unwrap().is_empty());
}

#[test]
fn what_was_signed_is_kept_proves_itself_and_is_missed_when_it_changes() {
    let branch = Branch::on_disk();
    branch.session(1, "alice");
    branch.settled(1, "3.40 EUR");
    let evidence = branch.bank.payment_evidence(&payment_id(1)).unwrap().unwrap();
    let proven = evidence.verify().unwrap();
    assert_eq!((proven.facts.amount, proven.facts.currency.as_str()), (340, "EUR"));
    assert!(!evidence.facts.user.contains("alice"), "an authenticator names nobody");
    branch.assert_sound();

    // Someone with an SQL prompt, and the schema out of the way.
    let prompt = branch.sql_prompt();
    prompt.execute("DROP TRIGGER payment_evidence_never_changes", []).unwrap();
    let change =
        "UPDATE payment_evidence SET body = replace(body, '\"amount\":340', '\"amount\":34')";
    assert_eq!(prompt.execute(change, []).unwrap(), 1);
    let report = branch.bank.verify().unwrap();
    assert!(report.to_string().contains("evidence"), "{report}");
}
