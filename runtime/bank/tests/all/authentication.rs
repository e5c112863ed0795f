//! Who may say yes to a payment, and to what exactly.

use loggia_audit::{Action, Actor, Signer};
use loggia_authentication::{Assertion, Challenge, RelyingParty, SoftwareAuthenticator};
use loggia_bank::{AuthenticationError, Bank, MoneyLeft, Movement, SheetError, TransferId};
use loggia_runtime::capability::payments::ConsentStatus;

use crate::branch::{
    Branch, MINUTE, NOW, ORIGIN, alice, audit_key, authenticator, money, owner, payment_id,
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
    let asked = branch
        .bank
        .ask_to_authorise(&alice().user, &payment_id(number), account, branch.now())
        .unwrap();
    by.assert("localhost", origin, &asked.challenge)
}

#[track_caller]
fn is_refused(branch: &Branch, number: u8, assertion: &Assertion) {
    let refused =
        branch.bank.authorise(&alice().user, &payment_id(number), assertion, branch.now());
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
    let (branch, hers) = asked();
    let from_everyday = signed(&branch, &hers, 1, "Everyday");
    let from_savings = signed(&branch, &hers, 1, "Savings");
    is_refused(&branch, 1, &from_everyday);
    branch.bank.authorise(&alice().user, &payment_id(1), &from_savings, branch.now()).unwrap();
    assert_eq!(branch.payment(1).debtor, Some(branch.account("Savings")));
    branch.assert_sound();
}

#[test]
fn a_signature_is_good_for_its_own_payment_alone() {
    let (branch, hers) = asked();
    branch.initiate(2, "3.40 EUR");
    let first = signed(&branch, &hers, 1, "Everyday");
    let second = signed(&branch, &hers, 2, "Everyday");
    is_refused(&branch, 2, &first);
    is_refused(&branch, 1, &second);
    branch.bank.authorise(&alice().user, &payment_id(1), &first, branch.now()).unwrap();
    // Again, it is the same payment as it stands, and no second one.
    branch.bank.authorise(&alice().user, &payment_id(1), &first, branch.now()).unwrap();
    is_refused(&branch, 2, &first);
    branch.assert_sound();
}

#[test]
fn nobody_else_signs_and_nowhere_else() {
    let (branch, hers) = asked();
    let bob = authenticator(&branch.bank, &owner("bob").user, branch.now());
    is_refused(&branch, 1, &signed(&branch, &bob, 1, "Everyday"));
    let stranger = SoftwareAuthenticator::generate().unwrap();
    is_refused(&branch, 1, &signed(&branch, &stranger, 1, "Everyday"));
    for origin in ["http://localhost:8080", "https://localhost", "http://localhost.evil.example"] {
        is_refused(&branch, 1, &signed_at(&branch, &hers, 1, "Everyday", origin));
    }
    branch.assert_sound();
}

#[test]
fn five_failures_lock_the_user_whatever_payment_they_are_at() {
    let (branch, hers) = asked();
    let stranger = SoftwareAuthenticator::generate().unwrap();
    for number in 2..=6 {
        branch.initiate(number, "1.00 EUR");
        is_refused(&branch, number, &signed(&branch, &stranger, number, "Everyday"));
    }
    let right = signed(&branch, &hers, 1, "Everyday");
    let locked =
        branch.bank.authorise(&alice().user, &payment_id(1), &right, branch.now()).unwrap_err();
    let until = branch.now() + 15 * MINUTE;
    assert!(
        matches!(locked, SheetError::Authentication(AuthenticationError::Locked { until: at }) if at == until),
        "{locked}"
    );
    branch.pass(15 * MINUTE);
    branch.initiate(7, "1.00 EUR");
    let right = signed(&branch, &hers, 7, "Everyday");
    branch.bank.authorise(&alice().user, &payment_id(7), &right, branch.now()).unwrap();
    branch.assert_sound();
}

