//! Steps that are on the disk when they are answered: 64 sessions at once on SQLite with
//! `synchronous=FULL`, against nothing but group commits of the same rows in batches of the same
//! size.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use loggia_bank::Bank;
use loggia_runtime::store::Store;
use rusqlite::{Connection, params};

use crate::coffee::{self, Walk};
use crate::measure::{Pace, median, rate};
use crate::report::Quantity::{Count, PerSecond};
use crate::report::{Goal, Report, Row};
use crate::scratch;

/// Sessions at once, each on a thread of its own.
const SESSIONS: usize = 64;
/// Turns of each side.
const TURNS: usize = 10;
/// How long a turn is.
const TURN: Duration = Duration::from_secs(1);

pub(crate) fn measure(pace: Pace) -> Report {
    let folder = scratch::folder();
    let path = folder.path().join("bank.sqlite3");
    let bank = Bank::open(&path).unwrap();
    let mut walks = walks(&bank);
    let saved: Vec<Vec<u8>> = walks
        .iter()
        .map(|walk| bank.load(&walk.session().id()).unwrap().unwrap().encode().unwrap())
        .collect();
    let mut raw = Raw::new(&folder.path().join("raw.sqlite3"), &walks, saved);
    let mut workers: Vec<_> =
        walks.iter_mut().map(|walk| move || walk.step(walk.event())).collect();

    let (mut ours, mut theirs, mut batches) = (Vec::new(), Vec::new(), Vec::new());
    for turn in 0..=pace.of(TURNS) {
        let before = commits(&path);
        let steps = rate(&mut workers, TURN);
        let commits = commits(&path).wrapping_sub(before);
        let batch = steps * TURN.as_secs_f64() / f64::from(commits);
        let rows = raw.rate(batch.round() as usize, TURN);
        // The first turn warms up.
        if turn > 0 {
            ours.push(steps);
            theirs.push(rows);
            batches.push(batch);
        }
    }
    let rows = vec![
        Row::new("durable steps, 64 sessions at once", PerSecond(median(ours)))
            .against("rows in raw group commits", PerSecond(median(theirs)))
            .goal(Goal::AtLeast(0.7)),
        Row::new("durable steps that share a commit", Count(median(batches))),
    ];
    Report { rows, ..Report::default() }
}

pub(crate) fn alone(length: Duration) {
    let folder = scratch::folder();
    let bank = Bank::open(&folder.path().join("bank.sqlite3")).unwrap();
    let mut walks = walks(&bank);
    let mut workers: Vec<_> =
        walks.iter_mut().map(|walk| move || walk.step(walk.event())).collect();
    rate(&mut workers, length);
}

fn walks(bank: &Bank) -> Vec<Walk> {
    let host = coffee::host(Arc::new(bank.clone()));
    (0..SESSIONS).map(|number| Walk::new(&host, coffee::user(number))).collect()
}

/// How many transactions the database's write-ahead log has had, wrapping: the counter in its
/// index's header (`iChange` in <https://sqlite.org/walformat.html>).
pub(super) fn commits(database: &Path) -> u32 {
    let mut index = database.as_os_str().to_owned();
    index.push("-shm");
    let index = std::fs::read(PathBuf::from(index)).expect("SQLite keeps its log's index there");
    let (counter, _) = index[8..].split_first_chunk().expect("it has a header");
    u32::from_ne_bytes(*counter)
}

/// One connection, one thread, and no other work than the rows.
struct Raw {
    connection: Connection,
    rows: Vec<([u8; 16], Vec<u8>)>,
    next: usize,
    sequence: i64,
}

impl Raw {
    /// With the same rows, columns and indices as the bank's sessions.
    fn new(path: &Path, walks: &[Walk], saved: Vec<Vec<u8>>) -> Self {
        let connection = Connection::open(path).unwrap();
        connection.pragma_update(None, "journal_mode", "WAL").unwrap();
        connection.pragma_update(None, "synchronous", "FULL").unwrap();
        connection
            .execute_batch(
                "CREATE TABLE sessions (number INTEGER PRIMARY KEY AUTOINCREMENT,
                   id BLOB NOT NULL UNIQUE, user TEXT NOT NULL, app TEXT NOT NULL,
                   sequence INTEGER NOT NULL, closed TEXT, last_step INTEGER NOT NULL,
                   saved BLOB NOT NULL) STRICT;
                 CREATE INDEX sessions_open ON sessions (user) WHERE closed IS NULL;",
            )
            .unwrap();
        let mut rows = Vec::new();
        for (walk, saved) in walks.iter().zip(saved) {
            let (id, owner) = (*walk.session().id().as_bytes(), walk.session().owner());
            connection
                .prepare_cached(
                    "INSERT INTO sessions (id, user, app, sequence, last_step, saved)
                     VALUES (?, ?, ?, 0, 0, ?)",
                )
                .unwrap()
                .execute(params![id, owner.user.as_str(), owner.app.as_str(), saved])
                .unwrap();
            rows.push((id, saved));
        }
        Self { connection, rows, next: 0, sequence: 0 }
    }

    /// Rows a second, over `length`, in commits of `batch` of them.
    fn rate(&mut self, batch: usize, length: Duration) -> f64 {
        let started = Instant::now();
        let mut done = 0;
        while started.elapsed() < length {
            self.commit(batch);
            done += batch;
        }
        done as f64 / started.elapsed().as_secs_f64()
    }

    fn commit(&mut self, batch: usize) {
        let run = |sql: &str| {
            self.connection.prepare_cached(sql).unwrap().execute([]).unwrap();
        };
        run("BEGIN IMMEDIATE");
        let mut update = self
            .connection
            .prepare_cached(
                "UPDATE sessions SET sequence = ?2, last_step = ?2, saved = ?3 WHERE id = ?1",
            )
            .unwrap();
        for _ in 0..batch {
            let (id, saved) = &self.rows[self.next];
            self.sequence += 1;
            update.execute(params![id, self.sequence, saved]).unwrap();
            self.next = (self.next + 1) % self.rows.len();
        }
        run("COMMIT");
    }
}
