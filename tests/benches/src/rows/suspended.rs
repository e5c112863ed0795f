//! A million suspended sessions: what they weigh, what it takes to resume one, and to start a
//! process with them there.
//!
//! A few are opened as customers do; the others are those again, under ids, users and seeds of their
//! own, made by the call of the store that a first step makes. Each store is measured in a
//! process of its own, whose memory nothing else has touched.

use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use loggia_bank::Bank;
use loggia_runtime::store::{Commit, MemoryStore, Saved, StorageCommit, Store};
use loggia_runtime::{Host, SessionId};
use serde::{Deserialize, Serialize};

use crate::coffee::{self, Walk};
use crate::measure::{Pace, Side, medians, resident, timed};
use crate::report::Quantity::{Bytes, Time};
use crate::report::{Axis, Curve, Goal, Line, Report, Row, Scale, thousands};
use crate::scratch;

/// The argument that makes this program measure one store and print what it found.
pub(crate) const CHILD: &str = "--suspended";

/// Sessions.
const MOST: usize = 1_000_000;
/// Sessions resumed at each size.
const RESUMED: usize = 1_000;
/// Threads that fill a database: as many as share a commit at most.
const WRITERS: usize = 256;

/// What one process has found.
#[derive(Serialize, Deserialize)]
struct Found {
    /// Bytes of memory or disk over all that there were before, for each session.
    each: f64,
    /// Of it the mini-app's own state.
    state: f64,
    /// By how many sessions there are, how long it takes to resume one.
    resumes: Vec<(usize, Duration)>,
    /// A step on a session that is at hand, among all of them.
    step: Duration,
    /// How long the store takes to start with all of them there.
    start: Duration,
}

pub(crate) fn measure(pace: Pace) -> Report {
    let most = pace.of(MOST);
    let (memory, disk) = (found("memory", most), found("sqlite", most));
    let sessions = thousands(most as f64);
    let last = |found: &Found| found.resumes[found.resumes.len() - 1].1;
    let rows = vec![
        Row::new(
            format!("{sessions} suspended: memory each, over its state"),
            Bytes(memory.each - memory.state),
        )
        .goal(Goal::AtMost(512.0)),
        Row::new(
            format!("{sessions} suspended: disk each, over its state"),
            Bytes(disk.each - disk.state),
        )
        .goal(Goal::AtMost(512.0)),
        Row::new("its state", Bytes(memory.state)),
        Row::new("resuming a random one, in memory", Time(last(&memory)))
            .against("a warm step", Time(memory.step))
            .goal(Goal::AtMost(3.0)),
        Row::new("resuming a random one, SQLite", Time(last(&disk)))
            .against("a warm step", Time(disk.step)),
        Row::new("starting with them there, audited: SQLite", Time(disk.start)),
    ];
    let line = |label, found: &Found| Line {
        label,
        points: found
            .resumes
            .iter()
            .map(|(sessions, took)| (*sessions as f64, took.as_secs_f64() * 1e6))
            .collect(),
    };
    let curve = Curve {
        name: "suspended",
        title: "Resuming a session by how many there are",
        about:
            "A random one, from the store to its first view. On SQLite the step's commit waits for \
                the disk."
                .into(),
        x: Axis { label: "suspended sessions", scale: Scale::Logarithmic },
        y: Axis { label: "µs", scale: Scale::Logarithmic },
        lines: vec![line("memory", &memory), line("SQLite", &disk)],
    };
    Report { rows, curves: vec![curve] }
}

fn found(store: &str, most: usize) -> Found {
    let program = std::env::current_exe().expect("a program knows its file");
    let child = Command::new(program)
        .args([CHILD, store, &most.to_string()])
        .stderr(Stdio::inherit())
        .output()
        .expect("it starts again");
    assert!(child.status.success(), "{}", child.status);
    // What building coffee has printed comes before.
    let output = String::from_utf8(child.stdout).expect("it prints text");
    serde_json::from_str(output.lines().last().expect("it prints a line")).expect("it is JSON")
}

/// The other process: measures `store` with up to `most` sessions.
pub(crate) fn child(store: &str, most: usize) {
    let found = match store {
        "memory" => memory(most),
        _ => sqlite(most),
    };
    println!("{}", serde_json::to_string(&found).unwrap());
}

fn memory(most: usize) -> Found {
    let crowd = Crowd::new();
    let store = Arc::new(MemoryStore::new());
    let host = coffee::host(store.clone());
    let mut walk = Walk::new(&host, coffee::user(0));
    // What stepping itself takes is there before.
    crowd.fill(&*store, 0..1, 1);
    crowd.resume(&host, 1, RESUMED);
    let before = resident();
    let mut resumes = Vec::new();
    for (from, to) in decades(most) {
        // The first is there.
        crowd.fill(&*store, from.max(1)..to, 1);
        if to == most {
            // What resuming them leaves behind is not theirs.
            let each = (resident() - before) / most as f64;
            let [resumed, step] = crowd.resume_or_step(&host, most, &mut walk);
            resumes.push((to, resumed));
            return Found { each, state: crowd.state(), resumes, step, start: Duration::ZERO };
        }
        resumes.push((to, crowd.resume(&host, to, RESUMED)));
    }
    unreachable!("the last decade ends at {most}");
}

