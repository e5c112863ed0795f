use loggia_runtime::capability::{Effect, EffectKind, Reply};
use loggia_runtime::store::{
    Closed, Commit, CommitError, HostEvent, LogLevel, LogLine, Saved, StorageCommit, StorageStatus,
    Store,
};
use loggia_runtime::{EffectId, GuestText};

use crate::branch::{Branch, NOW, alice, commit, effect, next, opening, saved, session_id};

fn changed(id: &str) -> HostEvent {
    HostEvent::Changed { topic: "payment".into(), id: id.into() }
}

fn loyalty_effect(id: EffectId) -> Effect {
    Effect {
        id,
        session: session_id(1),
        owner: alice(),
        reply: Some(Reply { request: 3, context: vec![0, 200] }),
        may_raise: false,
        at: NOW,
        deadline: NOW + 60_000,
        kind: EffectKind::LoyaltyBalance("bean-points".into()),
    }
}

#[test]
fn a_session_comes_back_as_it_was_committed_also_after_a_restart() {
    let branch = Branch::on_disk();
    let session = branch.session(1, "alice");
    let after = next(&session);
    branch.bank.commit(&commit(&after)).unwrap();
    let branch = branch.reopened();
    assert_eq!(branch.bank.load(&session_id(1)).unwrap(), Some(after));
    assert_eq!(branch.bank.load(&session_id(2)).unwrap(), None);
    assert_eq!(branch.bank.latest_session(&alice()).unwrap(), Some(session_id(1)));
}

#[test]
fn a_step_on_a_stale_sequence_conflicts_and_leaves_nothing() {
    let branch = Branch::in_memory();
    let session = branch.session(1, "alice");
    let after = next(&session);
    branch.bank.commit(&commit(&after)).unwrap();
    let writes = [("a".to_owned(), Some(vec![1]))];
    let effects = [loyalty_effect(effect(1))];
    for stale in [&after, &session, &next(&next(&after))] {
        let stale = Commit {
            storage: StorageCommit { seen_version: None, writes: &writes },
            effects: &effects,
            ..commit(stale)
        };
        assert!(matches!(branch.bank.commit(&stale), Err(CommitError::Conflict)));
    }
    let unknown = next(&saved(9, "alice"));
    assert!(matches!(branch.bank.commit(&commit(&unknown)), Err(CommitError::Conflict)));
    assert_eq!(branch.bank.storage_status(&alice()).unwrap(), StorageStatus::default());
    assert_eq!(branch.bank.outbox(None).unwrap(), []);
    assert_eq!(branch.bank.load(&session_id(1)).unwrap(), Some(after));
}

#[test]
fn a_waiting_event_is_handled_once() {
    let branch = Branch::in_memory();
    let session = branch.session(1, "alice");
    branch.session(2, "alice");
    for id in ["a", "b"] {
        branch.bank.post(&session_id(1), &changed(id)).unwrap();
    }
    let waiting = branch.bank.next_event(&session_id(1)).unwrap().unwrap();
    assert_eq!(waiting.event, changed("a"));
    assert_eq!(branch.bank.next_event(&session_id(2)).unwrap(), None);

    let foreign = next(&branch.bank.load(&session_id(2)).unwrap().unwrap());
    let foreign = Commit { handled: Some(waiting.id), ..commit(&foreign) };
    assert!(matches!(branch.bank.commit(&foreign), Err(CommitError::Conflict)));

    let first = next(&session);
    branch.bank.commit(&Commit { handled: Some(waiting.id), ..commit(&first) }).unwrap();
    let second = next(&first);
    let again = Commit { handled: Some(waiting.id), ..commit(&second) };
    assert!(matches!(branch.bank.commit(&again), Err(CommitError::Conflict)));
    assert_eq!(branch.bank.load(&session_id(1)).unwrap(), Some(first));
    assert_eq!(branch.events(1), [changed("b")]);
}

