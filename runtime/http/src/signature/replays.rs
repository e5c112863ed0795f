//! Nonces that were seen: a signed message counts once.

use std::collections::BTreeSet;

use crate::label::Label;

/// Keeps the nonces of messages that were accepted, until they expire. A partner with several servers
/// keeps them where all of them look.
pub trait Replays {
    /// Takes a nonce, if nobody has taken it before: true once for the three together. False too when
    /// that cannot be told. Called only for signatures that are right.
    fn claim(&mut self, key: &Label, nonce: &str, expires: u64, now: u64) -> bool;
}

/// The nonces of one process, in memory, up to a bound: a full one takes none, and so nothing is
/// accepted twice.
#[derive(Debug, Clone)]
pub struct RecentNonces {
    seen: BTreeSet<(u64, Label, String)>,
    most: usize,
}

impl RecentNonces {
    /// Room for so many that have not expired: as many requests as come in five minutes.
    #[must_use]
    pub fn new(most: usize) -> Self {
        Self { seen: BTreeSet::new(), most }
    }
}

impl Replays for RecentNonces {
    fn claim(&mut self, key: &Label, nonce: &str, expires: u64, now: u64) -> bool {
        // They are in the order in which they expire.
        while self.seen.first().is_some_and(|(expires, _, _)| *expires < now) {
            self.seen.pop_first();
        }
        // The three are signed together: a repeat has all of them.
        self.seen.len() < self.most && self.seen.insert((expires, key.clone(), nonce.to_owned()))
    }
}
