//! The capabilities: one WIT interface each, one thing to grant.
//!
//! [`INTERFACES`] is the table of them all. Each file here has the same anatomy, in the same order:
//! what the interface is, what a grant allows, what is bounded · the grant with its pure
//! `permits` · the backend trait that the host app supplies · the host functions, in each of
//! which a call is authorised, bounded, and then staged or answered · `link`.

pub mod diagnostics;
mod interfaces;
pub mod log;
pub mod loyalty;
pub mod navigation;
pub mod payments;
mod refused;
pub mod storage;
pub mod timers;

use serde::{Deserialize, Serialize};

pub use self::interfaces::{INTERFACES, Interface};
pub(crate) use self::refused::link_refused;
use crate::ids::{EffectId, SessionId};
use crate::store::Owner;

/// Something that a committed step wants done outside of its session.
///
/// It waits in the store's outbox until a backend has done it. Backends are idempotent by `id`, so
/// that it may be handed to them more than once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Effect {
    /// What backends recognise a repeat by.
    pub id: EffectId,
    /// Which session asked.
    pub session: SessionId,
    /// Whose.
    pub owner: Owner,
    /// The request that its answer goes to; none for effects without one.
    pub reply: Option<Reply>,
    /// When it was committed, in milliseconds since 1970.
    pub at: u64,
    /// When its request is answered `unavailable` if no backend could do it, likewise.
    pub deadline: u64,
    /// What is to be done.
    pub kind: EffectKind,
}

/// Where an answer goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// The request.
    pub request: u64,
    /// The mini-app's own words about it.
    #[serde(with = "serde_bytes")]
    pub context: Vec<u8>,
}

/// What an effect does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum EffectKind {
    /// `payments-initiate.initiate`
    InitiatePayment(payments::Initiation),
    /// `payments-initiate.cancel`
    CancelPayment(crate::ids::PaymentId),
    /// `loyalty.get-balance`, of the scheme
    LoyaltyBalance(String),
    /// `loyalty.earn`, `redeem` and `return-points`
    LoyaltyBooking(loyalty::Booking),
}

/// What `take-…` gives in the step that handles the answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Answer {
    /// Of `payments-initiate.initiate`.
    Payment(Result<payments::Payment, Refusal>),
    /// Of `loyalty.get-balance`.
    LoyaltyBalance(Result<loyalty::Balance, Refusal>),
    /// Of `loyalty.earn`, `redeem` and `return-points`.
    LoyaltyBooking(Result<loyalty::Booked, Refusal>),
}

/// How a capability refuses: the contract's `error`, before it has a reference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// Why, by the contract's list.
    pub code: RefusalCode,
    /// An ISO 20022 reason code, where it gives nothing away.
    pub reason: Option<String>,
    /// For the partner's developer: what was wrong and what would be right.
    pub message: String,
    /// When to try again, in milliseconds.
    pub retry_after_ms: Option<u64>,
}

/// The contract's `error-code`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the contract's own docs say when each is used")]
pub enum RefusalCode {
    Denied,
    NotFound,
    InvalidArgument,
    DuplicateMismatch,
    LimitExceeded,
    RateLimited,
    Cancelled,
    Expired,
    Conflict,
    Unavailable,
}

impl Refusal {
    /// With its code, and a message that says what was wrong and what would be right.
    pub fn new(code: RefusalCode, message: impl Into<String>) -> Self {
        Self { code, reason: None, message: message.into(), retry_after_ms: None }
    }

    /// With an ISO 20022 reason code.
    #[must_use]
    pub fn with_reason(mut self, reason: impl Into<String>) -> Self {
        self.reason = Some(reason.into());
        self
    }
}

/// The backend cannot do it now, or cannot say whether it did: the same call will be made again.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the backend is unavailable: {reason}")]
pub struct Unavailable {
    /// For the operator.
    pub reason: String,
}

impl From<crate::store::StoreError> for Unavailable {
    fn from(error: crate::store::StoreError) -> Self {
        Self { reason: error.to_string() }
    }
}
