//! What mini-apps were denied: on the audit log at once, and then counted, so that a storm of it fills
//! nothing and hides nobody else's.

use loggia_audit::{Action, Actor};
use loggia_runtime::PackageDigest;
use loggia_runtime::capability::{Denial, RefusalCode};
use loggia_runtime::store::{Commit, Saved, Store};

use crate::branch::{Branch, MINUTE, alice, commit, next, opening, saved, session_id};
use crate::threads::at_once;

const PAYMENTS: &str = "loggia:payments/payments-initiate";
const BALANCES: &str = "loggia:accounts/balances";

fn denied(interface: &'static str, code: RefusalCode, count: u64) -> Denial {
    Denial { interface, code, count }
}

/// A committed step of session `number` in which calls were denied.
fn step(branch: &Branch, number: u8, denials: &[Denial]) {
    let session = branch.bank.load(&session_id(number)).unwrap().unwrap();
    let after = Saved { last_step: branch.now(), ..next(&session) };
    branch.bank.commit(&Commit { denials, ..commit(&after) }).unwrap();
}

/// A step of which nothing else happened.
fn failed_step(branch: &Branch, number: u8, denials: &[Denial]) {
    let release = PackageDigest::of(b"coffee");
    branch.bank.deny(&session_id(number), &release, branch.now(), denials).unwrap();
}

/// What the log tells of denials: of which session, what, how, how often.
fn told(branch: &Branch) -> Vec<(String, String, String, u64)> {
    let log = branch.decisions();
    let denials = log.into_iter().filter(|entry| entry.leaf.action == Action::CallsDenied);
    denials
        .map(|entry| {
            let leaf = entry.leaf;
            let (interface, code) = (leaf.capability.unwrap(), leaf.reason.unwrap());
            let count = leaf.count.unwrap();
            (leaf.subject.to_string(), interface.to_string(), code.to_string(), count)
        })
        .collect()
}

fn of(session: u8, interface: &str, code: &str, count: u64) -> (String, String, String, u64) {
    (session_id(session).to_string(), interface.to_owned(), code.to_owned(), count)
}

#[test]
fn the_first_of_its_kind_is_a_leaf_at_once_and_names_nobody() {
    let branch = Branch::in_memory();
    let session = saved(1, "alice");
    let first = [denied(PAYMENTS, RefusalCode::Denied, 1)];
    branch.bank.commit(&Commit { denials: &first, ..opening(&session, 20) }).unwrap();
    step(&branch, 1, &[denied(BALANCES, RefusalCode::Denied, 3)]);
    step(&branch, 1, &[denied(PAYMENTS, RefusalCode::NotFound, 1)]);
    let expected = [
        of(1, PAYMENTS, "denied", 1),
        of(1, BALANCES, "denied", 3),
        of(1, PAYMENTS, "not-found", 1),
    ];
    assert_eq!(told(&branch), expected);
    let log = branch.decisions();
    assert_eq!(log[0].leaf.by, Actor::Bank);
    assert_eq!(log[0].leaf.app.as_ref().unwrap().as_str(), alice().app.as_str());
    let package = PackageDigest::of(b"coffee").to_string();
    assert_eq!(log[0].leaf.package.as_ref().unwrap().as_str(), package);
    assert!(log.iter().all(|entry| entry.personal.is_none()));
    assert!(log.iter().all(|entry| !entry.leaf.to_string().contains("alice")));
    branch.assert_sound();
}

#[test]
fn what_follows_is_one_leaf_a_minute_with_its_count() {
    let branch = Branch::in_memory();
    branch.session(1, "alice");
    let denials = [denied(PAYMENTS, RefusalCode::Denied, 2)];
    step(&branch, 1, &denials);
    for _ in 0..100 {
        branch.pass(500);
        step(&branch, 1, &denials);
    }
    assert_eq!(told(&branch), [of(1, PAYMENTS, "denied", 2)]);
    assert_eq!(branch.bank.log_denials(branch.now()).unwrap(), 0, "it is not a minute yet");
    branch.pass(MINUTE);
    // Whoever looks first: the session's next step, or the host.
    assert_eq!(branch.bank.log_denials(branch.now()).unwrap(), 1);
    let counted = of(1, PAYMENTS, "denied", 200);
    assert_eq!(told(&branch), [of(1, PAYMENTS, "denied", 2), counted.clone()]);
    assert_eq!(branch.bank.log_denials(branch.now() + 10 * MINUTE).unwrap(), 0, "and once");

    step(&branch, 1, &denials);
    branch.pass(MINUTE);
    step(&branch, 1, &denials);
    let expected = [of(1, PAYMENTS, "denied", 2), counted, of(1, PAYMENTS, "denied", 4)];
    assert_eq!(told(&branch), expected);
    branch.assert_sound();
}

