//! Open and step through Loggia against a bare wasmtime host of the same component.
//!
//! The bare host does what no host can do without: a store with the same limits, a fresh instance
//! from a pool of the same kind, the guest's step, and the view and state lifted. What Loggia adds
//! is the load, the view's validation and diff, the action table, staging and the commit.

use std::sync::Arc;
use std::time::{Duration, Instant};

use loggia_runtime::Host;
use loggia_runtime::store::MemoryStore;

use crate::bare;
use crate::coffee::{self, TAPPED, Walk};
use crate::measure::{Pace, Side, medians, time, timed};
use crate::report::Quantity::Time;
use crate::report::{Goal, Report, Row};

/// Of each side.
const ROUNDS: usize = 4_000;

pub(crate) fn open(pace: Pace) -> Report {
    let bare = bare_coffee();
    let [ours, theirs] =
        medians(pace.of(ROUNDS), [opens(), Box::new(|| time(|| bare.step(None, bare.launched())))]);
    let row = Row::new("open: the first step", Time(ours)).against("bare wasmtime", Time(theirs));
    Report { rows: vec![row.goal(Goal::AtMost(1.4))], ..Report::default() }
}

pub(crate) fn step(pace: Pace) -> Report {
    let bare = bare_coffee();
    let launched = bare.step(None, bare.launched());
    let action = bare::action_of(&launched.view, TAPPED);
    let [ours, theirs] = medians(
        pace.of(ROUNDS),
        [steps(), Box::new(|| time(|| bare.step(Some(&launched.state), bare.tapped(&action))))],
    );
    let row = Row::new("step: a tap", Time(ours)).against("bare wasmtime", Time(theirs));
    Report { rows: vec![row.goal(Goal::AtMost(1.4))], ..Report::default() }
}

pub(crate) fn open_alone(length: Duration) {
    alone(opens(), length);
}

pub(crate) fn step_alone(length: Duration) {
    alone(steps(), length);
}

/// One side, for so long.
pub(super) fn alone(mut side: Side<'_>, length: Duration) {
    let started = Instant::now();
    while started.elapsed() < length {
        side();
    }
}

/// Loggia's side of opening, on the memory store.
pub(super) fn opens() -> Side<'static> {
    let host = memory_host();
    Box::new(move || {
        let user = coffee::user(0);
        let (mut opened, took) = timed(|| coffee::open(&host, coffee::app(), user));
        opened.close().expect("it closes");
        took
    })
}

/// Loggia's side of a tap, on the memory store.
pub(super) fn steps() -> Side<'static> {
    let mut walk = Walk::new(&memory_host(), coffee::user(0));
    Box::new(move || {
        let event = walk.event();
        let ((), took) = timed(|| walk.step(event));
        // Each tap that is measured starts from the same screen.
        walk.step(walk.event());
        took
    })
}

/// A host on a store that is empty.
pub(super) fn memory_host() -> Host {
    coffee::host(Arc::new(MemoryStore::new()))
}

/// Coffee on the bare host.
pub(super) fn bare_coffee() -> bare::Host {
    bare::Host::new(coffee::app().package().component())
}
