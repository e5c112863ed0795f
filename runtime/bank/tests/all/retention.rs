//! What is kept no longer goes, by the clock, and nothing else does.

use loggia_bank::{Retained, WebhookOutcome};
use loggia_runtime::GuestText;
use loggia_runtime::capability::account_information::{AccountInformation, Pick};
use loggia_runtime::store::{Commit, HostEvent, LogLevel, LogLine, StorageCommit, Store};

use crate::branch::{Branch, DAY, alice, commit, effect, next, payment_id, session_id};
use crate::webhooks::announcing;

#[test]
fn a_session_in_which_nothing_happened_for_thirty_days_goes_with_all_that_waited_for_it() {
    let branch = Branch::on_disk();
    branch.session(1, "alice");
    let storage = [("key".to_owned(), Some(vec![1]))];
    let mut step = next(&branch.session(2, "alice"));
    let event = HostEvent::Changed { topic: "payment".into(), id: "1".into() };
    branch.bank.post(&session_id(1), &event).unwrap();
    branch.bank.strike(&session_id(1), branch.now(), 0, "trap").unwrap();
    branch.pass(10 * DAY);
    step.last_step = branch.now();
    let storage = StorageCommit { seen_version: None, writes: &storage };
    branch.bank.commit(&Commit { storage, ..commit(&step) }).unwrap();

    branch.pass(20 * DAY - 1);
    assert_eq!(branch.bank.retain(branch.now()).unwrap(), Retained::default());
    branch.pass(1);
    let gone = branch.bank.retain(branch.now()).unwrap();
    assert_eq!(gone, Retained { sessions: 1, ..Retained::default() });
    assert!(branch.bank.load(&session_id(1)).unwrap().is_none());
    assert!(branch.bank.load(&session_id(2)).unwrap().is_some(), "it was used since");
    let left: i64 = branch
        .sql_prompt()
        .query_row(
            "SELECT (SELECT count(*) FROM events) + (SELECT count(*) FROM strikes)",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(left, 0);
    // What a mini-app keeps for its user is no session's.
    branch.pass(10 * DAY);
    assert_eq!(branch.bank.retain(branch.now()).unwrap().sessions, 1);
    assert_eq!(branch.bank.storage_get(&alice(), "key").unwrap(), Some(vec![1]));
    // Whoever still holds the session is told that it has moved on.
    assert!(branch.bank.commit(&commit(&next(&step))).is_err());
    branch.assert_sound();
}

#[test]
fn logs_webhooks_and_pickers_go_after_fourteen_days() {
    let branch = Branch::on_disk();
    announcing(&branch);
    let mut session = next(&branch.session(1, "alice"));
    let log = [LogLine { level: LogLevel::Info, message: GuestText::line("hello".into()) }];
    session.last_step = branch.now();
    branch.bank.commit(&Commit { log: &log, ..commit(&session) }).unwrap();
    let pick = Pick { reason: "To save on".into() };
    branch.bank.pick(&effect(0xd1), &session_id(1), &alice(), &pick).unwrap();
    branch.settled(1, "3.40 EUR");
    branch.initiate(2, "2.00 EUR");
    branch
        .bank
        .ask_to_authorise(&alice().user, &payment_id(2), branch.account("Everyday"), branch.now())
        .unwrap();
    branch.pass(6 * crate::branch::MINUTE);
    branch.bank.expire_due(branch.now()).unwrap();
    let challenges = Retained { challenges: 1, ..Retained::default() };
    assert_eq!(branch.bank.retain(branch.now()).unwrap(), challenges);

    branch.pass(15 * DAY);
    let gone = branch.bank.retain(branch.now()).unwrap();
    assert_eq!(gone, Retained { log_lines: 1, picks: 1, ..Retained::default() }, "one still waits");
    assert_eq!(branch.bank.due_webhooks(10, branch.now()).unwrap().len(), 1);
    branch.bank.webhook_tried(&payment_id(1), WebhookOutcome::Delivered).unwrap();
    let gone = branch.bank.retain(branch.now()).unwrap();
    assert_eq!(gone, Retained { webhooks: 1, ..Retained::default() });
    assert_eq!(branch.bank.partner_log(&alice(), 10).unwrap(), []);
    branch.assert_sound();
}

#[test]
fn a_clock_that_begins_anew_takes_nothing_away() {
    let branch = Branch::in_memory();
    branch.session(1, "alice");
    assert_eq!(branch.bank.retain(0).unwrap(), Retained::default());
    assert!(branch.bank.load(&session_id(1)).unwrap().is_some());
}
