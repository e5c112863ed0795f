use loggia_sdk::ui::Tone;
use serde::{Deserialize, Serialize};

use crate::words::Language;

/// Something that the customer should know, until the next tap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Notice {
    /// The user didn't confirm the payment.
    Declined,
    /// Nobody decided in time.
    Expired,
    /// The bank doesn't let such a payment through.
    Refused,
    /// The payment failed after it was confirmed.
    SentBack,
    /// The payment couldn't be begun.
    NotNow,
    /// The bank still can't say.
    StillUnclear,
    /// There are fewer points than thought.
    PointsChanged,
    /// No more goes into the basket.
    BasketFull,
}

impl Notice {
    /// What the customer reads.
    #[must_use]
    pub(crate) fn text(self, words: Language) -> &'static str {
        match self {
            Self::Declined => words.declined(),
            Self::Expired => words.expired(),
            Self::Refused => words.refused(),
            Self::SentBack => words.sent_back(),
            Self::NotNow => words.not_now(),
            Self::StillUnclear => words.still_unclear(),
            Self::PointsChanged => words.points_changed(),
            Self::BasketFull => words.basket_full(),
        }
    }

    /// How it is meant.
    #[must_use]
    pub(crate) fn tone(self) -> Tone {
        match self {
            Self::Declined | Self::Expired | Self::PointsChanged | Self::BasketFull => Tone::Info,
            Self::Refused | Self::NotNow | Self::StillUnclear => Tone::Warning,
            Self::SentBack => Tone::Danger,
        }
    }
}
