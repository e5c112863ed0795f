//! What users let mini-apps see: asked once, decided as it was shown, over when it is over.

use loggia_audit::{Action, Actor};
use loggia_bank::{
    Bank, ConsentError, ConsentId, ConsentRecord, ConsentSheet, Permission, RegisteredApp, Sheet,
};
use loggia_runtime::capability::RefusalCode;
use loggia_runtime::capability::consent::{Asking, Consented, Consents, Standing};
use loggia_runtime::capability::payments::ConsentStatus;
use loggia_runtime::store::{Closed, Owner, Store};

use crate::branch::{Branch, DAY, MINUTE, alice, effect, owner, session_id};
use crate::threads::at_once;

pub(crate) const ACCOUNTS: &str = "loggia:accounts/accounts-basic";
pub(crate) const BALANCES: &str = "loggia:accounts/balances";
pub(crate) const CREDITS: &str = "loggia:accounts/transactions-credits";
pub(crate) const DETAIL: &str = "loggia:accounts/transactions-detail";

const SECOND: u64 = 1_000;
const HOUR: u64 = 60 * MINUTE;

pub(crate) fn permission(interface: &str, required: bool, days: Option<u32>) -> Permission {
    Permission {
        interface: interface.into(),
        required,
        purpose: [("en".to_owned(), format!("To use {interface}."))].into(),
        history_days: days,
    }
}

/// Takes down what the coffee shop asks of its users.
pub(crate) fn registers(bank: &Bank, permissions: Vec<Permission>) {
    let app = RegisteredApp {
        app: alice().app,
        name: "Coffee".into(),
        partner: "Bean & Leaf GmbH".into(),
        partner_id: "bean-and-leaf".parse().unwrap(),
        webhook: None,
        permissions,
    };
    bank.register_app(&app).unwrap();
}

/// A branch whose coffee shop cannot do without balances and credits, and could use details.
fn curious() -> Branch {
    curious_at(Branch::in_memory())
}

fn curious_at(branch: Branch) -> Branch {
    let permissions = vec![
        permission(BALANCES, true, None),
        permission(CREDITS, true, Some(90)),
        permission(DETAIL, false, Some(30)),
    ];
    registers(&branch.bank, permissions);
    branch
}

/// A request of now, after something that the user did.
pub(crate) fn asking(branch: &Branch, number: u8) -> Asking {
    Asking { effect: effect(number), session: session_id(1), at: branch.now(), may_raise: true }
}

/// A new request of Alice's.
pub(crate) fn ask(branch: &Branch, number: u8, interface: &str) -> Standing {
    branch.bank.ask(&alice(), interface, &asking(branch, number)).unwrap()
}

fn sheet(branch: &Branch) -> ConsentSheet {
    branch.bank.consent_sheet(&session_id(1)).unwrap().unwrap()
}

/// Decides on all that the sheet of session 1 shows.
pub(crate) fn decide(branch: &Branch, allowed: bool) {
    let asked: Vec<_> = sheet(branch).permissions.iter().map(|asked| asked.id).collect();
    branch.bank.decide_consents(&alice().user, &asked, allowed, branch.now()).unwrap();
}

fn refusal(standing: Standing) -> (RefusalCode, Option<u64>) {
    match standing {
        Standing::Refused(refusal) => (refusal.code, refusal.retry_after_ms),
        other => panic!("expected a refusal, and there is {other:?}"),
    }
}

fn consented(branch: &Branch, owner: &Owner, interface: &str) -> Option<Consented> {
    branch.bank.consented(owner, interface).unwrap()
}

/// The newest consent of Alice's to an interface.
fn newest(branch: &Branch, interface: &str) -> ConsentRecord {
    let consents = branch.bank.consents(Some(&alice().user)).unwrap();
    consents.into_iter().find(|record| record.interface == interface).unwrap()
}

/// What the audit log says of consents.
fn leaves(branch: &Branch) -> Vec<(Action, Actor)> {
    let log = branch.decisions();
    log.iter().map(|entry| (entry.leaf.action, entry.leaf.by)).collect()
}

