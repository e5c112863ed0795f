//! Challenges that wait for their answer.

use serde::{Deserialize, Serialize};

use crate::encoded::{Challenge, Fields, Nonce};
use crate::facts::{NotFacts, PaymentFacts, check_user};
use crate::refused::Refused;

/// A challenge that a user was asked, as the bank keeps it until it is answered: for one purpose, once,
/// and for five minutes at most.
///
/// The bank writes it down before it shows it, and writes it down again, [spent](Self::is_spent), in
/// the transaction of what it allowed. When the payer chooses another account, the bank drops it and
/// makes a new one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PendingChallenge {
    purpose: Purpose,
    user: String,
    nonce: Nonce,
    expires_at: u64,
    spent: bool,
}

/// What an answer will be good for, and nothing else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Purpose {
    /// A new credential.
    Registration,
    /// One payment.
    Payment(Box<PaymentFacts>),
}

/// Why a user cannot be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotAsked {
    /// The facts, or the user's id, are none that can be signed.
    #[error(transparent)]
    Facts(#[from] NotFacts),
    /// The payment has expired.
    #[error("the payment has expired: nobody can be asked for it any more")]
    Expired,
    /// The system has no randomness to make a nonce of.
    #[error("the system has no randomness to make a nonce of")]
    Randomness,
}

/// How long a challenge can be answered, in milliseconds: five minutes, as PSD2 has it for the time
/// without activity (RTS, Art. 4(3)(d)).
pub const LIFETIME: u64 = 5 * 60 * 1000;

impl PendingChallenge {
    /// Asks a user for a new credential, at `now`.
    ///
    /// # Errors
    ///
    /// [`NotAsked`].
    pub fn registration(user: &str, now: u64) -> Result<Self, NotAsked> {
        check_user(user)?;
        Self::new(Purpose::Registration, user, now.saturating_add(LIFETIME))
    }

    /// Asks the payer to authorise a payment as it stands, at `now`. It expires when the facts say so, and
    /// after [`LIFETIME`] at the latest: a clock that was put back makes no challenge good for longer.
    ///
    /// # Errors
    ///
    /// [`NotAsked`].
    pub fn payment(facts: PaymentFacts, now: u64) -> Result<Self, NotAsked> {
        facts.check()?;
        if facts.expires_at <= now {
            return Err(NotAsked::Expired);
        }
        let expires_at = facts.expires_at.min(now.saturating_add(LIFETIME));
        let user = facts.user.clone();
        Self::new(Purpose::Payment(Box::new(facts)), &user, expires_at)
    }

    /// What the authenticator is asked to sign.
    #[must_use]
    pub fn challenge(&self) -> Challenge {
        let tag = match &self.purpose {
            Purpose::Registration => "loggia-registration-v1",
            Purpose::Payment(facts) => return facts.challenge(&self.nonce),
        };
        let fields = Fields::new(tag)
            .with(self.user.as_bytes())
            .with(&self.expires_at.to_be_bytes())
            .with(self.nonce.as_bytes());
        Challenge::from_bytes(fields.sha256())
    }

    /// Who is asked.
    #[must_use]
    pub fn user(&self) -> &str {
        &self.user
    }

    /// What for.
    #[must_use]
    pub fn purpose(&self) -> &Purpose {
        &self.purpose
    }

    /// What makes it new.
    #[must_use]
    pub fn nonce(&self) -> &Nonce {
        &self.nonce
    }

    /// When it can no longer be answered, in milliseconds since 1970.
    #[must_use]
    pub fn expires_at(&self) -> u64 {
        self.expires_at
    }

    /// Whether it has had its answer.
    #[must_use]
    pub fn is_spent(&self) -> bool {
        self.spent
    }

    /// Whether it can still be answered.
    pub(crate) fn check(&self, now: u64) -> Result<(), Refused> {
        if self.spent {
            return Err(Refused::Spent);
        }
        if now >= self.expires_at {
            return Err(Refused::Expired);
        }
        Ok(())
    }

    pub(crate) fn spend(&mut self) {
        self.spent = true;
    }

    fn new(purpose: Purpose, user: &str, expires_at: u64) -> Result<Self, NotAsked> {
        let nonce = Nonce::random().map_err(|_| NotAsked::Randomness)?;
        Ok(Self { purpose, user: user.to_owned(), nonce, expires_at, spent: false })
    }
}
