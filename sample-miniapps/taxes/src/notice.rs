use loggia_sdk::ui::Tone;
use serde::{Deserialize, Serialize};

use crate::words::Language;

/// Something that the customer should know, until the next tap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Notice {
    /// The customer shares nothing.
    NothingTicked,
    /// They share too little.
    NotEnoughFacts,
    /// The bank doesn't let them be asked.
    FactsDenied,
    /// The bank can't ask them now.
    FactsNotNow,
    /// The office knows no such reference.
    NoSuchReference,
    /// The office can't be reached.
    OfficeNotNow,
    /// What the office says makes no sense.
    NotUnderstood,
    /// The bank doesn't let the mini-app ask the office.
    NotAllowed,
    /// The user didn't confirm the payment.
    Declined,
    /// Nobody decided in time.
    Expired,
    /// The bank doesn't let such a payment through.
    Refused,
    /// The bank doesn't let it be made on that day.
    NotOnThatDay,
    /// The day has begun meanwhile.
    DayIsOver,
    /// The payment failed after it was confirmed.
    SentBack,
    /// The payment failed on its day.
    DayFailed,
    /// The scheduled payment is cancelled.
    Cancelled,
    /// It couldn't even be begun.
    PayNotNow,
    /// The bank still can't say.
    StillUnclear,
    /// The office hasn't heard of the payment yet.
    NoReceiptYet,
}

impl Notice {
    /// What the customer reads.
    #[must_use]
    pub(crate) fn text(self, words: Language) -> &'static str {
        match self {
            Self::NothingTicked => words.nothing_ticked(),
            Self::NotEnoughFacts => words.not_enough_facts(),
            Self::FactsDenied => words.facts_denied(),
            Self::FactsNotNow => words.facts_not_now(),
            Self::NoSuchReference => words.no_such_reference(),
            Self::OfficeNotNow => words.office_not_now(),
            Self::NotUnderstood => words.not_understood(),
            Self::NotAllowed => words.not_allowed(),
            Self::Declined => words.declined(),
            Self::Expired => words.expired(),
            Self::Refused => words.refused(),
            Self::NotOnThatDay => words.not_on_that_day(),
            Self::DayIsOver => words.day_is_over(),
            Self::SentBack => words.sent_back(),
            Self::DayFailed => words.day_failed(),
            Self::Cancelled => words.cancelled(),
            Self::PayNotNow => words.pay_not_now(),
            Self::StillUnclear => words.still_unclear(),
            Self::NoReceiptYet => words.no_receipt_yet(),
        }
    }

    /// How it is meant.
    #[must_use]
    pub(crate) fn tone(self) -> Tone {
        match self {
            Self::SentBack | Self::DayFailed => Tone::Danger,
            Self::NothingTicked
            | Self::FactsDenied
            | Self::Declined
            | Self::Expired
            | Self::Cancelled
            | Self::NoReceiptYet => Tone::Info,
            _ => Tone::Warning,
        }
    }
}
