//! The SQLite database: how it is opened, read and written.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::backup::Backup;
use rusqlite::config::DbConfig;
use rusqlite::{OpenFlags, Transaction, TransactionBehavior};

use crate::at_rest::{self, Vault};
use crate::backup::BackupError;
use crate::connection::Connection;
use crate::error::{DatabaseError, Failure, OpenError};
use crate::writer::Writer;

const SCHEMA: &str = include_str!("schema.sql");

/// The schema's number: `PRAGMA user_version`.
const SCHEMA_VERSION: i64 = 7;

/// `PRAGMA application_id`, by which `file` and others tell it from any SQLite database: "Logg".
const APPLICATION_ID: i64 = 0x4c6f_6767;

/// The tables of ledger, statements, payments and points.
const BOOKS: [&str; 9] = [
    "accounts",
    "transfers",
    "customers",
    "transfer_details",
    "apps",
    "payments",
    "schemes",
    "point_balances",
    "point_bookings",
];

/// How long another process may hold the write lock. A commit takes milliseconds.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// Connections that read at once. More readers than cores gain nothing.
const READERS: usize = 4;

/// Prepared statements that a connection keeps: all that there are.
const STATEMENTS: usize = 256;

/// After how many pages the write-ahead log is moved into the database: 16 MiB. A page that is written
/// again and again is moved once.
const CHECKPOINT: i64 = 4_096;

/// How much of the database the writer keeps in memory, in KiB.
const WRITER_CACHE: i64 = 32 * 1024;

/// One database, with its connections.
#[derive(Debug)]
pub(crate) struct Database {
    /// Stands before the writer so that the writer closes last, and checkpoints.
    readers: Option<Readers>,
    writer: Writer,
    vault: Arc<Vault>,
}

impl Database {
    /// Opens the database at `path`, or makes it.
    pub(crate) fn open(path: &Path, vault: &Arc<Vault>) -> Result<Self, OpenError> {
        let begun = Instant::now();
        loop {
            match Self::try_open(path, vault) {
                // While another process turns the write-ahead log on, SQLite waits for nobody.
                Err(OpenError::Database(DatabaseError::Busy)) if begun.elapsed() < BUSY_TIMEOUT => {
                    thread::sleep(Duration::from_millis(5));
                }
                opened => return opened,
            }
        }
    }