#[test]
fn all_that_is_required_is_asked_for_once_on_one_sheet() {
    let branch = curious();
    assert_eq!(ask(&branch, 1, BALANCES), Standing::AwaitingUser);
    let shown = sheet(&branch);
    assert_eq!((shown.app_name.as_str(), shown.valid_days), ("Coffee", 180));
    assert_eq!(shown.partner_name.as_deref(), Some("Bean & Leaf GmbH"));
    assert_eq!((shown.owner.clone(), shown.expires_at), (alice(), branch.now() + 5 * MINUTE));
    let asked: Vec<_> = shown
        .permissions
        .iter()
        .map(|asked| (asked.interface.as_str(), asked.history_days))
        .collect();
    assert_eq!(asked, [(BALANCES, None), (CREDITS, Some(90))]);
    assert_eq!(shown.permissions[0].purpose_for("de-AT"), format!("To use {BALANCES}."));

    // Whatever else asks for them waits for the same decision.
    branch.pass(SECOND);
    for number in 2..10 {
        assert_eq!(ask(&branch, number, BALANCES), Standing::AwaitingUser);
        assert_eq!(ask(&branch, number, CREDITS), Standing::AwaitingUser);
    }
    assert_eq!(branch.bank.consents(None).unwrap().len(), 2);
    assert_eq!(sheet(&branch), shown);
    assert_eq!(branch.bank.open_sheet(&session_id(1)).unwrap(), Some(Sheet::Consent(shown)));
    assert_eq!(branch.bank.consent_sheet(&session_id(2)).unwrap(), None);
    assert_eq!(consented(&branch, &alice(), BALANCES), None, "not before it is decided");
    assert_eq!(leaves(&branch), [], "nothing is decided");
}

#[test]
fn twenty_who_ask_at_once_in_two_processes_are_one_question() {
    let branch = curious_at(Branch::on_disk());
    let other = branch.another();
    let standings = at_once(20, |number| {
        let bank = if number % 2 == 0 { &branch.bank } else { &other };
        let asking = asking(&branch, number as u8 + 1);
        bank.ask(&alice(), BALANCES, &asking).unwrap()
    });
    assert!(standings.iter().all(|standing| *standing == Standing::AwaitingUser));
    let interfaces: Vec<_> =
        branch.bank.consents(None).unwrap().into_iter().map(|record| record.interface).collect();
    assert_eq!(interfaces, [CREDITS, BALANCES]);
    branch.assert_sound();
}

#[test]
fn a_yes_holds_for_180_days_and_not_a_millisecond_longer() {
    let branch = curious();
    ask(&branch, 1, BALANCES);
    branch.pass(MINUTE);
    decide(&branch, true);
    assert_eq!(branch.bank.consent_sheet(&session_id(1)).unwrap(), None);
    let at = newest(&branch, CREDITS).updated_at;
    assert_eq!(
        ask(&branch, 1, BALANCES),
        Standing::Consented(Consented { history_days: None, at })
    );
    let days = Some(Consented { history_days: Some(90), at });
    assert_eq!(consented(&branch, &alice(), CREDITS), days);
    let record = newest(&branch, CREDITS);
    assert_eq!(record.status, ConsentStatus::Auth);
    assert_eq!(record.valid_until, Some(branch.now() + 180 * DAY));

    branch.pass(180 * DAY - 1);
    assert_eq!(consented(&branch, &alice(), CREDITS), days);
    let made = asking(&branch, 2);
    branch.pass(1);
    assert_eq!(consented(&branch, &alice(), CREDITS), None);
    let late = branch.bank.ask(&alice(), CREDITS, &made).unwrap();
    assert_eq!(refusal(late).0, RefusalCode::Denied, "it was made under the old one");
    assert_eq!(newest(&branch, CREDITS).status, ConsentStatus::Expd);
    assert_eq!(ask(&branch, 3, CREDITS), Standing::AwaitingUser, "the user is asked anew");
    let given = (Action::ConsentGiven, Actor::Customer);
    let expired = (Action::ConsentExpired, Actor::Bank);
    assert_eq!(leaves(&branch), [given, given, expired, expired]);
    branch.assert_sound();
}

