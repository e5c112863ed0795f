//! Events that wait for their session, oldest first.

use loggia_runtime::SessionId;
use loggia_runtime::store::{HostEvent, WaitingEvent};
use rusqlite::{Connection, OptionalExtension, params};

use crate::column::Sql;
use crate::error::DatabaseError;

/// Puts an event at the end of the session's queue; one for a closed or unknown session is dropped.
pub(crate) fn post(
    connection: &Connection,
    session: &SessionId,
    event: &HostEvent,
) -> Result<(), DatabaseError> {
    let event = serde_json::to_string(event)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))?;
    connection
        .prepare_cached(
            "INSERT INTO events (session, event)
             SELECT id, ?2 FROM sessions WHERE id = ?1 AND closed IS NULL",
        )?
        .execute(params![Sql(*session), event])?;
    Ok(())
}

pub(crate) fn next(
    connection: &Connection,
    session: &SessionId,
) -> Result<Option<WaitingEvent>, DatabaseError> {
    let row: Option<(i64, String)> = connection
        .prepare_cached("SELECT id, event FROM events WHERE session = ?1 ORDER BY id LIMIT 1")?
        .query_row([Sql(*session)], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((id, event)) = row else { return Ok(None) };
    let event = serde_json::from_str(&event)
        .map_err(|error| DatabaseError::Damaged { what: format!("waiting event {id}: {error}") })?;
    Ok(Some(WaitingEvent { id: id.unsigned_abs(), event }))
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