#[test]
fn faults_on_a_waiting_event_are_counted_until_it_is_handled() {
    let branch = Branch::in_memory();
    branch.session(1, "alice");
    branch.bank.post(&session_id(1), &changed("a")).unwrap();
    let id = branch.bank.next_event(&session_id(1)).unwrap().unwrap().id;
    assert_eq!([1, 2].map(|_| branch.bank.event_faulted(id).unwrap()), [1, 2]);
    assert_eq!(branch.events(1), [changed("a")]);
    assert_eq!(branch.bank.event_faulted(id).unwrap(), 0);
}

#[test]
fn a_closed_session_takes_no_step_and_no_event_but_its_effects_stay() {
    let branch = Branch::in_memory();
    let session = branch.session(1, "alice");
    let after = next(&session);
    branch
        .bank
        .commit(&Commit { effects: &[loyalty_effect(effect(1))], ..commit(&after) })
        .unwrap();
    branch.bank.post(&session_id(1), &changed("a")).unwrap();
    branch.bank.close(&session_id(1), Closed::Faults).unwrap();
    branch.bank.close(&session_id(1), Closed::ByUser).unwrap();
    branch.bank.close(&session_id(9), Closed::ByUser).unwrap();

    assert_eq!(branch.bank.load(&session_id(1)).unwrap().unwrap().closed, Some(Closed::Faults));
    branch.bank.post(&session_id(1), &changed("b")).unwrap();
    branch.bank.post(&session_id(9), &changed("b")).unwrap();
    assert_eq!(branch.bank.next_event(&session_id(1)).unwrap(), None);
    let more = next(&after);
    assert!(matches!(branch.bank.commit(&commit(&more)), Err(CommitError::Conflict)));
    assert_eq!(branch.bank.outbox(Some(&session_id(1))).unwrap(), [loyalty_effect(effect(1))]);
    assert_eq!(branch.bank.latest_session(&alice()).unwrap(), None);
    branch.assert_sound();
}

#[test]
fn a_step_that_closes_its_session_drops_what_waits_for_it() {
    let branch = Branch::in_memory();
    let session = branch.session(1, "alice");
    branch.bank.post(&session_id(1), &changed("a")).unwrap();
    let closing = Saved { closed: Some(Closed::ByMiniApp), ..next(&session) };
    branch.bank.commit(&commit(&closing)).unwrap();
    assert_eq!(branch.bank.next_event(&session_id(1)).unwrap(), None);
    assert_eq!(branch.bank.load(&session_id(1)).unwrap(), Some(closing));
}

#[test]
fn a_user_has_so_many_open_sessions_and_no_more() {
    let branch = Branch::in_memory();
    let open = |number, user| branch.bank.commit(&opening(&saved(number, user), 3));
    for number in 1..=3 {
        open(number, "alice").unwrap();
    }
    assert!(matches!(open(4, "alice"), Err(CommitError::TooManySessions { limit: 3 })));
    open(5, "bob").unwrap();
    branch.bank.close(&session_id(2), Closed::ByUser).unwrap();
    open(4, "alice").unwrap();
    assert!(matches!(open(4, "carol"), Err(CommitError::Conflict)), "an id is used once");
    branch.assert_sound();
}

#[test]
fn strikes_count_from_a_moment_on() {
    let branch = Branch::in_memory();
    branch.session(1, "alice");
    let strike = |at, since| branch.bank.strike(&session_id(1), at, since, "fuel").unwrap();
    assert_eq!([strike(100, 0), strike(200, 0), strike(300, 200), strike(500, 400)], [1, 2, 2, 1]);
}

