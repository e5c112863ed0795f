//! How often code was found, made and thrown away.

use std::sync::atomic::{AtomicU64, Ordering};

/// What became of loads on an engine since it was made, or was given its cache, limits or workers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CodeStats {
    /// Packages whose code came out of the cache.
    pub hits: u64,
    /// Packages that were compiled.
    pub compiled: u64,
    /// Entries of the cache that were damaged, changed, of another key or refused by the engine. Such an
    /// entry is replaced; where this grows, something else writes into the cache's folder.
    pub rejected: u64,
    /// Entries of the cache that went because newer ones needed their room.
    pub evicted: u64,
}

#[derive(Default)]
pub(super) struct Counters {
    hits: AtomicU64,
    compiled: AtomicU64,
    rejected: AtomicU64,
    evicted: AtomicU64,
}

impl Counters {
    pub(super) fn hit(&self) {
        self.hits.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn compiled(&self) {
        self.compiled.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn rejected(&self) {
        self.rejected.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn evicted(&self, entries: u64) {
        self.evicted.fetch_add(entries, Ordering::Relaxed);
    }

    pub(super) fn read(&self) -> CodeStats {
        CodeStats {
            hits: self.hits.load(Ordering::Relaxed),
            compiled: self.compiled.load(Ordering::Relaxed),
            rejected: self.rejected.load(Ordering::Relaxed),
            evicted: self.evicted.load(Ordering::Relaxed),
        }
    }
}
