//! What a journal holds, and that it is replayed to the same.

use std::io::{self, Write};
use std::sync::Arc;

use loggia_runtime::Limits;
use loggia_runtime::journal::{Made, Question, Recorder, Replay};
use loggia_runtime::store::{HostEvent, Store};
use loggia_tests::{Lab, full_grant, tell, told};

use super::{Desk, differences, done, engines, mischief_of_version, recording};

/// Everything that a step can ask and be told at once, timers, requests, faults, and a resumption.
fn busy_session(desk: &Desk) {
    let lab = &desk.lab;
    let mischief = lab.mischief();
    let mut session = lab.open(&mischief, "set a 3; get a; rights; entropy").unwrap();
    assert_eq!(told(&mut session, "get a; keys a; grow a"), "3, a, grown");
    done(&mut session, "subject");
    done(&mut session, "given-name");
    done(&mut session, "fetch https://api.example.com/a take-response $");
    lab.servers.answer(200);
    session.pump().unwrap();
    let paid = told(&mut session, "pay first 340");
    let payment = paid.split(' ').nth(1).unwrap().to_owned();
    done(&mut session, &format!("payment {payment}"));
    done(&mut session, "payment 00000000000000000000000000000000");
    done(&mut session, "lead com.example.parking park zone=12");
    done(&mut session, "claims given-name,email to-know");
    done(&mut session, "wake 2000 say woken; log 2 10");
    lab.clock.advance(3_000);
    session.pump().unwrap();
    tell(&mut session, "panic \u{1b}[2J").unwrap_err();
    lab.store
        .post(&session.id(), &HostEvent::Changed { topic: "do".into(), id: "add".into() })
        .unwrap();
    session.pump().unwrap();
    let mut session = lab.resume(&mischief, &session).unwrap();
    done(&mut session, "get a; delete a; get a");
    lab.clock.advance(1_000);
    session.close().unwrap();
}

#[test]
fn every_step_is_made_again_to_the_same_on_every_engine() {
    let desk = Desk::new();
    busy_session(&desk);
    let journal = desk.paper.journal();
    assert!(desk.recorder.stopped().is_none());
    assert!(journal.torn().is_none() && !journal.is_full());
    for (name, engine) in engines() {
        assert_eq!(differences(&journal, engine), [], "on the {name} engine");
    }
}

#[test]
fn a_session_that_starts_anew_on_another_release_is_made_again_to_the_same() {
    let desk = Desk::new();
    let lab = &desk.lab;
    let mut session = lab.open(&lab.mischief(), "").unwrap();
    done(&mut session, "add; say no way on");
    let package = mischief_of_version("2.0.0");
    desk.recorder.keep_package(&package);
    let next = lab.load(&package, &full_grant(), &Limits::default()).unwrap();
    let mut anew = lab.resume(&next, &session).unwrap();
    assert_eq!(told(&mut anew, "add; say hello"), "hello");
    let journal = desk.paper.journal();
    for (name, engine) in engines() {
        assert_eq!(differences(&journal, engine), [], "on the {name} engine");
    }
}

#[test]
fn what_a_step_asked_and_was_told_is_in_the_journal() {
    let desk = Desk::new();
    busy_session(&desk);
    let journal = desk.paper.journal();
    let asked = |wanted: fn(&Question) -> bool| {
        journal.steps().flat_map(|step| step.reads()).any(|read| wanted(&read.question))
    };
    assert!(asked(|question| matches!(question, Question::StorageStatus)));
    assert!(asked(|question| matches!(question, Question::StorageGet { key } if key == "a")));
    assert!(asked(|question| matches!(question, Question::StorageKeys { .. })));
    assert!(asked(|question| matches!(question, Question::Consented { .. })));
    assert!(asked(|question| matches!(question, Question::Subject)));
    assert!(asked(|question| matches!(question, Question::GivenName)));
    assert!(asked(|question| matches!(question, Question::Payment { .. })));
    assert!(asked(|question| matches!(question, Question::HttpCheck { .. })));
    let causes: Vec<&str> = journal.steps().map(|step| step.cause()).collect();
    for cause in ["launched", "action", "answered", "woke", "changed", "resumed"] {
        assert!(causes.contains(&cause), "{cause}: {causes:?}");
    }
}

#[test]
fn a_fault_is_kept_with_its_code_and_made_harmless_and_never_compared() {
    let desk = Desk::new();
    busy_session(&desk);
    let journal = desk.paper.journal();
    let failed: Vec<_> = journal.steps().filter_map(|step| step.failed()).collect();
    assert_eq!(failed.len(), 1, "{failed:?}");
    assert_eq!(failed[0].0, "panicked");
    assert!(!failed[0].1.as_str().contains('\u{1b}'));
    let engine = &engines()[1].1;
    let kept = Replay::new(&journal, engine).filter(|step| {
        let step = step.as_ref().unwrap();
        matches!(step.made, Made::Kept) && step.differences.is_empty()
    });
    assert_eq!(kept.count(), 1);
}

