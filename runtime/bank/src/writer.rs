//! The one connection that writes, and how many requests share one commit.

mod errands;

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError, TryLockError};
use std::thread;

use rusqlite::config::DbConfig;

use self::errands::{Errand, Errands, Waiter};
use crate::connection::Connection;
use crate::error::{DatabaseError, Failure};

/// After so many requests a batch commits even while more arrive, which bounds how long the first
/// of them waits.
const LARGEST_BATCH: usize = 256;

/// The writing connection, with group commit.
///
/// There is no thread of its own. Who comes first begins a transaction; each request but the first runs in
/// a savepoint of it, so that it fails alone; whoever finds nobody waiting behind commits for all,
/// and nobody is answered before that. Requests that arrive during a commit make up the next
/// batch, so a slow disk makes for larger batches, not for a longer queue.
///
/// What is asked for most often is left as an errand ([`Writer::leave`]): whoever has the connection
/// does all that were left, one after the other, and their threads sleep until the commit. Handing
/// the connection from thread to thread costs more than such a request itself. They are done
/// without savepoints first; where one of them fails, all are undone, and done again with them.
pub(crate) struct Writer {
    slot: Mutex<Slot>,
    errands: Errands,
    /// Requests that will certainly take the lock: a batch may be left open for them.
    arriving: AtomicUsize,
    /// Why no write is taken any more.
    stopped: OnceLock<String>,
}

struct Slot {
    connection: Connection,
    batch: Option<Batch>,
}

/// The connection in one thread's hands. However that ends, whoever has waited for longest is woken
/// afterwards: nobody else would.
struct Turn<'a> {
    // Dropped in this order: who wakes finds the slot free.
    slot: MutexGuard<'a, Slot>,
    _wakes: WakesFirst<'a>,
}

struct WakesFirst<'a>(&'a Errands);

impl Drop for WakesFirst<'_> {
    fn drop(&mut self) {
        self.0.wake_first();
    }
}

#[derive(Default)]
struct Batch {
    outcome: Arc<Outcome>,
    requests: usize,
    /// Who waits for it because of an errand.
    waiters: Vec<Arc<Waiter>>,
}

impl Batch {
    /// How the next request is undone if it fails.
    fn undo(&self) -> Undo {
        if self.requests == 0 { Undo::Batch } else { Undo::Request }
    }
}

/// How a request that fails leaves nothing behind.
#[derive(Debug, Clone, Copy)]
enum Undo {
    /// Not by itself: whoever runs it undoes all that there is.
    Nothing,
    /// By beginning the batch anew: it is the first.
    Batch,
    /// By a savepoint, for which SQLite copies each page that the request changes.
    Request,
}

