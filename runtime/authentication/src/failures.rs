//! How often a user may fail.

use serde::{Deserialize, Serialize};

/// The failed attempts of one *user*, whichever challenge, credential or payment they were at, as the
/// bank keeps them.
///
/// The rule: five failures within [`WINDOW`] lock the user's authentication for [`LOCK`], counted from
/// the fifth; then they begin anew. A success forgets them. PSD2 asks for a block after at most five
/// failures within a given time, and for one that ends where it is no permanent one (RTS, Art. 4(3)(b)
/// and 4(4)).
///
/// Every [`Refused`](crate::Refused) counts as one, so that nobody learns which of them does. Who holds
/// a user's session can lock the user out for that time, and gains nothing else.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Failures {
    /// When, the oldest first.
    times: Vec<u64>,
    locked_until: Option<u64>,
}

/// How many failures lock.
pub const FAILURES: usize = 5;

/// Within how many milliseconds: 15 minutes.
pub const WINDOW: u64 = 15 * 60 * 1000;

/// For how many milliseconds: 15 minutes.
pub const LOCK: u64 = 15 * 60 * 1000;

impl Failures {
    /// A user's who has not failed.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether the user may try at `now`. A user who may not is refused before anything is checked.
    #[must_use]
    pub fn allows(&self, now: u64) -> bool {
        self.locked_until.is_none_or(|until| now >= until)
    }

    /// Until when the user is locked out, in milliseconds since 1970: for the screen, and for the
    /// message that tells the user of it.
    #[must_use]
    pub fn locked_until(&self) -> Option<u64> {
        self.locked_until
    }

    /// An attempt failed at `now`. True: it was the one that locks.
    pub fn failed(&mut self, now: u64) -> bool {
        // A failure that seems to lie ahead counts: a clock put back must forget none.
        self.times.retain(|time| now.saturating_sub(*time) < WINDOW);
        self.times.push(now);
        if self.times.len() < FAILURES {
            return false;
        }
        self.times.clear();
        self.locked_until = Some(now.saturating_add(LOCK));
        true
    }

    /// An attempt was right. A lock stays: nobody was to try while it held.
    pub fn succeeded(&mut self, now: u64) {
        if self.allows(now) {
            *self = Self::new();
        }
    }
}