#[test]
fn the_first_request_after_a_consent_is_over_asks_the_user_again() {
    let branch = curious();
    ask(&branch, 1, BALANCES);
    decide(&branch, true);
    branch.pass(200 * DAY);
    assert_eq!(ask(&branch, 2, BALANCES), Standing::AwaitingUser);
    branch.pass(DAY);
    assert_eq!(ask(&branch, 3, BALANCES), Standing::AwaitingUser, "nobody decided the second");
    branch.assert_sound();
}

#[test]
fn what_waited_for_a_no_is_refused_however_late_it_asks_and_a_later_one_asks_anew() {
    let branch = curious();
    let first = asking(&branch, 1);
    branch.bank.ask(&alice(), BALANCES, &first).unwrap();
    branch.pass(SECOND);
    let second = asking(&branch, 2);
    branch.pass(SECOND);
    decide(&branch, false);
    for waited in [first, second] {
        let refused = branch.bank.ask(&alice(), BALANCES, &waited).unwrap();
        assert_eq!(refusal(refused), (RefusalCode::Denied, Some(MINUTE)));
    }
    branch.pass(59 * SECOND);
    assert_eq!(refusal(ask(&branch, 3, BALANCES)), (RefusalCode::Denied, Some(SECOND)));
    branch.pass(HOUR);
    let refused = branch.bank.ask(&alice(), BALANCES, &second).unwrap();
    assert_eq!(refusal(refused).0, RefusalCode::Denied, "as it was decided when it waited");
    assert_eq!(ask(&branch, 4, BALANCES), Standing::AwaitingUser);
    let refused = (Action::ConsentRefused, Actor::Customer);
    assert_eq!(leaves(&branch), [refused, refused]);
    branch.assert_sound();
}

#[test]
fn pauses_grow_with_each_no_and_a_yes_forgets_them() {
    let branch = curious();
    let mut number = 0;
    let mut next = || {
        number += 1;
        number
    };
    for pause in [MINUTE, HOUR, DAY, 7 * DAY, 7 * DAY] {
        assert_eq!(ask(&branch, next(), DETAIL), Standing::AwaitingUser);
        decide(&branch, false);
        branch.pass(pause - 1);
        assert_eq!(refusal(ask(&branch, next(), DETAIL)), (RefusalCode::Denied, Some(1)));
        branch.pass(1);
    }
    assert_eq!(ask(&branch, next(), DETAIL), Standing::AwaitingUser);
    decide(&branch, true);
    let id = newest(&branch, DETAIL).id;
    branch.bank.withdraw_consent(&alice().user, id, branch.now()).unwrap();
    branch.pass(1);
    assert_eq!(ask(&branch, next(), DETAIL), Standing::AwaitingUser);
    decide(&branch, false);
    assert_eq!(refusal(ask(&branch, next(), DETAIL)), (RefusalCode::Denied, Some(MINUTE)));
    branch.assert_sound();
}

#[test]
fn a_pause_of_one_permission_keeps_no_other_from_being_asked_for() {
    let branch = curious();
    ask(&branch, 1, BALANCES);
    decide(&branch, false);
    assert_eq!(ask(&branch, 2, DETAIL), Standing::AwaitingUser);
    let shown = sheet(&branch);
    let asked: Vec<_> = shown.permissions.iter().map(|asked| asked.interface.as_str()).collect();
    assert_eq!(asked, [DETAIL], "what was refused is not put on another's sheet meanwhile");
    branch.pass(MINUTE);
    ask(&branch, 3, CREDITS);
    assert_eq!(sheet(&branch).permissions.len(), 3);
}

