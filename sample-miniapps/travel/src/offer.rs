use loggia_sdk::{Money, Timestamp};
use serde::{Deserialize, Serialize};

use crate::place::Place;
use crate::words::Language;

/// A connection that can be booked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Offer {
    pub(crate) id: String,
    pub(crate) kind: Kind,
    pub(crate) carrier: String,
    pub(crate) number: String,
    pub(crate) from: Place,
    pub(crate) to: Place,
    pub(crate) departs: Timestamp,
    pub(crate) arrives: Timestamp,
    pub(crate) changes: u32,
    pub(crate) seats_left: u32,
    /// For all travellers.
    pub(crate) price: Money,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Kind {
    Train,
    Flight,
}

impl Offer {
    /// From where to where.
    #[must_use]
    pub(crate) fn way(&self, words: Language) -> String {
        words.way(self.from.name(words), self.to.name(words))
    }

    /// What it is: `Train CR 123, Continental Rail`.
    #[must_use]
    pub(crate) fn vehicle(&self, words: Language) -> String {
        let kind = match self.kind {
            Kind::Train => words.train(),
            Kind::Flight => words.flight(),
        };
        [kind, " ", &self.number, ", ", &self.carrier].concat()
    }

    /// How long it takes.
    #[must_use]
    pub(crate) fn duration(&self, words: Language) -> String {
        let minutes = self.arrives.since(self.departs).as_secs() / 60;
        words.duration(minutes / 60, minutes % 60)
    }
}
