//! `loggia:loyalty/loyalty`: points in the one scheme that the grant names.
//!
//! Points are earned by settled payments at the scheme's rate, so a mini-app cannot mint any.
//! Every function is a request: it is staged, committed with the step, and then done by the
//! backend.

use serde::{Deserialize, Serialize};

use super::{Refusal, Unavailable};
use crate::ids::{EffectId, PaymentId};
use crate::store::Owner;

/// Which scheme a mini-app may use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct LoyaltyGrant {
    /// The scheme's id at the bank.
    pub scheme: String,
}

/// Where a user stands in a scheme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Balance {
    /// Points that can be redeemed.
    pub points: u64,
    /// The scheme's name.
    pub scheme: String,
    /// Points for one whole unit of a payment's currency.
    pub points_per_unit: u32,
}

/// What is to be booked, in which scheme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Booking {
    /// The scheme's id.
    pub scheme: String,
    /// What.
    pub kind: BookingKind,
}

/// What is to be booked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BookingKind {
    /// The points of a settled payment; each payment once, for ever.
    Earn {
        /// Which, of the owner's.
        payment: PaymentId,
    },
    /// Points spent.
    Redeem {
        /// How many.
        points: u64,
        /// The mini-app's idempotency key.
        reference: String,
    },
    /// The points redeemed for a reference given back, once.
    Return {
        /// Which.
        reference: String,
    },
}

/// A booking that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Booked {
    /// How many points it moved.
    pub points: u64,
    /// Points that can be redeemed after it.
    pub balance: u64,
}

/// The bank's loyalty schemes.
pub trait Loyalty: Send + Sync + 'static {
    /// Where the owner stands in a scheme.
    ///
    /// # Errors
    ///
    /// It cannot be read now.
    fn balance(&self, owner: &Owner, scheme: &str) -> Result<Result<Balance, Refusal>, Unavailable>;

    /// Books, once per effect, and once per payment or reference: a repeat is answered with the
    /// first booking.
    ///
    /// # Errors
    ///
    /// It may or may not have been done; it will be called again.
    fn book(
        &self,
        effect: &EffectId,
        owner: &Owner,
        booking: &Booking,
    ) -> Result<Result<Booked, Refusal>, Unavailable>;
}