    fn try_open(path: &Path, vault: &Arc<Vault>) -> Result<Self, OpenError> {
        create_private(path)?;
        let mut connection = connect(path)?;
        prepare(&mut connection, path, vault)?;
        let mode: String =
            connection.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0))?;
        if mode != "wal" {
            return Err(OpenError::Unreachable {
                path: path.to_owned(),
                reason: format!(
                    "SQLite can keep no write-ahead log there (it stayed at \"{mode}\"): use a local \
                     disk"
                ),
            });
        }
        check_pages(&connection)?;
        connection.pragma_update(None, "cache_size", -WRITER_CACHE)?;
        connection.pragma_update_and_check(None, "wal_autocheckpoint", CHECKPOINT, |_| Ok(()))?;
        let writer = Writer::new(Connection::new(connection, Arc::clone(vault)));
        let readers = Some(Readers::new(path, vault));
        Ok(Self { readers, writer, vault: Arc::clone(vault) })
    }

    /// A database that is gone when it is dropped. Its one connection reads too.
    pub(crate) fn in_memory(vault: &Arc<Vault>) -> Result<Self, OpenError> {
        let mut connection = rusqlite::Connection::open_in_memory()?;
        configure(&connection)?;
        prepare(&mut connection, Path::new(":memory:"), vault)?;
        let writer = Writer::new(Connection::new(connection, Arc::clone(vault)));
        Ok(Self { readers: None, writer, vault: Arc::clone(vault) })
    }

    /// Another one in memory, with all that the last commit left.
    pub(crate) fn copied_in_memory(&self) -> Result<Self, OpenError> {
        let mut connection = rusqlite::Connection::open_in_memory()?;
        configure(&connection)?;
        self.read(|from| {
            let all = -1;
            Backup::new(from, &mut connection)?.step(all)?;
            Ok::<_, DatabaseError>(())
        })?;
        let writer = Writer::new(Connection::new(connection, Arc::clone(&self.vault)));
        Ok(Self { readers: None, writer, vault: Arc::clone(&self.vault) })
    }

    pub(crate) fn vault(&self) -> &Arc<Vault> {
        &self.vault
    }

    /// Runs `request` in a transaction, and returns once it is durable.
    pub(crate) fn write<T, E: Failure>(
        &self,
        request: impl FnOnce(&Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        self.writer.write(request)
    }

    /// The same for a request that any thread may run, which is faster where many come at once.
    pub(crate) fn leave<T: Send + 'static, E: Failure + Send + 'static>(
        &self,
        request: impl Fn(&Connection) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E> {
        self.writer.leave(request)
    }

    /// Runs `request`, which only reads, on one committed state.
    pub(crate) fn read<T, E: Failure>(
        &self,
        request: impl FnOnce(&Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        match &self.readers {
            Some(readers) => readers.read(request),
            None => self.writer.read(request),
        }
    }

    /// Copies all that the last commit left into a file that is empty.
    pub(crate) fn copy_into(&self, file: &Path) -> Result<(), BackupError> {
        let Some(readers) = &self.readers else { return Err(BackupError::InMemory) };
        let connection = connect(&readers.path)?;
        leave_the_log(&connection)?;
        let file = whole(file)?;
        let name = file.to_str().ok_or_else(|| BackupError::Unwritable {
            path: file.clone(),
            reason: "its path is no UTF-8, which SQLite needs".to_owned(),
        })?;
        connection.execute("VACUUM INTO ?1", [name]).map_err(DatabaseError::from)?;
        Ok(())
    }

    /// Rewrites the database's file without unused pages, and empties the write-ahead log, both of which
    /// still have what was deleted. False where somebody stood in the way.
    pub(crate) fn scrub(&self) -> Result<bool, DatabaseError> {
        // Not after a write that failed.
        self.writer.write(|_| Ok::<_, DatabaseError>(()))?;
        // Its own connection, as for a backup: the writer may have a batch open.
        let Some(readers) = &self.readers else { return Ok(true) };
        let connection = connect(&readers.path)?;
        let free: i64 = connection.pragma_query_value(None, "freelist_count", |row| row.get(0))?;
        if free > 0 {
            connection.execute_batch("VACUUM")?;
        }
        truncate_log(&connection)
    }
}

/// Whether the write-ahead log is empty now.
fn truncate_log(connection: &rusqlite::Connection) -> Result<bool, DatabaseError> {
    let busy: bool =
        connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    Ok(!busy)
}

/// A few connections that only read. Each read sees the last commit before it, whatever is
/// written meanwhile.
#[derive(Debug)]
struct Readers {
    path: PathBuf,
    vault: Arc<Vault>,
    pool: Mutex<Pool>,
    freed: Condvar,
}

#[derive(Debug)]
struct Pool {
    idle: Vec<Connection>,
    /// How many may still be opened.
    unopened: usize,
}

impl Readers {
    fn new(path: &Path, vault: &Arc<Vault>) -> Self {
        Self {
            path: path.to_owned(),
            vault: Arc::clone(vault),
            pool: Mutex::new(Pool { idle: Vec::new(), unopened: READERS }),
            freed: Condvar::new(),
        }
    }

    fn read<T, E: Failure>(
        &self,
        request: impl FnOnce(&Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut borrowed = self.borrow()?;
        let connection = match &mut borrowed.connection {
            Some(connection) => &*connection,
            unopened => {
                let sqlite = connect_reader(&self.path)?;
                unopened.insert(Connection::new(sqlite, Arc::clone(&self.vault)))
            }
        };
        let _transaction = Transaction::new_unchecked(connection, TransactionBehavior::Deferred)
            .map_err(DatabaseError::from)?;
        request(connection)
    }

    /// A connection that nobody else uses; none where it is still to be opened.
    fn borrow(&self) -> Result<Borrowed<'_>, DatabaseError> {
        let pool = self.pool.lock().unwrap_or_else(PoisonError::into_inner);
        let mut pool = self
            .freed
            .wait_while(pool, |pool| pool.idle.is_empty() && pool.unopened == 0)
            .unwrap_or_else(PoisonError::into_inner);
        let connection = pool.idle.pop();
        if connection.is_none() {
            pool.unopened -= 1;
        }
        Ok(Borrowed { readers: self, connection })
    }
}

/// Goes back to the pool by itself.
struct Borrowed<'a> {
    readers: &'a Readers,
    connection: Option<Connection>,
}

impl Drop for Borrowed<'_> {
    fn drop(&mut self) {
        let mut pool = self.readers.pool.lock().unwrap_or_else(PoisonError::into_inner);
        match self.connection.take() {
            Some(connection) => pool.idle.push(connection),
            None => pool.unopened += 1,
        }
        self.readers.freed.notify_one();
    }
}