#[test]
fn what_authenticators_come_to_is_on_the_log_and_names_nobody() {
    let (branch, hers) = asked();
    let stranger = SoftwareAuthenticator::generate().unwrap();
    for _ in 0..4 {
        is_refused(&branch, 1, &signed(&branch, &stranger, 1, "Everyday"));
    }
    branch
        .bank
        .authorise(
            &alice().user,
            &payment_id(1),
            &signed(&branch, &hers, 1, "Everyday"),
            branch.now(),
        )
        .unwrap();
    branch.initiate(2, "1.00 EUR");
    for _ in 0..5 {
        is_refused(&branch, 2, &signed(&branch, &stranger, 2, "Everyday"));
    }
    // Nobody looks at what a locked user sends: it is no failure, and no leaf.
    let right = signed(&branch, &hers, 2, "Everyday");
    assert!(branch.bank.authorise(&alice().user, &payment_id(2), &right, branch.now()).is_err());

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
        let personal = entry.personal.as_ref();
        assert!(personal.map_or(entry.index == 0, |personal| personal.contains("alice")));
    }
    // They are no part of the payment's course, nor of its receipt.
    let receipt = branch.bank.audit_receipt(&payment_id(1)).unwrap().unwrap();
    assert_eq!(receipt.verify(audit_key().verifier()).unwrap().leaves.len(), 2);
    branch.assert_sound();
    branch.bank.reject(&alice().user, &payment_id(2), branch.now()).unwrap();
    branch.pass(MINUTE);
    branch.bank.settle_due(branch.now()).unwrap();
    branch.bank.erase_user(&alice().user, MoneyLeft::ToSettlement, branch.now()).unwrap();
    branch.assert_sound();
}

