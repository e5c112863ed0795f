//! What a developer has go wrong with a capability.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What goes wrong with a capability, from its next call on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// Every call is `denied`, as if the bank had taken it back.
    Refused,
    /// What is asked for is answered [`DELAY`] later.
    Delayed,
    /// Nothing can be reached behind it: `unavailable`.
    Failing,
}

/// How much later what is delayed is answered, in milliseconds.
pub(crate) const DELAY: u64 = 5_000;

/// What is done at once, without asking anybody: it can only be refused.
const PLATFORM: &str = "loggia:platform/";
/// What answers at once from what the bank keeps: nothing in it could be late.
const STORAGE: &str = "loggia:storage/storage";

impl Trouble {
    const ALL: [Self; 3] = [Self::Refused, Self::Delayed, Self::Failing];

    /// Whether it can befall this interface.
    pub(crate) fn can_befall(self, interface: &str) -> bool {
        match self {
            Self::Refused => true,
            Self::Delayed => !interface.starts_with(PLATFORM) && interface != STORAGE,
            Self::Failing => !interface.starts_with(PLATFORM),
        }
    }

    /// In one word.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Refused => "refused",
            Self::Delayed => "delayed",
            Self::Failing => "failing",
        }
    }

    /// What it comes to.
    pub(crate) fn in_words(self) -> &'static str {
        match self {
            Self::Refused => "each call is denied",
            Self::Delayed => "answers come 5 seconds late",
            Self::Failing => "each call is answered: unavailable",
        }
    }
}

/// What is wrong with which interface now.
#[derive(Debug, Default)]
pub(crate) struct Troubles(Mutex<BTreeMap<String, Trouble>>);

impl Troubles {
    /// What is wrong with an interface, if anything is.
    pub(crate) fn of(&self, interface: &str) -> Option<Trouble> {
        self.lock().get(interface).copied()
    }

    /// The next thing that can go wrong with an interface; after the last, nothing.
    pub(crate) fn turn(&self, interface: &str) -> Option<Trouble> {
        let mut troubles = self.lock();
        let now = troubles.get(interface);
        let at = now.and_then(|now| Trouble::ALL.iter().position(|trouble| trouble == now));
        let mut next = Trouble::ALL.iter().skip(at.map_or(0, |at| at + 1));
        let next = next.find(|trouble| trouble.can_befall(interface)).copied();
        match next {
            Some(next) => troubles.insert(interface.to_owned(), next),
            None => troubles.remove(interface),
        };
        next
    }

    /// The interfaces that are refused.
    pub(crate) fn refused(&self) -> Vec<String> {
        let troubles = self.lock();
        let refused = troubles.iter().filter(|(_, trouble)| **trouble == Trouble::Refused);
        refused.map(|(interface, _)| interface.clone()).collect()
    }

    /// How many interfaces something is wrong with.
    pub(crate) fn count(&self) -> usize {
        self.lock().len()
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Trouble>> {
        // Nothing panics half-way through a change.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_capability_goes_through_what_can_befall_it_and_is_well_again() {
        let troubles = Troubles::default();
        let turns = |interface: &str| -> Vec<Option<Trouble>> {
            (0..4).map(|_| troubles.turn(interface)).collect()
        };
        use Trouble::{Delayed, Failing, Refused};
        assert_eq!(turns("loggia:http/http"), [Some(Refused), Some(Delayed), Some(Failing), None]);
        assert_eq!(
            turns("loggia:storage/storage"),
            [Some(Refused), Some(Failing), None, Some(Refused)]
        );
        assert_eq!(turns("loggia:platform/log"), [Some(Refused), None, Some(Refused), None]);
        assert_eq!(troubles.refused(), ["loggia:storage/storage"]);
        assert_eq!(troubles.of("loggia:http/http"), None);
    }
}
