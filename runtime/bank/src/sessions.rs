//! The session store: a step is one transaction.

use loggia_runtime::capability::Effect;
use loggia_runtime::store::{
    Closed, Commit, CommitError, HostEvent, Owner, Saved, StorageStatus, Store, StoreError,
    WaitingEvent,
};
use loggia_runtime::{EffectId, SessionId};
use rusqlite::{Connection, OptionalExtension, params};

use crate::column::Sql;
use crate::error::{DatabaseError, NotDone};
use crate::{Bank, audit, events, outbox, partner_log, storage};

impl Bank {
    /// The open session that a user last began with a mini-app.
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    pub fn latest_session(&self, owner: &Owner) -> Result<Option<SessionId>, DatabaseError> {
        self.database().read(|connection| {
            let id = connection
                .prepare_cached(
                    "SELECT id FROM sessions WHERE user = ?1 AND app = ?2 AND closed IS NULL
                     ORDER BY number DESC LIMIT 1",
                )?
                .query_row(params![Sql(&owner.user), Sql(&owner.app)], |row| {
                    row.get::<_, Sql<_>>(0)
                })
                .optional()?;
            Ok(id.map(|id| id.0))
        })
    }
}

impl Store for Bank {
    fn load(&self, session: &SessionId) -> Result<Option<Saved>, StoreError> {
        let saved = self.database().read(|connection| load(connection, session))?;
        saved.map(|saved| Saved::decode(*session, &saved)).transpose()
    }

    fn commit(&self, commit: &Commit<'_>) -> Result<(), CommitError> {
        let saved = commit.session.encode()?;
        if commit.opens.is_none() && commit.session.closed.is_none() {
            return Ok(self.database().write(|connection| step(connection, commit, &saved))?);
        }
        let now = commit.session.last_step;
        Ok(self.write_audited(now, |connection| step(connection, commit, &saved))?)
    }

    fn strike(
        &self,
        session: &SessionId,
        at: u64,
        since: u64,
        code: &str,
    ) -> Result<u32, StoreError> {
        Ok(self.database().write(|connection| strike(connection, session, at, since, code))?)
    }

    fn close(&self, session: &SessionId, reason: Closed) -> Result<(), StoreError> {
        let now = self.now();
        Ok(self.write_audited(now, |connection| close(connection, session, reason, now))?)
    }

    fn storage_status(&self, owner: &Owner) -> Result<StorageStatus, StoreError> {
        Ok(self.database().read(|connection| storage::status(connection, owner))?)
    }

    fn storage_get(&self, owner: &Owner, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.database().read(|connection| storage::get(connection, owner, key))?)
    }

    fn storage_keys(
        &self,
        owner: &Owner,
        prefix: &str,
        limit: usize,
    ) -> Result<Vec<String>, StoreError> {
        Ok(self.database().read(|connection| storage::keys(connection, owner, prefix, limit))?)
    }

    fn next_event(&self, session: &SessionId) -> Result<Option<WaitingEvent>, StoreError> {
        Ok(self.database().read(|connection| events::next(connection, session))?)
    }

    fn post(&self, session: &SessionId, event: &HostEvent) -> Result<(), StoreError> {
        Ok(self.database().write(|connection| events::post(connection, session, event))?)
    }

    fn event_faulted(&self, event: u64) -> Result<u32, StoreError> {
        Ok(self.database().write(|connection| events::faulted(connection, event))?)
    }

    fn outbox(&self, session: Option<&SessionId>) -> Result<Vec<Effect>, StoreError> {
        Ok(self.database().read(|connection| outbox::waiting(connection, session))?)
    }

    fn settle(&self, effect: &EffectId, answer: Option<&HostEvent>) -> Result<(), StoreError> {
        Ok(self.database().write(|connection| outbox::settle(connection, effect, answer))?)
    }
}

fn load(connection: &Connection, session: &SessionId) -> Result<Option<Vec<u8>>, DatabaseError> {
    Ok(connection
        .prepare_cached("SELECT saved FROM sessions WHERE id = ?1")?
        .query_row([Sql(*session)], |row| row.get(0))
        .optional()?)
}

