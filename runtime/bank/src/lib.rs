//! The bank behind Loggia's capabilities, embedded: sessions, mini-apps' storage, a ledger,
//! payments, consents, account information, rates and loyalty points, in one SQLite database.
//!
//! [`Bank`] is a [`Store`](loggia_runtime::store::Store) and the backend of every capability that a
//! bank can serve by itself ([`Bank::backends`]), so that a step, a decision on a sheet and the answer
//! to the mini-app are each one transaction of one database.
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
//!   settled payments, once each. What a transfer was for is written once ([`Detail`]). All of that
//!   stands in the schema, as CHECKs and triggers, and [`Bank::verify`] works the sums out anew from the
//!   transfers. Opening a bank does so too, and
//!   refuses to serve books that do not agree.
//! - A payment is authorised by what its payer signed ([`loggia_authentication`]), and by nothing else:
//!   [`Bank::with_relying_party`] says where. The evidence is kept with it.
//! - A scheduled payment is authorised when it is scheduled, and holds nothing before its day. Then it is
//!   carried out once ([`Bank::execute_due`]), or refused; until then it can be cancelled.
//! - What a mini-app is told of accounts it is told by ids of its own, and only after the user has
//!   said yes to the sheet ([`Bank::consent_sheet`]). Of the facts that the bank has made sure of
//!   ([`Bank::register_claims`]) it is told those that the user ticked ([`Bank::claims_sheet`]).
//! - Each decision on a payment, consent or claim is a leaf of an audit log ([`loggia_audit`]), written in the
//!   transaction of what it records: the schema refuses the one without the other. So is each transfer that
//!   is no payment's, each key that signs for a user, what authenticators come to, and what mini-apps were
//!   denied, counted. What names a person lies beside the leaves, and goes with them
//!   ([`Bank::erase_user`]). [`Bank::with_audit_key`] has the log signed for.
//! - What mini-apps keep for their users, sessions' states, waiting events and effects, and partners' logs
//!   are encrypted under a key for each user and mini-app, which lies wrapped in the database; the master
//!   key is one of [`loggia_keys`]. Keys in the clear never stand in it.
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
//!
#![doc = include_str!("../docs/data.md")]

mod account;
mod account_information;
mod at_rest;
mod audit;
mod authentication;
mod backup;
mod claims;
mod column;
mod connection;
mod consent;
mod customer;
mod database;
mod demo;
mod denials;
mod erasure;
mod error;
mod events;
mod finding;
mod fx;
mod iban;
mod ledger;
mod loyalty;
mod outbox;
mod partner_log;
mod pauses;
mod payment_record;
mod payment_sheet;
mod payments;
#[cfg(test)]
mod plans;
mod registry;
mod retention;
mod scheduled;
mod sessions;
mod settlement;
mod sheet;
mod standing_orders;
mod statement;
mod storage;
mod transfer;
mod verify;
mod webhooks;
mod writer;

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use loggia_audit::Signer;
use loggia_authentication::RelyingParty;
use loggia_keys::{FileKeys, Keys, ThrowAwayKeys};
use loggia_runtime::{Backends, Clock, SystemClock};

pub use self::account::{Account, AccountId, AccountKind, Balances, Holder, NewAccount};
pub use self::account_information::{AccountSheet, PickableAccount};
pub use self::at_rest::KeyRotation;
pub use self::audit::{AuditEntry, AuditKeyError};
pub use self::authentication::PaymentChallenge;
pub use self::backup::BackupError;
pub use self::claims::{ClaimsRecord, ClaimsSheet};
pub use self::consent::{AskedPermission, ConsentId, ConsentRecord, ConsentSheet};
pub use self::customer::Customer;
pub use self::erasure::{Erased, Fate, MoneyLeft, TABLES};
pub use self::error::{
    AuthenticationError, ClaimsError, ConsentError, DatabaseError, EraseError, LedgerError,
    OpenError, RateError, SheetError,
};
pub use self::finding::{Finding, VerifyReport};
pub use self::iban::{Iban, MalformedIban};
pub use self::loyalty::{PointsAccount, Scheme};
pub use self::partner_log::LoggedLine;
pub use self::pauses::{pause_after_declined, pause_after_refusals};
pub use self::payment_record::{NotExecuted, PaymentRecord, RefusedBy};
pub use self::payment_sheet::{PayableAccount, PaymentSheet};
pub use self::registry::{Permission, RegisteredApp};
pub use self::retention::Retained;
pub use self::sheet::Sheet;
pub use self::standing_orders::{LastTime, StandingOrder};
pub use self::statement::{Booking, Detail, MalformedMerchantCategory, MerchantCategory};
pub use self::transfer::{Ending, Movement, Recorded, Transfer, TransferId, TransferKind};
pub use self::webhooks::{DueWebhook, WebhookOutcome};

