//! Faults and what becomes of a session by them; several processes on one session.

use std::sync::{Arc, Mutex};
use std::thread;

use loggia_runtime::capability::{Denial, Effect, EffectKind};
use loggia_runtime::store::{
    Closed, Commit, CommitError, HostEvent, Mark, MemoryStore, Owner, Saved, StorageStatus, Store,
    StoreError, WaitingEvent,
};
use loggia_runtime::{
    Backends, Blame, ClientEvent, ClientEventKind, Clock, EffectId, Error, EventId, Fault, Host,
    Launch, Limits, PackageDigest, Reply, Session, SessionId,
};
use loggia_tests::{
    Core, Lab, Target, full_grant, manifest, mischief_component, package_with, tell, told,
};

fn count(lab: &Lab, session: &Session) -> u64 {
    let state = String::from_utf8(lab.saved(session).state).unwrap();
    state.lines().next().unwrap().parse().unwrap()
}

fn post(lab: &Lab, session: &Session, orders: &str) {
    let event = HostEvent::Changed { topic: "do".into(), id: orders.into() };
    lab.store.post(&session.id(), &event).unwrap();
}

#[test]
fn three_faults_within_five_minutes_close_the_session() {
    Lab::each(|lab| {
        let mut session = lab.open(&lab.mischief(), "").unwrap();
        lab.fault(&mut session, "panic");
        lab.clock.advance(299_000);
        lab.fault(&mut session, "panic");
        let error = tell(&mut session, "loop").unwrap_err();
        assert_eq!(
            (error.code(), error.blame()),
            ("fuel", Blame::MiniApp),
            "the third is told as any other"
        );
        assert_eq!(session.closed(), Some(Closed::Faults));

        let error = tell(&mut session, "add").unwrap_err();
        assert!(matches!(error, Error::Closed(Closed::Faults)), "{error:?}");
        let error = lab.resume(&lab.mischief(), &session).unwrap_err();
        assert!(matches!(error, Error::Closed(Closed::Faults)), "{error:?}");
        post(lab, &session, "add");
        assert!(session.pump().unwrap().is_empty(), "nothing is delivered to it");
        assert_eq!(count(lab, &session), 0);
        lab.good_mini_app_works();
    });
}

#[test]
fn faults_that_lie_farther_apart_do_not_close_it() {
    Lab::each(|lab| {
        let mut session = lab.open(&lab.mischief(), "").unwrap();
        for _ in 0..6 {
            lab.fault(&mut session, "panic");
            lab.clock.advance(150_001);
        }
        assert_eq!(session.closed(), None);
        tell(&mut session, "add").unwrap();
        assert_eq!(count(lab, &session), 1);
    });
}

#[test]
fn a_failure_is_undone_told_in_the_partner_s_words_and_no_strike() {
    Lab::each(|lab| {
        let mut session = lab.open(&lab.mischief(), "").unwrap();
        for _ in 0..5 {
            let error = lab.undone(&mut session, |session| {
                tell(session, "add; set a 5; balance; wake 1000; log 1 1; fail sold \u{1b}[5mout")
            });
            let Error::Failure { message, detail } = &error else {
                panic!("it gave the step up: {error:?}");
            };
            assert_eq!(message.as_str(), "sold \u{241b}[5mout");
            assert_eq!(detail.as_ref().unwrap().as_str(), "as it was told");
        }
        assert!(lab.loyalty.calls().is_empty());
        assert_eq!(session.closed(), None);
        assert_eq!(told(&mut session, "get a"), "none");
        let error = lab
            .undone(&mut session, |session| tell(session, &format!("fail {}", "x".repeat(3_000))));
        assert!(error.to_string().chars().count() <= 4 * 280 + 1);
    });
}

#[test]
fn a_fault_undoes_all_that_its_step_staged() {
    Lab::each(|lab| {
        let mut session = lab.open(&lab.mischief(), "set a 3").unwrap();
        let staged = "add; screen buttons; set a 5; set b 5; balance; pay p 100; wake 1000; log 1 1; close; panic";
        let fault = lab.fault(&mut session, staged);
        assert!(matches!(fault, Fault::Panicked { .. }), "{fault:?}");
        assert!(lab.loyalty.calls().is_empty() && lab.payments.calls().is_empty());
        assert_eq!(told(&mut session, "get a; get b; balance"), "3, none, 1");
    });
}

