//! Which capabilities are in which trouble now.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use loggia_runtime::capability::Interface;

use super::{Beset, Trouble};

/// What is wrong with which interface now.
#[derive(Debug, Default)]
pub(crate) struct Troubles(Mutex<BTreeMap<&'static str, Trouble>>);

impl Troubles {
    /// One interface in one trouble.
    pub(super) fn of_one(Beset { interface, trouble }: Beset) -> Self {
        Self(Mutex::new(BTreeMap::from([(interface, trouble)])))
    }

    /// What is wrong with an interface, if anything is.
    pub(crate) fn of(&self, interface: &str) -> Option<Trouble> {
        self.lock().get(interface).copied()
    }

    /// Whether this is wrong with any interface whose name begins like that.
    pub(super) fn any(&self, start: &str, trouble: Trouble) -> bool {
        let troubles = self.lock();
        troubles.iter().any(|(interface, now)| interface.starts_with(start) && *now == trouble)
    }

    /// The next thing that a developer can have go wrong with an interface; after the last, nothing.
    pub(crate) fn turn(&self, interface: &'static Interface) -> Option<Trouble> {
        let mut troubles = self.lock();
        let now = troubles.get(interface.name);
        let at = now.and_then(|now| Trouble::BENCH.iter().position(|trouble| trouble == now));
        let mut next = Trouble::BENCH.into_iter().skip(at.map_or(0, |at| at + 1));
        let next = next.find(|trouble| trouble.can_befall(interface));
        match next {
            Some(next) => troubles.insert(interface.name, next),
            None => troubles.remove(interface.name),
        };
        next
    }

    /// The interfaces that are refused.
    pub(crate) fn refused(&self) -> Vec<&'static str> {
        let troubles = self.lock();
        let refused = troubles.iter().filter(|(_, trouble)| **trouble == Trouble::Refused);
        refused.map(|(interface, _)| *interface).collect()
    }

    /// How many interfaces something is wrong with.
    pub(crate) fn count(&self) -> usize {
        self.lock().len()
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<&'static str, Trouble>> {
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
            let interface = Interface::named(interface).unwrap();
            (0..4).map(|_| troubles.turn(interface)).collect()
        };
        use Trouble::{Delayed, Failing, Refused};
        assert_eq!(turns("loggia:http/http"), [Some(Refused), Some(Delayed), Some(Failing), None]);
        assert_eq!(
            turns("loggia:storage/storage"),
            [Some(Refused), Some(Failing), None, Some(Refused)]
        );
        assert_eq!(turns("loggia:platform/navigation"), [Some(Refused), None, Some(Refused), None]);
        assert_eq!(troubles.refused(), ["loggia:storage/storage"]);
        assert_eq!(troubles.of("loggia:http/http"), None);
    }
}
