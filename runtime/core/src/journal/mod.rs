//! Journals: what sessions were asked, were told and answered, so that every step can be made again.
//!
//! A step is a pure function, so a journal is small: where a session stood, and for each step its
//! event, `now`, what store and backends told it when it asked, and what it left: the view, digests of
//! its state, storage and log, what it asked the bank for, its fuel. A [`Replay`] makes the steps again,
//! with nothing behind them, and compares: on another machine, on another kind of engine, or
//! [against another release](Replay::against).
//!
//! ```no_run
//! use std::sync::Arc;
//! use loggia_runtime::journal::{Journal, Recorder, Replay};
//! use loggia_runtime::{Backends, Engine, Host, Profile, store::MemoryStore};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let recorder = Arc::new(Recorder::new(std::fs::File::create("session.journal")?)?);
//! let host = Host::new(Arc::new(MemoryStore::new()), Backends::default()).with_recorder(recorder);
//! // … sessions are opened, and used …
//!
//! let journal = Journal::read(std::fs::File::open("session.journal")?)?;
//! let engine = Engine::new(Profile::Embedded)?;
//! for step in Replay::new(&journal, &engine) {
//!     let step = step?;
//!     assert!(step.differences.is_empty(), "step {}: {:?}", step.number, step.differences);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # What is equal
//!
//! Steps that were committed: view, state, storage, log, timers, requests, effects, the questions that
//! they asked, and on the same version of the engine their fuel, to the last unit. Outcomes of faults
//! are kept and never compared: the same recursion overflows at another depth elsewhere.
//!
//! # Going back
//!
//! On a developer's machine a session may go on from an earlier step, or from what another release made
//! of its steps: as a new session, a [`Branch`], which [`Recorder::branched`] notes. A replay follows it
//! over the fork.
//!
//! # Who may have one
//!
//! A journal holds everything that a mini-app was told of its user, and is not encrypted. It is for the
//! developer's own machine and a made-up customer: no host records unless it is given a
//! [`Recorder`]. What is marked as personal or secret is written down all the same, and hidden where a
//! journal is shown.
//!
//! # What the chain proves
//!
//! Each entry is chained to the one before, so what was changed by accident, or by somebody who did
//! not mean to hide it, is found and the entry named. Whoever rewrites a journal from there to its end
//! goes unnoticed, unless [`Journal::end`] was kept elsewhere.

mod branch;
mod candidate;
mod chain;
mod difference;
mod followed;
mod ledger;
mod listener;
mod node_change;
mod reading;
mod record;
mod recorder;
mod replay;
mod tape;
mod taped;
mod view;
mod words;

pub use self::branch::Branch;
pub use self::difference::Difference;
pub use self::listener::{Left, Listener};
pub use self::node_change::NodeChange;
pub use self::reading::{Journal, JournalError};
pub use self::record::{Head, Question, Read, StepRecord};
pub use self::recorder::Recorder;
pub(crate) use self::recorder::{Attempt, Recording};
pub use self::replay::{Made, Replay, ReplayError, Replayed};
pub use crate::ids::Digest;

/// The number of the form that is written. A reader knows it and those before.
const FORM: u32 = 1;