/// Makes the file, where there is none, so that only its owner can read it; SQLite gives its
/// companions the same permissions.
fn create_private(path: &Path) -> Result<(), OpenError> {
    let mut options = std::fs::OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop).map_err(|error| OpenError::Unreachable {
        path: path.to_owned(),
        reason: error.to_string(),
    })
}

fn connect(path: &Path) -> Result<rusqlite::Connection, DatabaseError> {
    // SQLite is built to read "file:" as the beginning of an address, and has names for databases in
    // memory. No whole path is one of them.
    let path = whole(path)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = rusqlite::Connection::open_with_flags(path, flags)?;
    configure(&connection)?;
    Ok(connection)
}

fn whole(path: &Path) -> Result<PathBuf, DatabaseError> {
    Ok(std::path::absolute(path).map_err(|_| rusqlite::Error::InvalidPath(path.to_owned()))?)
}

fn connect_reader(path: &Path) -> Result<rusqlite::Connection, DatabaseError> {
    let connection = connect(path)?;
    connection.pragma_update(None, "query_only", true)?;
    leave_the_log(&connection)?;
    Ok(connection)
}

/// The writer decides what is moved into the database, and whether that is still safe.
fn leave_the_log(connection: &rusqlite::Connection) -> Result<(), DatabaseError> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    Ok(())
}

fn configure(connection: &rusqlite::Connection) -> Result<(), DatabaseError> {
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    connection.pragma_update(None, "synchronous", "FULL")?;
    // On macOS a plain fsync leaves data in the drive's cache.
    connection.pragma_update(None, "fullfsync", true)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "recursive_triggers", true)?;
    // What undoes one request of a batch: beyond 64 KiB it would go into a file.
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    // What is deleted is overwritten wherever that costs nothing more.
    connection.pragma_update_and_check(None, "secure_delete", "FAST", |_| Ok(()))?;
    // A tampered schema cannot call functions with side effects, and no SQL corrupts the file.
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    // Else SQLite prepares many a statement anew for each value that is bound, to plan with it.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(())
}

/// Refuses what is not a bank's database of this schema, and makes one of an empty file.
fn prepare(
    connection: &mut rusqlite::Connection,
    path: &Path,
    vault: &Vault,
) -> Result<(), OpenError> {
    // Two processes may come to the same empty file: the second finds it made.
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let number =
        |pragma: &str| transaction.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0));
    let tables: i64 =
        transaction.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    match (number("application_id")?, number("user_version")?, tables) {
        (0, 0, 0) => {
            transaction.execute_batch(SCHEMA)?;
            transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
            transaction.pragma_update(None, "user_version", SCHEMA_VERSION)?;
            at_rest::make_check(&transaction, vault)?;
            Ok(transaction.commit()?)
        }
        (APPLICATION_ID, SCHEMA_VERSION, _) => {
            at_rest::check(&transaction, vault)?.map_err(OpenError::Keys)
        }
        (APPLICATION_ID, found, _) if found > SCHEMA_VERSION => {
            Err(OpenError::NewerSchema { found, known: SCHEMA_VERSION })
        }
        (APPLICATION_ID, found, _) if found > 0 => {
            Err(OpenError::OlderSchema { found, known: SCHEMA_VERSION })
        }
        (APPLICATION_ID, found, _) => Err(DatabaseError::Damaged {
            what: format!("its schema has the number {found}, and numbers begin at 1"),
        }
        .into()),
        _ => Err(OpenError::Foreign { path: path.to_owned() }),
    }
}

