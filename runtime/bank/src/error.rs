//! What can go wrong with the bank, by who can mend it.

use std::path::PathBuf;

use loggia_keys::KeysError;
use loggia_runtime::capability::identity_verified::{Claim, MalformedClaim};
use loggia_runtime::capability::{Refusal, Unavailable};
use loggia_runtime::store::{CommitError, StoreError};
use loggia_runtime::{Money, PaymentId};

use crate::account::AccountId;
use crate::finding::VerifyReport;
use crate::iban::Iban;
use crate::transfer::{Ending, TransferId};

/// The database cannot do it. Nothing has happened, unless the variant says otherwise.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DatabaseError {
    /// A write failed in a way after which nobody can say what is on the disk. Everything that was
    /// acknowledged is there; whether the write that failed is, shows at the next start. Reading
    /// goes on.
    #[error(
        "the bank takes no more writes since one failed ({reason}): check the disk, then start it \
         again"
    )]
    Stopped {
        /// What failed.
        reason: String,
    },
    /// Another process held the database for too long.
    #[error(
        "another process is writing to the bank's database and did not finish in time: try again"
    )]
    Busy,
    /// The requests that were to be committed together were not.
    #[error("the bank's database did not commit: {reason}")]
    NotCommitted {
        /// Why.
        reason: String,
    },
    /// The system gives no random bytes, and without a salt nothing personal is kept.
    #[error("the system has no randomness: {reason}")]
    NoRandomness {
        /// Why.
        reason: String,
    },
    /// A receipt would lack the last leaves, for which the audit log's key has not signed.
    #[error(
        "the audit log's key has not signed for {leaves} of the payment's leaves yet: look at the bank's log for why, and try again"
    )]
    NotSigned {
        /// How many.
        leaves: usize,
    },
    /// What is stored is not what the bank wrote.
    #[error("the bank's database is damaged: {what}")]
    Damaged {
        /// What was found.
        what: String,
    },
    /// A key cannot be used.
    #[error(transparent)]
    Keys(#[from] KeysError),
    /// SQLite refused.
    #[error("the bank's database failed: {0}")]
    Sqlite(#[source] rusqlite::Error),
}

impl From<rusqlite::Error> for DatabaseError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode::{DatabaseBusy, DatabaseLocked};
        match error {
            error if matches!(error.sqlite_error_code(), Some(DatabaseBusy | DatabaseLocked)) => {
                Self::Busy
            }
            rusqlite::Error::FromSqlConversionFailure(column, _, why) => {
                Self::Damaged { what: format!("column {column} of a row: {why}") }
            }
            error => Self::Sqlite(error),
        }
    }
}

impl From<DatabaseError> for StoreError {
    fn from(error: DatabaseError) -> Self {
        let reason = error.to_string();
        match error {
            DatabaseError::Sqlite(source) => Self::new(reason, Some(Box::new(source))),
            _ => Self::new(reason, None),
        }
    }
}

impl From<DatabaseError> for Unavailable {
    fn from(error: DatabaseError) -> Self {
        Self { reason: error.to_string() }
    }
}

/// Why a bank's database was not opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// It cannot be read, or made.
    #[error("the bank's database {path} cannot be opened: {reason}", path = path.display())]
    Unreachable {
        /// Which file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// An SQLite database, but another program's.
    #[error(
        "{path} is a database of another program: name a file of Loggia's, or one that does not \
         exist yet",
        path = path.display()
    )]
    Foreign {
        /// Which file.
        path: PathBuf,
    },
    /// A newer Loggia wrote it.
    #[error(
        "the bank's database has schema {found}, and this Loggia knows schemas up to {known}: use \
         the newer Loggia that wrote it"
    )]
    NewerSchema {
        /// The file's schema.
        found: i64,
        /// The newest that this version knows.
        known: i64,
    },
    /// A Loggia of before the first release wrote it.
    #[error(
        "the bank's database has schema {found} of before the first release, and this Loggia knows \
         schema {known}: move the file away, and begin with a new one"
    )]
    OlderSchema {
        /// The file's schema.
        found: i64,
        /// The one that this version knows.
        known: i64,
    },
    /// The keys are not those with which the bank was made, or cannot be read.
    #[error("the bank's keys do not open it: {0}")]
    Keys(#[source] KeysError),
    /// The start-up self-audit found a mismatch: the books are not served.
    #[error(
        "the bank's books do not agree, so they are not served: {0}; restore them from a backup"
    )]
    Unsound(VerifyReport),
    /// The database cannot be used.
    #[error(transparent)]
    Database(DatabaseError),
}