#[test]
fn a_faulting_host_event_is_tried_once_more_and_then_dropped() {
    Lab::each(|lab| {
        let mut session = lab.open(&lab.mischief(), "").unwrap();
        post(lab, &session, "panic poison");
        post(lab, &session, "add");
        for _ in 0..2 {
            let error = session.pump().unwrap_err();
            assert_eq!(error.code(), "panicked");
            assert_eq!(count(lab, &session), 0);
        }
        assert_eq!(session.pump().unwrap().len(), 1, "the one behind it is delivered");
        assert_eq!(count(lab, &session), 1);
        assert_eq!(session.closed(), None, "two strikes");
        lab.good_mini_app_works();
    });
}

#[test]
fn a_failing_answer_is_dropped_too_and_its_request_is_not_open_for_ever() {
    Lab::each(|lab| {
        let mut session = lab.open(&lab.mischief(), "").unwrap();
        assert_eq!(told(&mut session, "balance fail no answers today"), "1");
        for _ in 0..2 {
            assert!(matches!(session.pump().unwrap_err(), Error::Failure { .. }));
        }
        assert!(session.pump().unwrap().is_empty());
        tell(&mut session, "add").unwrap();
        assert!(lab.saved(&session).open_requests.is_empty(), "{:?}", lab.saved(&session));
        let mut again = lab.resume(&lab.mischief(), &session).unwrap();
        assert!(again.pump().unwrap().is_empty());
    });
}

#[test]
fn a_dropped_answer_leaves_its_request_open_in_no_process() {
    Lab::each(|lab| {
        // The process that saw it fail is gone before any other step.
        let mut session = lab.open(&lab.mischief(), "").unwrap();
        let _ = told(&mut session, "balance fail no answers today");
        for _ in 0..2 {
            session.pump().unwrap_err();
        }
        let mut again = lab.resume(&lab.mischief(), &session).unwrap();
        tell(&mut again, "add").unwrap();
        assert!(lab.saved(&again).open_requests.is_empty());
    });
}

#[test]
fn a_faulting_timer_is_tried_once_more_and_then_dropped() {
    Lab::each(|lab| {
        let mut session = lab.open(&lab.mischief(), "").unwrap();
        let _ = told(&mut session, "wake 1000 panic by timer; wake 1001 add");
        lab.clock.advance(2_000);
        for _ in 0..2 {
            assert_eq!(session.pump().unwrap_err().code(), "panicked");
        }
        assert_eq!(session.pump().unwrap().len(), 1);
        assert_eq!(count(lab, &session), 1);
        assert!(lab.saved(&session).timers.is_empty());
        assert_eq!(session.next_timer(), None);
    });
}

#[test]
fn a_session_of_another_mini_app_or_of_nobody_is_not_there() {
    Lab::each(|lab| {
        let session = lab.open(&lab.mischief(), "").unwrap();
        let mut other = manifest([], []);
        other.app_id = "com.example.other".parse().unwrap();
        let other = package_with(&Core::default().component(), &other).unwrap();
        let other = lab.load(&other, &full_grant(), &Default::default()).unwrap();
        let error = lab.resume(&other, &session).unwrap_err();
        assert!(matches!(error, Error::NoSuchSession), "{error:?}");
        let nobody = SessionId::from_bytes([0; 16]);
        let error = lab.host.resume(&other, nobody, Lab::environment()).unwrap_err();
        assert!(matches!(error, Error::NoSuchSession), "{error:?}");
        assert_eq!(lab.saved(&session).sequence, 1, "nothing ran");
    });
}

