//! Effects that wait until a backend has done them.

use loggia_runtime::capability::Effect;
use loggia_runtime::store::{HostEvent, Mark, Owner};
use loggia_runtime::{EffectId, SessionId};
use rusqlite::{OptionalExtension, params};

use crate::at_rest::{self, OwnerKey, Place};
use crate::column::{self, Sql};
use crate::connection::Connection;
use crate::error::DatabaseError;
use crate::events;

/// An effect as it is kept.
pub(crate) struct SealedEffect {
    id: EffectId,
    session: SessionId,
    sealed: Vec<u8>,
}

impl SealedEffect {
    pub(crate) fn of(effect: &Effect, key: &OwnerKey) -> Result<Self, DatabaseError> {
        let body = serde_json::to_vec(effect)
            .map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))?;
        let sealed = key.seal(&Place::Effect(&effect.id, &effect.session), &body)?;
        Ok(Self { id: effect.id, session: effect.session, sealed })
    }
}

pub(crate) fn put(connection: &Connection, effect: &SealedEffect) -> Result<(), DatabaseError> {
    connection
        .prepare_cached("INSERT INTO outbox (effect, session, sealed) VALUES (?1, ?2, ?3)")?
        .execute(params![Sql(effect.id), Sql(effect.session), effect.sealed])?;
    Ok(())
}

/// One session's effects, or everybody's, oldest first. Among everybody's one that does not open is left
/// out, and holds up nobody else's.
pub(crate) fn waiting(
    connection: &Connection,
    session: Option<&SessionId>,
) -> Result<Vec<Effect>, DatabaseError> {
    let rows = match session {
        Some(session) => {
            rows(connection, "WHERE session = ?1 ORDER BY outbox.number", [Sql(*session)])
        }
        None => rows(connection, "ORDER BY outbox.number", []),
    };
    let mut effects = Vec::new();
    for row in rows? {
        match row.open(connection) {
            Ok(effect) => effects.push(effect),
            Err(error) if session.is_none() && matches!(error, DatabaseError::Damaged { .. }) => {
                tracing::error!(effect = %row.id, %error, "an effect cannot be dispatched");
            }
            Err(error) => return Err(error),
        }
    }
    Ok(effects)
}

/// A row of the outbox, with whose it is.
pub(crate) struct StoredEffect {
    pub(crate) id: EffectId,
    pub(crate) session: SessionId,
    owner: Owner,
    sealed: Vec<u8>,
}

impl StoredEffect {
    pub(crate) fn open(&self, connection: &Connection) -> Result<Effect, DatabaseError> {
        let Self { id, session, owner, sealed } = self;
        let body = at_rest::open(connection, owner, &Place::Effect(id, session), sealed)?;
        serde_json::from_slice(&body)
            .map_err(|error| DatabaseError::Damaged { what: format!("effect {id}: {error}") })
    }
}

/// The rows that `which` selects.
pub(crate) fn rows(
    connection: &Connection,
    which: &str,
    params: impl rusqlite::Params,
) -> Result<Vec<StoredEffect>, DatabaseError> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT effect, session, user, app, sealed FROM outbox
         JOIN sessions ON sessions.id = outbox.session {which}"
    ))?;
    let rows = statement.query_map(params, |row| {
        Ok(StoredEffect {
            id: row.get::<_, Sql<EffectId>>(0)?.0,
            session: row.get::<_, Sql<SessionId>>(1)?.0,
            owner: column::owner(row, 2)?,
            sealed: row.get(4)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Marks an effect as being done, if it was last marked at `before`.
pub(crate) fn mark(
    connection: &Connection,
    effect: &EffectId,
    before: Option<u64>,
    at: u64,
) -> Result<Mark, DatabaseError> {
    let marked = connection
        .prepare_cached("UPDATE outbox SET marked_at = ?3 WHERE effect = ?1 AND marked_at IS ?2")?
        .execute(params![Sql(*effect), before.map(Sql), Sql(at)])?;
    if marked == 1 {
        return Ok(Mark::Made);
    }
    let there: Option<Option<Sql<u64>>> = connection
        .prepare_cached("SELECT marked_at FROM outbox WHERE effect = ?1")?
        .query_row([Sql(*effect)], |row| row.get(0))
        .optional()?;
    Ok(match there {
        Some(Some(Sql(at))) => Mark::MadeBefore(at),
        _ => Mark::Gone,
    })
}

/// Takes an effect out and, if it still was there, posts its answer.
pub(crate) fn settle(
    connection: &Connection,
    effect: &EffectId,
    answer: Option<&HostEvent>,
) -> Result<(), DatabaseError> {
    let session = connection
        .prepare_cached("DELETE FROM outbox WHERE effect = ?1 RETURNING session")?
        .query_row([Sql(*effect)], |row| row.get::<_, Sql<SessionId>>(0))
        .optional()?;
    match (session, answer) {
        (Some(Sql(session)), Some(answer)) => events::post(connection, &session, answer),
        _ => Ok(()),
    }
}