impl From<DatabaseError> for OpenError {
    fn from(error: DatabaseError) -> Self {
        use rusqlite::ErrorCode::{DatabaseCorrupt, NotADatabase};
        let code = match &error {
            DatabaseError::Sqlite(sqlite) => sqlite.sqlite_error_code(),
            _ => None,
        };
        if let DatabaseError::Keys(error) = error {
            return Self::Keys(error);
        }
        Self::Database(match (code, error) {
            (Some(DatabaseCorrupt | NotADatabase), DatabaseError::Sqlite(what)) => {
                DatabaseError::Damaged { what: format!("{what}; restore it from a backup") }
            }
            (_, error) => error,
        })
    }
}

impl From<rusqlite::Error> for OpenError {
    fn from(error: rusqlite::Error) -> Self {
        DatabaseError::from(error).into()
    }
}

/// Why the ledger did not do something.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LedgerError {
    /// There is no such account.
    #[error("there is no account {0}")]
    UnknownAccount(AccountId),
    /// The number belongs to another account already.
    #[error("the IBAN {0} belongs to another account: each account has its own")]
    IbanTaken(Iban),
    /// Both sides are one account.
    #[error("a transfer has two different accounts, and both are {0}")]
    SameAccount(AccountId),
    /// Nothing would move.
    #[error("a transfer moves at least one minor unit")]
    NothingToMove,
    /// The accounts and the amount are not of one currency.
    #[error("a transfer and its two accounts are of one currency, and account {0} is of another")]
    OtherCurrency(AccountId),
    /// The account would owe.
    #[error("account {account} has {available} to spend, which is less than {needed}")]
    InsufficientFunds {
        /// Which.
        account: AccountId,
        /// What it has.
        available: Money,
        /// What it would take.
        needed: Money,
    },
    /// A balance would outgrow 64 bits.
    #[error("account {0} cannot hold that much")]
    TooMuch(AccountId),
    /// The id stands for another transfer.
    #[error("the transfer id {0} was used before, for another transfer: choose a new one")]
    IdTaken(TransferId),
    /// What it was for cannot stand on a statement.
    #[error(
        "the counterparty of transfer {0} and its remittance, if any, must be 1 to 140 characters, \
         and no control characters"
    )]
    MalformedDetail(TransferId),
    /// A payment is to nobody's account.
    #[error("the payee's account of payment {0} is no IBAN: nothing can be paid to it")]
    NoCreditor(PaymentId),
    /// It holds a payment's amount, and nothing moves that but the payment.
    #[error("the transfer {0} is a payment's: it begins and ends as the payment does")]
    Payments(TransferId),
    /// There is no pending transfer of this id.
    #[error("{0} is no pending transfer")]
    NotPending(TransferId),
    /// It has ended, once and for all.
    #[error("the pending transfer {pending} {ending} already")]
    Ended {
        /// Which.
        pending: TransferId,
        /// How.
        ending: Ending,
    },
    /// Its time is over: it can only expire.
    #[error("the time of the pending transfer {0} is over: it can only expire")]
    Overdue(TransferId),
    /// Its time is not over: it cannot expire.
    #[error("the time of the pending transfer {0} is not over: it can be posted or voided")]
    NotOverdue(TransferId),
    /// The database cannot do it.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

/// Why the sheet could not carry out what the user decided. All of it is for the user; nothing of
/// it for the mini-app.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SheetError {
    /// There is no such payment.
    #[error("there is no such payment")]
    UnknownPayment,
    /// The user decided too late.
    #[error("the time to decide is over: start it again in the mini-app")]
    Expired,
    /// It was decided before, or withdrawn: there is nothing to sign or to pick any more.
    #[error("this is decided already")]
    Decided,
    /// The payer is not who they must be, or did not sign this.
    #[error(transparent)]
    Authentication(#[from] AuthenticationError),
    /// A claim was ticked that was not asked for, or that the bank does not know.
    #[error("{0} cannot be shared here: tick what is on the sheet")]
    NotOnSheet(Claim),
    /// Not an account that the payer can pay this from.
    #[error("this payment cannot be made from that account: choose one of those on the sheet")]
    UnsuitableAccount,
    /// The payment still awaits the user, who may choose another account.
    #[error(
        "there is {available} in this account, and the payment takes {needed}: choose another account"
    )]
    InsufficientFunds {
        /// What the account has.
        available: Money,
        /// What the payment takes.
        needed: Money,
    },
    /// The database cannot do it.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