#[test]
fn storage_keeps_version_total_and_byte_order() {
    let branch = Branch::in_memory();
    let mut session = branch.session(1, "alice");
    let mut write = |seen_version, writes: &[(&str, Option<&[u8]>)]| {
        let writes: Vec<_> = writes
            .iter()
            .map(|(key, value)| (key.to_string(), value.map(<[u8]>::to_vec)))
            .collect();
        let after = next(&session);
        let storage = StorageCommit { seen_version, writes: &writes };
        let done = branch.bank.commit(&Commit { storage, ..commit(&after) });
        if done.is_ok() {
            session = after;
        }
        done
    };
    let status = || {
        let StorageStatus { version, total_bytes } = branch.bank.storage_status(&alice()).unwrap();
        (version, total_bytes)
    };
    write(Some(0), &[("order/1", Some(b"abc")), ("order/é", Some(b"")), ("orders", Some(b"x"))])
        .unwrap();
    assert_eq!(status(), (1, 10 + 8 + 7));
    write(Some(1), &[("order/1", Some(b"abcdef")), ("orders", None), ("nothing", None)]).unwrap();
    assert_eq!(status(), (2, 13 + 8));
    assert!(matches!(write(Some(1), &[("late", Some(b"x"))]), Err(CommitError::Conflict)));
    write(Some(2), &[]).unwrap();
    assert_eq!(status(), (2, 21), "a step that only looks leaves the version");
    write(None, &[("order/0\u{0}", Some(b"y")), ("a", Some(b""))]).unwrap();
    assert_eq!(status(), (3, 21 + 9 + 1));

    let keys = |prefix, limit| branch.bank.storage_keys(&alice(), prefix, limit).unwrap();
    assert_eq!(keys("order/", 10), ["order/0\u{0}", "order/1", "order/é"]);
    assert_eq!(keys("order/", 2), ["order/0\u{0}", "order/1"]);
    assert_eq!(keys("", 10).len(), 4);
    assert_eq!(branch.bank.storage_get(&alice(), "order/é").unwrap(), Some(vec![]));
    assert_eq!(branch.bank.storage_get(&alice(), "orders").unwrap(), None);
    assert_eq!(branch.bank.storage_get(&crate::branch::owner("bob"), "a").unwrap(), None);
    branch.assert_sound();
}

#[test]
fn an_effect_is_settled_once_and_answered_once() {
    let branch = Branch::on_disk();
    let session = branch.session(1, "alice");
    let after = next(&session);
    let effects = [loyalty_effect(effect(2)), loyalty_effect(effect(1))];
    branch.bank.commit(&Commit { effects: &effects, ..commit(&after) }).unwrap();
    let branch = branch.reopened();
    assert_eq!(branch.bank.outbox(None).unwrap(), effects, "oldest first");
    assert_eq!(branch.bank.outbox(Some(&session_id(2))).unwrap(), []);
    for _ in 0..2 {
        branch.bank.settle(&effect(2), Some(&changed("a"))).unwrap();
        branch.bank.settle(&effect(1), None).unwrap();
    }
    assert_eq!(branch.events(1), [changed("a")]);
    assert_eq!(branch.bank.outbox(None).unwrap(), []);
}

#[test]
fn an_effect_that_waits_already_undoes_the_step_that_would_repeat_it() {
    let branch = Branch::in_memory();
    let first = next(&branch.session(1, "alice"));
    branch
        .bank
        .commit(&Commit { effects: &[loyalty_effect(effect(1))], ..commit(&first) })
        .unwrap();
    let second = next(&first);
    let twice =
        branch.bank.commit(&Commit { effects: &[loyalty_effect(effect(1))], ..commit(&second) });
    assert!(matches!(twice, Err(CommitError::Store(_))));
    assert_eq!(branch.bank.load(&session_id(1)).unwrap(), Some(first));
}

#[test]
fn the_partners_log_keeps_the_newest_thousand_lines() {
    let branch = Branch::in_memory();
    let mut session = branch.session(1, "alice");
    let line =
        |n: usize| LogLine { level: LogLevel::Warn, message: GuestText::line(format!("line {n}")) };
    for step in 0..3 {
        let lines: Vec<_> = (0..400).map(|n| line(step * 400 + n)).collect();
        session = next(&session);
        branch.bank.commit(&Commit { log: &lines, ..commit(&session) }).unwrap();
    }
    let kept = branch.bank.partner_log(&alice(), 5_000).unwrap();
    assert_eq!(kept.len(), 1_000);
    assert_eq!((kept[0].message.as_str(), kept[999].message.as_str()), ("line 200", "line 1199"));
    assert_eq!((kept[0].level, kept[0].session, kept[0].at), (LogLevel::Warn, session_id(1), NOW));
    let last = branch.bank.partner_log(&alice(), 1).unwrap();
    assert_eq!(last, kept[999..]);
}