#[test]
fn who_does_not_decide_in_five_minutes_is_asked_again_by_the_next_request() {
    let branch = curious();
    let first = asking(&branch, 1);
    branch.bank.ask(&alice(), BALANCES, &first).unwrap();
    let asked: Vec<_> = sheet(&branch).permissions.iter().map(|asked| asked.id).collect();
    branch.pass(5 * MINUTE - 1);
    assert_eq!(ask(&branch, 1, BALANCES), Standing::AwaitingUser);
    branch.pass(1);
    assert_eq!(branch.bank.consent_sheet(&session_id(1)).unwrap(), None);
    let late = branch.bank.decide_consents(&alice().user, &asked, true, branch.now());
    assert!(matches!(late, Err(ConsentError::Expired)), "{late:?}");
    let refused = branch.bank.ask(&alice(), BALANCES, &first).unwrap();
    assert_eq!(refusal(refused).0, RefusalCode::Expired);
    branch.bank.decide_consents(&alice().user, &asked, true, branch.now()).unwrap();
    assert_eq!(consented(&branch, &alice(), BALANCES), None, "it had expired");
    assert_eq!(ask(&branch, 2, BALANCES), Standing::AwaitingUser, "without a pause");
    let expired = (Action::ConsentExpired, Actor::Bank);
    assert_eq!(leaves(&branch), [expired, expired]);
    branch.assert_sound();
}

#[test]
fn a_sheet_that_was_left_with_its_session_keeps_the_next_session_from_nothing() {
    let branch = curious();
    branch.session(1, "alice");
    assert_eq!(ask(&branch, 1, BALANCES), Standing::AwaitingUser);
    branch.session(2, "alice");
    let second = |number| Asking { session: session_id(2), ..asking(&branch, number) };
    let early = second(2);
    assert_eq!(branch.bank.ask(&alice(), BALANCES, &early).unwrap(), Standing::AwaitingUser);
    assert_eq!(branch.bank.consent_sheet(&session_id(2)).unwrap(), None, "it is on a screen");
    branch.bank.close(&session_id(1), Closed::ByUser).unwrap();
    branch.pass(SECOND);

    assert_eq!(branch.bank.ask(&alice(), BALANCES, &early).unwrap(), Standing::AwaitingUser);
    let shown = branch.bank.consent_sheet(&session_id(2)).unwrap().unwrap();
    assert_eq!(shown.permissions.len(), 2);
    assert_eq!(branch.bank.consent_sheet(&session_id(1)).unwrap(), None);
    let asked: Vec<_> = shown.permissions.iter().map(|asked| asked.id).collect();
    branch.bank.decide_consents(&alice().user, &asked, true, branch.now()).unwrap();
    let stands = branch.bank.ask(&alice(), BALANCES, &early).unwrap();
    assert!(matches!(stands, Standing::Consented(_)), "{stands:?}");
    branch.assert_sound();
}

#[test]
fn a_late_yes_to_several_decides_none_of_them() {
    let branch = curious();
    ask(&branch, 1, DETAIL);
    let early = sheet(&branch).permissions;
    assert_eq!(early.len(), 3);
    branch.bank.decide_consents(&alice().user, &[early[1].id], false, branch.now()).unwrap();
    branch.pass(MINUTE);
    ask(&branch, 2, BALANCES);
    let mut shown: Vec<_> = sheet(&branch).permissions.iter().map(|asked| asked.id).collect();
    shown.sort_by_key(|id| *id == early[0].id);
    branch.pass(4 * MINUTE);
    let late = branch.bank.decide_consents(&alice().user, &shown, true, branch.now());
    assert!(matches!(late, Err(ConsentError::Expired)), "{late:?}");
    for interface in [BALANCES, CREDITS, DETAIL] {
        assert_eq!(consented(&branch, &alice(), interface), None, "{interface}");
    }
}

