//! What users share of what the bank has made sure of: asked each time, told as it was shown, and kept.

use loggia_audit::{Action, Actor};
use loggia_bank::{Bank, ClaimsError, ClaimsRecord, ClaimsSheet, Sheet, SheetError};
use loggia_runtime::capability::RefusalCode;
use loggia_runtime::capability::identity_verified::{
    Address, Claim, Claiming, Claims, ClaimsRequest, VerifiedIdentity,
};
use loggia_runtime::capability::payments::ConsentStatus;
use loggia_runtime::store::{Closed, Owner, Store};

use crate::branch::{Branch, DAY, MINUTE, alice, effect, owner, session_id};
use crate::consents::registers;
use crate::threads::at_once;

const SECOND: u64 = 1_000;
const HOUR: u64 = 60 * MINUTE;
const NAME_AND_ADDRESS: [Claim; 2] = [Claim::Address, Claim::GivenName];

fn wanted(claims: &[Claim]) -> ClaimsRequest {
    ClaimsRequest { claims: claims.to_vec(), purpose: "To file your return".into() }
}

/// A new request, of an owner in their session.
fn ask_as(bank: &Bank, owner: &Owner, session: u8, number: u8, claims: &[Claim]) -> Claiming {
    bank.request_claims(&effect(number), &session_id(session), owner, &wanted(claims)).unwrap()
}

/// A new request of Alice's.
pub(crate) fn ask(branch: &Branch, number: u8, claims: &[Claim]) -> Claiming {
    ask_as(&branch.bank, &alice(), 1, number, claims)
}

fn sheet(branch: &Branch) -> ClaimsSheet {
    branch.bank.claims_sheet(&session_id(1)).unwrap().unwrap()
}

/// Ticks these on the sheet of session 1, and shares them.
pub(crate) fn share(branch: &Branch, ticked: &[Claim]) {
    let sheet = sheet(branch);
    branch.bank.share_claims(&sheet.owner.user, sheet.id, ticked, branch.now()).unwrap();
}

fn shared(claiming: Claiming) -> Claims {
    match claiming {
        Claiming::Decided(Ok(claims)) => *claims,
        other => panic!("expected claims, and there is {other:?}"),
    }
}

fn refusal(claiming: Claiming) -> (RefusalCode, Option<u64>) {
    match claiming {
        Claiming::Decided(Err(refusal)) => (refusal.code, refusal.retry_after_ms),
        other => panic!("expected a refusal, and there is {other:?}"),
    }
}

fn newest(branch: &Branch) -> ClaimsRecord {
    branch.bank.claims_asked(Some(&alice().user)).unwrap().remove(0)
}

fn leaves(branch: &Branch) -> Vec<(Action, Actor)> {
    let log = branch.decisions();
    log.iter().map(|entry| (entry.leaf.action, entry.leaf.by)).collect()
}

/// What the demonstration knows of Alice's address.
fn address() -> Address {
    Address {
        street_address: "Platanengasse 14/2/9".into(),
        locality: "Auental".into(),
        region: None,
        postal_code: Some("1299".into()),
        country: "AT".into(),
    }
}

#[test]
fn the_sheet_shows_what_would_be_told_and_the_mini_app_gets_what_is_ticked() {
    let branch = Branch::in_memory();
    registers(&branch.bank, Vec::new());
    assert_eq!(ask(&branch, 1, &NAME_AND_ADDRESS), Claiming::AwaitingUser);
    let shown = sheet(&branch);
    assert_eq!((shown.app_name.as_str(), shown.owner.clone()), ("Coffee", alice()));
    assert_eq!(shown.partner_name.as_deref(), Some("Bean & Leaf GmbH"));
    assert_eq!(shown.purpose, "To file your return");
    assert_eq!(shown.asked, NAME_AND_ADDRESS, "in the mini-app's order");
    let known = Claims {
        given_name: Some("Alice Marie".into()),
        address: Some(address()),
        ..Claims::default()
    };
    assert_eq!(shown.known, known, "and nothing that was not asked for");
    assert_eq!(shown.expires_at, branch.now() + 5 * MINUTE);
    assert_eq!(branch.bank.open_sheet(&session_id(1)).unwrap(), Some(Sheet::Claims(shown.clone())));
    assert_eq!(branch.bank.claims_sheet(&session_id(2)).unwrap(), None);
    branch.pass(MINUTE);
    assert_eq!(ask(&branch, 1, &NAME_AND_ADDRESS), Claiming::AwaitingUser);
    assert_eq!(leaves(&branch), [], "nothing is decided");

    share(&branch, &[Claim::Address]);
    assert_eq!(branch.bank.claims_sheet(&session_id(1)).unwrap(), None);
    let told = Claims { address: Some(address()), ..Claims::default() };
    for _ in 0..2 {
        assert_eq!(shared(ask(&branch, 1, &NAME_AND_ADDRESS)), told);
    }
    let record = newest(&branch);
    assert_eq!((record.status, record.shared), (ConsentStatus::Auth, Some(told)));
    assert_eq!(record.asked, NAME_AND_ADDRESS);
    assert_eq!(leaves(&branch), [(Action::ClaimsShared, Actor::Customer)]);
    branch.assert_sound();
}

