use loggia_sdk::ui::Tone;
use serde::{Deserialize, Serialize};

use crate::words::Language;

/// Something that the customer should know, until the next tap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Notice {
    /// From and to are one.
    SamePlace,
    /// The offer is sold, or not sold any more.
    OfferGone,
    /// The seats were not paid for in time.
    HoldExpired,
    /// The server holds them at another price.
    PriceChanged,
    /// The customer doesn't want the trip any more.
    GivenUp,
    /// The user didn't confirm the payment.
    Declined,
    /// Nobody decided in time.
    Expired,
    /// The bank doesn't let such a payment through.
    Refused,
    /// The payment failed after it was confirmed.
    SentBack,
    /// It couldn't even be begun.
    NotNow,
    /// The bank doesn't let the mini-app ask its server.
    NotAllowed,
    /// The server doesn't do what it is asked.
    NotUnderstood,
    /// The bank still can't say.
    StillUnclear,
}

impl Notice {
    /// What the customer reads.
    #[must_use]
    pub(crate) fn text(self, words: Language) -> &'static str {
        match self {
            Self::SamePlace => words.same_place(),
            Self::OfferGone => words.offer_gone(),
            Self::HoldExpired => words.hold_expired(),
            Self::PriceChanged => words.price_changed(),
            Self::GivenUp => words.given_up(),
            Self::Declined => words.declined(),
            Self::Expired => words.expired(),
            Self::Refused => words.refused(),
            Self::SentBack => words.sent_back(),
            Self::NotNow => words.not_now(),
            Self::NotAllowed => words.not_allowed(),
            Self::NotUnderstood => words.not_understood(),
            Self::StillUnclear => words.still_unclear(),
        }
    }

    /// How it is meant.
    #[must_use]
    pub(crate) fn tone(self) -> Tone {
        match self {
            Self::SamePlace | Self::GivenUp | Self::Declined | Self::Expired => Tone::Info,
            Self::SentBack => Tone::Danger,
            _ => Tone::Warning,
        }
    }
}
