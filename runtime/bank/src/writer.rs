//! The one connection that writes, and how many requests share one commit.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};

use rusqlite::Connection;
use rusqlite::config::DbConfig;

use crate::error::{DatabaseError, Failure};

/// After so many requests a batch commits even while more arrive, which bounds how long the first
/// of them waits.
const LARGEST_BATCH: usize = 256;

/// The writing connection, with group commit.
///
/// There is no thread of its own. Who comes first begins a transaction; each request runs in a
/// savepoint of it, so that it fails alone; whoever finds nobody waiting behind commits for all,
/// and nobody is answered before that. Requests that arrive during a commit make up the next
/// batch, so a slow disk makes for larger batches, not for a longer queue.
pub(crate) struct Writer {
    slot: Mutex<Slot>,
    /// Requests that will certainly take the lock: a batch may be left open for them.
    arriving: AtomicUsize,
    /// Why no write is taken any more.
    stopped: OnceLock<String>,
}

struct Slot {
    connection: Connection,
    batch: Option<Batch>,
}

struct Batch {
    outcome: Arc<Outcome>,
    requests: usize,
}

/// What became of a batch: what those wait for who left the commit to another.
#[derive(Default)]
struct Outcome {
    result: Mutex<Option<Result<(), NotCommitted>>>,
    known: Condvar,
}

/// Why a batch was not committed, for each of its requests.
#[derive(Clone)]
enum NotCommitted {
    Stopped(String),
    Busy,
    Failed(String),
}

impl Writer {
    pub(crate) fn new(connection: Connection) -> Self {
        Self {
            slot: Mutex::new(Slot { connection, batch: None }),
            arriving: AtomicUsize::new(0),
            stopped: OnceLock::new(),
        }
    }

    /// Runs `request`, and returns once what it did is durable. A request that fails leaves
    /// nothing behind.
    pub(crate) fn write<T, E: Failure>(
        &self,
        request: impl FnOnce(&Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut slot = self.enter();
        if let Some(reason) = self.stopped.get() {
            return Err(DatabaseError::Stopped { reason: reason.clone() }.into());
        }
        if slot.batch.is_none() {
            run(&slot.connection, "BEGIN IMMEDIATE").map_err(DatabaseError::from)?;
            slot.batch = Some(Batch { outcome: Arc::default(), requests: 0 });
        }
        self.take_part(slot, request)
    }

    /// Runs `request`, which only reads, on the writing connection: for databases that have no
    /// other. Works on after the writer has stopped.
    pub(crate) fn read<T, E: Failure>(
        &self,
        request: impl FnOnce(&Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        let slot = self.enter();
        if slot.batch.is_none() {
            return request(&slot.connection);
        }
        // An open batch counts on whoever comes next to finish it, and what this reads of it is
        // true only if it is committed.
        self.take_part(slot, request)
    }

    fn enter(&self) -> MutexGuard<'_, Slot> {
        self.arriving.fetch_add(1, Ordering::SeqCst);
        let slot = self.slot.lock().unwrap_or_else(PoisonError::into_inner);
        self.arriving.fetch_sub(1, Ordering::SeqCst);
        slot
    }

    fn take_part<T, E: Failure>(
        &self,
        mut slot: MutexGuard<'_, Slot>,
        request: impl FnOnce(&Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        // A request that panics must not leave the others waiting for ever.
        let answer = catch_unwind(AssertUnwindSafe(|| in_savepoint(&slot.connection, request)));
        let fatal = match &answer {
            Ok(Err(error)) => error.database().and_then(fatality),
            _ => None,
        };
        let Some(batch) = slot.batch.as_mut() else {
            return Err(DatabaseError::NotCommitted { reason: "it had ended".into() }.into());
        };
        batch.requests += 1;
        let (outcome, requests) = (Arc::clone(&batch.outcome), batch.requests);

        if let Some(reason) = fatal {
            self.stop(&slot.connection, &reason);
            slot.end(Err(NotCommitted::Stopped(reason)));
        } else if slot.connection.is_autocommit() {
            // SQLite has rolled the whole batch back, as it does when it runs out of memory.
            slot.end(Err(NotCommitted::Failed("SQLite rolled it back".into())));
        } else if self.arriving.load(Ordering::SeqCst) == 0 || requests >= LARGEST_BATCH {
            let result = self.commit(&slot.connection);
            slot.end(result);
        }
        drop(slot);

        let committed = outcome.wait();
        match answer {
            Err(panic) => resume_unwind(panic),
            Ok(Err(error)) if error.database().is_some() => Err(error),
            Ok(answer) => {
                committed.map_err(DatabaseError::from)?;
                answer
            }
        }
    }

    fn commit(&self, connection: &Connection) -> Result<(), NotCommitted> {
        run(connection, "COMMIT").map_err(|error| match DatabaseError::from(error) {
            DatabaseError::Busy => NotCommitted::Busy,
            // After a failed write or sync, what the disk holds is unknown, and trying again can
            // report success for what was lost. So any other failure is the last.
            error => {
                let reason = error.to_string();
                self.stop(connection, &reason);
                NotCommitted::Stopped(reason)
            }
        })
    }

    fn stop(&self, connection: &Connection, reason: &str) {
        tracing::error!(reason, "the bank takes no more writes");
        self.stopped.get_or_init(|| reason.to_owned());
        // Closing must not move into the database what could not be written safely.
        if let Err(error) =
            connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)
        {
            tracing::error!(%error, "SQLite will checkpoint when the bank is closed");
        }
    }
}

impl std::fmt::Debug for Writer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Writer").field("stopped", &self.stopped.get()).finish_non_exhaustive()
    }
}

