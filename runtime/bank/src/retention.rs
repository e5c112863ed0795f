//! How long things are kept. The data inventory says why.

use loggia_runtime::SessionId;
use rusqlite::params;
use serde::Serialize;

use crate::Bank;
use crate::column::Sql;
use crate::connection::Connection;
use crate::error::DatabaseError;

const DAY: u64 = 24 * 60 * 60 * 1_000;
/// Sessions in which nothing has happened, in milliseconds.
const SESSIONS: u64 = 30 * DAY;
/// Partners' logs, likewise.
const LOGS: u64 = 14 * DAY;
/// Announcements that were delivered or given up, likewise.
const WEBHOOKS: u64 = 14 * DAY;
/// What users were asked to pick, likewise.
const PICKS: u64 = 14 * DAY;

/// Rows of one kind that go in one transaction, so that nobody waits long behind it.
const CHUNK: u32 = 200;

/// What went because its time was over.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Retained {
    /// Sessions, with what waited for them.
    pub sessions: usize,
    /// Lines of partners' logs.
    pub log_lines: usize,
    /// Announcements to partners' servers.
    pub webhooks: usize,
    /// Accounts that users were asked to pick.
    pub picks: usize,
    /// Challenges of payments that are decided.
    pub challenges: usize,
}

impl Bank {
    /// Takes away what is kept no longer: sessions in which nothing happened for 30 days, and logs,
    /// webhooks and account pickers after 14. A host calls it now and then; once an hour is plenty.
    ///
    /// A session with an effect that is still to be done stays until that is done. Where the clock was
    /// set back, things stay longer, and never shorter.
    ///
    /// # Errors
    ///
    /// The database cannot do it; some may be gone.
    pub fn retain(&self, now: u64) -> Result<Retained, DatabaseError> {
        let before = |kept: u64| now.checked_sub(kept);
        let mut gone = Retained::default();
        if let Some(before) = before(SESSIONS) {
            gone.sessions = self.expire_sessions(before)?;
        }
        if let Some(before) = before(LOGS) {
            let sql = "DELETE FROM partner_log WHERE number IN (
                SELECT number FROM partner_log ORDER BY number LIMIT ?2) AND at <= ?1";
            gone.log_lines = self.in_chunks(|connection| delete(connection, sql, before))?;
        }
        if let Some(before) = before(WEBHOOKS) {
            let sql = "DELETE FROM webhooks WHERE payment IN (
                SELECT payment FROM webhooks WHERE status <> 'waiting' AND created_at <= ?1 LIMIT ?2)";
            gone.webhooks = self.in_chunks(|connection| delete(connection, sql, before))?;
        }
        if let Some(before) = before(PICKS) {
            let sql = "DELETE FROM account_picks WHERE effect IN (
                SELECT effect FROM account_picks WHERE asked_at <= ?1 LIMIT ?2)";
            gone.picks = self.in_chunks(|connection| delete(connection, sql, before))?;
        }
        let sql = "DELETE FROM payment_challenges WHERE payment IN (
            SELECT payment FROM payment_challenges CROSS JOIN payments ON payments.id = payment
            WHERE consent <> 'AWAU' AND updated_at <= ?1 LIMIT ?2)";
        gone.challenges = self.in_chunks(|connection| delete(connection, sql, now))?;
        Ok(gone)
    }

    /// Those to look at are found without the write lock, in one pass through the table.
    fn expire_sessions(&self, before: u64) -> Result<usize, DatabaseError> {
        let (mut gone, mut after) = (0, 0);
        loop {
            let idle = self.database().read(|connection| idle(connection, after, before))?;
            let Some((last, _)) = idle.last() else { return Ok(gone) };
            after = *last;
            gone += self.database().write(|connection| expire(connection, &idle, before))?;
        }
    }

    /// As often as there is anything to do.
    fn in_chunks(
        &self,
        some: impl Fn(&Connection) -> Result<usize, DatabaseError>,
    ) -> Result<usize, DatabaseError> {
        let mut gone = 0;
        loop {
            let some = self.database().write(&some)?;
            if some == 0 {
                return Ok(gone);
            }
            gone += some;
        }
    }
}

fn delete(connection: &Connection, sql: &str, before: u64) -> Result<usize, DatabaseError> {
    Ok(connection.prepare_cached(sql)?.execute(params![Sql(before), CHUNK])?)
}

/// Sessions behind a number in which nothing happened since, with their numbers.
fn idle(
    connection: &Connection,
    after: i64,
    before: u64,
) -> Result<Vec<(i64, SessionId)>, DatabaseError> {
    Ok(connection
        .prepare_cached(
            "SELECT number, id FROM sessions WHERE number > ?1 AND last_step <= ?2
             ORDER BY number LIMIT ?3",
        )?
        .query_map(params![after, Sql(before), CHUNK], |row| {
            Ok((row.get(0)?, row.get::<_, Sql<_>>(1)?.0))
        })?
        .collect::<Result<_, _>>()?)
}

fn expire(
    connection: &Connection,
    idle: &[(i64, SessionId)],
    before: u64,
) -> Result<usize, DatabaseError> {
    let mut gone = 0;
    for (_, session) in idle {
        // A step may have come in between.
        gone += connection
            .prepare_cached(
                "DELETE FROM sessions WHERE id = ?1 AND last_step <= ?2
                   AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.session = sessions.id)",
            )?
            .execute(params![Sql(*session), Sql(before)])?;
    }
    Ok(gone)
}