#[test]
fn the_next_request_asks_again_and_what_was_shared_says_nothing_about_it() {
    let branch = Branch::in_memory();
    ask(&branch, 1, &NAME_AND_ADDRESS);
    share(&branch, &NAME_AND_ADDRESS);
    assert_eq!(ask(&branch, 2, &NAME_AND_ADDRESS), Claiming::AwaitingUser);
    share(&branch, &[]);
    assert_eq!(refusal(ask(&branch, 2, &NAME_AND_ADDRESS)), (RefusalCode::Cancelled, None));
    shared(ask(&branch, 1, &NAME_AND_ADDRESS));
    branch.assert_sound();
}

#[test]
fn what_the_bank_does_not_know_is_no_other_answer_than_what_was_not_ticked() {
    // Dev pays no taxes yet, and nothing at all is known of Mallory.
    let branch = Branch::in_memory();
    let tax = [Claim::FamilyName, Claim::TaxIdentificationNumber];
    let (dev, mallory) = (owner("dev"), owner("mallory"));
    assert_eq!(ask_as(&branch.bank, &dev, 1, 1, &tax), Claiming::AwaitingUser);
    let shown = sheet(&branch);
    assert_eq!(shown.known.known().collect::<Vec<_>>(), [Claim::FamilyName]);
    let beyond = branch.bank.share_claims(&dev.user, shown.id, &tax, branch.now()).unwrap_err();
    assert!(matches!(beyond, SheetError::NotOnSheet(Claim::TaxIdentificationNumber)), "{beyond}");
    let bobs =
        branch.bank.share_claims(&owner("bob").user, shown.id, &[], branch.now()).unwrap_err();
    assert!(matches!(bobs, SheetError::Expired), "{bobs}");
    branch.bank.share_claims(&dev.user, shown.id, &[Claim::FamilyName], branch.now()).unwrap();
    let dev_told = shared(ask_as(&branch.bank, &dev, 1, 1, &tax));

    ask(&branch, 2, &tax);
    share(&branch, &[Claim::FamilyName]);
    let alice_told = shared(ask(&branch, 2, &tax));
    assert_eq!(
        Claims { family_name: None, ..dev_told },
        Claims { family_name: None, ..alice_told }
    );

    // A sheet is raised all the same, and only a no can come of it.
    assert_eq!(ask_as(&branch.bank, &mallory, 1, 3, &tax), Claiming::AwaitingUser);
    assert_eq!(sheet(&branch).known, Claims::default());
    share(&branch, &[]);
    let nothing_known = ask_as(&branch.bank, &mallory, 1, 3, &tax);
    ask(&branch, 4, &tax);
    share(&branch, &[]);
    assert_eq!(nothing_known, ask(&branch, 4, &tax));
    branch.assert_sound();
}

#[test]
fn only_what_is_on_the_sheet_can_be_ticked_once_and_in_time() {
    let branch = Branch::in_memory();
    ask(&branch, 1, &NAME_AND_ADDRESS);
    let id = sheet(&branch).id;
    let share =
        |ticked: &[Claim]| branch.bank.share_claims(&alice().user, id, ticked, branch.now());
    let beyond = share(&[Claim::GivenName, Claim::Email]).unwrap_err();
    assert!(matches!(beyond, SheetError::NotOnSheet(Claim::Email)), "{beyond}");
    share(&[Claim::GivenName]).unwrap();
    assert!(matches!(share(&[Claim::Address]).unwrap_err(), SheetError::Decided));
    assert!(matches!(share(&[]).unwrap_err(), SheetError::Decided));
    assert_eq!(shared(ask(&branch, 1, &NAME_AND_ADDRESS)).address, None);

    ask(&branch, 2, &NAME_AND_ADDRESS);
    let id = sheet(&branch).id;
    branch.pass(5 * MINUTE);
    assert_eq!(branch.bank.claims_sheet(&session_id(1)).unwrap(), None);
    let late =
        branch.bank.share_claims(&alice().user, id, &[Claim::GivenName], branch.now()).unwrap_err();
    assert!(matches!(late, SheetError::Expired), "{late}");
    assert_eq!(refusal(ask(&branch, 2, &NAME_AND_ADDRESS)), (RefusalCode::Expired, None));
    assert!(
        branch.bank.share_claims(&alice().user, id, &[], branch.now()).is_err(),
        "it stays expired"
    );
    assert_eq!(ask(&branch, 3, &NAME_AND_ADDRESS), Claiming::AwaitingUser, "a new one asks anew");
    let expected = [(Action::ClaimsShared, Actor::Customer), (Action::ClaimsExpired, Actor::Bank)];
    assert_eq!(leaves(&branch), expected);
    branch.assert_sound();
}