impl Slot {
    fn end(&mut self, result: Result<(), NotCommitted>) {
        if !self.connection.is_autocommit()
            && let Err(error) = self.connection.execute_batch("ROLLBACK")
        {
            tracing::error!(%error, "a transaction was not rolled back");
        }
        if let Some(batch) = self.batch.take() {
            *batch.outcome.result.lock().unwrap_or_else(PoisonError::into_inner) = Some(result);
            batch.outcome.known.notify_all();
        }
    }
}

impl Outcome {
    fn wait(&self) -> Result<(), NotCommitted> {
        let result = self.result.lock().unwrap_or_else(PoisonError::into_inner);
        let result = self
            .known
            .wait_while(result, |result| result.is_none())
            .unwrap_or_else(PoisonError::into_inner);
        result.clone().unwrap_or(Ok(()))
    }
}

impl From<NotCommitted> for DatabaseError {
    fn from(why: NotCommitted) -> Self {
        match why {
            NotCommitted::Stopped(reason) => Self::Stopped { reason },
            NotCommitted::Busy => Self::Busy,
            NotCommitted::Failed(reason) => Self::NotCommitted { reason },
        }
    }
}

fn in_savepoint<T, E: Failure>(
    connection: &Connection,
    request: impl FnOnce(&Connection) -> Result<T, E>,
) -> Result<T, E> {
    run(connection, "SAVEPOINT request").map_err(DatabaseError::from)?;
    let undo = Undo(connection);
    let answer = request(connection)?;
    run(connection, "RELEASE request").map_err(DatabaseError::from)?;
    std::mem::forget(undo);
    Ok(answer)
}

fn run(connection: &Connection, sql: &str) -> rusqlite::Result<()> {
    connection.prepare_cached(sql)?.execute([]).map(drop)
}

/// Undoes the savepoint unless it is forgotten: on a failure and on a panic alike.
struct Undo<'a>(&'a Connection);

impl Drop for Undo<'_> {
    fn drop(&mut self) {
        // Where SQLite has rolled everything back by itself, there is no savepoint left.
        if !self.0.is_autocommit()
            && let Err(error) = self.0.execute_batch("ROLLBACK TO request; RELEASE request")
        {
            tracing::error!(%error, "a request was not undone");
        }
    }
}

/// Why nothing may be written after this error, if so: the disk is full, failed, or holds
/// something else than was written.
fn fatality(error: &DatabaseError) -> Option<String> {
    use rusqlite::ErrorCode::{CannotOpen, DatabaseCorrupt, DiskFull, ReadOnly, SystemIoFailure};
    let fatal = match error {
        DatabaseError::Sqlite(sqlite) => matches!(
            sqlite.sqlite_error_code(),
            Some(DiskFull | SystemIoFailure | CannotOpen | ReadOnly | DatabaseCorrupt)
        ),
        _ => false,
    };
    fatal.then(|| error.to_string())
}

#[cfg(test)]
mod tests;
