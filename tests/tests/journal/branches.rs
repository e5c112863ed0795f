//! A session that goes on from an earlier step, and capabilities that are taken back meanwhile.

use std::sync::{Arc, Mutex};

use loggia_runtime::journal::{Branch, Left, Listener, Recorder, Replay, StepRecord};
use loggia_runtime::package::Package;
use loggia_runtime::store::{Commit, HostEvent, Saved, StorageCommit, Store};
use loggia_runtime::{Limits, Session};
use loggia_tests::{Lab, mischief_package, tell, told};

use super::{Desk, Paper, differences, engines, recording};

/// What a listener was told: each step, and where it left the session.
#[derive(Default)]
struct Heard(Mutex<Vec<(StepRecord, Option<Saved>)>>);

impl Listener for Heard {
    fn step_ended(&self, record: &StepRecord, left: Option<Left<'_>>) {
        let saved = left.map(|left| left.saved.clone());
        self.0.lock().unwrap().push((record.clone(), saved));
    }
}

/// A desk that is listened to.
fn listening() -> (Desk, Arc<Heard>) {
    let (mut lab, paper, heard) = (Lab::embedded(), Paper::default(), Arc::new(Heard::default()));
    let recorder = Recorder::new(paper.clone()).unwrap().with_listener(heard.clone());
    recorder.keep_package(&mischief_package());
    let recorder = Arc::new(recorder);
    lab.host = recording(&lab.host, &recorder);
    (Desk { lab, paper, recorder }, heard)
}

impl Heard {
    /// A branch from the step of this number.
    fn branch(&self, step: usize) -> Branch {
        let steps = self.0.lock().unwrap();
        let records: Vec<&StepRecord> = steps.iter().map(|(record, _)| record).collect();
        let (before, since) = records.split_at(step);
        let saved = steps[step - 1].1.as_ref().expect("the step was committed");
        Branch::of(saved, before, since).unwrap()
    }
}

/// Goes on with it, in place of `left`.
fn go_on(desk: &Desk, branch: &Branch, left: &Session) -> Session {
    let store = &desk.lab.store;
    store
        .commit(&Commit {
            session: &branch.saved,
            opens: Some(20),
            handled: None,
            storage: StorageCommit::default(),
            log: &[],
            effects: &[],
            denials: &[],
        })
        .unwrap();
    desk.recorder.branched(branch.saved.id, left.id(), branch.saved.sequence);
    for event in &branch.waiting {
        store.post(&branch.saved.id, event).unwrap();
    }
    desk.lab.host.resume(left.mini_app(), branch.saved.id, Lab::environment()).unwrap()
}

#[test]
fn what_was_asked_before_is_answered_as_then_and_not_sent_again() {
    let (desk, heard) = listening();
    let lab = &desk.lab;
    let mut session = lab.open(&lab.mischief(), "add").unwrap();
    tell(&mut session, "fetch https://api.example.com/a take-response $").unwrap();
    lab.servers.answer(200);
    session.pump().unwrap();
    let answered = session.view().title().to_string();
    assert!(answered.contains("200"), "{answered}");
    tell(&mut session, "add; add").unwrap();
    tell(&mut session, "panic here").unwrap_err();

    let branch = heard.branch(2);
    assert!(
        matches!(branch.waiting.as_slice(), [HostEvent::Answered { request: 1, .. }]),
        "{:?}",
        branch.waiting
    );
    let mut other = go_on(&desk, &branch, &session);
    assert_ne!(other.id(), session.id());
    other.pump().unwrap();
    assert_eq!(other.view().title().to_string(), answered);
    assert_eq!(lab.servers.sent().len(), 1, "nothing is sent again");
    // What was added after the step that it goes on from is not there.
    tell(&mut other, "add").unwrap();
    assert!(lab.saved(&other).state.starts_with(b"2\n"), "{:?}", lab.saved(&other).state);

    let journal = desk.paper.journal();
    for (name, engine) in engines() {
        assert_eq!(differences(&journal, engine), [], "on the {name} engine");
    }
    // A candidate goes over the fork too.
    let engine = &engines()[1].1;
    let package = Package::read(&mischief_package(), &Limits::default()).unwrap();
    let mut replay = Replay::new(&journal, engine).against(package, None);
    for step in replay.by_ref() {
        assert_eq!(step.unwrap().differences, []);
    }
    let now = replay.saved(&other.id()).expect("it was followed over the fork");
    assert_eq!(now.state, lab.saved(&other).state);
    let again = replay.branch(&other.id()).unwrap().unwrap();
    assert_eq!(again.waiting, []);
    assert_ne!(again.saved.id, other.id());
}

#[test]
fn what_nobody_had_answered_is_answered_as_unavailable() {
    let (desk, heard) = listening();
    let lab = &desk.lab;
    let mut session = lab.open(&lab.mischief(), "").unwrap();
    tell(&mut session, "fetch https://api.example.com/a take-response $").unwrap();
    let branch = heard.branch(2);
    let mut other = go_on(&desk, &branch, &session);
    session.close().unwrap();
    other.pump().unwrap();
    let title = other.view().title().to_string();
    assert!(title.contains("unavailable"), "{title}");
    assert!(lab.saved(&other).open_requests.is_empty());
}

#[test]
fn a_capability_that_is_taken_back_is_denied_until_it_is_given_back() {
    let desk = Desk::new();
    let mischief = desk.lab.mischief();
    let mut session = desk.lab.open(&mischief, "set a 3").unwrap();
    assert_eq!(told(&mut session, "get a"), "3");
    mischief.withhold(["loggia:storage/storage", "loggia:platform/diagnostics", "no:such/thing"]);
    assert_eq!(mischief.withheld(), ["loggia:storage/storage"]);
    let denied = told(&mut session, "get a");
    assert!(denied.contains("denied"), "{denied}");
    // The rest is as it was.
    let paid = told(&mut session, "pay first 340");
    assert!(!paid.contains("denied"), "{paid}");
    mischief.withhold([]);
    assert_eq!(told(&mut session, "get a"), "3");
    // The journal knows when it was which.
    for (name, engine) in engines() {
        assert_eq!(differences(&desk.paper.journal(), engine), [], "on the {name} engine");
    }
}
