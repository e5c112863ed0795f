//! Requests that are left for whoever has the connection.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, Thread};

use super::{Done, NotCommitted, Undo};
use crate::connection::Connection;

/// What to do with the connection. It keeps its answer to itself.
type Run = Box<dyn Fn(&Connection, Undo) -> Done + Send>;

/// Requests in the order in which they came.
#[derive(Default)]
pub(super) struct Errands(Mutex<Vec<Errand>>);

/// A request and who waits for it.
pub(super) struct Errand {
    pub(super) run: Run,
    pub(super) waiter: Arc<Waiter>,
}

/// The thread that left a request, until it knows what became of the batch that the request is in.
pub(super) struct Waiter {
    thread: Thread,
    outcome: Mutex<Option<Result<(), NotCommitted>>>,
}

impl Errands {
    /// Leaves a request of the calling thread.
    pub(super) fn leave(&self, run: Run) -> Arc<Waiter> {
        let outcome = Mutex::default();
        let waiter = Arc::new(Waiter { thread: thread::current(), outcome });
        self.lock().push(Errand { run, waiter: Arc::clone(&waiter) });
        waiter
    }

    /// The oldest, at most so many.
    pub(super) fn take(&self, most: usize) -> Vec<Errand> {
        let mut errands = self.lock();
        if errands.len() <= most {
            return std::mem::take(&mut errands);
        }
        let later = errands.split_off(most);
        std::mem::replace(&mut errands, later)
    }

    /// How many there are.
    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.lock().len()
    }

    /// Wakes whoever has waited for longest, so that it does what has been left meanwhile. To be
    /// called by whoever lets the connection go.
    pub(super) fn wake_first(&self) {
        if let Some(first) = self.lock().first() {
            first.waiter.thread.unpark();
        }
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Errand>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Waiter {
    /// What became of it, if that is known.
    pub(super) fn outcome(&self) -> Option<Result<(), NotCommitted>> {
        self.outcome.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn tell(&self, outcome: Result<(), NotCommitted>) {
        *self.outcome.lock().unwrap_or_else(PoisonError::into_inner) = Some(outcome);
        self.thread.unpark();
    }
}
