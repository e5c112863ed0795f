use std::time::Duration;

use loggia_sdk::{Money, Timestamp};
use serde::{Deserialize, Serialize};

use crate::offer::Offer;

/// How long the bank's sheet is up: seats that are held for less are not paid for.
const SHEET: Duration = Duration::from_secs(5 * 60);

/// After this a hold that was not paid for is over, whatever was heard of it.
const HOLD_FORGOTTEN: Duration = Duration::from_secs(60 * 60);

/// A trip, from the tap on "Book" on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Trip {
    /// Random and unique: the booking's id at the server and the payment's instruction id at the bank.
    /// Whatever is asked again is asked under it, so nothing is booked or paid twice.
    pub(crate) id: String,
    pub(crate) offer: Offer,
    pub(crate) travellers: u8,
    /// For all travellers, as the server holds it.
    pub(crate) price: Money,
    pub(crate) stage: Stage,
    pub(crate) booked_at: Timestamp,
    pub(crate) held_until: Option<Timestamp>,
    /// The payment, once there is one.
    pub(crate) payment: Option<String>,
    /// What to show on board, once it is confirmed.
    pub(crate) ticket: Option<String>,
}

/// How far a trip is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Stage {
    /// The server was asked to hold the seats.
    Holding,
    /// Nobody knows whether it does.
    HoldUnclear,
    /// They are held, and the customer has to go on to the payment.
    Held,
    /// The customer has the bank's sheet before them.
    Paying,
    /// The bank couldn't say what became of the payment.
    PayUnclear,
    /// The customer has paid, and the money is on its way.
    Paid,
    /// The money has arrived, and the server was asked for the ticket.
    Confirming,
    /// Nobody knows whether it has given it out.
    ConfirmUnclear,
    /// The ticket is there.
    Confirmed,
    /// The seats were gone when the money came: it goes back.
    RefundDue,
    /// It came to nothing, and the server was asked to let the seats go.
    Releasing,
    /// It came to nothing.
    Released,
}

impl Trip {
    /// A new trip with an offer.
    pub(crate) fn new(id: String, offer: Offer, travellers: u8, now: Timestamp) -> Self {
        Self {
            id,
            price: offer.price,
            offer,
            travellers,
            stage: Stage::Holding,
            booked_at: now,
            held_until: None,
            payment: None,
            ticket: None,
        }
    }

    /// Whether it is not yet decided whether it will be paid.
    #[must_use]
    pub(crate) fn is_undecided(&self) -> bool {
        use Stage::{Held, HoldUnclear, Holding, PayUnclear, Paying};
        matches!(self.stage, Holding | HoldUnclear | Held | Paying | PayUnclear)
    }

    /// Whether nothing more will happen to it.
    #[must_use]
    pub(crate) fn is_over(&self) -> bool {
        matches!(self.stage, Stage::Confirmed | Stage::RefundDue | Stage::Released)
    }

    /// Whether the customer has paid for it.
    #[must_use]
    pub(crate) fn is_paid(&self) -> bool {
        use Stage::{ConfirmUnclear, Confirmed, Confirming, Paid};
        matches!(self.stage, Paid | Confirming | ConfirmUnclear | Confirmed)
    }

    /// Whether the seats are held for long enough to pay.
    #[must_use]
    pub(crate) fn is_held(&self, now: Timestamp) -> bool {
        self.held_until.is_some_and(|until| now + SHEET <= until)
    }

    /// Whether the server must have let the seats go by itself.
    #[must_use]
    pub(crate) fn has_lapsed(&self, now: Timestamp) -> bool {
        self.booked_at + HOLD_FORGOTTEN <= now
    }
}
