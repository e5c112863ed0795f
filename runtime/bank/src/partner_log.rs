//! What mini-apps log for their partners.

use loggia_runtime::store::{LogLevel, LogLine, Owner};
use loggia_runtime::{GuestText, SessionId};
use rusqlite::params;

use crate::Bank;
use crate::at_rest::{self, OwnerKey, Place};
use crate::column::{self, Sql};
use crate::connection::Connection;
use crate::error::DatabaseError;

/// Lines kept for each user and mini-app: the newest.
const KEPT_LINES: i64 = 1_000;

/// A line of a partner's log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoggedLine {
    /// Which session's step wrote it.
    pub session: SessionId,
    /// The step's time, in milliseconds since 1970.
    pub at: u64,
    /// How grave.
    pub level: LogLevel,
    /// What.
    pub message: GuestText,
}

impl Bank {
    /// The newest log lines of a user's mini-app, oldest first, at most `limit`. The bank keeps
    /// 1 000.
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    pub fn partner_log(&self, owner: &Owner, limit: u32) -> Result<Vec<LoggedLine>, DatabaseError> {
        self.database().read(|connection| read(connection, owner, limit))
    }
}

pub(crate) fn read(
    connection: &Connection,
    owner: &Owner,
    limit: u32,
) -> Result<Vec<LoggedLine>, DatabaseError> {
    let mut statement = connection.prepare_cached(
        "SELECT session, at, level, sealed FROM
           (SELECT * FROM partner_log WHERE user = ?1 AND app = ?2
            ORDER BY number DESC LIMIT ?3)
         ORDER BY number",
    )?;
    let rows: Vec<(SessionId, u64, LogLevel, Vec<u8>)> = statement
        .query_map(params![Sql(&owner.user), Sql(&owner.app), limit], |row| {
            Ok((
                row.get::<_, Sql<SessionId>>(0)?.0,
                column::unsigned(row, 1)?,
                level_of(row.get_ref(2)?.as_str()?),
                row.get(3)?,
            ))
        })?
        .collect::<Result<_, _>>()?;
    let open = |(session, at, level, sealed): (SessionId, u64, LogLevel, Vec<u8>)| {
        let place = Place::Log(&session, at, level);
        let message = at_rest::open(connection, owner, &place, &sealed)?;
        let message = GuestText::line(String::from_utf8_lossy(&message).into_owned());
        Ok(LoggedLine { session, at, level, message })
    };
    rows.into_iter().map(open).collect()
}

/// A line as it is kept.
pub(crate) struct SealedLine {
    level: LogLevel,
    sealed: Vec<u8>,
}

impl SealedLine {
    /// Of a session's step at a time.
    pub(crate) fn of(
        line: &LogLine,
        session: &SessionId,
        at: u64,
        key: &OwnerKey,
    ) -> Result<Self, DatabaseError> {
        let place = Place::Log(session, at, line.level);
        let sealed = key.seal(&place, line.message.as_str().as_bytes())?;
        Ok(Self { level: line.level, sealed })
    }
}

pub(crate) fn append(
    connection: &Connection,
    owner: &Owner,
    session: &SessionId,
    at: u64,
    lines: &[SealedLine],
) -> Result<(), DatabaseError> {
    if lines.is_empty() {
        return Ok(());
    }
    let mut statement = connection.prepare_cached(
        "INSERT INTO partner_log (user, app, session, at, level, sealed) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    for line in lines {
        statement.execute(params![
            Sql(&owner.user),
            Sql(&owner.app),
            Sql(*session),
            Sql(at),
            level_code(line.level),
            line.sealed,
        ])?;
    }
    connection
        .prepare_cached(
            "DELETE FROM partner_log WHERE user = ?1 AND app = ?2 AND number <=
               (SELECT number FROM partner_log WHERE user = ?1 AND app = ?2
                ORDER BY number DESC LIMIT 1 OFFSET ?3)",
        )?
        .execute(params![Sql(&owner.user), Sql(&owner.app), KEPT_LINES])?;
    Ok(())
}

pub(crate) const fn level_code(level: LogLevel) -> &'static str {
    match level {
        LogLevel::Debug => "debug",
        LogLevel::Info => "info",
        LogLevel::Warn => "warn",
        LogLevel::Error => "error",
    }
}

/// Of a column that its CHECK bounds.
fn level_of(code: &str) -> LogLevel {
    match code {
        "debug" => LogLevel::Debug,
        "info" => LogLevel::Info,
        "warn" => LogLevel::Warn,
        _ => LogLevel::Error,
    }
}
