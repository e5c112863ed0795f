//! Why there is no compiled code of a mini-app, although nothing is wrong with its form.

use crate::error::Blame;
use crate::guest_text::GuestText;

/// Why a mini-app could not be compiled within what compiling may take.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CompileError {
    /// Too long.
    #[error(
        "compiling it took longer than the {limit} ms that it may take: the partner splits its \
         largest functions, or the bank raises worker_millis"
    )]
    Time {
        /// [`CompileLimits::worker_millis`](super::CompileLimits::worker_millis)
        limit: u64,
    },
    /// Too much memory.
    #[error(
        "compiling it needs more than the {limit} bytes of memory that it may take: the partner \
         splits its largest functions, or the bank raises worker_memory_bytes"
    )]
    Memory {
        /// [`CompileLimits::worker_memory_bytes`](super::CompileLimits::worker_memory_bytes)
        limit: u64,
    },
    /// Too much code.
    #[error(
        "its compiled code has more than the {limit} bytes that it may have: the partner makes it \
         smaller, or the bank raises code_bytes"
    )]
    CodeSize {
        /// [`CompileLimits::code_bytes`](super::CompileLimits::code_bytes)
        limit: usize,
    },
    /// Others were compiled all the time.
    #[error(
        "all {at_once} places to compile a mini-app stayed taken for {limit} ms: try again, or raise \
         at_once"
    )]
    Busy {
        /// [`CompileLimits::at_once`](super::CompileLimits::at_once)
        at_once: usize,
        /// [`CompileLimits::wait_millis`](super::CompileLimits::wait_millis)
        limit: u64,
    },
    /// The worker could not be started, died, or did not answer as one.
    #[error("the compile worker {reason}")]
    Worker {
        /// What it did.
        reason: GuestText,
    },
    /// The thread that compiled it for all who waited has panicked.
    #[error("the thread that compiled it for all who waited was lost: try again")]
    Lost,
}

impl CompileError {
    /// Whose fault it is.
    #[must_use]
    pub fn blame(&self) -> Blame {
        match self {
            Self::Time { .. } | Self::Memory { .. } | Self::CodeSize { .. } => Blame::MiniApp,
            Self::Busy { .. } | Self::Worker { .. } | Self::Lost => Blame::Bank,
        }
    }

    /// A stable code, for logs, metrics and clients.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Time { .. } => "compile-time",
            Self::Memory { .. } => "compile-memory",
            Self::CodeSize { .. } => "compile-code-size",
            Self::Busy { .. } => "compile-busy",
            Self::Worker { .. } => "compile-worker",
            Self::Lost => "compile-lost",
        }
    }
}