#[test]
fn a_mini_app_does_not_read_another_one_s_storage() {
    Lab::each(|lab| {
        let mut session = lab.open(&lab.mischief(), "set a 5").unwrap();
        let mut twin = manifest(loggia_runtime::policy::Grant::granted(&full_grant()), []);
        twin.app_id = "com.example.twin".parse().unwrap();
        let twin = package_with(mischief_component(Target::Unknown), &twin).unwrap();
        let twin = lab.load(&twin, &full_grant(), &Default::default()).unwrap();
        let mut same_user = lab.open_as(&twin, session.owner().user.clone(), "").unwrap();
        assert_eq!(told(&mut same_user, "get a; keys a"), "none, ");
        let mut other_user = lab.open(&lab.mischief(), "").unwrap();
        assert_eq!(told(&mut other_user, "get a"), "none");
        assert_eq!(told(&mut session, "get a"), "5");
    });
}

#[test]
fn time_does_not_run_backwards_for_a_mini_app_whatever_the_clock_does() {
    Lab::each(|lab| {
        let mut session = lab.open(&lab.mischief(), "").unwrap();
        let then = lab.clock.now();
        lab.clock.set(then - 1_000_000);
        assert_eq!(told(&mut session, "now"), then.to_string());
        lab.clock.set(0);
        assert_eq!(told(&mut session, "now"), then.to_string());
        lab.clock.set(then + 7);
        assert_eq!(told(&mut session, "now"), (then + 7).to_string());
    });
}

#[test]
fn randomness_is_new_in_each_step_and_session() {
    Lab::each(|lab| {
        let mut seen = std::collections::BTreeSet::new();
        for _ in 0..3 {
            let mut session = lab.open(&lab.mischief(), "").unwrap();
            for _ in 0..3 {
                let entropy = told(&mut session, "entropy");
                assert_eq!(entropy.len(), 64, "32 bytes");
                assert!(seen.insert(entropy));
            }
        }
    });
}

/// The effects and the state of a commit.
type Wanted = (Vec<Effect>, Vec<u8>);

/// A store that lets the first `refusals` commits after it was armed lose against nobody, and notes
/// what each wanted.
struct Racing {
    inner: MemoryStore,
    refusals: Mutex<u32>,
    wanted: Mutex<Vec<Wanted>>,
}

impl Store for Racing {
    fn commit(&self, commit: &Commit<'_>) -> Result<(), CommitError> {
        self.wanted.lock().unwrap().push((commit.effects.to_vec(), commit.session.state.clone()));
        let mut refusals = self.refusals.lock().unwrap();
        if *refusals > 0 {
            *refusals -= 1;
            return Err(CommitError::Conflict);
        }
        self.inner.commit(commit)
    }
    fn load(&self, session: &SessionId) -> Result<Option<Saved>, StoreError> {
        self.inner.load(session)
    }
    fn strike(
        &self,
        session: &SessionId,
        at: u64,
        since: u64,
        code: &str,
    ) -> Result<u32, StoreError> {
        self.inner.strike(session, at, since, code)
    }
    fn deny(
        &self,
        session: &SessionId,
        release: &PackageDigest,
        at: u64,
        denials: &[Denial],
    ) -> Result<(), StoreError> {
        self.inner.deny(session, release, at, denials)
    }
    fn close(&self, session: &SessionId, reason: Closed) -> Result<(), StoreError> {
        self.inner.close(session, reason)
    }
    fn storage_status(&self, owner: &Owner) -> Result<StorageStatus, StoreError> {
        self.inner.storage_status(owner)
    }
    fn storage_get(&self, owner: &Owner, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.inner.storage_get(owner, key)
    }
    fn storage_keys(
        &self,
        owner: &Owner,
        prefix: &str,
        limit: usize,
    ) -> Result<Vec<String>, StoreError> {
        self.inner.storage_keys(owner, prefix, limit)
    }
    fn next_event(&self, session: &SessionId) -> Result<Option<WaitingEvent>, StoreError> {
        self.inner.next_event(session)
    }
    fn post(&self, session: &SessionId, event: &HostEvent) -> Result<(), StoreError> {
        self.inner.post(session, event)
    }
    fn event_faulted(&self, event: u64) -> Result<u32, StoreError> {
        self.inner.event_faulted(event)
    }
    fn outbox(&self, session: Option<&SessionId>) -> Result<Vec<Effect>, StoreError> {
        self.inner.outbox(session)
    }
    fn mark(&self, effect: &EffectId, before: Option<u64>, at: u64) -> Result<Mark, StoreError> {
        self.inner.mark(effect, before, at)
    }

