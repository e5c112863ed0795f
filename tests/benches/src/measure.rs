//! How things are measured against each other: in the same process, in turns.

use std::time::{Duration, Instant};

/// How much is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pace {
    /// What the results are made with.
    Full,
    /// A tenth of it, to see that a row works.
    Quick,
}

impl Pace {
    /// `full`, or a tenth of it.
    pub(crate) fn of(self, full: usize) -> usize {
        match self {
            Self::Full => full,
            Self::Quick => (full / 10).max(1),
        }
    }
}

/// One of the things that are measured against each other. A call does it once, and says how long it
/// took.
pub(crate) type Side<'a> = Box<dyn FnMut() -> Duration + 'a>;

/// As many of one side as are measured in a row: enough to warm the caches, and so few that a
/// change of the processor's frequency meets all sides.
const BLOCK: usize = 50;

/// The median of each side after `rounds` of each, in turns of [`BLOCK`]. The first quarter as many
/// again warms up.
pub(crate) fn medians<const N: usize>(rounds: usize, mut sides: [Side<'_>; N]) -> [Duration; N] {
    let blocks = rounds.div_ceil(BLOCK);
    for _ in 0..blocks.div_ceil(4) {
        for side in &mut sides {
            for _ in 0..BLOCK {
                side();
            }
        }
    }
    let mut took = [const { Vec::new() }; N];
    for _ in 0..blocks {
        for (side, took) in sides.iter_mut().zip(&mut took) {
            // What the other side has thrown out of the caches comes back here.
            side();
            took.extend((0..BLOCK).map(|_| side()));
        }
    }
    took.map(median)
}

/// Of what stands in the middle.
pub(crate) fn median<T: PartialOrd + Copy>(mut of: Vec<T>) -> T {
    of.sort_unstable_by(|a, b| a.partial_cmp(b).expect("a number"));
    of[of.len() / 2]
}

/// How long something takes. What it gives is dropped within that time, as a sandbox is.
pub(crate) fn time<T>(what: impl FnOnce() -> T) -> Duration {
    let started = Instant::now();
    drop(std::hint::black_box(what()));
    started.elapsed()
}

/// How long something takes, and what it gives.
pub(crate) fn timed<T>(what: impl FnOnce() -> T) -> (T, Duration) {
    let started = Instant::now();
    let result = what();
    (result, started.elapsed())
}

/// How often a second `workers` do something together, each on a thread of its own, over `length`.
pub(crate) fn rate<W: FnMut() + Send>(workers: &mut [W], length: Duration) -> f64 {
    let started = Instant::now();
    let done: usize = std::thread::scope(|scope| {
        let work = |worker: &mut W| {
            let mut done = 0;
            while started.elapsed() < length {
                worker();
                done += 1;
            }
            done
        };
        let threads: Vec<_> =
            workers.iter_mut().map(|worker| scope.spawn(move || work(worker))).collect();
        threads.into_iter().map(|thread| thread.join().expect("it works")).sum::<usize>()
    });
    done as f64 / started.elapsed().as_secs_f64()
}

/// Bytes that this process holds in memory.
pub(crate) fn resident() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux says it");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("it is there");
    let kib = line.trim().trim_end_matches(" kB").parse::<f64>().expect("it is a number");
    kib * 1024.0
}
