use loggia_sdk::ui::Tone;
use serde::{Deserialize, Serialize};

use crate::words::Language;

/// Something that the customer should know, until the next tap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Notice {
    /// The customer or the bank doesn't say where they are.
    PlaceDenied,
    /// The device doesn't know.
    PlaceUnknown,
    /// The zone is not there any more.
    ZoneGone,
    /// The server doesn't begin it.
    NotStarted,
    /// The customer thought better of it, and nothing had begun.
    GivenUp,
    /// The bank doesn't let the mini-app ask its server.
    NotAllowed,
    /// It couldn't even be asked.
    NotNow,
    /// The server doesn't let it last longer.
    NotExtended,
    /// It lasts longer.
    Extended,
    /// The server doesn't end it.
    NotEnded,
    /// The server doesn't know of it any more.
    Forgotten,
    /// The user didn't confirm the payment.
    Declined,
    /// Nobody decided in time.
    Expired,
    /// The bank doesn't let such a payment through.
    Refused,
    /// The payment failed after it was confirmed.
    SentBack,
    /// The bank can't be asked.
    PayNotNow,
    /// The bank still can't say.
    StillUnclear,
    /// The server hasn't heard of the payment yet.
    NoReceiptYet,
}

impl Notice {
    /// What the customer reads.
    #[must_use]
    pub(crate) fn text(self, words: Language) -> &'static str {
        match self {
            Self::PlaceDenied => words.place_denied(),
            Self::PlaceUnknown => words.place_unknown(),
            Self::ZoneGone => words.zone_gone(),
            Self::NotStarted => words.not_started(),
            Self::GivenUp => words.given_up(),
            Self::NotAllowed => words.not_allowed(),
            Self::NotNow => words.not_now(),
            Self::NotExtended => words.not_extended(),
            Self::Extended => words.extended(),
            Self::NotEnded => words.not_ended(),
            Self::Forgotten => words.forgotten(),
            Self::Declined => words.declined(),
            Self::Expired => words.expired(),
            Self::Refused => words.refused(),
            Self::SentBack => words.sent_back(),
            Self::PayNotNow => words.pay_not_now(),
            Self::StillUnclear => words.still_unclear(),
            Self::NoReceiptYet => words.no_receipt_yet(),
        }
    }

    /// How it is meant.
    #[must_use]
    pub(crate) fn tone(self) -> Tone {
        match self {
            Self::Extended => Tone::Success,
            Self::SentBack => Tone::Danger,
            Self::PlaceDenied
            | Self::PlaceUnknown
            | Self::GivenUp
            | Self::Declined
            | Self::Expired
            | Self::NoReceiptYet => Tone::Info,
            _ => Tone::Warning,
        }
    }
}
