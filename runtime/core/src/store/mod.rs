//! What a session store must do.
//!
//! A step ends in one [`Store::commit`]; everything that it changes stands in that one call, so a
//! store that makes it atomic makes the step atomic.

mod layer;
mod memory;
mod saved;

use serde::{Deserialize, Serialize};

pub use self::layer::{Layer, Layered};
pub use self::memory::MemoryStore;
pub use self::saved::{Closed, Meter, Saved, Timer};
use crate::capability::{Answer, Denial, Effect};
use crate::ids::{AppId, EffectId, PackageDigest, SessionId, UserId};

/// Keeps sessions, the mini-apps' own storage, events that wait for a session, and effects that
/// wait to be dispatched.
///
/// Calls block; every method may be called from many threads and processes at once.
pub trait Store: Send + Sync + 'static {
    /// The session at its last commit, or none.
    ///
    /// # Errors
    ///
    /// The store is unavailable.
    fn load(&self, session: &SessionId) -> Result<Option<Saved>, StoreError>;

    /// All of a step, or nothing of it. In one transaction:
    ///
    /// 1. where `commit.opens` is given, there is no session of this id yet, else
    ///    [`CommitError::Conflict`], and its user has fewer open ones than that, else
    ///    [`CommitError::TooManySessions`]; otherwise the saved session is at
    ///    `commit.session.sequence - 1` and open, else `Conflict`;
    /// 2. `commit.handled`, where there is one, still waits, else `Conflict`; it waits no more;
    /// 3. the storage of `(user, app)` is at `commit.storage.seen_version`, where that is given, else
    ///    `Conflict`; its writes are done and its version goes up by one if there are any;
    /// 4. the session is replaced, the log lines kept, the effects put into the outbox, the denials
    ///    counted as by [`Store::deny`].
    ///
    /// # Errors
    ///
    /// [`CommitError`]; then nothing has happened.
    fn commit(&self, commit: &Commit<'_>) -> Result<(), CommitError>;

    /// Notes a fault of the mini-app at `at`, and says how many there were at or after `since`,
    /// this one included. Both in milliseconds since 1970.
    ///
    /// # Errors
    ///
    /// The store is unavailable.
    fn strike(
        &self,
        session: &SessionId,
        at: u64,
        since: u64,
        code: &str,
    ) -> Result<u32, StoreError>;

    /// Counts what a step was denied of which nothing else happened, at `at`, in milliseconds since
    /// 1970. A session that is unknown has none. A store that keeps an audit log records the first of a
    /// session, interface and code at once, and then at most one count of each a minute, so that a
    /// mini-app that is refused without end fills nothing.
    ///
    /// # Errors
    ///
    /// The store is unavailable.
    fn deny(
        &self,
        session: &SessionId,
        release: &PackageDigest,
        at: u64,
        denials: &[Denial],
    ) -> Result<(), StoreError>;

    /// Closes a session for good and drops its waiting events. Its effects stay.
    ///
    /// # Errors
    ///
    /// The store is unavailable.
    fn close(&self, session: &SessionId, reason: Closed) -> Result<(), StoreError>;

    /// How full a mini-app's storage is.
    ///
    /// # Errors
    ///
    /// The store is unavailable.
    fn storage_status(&self, owner: &Owner) -> Result<StorageStatus, StoreError>;

    /// The committed value at `key`.
    ///
    /// # Errors
    ///
    /// The store is unavailable.
    fn storage_get(&self, owner: &Owner, key: &str) -> Result<Option<Vec<u8>>, StoreError>;

    /// The committed keys that begin with `prefix`, in byte order, at most `limit`.
    ///
    /// # Errors
    ///
    /// The store is unavailable.
    fn storage_keys(
        &self,
        owner: &Owner,
        prefix: &str,
        limit: usize,
    ) -> Result<Vec<String>, StoreError>;

    /// The oldest event that waits for the session.
    ///
    /// # Errors
    ///
    /// The store is unavailable.
    fn next_event(&self, session: &SessionId) -> Result<Option<WaitingEvent>, StoreError>;

    /// Puts an event at the end of those that wait for the session; one for a session that is
    /// closed or unknown is dropped.
    ///
    /// # Errors
    ///
    /// The store is unavailable.
    fn post(&self, session: &SessionId, event: &HostEvent) -> Result<(), StoreError>;

    /// Notes that the mini-app faulted on a waiting event, and says how often it did by now: 0 for
    /// one that waits no more.
    ///
    /// # Errors
    ///
    /// The store is unavailable.
    fn event_faulted(&self, event: u64) -> Result<u32, StoreError>;

    /// Effects that wait to be dispatched, oldest first: one session's, or everybody's.
    ///
    /// # Errors
    ///
    /// The store is unavailable.
    fn outbox(&self, session: Option<&SessionId>) -> Result<Vec<Effect>, StoreError>;

    /// Marks a waiting effect as being done from `at` on, in milliseconds since 1970, if it was last
    /// marked at `before`. Whoever is told [`Mark::Made`] is alone in doing it.
    ///
    /// # Errors
    ///
    /// The store is unavailable.
    fn mark(&self, effect: &EffectId, before: Option<u64>, at: u64) -> Result<Mark, StoreError>;

    /// Takes an effect out of the outbox and, if it still was there, posts `answer` to its session,
    /// in one transaction.
    ///
    /// # Errors
    ///
    /// The store is unavailable.
    fn settle(&self, effect: &EffectId, answer: Option<&HostEvent>) -> Result<(), StoreError>;
}

