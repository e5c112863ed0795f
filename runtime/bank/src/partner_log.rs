//! What mini-apps log for their partners.

use loggia_runtime::store::{LogLevel, LogLine, Owner};
use loggia_runtime::{GuestText, SessionId};
use rusqlite::{Connection, params};

use crate::Bank;
use crate::column::{self, Sql};
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
        self.database().read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT session, at, level, message FROM
                   (SELECT * FROM partner_log WHERE user = ?1 AND app = ?2
                    ORDER BY number DESC LIMIT ?3)
                 ORDER BY number",
            )?;
            let lines =
                statement.query_map(params![Sql(&owner.user), Sql(&owner.app), limit], |row| {
                    Ok(LoggedLine {
                        session: row.get::<_, Sql<SessionId>>(0)?.0,
                        at: column::unsigned(row, 1)?,
                        level: match row.get_ref(2)?.as_str()? {
                            "debug" => LogLevel::Debug,
                            "info" => LogLevel::Info,
                            "warn" => LogLevel::Warn,
                            _ => LogLevel::Error,
                        },
                        message: GuestText::line(row.get(3)?),
                    })
                })?;
            Ok(lines.collect::<Result<_, _>>()?)
        })
    }
}

pub(crate) fn append(
    connection: &Connection,
    owner: &Owner,
    session: &SessionId,
    at: u64,
    lines: &[LogLine],
) -> Result<(), DatabaseError> {
    if lines.is_empty() {
        return Ok(());
    }
    let mut statement = connection.prepare_cached(
        "INSERT INTO partner_log (user, app, session, at, level, message) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    for line in lines {
        let level = match line.level {
            LogLevel::Debug => "debug",
            LogLevel::Info => "info",
            LogLevel::Warn => "warn",
            LogLevel::Error => "error",
        };
        statement.execute(params![
            Sql(&owner.user),
            Sql(&owner.app),
            Sql(*session),
            Sql(at),
            level,
            line.message.as_str(),
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
