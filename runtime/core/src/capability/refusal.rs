//! How a capability says no.

use serde::{Deserialize, Serialize};

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

impl RefusalCode {
    /// As the contract writes it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Denied => "denied",
            Self::NotFound => "not-found",
            Self::InvalidArgument => "invalid-argument",
            Self::DuplicateMismatch => "duplicate-mismatch",
            Self::LimitExceeded => "limit-exceeded",
            Self::RateLimited => "rate-limited",
            Self::Cancelled => "cancelled",
            Self::Expired => "expired",
            Self::Conflict => "conflict",
            Self::Unavailable => "unavailable",
        }
    }

    /// Whether the bank said no to what a mini-app asked for: not where the user did, or let it
    /// expire, nor where the bank could not answer.
    #[must_use]
    pub const fn is_denial(self) -> bool {
        !matches!(self, Self::Cancelled | Self::Expired | Self::Unavailable)
    }
}

impl Refusal {
    /// With its code, and a message that says what was wrong and what would be right.
    pub fn new(code: RefusalCode, message: impl Into<String>) -> Self {
        Self { code, reason: None, message: message.into(), retry_after_ms: None }
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

/// What is not in the grant.
pub(crate) fn not_granted(what: &str) -> Refusal {
    Refusal::new(RefusalCode::Denied, format!("the bank has not granted {what} to the mini-app"))
}

/// What would have the bank raise a sheet, and may not.
pub(super) fn only_when_the_user_acts(what: &str) -> Refusal {
    let message =
        format!("{what} only when the user acts, or by an answer within five seconds of it");
    Refusal::new(RefusalCode::Denied, message)
}

/// An answer that another interface's function takes.
pub(super) fn wrong_take() -> Refusal {
    Refusal::new(
        RefusalCode::NotFound,
        "this request was made by another function: take its answer with that one's",
    )
}