#[test]
fn a_withdrawn_consent_is_over_at_once_and_for_what_was_asked_before() {
    let branch = curious();
    ask(&branch, 1, BALANCES);
    decide(&branch, true);
    branch.pass(DAY);
    let made = asking(&branch, 2);
    let id = newest(&branch, CREDITS).id;
    let mallory = owner("mallory").user;
    let unknown = [
        branch.bank.withdraw_consent(&mallory, id, branch.now()),
        branch.bank.withdraw_consent(&alice().user, ConsentId::from_bytes([9; 16]), branch.now()),
    ];
    assert!(unknown.iter().all(|outcome| matches!(outcome, Err(ConsentError::Unknown))));
    assert!(consented(&branch, &alice(), CREDITS).is_some());

    let withdrawn = branch.bank.withdraw_consent(&alice().user, id, branch.now()).unwrap();
    assert_eq!(withdrawn.status, ConsentStatus::Canc);
    let again = branch.bank.withdraw_consent(&alice().user, id, branch.now() + 1).unwrap();
    assert_eq!(again, withdrawn);
    assert_eq!(consented(&branch, &alice(), CREDITS), None);
    assert!(consented(&branch, &alice(), BALANCES).is_some(), "the other one holds");
    let waited = branch.bank.ask(&alice(), CREDITS, &made).unwrap();
    assert_eq!(refusal(waited).0, RefusalCode::Denied);
    branch.pass(1);
    assert_eq!(ask(&branch, 3, CREDITS), Standing::AwaitingUser, "there is no pause");
    assert_eq!(leaves(&branch)[2..], [(Action::ConsentWithdrawn, Actor::Customer)]);
    branch.assert_sound();
}

#[test]
fn a_consent_stays_as_it_was_shown_though_the_registry_changes() {
    let branch = curious();
    ask(&branch, 1, CREDITS);
    let shown = sheet(&branch);
    let more = permission(CREDITS, true, Some(730));
    registers(&branch.bank, vec![more, permission(ACCOUNTS, true, None)]);
    assert_eq!(sheet(&branch), shown, "what is on the screen is not exchanged");
    decide(&branch, true);
    registers(&branch.bank, Vec::new());
    let days = Consented { history_days: Some(90), at: newest(&branch, CREDITS).updated_at };
    assert_eq!(consented(&branch, &alice(), CREDITS), Some(days));
    assert_eq!(ask(&branch, 2, CREDITS), Standing::Consented(days));
    let record = newest(&branch, CREDITS);
    assert_eq!(record.purpose["en"], format!("To use {CREDITS}."));
    let unregistered = ask(&branch, 3, ACCOUNTS);
    assert_eq!(refusal(unregistered).0, RefusalCode::Denied, "there is no purpose to ask with");
    branch.assert_sound();
}

#[test]
fn another_mini_apps_or_users_consent_is_none() {
    let branch = curious();
    ask(&branch, 1, BALANCES);
    decide(&branch, true);
    let budget = Owner { app: "com.example.budget".parse().unwrap(), ..alice() };
    for stranger in [owner("bob"), budget.clone()] {
        assert_eq!(consented(&branch, &stranger, BALANCES), None);
        assert!(consented(&branch, &alice(), BALANCES).is_some());
    }
    assert_eq!(consented(&branch, &alice(), DETAIL), None, "nor is one to something else");
    let refused = branch.bank.ask(&budget, BALANCES, &asking(&branch, 2)).unwrap();
    assert_eq!(refusal(refused).0, RefusalCode::Denied);
    let asked = branch.bank.ask(&owner("bob"), BALANCES, &asking(&branch, 3)).unwrap();
    assert_eq!(asked, Standing::AwaitingUser);
    let of = |user: &str| branch.bank.consents(Some(&user.parse().unwrap())).unwrap().len();
    assert_eq!((of("alice"), of("bob"), of("mallory")), (2, 2, 0));
}