#[test]
fn a_step_that_failed_after_it_does_not_hide_it() {
    let branch = Branch::in_memory();
    branch.session(1, "alice");
    failed_step(&branch, 1, &[denied(BALANCES, RefusalCode::LimitExceeded, 7)]);
    failed_step(&branch, 1, &[denied(BALANCES, RefusalCode::LimitExceeded, 7)]);
    assert_eq!(told(&branch), [of(1, BALANCES, "limit-exceeded", 7)]);
    // A session that never was has no counter.
    failed_step(&branch, 9, &[denied(BALANCES, RefusalCode::Denied, 1)]);
    assert_eq!(told(&branch).len(), 1);
    assert_eq!(branch.bank.log_denials(branch.now() + MINUTE).unwrap(), 1);
    branch.assert_sound();
}

#[test]
fn a_step_that_was_not_committed_denied_nothing() {
    let branch = Branch::in_memory();
    let session = branch.session(1, "alice");
    let stale = Saved { sequence: 9, ..session };
    let denials = [denied(PAYMENTS, RefusalCode::Denied, 1)];
    assert!(branch.bank.commit(&Commit { denials: &denials, ..commit(&stale) }).is_err());
    assert_eq!(told(&branch), []);
    branch.assert_sound();
}

#[test]
fn a_storm_of_one_session_leaves_room_for_everybody_else() {
    let branch = Branch::in_memory();
    branch.session(1, "alice");
    branch.session(2, "bob");
    let codes = [
        RefusalCode::Denied,
        RefusalCode::NotFound,
        RefusalCode::LimitExceeded,
        RefusalCode::Conflict,
    ];
    let storm: Vec<Denial> = [PAYMENTS, BALANCES]
        .into_iter()
        .flat_map(|interface| codes.map(|code| denied(interface, code, u64::from(u32::MAX))))
        .collect();
    for _ in 0..300 {
        step(&branch, 1, &storm);
        failed_step(&branch, 1, &storm);
    }
    assert_eq!(told(&branch).len(), storm.len(), "as many as there are kinds, however often");
    step(&branch, 2, &[denied(PAYMENTS, RefusalCode::Denied, 1)]);
    assert_eq!(told(&branch).last(), Some(&of(2, PAYMENTS, "denied", 1)));
    branch.settled(1, "3.40 EUR");
    branch.assert_sound();
}

#[test]
fn processes_count_together_and_nothing_is_counted_twice() {
    let branch = Branch::on_disk();
    branch.session(1, "alice");
    let other = branch.another();
    let release = PackageDigest::of(b"coffee");
    at_once(8, |number| {
        let bank = if number % 2 == 0 { &branch.bank } else { &other };
        for _ in 0..25 {
            let denials = [denied(PAYMENTS, RefusalCode::Denied, 1)];
            bank.deny(&session_id(1), &release, branch.now(), &denials).unwrap();
        }
    });
    branch.pass(MINUTE);
    let logged = at_once(4, |number| {
        let bank = if number % 2 == 0 { &branch.bank } else { &other };
        bank.log_denials(branch.now()).unwrap()
    });
    assert_eq!(logged.iter().sum::<usize>(), 1);
    assert_eq!(told(&branch).iter().map(|(.., count)| count).sum::<u64>(), 200);
    branch.assert_sound();
}

#[test]
fn a_clock_that_is_put_back_silences_nobody() {
    let branch = Branch::in_memory();
    branch.session(1, "alice");
    let now = branch.now();
    step(&branch, 1, &[denied(PAYMENTS, RefusalCode::Denied, 1)]);
    branch.set_clock(now - 60 * MINUTE);
    failed_step(&branch, 1, &[denied(PAYMENTS, RefusalCode::Denied, 5)]);
    assert_eq!(told(&branch), [of(1, PAYMENTS, "denied", 1), of(1, PAYMENTS, "denied", 5)]);
    branch.assert_sound();
}

#[test]
fn a_closed_session_s_last_count_is_written_all_the_same() {
    let branch = Branch::in_memory();
    branch.session(1, "alice");
    let denials = [denied(PAYMENTS, RefusalCode::Denied, 2)];
    step(&branch, 1, &denials);
    step(&branch, 1, &denials);
    branch.bank.close(&session_id(1), loggia_runtime::store::Closed::ByUser).unwrap();
    branch.pass(MINUTE);
    assert_eq!(branch.bank.log_denials(branch.now()).unwrap(), 1);
    assert_eq!(told(&branch).len(), 2);
    branch.assert_sound();
}