/// What became of an attempt to mark an effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// It is marked, by this attempt.
    Made,
    /// It had been marked, at this moment.
    MadeBefore(u64),
    /// It waits no more.
    Gone,
}

/// Whose data: one user's with one mini-app.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Owner {
    /// The customer.
    pub user: UserId,
    /// The mini-app.
    pub app: AppId,
}

/// All that one step changes.
#[derive(Debug)]
pub struct Commit<'a> {
    /// The session after the step.
    pub session: &'a Saved,
    /// It is the session's first step: how many open ones its user may have, this one included.
    pub opens: Option<usize>,
    /// The waiting event that the step handled.
    pub handled: Option<u64>,
    /// What it did with its storage.
    pub storage: StorageCommit<'a>,
    /// Its log lines, bounded and harmless.
    pub log: &'a [LogLine],
    /// What is to be dispatched.
    pub effects: &'a [Effect],
    /// What calls of it were denied.
    pub denials: &'a [Denial],
}

/// What a step did with its storage.
#[derive(Debug, Default)]
pub struct StorageCommit<'a> {
    /// The version that the step's reads and size checks saw; none if it did not look.
    pub seen_version: Option<u64>,
    /// Each key once, with its value, or none where it is deleted.
    pub writes: &'a [(String, Option<Vec<u8>>)],
}

/// How full a mini-app's storage is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct StorageStatus {
    /// Goes up with each commit that writes.
    pub version: u64,
    /// Bytes of all keys and values.
    pub total_bytes: u64,
}

/// A line of a partner's log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    /// How grave.
    pub level: LogLevel,
    /// What.
    pub message: crate::GuestText,
}

/// How grave a log line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the names say it")]
pub enum LogLevel {
    Debug,
    Info,
    Warn,
    Error,
}

/// Something that a mini-app is woken for, other than by its user.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HostEvent {
    /// A request is answered.
    Answered {
        /// Which.
        request: u64,
        /// The mini-app's own words.
        #[serde(with = "serde_bytes")]
        context: Vec<u8>,
        /// What `take-…` gives.
        answer: Answer,
    },
    /// Something the mini-app owns has moved on.
    Changed {
        /// What kind of thing: `payment`.
        topic: String,
        /// Which one.
        id: String,
    },
}

/// A host event in its queue.
#[derive(Debug, Clone, PartialEq)]
pub struct WaitingEvent {
    /// The store's own number for it; grows.
    pub id: u64,
    /// What it is.
    pub event: HostEvent,
}

/// The store cannot do it now; nothing has happened.
#[derive(Debug, thiserror::Error)]
#[error("the store is unavailable: {reason}")]
pub struct StoreError {
    reason: String,
    #[source]
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl StoreError {
    /// With what the operator should know, and the error behind it.
    pub fn new(
        reason: impl Into<String>,
        source: Option<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        Self { reason: reason.into(), source }
    }
}

/// Why a step was not committed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CommitError {
    /// Another process was faster: the step must run again on what is there now.
    #[error("the session has moved on meanwhile")]
    Conflict,
    /// The user has as many open sessions as they may.
    #[error("the user has {limit} open sessions, which is the limit: close one first")]
    TooManySessions {
        /// The limit.
        limit: usize,
    },
    /// The store is unavailable.
    #[error(transparent)]
    Store(#[from] StoreError),
}
