//! Mini-apps that take all the time they can get, beside one that needs little.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;

use loggia_runtime::package::{Package, imports};
use loggia_runtime::store::MemoryStore;
use loggia_runtime::{
    AppId, Backends, Blame, Engine, Error, Fault, Host, Launch, Limits, MiniApp, Point, Probe,
    Profile, Scheduling,
};
use loggia_tests::{Core, Lab, full_grant, manifest, package_with};

const STORAGE: &str = "loggia:storage/storage";
/// No processor is so slow that a good step counts as slow here.
const FOR_EVER: Scheduling =
    Scheduling { queue_length: 100, queue_millis: 600_000, slow_micros: 20_000 };

/// Says that it runs, by a call, and then loops until it is stopped.
fn looping() -> Core {
    Core {
        imports:
            r#"(import "loggia:storage/storage@0.1.0" "delete" (func $delete (param i32 i32 i32)))"#
                .into(),
        world: "import loggia:storage/storage@0.1.0;".into(),
        ..Core::stepping(
            "(call $delete (i32.const 1280) (i32.const 1) (i32.const 3072)) (loop $on (br $on))",
        )
    }
}

/// An engine of so many places, and a host on it.
struct Place {
    engine: Engine,
    host: Host,
}

struct Watch(Mutex<Sender<()>>);

impl Probe for Watch {
    fn reached(&self, point: Point) {
        if let Point::Call(_) = point {
            self.0.lock().unwrap().send(()).unwrap();
        }
    }
}

impl Place {
    /// Beside it, who tells when a looping step runs.
    fn new(places: u32, settings: Scheduling) -> (Self, Receiver<()>) {
        let (sender, runs) = channel();
        let profile = Profile::Server { max_instances: places };
        let host = Host::new(Arc::new(MemoryStore::new()), Backends::default())
            .with_probe(Arc::new(Watch(Mutex::new(sender))));
        (Self { engine: Engine::new(profile).unwrap().with_scheduling(settings), host }, runs)
    }

    /// A mini-app whose loops last `millis`.
    fn load(&self, app: &str, core: &Core, millis: u64) -> Arc<MiniApp> {
        let limits = Limits {
            step_fuel: u64::MAX >> 1,
            minute_fuel: u64::MAX,
            step_millis: millis,
            ..Limits::default()
        };
        let component = core.component();
        let calls_storage = imports(&component).unwrap().iter().any(|i| i.interface == STORAGE);
        let mut manifest = manifest(calls_storage.then_some(STORAGE), []);
        manifest.app_id = app.parse::<AppId>().unwrap();
        let package = package_with(&component, &manifest).unwrap();
        let package = Package::read(&package, &limits).unwrap();
        Arc::new(MiniApp::load(&self.engine, package, &full_grant(), limits).unwrap())
    }

    fn open(&self, app: &Arc<MiniApp>) -> Result<(), Error> {
        let launch = Launch { environment: Lab::environment(), intent: None };
        self.host.open(app, "somebody".parse().unwrap(), launch)?.close()
    }
}

fn ran_out_of_time(looped: Result<(), Error>) {
    let error = looped.expect_err("it loops");
    assert!(matches!(error, Error::Fault(Fault::Deadline { .. })), "{error:?}");
}

#[test]
fn a_step_waits_for_the_only_place_and_then_runs() {
    let (place, runs) = Place::new(1, FOR_EVER);
    let good = place.load("com.example.good", &Core::default(), 1_000);
    let bad = place.load("com.example.bad", &looping(), 100);
    thread::scope(|scope| {
        let looped = scope.spawn(|| ran_out_of_time(place.open(&bad)));
        runs.recv().unwrap();
        place.open(&good).expect("it had to wait, and no more");
        looped.join().unwrap();
    });
}

#[test]
fn where_nobody_may_wait_one_is_told_to_come_again_and_nothing_is_lost() {
    for settings in
        [Scheduling { queue_length: 0, ..FOR_EVER }, Scheduling { queue_millis: 1, ..FOR_EVER }]
    {
        let (place, runs) = Place::new(1, settings);
        let good = place.load("com.example.good", &Core::default(), 1_000);
        let bad = place.load("com.example.bad", &looping(), 600_000);
        thread::scope(|scope| {
            let looped = scope.spawn(|| place.open(&bad));
            runs.recv().unwrap();
            let met = place.open(&good).expect_err("the place is taken");
            assert!(matches!(met, Error::Busy), "{settings:?}: {met:?}");
            assert_eq!((met.blame(), met.code()), (Blame::Bank, "busy"));
            bad.kill();
            let killed = looped.join().unwrap().expect_err("it is killed");
            assert!(matches!(killed, Error::Killed), "{killed:?}");
        });
        place.open(&good).expect("the place is free again");
    }
}

#[test]
fn however_many_loop_a_quick_step_finds_a_place() {
    let (place, runs) = Place::new(2, FOR_EVER);
    let good = place.load("com.example.good", &Core::default(), 1_000);
    for _ in 0..400 {
        place.open(&good).expect("it shows that it is quick");
    }
    let bad: Vec<_> = (0..4)
        .map(|number| place.load(&format!("com.example.bad{number}"), &looping(), 600_000))
        .collect();
    thread::scope(|scope| {
        let looping: Vec<_> =
            bad.iter().chain(&bad).map(|app| scope.spawn(|| place.open(app))).collect();
        runs.recv().unwrap();
        for _ in 0..20 {
            place.open(&good).expect("one place is for the quick");
        }
        assert!(looping.iter().all(|looping| !looping.is_finished()), "all of them still want to");
        bad.iter().for_each(|app| app.kill());
        for looped in looping {
            let killed = looped.join().unwrap().expect_err("it is killed");
            assert!(matches!(killed, Error::Killed), "{killed:?}");
        }
    });
}
