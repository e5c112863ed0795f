//! The bank behind Loggia's capabilities, embedded: sessions, mini-apps' storage, a ledger,
//! payments and loyalty points, in one SQLite database.
//!
//! [`Bank`] is a [`Store`](loggia_runtime::store::Store), a
//! [`Payments`](loggia_runtime::capability::payments::Payments) and a
//! [`Loyalty`](loggia_runtime::capability::loyalty::Loyalty) backend at once, so that a step, a
//! decision on the sheet and the answer to the mini-app are each one transaction of one database.
//!
//! ```
//! use loggia_bank::{Bank, Movement, Recorded, TransferId};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let bank = Bank::in_memory()?;
//! let now = 1_767_225_600_000;
//! bank.seed_demo(now)?;
//!
//! let accounts = bank.accounts()?;
//! let of = |name: &str| accounts.iter().find(|account| account.name == name).ok_or(name.to_owned());
//! let (everyday, cafe) = (of("Everyday")?, of("Bean & Leaf")?);
//! let lunch = Movement::Direct { debit: everyday.id, credit: cafe.id, amount: "12.50 EUR".parse()? };
//!
//! // Whoever wants a transfer makes its id, and may therefore ask as often as it likes.
//! let id = TransferId::from_bytes(*b"lunch on friday!");
//! assert_eq!(bank.transfer(id, &lunch, now)?, Recorded::Made);
//! assert_eq!(bank.transfer(id, &lunch, now)?, Recorded::Exists);
//! assert!(bank.verify()?.is_sound());
//! # Ok(())
//! # }
//! ```
//!
//! # What holds, and where it is kept
//!
//! - Transfers never change; a pending one is posted, voided or expired once; debits equal
//!   credits; no account but the bank's own settlement account ever owes; a balance moves only by
//!   a transfer. A payment moves only forward, and together with its transfer. Points are earned by
//!   settled payments, once each. All of that stands in the schema, as CHECKs and triggers, and
//!   [`Bank::verify`] works it out anew from the transfers. Opening a bank does so too, and
//!   refuses to serve books that do not agree.
//! - Each decision on a payment is a leaf of an audit log ([`loggia_audit`]), written in the
//!   transaction of what it records: the schema refuses the one without the other. What names a person lies beside the leaves, and can be erased
//!   ([`Bank::erase_audit_personal`]). [`Bank::with_audit_key`] has the log signed for.
//! - What was acknowledged is on the disk (`synchronous=FULL`); requests that arrive together
//!   share one commit. After a write that failed the bank takes no more of them, says so
//!   ([`DatabaseError::Stopped`]), and goes on reading.
//! - Several processes may open one file. A bank in memory is the same code on another kind of
//!   file.
//!
//! # Time
//!
//! What the host app does takes the time as an argument. What a backend trait has no argument for
//! comes from the [`Clock`] of [`Bank::with_clock`].

mod account;
mod audit;
mod backup;
mod column;
mod database;
mod demo;
mod error;
mod events;
mod finding;
mod iban;
mod ledger;
mod loyalty;
mod outbox;
mod partner_log;
mod payment_record;
mod payments;
mod registry;
mod sessions;
mod settlement;
mod sheet;
mod storage;
mod transfer;
mod verify;
mod writer;

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use loggia_audit::Signer;
use loggia_runtime::{Clock, SystemClock};
use rusqlite::Connection;

pub use self::account::{Account, AccountId, Balances, Holder, NewAccount};
pub use self::audit::AuditEntry;
pub use self::backup::BackupError;
pub use self::error::{DatabaseError, LedgerError, OpenError, SheetError};
pub use self::finding::{Finding, VerifyReport};
pub use self::iban::{Iban, MalformedIban};
pub use self::loyalty::{PointsAccount, Scheme};
pub use self::partner_log::LoggedLine;
pub use self::payment_record::{PaymentRecord, RefusedBy};
pub use self::registry::RegisteredApp;
pub use self::sheet::{PayableAccount, PaymentSheet};
pub use self::transfer::{Ending, Movement, Recorded, Transfer, TransferId, TransferKind};

use self::database::Database;
use self::error::Failure;

/// How long after the user's word a payment settles, unless [`Bank::with_settlement_delay`] says
/// otherwise: long enough to be seen as pending, in milliseconds.
const SETTLEMENT_DELAY: u64 = 1_000;

/// A bank in one database. Cloning gives another handle on it, and is cheap.
#[derive(Clone)]
pub struct Bank {
    database: Arc<Database>,
    clock: Arc<dyn Clock>,
    settlement_delay: u64,
    audit_key: Option<Arc<dyn Signer>>,
}

impl Bank {
    /// Opens the bank in the file at `path`, or makes one there, readable by its owner alone. Its
    /// folder must exist. Several processes may have it open.
    ///
    /// Nothing is served before a self-audit: SQLite's own check of the file, and the books, worked
    /// out anew.
    ///
    /// # Errors
    ///
    /// [`OpenError`] says which of the ways in which a file can be no bank's, or a damaged one.
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        Self::audited(Database::open(path)?)
    }

    /// A bank that is gone when its last handle is dropped. Each is one of its own.
    ///
    /// # Errors
    ///
    /// SQLite finds no memory.
    pub fn in_memory() -> Result<Self, OpenError> {
        Self::audited(Database::in_memory()?)
    }

    /// With another clock than the operating system's, for this handle and its clones.
    #[must_use]
    pub fn with_clock(self, clock: Arc<dyn Clock>) -> Self {
        Self { clock, ..self }
    }

    /// With another time from the user's word to the settlement, in milliseconds, for this handle
    /// and its clones. Default: 1 000.
    #[must_use]
    pub fn with_settlement_delay(self, millis: u64) -> Self {
        Self { settlement_delay: millis, ..self }
    }

    /// With a key that signs the audit log's checkpoints, for this handle and its clones: after a
    /// second or 256 leaves, with the write that comes then, and whenever one is asked for. A key that
    /// takes long to sign holds up the writes behind it. Default: none; decisions are leaves all the
    /// same, and nobody vouches for them.
    #[must_use]
    pub fn with_audit_key(self, key: Arc<dyn Signer>) -> Self {
        Self { audit_key: Some(key), ..self }
    }

    fn audited(database: Database) -> Result<Self, OpenError> {
        let report = database.read(verify::books)?;
        if !report.is_sound() {
            return Err(OpenError::Unsound(report));
        }
        Ok(Self {
            database: Arc::new(database),
            clock: Arc::new(SystemClock),
            settlement_delay: SETTLEMENT_DELAY,
            audit_key: None,
        })
    }

    fn database(&self) -> &Database {
        &self.database
    }

    fn audit_key(&self) -> Option<&dyn Signer> {
        self.audit_key.as_deref()
    }

    /// Runs a request that may write leaves, and signs for them where that is due.
    fn write_audited<T, E: Failure>(
        &self,
        now: u64,
        request: impl FnOnce(&Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        self.database().write(|connection| {
            let answer = request(connection)?;
            if let Some(signer) = self.audit_key() {
                audit::sign_if_due(connection, signer, now)?;
            }
            Ok(answer)
        })
    }

    /// Milliseconds since 1970.
    fn now(&self) -> u64 {
        self.clock.now()
    }
}

impl fmt::Debug for Bank {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bank")
            .field("database", &self.database)
            .field("settlement_delay", &self.settlement_delay)
            .finish_non_exhaustive()
    }
}
