use std::time::Duration;

use loggia_sdk::{Money, MoneyError, Timestamp};
use serde::{Deserialize, Serialize};

use crate::basket::{Basket, Line};
use crate::points;
use crate::words::Language;

/// How many minutes after the payment an order can be fetched: the customer's choice.
pub(crate) const PICKUP_MINUTES: [u64; 4] = [5, 15, 30, 60];

/// How many minutes after it is ready an order is taken to be fetched, and leaves the menu.
const FETCHED_MINUTES: u64 = 30;

/// An order, from the tap on "Pay" on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Order {
    /// Random and unique: the payment's instruction id and the reference under which points are redeemed. All
    /// tries to pay for this order use it, so none pays twice.
    pub(crate) id: String,
    /// What is ordered.
    pub(crate) lines: Vec<Line>,
    /// What it costs, before points.
    pub(crate) total: Money,
    /// Points that are spent on it.
    pub(crate) points: u64,
    /// When it was ordered.
    pub(crate) ordered_at: Timestamp,
    /// How many minutes after it is paid it is fetched.
    pub(crate) minutes: u64,
    /// When it is fetched, once it is paid.
    pub(crate) pickup_at: Option<Timestamp>,
    /// How far it is.
    pub(crate) status: Status,
    /// The payment, once there is one.
    pub(crate) payment: Option<String>,
    /// Points that it has earned, once they are booked.
    pub(crate) earned: Option<u64>,
}

/// How far an order is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Status {
    /// The bank was asked to redeem points.
    Redeeming,
    /// It couldn't say whether they are redeemed.
    RedeemUncertain,
    /// They are, and the customer has to go on to the payment.
    Redeemed,
    /// The customer has the bank's sheet before them.
    Confirming,
    /// The bank couldn't say what became of the payment.
    PayUncertain,
    /// The customer has paid, and the money is on its way.
    Placed,
    /// The money has arrived.
    Settled,
    /// It came to nothing, and the points spent on it are being returned.
    Returning,
    /// It came to nothing.
    Failed,
}

impl Order {
    /// A new order of what is in the basket.
    ///
    /// # Errors
    /// When its price is beyond all amounts.
    pub(crate) fn new(
        id: String,
        basket: &Basket,
        points: u64,
        minutes: u64,
        now: Timestamp,
    ) -> Result<Self, MoneyError> {
        Ok(Self {
            id,
            lines: basket.lines.clone(),
            total: basket.total()?,
            points,
            ordered_at: now,
            minutes,
            pickup_at: None,
            status: if points > 0 { Status::Redeeming } else { Status::Confirming },
            payment: None,
            earned: None,
        })
    }

    /// What is left to pay.
    ///
    /// # Errors
    /// When the points are worth more than the order.
    pub(crate) fn amount(&self) -> Result<Money, MoneyError> {
        self.total.minus(points::worth(self.points))
    }

    /// What to say at the counter: short, for people.
    #[must_use]
    pub(crate) fn number(&self) -> String {
        self.id.chars().take(4).map(|letter| letter.to_ascii_uppercase()).collect()
    }

    /// What is in it, in one line.
    #[must_use]
    pub(crate) fn summary(&self, words: Language) -> String {
        let lines: Vec<String> = self.lines.iter().map(|line| line.summary(words)).collect();
        lines.join(", ")
    }

    /// Whether it is not yet decided whether it will be paid.
    #[must_use]
    pub(crate) fn is_undecided(&self) -> bool {
        use Status::{Confirming, PayUncertain, RedeemUncertain, Redeemed, Redeeming};
        matches!(self.status, Redeeming | RedeemUncertain | Redeemed | Confirming | PayUncertain)
    }

    /// Whether the customer has paid.
    #[must_use]
    pub(crate) fn is_placed(&self) -> bool {
        matches!(self.status, Status::Placed | Status::Settled)
    }

    /// The customer has paid: the coffee will be ready after the minutes that were chosen.
    pub(crate) fn place(&mut self, now: Timestamp) {
        self.status = Status::Placed;
        self.pickup_at = Some(now + Duration::from_secs(self.minutes * 60));
    }

    /// Whether it can be picked up.
    #[must_use]
    pub(crate) fn is_ready(&self, now: Timestamp) -> bool {
        self.is_placed() && self.pickup_at.is_some_and(|at| at <= now)
    }

    /// Whether nothing more will happen to it, and it need not be shown any more.
    #[must_use]
    pub(crate) fn is_over(&self, now: Timestamp) -> bool {
        let fetched = |at: Timestamp| at + Duration::from_secs(FETCHED_MINUTES * 60) <= now;
        self.status == Status::Failed
            || (self.status == Status::Settled && self.pickup_at.is_some_and(fetched))
    }
}
