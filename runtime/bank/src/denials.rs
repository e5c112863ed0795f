//! What mini-apps were denied: the first of its kind in a session is a leaf at once, and then a count
//! a minute, so that a mini-app that is refused without end fills no log.

use loggia_runtime::capability::Denial;
use loggia_runtime::{AppId, PackageDigest, SessionId};
use rusqlite::{OptionalExtension, params};

use crate::column::{self, Sql};
use crate::connection::Connection;
use crate::error::DatabaseError;
use crate::{Bank, audit};

/// From a leaf to the next of the same session, interface and code, in milliseconds.
const MINUTE: u64 = 60_000;

impl Bank {
    /// Writes the leaves of denials that have been counted for a minute. How many leaves that were. To
    /// be called now and then, as [`Bank::settle_due`] is.
    ///
    /// # Errors
    ///
    /// The database cannot do it; some may be written.
    pub fn log_denials(&self, now: u64) -> Result<usize, DatabaseError> {
        let mut written = 0;
        // A look that takes no lock: most of the time there is nothing.
        while !self.database().read(|connection| due(connection, now))?.is_empty() {
            written += self.write_audited(now, |connection| -> Result<_, DatabaseError> {
                let due = due(connection, now)?;
                for counter in &due {
                    counter.log(connection, now)?;
                }
                Ok(due.len())
            })?;
        }
        Ok(written)
    }
}

/// Counts what a step of a session was denied.
pub(crate) fn count(
    connection: &Connection,
    session: SessionId,
    package: PackageDigest,
    at: u64,
    denials: &[Denial],
) -> Result<(), DatabaseError> {
    if denials.is_empty() {
        return Ok(());
    }
    let app: Option<AppId> = connection
        .prepare_cached("SELECT app FROM sessions WHERE id = ?1")?
        .query_row([Sql(session)], |row| row.get::<_, Sql<_>>(0))
        .optional()?
        .map(|app| app.0);
    let Some(app) = app else { return Ok(()) };
    for Denial { interface, code, count } in denials {
        let (logged_at, waiting): (Option<u64>, u64) = connection
            .prepare_cached(
                "SELECT logged_at, waiting FROM denials
                 WHERE session = ?1 AND interface = ?2 AND code = ?3",
            )?
            .query_row(params![Sql(session), interface, code.name()], |row| {
                Ok((Some(column::unsigned(row, 0)?), column::unsigned(row, 1)?))
            })
            .optional()?
            .unwrap_or_default();
        let counter = Counter {
            session,
            interface: (*interface).to_owned(),
            code: code.name().to_owned(),
            app: app.clone(),
            package,
            count: waiting.saturating_add(*count),
        };
        // A clock that was set back counts as one that went on.
        match logged_at.filter(|logged_at| at.abs_diff(*logged_at) < MINUTE) {
            Some(logged_at) => counter.keep(connection, logged_at, counter.count)?,
            None => counter.log(connection, at)?,
        }
    }
    Ok(())
}

/// Denials of one session, interface and code since the last leaf about them.
struct Counter {
    session: SessionId,
    interface: String,
    code: String,
    app: AppId,
    package: PackageDigest,
    count: u64,
}

impl Counter {
    fn log(&self, connection: &Connection, now: u64) -> Result<(), DatabaseError> {
        let denied = audit::Denied {
            session: &self.session,
            app: &self.app,
            package: &self.package,
            interface: &self.interface,
            code: &self.code,
            count: self.count,
        };
        audit::denied(connection, &denied, now)?;
        self.keep(connection, now, 0)
    }

    fn keep(
        &self,
        connection: &Connection,
        logged_at: u64,
        waiting: u64,
    ) -> Result<(), DatabaseError> {
        connection
            .prepare_cached(
                "INSERT INTO denials (session, interface, code, package, logged_at, waiting)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                 ON CONFLICT DO UPDATE SET package = excluded.package,
                   logged_at = excluded.logged_at, waiting = excluded.waiting",
            )?
            .execute(params![
                Sql(self.session),
                self.interface,
                self.code,
                Sql(self.package),
                Sql(logged_at),
                Sql(waiting)
            ])?;
        Ok(())
    }
}

/// Counters whose minute is over: a chunk that is one transaction's work.
fn due(connection: &Connection, now: u64) -> Result<Vec<Counter>, DatabaseError> {
    let mut statement = connection.prepare_cached(
        "SELECT session, interface, code, app, package, waiting
         FROM denials JOIN sessions ON sessions.id = session
         WHERE waiting > 0 AND logged_at <= ?1 ORDER BY logged_at LIMIT 200",
    )?;
    let counters = statement.query_map([Sql(now.saturating_sub(MINUTE))], |row| {
        Ok(Counter {
            session: row.get::<_, Sql<_>>(0)?.0,
            interface: row.get(1)?,
            code: row.get(2)?,
            app: row.get::<_, Sql<_>>(3)?.0,
            package: row.get::<_, Sql<_>>(4)?.0,
            count: column::unsigned(row, 5)?,
        })
    })?;
    Ok(counters.collect::<Result<_, _>>()?)
}
