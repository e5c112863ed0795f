use loggia_sdk::Timestamp;
use serde::{Deserialize, Serialize};

use crate::words::Language;

/// What a meter said, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    pub(crate) meter: Meter,
    pub(crate) count: u64,
    /// How much more than the time before; none the first time.
    pub(crate) used: Option<u64>,
    pub(crate) at: Timestamp,
}

/// What is metered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Meter {
    Electricity,
    Gas,
    Water,
}

impl Meter {
    pub(crate) const ALL: [Self; 3] = [Self::Electricity, Self::Gas, Self::Water];

    /// The value of its option in the form.
    pub(crate) fn value(self) -> &'static str {
        match self {
            Self::Electricity => "electricity",
            Self::Gas => "gas",
            Self::Water => "water",
        }
    }

    /// The meter of an option's value.
    pub(crate) fn named(value: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|meter| meter.value() == value)
    }

    /// What the customer calls it.
    pub(crate) fn name(self, words: Language) -> &'static str {
        match self {
            Self::Electricity => words.electricity(),
            Self::Gas => words.gas(),
            Self::Water => words.water(),
        }
    }
}
