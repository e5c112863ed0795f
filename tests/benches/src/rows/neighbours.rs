//! What a good mini-app's customer notices of hostile mini-apps beside it.
//!
//! One customer steps through coffee as fast as it goes. Beside it, hostile mini-apps are opened again
//! and again, each a partner's of its own, each on a thread that never rests: they burn whatever a
//! step may burn, fail, and begin anew.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use loggia_runtime::package::Package;
use loggia_runtime::{Engine, Host, Launch, Limits, MiniApp};
use loggia_tests::{Core, full_grant, hostile_guests, manifest, package_with};

use crate::coffee::{self, Walk};
use crate::measure::{Pace, median, timed};
use crate::report::Quantity::Time;
use crate::report::{Axis, Curve, Goal, Line, Report, Row, Scale};
use crate::rows::coffee::memory_host;

/// Hostile mini-apps at once.
const MOST: usize = 64;
/// Turns of each side, good ones alone and with neighbours.
const TURNS: usize = 5;
/// How long a turn is.
const TURN: Duration = Duration::from_millis(400);

pub(crate) fn measure(pace: Pace) -> Report {
    let host = memory_host();
    let mut good = Good(Walk::new(&host, coffee::user(0)));
    let mut rows = Vec::new();
    let mut loops = Vec::new();
    for hostile in hostile_guests() {
        eprintln!("  {} …", hostile.name);
        let neighbours = Neighbours::new(coffee::engine(), &host, &hostile.core);
        let [alone, beside] = good.p99s(pace, &neighbours, MOST);
        rows.push(
            Row::new(format!("p99 of a step beside {MOST} × {}", hostile.name), Time(beside))
                .against("without", Time(alone))
                .goal(Goal::AtMost(1.5)),
        );
        if loops.is_empty() {
            for count in [1, 2, 4, 8, 16, 32, MOST] {
                loops.push((count, good.p99s(pace, &neighbours, count)));
            }
        }
    }
    let line = |label, side: usize| Line {
        label,
        points: loops
            .iter()
            .map(|(count, p99s)| (*count as f64, p99s[side].as_secs_f64() * 1e6))
            .collect(),
    };
    let curve = Curve {
        name: "neighbours",
        title: "A good step beside hostile neighbours",
        about:
            "The 99th percentile of one customer's steps, beside mini-apps that loop until their \
                fuel ends and begin anew."
                .into(),
        x: Axis { label: "hostile mini-apps", scale: Scale::Logarithmic },
        y: Axis { label: "µs", scale: Scale::Linear },
        lines: vec![line("beside them", 1), line("without", 0)],
    };
    Report { rows, curves: vec![curve] }
}

/// The customer.
struct Good(Walk);

impl Good {
    /// Without neighbours, and with `count` of them.
    fn p99s(&mut self, pace: Pace, neighbours: &Neighbours, count: usize) -> [Duration; 2] {
        let mut p99s = [Vec::new(), Vec::new()];
        for _ in 0..pace.of(TURNS).max(2) {
            p99s[0].push(self.p99());
            p99s[1].push(neighbours.meanwhile(count, || self.p99()));
        }
        p99s.map(median)
    }

    fn p99(&mut self) -> Duration {
        let started = Instant::now();
        let mut took = Vec::new();
        while started.elapsed() < TURN {
            let event = self.0.event();
            took.push(timed(|| self.0.step(event)).1);
        }
        took.sort_unstable();
        took[took.len() * 99 / 100]
    }
}

/// Hostile mini-apps, all of one kind, each under a name of its own.
struct Neighbours {
    host: Host,
    apps: Vec<Arc<MiniApp>>,
}

impl Neighbours {
    fn new(engine: &Engine, host: &Host, core: &Core) -> Self {
        let component = core.component();
        let load = |number: usize| {
            let mut manifest = manifest([], []);
            manifest.app_id = format!("com.example.hostile{number}").parse().expect("an id");
            let package = package_with(&component, &manifest).expect("it can be packed");
            let package = Package::read(&package, &Limits::default()).expect("it can be read");
            let app = MiniApp::load(engine, package, &full_grant(), Limits::default());
            Arc::new(app.expect("it loads"))
        };
        Self { host: host.clone(), apps: (0..MOST).map(load).collect() }
    }

    /// Does something while `count` of them are at it.
    fn meanwhile<T>(&self, count: usize, what: impl FnOnce() -> T) -> T {
        let ends = AtomicBool::new(false);
        let at_it = |app: &Arc<MiniApp>| {
            app.revive();
            while !ends.load(Ordering::Relaxed) {
                let launch = Launch { environment: coffee::environment(), intent: None };
                let opened = self.host.open(app, coffee::user(1), launch);
                assert!(opened.is_err(), "it is hostile");
            }
        };
        thread::scope(|scope| {
            for app in &self.apps[..count] {
                scope.spawn(|| at_it(app));
            }
            // Until they have been met for what they are.
            thread::sleep(TURN / 4);
            let result = what();
            ends.store(true, Ordering::Relaxed);
            self.apps.iter().for_each(|app| app.kill());
            result
        })
    }
}
