//! What a transfer is.

use std::fmt;

use loggia_runtime::{Money, PaymentId};
use serde::Serialize;

use crate::account::AccountId;
use crate::column;

/// A transfer's id, made by who wants it: the same id and body again is the same transfer.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TransferId([u8; 16]);

/// What is to be moved, or becomes of what is held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Movement {
    /// Moves at once.
    Direct {
        /// Out of which account.
        debit: AccountId,
        /// Into which.
        credit: AccountId,
        /// How much.
        amount: Money,
    },
    /// Holds an amount until it is posted, voided or expired.
    Pending {
        /// Out of which account.
        debit: AccountId,
        /// Into which.
        credit: AccountId,
        /// How much.
        amount: Money,
        /// From when on it can only expire, in milliseconds since 1970; none: never.
        expires_at: Option<u64>,
    },
    /// Moves all that a pending transfer holds.
    Post {
        /// Which.
        pending: TransferId,
    },
    /// Gives all that a pending transfer holds back.
    Void {
        /// Which.
        pending: TransferId,
    },
    /// Gives all that an overdue pending transfer holds back.
    Expire {
        /// Which.
        pending: TransferId,
    },
}

/// What [`Bank::transfer`](crate::Bank::transfer) found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recorded {
    /// It was made now.
    Made,
    /// It had been made before, with this very body.
    Exists,
}

/// A transfer as the ledger keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Transfer {
    /// Its place in the ledger, from 1.
    pub number: u64,
    /// Its id.
    pub id: TransferId,
    /// What it did.
    pub kind: TransferKind,
    /// Out of which account.
    pub debit: AccountId,
    /// Into which.
    pub credit: AccountId,
    /// How much.
    #[serde(serialize_with = "column::as_text")]
    pub amount: Money,
    /// Which pending transfer it ended.
    pub pending: Option<TransferId>,
    /// From when on it can only expire, in milliseconds since 1970.
    pub expires_at: Option<u64>,
    /// When it was made, likewise.
    pub made_at: u64,
}

/// What a transfer did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TransferKind {
    /// Moved an amount at once.
    Direct,
    /// Held an amount.
    Pending,
    /// Ended a pending one.
    #[serde(untagged)]
    Ended(Ending),
}

/// How a pending transfer ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ending {
    /// It moved.
    Post,
    /// It was given back.
    Void,
    /// Its time was over, and it was given back.
    Expire,
}

impl Transfer {
    /// Whether it is what this asks for.
    pub(crate) fn is(&self, movement: &Movement) -> bool {
        let ends = |ending, pending| {
            self.kind == TransferKind::Ended(ending) && self.pending == Some(pending)
        };
        let moves = |kind, debit, credit, amount| {
            self.kind == kind && (self.debit, self.credit, self.amount) == (debit, credit, amount)
        };
        match *movement {
            Movement::Direct { debit, credit, amount } => {
                moves(TransferKind::Direct, debit, credit, amount)
            }
            Movement::Pending { debit, credit, amount, expires_at } => {
                moves(TransferKind::Pending, debit, credit, amount) && self.expires_at == expires_at
            }
            Movement::Post { pending } => ends(Ending::Post, pending),
            Movement::Void { pending } => ends(Ending::Void, pending),
            Movement::Expire { pending } => ends(Ending::Expire, pending),
        }
    }
}

impl TransferKind {
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::Pending => "pending",
            Self::Ended(Ending::Post) => "post",
            Self::Ended(Ending::Void) => "void",
            Self::Ended(Ending::Expire) => "expire",
        }
    }
}

impl fmt::Display for TransferKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

impl fmt::Display for Ending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Post => "was posted",
            Self::Void => "was voided",
            Self::Expire => "expired",
        })
    }
}

impl TransferId {
    /// From its bytes.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// Its bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// The transfer that a payment becomes when it is authorised.
    #[must_use]
    pub const fn of_payment(payment: &PaymentId) -> Self {
        Self(*payment.as_bytes())
    }

    /// Of `name`, for ever the same.
    pub(crate) fn named(name: &str) -> Self {
        Self::derived("loggia-bank 2026 transfer by name", name.as_bytes())
    }

    /// The transfer by which the bank itself ends this one.
    pub(crate) fn ending(&self, ending: Ending) -> Self {
        Self::derived(
            match ending {
                Ending::Post => "loggia-bank 2026 post of a transfer",
                Ending::Void => "loggia-bank 2026 void of a transfer",
                Ending::Expire => "loggia-bank 2026 expiry of a transfer",
            },
            &self.0,
        )
    }

    fn derived(context: &str, of: &[u8]) -> Self {
        let mut bytes = [0; 16];
        blake3::Hasher::new_derive_key(context).update(of).finalize_xof().fill(&mut bytes);
        Self(bytes)
    }
}

impl fmt::Display for TransferId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for TransferId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TransferId({self})")
    }
}

impl Serialize for TransferId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