#[test]
fn an_event_that_was_given_up_leaves_the_session_where_it_did() {
    let desk = Desk::new();
    let lab = &desk.lab;
    let mut session = lab.open(&lab.mischief(), "").unwrap();
    let post = HostEvent::Changed { topic: "do".into(), id: "panic x".into() };
    lab.store.post(&session.id(), &post).unwrap();
    for _ in 0..2 {
        session.pump().unwrap_err();
    }
    done(&mut session, "add");
    let journal = desk.paper.journal();
    assert_eq!(differences(&journal, &engines()[1].1), []);
    let failed = journal.steps().filter(|step| step.failed().is_some()).count();
    assert_eq!(failed, 2);
}

#[test]
fn a_journal_that_begins_in_the_middle_of_a_session_begins_where_it_stood() {
    let (lab, desk) = (Lab::embedded(), Desk::new());
    let mischief = lab.mischief();
    let session = lab.open(&mischief, "add; add; set a 7").unwrap();
    let host = recording(&lab.host, &desk.recorder);
    let mut session = host.resume(&mischief, session.id(), Lab::environment()).unwrap();
    assert_eq!(told(&mut session, "get a"), "7");
    let journal = desk.paper.journal();
    assert_eq!(journal.steps().next().unwrap().cause(), "resumed");
    assert_eq!(differences(&journal, &engines()[1].1), []);
}

#[test]
fn what_another_process_did_meanwhile_is_told_before_the_next_step() {
    let desk = Desk::new();
    let lab = &desk.lab;
    let mischief = lab.mischief();
    let mut ours = lab.open(&mischief, "add").unwrap();
    // Without a journal.
    let other = Lab {
        host: loggia_runtime::Host::new(lab.store.clone(), Default::default()),
        ..Lab::embedded()
    };
    let mut theirs = other.host.resume(&mischief, ours.id(), Lab::environment()).unwrap();
    done(&mut theirs, "add; add");
    done(&mut ours, "add; say counted");
    assert_eq!(differences(&desk.paper.journal(), &engines()[1].1), []);
}

#[test]
fn many_sessions_share_a_journal() {
    let desk = Desk::new();
    let mischief = desk.lab.mischief();
    let mut sessions: Vec<_> =
        (0..5).map(|_| desk.lab.open(&mischief, "set a 1").unwrap()).collect();
    for turn in 0..3 {
        for session in &mut sessions {
            done(session, &format!("grow a; get a; say {turn}"));
        }
    }
    let journal = desk.paper.journal();
    assert_eq!(journal.steps().count(), 5 * 4);
    assert_eq!(differences(&journal, &engines()[1].1), []);
}

#[test]
fn a_package_that_is_not_in_the_journal_is_asked_for_by_its_digest() {
    let (mut lab, paper) = (Lab::embedded(), super::Paper::default());
    let recorder = Arc::new(Recorder::new(paper.clone()).unwrap());
    lab.host = recording(&lab.host, &recorder);
    let mischief = lab.mischief();
    lab.open(&mischief, "add").unwrap();
    let journal = paper.journal();
    let engine = &engines()[1].1;
    let error = Replay::new(&journal, engine).find_map(Result::err).expect("it has no package");
    assert!(error.to_string().contains(&mischief.digest().to_string()), "{error}");
    assert_eq!(journal.packages(), [mischief.digest()]);
    let mut replay = Replay::new(&journal, engine).with_package(mischief.package().clone());
    assert!(replay.all(|step| step.unwrap().differences.is_empty()));
}

#[test]
fn a_full_journal_ends_and_the_session_goes_on() {
    let (mut lab, paper) = (Lab::embedded(), super::Paper::default());
    let recorder = Arc::new(Recorder::new(paper.clone()).unwrap().with_bound(20_000));
    lab.host = recording(&lab.host, &recorder);
    let mischief = lab.mischief();
    let mut session = lab.open(&mischief, "").unwrap();
    for _ in 0..100 {
        lab.clock.advance(1_000);
        done(&mut session, "add");
    }
    assert!(recorder.stopped().unwrap().contains("bound"));
    let journal = paper.journal();
    assert!(journal.is_full() && journal.steps().count() < 100);
    assert!(paper.bytes().len() < 30_000, "{}", paper.bytes().len());
    let mut replay =
        Replay::new(&journal, &engines()[1].1).with_package(mischief.package().clone());
    assert!(replay.all(|step| step.unwrap().differences.is_empty()));
}

/// A disk that is full after some bytes.
struct FullDisk(usize);

impl Write for FullDisk {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let fits = bytes.len().min(self.0);
        self.0 -= fits;
        if fits == 0 { Err(io::Error::other("no space left")) } else { Ok(fits) }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_disk_that_fails_ends_the_journal_and_disturbs_nobody() {
    let mut lab = Lab::embedded();
    let recorder = Arc::new(Recorder::new(FullDisk(5_000)).unwrap());
    lab.host = recording(&lab.host, &recorder);
    let mut session = lab.open(&lab.mischief(), "").unwrap();
    for turn in 1..=20 {
        done(&mut session, "add");
        assert_eq!(session.revision(), turn + 1);
    }
    assert!(recorder.stopped().unwrap().contains("no space left"));
    assert!(Recorder::new(FullDisk(0)).is_err());
}