/// All of a step, or nothing of it.
fn step(connection: &Connection, commit: &Commit<'_>, saved: &[u8]) -> Result<(), NotDone> {
    let session = commit.session;
    if commit.opens.is_some() {
        audit::session_opened(connection, session)?;
    }
    if let Some(reason) = session.closed {
        let code = closed_code(reason);
        audit::session_closed(connection, session, reason, code, session.last_step)?;
    }
    match commit.opens {
        Some(limit) => open(connection, session, saved, limit)?,
        None => go_on(connection, session, saved)?,
    }
    if let Some(event) = commit.handled
        && !events::take(connection, &session.id, event)?
    {
        return Err(NotDone::Conflict);
    }
    storage::commit(connection, &session.owner, &commit.storage)?;
    partner_log::append(connection, session, commit.log)?;
    for effect in commit.effects {
        outbox::put(connection, effect)?;
    }
    if session.closed.is_some() {
        events::drop_all(connection, &session.id)?;
    }
    Ok(())
}

fn open(
    connection: &Connection,
    session: &Saved,
    saved: &[u8],
    limit: usize,
) -> Result<(), NotDone> {
    let open: u32 = connection
        .prepare_cached("SELECT count(*) FROM sessions WHERE user = ?1 AND closed IS NULL")?
        .query_row([Sql(&session.owner.user)], |row| row.get(0))?;
    if usize::try_from(open).is_ok_and(|open| open >= limit) {
        return Err(NotDone::TooManySessions { limit });
    }
    let opened = connection
        .prepare_cached(
            "INSERT INTO sessions (id, user, app, sequence, closed, saved)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (id) DO NOTHING",
        )?
        .execute(params![
            Sql(session.id),
            Sql(&session.owner.user),
            Sql(&session.owner.app),
            Sql(session.sequence),
            session.closed.map(closed_code),
            saved,
        ])?;
    if opened == 1 { Ok(()) } else { Err(NotDone::Conflict) }
}

fn go_on(connection: &Connection, session: &Saved, saved: &[u8]) -> Result<(), NotDone> {
    let moved = connection
        .prepare_cached(
            "UPDATE sessions SET sequence = ?2, closed = ?3, saved = ?4
             WHERE id = ?1 AND sequence = ?2 - 1 AND closed IS NULL",
        )?
        .execute(params![
            Sql(session.id),
            Sql(session.sequence),
            session.closed.map(closed_code),
            saved
        ])?;
    if moved == 1 { Ok(()) } else { Err(NotDone::Conflict) }
}

fn strike(
    connection: &Connection,
    session: &SessionId,
    at: u64,
    since: u64,
    code: &str,
) -> Result<u32, DatabaseError> {
    // Those before do not count any more, and nobody asks for them.
    connection
        .prepare_cached("DELETE FROM strikes WHERE session = ?1 AND at < ?2")?
        .execute(params![Sql(*session), Sql(since)])?;
    connection
        .prepare_cached("INSERT INTO strikes (session, at, code) VALUES (?1, ?2, ?3)")?
        .execute(params![Sql(*session), Sql(at), code])?;
    Ok(connection
        .prepare_cached("SELECT count(*) FROM strikes WHERE session = ?1 AND at >= ?2")?
        .query_row(params![Sql(*session), Sql(since)], |row| row.get(0))?)
}

fn close(
    connection: &Connection,
    session: &SessionId,
    reason: Closed,
    now: u64,
) -> Result<(), DatabaseError> {
    let Some(bytes) = load(connection, session)? else { return Ok(()) };
    let damaged =
        |error: StoreError| DatabaseError::Damaged { what: format!("session {session}: {error}") };
    let mut saved = Saved::decode(*session, &bytes).map_err(damaged)?;
    if saved.closed.is_some() {
        return Ok(());
    }
    saved.closed = Some(reason);
    audit::session_closed(connection, &saved, reason, closed_code(reason), now)?;
    connection
        .prepare_cached("UPDATE sessions SET closed = ?2, saved = ?3 WHERE id = ?1")?
        .execute(params![Sql(*session), closed_code(reason), saved.encode().map_err(damaged)?])?;
    events::drop_all(connection, session)
}

/// For whoever looks into the database; what counts stands in the saved session.
fn closed_code(reason: Closed) -> &'static str {
    match reason {
        Closed::ByMiniApp => "by-mini-app",
        Closed::ByUser => "by-user",
        Closed::Faults => "faults",
        _ => "closed",
    }
}