fn sqlite(most: usize) -> Found {
    let crowd = Crowd::new();
    let folder = scratch::folder();
    let path = folder.path().join("bank.sqlite3");
    drop(Bank::open(&path).unwrap());
    let size = || std::fs::metadata(&path).unwrap().len() as f64;
    let before = size();

    let bank = Bank::open(&path).unwrap();
    let host = coffee::host(Arc::new(bank.clone()));
    let mut resumes = Vec::new();
    for (from, to) in decades(most) {
        crowd.fill(&bank, from..to, WRITERS);
        resumes.push((to, crowd.resume(&host, to, RESUMED / 10)));
    }
    // Closing moves the log into the database.
    drop((bank, host));
    let each = (size() - before) / most as f64;

    let (bank, start) = timed(|| Bank::open(&path).unwrap());
    let host = coffee::host(Arc::new(bank));
    let mut walk = Walk::new(&host, coffee::user(most));
    let [resumed, step] = crowd.resume_or_step(&host, most, &mut walk);
    resumes.pop();
    resumes.push((most, resumed));
    Found { each, state: crowd.state(), resumes, step, start }
}

/// From 0 to 1, to 10, and so on to `most`.
fn decades(most: usize) -> Vec<(usize, usize)> {
    let ends = (0..).map(|power| 10_usize.pow(power)).take_while(|end| *end < most).chain([most]);
    let ends: Vec<usize> = ends.collect();
    [0].into_iter().chain(ends.iter().copied()).zip(ends.iter().copied()).collect()
}

/// Sessions like some real ones.
struct Crowd {
    real: Vec<Saved>,
}

impl Crowd {
    /// A few sessions, opened and used, at different points of their way.
    fn new() -> Self {
        let store = Arc::new(MemoryStore::new());
        let host = coffee::host(store.clone());
        let real = (0..4).map(|steps| {
            let mut walk = Walk::new(&host, coffee::user(steps));
            for _ in 0..steps {
                walk.step(walk.event());
            }
            store.load(&walk.session().id()).unwrap().unwrap()
        });
        Self { real: real.collect() }
    }

    fn id(number: usize) -> SessionId {
        let hash = blake3::hash(&number.to_le_bytes());
        let (id, _) = hash.as_bytes().split_first_chunk().expect("it is longer");
        SessionId::from_bytes(*id)
    }

    /// Makes sessions by the call of the store with which a session begins.
    fn fill(&self, store: &(impl Store + ?Sized), numbers: std::ops::Range<usize>, threads: usize) {
        let next = AtomicUsize::new(numbers.start);
        std::thread::scope(|scope| {
            for _ in 0..threads.min(numbers.len()) {
                scope.spawn(|| {
                    loop {
                        let number = next.fetch_add(1, Ordering::Relaxed);
                        if number >= numbers.end {
                            break;
                        }
                        self.make(store, number);
                    }
                });
            }
        });
    }

    fn make(&self, store: &(impl Store + ?Sized), number: usize) {
        let mut after = self.real[number % self.real.len()].clone();
        after.id = Self::id(number);
        after.owner.user = coffee::user(number);
        after.seed = *blake3::hash(after.id.as_bytes()).as_bytes();
        after.sequence = 1;
        let commit = Commit {
            session: &after,
            opens: Some(20),
            handled: None,
            storage: StorageCommit::default(),
            log: &[],
            effects: &[],
            denials: &[],
        };
        store.commit(&commit).unwrap();
    }

    /// Bytes of their state.
    fn state(&self) -> f64 {
        self.real.iter().map(|saved| saved.state.len()).sum::<usize>() as f64
            / self.real.len() as f64
    }

    fn resume(&self, host: &Host, among: usize, rounds: usize) -> Duration {
        let [took] = medians(rounds, [self.resumes(host, among)]);
        took
    }

    fn resume_or_step(&self, host: &Host, among: usize, walk: &mut Walk) -> [Duration; 2] {
        let step = || {
            let event = walk.event();
            timed(|| walk.step(event)).1
        };
        medians(RESUMED, [self.resumes(host, among), Box::new(step)])
    }

    /// Resumes one after another, in no order that a cache could know.
    fn resumes<'a>(&self, host: &'a Host, among: usize) -> Side<'a> {
        let mut turn = 0_usize;
        Box::new(move || {
            turn += 1;
            let hash = blake3::hash(&[&turn.to_le_bytes()[..], b"turn"].concat());
            let (random, _) = hash.as_bytes().split_first_chunk().expect("it is longer");
            let id = Self::id(usize::from_le_bytes(*random) % among);
            let environment = coffee::environment();
            let (resumed, took) = timed(|| host.resume(coffee::app(), id, environment));
            drop(resumed.unwrap());
            took
        })
    }
}