use self::at_rest::Vault;
use self::authentication::RememberedKeys;
use self::connection::Connection;
use self::database::Database;
use self::error::Failure;

/// How long after the user's word a payment settles, unless [`Bank::with_settlement_delay`] says
/// otherwise: long enough to be seen as pending, in milliseconds.
const SETTLEMENT_DELAY: u64 = 1_000;

/// The folder beside the database that holds the keys.
const KEYS: &str = "keys";

/// A bank in one database. Cloning gives another handle on it, and is cheap.
#[derive(Clone)]
pub struct Bank {
    database: Arc<Database>,
    clock: Arc<dyn Clock>,
    settlement_delay: u64,
    audit_key: Option<Arc<dyn Signer>>,
    relying_party: Option<Arc<RelyingParty>>,
    remembered_keys: Arc<RememberedKeys>,
}

impl Bank {
    /// Opens the bank in the file at `path`, or makes one there, readable by its owner alone. Its
    /// folder must exist. Several processes may have it open. Its keys lie in the folder `keys` beside
    /// it.
    ///
    /// Nothing is served before a self-audit: SQLite's own check of the file, and the books, worked
    /// out anew.
    ///
    /// # Errors
    ///
    /// [`OpenError`] says which of the ways in which a file can be no bank's, or a damaged one.
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        Self::open_with(path, Arc::new(FileKeys::in_folder(path.with_file_name(KEYS))))
    }

    /// The same with keys that lie elsewhere. A new bank makes its master key where there is none; one
    /// that is there opens only with its own.
    ///
    /// # Errors
    ///
    /// As for [`Bank::open`].
    pub fn open_with(path: &Path, keys: Arc<dyn Keys>) -> Result<Self, OpenError> {
        Self::audited(Database::open(path, &Arc::new(Vault::new(keys)))?)
    }

    /// A bank that is gone when its last handle is dropped, and its keys with it. Each is one of its own.
    ///
    /// # Errors
    ///
    /// SQLite finds no memory.
    pub fn in_memory() -> Result<Self, OpenError> {
        Self::audited(Database::in_memory(&Arc::new(Vault::new(Arc::new(ThrowAwayKeys::new()))))?)
    }

    /// Another bank, in memory, with all that is in this one now and under the same keys: what is done to
    /// one is not done to the other. As a handle it is as this one.
    ///
    /// # Errors
    ///
    /// The database cannot be read, or SQLite finds no memory.
    pub fn copied_in_memory(&self) -> Result<Self, OpenError> {
        let database = Arc::new(self.database().copied_in_memory()?);
        Ok(Self { database, remembered_keys: Arc::default(), ..self.clone() })
    }

    /// The keys that it was opened with.
    #[must_use]
    pub fn keys(&self) -> &Arc<dyn Keys> {
        self.vault().keys()
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

    /// With the domain and the pages on which users authenticate, for this handle and its clones.
    /// Default: none; then nobody can authorise a payment.
    #[must_use]
    pub fn with_relying_party(self, relying_party: RelyingParty) -> Self {
        Self { relying_party: Some(Arc::new(relying_party)), ..self }
    }

    /// This bank behind every capability that it can serve: what leads to servers or asks the user's
    /// device is the host app's to add.
    #[must_use]
    pub fn backends(&self) -> Backends {
        Backends {
            consents: Some(Arc::new(self.clone())),
            account_information: Some(Arc::new(self.clone())),
            identity: Some(Arc::new(self.clone())),
            verified_identity: Some(Arc::new(self.clone())),
            fx: Some(Arc::new(self.clone())),
            http: None,
            location: None,
            payments: Some(Arc::new(self.clone())),
            loyalty: Some(Arc::new(self.clone())),
        }
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
            relying_party: None,
            remembered_keys: Arc::default(),
        })
    }

    fn database(&self) -> &Database {
        &self.database
    }

    fn vault(&self) -> &Vault {
        self.database.vault()
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

    /// The same for a request that any thread may run, which is faster where many come at once.
    fn leave_audited<T: Send + 'static, E: Failure + Send + 'static>(
        &self,
        now: u64,
        request: impl Fn(&Connection) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E> {
        let signer = self.audit_key.clone();
        self.database().leave(move |connection| {
            let answer = request(connection)?;
            if let Some(signer) = &signer {
                audit::sign_if_due(connection, signer.as_ref(), now)?;
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