#[test]
fn pauses_grow_with_each_no_as_those_of_consents_do_and_a_yes_forgets_them() {
    let branch = Branch::in_memory();
    let mut number = 0;
    let mut next = || {
        number += 1;
        number
    };
    for pause in [MINUTE, HOUR, DAY, 7 * DAY, 7 * DAY] {
        assert_eq!(ask(&branch, next(), &NAME_AND_ADDRESS), Claiming::AwaitingUser);
        share(&branch, &[]);
        branch.pass(pause - 1);
        // Whatever it asks for now.
        assert_eq!(refusal(ask(&branch, next(), &[Claim::Email])), (RefusalCode::Denied, Some(1)));
        branch.pass(1);
    }
    ask(&branch, next(), &NAME_AND_ADDRESS);
    share(&branch, &[Claim::GivenName]);
    ask(&branch, next(), &NAME_AND_ADDRESS);
    share(&branch, &[]);
    assert_eq!(refusal(ask(&branch, next(), &[Claim::Email])), (RefusalCode::Denied, Some(MINUTE)));
    let bob = ask_as(&branch.bank, &owner("bob"), 2, next(), &NAME_AND_ADDRESS);
    assert_eq!(bob, Claiming::AwaitingUser, "another user is not in the pause");
    branch.assert_sound();
}

#[test]
fn a_second_request_behind_an_open_sheet_is_refused_and_changes_nothing_on_it() {
    let branch = Branch::in_memory();
    ask(&branch, 1, &[Claim::GivenName]);
    let shown = sheet(&branch);
    let second = ask_as(&branch.bank, &alice(), 2, 2, &[Claim::Email]);
    assert_eq!(refusal(second), (RefusalCode::LimitExceeded, None));
    assert_eq!(sheet(&branch), shown);
    assert_eq!(branch.bank.claims_sheet(&session_id(2)).unwrap(), None);
    // One that nobody decided on keeps none from asking.
    branch.pass(5 * MINUTE);
    let later = ask_as(&branch.bank, &alice(), 2, 3, &[Claim::Email]);
    assert_eq!(later, Claiming::AwaitingUser);
    branch.assert_sound();
}

#[test]
fn a_sheet_that_was_left_with_its_session_keeps_the_next_session_from_nothing() {
    let branch = Branch::in_memory();
    branch.session(1, "alice");
    branch.session(2, "alice");
    assert_eq!(ask(&branch, 1, &[Claim::GivenName]), Claiming::AwaitingUser);
    branch.bank.close(&session_id(1), Closed::ByUser).unwrap();
    let second = ask_as(&branch.bank, &alice(), 2, 2, &[Claim::Email]);
    assert_eq!(second, Claiming::AwaitingUser);
    assert_eq!(branch.bank.claims_sheet(&session_id(1)).unwrap(), None);
    assert!(branch.bank.claims_sheet(&session_id(2)).unwrap().is_some());
    assert_eq!(leaves(&branch), [(Action::ClaimsExpired, Actor::Bank)]);
    branch.assert_sound();
}

#[test]
fn what_the_sheet_showed_is_told_though_the_bank_learns_something_new_meanwhile() {
    let branch = Branch::in_memory();
    let moved = Claims {
        given_name: Some("Alicia".into()),
        email: Some("alicia@example.com".into()),
        ..Claims::default()
    };
    ask(&branch, 1, &[Claim::GivenName, Claim::Email]);
    branch.bank.register_claims(&alice().user, &moved, branch.now()).unwrap();
    share(&branch, &[Claim::GivenName]);
    let told = shared(ask(&branch, 1, &[Claim::GivenName]));
    assert_eq!(told.given_name.as_deref(), Some("Alice Marie"));
    ask(&branch, 2, &[Claim::GivenName, Claim::Address]);
    assert_eq!(sheet(&branch).known, moved.only(&[Claim::GivenName]));
    branch.assert_sound();
}