#[test]
fn what_nobody_asked_for_cannot_be_signed() {
    let (branch, hers) = asked();
    branch.initiate(2, "1.00 EUR");
    let signed = signed(&branch, &hers, 1, "Everyday");
    let refused =
        branch.bank.authorise(&alice().user, &payment_id(2), &signed, branch.now()).unwrap_err();
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

#[test]
fn another_users_payment_is_nobodys_to_decide() {
    let (branch, hers) = asked();
    let bob = owner("bob").user;
    let bobs = authenticator(&branch.bank, &bob, branch.now());
    let right = signed(&branch, &hers, 1, "Everyday");
    let (id, now) = (payment_id(1), branch.now());
    let unknown = |refused: Result<(), SheetError>| {
        let refused = refused.unwrap_err();
        assert!(matches!(refused, SheetError::UnknownPayment), "{refused}");
    };
    for account in ["Everyday", "Main"] {
        let account = branch.account(account);
        unknown(branch.bank.ask_to_authorise(&bob, &id, account, now).map(drop));
    }
    for _ in 0..6 {
        let by_bob = bobs.assert("localhost", ORIGIN, &Challenge::from_bytes([0; 32]));
        unknown(branch.bank.authorise(&bob, &id, &by_bob, now).map(drop));
    }
    unknown(branch.bank.reject(&bob, &id, now).map(drop));
    // Nothing was voided, counted or locked.
    branch.bank.authorise(&alice().user, &id, &right, now).unwrap();
    let failed = |action| matches!(action, Action::AuthenticationFailed);
    assert!(!branch.bank.audit_log().unwrap().iter().any(|entry| failed(entry.leaf.action)));
    branch.assert_sound();
}

#[test]
fn a_signature_is_spent_also_where_the_account_has_not_enough() {
    let (branch, hers) = asked();
    let poor = branch.account("Savings");
    let empty = |amount: &str, number: u8| {
        let (debit, credit) = (poor, branch.account("Everyday"));
        let out = Movement::Direct { debit, credit, amount: money(amount) };
        branch.bank.transfer(TransferId::from_bytes([number; 16]), &out, branch.now()).unwrap();
    };
    let all = branch.available("Savings").to_string();
    empty(&all, 0xe1);
    let signed = signed(&branch, &hers, 1, "Savings");
    let refused =
        branch.bank.authorise(&alice().user, &payment_id(1), &signed, branch.now()).unwrap_err();
    assert!(matches!(refused, SheetError::InsufficientFunds { .. }), "{refused}");
    let back =
        Movement::Direct { debit: branch.account("Everyday"), credit: poor, amount: money(&all) };
    branch.bank.transfer(TransferId::from_bytes([0xe2; 16]), &back, branch.now()).unwrap();
    let again =
        branch.bank.authorise(&alice().user, &payment_id(1), &signed, branch.now()).unwrap_err();
    assert!(matches!(again, SheetError::Authentication(AuthenticationError::NotAsked)), "{again}");
    assert!(branch.bank.payment_evidence(&payment_id(1)).unwrap().is_none());
    branch.assert_sound();
    branch.authorise(1, "Savings", branch.now()).unwrap();
    branch.assert_sound();
}

#[test]
fn a_credential_that_was_taken_away_signs_nothing_and_what_it_signed_stays_proven() {
    let (branch, hers) = asked();
    branch.authorise(1, "Everyday", branch.now()).unwrap();
    branch.initiate(2, "1.00 EUR");
    let (user, id) = (alice().user, hers.credential_id());
    let signed = signed(&branch, &hers, 2, "Everyday");
    let unknown = branch.bank.revoke_authenticator(&owner("bob").user, &id, branch.now());
    assert!(matches!(unknown, Err(AuthenticationError::UnknownCredential)), "{unknown:?}");
    branch.bank.revoke_authenticator(&user, &id, branch.now()).unwrap();
    assert!(branch.bank.credentials(&user).unwrap().is_empty());
    let last = branch.bank.audit_log().unwrap().pop().unwrap();
    assert_eq!((last.leaf.action, last.leaf.by), (Action::AuthenticatorRevoked, Actor::Bank));
    assert!(branch.bank.authorise(&user, &payment_id(2), &signed, branch.now()).is_err());
    let account = branch.account("Everyday");
    let asked = branch.bank.ask_to_authorise(&user, &payment_id(2), account, branch.now());
    let signed = hers.assert("localhost", ORIGIN, &asked.unwrap().challenge);
    assert!(branch.bank.authorise(&user, &payment_id(2), &signed, branch.now()).is_err());
    branch.assert_sound();
    // Found again, it is registered anew.
    branch.authorise(2, "Everyday", branch.now()).unwrap();
    branch.assert_sound();
}

#[test]
fn registrations_that_fail_count_and_lock() {
    let branch = Branch::in_memory();
    let user = alice().user;
    let software = SoftwareAuthenticator::generate().unwrap();
    for _ in 0..5 {
        let challenge = branch.bank.ask_to_register(&user, branch.now()).unwrap();
        let elsewhere = software.register("localhost", "https://evil.example", &challenge);
        let refused = branch.bank.register_authenticator(&user, &elsewhere, branch.now());
        let refused = refused.unwrap_err();
        assert_eq!(refused.to_string(), "this was not accepted: try again");
        let spent = software.register("localhost", ORIGIN, &challenge);
        let refused = branch.bank.register_authenticator(&user, &spent, branch.now()).unwrap_err();
        assert!(
            matches!(refused, AuthenticationError::NotAsked | AuthenticationError::Locked { .. }),
            "{refused}"
        );
    }
    let challenge = branch.bank.ask_to_register(&user, branch.now()).unwrap();
    let right = software.register("localhost", ORIGIN, &challenge);
    let locked = branch.bank.register_authenticator(&user, &right, branch.now()).unwrap_err();
    assert!(matches!(locked, AuthenticationError::Locked { .. }), "{locked}");
    branch.pass(15 * MINUTE);
    let challenge = branch.bank.ask_to_register(&user, branch.now()).unwrap();
    let right = software.register("localhost", ORIGIN, &challenge);
    branch.bank.register_authenticator(&user, &right, branch.now()).unwrap();
    let log = branch.bank.audit_log().unwrap();
    let count = |action| log.iter().filter(|entry| entry.leaf.action == action).count();
    assert_eq!((count(Action::AuthenticationFailed), count(Action::AuthenticationLocked)), (5, 1));
    branch.assert_sound();
}
