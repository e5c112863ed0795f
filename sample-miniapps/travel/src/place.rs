use loggia_sdk::Currency;
use serde::{Deserialize, Serialize};

use crate::words::Language;

/// A city that Wanderlust travels to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Place {
    /// Amsterdam.
    Amsterdam,
    /// Budapest.
    Budapest,
    /// London.
    London,
    /// Paris.
    Paris,
    /// Prague.
    Prague,
    /// Rome.
    Rome,
    /// Vienna.
    Vienna,
    /// Zurich.
    Zurich,
}

impl Place {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Amsterdam,
        Self::Budapest,
        Self::London,
        Self::Paris,
        Self::Prague,
        Self::Rome,
        Self::Vienna,
        Self::Zurich,
    ];

    /// As the server calls it.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Amsterdam => "AMS",
            Self::Budapest => "BUD",
            Self::London => "LON",
            Self::Paris => "PAR",
            Self::Prague => "PRG",
            Self::Rome => "ROM",
            Self::Vienna => "VIE",
            Self::Zurich => "ZRH",
        }
    }

    /// The city of this code.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|place| place.code() == code)
    }

    /// With what is paid there.
    #[must_use]
    pub fn currency(self) -> Currency {
        let code = match self {
            Self::Budapest => "HUF",
            Self::London => "GBP",
            Self::Prague => "CZK",
            Self::Zurich => "CHF",
            Self::Amsterdam | Self::Paris | Self::Rome | Self::Vienna => "EUR",
        };
        Currency::new(code).unwrap_or(Currency::EUR)
    }

    /// What the customer calls it.
    #[must_use]
    pub(crate) fn name(self, words: Language) -> &'static str {
        match self {
            Self::Amsterdam => words.amsterdam(),
            Self::Budapest => words.budapest(),
            Self::London => words.london(),
            Self::Paris => words.paris(),
            Self::Prague => words.prague(),
            Self::Rome => words.rome(),
            Self::Vienna => words.vienna(),
            Self::Zurich => words.zurich(),
        }
    }
}
