//! A mini-app that the bank stops, wherever its step stands.

use std::sync::{Arc, Mutex};
use std::thread;

use loggia_runtime::{Blame, Error, Host, Launch, Limits, MiniApp, Point, Probe, Reply, Session};
use loggia_tests::{Core, Lab, full_grant, mischief_package, tell, told};

/// Does something to a mini-app at a point of its next step.
struct At<F>(Point, Mutex<Option<F>>);

impl<F: FnOnce() + Send + 'static> Probe for At<F> {
    fn reached(&self, point: Point) {
        if point == self.0
            && let Some(act) = self.1.lock().unwrap().take()
        {
            act();
        }
    }
}

/// Mischief of this test's own, which nobody else's test is to be stopped with.
fn mischief(lab: &Lab) -> Arc<MiniApp> {
    let package = mischief_package();
    let package = loggia_runtime::package::Package::read(&package, &Limits::default()).unwrap();
    Arc::new(MiniApp::load(lab.engine(), package, &full_grant(), Limits::default()).unwrap())
}

fn is_killed<T: std::fmt::Debug>(outcome: Result<T, Error>) {
    let error = outcome.expect_err("the mini-app is stopped");
    assert!(matches!(error, Error::Killed), "{error:?}");
    assert_eq!((error.blame(), error.code()), (Blame::Bank, "killed"));
}

fn at(lab: &Lab, point: Point, act: impl FnOnce() + Send + 'static) -> Host {
    lab.host.clone().with_probe(Arc::new(At(point, Mutex::new(Some(act)))))
}

#[test]
fn a_stopped_mini_app_takes_no_step_and_goes_on_where_it_was() {
    Lab::each(|lab| {
        let app = mischief(lab);
        let mut session = lab.open(&app, "add; set a 3").unwrap();
        let before = lab.saved(&session);

        app.kill();
        app.kill();
        assert!(app.is_killed());
        is_killed(tell(&mut session, "add"));
        is_killed(lab.open(&app, ""));
        is_killed(lab.resume(&app, &session));
        assert_eq!(session.pump().unwrap().len(), 0, "nothing waits for it");
        assert_eq!(lab.saved(&session), before);
        assert_eq!(session.closed(), None, "it is nobody's fault");
        lab.good_mini_app_works();

        app.revive();
        assert!(!app.is_killed());
        assert_eq!(told(&mut session, "add; get a"), "3");
    });
}

#[test]
fn a_kill_stops_a_step_that_would_run_for_minutes() {
    Lab::each(|lab| {
        let limits = Limits {
            step_fuel: u64::MAX >> 1,
            minute_fuel: u64::MAX,
            step_millis: 600_000,
            strikes: 1,
            ..Limits::default()
        };
        // Only a call tells that it runs.
        let core = Core {
            imports: r#"(import "loggia:storage/storage@0.1.0" "delete" (func $delete (param i32 i32 i32)))"#.into(),
            world: "import loggia:storage/storage@0.1.0;".into(),
            ..Core::stepping(
                "(call $delete (i32.const 1280) (i32.const 1) (i32.const 3072)) (loop $on (br $on))",
            )
        };
        let mut session: Session = lab.open(&lab.core(&Core::default()), "").unwrap();
        let before = lab.saved(&session);
        let app = lab.core_within(&core, &limits);
        let (runs, running) = std::sync::mpsc::channel();
        let host = at(lab, Point::Call(0), move || runs.send(()).unwrap());
        thread::scope(|scope| {
            let looped =
                scope.spawn(|| host.resume(&app, session.id(), Lab::environment()).map(drop));
            running.recv().unwrap();
            app.kill();
            is_killed(looped.join().unwrap());
        });
        app.revive();
        assert_eq!(lab.saved(&session), before, "no step, no strike");
        session = lab.resume(&lab.core(&Core::default()), &session).expect("it goes on");
        assert_eq!(session.closed(), None);
    });
}

#[test]
fn a_step_that_was_made_and_not_committed_when_the_kill_came_never_is() {
    Lab::each(|lab| {
        for revived in [false, true] {
            let app = mischief(lab);
            let session = lab.open(&app, "add").unwrap();
            let killed = Arc::clone(&app);
            let host = at(lab, Point::BeforeCommit, move || {
                killed.kill();
                if revived {
                    killed.revive();
                }
            });
            let before = lab.saved(&session);
            is_killed(host.resume(&app, session.id(), Lab::environment()));
            assert_eq!(lab.saved(&session), before);
            if !revived {
                app.revive();
            }
            let mut session = lab.resume(&app, &session).unwrap();
            assert!(matches!(tell(&mut session, "add"), Ok(Reply::Stepped(_))));
        }
    });
}

#[test]
fn a_kill_leaves_what_others_run_alone() {
    Lab::each(|lab| {
        let (stopped, other) = (mischief(lab), lab.mischief());
        let launch = Launch { environment: Lab::environment(), intent: None };
        // Each kill has every step look up at once; another's goes on.
        let host = at(lab, Point::Call(0), move || {
            for _ in 0..100 {
                stopped.kill();
                stopped.revive();
            }
        });
        let mut session = host.open(&other, "somebody".parse().unwrap(), launch).unwrap();
        assert_eq!(told(&mut session, "set a 2; spend 1000000; get a"), "set, 2");
    });
}
