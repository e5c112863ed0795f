//! The clock of a script: it stands still until it is told to move.

use std::sync::atomic::{AtomicU64, Ordering};

use loggia_runtime::Clock;

/// Milliseconds since 1970, moved by hand.
#[derive(Debug)]
pub(crate) struct ScriptClock(AtomicU64);

impl ScriptClock {
    /// Stands at `start`.
    pub(crate) fn new(start: u64) -> Self {
        Self(AtomicU64::new(start))
    }

    /// Moves on, in milliseconds.
    pub(crate) fn advance(&self, millis: u64) {
        self.0.fetch_add(millis, Ordering::Relaxed);
    }
}

impl Clock for ScriptClock {
    fn now(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}