/// What became of an errand.
enum Done {
    /// It was done, or refused with nothing changed.
    Well,
    /// It failed, and may have left something where nothing undid it.
    Failed,
    /// Nothing may be written after it.
    Fatal(String),
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
            errands: Errands::default(),
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
        let mut turn = self.enter();
        self.begin(&mut turn.slot)?;
        self.take_part(turn, request)
    }

    /// The same for a request that any thread may run, and again where all that came of it was undone
    /// because of another's.
    pub(crate) fn leave<T: Send + 'static, E: Failure + Send + 'static>(
        &self,
        request: impl Fn(&Connection) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E> {
        let answer = Arc::new(Mutex::new(None));
        let kept = Arc::clone(&answer);
        let waiter = self.errands.leave(Box::new(move |connection, undo| {
            let before = connection.total_changes();
            let answer = attempt(connection, undo, &request);
            let left = !matches!(answer, Ok(Ok(_))) && connection.total_changes() != before;
            let done = match fatal(&answer) {
                Some(reason) => Done::Fatal(reason),
                None if left || answer.is_err() => Done::Failed,
                None => Done::Well,
            };
            *kept.lock().unwrap_or_else(PoisonError::into_inner) = Some(answer);
            done
        }));
        let committed = loop {
            if let Some(committed) = waiter.outcome() {
                break committed;
            }
            match self.slot.try_lock() {
                Ok(slot) => self.do_errands(self.turn(slot)),
                Err(TryLockError::Poisoned(slot)) => self.do_errands(self.turn(slot.into_inner())),
                // Whoever has the connection wakes somebody when it lets it go.
                Err(TryLockError::WouldBlock) => thread::park(),
            }
        };
        let answer = answer.lock().unwrap_or_else(PoisonError::into_inner).take();
        match answer {
            Some(answer) => concluded(answer, committed),
            // Its batch could not begin, or ended before its turn came.
            None => Err(match committed {
                Err(why) => DatabaseError::from(why).into(),
                Ok(()) => DatabaseError::NotCommitted { reason: "it had ended".into() }.into(),
            }),
        }
    }

    /// Runs `request`, which only reads, on the writing connection: for databases that have no
    /// other. Works on after the writer has stopped.
    pub(crate) fn read<T, E: Failure>(
        &self,
        request: impl FnOnce(&Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        let turn = self.enter();
        if turn.slot.batch.is_none() {
            return request(&turn.slot.connection);
        }
        // An open batch counts on whoever comes next to finish it, and what this reads of it is
        // true only if it is committed.
        self.take_part(turn, request)
    }

    fn enter(&self) -> Turn<'_> {
        self.arriving.fetch_add(1, Ordering::SeqCst);
        let slot = self.slot.lock().unwrap_or_else(PoisonError::into_inner);
        self.arriving.fetch_sub(1, Ordering::SeqCst);
        self.turn(slot)
    }

    fn turn<'a>(&'a self, slot: MutexGuard<'a, Slot>) -> Turn<'a> {
        Turn { slot, _wakes: WakesFirst(&self.errands) }
    }

    fn take_part<T, E: Failure>(
        &self,
        mut turn: Turn<'_>,
        request: impl FnOnce(&Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        let slot = &mut *turn.slot;
        let undo = slot.batch.as_ref().map_or(Undo::Request, Batch::undo);
        let answer = attempt(&slot.connection, undo, request);
        let Some(batch) = slot.batch.as_mut() else {
            return Err(DatabaseError::NotCommitted { reason: "it had ended".into() }.into());
        };
        batch.requests += 1;
        let outcome = Arc::clone(&batch.outcome);
        self.check(slot, fatal(&answer));
        self.go_on(slot);
        drop(turn);
        concluded(answer, outcome.wait())
    }

    /// Does what has been left for whoever has the connection.
    fn do_errands(&self, mut turn: Turn<'_>) {
        match self.begin(&mut turn.slot) {
            Ok(()) => self.go_on(&mut turn.slot),
            Err(error) => {
                let why = NotCommitted::from(error);
                for errand in self.errands.take(LARGEST_BATCH) {
                    errand.waiter.tell(Err(why.clone()));
                }
            }
        }
    }

    /// Sees to it that there is an open batch.
    fn begin(&self, slot: &mut Slot) -> Result<(), DatabaseError> {
        if let Some(reason) = self.stopped.get() {
            return Err(DatabaseError::Stopped { reason: reason.clone() });
        }
        if slot.batch.is_none() {
            run(&slot.connection, "BEGIN IMMEDIATE")?;
            slot.batch = Some(Batch::default());
        }
        Ok(())
    }

    /// Takes the errands into the open batch, and commits it unless somebody comes who will.
    fn go_on(&self, slot: &mut Slot) {
        if slot.batch.is_none() {
            return;
        }
        let mut errands = self.errands.take(LARGEST_BATCH);
        if errands.len() > 1 && slot.batch.as_ref().is_some_and(|batch| batch.requests == 0) {
            match do_at_once(&slot.connection, &errands) {
                Done::Well => {
                    if let Some(batch) = slot.batch.as_mut() {
                        batch.requests += errands.len();
                        batch.waiters.extend(errands.drain(..).map(|errand| errand.waiter));
                    }
                }
                Done::Failed => self.check(slot, None),
                Done::Fatal(reason) => self.check(slot, Some(reason)),
            }
        }
        for Errand { run, waiter } in errands {
            let Some(batch) = slot.batch.as_mut() else {
                waiter.tell(Err(NotCommitted::Failed("the batch ended before its turn".into())));
                continue;
            };
            let undo = batch.undo();
            batch.requests += 1;
            batch.waiters.push(waiter);
            let fatal = match run(&slot.connection, undo) {
                Done::Fatal(reason) => Some(reason),
                Done::Well | Done::Failed => None,
            };
            self.check(slot, fatal);
        }
        let Some(batch) = &slot.batch else { return };
        if self.arriving.load(Ordering::SeqCst) == 0 || batch.requests >= LARGEST_BATCH {
            let result = self.commit(&slot.connection);
            slot.end(result);
        }
    }

    /// Ends the batch if nothing more can come of it after a request.
    fn check(&self, slot: &mut Slot, fatal: Option<String>) {
        if let Some(reason) = fatal {
            self.stop(&slot.connection, &reason);
            slot.end(Err(NotCommitted::Stopped(reason)));
        } else if slot.connection.is_autocommit() {
            // SQLite has rolled the whole batch back, as it does when it runs out of memory.
            slot.end(Err(NotCommitted::Failed("SQLite rolled it back".into())));
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
            for waiter in batch.waiters {
                waiter.tell(result.clone());
            }
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

impl From<DatabaseError> for NotCommitted {
    fn from(error: DatabaseError) -> Self {
        match error {
            DatabaseError::Stopped { reason } => Self::Stopped(reason),
            DatabaseError::Busy => Self::Busy,
            error => Self::Failed(error.to_string()),
        }
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

/// A request's answer, or its panic.
type Answer<T, E> = thread::Result<Result<T, E>>;

/// Runs a request so that it leaves nothing behind where it fails. One that panics must not leave the
/// others waiting for ever.
fn attempt<T, E: Failure>(
    connection: &Connection,
    undo: Undo,
    request: impl FnOnce(&Connection) -> Result<T, E>,
) -> Answer<T, E> {
    catch_unwind(AssertUnwindSafe(|| whole_or_not_at_all(connection, undo, request)))
}

/// Does errands, the first of their batch, with nothing by which one of them could be undone alone. Where
/// one fails, the batch is as it was at its beginning.
fn do_at_once(connection: &Connection, errands: &[Errand]) -> Done {
    let undoing = Undoing { connection, undo: Undo::Batch };
    for errand in errands {
        match (errand.run)(connection, Undo::Nothing) {
            Done::Well if !connection.is_autocommit() => {}
            Done::Well => return Done::Failed,
            failed => return failed,
        }
    }
    std::mem::forget(undoing);
    Done::Well
}

fn fatal<T, E: Failure>(answer: &Answer<T, E>) -> Option<String> {
    match answer {
        Ok(Err(error)) => error.database().and_then(fatality),
        _ => None,
    }
}

/// What a request is answered, once it is known what became of its batch.
fn concluded<T, E: Failure>(
    answer: Answer<T, E>,
    committed: Result<(), NotCommitted>,
) -> Result<T, E> {
    match answer {
        Err(panic) => resume_unwind(panic),
        Ok(Err(error)) if error.database().is_some() => Err(error),
        Ok(answer) => {
            committed.map_err(DatabaseError::from)?;
            answer
        }
    }
}

fn whole_or_not_at_all<T, E: Failure>(
    connection: &Connection,
    undo: Undo,
    request: impl FnOnce(&Connection) -> Result<T, E>,
) -> Result<T, E> {
    if let Undo::Request = undo {
        run(connection, "SAVEPOINT request").map_err(DatabaseError::from)?;
    }
    let undoing = Undoing { connection, undo };
    let answer = request(connection)?;
    if let Undo::Request = undo {
        run(connection, "RELEASE request").map_err(DatabaseError::from)?;
    }
    std::mem::forget(undoing);
    Ok(answer)
}

fn run(connection: &Connection, sql: &str) -> rusqlite::Result<()> {
    connection.prepare_cached(sql)?.execute([]).map(drop)
}

/// Undoes a request unless it is forgotten: on a failure and on a panic alike.
struct Undoing<'a> {
    connection: &'a Connection,
    undo: Undo,
}

impl Drop for Undoing<'_> {
    fn drop(&mut self) {
        let sql = match self.undo {
            Undo::Nothing => return,
            Undo::Batch => "ROLLBACK; BEGIN IMMEDIATE",
            Undo::Request => "ROLLBACK TO request; RELEASE request",
        };
        // Where SQLite has rolled everything back by itself, there is nothing left to undo.
        if !self.connection.is_autocommit()
            && let Err(error) = self.connection.execute_batch(sql)
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