    fn settle(&self, effect: &EffectId, answer: Option<&HostEvent>) -> Result<(), StoreError> {
        self.inner.settle(effect, answer)
    }
}

#[test]
fn a_step_that_runs_again_wants_the_same_effects_and_gets_the_same_randomness() {
    let lab = Lab::embedded();
    let store = Arc::new(Racing {
        inner: MemoryStore::new(),
        refusals: Mutex::new(0),
        wanted: Mutex::default(),
    });
    let backends = Backends {
        payments: Some(lab.payments.clone()),
        loyalty: Some(lab.loyalty.clone()),
        ..Backends::default()
    };
    let host = Host::new(store.clone(), backends).with_clock(lab.clock.clone());
    let launch = Launch { environment: Lab::environment(), intent: None };
    let mut session = host.open(&lab.mischief(), "racer".parse().unwrap(), launch).unwrap();

    store.wanted.lock().unwrap().clear();
    *store.refusals.lock().unwrap() = 3;
    tell(&mut session, "pay p 100; redeem 5 r; entropy").unwrap();
    let wanted = store.wanted.lock().unwrap();
    let [first, again @ ..] = wanted.as_slice() else {
        panic!("it ran");
    };
    assert_eq!(again.len(), 3);
    let kinds: Vec<_> = first.0.iter().map(|effect| &effect.kind).collect();
    assert!(
        matches!(kinds.as_slice(), [EffectKind::InitiatePayment(_), EffectKind::LoyaltyBooking(_)]),
        "{kinds:?}"
    );
    assert!(again.iter().all(|run| run == first), "{wanted:#?}");
    assert_eq!(lab.payments.calls(), [first.0[0].id], "only the committed run is dispatched");
    assert_eq!(lab.loyalty.calls(), [Some(first.0[1].id)]);
}

#[test]
fn a_session_that_always_loses_says_so_and_stays_where_it_was() {
    let lab = Lab::embedded();
    let store = Arc::new(Racing {
        inner: MemoryStore::new(),
        refusals: Mutex::new(0),
        wanted: Mutex::default(),
    });
    let host = Host::new(store.clone(), Backends::default()).with_clock(lab.clock.clone());
    let launch = Launch { environment: Lab::environment(), intent: None };
    let mut session = host.open(&lab.mischief(), "racer".parse().unwrap(), launch).unwrap();
    *store.refusals.lock().unwrap() = u32::MAX;
    let error = tell(&mut session, "add").unwrap_err();
    assert!(matches!(error, Error::Contended), "{error:?}");
    assert_eq!(error.blame(), Blame::Bank);
    *store.refusals.lock().unwrap() = 0;
    tell(&mut session, "add").unwrap();
    let saved = store.load(&session.id()).unwrap().unwrap();
    assert!(saved.state.starts_with(b"1\n"));
}

#[test]
fn two_processes_on_one_session_lose_no_step_and_double_none() {
    const EACH: u64 = 60;
    Lab::each(|lab| {
        let app = lab.mischief();
        let mut one = lab.open(&app, "").unwrap();
        let mut two = lab.resume(&app, &one).unwrap();
        let begun = lab.saved(&one).sequence;
        let run = |session: &mut Session| {
            let mut stepped = 0;
            while stepped < EACH {
                // The loser of too many races is told so, and asks again.
                match tell(session, "add; grow a; redeem 1 r") {
                    Ok(Reply::Stepped(_)) => stepped += 1,
                    Err(Error::Contended) => {}
                    other => panic!("{other:?}"),
                }
                // Answers make room for more requests, and are steps like any other.
                match session.pump() {
                    Ok(_) | Err(Error::Contended) => {}
                    Err(error) => panic!("{error}"),
                }
                lab.clock.advance(2_000);
            }
        };
        thread::scope(|scope| {
            scope.spawn(|| run(&mut one));
            scope.spawn(|| run(&mut two));
        });
        let mut last = lab.resume(&app, &one).unwrap();
        last.pump().unwrap();
        assert_eq!(count(lab, &last), 2 * EACH);
        assert_eq!(told(&mut last, "get a"), (2 * EACH).to_string());
        assert!(lab.saved(&last).sequence >= begun + 2 * EACH);
        let mut booked = lab.loyalty.calls();
        booked.sort();
        booked.dedup();
        assert_eq!(booked.len() as u64, 2 * EACH, "each booking under an effect of its own");
        lab.good_mini_app_works();
    });
}

