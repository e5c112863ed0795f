//! Who holds which lock on a file: SQLite's own two kinds.

use std::collections::BTreeSet;

/// One opened file.
pub(crate) type Holder = u64;

/// The locks of a database's file, which exclude each other as SQLite's documentation says ("File
/// Locking And Concurrency").
#[derive(Debug, Default)]
pub(crate) struct FileLocks {
    shared: BTreeSet<Holder>,
    reserved: Option<Holder>,
    exclusive: Option<Holder>,
}

/// The eight locks of a write-ahead log's index.
#[derive(Debug, Default)]
pub(crate) struct IndexLocks([IndexLock; 8]);

#[derive(Debug, Default)]
struct IndexLock {
    shared: BTreeSet<Holder>,
    exclusive: Option<Holder>,
}

fn another(lock: Option<Holder>, who: Holder) -> bool {
    lock.is_some_and(|holder| holder != who)
}

impl FileLocks {
    pub(crate) fn share(&mut self, who: Holder) -> bool {
        let free = !another(self.exclusive, who);
        if free {
            self.shared.insert(who);
        }
        free
    }

    pub(crate) fn reserve(&mut self, who: Holder) -> bool {
        let free = !another(self.reserved, who) && !another(self.exclusive, who);
        if free {
            self.reserved = Some(who);
        }
        free
    }

    pub(crate) fn exclude(&mut self, who: Holder) -> bool {
        let alone = self.shared.iter().all(|holder| *holder == who);
        let free = alone && !another(self.reserved, who) && !another(self.exclusive, who);
        if free {
            self.exclusive = Some(who);
        }
        free
    }

    pub(crate) fn is_reserved(&self) -> bool {
        self.reserved.or(self.exclusive).is_some()
    }

    /// Down to the shared lock, or to none.
    pub(crate) fn release(&mut self, who: Holder, all: bool) {
        for lock in [&mut self.reserved, &mut self.exclusive] {
            if *lock == Some(who) {
                *lock = None;
            }
        }
        if all {
            self.shared.remove(&who);
        }
    }
}

impl IndexLocks {
    /// Takes all of `which`, or none.
    pub(crate) fn lock(
        &mut self,
        who: Holder,
        which: std::ops::Range<usize>,
        exclusive: bool,
    ) -> bool {
        let locks = &mut self.0[which];
        let free = locks.iter().all(|lock| {
            let others = lock.shared.iter().any(|holder| *holder != who);
            !(another(lock.exclusive, who) || exclusive && others)
        });
        if free {
            for lock in locks {
                if exclusive {
                    lock.exclusive = Some(who);
                } else {
                    lock.shared.insert(who);
                }
            }
        }
        free
    }

    pub(crate) fn unlock(&mut self, who: Holder, which: std::ops::Range<usize>) {
        for lock in &mut self.0[which] {
            lock.shared.remove(&who);
            if lock.exclusive == Some(who) {
                lock.exclusive = None;
            }
        }
    }
}