/// Whether SQLite's own structures hold together where the bank's money is: pages, rows, types and
/// constraints. Sessions are looked at when they are read, and by [`Bank::verify`](crate::Bank::verify):
/// of them there may be millions.
fn check_pages(connection: &rusqlite::Connection) -> Result<(), OpenError> {
    for table in BOOKS {
        let check = format!("PRAGMA quick_check({table})");
        let finding: String = connection.query_row(&check, [], |row| row.get(0))?;
        if finding != "ok" {
            let what = format!("{finding}; restore it from a backup");
            return Err(DatabaseError::Damaged { what }.into());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use loggia_runtime::SessionId;
    use loggia_runtime::store::Store;

    use super::*;
    use crate::{Bank, Movement, TransferId};

    #[test]
    fn a_full_disk_stops_the_writing_loses_nothing_acknowledged_and_leaves_the_reading() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("bank.sqlite3");
        let bank = Bank::open(&path).unwrap();
        bank.seed_demo(1).unwrap();
        let before = bank.transfers().unwrap().len();
        let accounts = bank.accounts().unwrap();
        let of = |name: &str| accounts.iter().find(|account| account.name == name).unwrap().id;
        let (debit, credit) = (of("Savings"), of("Bean & Leaf"));
        let full: Result<(), DatabaseError> = bank.database().write(|connection| {
            let pages: i64 = connection.pragma_query_value(None, "page_count", |row| row.get(0))?;
            connection.pragma_update_and_check(None, "max_page_count", pages + 6, |_| Ok(()))?;
            Ok(())
        });
        full.unwrap();

        let amount = "0.01 EUR".parse().unwrap();
        let pay = |bank: &Bank, number: u32| {
            let mut id = [0; 16];
            id[..4].copy_from_slice(&number.to_le_bytes());
            bank.transfer(
                TransferId::from_bytes(id),
                &Movement::Direct { debit, credit, amount },
                2,
            )
        };
        let mut acknowledged = 0;
        let failure = loop {
            match pay(&bank, acknowledged) {
                Ok(_) => acknowledged += 1,
                Err(error) => break error.to_string(),
            }
        };
        assert!(failure.contains("full"), "{failure}");
        assert!(acknowledged > 10);
        let refused = pay(&bank, acknowledged).unwrap_err().to_string();
        assert!(refused.contains("takes no more writes"), "{refused}");
        let session = SessionId::from_bytes([1; 16]);
        assert!(
            bank.strike(&session, 1, 1, "x")
                .unwrap_err()
                .to_string()
                .contains("takes no more writes")
        );

        let paid = |bank: &Bank| bank.transfers().unwrap().len() - before;
        assert_eq!(paid(&bank), acknowledged as usize, "reading goes on");
        assert!(bank.verify().unwrap().is_sound());
        drop(bank);
        let bank = Bank::open(&path).unwrap();
        assert_eq!(paid(&bank), acknowledged as usize);
        assert!(pay(&bank, acknowledged).is_ok(), "a restart on a disk with room writes again");
    }

    #[test]
    fn a_path_is_a_path_even_if_it_looks_like_an_address_or_like_memory() {
        for path in ["file::memory:", "file:bank?mode=memory", ":memory:"] {
            let opened = connect(Path::new(path));
            assert!(opened.is_err(), "there is no such file, and {path} was opened");
        }
    }

    #[test]
    fn a_bank_syncs_every_commit_and_is_marked_as_one() {
        let folder = tempfile::tempdir().unwrap();
        let bank = Bank::open(&folder.path().join("bank.sqlite3")).unwrap();
        let pragmas: Result<Vec<String>, DatabaseError> = bank.database().write(|connection| {
            ["journal_mode", "synchronous", "foreign_keys", "application_id", "user_version"]
                .into_iter()
                .map(|pragma| {
                    let value: rusqlite::types::Value =
                        connection.pragma_query_value(None, pragma, |row| row.get(0))?;
                    Ok(format!("{value:?}"))
                })
                .collect()
        });
        let expected =
            [r#"Text("wal")"#, "Integer(2)", "Integer(1)", "Integer(1282369383)", "Integer(7)"];
        assert_eq!(pragmas.unwrap(), expected);
    }
}