#[test]
fn a_decision_is_on_what_was_shown_and_on_nothing_that_came_meanwhile() {
    let branch = curious();
    ask(&branch, 1, BALANCES);
    let shown = sheet(&branch);
    ask(&branch, 2, DETAIL);
    let ids: Vec<_> = shown.permissions.iter().map(|asked| asked.id).collect();
    branch.bank.decide_consents(&alice().user, &ids, true, branch.now()).unwrap();
    assert_eq!(consented(&branch, &alice(), DETAIL), None);
    assert_eq!(ask(&branch, 2, DETAIL), Standing::AwaitingUser);
    let left: Vec<_> =
        sheet(&branch).permissions.into_iter().map(|asked| asked.interface).collect();
    assert_eq!(left, [DETAIL]);

    // A second click changes nothing, and an invented id decides nothing.
    branch.bank.decide_consents(&alice().user, &ids, false, branch.now()).unwrap();
    assert!(consented(&branch, &alice(), BALANCES).is_some());
    let detail = newest(&branch, DETAIL).id;
    let invented = [detail, ConsentId::from_bytes([9; 16])];
    let bobs = branch.bank.decide_consents(&owner("bob").user, &ids, true, branch.now());
    assert!(matches!(bobs, Err(ConsentError::Unknown)), "{bobs:?}");
    let unknown = branch.bank.decide_consents(&alice().user, &invented, true, branch.now());
    assert!(matches!(unknown, Err(ConsentError::Unknown)), "{unknown:?}");
    assert_eq!(consented(&branch, &alice(), DETAIL), None);
    branch.assert_sound();
}

#[test]
fn who_may_not_raise_a_sheet_asks_nobody() {
    let branch = curious();
    let quiet = Asking { may_raise: false, ..asking(&branch, 1) };
    let refused = branch.bank.ask(&alice(), BALANCES, &quiet).unwrap();
    assert_eq!(refusal(refused), (RefusalCode::Denied, None));
    assert_eq!(branch.bank.consents(None).unwrap(), []);
    assert_eq!(branch.bank.consent_sheet(&session_id(1)).unwrap(), None);

    ask(&branch, 2, BALANCES);
    let waits = branch.bank.ask(&alice(), BALANCES, &quiet).unwrap();
    assert_eq!(waits, Standing::AwaitingUser, "somebody else asked");
    decide(&branch, true);
    let told = branch.bank.ask(&alice(), BALANCES, &quiet).unwrap();
    assert!(matches!(told, Standing::Consented(_)), "{told:?}");
}

#[test]
fn a_sheet_and_a_consent_survive_a_restart() {
    let branch = curious_at(Branch::on_disk());
    ask(&branch, 1, BALANCES);
    let shown = sheet(&branch);
    let branch = branch.reopened();
    assert_eq!(sheet(&branch), shown);
    decide(&branch, true);
    let branch = branch.reopened();
    assert!(consented(&branch, &alice(), BALANCES).is_some());
    branch.assert_sound();
}

#[test]
fn each_leaf_of_a_consent_names_nobody_and_its_personal_part_says_what_was_shown() {
    let branch = curious();
    ask(&branch, 1, CREDITS);
    decide(&branch, true);
    for entry in branch.decisions() {
        let leaf = entry.leaf.to_string();
        assert!(!leaf.contains("alice") && !leaf.contains("accounts/"), "{leaf}");
        let personal = entry.personal.unwrap();
        assert!(personal.contains("alice") && personal.contains("loggia:accounts/"), "{personal}");
    }
    let ids: Vec<_> =
        branch.bank.consents(None).unwrap().iter().map(|r| r.id.to_string()).collect();
    let mut subjects: Vec<_> =
        branch.decisions().iter().map(|e| e.leaf.subject.to_string()).collect();
    subjects.reverse();
    assert_eq!(ids, subjects);
    let parsed: ConsentId = ids[0].parse().unwrap();
    assert_eq!(parsed.to_string(), ids[0]);
    assert!(matches!("alice".parse::<ConsentId>(), Err(ConsentError::Unknown)));
}

#[test]
fn a_request_that_the_clock_was_put_back_under_is_answered_all_the_same() {
    let branch = curious();
    let made = Asking { at: branch.now() + HOUR, ..asking(&branch, 1) };
    assert_eq!(branch.bank.ask(&alice(), BALANCES, &made).unwrap(), Standing::AwaitingUser);
    branch.pass(5 * MINUTE);
    let refused = branch.bank.ask(&alice(), BALANCES, &made).unwrap();
    assert_eq!(refusal(refused).0, RefusalCode::Expired);
    branch.assert_sound();
}
