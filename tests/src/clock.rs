//! A clock that stands still until it is moved.

use std::sync::atomic::{AtomicU64, Ordering};

use loggia_runtime::{Clock, Day};

/// Stands still until a test moves it.
#[derive(Debug)]
pub struct ManualClock(AtomicU64);

impl Default for ManualClock {
    /// At the beginning of a minute, in 2026.
    fn default() -> Self {
        Self(AtomicU64::new(1_790_000_040_000))
    }
}

impl ManualClock {
    /// Moves it on.
    pub fn advance(&self, millis: u64) {
        self.0.fetch_add(millis, Ordering::SeqCst);
    }

    /// Sets it, forwards or backwards.
    pub fn set(&self, millis: u64) {
        self.0.store(millis, Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> u64 {
        self.0.load(Ordering::SeqCst)
    }
}

/// The day so many days after the one on which every lab's clock begins, as `YYYY-MM-DD`.
#[must_use]
pub fn day_after(days: u32) -> String {
    Day::of(ManualClock::default().now()).later_by(days).to_string()
}