#[test]
fn what_could_not_be_shared_as_it_is_is_not_taken_down() {
    let branch = Branch::in_memory();
    let user = alice().user;
    for claims in [
        Claims { birthdate: Some("1989-02-30".into()), ..Claims::default() },
        Claims { given_name: Some("\u{202e}ecilA".into()), ..Claims::default() },
        Claims { family_name: Some("x".repeat(1 << 20)), ..Claims::default() },
        Claims {
            address: Some(Address { country: "Wakanda".into(), ..address() }),
            ..Claims::default()
        },
    ] {
        let refused = branch.bank.register_claims(&user, &claims, branch.now()).unwrap_err();
        assert!(matches!(refused, ClaimsError::Malformed(_)), "{refused}");
    }
    ask(&branch, 1, &[Claim::GivenName]);
    assert_eq!(sheet(&branch).known.given_name.as_deref(), Some("Alice Marie"));
}

#[test]
fn an_open_sheet_and_what_was_shared_survive_a_restart() {
    let branch = Branch::on_disk();
    ask(&branch, 1, &NAME_AND_ADDRESS);
    let shown = sheet(&branch);
    let branch = branch.reopened();
    assert_eq!(sheet(&branch), shown);
    share(&branch, &[Claim::GivenName]);
    let branch = branch.reopened();
    let told = shared(ask(&branch, 1, &NAME_AND_ADDRESS));
    assert_eq!(told.known().collect::<Vec<_>>(), [Claim::GivenName]);
    branch.assert_sound();
}

#[test]
fn twenty_requests_at_once_in_two_processes_raise_one_sheet() {
    let branch = Branch::on_disk();
    let other = branch.another();
    let answers = at_once(20, |number| {
        let bank = if number % 2 == 0 { &branch.bank } else { &other };
        ask_as(bank, &alice(), 1, number as u8 + 1, &NAME_AND_ADDRESS)
    });
    let awaiting = answers.iter().filter(|answer| **answer == Claiming::AwaitingUser).count();
    assert_eq!(awaiting, 1);
    assert_eq!(branch.bank.claims_asked(None).unwrap().len(), 1);

    // And of twenty decisions one counts.
    let id = sheet(&branch).id;
    let decided = at_once(20, |number| {
        let bank = if number % 2 == 0 { &branch.bank } else { &other };
        let ticked: &[Claim] = if number % 3 == 0 { &[] } else { &[Claim::GivenName] };
        bank.share_claims(&alice().user, id, ticked, branch.now()).is_ok()
    });
    assert_eq!(decided.iter().filter(|done| **done).count(), 1);
    assert_eq!(leaves(&branch).len(), 1);
    branch.assert_sound();
}

#[test]
fn what_was_offered_and_not_shared_is_gone_from_the_row_and_in_no_leaf() {
    let branch = Branch::on_disk();
    ask(&branch, 1, &NAME_AND_ADDRESS);
    branch.pass(SECOND);
    share(&branch, &[Claim::GivenName]);
    ask(&branch, 2, &NAME_AND_ADDRESS);
    share(&branch, &[]);
    let left: i64 = branch
        .sql_prompt()
        .query_row("SELECT count(*) FROM claim_requests WHERE offered IS NOT NULL", [], |row| {
            row.get(0)
        })
        .unwrap();
    assert_eq!(left, 0);
    for entry in branch.decisions() {
        assert!(!entry.leaf.to_string().contains("Alice"), "a leaf names nobody");
        assert!(!entry.personal.unwrap().contains("Platanengasse"));
    }
}

#[test]
fn a_record_that_was_changed_behind_its_leaf_is_found() {
    let attacks = [
        "UPDATE claim_requests SET shared = '{\"given-name\":\"Mallory\"}'",
        "UPDATE claim_requests SET purpose = 'Something else'",
        "UPDATE claim_requests SET app = 'com.example.other'",
        "UPDATE claim_requests SET updated_at = updated_at + 1",
        "UPDATE claim_requests SET status = 'RJCT', shared = NULL",
        "DELETE FROM claim_requests",
    ];
    for attack in attacks {
        let branch = Branch::on_disk();
        ask(&branch, 1, &NAME_AND_ADDRESS);
        share(&branch, &[Claim::GivenName]);
        branch.assert_sound();
        let branch = branch.reopened_after(|| ());
        let prompt = branch.sql_prompt();
        for trigger in [
            "stay_as_they_were_shown",
            "are_decided_once",
            "share_what_was_shown",
            "move_in_the_audit_log",
        ] {
            prompt.execute_batch(&format!("DROP TRIGGER claim_requests_{trigger}")).unwrap();
        }
        assert_eq!(prompt.execute(attack, []).unwrap(), 1, "{attack}");
        let report = branch.bank.verify().unwrap();
        assert_eq!(report.findings.len(), 1, "{attack}: {report}");
        let found = report.to_string();
        assert!(found.contains("request for claims"), "{attack}: {found}");
    }
}
