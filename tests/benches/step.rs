//! Open and step through Loggia against a bare wasmtime host of the same component, in one run.
//!
//! `cargo bench` in `tests/` prints the table. The bare host does what no host can do without: a
//! store with the same limits, a fresh instance from a pool of the same kind, the guest's step, and
//! the view and state lifted. What Loggia adds is the load, the view's validation and diff, the
//! action table, staging and the commit.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a benchmark may end in a panic"
)]

mod bare;

use std::sync::Arc;
use std::time::{Duration, Instant};

use loggia_runtime::package::Package;
use loggia_runtime::policy::Grant;
use loggia_runtime::store::MemoryStore;
use loggia_runtime::{
    Backends, ClientEvent, ClientEventKind, Engine, Environment, EventId, Host, Launch, Limits,
    MiniApp, Profile, Reply, Session,
};
use loggia_tests::coffee;

/// Measured after as many again to warm up.
const ROUNDS: usize = 4_000;

fn main() {
    let built = coffee::built();
    let bytes = std::fs::read(&built.package).expect("the package is there");
    let grant: Grant = built.grant();
    // A benchmark does in a minute what no customer does in a day.
    let limits = Limits {
        sessions_per_user: usize::MAX,
        minute_fuel: u64::MAX,
        minute_calls: u32::MAX,
        ..Limits::default()
    };
    let package = Package::read(&bytes, &limits).expect("the package is sound");
    let engine = Engine::new(Profile::Server { max_instances: 64 }).expect("an engine");
    let app =
        Arc::new(MiniApp::load(&engine, package.clone(), &grant, limits).expect("coffee loads"));
    let bare = bare::Host::new(package.component());

    let loggia = Host::new(Arc::new(MemoryStore::new()), Backends::default());
    let open = || open(&loggia, &app);
    let mut session = open();
    println!(
        "coffee: {} nodes, {} bytes of state, {} fuel to open",
        session.latest().usage.nodes,
        session.latest().usage.state_bytes,
        session.latest().usage.fuel,
    );
    println!("{:<28}{:>12}{:>12}{:>9}{:>9}", "median of 4 000", "bare", "Loggia", "ratio", "goal");
    let bare_open = median(|| time(|| bare.step(None, bare.launched())));
    let ours_open = median(|| {
        let (mut opened, took) = timed(open);
        opened.close().expect("it closes");
        took
    });
    row("open (first step)", bare_open, ours_open);

    let launched = bare.step(None, bare.launched());
    let action = bare::first_action(&launched.view);
    let bare_step = median(|| time(|| bare.step(Some(&launched.state), bare.acted(&action))));
    let path = coffee::first_acting(session.view());
    let ours_step = median(|| {
        // Each measured step starts from the same screen.
        let revision = session.revision();
        let (reply, took) = timed(|| session.handle(act(revision, path)));
        assert!(matches!(reply, Ok(Reply::Stepped(_))), "{reply:?}");
        session.handle(back()).expect("back to the menu");
        took
    });
    row("step (a tap)", bare_step, ours_step);
}

fn open(host: &Host, app: &Arc<MiniApp>) -> Session {
    let environment = Environment {
        locale: "en".into(),
        time_zone: "UTC".into(),
        utc_offset_minutes: 0,
        currency: "EUR".parse().expect("a currency"),
    };
    host.open(app, "bench".parse().expect("a user"), Launch { environment, params: Vec::new() })
        .expect("coffee opens")
}

fn act(revision: u64, path: loggia_runtime::ui::NodePath) -> ClientEvent {
    let kind = ClientEventKind::Act { revision, path, values: Vec::new() };
    ClientEvent { id: EventId::random().expect("randomness"), kind }
}

fn back() -> ClientEvent {
    ClientEvent { id: EventId::random().expect("randomness"), kind: ClientEventKind::Back }
}

fn timed<T>(what: impl FnOnce() -> T) -> (T, Duration) {
    let started = Instant::now();
    let result = what();
    (result, started.elapsed())
}

fn time<T>(what: impl FnOnce() -> T) -> Duration {
    let (result, took) = timed(what);
    drop(std::hint::black_box(result));
    took
}

fn median(mut once: impl FnMut() -> Duration) -> Duration {
    for _ in 0..ROUNDS {
        once();
    }
    let mut took: Vec<Duration> = (0..ROUNDS).map(|_| once()).collect();
    took.sort_unstable();
    took[ROUNDS / 2]
}

fn row(what: &str, bare: Duration, ours: Duration) {
    let micros = |took: Duration| format!("{:.1} µs", took.as_secs_f64() * 1e6);
    let ratio = ours.as_secs_f64() / bare.as_secs_f64();
    println!("{what:<28}{:>12}{:>12}{ratio:>9.2}{:>9}", micros(bare), micros(ours), "≤ 1.40");
}