#[test]
fn two_sessions_of_one_user_lose_none_of_their_common_storage() {
    const EACH: usize = 60;
    Lab::each(|lab| {
        let app = lab.mischief();
        let user = lab.open(&app, "").unwrap().owner().user.clone();
        let open = || lab.open_as(&app, user.clone(), "").unwrap();
        let mut sessions = [open(), open()];
        thread::scope(|scope| {
            for session in &mut sessions {
                scope.spawn(move || {
                    let mut grown = 0;
                    while grown < EACH {
                        match tell(session, "grow a") {
                            Ok(Reply::Stepped(_)) => grown += 1,
                            Err(Error::Contended) => {}
                            other => panic!("{other:?}"),
                        }
                        lab.clock.advance(1_000);
                    }
                });
            }
        });
        let [one, two] = &mut sessions;
        assert_eq!(told(one, "get a"), (2 * EACH).to_string());
        assert_eq!(told(two, "get a"), (2 * EACH).to_string());
    });
}

#[test]
fn another_process_s_step_moves_what_is_on_screen_here() {
    Lab::each(|lab| {
        let app = lab.mischief();
        let mut here = lab.open(&app, "screen ticker").unwrap();
        let mut there = lab.resume(&app, &here).unwrap();
        let relabelled = |session: &Session| ClientEvent {
            id: EventId::random().unwrap(),
            kind: ClientEventKind::Act {
                revision: session.revision(),
                path: loggia_tests::key(session, "relabelled"),
                values: Vec::new(),
            },
        };
        tell(&mut there, "add").unwrap();
        // What is tapped here says `Pay 0`, and the session has `Pay 1` by now.
        let reply = here.handle(relabelled(&here)).unwrap();
        assert!(matches!(reply, Reply::Refused(loggia_runtime::Rejected::Repaint)), "{reply:?}");
        assert_eq!(count(lab, &here), 1, "nothing was done");
        let reply = here.handle(relabelled(&here)).unwrap();
        assert!(matches!(reply, Reply::Stepped(_)), "the view was caught up: {reply:?}");
        assert_eq!(count(lab, &here), 2);
    });
}

#[test]
fn a_session_that_another_release_cannot_take_over_starts_anew_and_is_told_so() {
    Lab::each(|lab| {
        let mut session = lab.open(&lab.mischief(), "").unwrap();
        tell(&mut session, "add; say no way on").unwrap();
        let asked: Vec<_> = full_grant().granted().collect();
        let mut next = manifest(asked, []);
        next.version = "2.0.0".parse().unwrap();
        let next = package_with(mischief_component(Target::Unknown), &next).unwrap();
        let next = lab.load(&next, &full_grant(), &Limits::default()).unwrap();

        let tried = lab.host.take_over(&next, session.id(), Lab::environment()).unwrap_err();
        assert_eq!(tried.to_string(), "this state is beyond me");
        assert_eq!(lab.saved(&session).closed, None, "to try it out changes nothing");

        let anew = lab.resume(&next, &session).expect("nobody is locked out by a release");
        assert_ne!(anew.id(), session.id());
        assert_eq!(anew.view().title().as_str(), "restarted");
        assert_eq!((anew.owner(), anew.latest().cause), (session.owner(), "launched"));
        assert_eq!(count(lab, &anew), 0);
        assert_eq!(lab.saved(&session).closed, Some(Closed::ByMiniApp));
        let again = lab.resume(&next, &session).unwrap_err();
        assert!(matches!(again, Error::Closed(Closed::ByMiniApp)), "{again:?}");
        lab.resume(&next, &anew).expect("it is a session like any other");
    });
}
