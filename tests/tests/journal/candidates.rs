//! Another release on a journal: what it does otherwise is told, and nothing else.

use loggia_runtime::Limits;
use loggia_runtime::capability::INTERFACES;
use loggia_runtime::journal::{Difference, Made, Replay};
use loggia_runtime::package::Package;
use loggia_tests::{Core, Lab, mischief_package, package, tell, told};

use super::{Desk, done, engines, mischief_of_version, recording};

fn read(package: &[u8]) -> Package {
    Package::read(package, &Limits::default()).unwrap()
}

/// What differs, by step.
fn against(desk: &Desk, candidate: &Package) -> Vec<(usize, Difference)> {
    let journal = desk.paper.journal();
    let replay = Replay::new(&journal, &engines()[1].1).against(candidate.clone(), None);
    let steps = replay.map(|step| step.expect("the candidate can be run"));
    steps
        .flat_map(|step| step.differences.into_iter().map(move |what| (step.number, what)))
        .collect()
}

/// Mischief with a mark: other bytes that do the same.
fn same_again() -> Package {
    read(&mischief_of_version("1.0.1"))
}

#[test]
fn a_release_that_does_the_same_differs_in_nothing() {
    let desk = Desk::new();
    let lab = &desk.lab;
    let mischief = lab.mischief();
    let mut session = lab.open(&mischief, "set a 3").unwrap();
    done(&mut session, "grow a; get a; keys a");
    let paid = told(&mut session, "pay first 340 add");
    done(&mut session, &format!("payment {}", paid.split(' ').nth(1).unwrap()));
    done(&mut session, "fetch https://api.example.com/a take-response $");
    lab.servers.answer(200);
    session.pump().unwrap();
    done(&mut session, "wake 2000 say woken");
    lab.clock.advance(3_000);
    session.pump().unwrap();
    tell(&mut session, "panic here").unwrap_err();
    let mut session = lab.resume(&mischief, &session).unwrap();
    done(&mut session, "delete a; get a");
    assert_eq!(against(&desk, &same_again()), []);
}

#[test]
fn a_session_that_was_there_before_is_handed_over_as_an_upgrade() {
    let (lab, desk) = (Lab::embedded(), Desk::new());
    let mischief = lab.mischief();
    let session = lab.open(&mischief, "add; add").unwrap();
    let host = recording(&lab.host, &desk.recorder);
    let mut session = host.resume(&mischief, session.id(), Lab::environment()).unwrap();
    done(&mut session, "add; say three");
    let differ = against(&desk, &same_again());
    let [(1, Difference::View { changes })] = differ.as_slice() else {
        panic!("its first step alone shows something else: {differ:?}")
    };
    assert_eq!(changes[0].after[0].as_str(), "upgraded from 1.0.0");
}

#[test]
fn a_new_fault_is_told_with_its_code_and_what_follows_is_tried_all_the_same() {
    let desk = Desk::new();
    let lab = &desk.lab;
    let session = lab.open(&lab.core(&Core::default()), "").unwrap();
    desk.recorder.keep_package(&package(&Core::default().component()));
    lab.resume(&lab.core(&Core::default()), &session).unwrap();
    let trapping = read(&package(&Core::stepping("unreachable").component()));
    let differ = against(&desk, &trapping);
    assert_eq!(differ.len(), 2, "{differ:?}");
    for (_, difference) in differ {
        assert!(matches!(difference, Difference::Fails { code: "trap", .. }), "{difference:?}");
    }
}

#[test]
fn a_fault_that_is_mended_is_told() {
    let desk = Desk::new();
    let lab = &desk.lab;
    let (bad, good) = (Core::stepping("unreachable"), Core::default());
    lab.open(&lab.core(&bad), "").unwrap_err();
    let differ = against(&desk, &read(&package(&good.component())));
    assert_eq!(differ, [(1, Difference::FailsNoMore { code: "trap".into() })]);
}

#[test]
fn what_the_user_tapped_must_be_there() {
    let desk = Desk::new();
    let lab = &desk.lab;
    let mut session = lab.open(&lab.mischief(), "").unwrap();
    done(&mut session, "add");
    let differ = against(&desk, &read(&package(&Core::default().component())));
    assert!(matches!(differ[0], (1, Difference::View { .. })), "{differ:?}");
    let gone = differ.iter().find_map(|(step, difference)| match difference {
        Difference::NotDone { reason } => Some((*step, *reason)),
        _ => None,
    });
    let (step, reason) = gone.expect("the other release has no such form");
    assert_eq!(step, 2);
    assert!(reason.contains("not on its screen"), "{reason}");
}

#[test]
fn a_candidate_that_needs_more_than_is_granted_says_what() {
    let desk = Desk::new();
    let lab = &desk.lab;
    let grant = loggia_runtime::policy::Grant::default();
    let core = package(&Core::default().component());
    let small = lab.load(&core, &grant, &Limits::default()).unwrap();
    lab.open(&small, "").unwrap();
    let journal = desk.paper.journal();
    let engine = &engines()[1].1;
    let mischief = read(&mischief_package());
    let error = Replay::new(&journal, engine)
        .against(mischief.clone(), None)
        .find_map(Result::err)
        .expect("mischief needs much");
    let named = INTERFACES.iter().any(|interface| error.to_string().contains(interface.name));
    assert!(named, "{error}");
    let granted = loggia_tests::full_grant();
    let mut replay = Replay::new(&journal, engine).against(mischief, Some(granted));
    assert!(matches!(replay.next().unwrap().unwrap().made, Made::Again { .. }));
}

#[test]
fn what_it_asks_the_bank_for_no_more_is_told() {
    let desk = Desk::new();
    let lab = &desk.lab;
    let mut session = lab.open(&lab.mischief(), "").unwrap();
    // The same package under a grant of less is another release to the journal: its calls are refused,
    // and so it asks for less.
    done(&mut session, "pay first 340");
    let mut grant = loggia_tests::full_grant();
    grant.payments_initiate.as_mut().unwrap().per_payment = "1.00 EUR".parse().unwrap();
    let journal = desk.paper.journal();
    let engine = &engines()[1].1;
    let replay = Replay::new(&journal, engine).against(same_again(), Some(grant));
    let differ: Vec<_> = replay.flat_map(|step| step.unwrap().differences).collect();
    let requests = differ.iter().find_map(|difference| match difference {
        Difference::Requests { before, after } => Some((before.clone(), after.clone())),
        _ => None,
    });
    let (before, after) = requests.expect("it asks for no payment any more");
    assert!(before[0].as_str().contains("initiate-payment"), "{before:?}");
    assert!(after.is_empty(), "{after:?}");
}
