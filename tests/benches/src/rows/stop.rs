//! How long a mini-app runs on that is to stop: one that the bank kills, and one whose time is over.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use loggia_runtime::package::Package;
use loggia_runtime::store::MemoryStore;
use loggia_runtime::{
    Backends, Engine, Error, Fault, Host, Launch, Limits, MiniApp, Point, Probe, Profile,
};
use loggia_tests::{Core, full_grant, package};

use crate::coffee;
use crate::measure::Pace;
use crate::report::Quantity::Time;
use crate::report::{Goal, Report, Row};

/// Stops of each kind.
const ROUNDS: usize = 200;
/// What a step may take that is stopped by the clock.
const DEADLINE: Duration = Duration::from_millis(30);
/// Of the epoch.
const TWO_TICKS: Duration = Duration::from_millis(20);

pub(crate) fn measure(pace: Pace) -> Report {
    let engine = Engine::new(Profile::Server { max_instances: 2 }).expect("an engine");
    let (told, runs) = channel();
    let host = Host::new(Arc::new(MemoryStore::new()), Backends::default())
        .with_probe(Arc::new(Watch(Mutex::new(told))));
    let (killed, runaway) = (load(&engine, Duration::from_secs(600)), load(&engine, DEADLINE));

    let mut kills: Vec<_> =
        (0..pace.of(ROUNDS)).map(|round| kill(&host, &killed, &runs, round)).collect();
    let mut overruns: Vec<_> = (0..pace.of(ROUNDS))
        .map(|_| {
            let started = Instant::now();
            let error = open(&host, &runaway).expect_err("it loops");
            assert!(matches!(error, Error::Fault(Fault::Deadline { .. })), "{error:?}");
            started.elapsed().saturating_sub(DEADLINE)
        })
        .collect();
    kills.sort_unstable();
    overruns.sort_unstable();
    let rows = [("a killed mini-app runs on", kills), ("one whose time is over runs on", overruns)];
    let rows = rows.into_iter().flat_map(|(what, took)| {
        let at = |hundredth: usize| Time(took[(took.len() - 1) * hundredth / 100]);
        [
            Row::new(format!("{what}: median"), at(50)),
            Row::new(format!("{what}: 99 of 100"), at(99)),
            Row::new(format!("{what}: at most"), at(100)).goal(Goal::Within(TWO_TICKS)),
        ]
    });
    Report { rows: rows.collect(), ..Report::default() }
}

/// From the bank's word to the end of the step.
fn kill(host: &Host, app: &Arc<MiniApp>, runs: &Receiver<()>, round: usize) -> Duration {
    thread::scope(|scope| {
        let step = scope.spawn(|| {
            let error = open(host, app).expect_err("it is killed");
            assert!(matches!(error, Error::Killed), "{error:?}");
            Instant::now()
        });
        runs.recv().expect("it runs");
        // At all times of a tick.
        thread::sleep(Duration::from_micros(round as u64 * 373 % 10_000));
        let said = Instant::now();
        app.kill();
        let ended = step.join().expect("it ends");
        app.revive();
        ended.saturating_duration_since(said)
    })
}

fn open(host: &Host, app: &Arc<MiniApp>) -> Result<(), Error> {
    let launch = Launch { environment: coffee::environment(), intent: None };
    host.open(app, coffee::user(0), launch).map(drop)
}

/// Says by a call that it runs, and loops.
fn load(engine: &Engine, time: Duration) -> Arc<MiniApp> {
    let core = Core {
        imports:
            r#"(import "loggia:storage/storage@0.1.0" "delete" (func $delete (param i32 i32 i32)))"#
                .into(),
        world: "import loggia:storage/storage@0.1.0;".into(),
        ..Core::stepping(
            "(call $delete (i32.const 1280) (i32.const 1) (i32.const 3072)) (loop $on (br $on))",
        )
    };
    let limits = Limits {
        step_fuel: u64::MAX >> 1,
        minute_fuel: u64::MAX,
        step_millis: time.as_millis() as u64,
        ..Limits::default()
    };
    let package = Package::read(&package(&core.component()), &limits).expect("it can be read");
    Arc::new(MiniApp::load(engine, package, &full_grant(), limits).expect("it loads"))
}

struct Watch(Mutex<Sender<()>>);

impl Probe for Watch {
    fn reached(&self, point: Point) {
        if let Point::Call(_) = point {
            // Of the runaways nobody needs to know.
            let _ = self.0.lock().expect("nobody panics here").send(());
        }
    }
}
