//! What is measured: a file for each group of rows.
//!
//! A new one is a file beside these and a line in [`GROUPS`], where it stands as the goals do.

mod coffee;
mod cold;
mod curves;
mod durable;
mod extism;
mod neighbours;
mod payments;
mod quickjs;
mod soak;
mod stop;
pub(crate) mod suspended;
mod throughput;
mod typescript;

use std::time::Duration;

use crate::measure::Pace;
use crate::report::Report;

/// Rows that are measured together.
pub(crate) struct Group {
    /// What it is called on the command line.
    pub(crate) name: &'static str,
    /// What it measures.
    pub(crate) about: &'static str,
    /// Measures it.
    pub(crate) measure: fn(Pace) -> Report,
    /// Does only Loggia's side of it, for so long: what a profiler is pointed at.
    pub(crate) alone: Option<fn(Duration)>,
}

/// All of them, in the table's order.
pub(crate) const GROUPS: &[Group] = &[
    Group {
        name: "open",
        about: "the first step of a session, against a bare wasmtime host",
        measure: coffee::open,
        alone: Some(coffee::open_alone),
    },
    Group {
        name: "step",
        about: "a tap, against a bare wasmtime host",
        measure: coffee::step,
        alone: Some(coffee::step_alone),
    },
    Group {
        name: "quickjs",
        about: "open and step, against the same coffee in QuickJS",
        measure: quickjs::measure,
        alone: None,
    },
    Group {
        name: "extism",
        about: "open and step, against the same coffee in Extism",
        measure: extism::measure,
        alone: None,
    },
    Group {
        name: "typescript",
        about: "open and step of the tip jar, in TypeScript, against coffee in Rust",
        measure: typescript::measure,
        alone: Some(typescript::alone),
    },
    Group {
        name: "durable",
        about: "steps committed to SQLite, 64 sessions at once, against raw group commits",
        measure: durable::measure,
        alone: Some(durable::alone),
    },
    Group {
        name: "payments",
        about: "payments acknowledged, single and 64 at once, against raw commits; the audit log's part",
        measure: payments::measure,
        alone: Some(payments::alone),
    },
    Group {
        name: "throughput",
        about: "steps on two threads, against one",
        measure: throughput::measure,
        alone: Some(throughput::alone),
    },
    Group {
        name: "cold",
        about: "the first view of a mini-app that is not loaded, from its kept code, against compiling it",
        measure: cold::measure,
        alone: Some(cold::alone),
    },
    Group {
        name: "neighbours",
        about: "a good mini-app's steps beside 64 hostile mini-apps, against without",
        measure: neighbours::measure,
        alone: None,
    },
    Group {
        name: "stop",
        about: "how long a killed mini-app runs on, and one whose time is over",
        measure: stop::measure,
        alone: None,
    },
    Group {
        name: "view",
        about: "how a step's cost grows with its view",
        measure: curves::view,
        alone: Some(curves::view_alone),
    },
    Group {
        name: "state",
        about: "how a step's cost grows with its state",
        measure: curves::state,
        alone: Some(curves::state_alone),
    },
    Group {
        name: "soak",
        about: "steps at 80 % of what the machine can do: do they stay as quick, and memory as it is",
        measure: soak::measure,
        alone: Some(soak::alone),
    },
    Group {
        name: "suspended",
        about: "a million suspended sessions: bytes each, resuming one, starting with them there",
        measure: suspended::measure,
        alone: None,
    },
];
