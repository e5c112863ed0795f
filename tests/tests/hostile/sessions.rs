//! Faults and what becomes of a session by them; several processes on one session.

use std::sync::{Arc, Mutex};
use std::thread;

use loggia_runtime::capability::{Effect, EffectKind};
use loggia_runtime::store::{
    Closed, Commit, CommitError, HostEvent, Layer, Layered, MemoryStore, Store, StoreError,
};
use loggia_runtime::{
    Backends, Blame, ClientEvent, ClientEventKind, Clock, Error, EventId, Fault, Host, Launch,
    Limits, MiniApp, Point, Probe, Reply, Session, SessionId,
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
        assert_eq!(error.to_string().chars().count(), 281, "280 and a mark");
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

/// Lets the first `refusals` commits after it was armed lose against nobody, and notes what each wanted;
/// and has the outbox fail so many times.
#[derive(Default)]
struct Racing {
    refusals: Mutex<u32>,
    unread: Mutex<u32>,
    wanted: Mutex<Vec<Wanted>>,
}

impl Layer for Racing {
    fn commit(&self, below: &dyn Store, commit: &Commit<'_>) -> Result<(), CommitError> {
        self.wanted.lock().unwrap().push((commit.effects.to_vec(), commit.session.state.clone()));
        let mut refusals = self.refusals.lock().unwrap();
        if *refusals > 0 {
            *refusals -= 1;
            return Err(CommitError::Conflict);
        }
        below.commit(commit)
    }

    fn outbox(
        &self,
        below: &dyn Store,
        session: Option<&SessionId>,
    ) -> Result<Vec<Effect>, StoreError> {
        let mut unread = self.unread.lock().unwrap();
        if *unread > 0 {
            *unread -= 1;
            return Err(StoreError::new("the test has it fail", None));
        }
        below.outbox(session)
    }
}

/// A store in memory, under it.
fn racing() -> Arc<Layered<Racing>> {
    Arc::new(Layered::new(Racing::default(), Arc::new(MemoryStore::new())))
}

#[test]
fn a_step_that_runs_again_wants_the_same_effects_and_gets_the_same_randomness() {
    let lab = Lab::embedded();
    let store = racing();
    let backends = Backends {
        payments: Some(lab.payments.clone()),
        loyalty: Some(lab.loyalty.clone()),
        ..Backends::default()
    };
    let host = Host::new(store.clone(), backends).with_clock(lab.clock.clone());
    let launch = Launch { environment: Lab::environment(), intent: None };
    let mut session = host.open(&lab.mischief(), "racer".parse().unwrap(), launch).unwrap();

    store.layer().wanted.lock().unwrap().clear();
    *store.layer().refusals.lock().unwrap() = 3;
    tell(&mut session, "pay p 100; redeem 5 r; entropy").unwrap();
    let wanted = store.layer().wanted.lock().unwrap();
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
    let store = racing();
    let host = Host::new(store.clone(), Backends::default()).with_clock(lab.clock.clone());
    let launch = Launch { environment: Lab::environment(), intent: None };
    let mut session = host.open(&lab.mischief(), "racer".parse().unwrap(), launch).unwrap();
    *store.layer().refusals.lock().unwrap() = u32::MAX;
    let error = tell(&mut session, "add").unwrap_err();
    assert!(matches!(error, Error::Contended), "{error:?}");
    assert_eq!(error.blame(), Blame::Bank);
    *store.layer().refusals.lock().unwrap() = 0;
    tell(&mut session, "add").unwrap();
    let saved = store.load(&session.id()).unwrap().unwrap();
    assert!(saved.state.starts_with(b"1\n"));
}

#[test]
fn a_step_has_happened_though_its_effects_cannot_be_handed_over_now() {
    let lab = Lab::embedded();
    let store = racing();
    let backends = Backends { loyalty: Some(lab.loyalty.clone()), ..Backends::default() };
    let host = Host::new(store.clone(), backends).with_clock(lab.clock.clone());
    let launch = Launch { environment: Lab::environment(), intent: None };
    let mut session = host.open(&lab.mischief(), "racer".parse().unwrap(), launch).unwrap();
    *store.layer().unread.lock().unwrap() = 1;
    assert_eq!(told(&mut session, "add; balance take-balance $"), "1");
    assert_eq!(store.load(&session.id()).unwrap().unwrap().sequence, session.revision());
    assert!(lab.loyalty.calls().is_empty());
    assert_eq!(session.pump().unwrap().len(), 1);
    assert_eq!(session.view().title().as_str(), "120 points");
}

/// Has another process be faster, once.
#[derive(Default)]
struct Rival(Mutex<Option<Box<dyn FnOnce() + Send>>>);

impl Probe for Rival {
    fn reached(&self, point: Point) {
        let act = (point == Point::BeforeCommit).then(|| self.0.lock().unwrap().take()).flatten();
        if let Some(act) = act {
            act();
        }
    }
}

/// Mischief's release of this version.
fn release(lab: &Lab, version: &str) -> Arc<MiniApp> {
    let mut asks = manifest(loggia_runtime::policy::Grant::granted(&full_grant()), []);
    asks.version = version.parse().unwrap();
    let package = package_with(mischief_component(Target::Unknown), &asks).unwrap();
    lab.load(&package, &full_grant(), &Default::default()).unwrap()
}

#[test]
fn a_release_does_nothing_on_another_one_s_state_before_it_was_shown_it() {
    Lab::each(|lab| {
        let (old, new) = (release(lab, "1.0.0"), release(lab, "1.1.0"));
        let rival = Arc::new(Rival::default());
        let host = lab.host.clone().with_probe(rival.clone());
        let launch = Launch { environment: Lab::environment(), intent: None };
        let mut session = host.open(&old, "rival".parse().unwrap(), launch).unwrap();
        let id = session.id();
        let upgrades = || {
            let (host, new) = (lab.host.clone(), Arc::clone(&new));
            let upgrade = move || drop(host.resume(&new, id, Lab::environment()).unwrap());
            *rival.0.lock().unwrap() = Some(Box::new(upgrade));
        };
        upgrades();
        let reply = tell(&mut session, "add").unwrap();
        assert!(matches!(reply, Reply::Refused(loggia_runtime::Rejected::Repaint)), "{reply:?}");
        assert_eq!(count(lab, &session), 0);
        assert_eq!(session.view().title().as_str(), "upgraded from 1.1.0");
        tell(&mut session, "add").unwrap();
        assert_eq!(count(lab, &session), 1);

        upgrades();
        post(lab, &session, "add");
        let causes: Vec<_> = session.pump().unwrap().iter().map(|step| step.cause).collect();
        assert_eq!(causes, ["upgraded", "changed"]);
        assert_eq!(count(lab, &session), 2);
    });
}

#[test]
fn of_two_processes_that_take_a_session_over_at_once_one_upgrades_it() {
    Lab::each(|lab| {
        let (old, new) = (release(lab, "1.0.0"), release(lab, "1.1.0"));
        let session = lab.open(&old, "").unwrap();
        let (host, also_new, id) = (lab.host.clone(), Arc::clone(&new), session.id());
        let first = move || drop(host.resume(&also_new, id, Lab::environment()).unwrap());
        let rival = Rival(Mutex::new(Some(Box::new(first))));
        let host = lab.host.clone().with_probe(Arc::new(rival));
        let second = host.resume(&new, id, Lab::environment()).unwrap();
        assert_eq!(second.latest().cause, "resumed");
        assert_eq!(second.view().title().as_str(), "upgraded from 1.0.0");
    });
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
        assert_eq!(lab.saved(&session).closed, Some(Closed::Superseded));
        let again = lab.resume(&next, &session).unwrap_err();
        assert!(matches!(again, Error::Closed(Closed::Superseded)), "{again:?}");
        lab.resume(&next, &anew).expect("it is a session like any other");
    });
}
