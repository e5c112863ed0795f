//! What can go wrong, grouped by whose fault it is.

use crate::guest_text::GuestText;
use crate::package::IntentProblem;
use crate::store::{Closed, CommitError, StoreError};
use crate::ui::ViewError;

/// Whose fault something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Blame {
    /// The mini-app's, and so its partner's.
    MiniApp,
    /// The bank's, or the machine's that it runs on.
    Bank,
    /// The client's: what it asked for cannot be.
    Client,
}

/// Why a session could not do what it was asked to.
///
/// The session is at its last commit, and can be used on, unless it is closed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The mini-app broke a rule; nothing of its step happened. A strike.
    #[error("the mini-app failed: {0}")]
    Fault(#[from] Fault),
    /// The mini-app gave the step up, in words for the user. No strike.
    #[error("{message}")]
    Failure {
        /// For the user, as the partner's own words.
        message: GuestText,
        /// For the partner's developer.
        detail: Option<GuestText>,
    },
    /// The session is closed.
    #[error("the session is closed: {}", closed_because(*.0))]
    Closed(Closed),
    /// The mini-app declares no such intent, or not with these parameters. It heard nothing of it.
    #[error("the mini-app cannot be opened for this: {0}")]
    Intent(#[from] IntentProblem),
    /// There is no such session of this mini-app.
    #[error("there is no such session of this mini-app")]
    NoSuchSession,
    /// The user has as many sessions as they may.
    #[error("the user has {limit} open sessions, which is the limit: close one first")]
    TooManySessions {
        /// The limit.
        limit: usize,
    },
    /// All places to run a step are taken, and so is the queue, or it moves too slowly. Nothing is
    /// wrong, and a moment later it will do.
    #[error("all places to run a step are taken: try again in a moment")]
    Busy,
    /// The bank has stopped the mini-app; the session rests where it is.
    #[error("the bank has stopped this mini-app for now")]
    Killed,
    /// Other processes were faster, again and again.
    #[error("the session is used by another process at the same time: try again")]
    Contended,
    /// The store could not be read or written; nothing of the step happened.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The machine has no randomness for a new session.
    #[error("the machine has no randomness for a new session")]
    Randomness,
}

impl From<CommitError> for Error {
    fn from(error: CommitError) -> Self {
        match error {
            CommitError::Conflict => Self::Contended,
            CommitError::TooManySessions { limit } => Self::TooManySessions { limit },
            CommitError::Store(error) => Self::Store(error),
        }
    }
}

impl Error {
    /// Whose fault it is.
    #[must_use]
    pub fn blame(&self) -> Blame {
        match self {
            Self::Fault(_) | Self::Failure { .. } => Blame::MiniApp,
            Self::Closed(Closed::Faults | Closed::ByMiniApp | Closed::Superseded) => Blame::MiniApp,
            Self::Closed(Closed::ByUser)
            | Self::Intent(_)
            | Self::NoSuchSession
            | Self::TooManySessions { .. } => Blame::Client,
            Self::Busy | Self::Killed | Self::Contended | Self::Store(_) | Self::Randomness => {
                Blame::Bank
            }
        }
    }

    /// A stable code, for logs, metrics and clients.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Fault(fault) => fault.code(),
            Self::Failure { .. } => "failure",
            Self::Closed(_) => "closed",
            Self::Intent(_) => "intent",
            Self::NoSuchSession => "no-such-session",
            Self::TooManySessions { .. } => "too-many-sessions",
            Self::Busy => "busy",
            Self::Killed => "killed",
            Self::Contended => "contended",
            Self::Store(_) => "store",
            Self::Randomness => "randomness",
        }
    }
}

fn closed_because(closed: Closed) -> &'static str {
    match closed {
        Closed::ByMiniApp => "the mini-app has ended it",
        Closed::ByUser => "the user has ended it",
        Closed::Faults => "the mini-app failed too often",
        Closed::Superseded => "a newer release has begun another in its place",
    }
}

/// How a mini-app broke a rule. The limit that it names is the one that stopped it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// Too many instructions.
    #[error("it used up the {limit} fuel of a step: does a loop not end?")]
    Fuel {
        /// `Limits::step_fuel`
        limit: u64,
    },
    /// Too many instructions in a minute.
    #[error("it used up the {limit} fuel that a session may burn in a minute")]
    MinuteFuel {
        /// `Limits::minute_fuel`
        limit: u64,
    },
    /// Too long.
    #[error("it ran longer than the {limit} ms of a step")]
    Deadline {
        /// `Limits::step_millis`
        limit: u64,
    },
    /// Too much memory.
    #[error("it needs more than {limit} bytes of memory")]
    Memory {
        /// `Limits::memory_bytes`
        limit: usize,
    },
    /// Too many table elements.
    #[error("it needs more than {limit} table elements")]
    Tables {
        /// `Limits::table_elements`
        limit: usize,
    },
    /// Too many instances, memories or tables.
    #[error("it is made of too many parts: {reason}")]
    Parts {
        /// Which, as the engine says it.
        reason: GuestText,
    },
    /// Too deep a recursion.
    #[error("its call stack overflowed: does a recursion not end?")]
    StackOverflow,
    /// Too much data in one call or as the step's result.
    #[error("it handed over more than {limit} bytes at once")]
    HandedOver {
        /// `Limits::hostcall_bytes`
        limit: usize,
    },
    /// Too many handles.
    #[error("it holds more than {limit} handles")]
    Handles {
        /// `Limits::handles`
        limit: usize,
    },
    /// It said that it panicked.
    #[error("it panicked at {file}:{line}: {message}")]
    Panicked {
        /// What it said.
        message: GuestText,
        /// Where in the partner's source.
        file: GuestText,
        /// On which line.
        line: u32,
    },
    /// It trapped without saying why.
    #[error("it trapped: {reason}")]
    Trap {
        /// What the engine says, with the names of functions if the package has them.
        reason: GuestText,
    },
    /// It tried to end its process.
    #[error("it called exit: a mini-app ends with its step")]
    Exited,
    /// What it handed over is not what the contract says.
    #[error("it handed over what is not of the contract's form: {reason}")]
    Malformed {
        /// What the engine says.
        reason: GuestText,
    },
    /// Its view cannot be shown.
    #[error("it made a view that cannot be shown: {0}")]
    View(ViewError),
    /// Its state is too large.
    #[error(
        "its state has {bytes} bytes; at most {max} are allowed: keep less in it, or use storage"
    )]
    State {
        /// How many.
        bytes: usize,
        /// `Limits::state_bytes`
        max: usize,
    },
}

impl Fault {
    /// A stable code, for logs, metrics and clients.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Fuel { .. } => "fuel",
            Self::MinuteFuel { .. } => "minute-fuel",
            Self::Deadline { .. } => "deadline",
            Self::Memory { .. } => "memory",
            Self::Tables { .. } => "tables",
            Self::Parts { .. } => "parts",
            Self::StackOverflow => "stack-overflow",
            Self::HandedOver { .. } => "handed-over",
            Self::Handles { .. } => "handles",
            Self::Panicked { .. } => "panicked",
            Self::Trap { .. } => "trap",
            Self::Exited => "exited",
            Self::Malformed { .. } => "malformed",
            Self::View(_) => "view",
            Self::State { .. } => "state",
        }
    }
}
