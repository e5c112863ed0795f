//! So many at once, and for no longer than they are willing to wait.

use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

/// A number of places that are taken and left.
pub(super) struct Turns {
    free: Mutex<usize>,
    left: Condvar,
}

impl Turns {
    pub(super) fn new(places: usize) -> Self {
        Self { free: Mutex::new(places), left: Condvar::new() }
    }

    /// A place, unless none became free for so long.
    pub(super) fn take(&self, wait: Duration) -> Option<Turn<'_>> {
        let free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.left.wait_timeout_while(free, wait, |free| *free == 0);
        let (mut free, _) = waited.unwrap_or_else(PoisonError::into_inner);
        *free = free.checked_sub(1)?;
        Some(Turn(self))
    }
}

/// A place, until it is dropped.
pub(super) struct Turn<'a>(&'a Turns);

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        *self.0.free.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        self.0.left.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_given_once_and_again_when_it_is_left() {
        let turns = Turns::new(2);
        let now = Duration::ZERO;
        let (first, second) = (turns.take(now).unwrap(), turns.take(now).unwrap());
        assert!(turns.take(Duration::from_millis(1)).is_none());
        drop(first);
        let third = turns.take(now).unwrap();
        assert!(turns.take(now).is_none());
        drop((second, third));
        std::thread::scope(|scope| {
            let held = [turns.take(now), turns.take(now)];
            let waiting = scope.spawn(|| turns.take(Duration::from_secs(60)).is_some());
            drop(held);
            assert!(waiting.join().unwrap());
        });
    }
}
