//! One makes it, and all who want the same meanwhile wait and share it.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::Hash;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// What is being made right now, by key.
pub(super) struct Flights<K: Eq + Hash + Copy, V: Clone> {
    flying: Mutex<HashMap<K, Arc<Flight<V>>>>,
}

impl<K: Eq + Hash + Copy, V: Clone> Flights<K, V> {
    pub(super) fn new() -> Self {
        Self { flying: Mutex::default() }
    }

    /// Makes the value, or waits for the one that another thread is making. Nothing is kept: whoever
    /// comes afterwards starts anew.
    ///
    /// None for those who waited for a thread that panicked.
    pub(super) fn join(&self, key: K, make: impl FnOnce() -> V) -> Option<V> {
        let (flight, joined) = match self.flying().entry(key) {
            Entry::Occupied(flying) => (Arc::clone(flying.get()), true),
            Entry::Vacant(place) => (Arc::clone(place.insert(Arc::default())), false),
        };
        if joined {
            return flight.wait();
        }
        let mut pilot = Pilot { flights: self, key, flight, made: None };
        let made = make();
        pilot.made = Some(made.clone());
        Some(made)
    }

    fn flying(&self) -> MutexGuard<'_, HashMap<K, Arc<Flight<V>>>> {
        self.flying.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct Flight<V> {
    state: Mutex<State<V>>,
    landed: Condvar,
}

enum State<V> {
    Flying,
    /// None: the thread that made it has panicked.
    Landed(Option<V>),
}

impl<V: Clone> Flight<V> {
    fn wait(&self) -> Option<V> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let State::Landed(made) = &*state {
                return made.clone();
            }
            state = self.landed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn land(&self, made: Option<V>) {
        *self.state.lock().unwrap_or_else(PoisonError::into_inner) = State::Landed(made);
        self.landed.notify_all();
    }
}

impl<V> Default for Flight<V> {
    fn default() -> Self {
        Self { state: Mutex::new(State::Flying), landed: Condvar::new() }
    }
}

/// Lands its flight, with what was made or, where it unwinds, without.
struct Pilot<'a, K: Eq + Hash + Copy, V: Clone> {
    flights: &'a Flights<K, V>,
    key: K,
    flight: Arc<Flight<V>>,
    made: Option<V>,
}

impl<K: Eq + Hash + Copy, V: Clone> Drop for Pilot<'_, K, V> {
    fn drop(&mut self) {
        // First out of the list: nobody joins a flight that has landed.
        self.flights.flying().remove(&self.key);
        self.flight.land(self.made.take());
    }
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::thread;

    use super::*;

    /// Makes a value on one thread while seven others wait for it.
    fn with_waiters(
        make: impl Fn() -> u32 + Sync,
    ) -> (thread::Result<Option<u32>>, Vec<Option<u32>>) {
        let flights = Flights::new();
        let make = || {
            // The list, this thread, and everybody who waits hold the flight.
            while Arc::strong_count(flights.flying().get("app").unwrap()) < 9 {
                thread::yield_now();
            }
            make()
        };
        thread::scope(|scope| {
            let first =
                scope.spawn(|| catch_unwind(AssertUnwindSafe(|| flights.join("app", make))));
            while flights.flying().is_empty() {
                thread::yield_now();
            }
            let waiting: Vec<_> = (0..7)
                .map(|_| scope.spawn(|| flights.join("app", || panic!("they wait"))))
                .collect();
            let shared = waiting.into_iter().map(|waiter| waiter.join().unwrap()).collect();
            let first = first.join().unwrap();
            assert_eq!(flights.join("app", || 9), Some(9), "a later try starts anew");
            (first, shared)
        })
    }

    #[test]
    fn all_who_come_meanwhile_share_what_one_makes() {
        let made = AtomicUsize::new(0);
        let (first, shared) = with_waiters(|| {
            made.fetch_add(1, Ordering::SeqCst);
            7
        });
        assert_eq!(first.unwrap(), Some(7));
        assert_eq!(shared, [Some(7); 7]);
        assert_eq!(made.into_inner(), 1);
    }

    #[test]
    fn a_panic_leaves_nobody_waiting() {
        let (first, shared) = with_waiters(|| panic!("the compiler has a bug"));
        first.unwrap_err();
        assert_eq!(shared, [None; 7]);
    }

    #[test]
    fn what_differs_is_made_side_by_side() {
        let flights = Flights::new();
        assert_eq!(flights.join("a", || flights.join("b", || 1).unwrap() + 1), Some(2));
    }
}
