//! Events that wait for their session, oldest first.

use loggia_runtime::SessionId;
use loggia_runtime::store::{HostEvent, Owner, WaitingEvent};
use rusqlite::{OptionalExtension, params};

use crate::at_rest::{self, Place};
use crate::column::{self, Sql};
use crate::connection::Connection;
use crate::error::DatabaseError;

/// Puts an event at the end of the session's queue; one for a closed or unknown session is dropped.
pub(crate) fn post(
    connection: &Connection,
    session: &SessionId,
    event: &HostEvent,
) -> Result<(), DatabaseError> {
    let owner = connection
        .prepare_cached("SELECT user, app FROM sessions WHERE id = ?1 AND closed IS NULL")?
        .query_row([Sql(*session)], |row| column::owner(row, 0))
        .optional()?;
    let Some(owner) = owner else { return Ok(()) };
    let event = serde_json::to_vec(event)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))?;
    // Known beforehand, because the event is bound to it.
    let id: i64 = connection
        .prepare_cached(
            "SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'events'), 0) + 1",
        )?
        .query_row([], |row| row.get(0))?;
    let sealed =
        at_rest::make_key_of(connection, &owner)?.seal(&Place::Event(session, id), &event)?;
    connection
        .prepare_cached("INSERT INTO events (id, session, sealed) VALUES (?1, ?2, ?3)")?
        .execute(params![id, Sql(*session), sealed])?;
    Ok(())
}

/// Puts an event at the end of the queue of each open session of an owner's but one. They are few: a
/// user has a limit.
pub(crate) fn post_to_others(
    connection: &Connection,
    owner: &Owner,
    but: &SessionId,
    event: &HostEvent,
) -> Result<(), DatabaseError> {
    let others: Vec<Sql<SessionId>> = connection
        .prepare_cached(
            "SELECT id FROM sessions
             WHERE user = ?1 AND app = ?2 AND closed IS NULL AND id <> ?3 ORDER BY number",
        )?
        .query_map(params![Sql(&owner.user), Sql(&owner.app), Sql(*but)], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    others.iter().try_for_each(|session| post(connection, &session.0, event))
}

pub(crate) fn next(
    connection: &Connection,
    session: &SessionId,
) -> Result<Option<WaitingEvent>, DatabaseError> {
    let row: Option<(i64, Vec<u8>, Owner)> = connection
        .prepare_cached(
            "SELECT events.id, sealed, user, app FROM events
             JOIN sessions ON sessions.id = events.session
             WHERE session = ?1 ORDER BY events.id LIMIT 1",
        )?
        .query_row([Sql(*session)], |row| Ok((row.get(0)?, row.get(1)?, column::owner(row, 2)?)))
        .optional()?;
    let Some((id, sealed, owner)) = row else { return Ok(None) };
    let event = open(connection, session, &owner, id, &sealed)?;
    Ok(Some(WaitingEvent { id: id.unsigned_abs(), event }))
}

/// The event in a row.
pub(crate) fn open(
    connection: &Connection,
    session: &SessionId,
    owner: &Owner,
    id: i64,
    sealed: &[u8],
) -> Result<HostEvent, DatabaseError> {
    let event = at_rest::open(connection, owner, &Place::Event(session, id), sealed)?;
    serde_json::from_slice(&event)
        .map_err(|error| DatabaseError::Damaged { what: format!("waiting event {id}: {error}") })
}

/// Takes a session's waiting event out of its queue; false where it did not wait any more.
pub(crate) fn take(
    connection: &Connection,
    session: &SessionId,
    id: u64,
) -> Result<bool, DatabaseError> {
    let taken = connection
        .prepare_cached("DELETE FROM events WHERE id = ?1 AND session = ?2")?
        .execute(params![Sql(id), Sql(*session)])?;
    Ok(taken == 1)
}

pub(crate) fn drop_all(connection: &Connection, session: &SessionId) -> Result<(), DatabaseError> {
    connection.prepare_cached("DELETE FROM events WHERE session = ?1")?.execute([Sql(*session)])?;
    Ok(())
}

/// Counts a fault on a waiting event, and says how many there were; one that is gone had none.
pub(crate) fn faulted(connection: &Connection, id: u64) -> Result<u32, DatabaseError> {
    let faults = connection
        .prepare_cached("UPDATE events SET faults = faults + 1 WHERE id = ?1 RETURNING faults")?
        .query_row([Sql(id)], |row| row.get(0))
        .optional()?;
    Ok(faults.unwrap_or(0))
}
