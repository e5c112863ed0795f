//! Steps a second on more threads than one, each with a session of its own, on one memory store.

use std::time::Duration;

use crate::bare;
use crate::coffee::{self, TAPPED, Walk};
use crate::measure::{Pace, median, rate};
use crate::report::Quantity::PerSecond;
use crate::report::{Axis, Curve, Goal, Line, Report, Row, Scale};
use crate::rows::coffee::{bare_coffee, memory_host};

/// Turns of each number of threads.
const TURNS: usize = 10;
/// How long a turn is.
const TURN: Duration = Duration::from_millis(300);
/// Up to twice the cores of a small machine.
const MOST_THREADS: usize = 4;

pub(crate) fn measure(pace: Pace) -> Report {
    let host = memory_host();
    let mut walks: Vec<Walk> =
        (0..MOST_THREADS).map(|number| Walk::new(&host, coffee::user(number))).collect();
    let mut ours: Vec<_> = walks.iter_mut().map(|walk| move || walk.step(walk.event())).collect();

    let bare = bare_coffee();
    let launched = bare.step(None, bare.launched());
    let action = bare::action_of(&launched.view, TAPPED);
    let once = || drop(bare.step(Some(&launched.state), bare.tapped(&action)));
    let mut theirs = [once; MOST_THREADS];

    let mut rates = [const { [const { Vec::new() }; MOST_THREADS] }; 2];
    for _ in 0..pace.of(TURNS) {
        for threads in 1..=MOST_THREADS {
            rates[0][threads - 1].push(rate(&mut ours[..threads], TURN));
            rates[1][threads - 1].push(rate(&mut theirs[..threads], TURN));
        }
    }
    let [ours, theirs] = rates.map(|rates| rates.map(median));
    let rows = vec![
        Row::new("steps on two threads", PerSecond(ours[1]))
            .against("on one thread", PerSecond(ours[0]))
            .goal(Goal::AtLeast(1.8)),
        Row::new("bare wasmtime on two threads", PerSecond(theirs[1]))
            .against("on one thread", PerSecond(theirs[0])),
    ];
    let points = |rates: [f64; MOST_THREADS]| {
        rates.iter().enumerate().map(|(at, rate)| (at as f64 + 1.0, *rate)).collect()
    };
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let curve = Curve {
        name: "threads",
        title: "Steps a second by threads",
        about: format!(
            "One session a thread, on one memory store. The machine has {cores} cores: from there on \
             more threads have nothing to run on."
        ),
        x: Axis { label: "threads", scale: Scale::Linear },
        y: Axis { label: "steps a second", scale: Scale::Linear },
        lines: vec![
            Line { label: "Loggia", points: points(ours) },
            Line { label: "bare wasmtime", points: points(theirs) },
        ],
    };
    Report { rows, curves: vec![curve] }
}

pub(crate) fn alone(length: Duration) {
    let host = memory_host();
    let mut walks = [0, 1].map(|number| Walk::new(&host, coffee::user(number)));
    let mut workers: Vec<_> =
        walks.iter_mut().map(|walk| move || walk.step(walk.event())).collect();
    rate(&mut workers, length);
}