/// Why somebody is not believed to be the user. All of it is for the user and the bank; nothing of it
/// for the mini-app.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AuthenticationError {
    /// The host app said on which pages users are asked: see
    /// [`Bank::with_relying_party`](crate::Bank::with_relying_party).
    #[error("the bank does not say where its users authenticate: no payment can be authorised")]
    NoRelyingParty,
    /// The user has nothing to sign with.
    #[error("there is no authenticator for this customer: register one first")]
    NoCredential,
    /// No challenge was made, or it was answered, or another one took its place.
    #[error("nothing was asked to be signed: begin again")]
    NotAsked,
    /// The credential is somebody's already.
    #[error("this authenticator is registered already")]
    Taken,
    /// Too many failures.
    #[error("too many failed attempts: try again later")]
    Locked {
        /// Until when, in milliseconds since 1970.
        until: u64,
    },
    /// The user has no such credential.
    #[error("this customer has no such authenticator")]
    UnknownCredential,
    /// The signature or the registration is refused. Why is told to the bank's log, and to nobody who
    /// tries signatures out.
    #[error("this was not accepted: try again")]
    Refused(loggia_authentication::Refused),
    /// What should be asked cannot be.
    #[error("nothing can be asked: {0}")]
    NotAskable(#[from] loggia_authentication::NotAsked),
    /// The database cannot do it.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

/// Why an exchange rate was not taken down.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RateError {
    /// Rates are what one euro is worth.
    #[error("the euro has no rate: all rates are against it")]
    Euro,
    /// Nothing is worth nothing.
    #[error("a rate is more than zero")]
    Zero,
    /// The database cannot do it.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

impl From<loggia_authentication::Refused> for AuthenticationError {
    fn from(refused: loggia_authentication::Refused) -> Self {
        Self::Refused(refused)
    }
}

/// Why a consent could not be decided or withdrawn.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConsentError {
    /// There is none of this id and user.
    #[error("there is no such consent: an id has 32 hexadecimal digits, and is its user's own")]
    Unknown,
    /// The user decided too late.
    #[error("the time to decide is over: the mini-app will ask again")]
    Expired,
    /// The database cannot do it.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

/// Why facts about a customer were not taken down.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ClaimsError {
    /// One of them could not be shared as it is.
    #[error(transparent)]
    Malformed(#[from] MalformedClaim),
    /// The database cannot do it.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

/// Why a user was not erased. Nothing of them is gone.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EraseError {
    /// The bank knows nothing of them.
    #[error("the bank knows nothing of this user")]
    UnknownUser,
    /// A payment or transfer of theirs has not ended.
    #[error(
        "money is in flight on account {account}: the user can be erased once it has settled, or was given back"
    )]
    MoneyInFlight {
        /// On which account.
        account: AccountId,
    },
    /// It is theirs.
    #[error(
        "there is {available} on account {account}: pay it out first, or have it booked to the bank's settlement account"
    )]
    HoldsMoney {
        /// Which account.
        account: AccountId,
        /// How much.
        available: Money,
    },
    /// The database cannot do it.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

/// A request's failure: it is rolled back, and the writer wants to know whether SQLite is why.
pub(crate) trait Failure: From<DatabaseError> {
    fn database(&self) -> Option<&DatabaseError>;
}

macro_rules! failures {
    ($($error:ty),*) => {$(
        impl Failure for $error {
            fn database(&self) -> Option<&DatabaseError> {
                match self {
                    Self::Database(error) => Some(error),
                    _ => None,
                }
            }
        }

        impl From<rusqlite::Error> for $error {
            fn from(error: rusqlite::Error) -> Self {
                Self::Database(error.into())
            }
        }
    )*};
}

failures!(
    LedgerError,
    SheetError,
    ConsentError,
    ClaimsError,
    RateError,
    AuthenticationError,
    EraseError,
    NotDone,
    NotBooked
);

impl Failure for DatabaseError {
    fn database(&self) -> Option<&DatabaseError> {
        Some(self)
    }
}

/// [`CommitError`] while the database's own error is still known.
#[derive(Debug)]
pub(crate) enum NotDone {
    Conflict,
    TooManySessions { limit: usize },
    Database(DatabaseError),
}

/// A refused booking: nothing of it stays.
#[derive(Debug)]
pub(crate) enum NotBooked {
    Refused(Refusal),
    Database(DatabaseError),
}

macro_rules! from_database {
    ($($error:ty),*) => {$(
        impl From<DatabaseError> for $error {
            fn from(error: DatabaseError) -> Self {
                Self::Database(error)
            }
        }
    )*};
}

from_database!(NotDone, NotBooked);

impl From<NotDone> for CommitError {
    fn from(error: NotDone) -> Self {
        match error {
            NotDone::Conflict => Self::Conflict,
            NotDone::TooManySessions { limit } => Self::TooManySessions { limit },
            NotDone::Database(error) => Self::Store(error.into()),
        }
    }
}
