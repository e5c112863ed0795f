//! Effects that wait until a backend has done them.

use loggia_runtime::capability::Effect;
use loggia_runtime::store::HostEvent;
use loggia_runtime::{EffectId, SessionId};
use rusqlite::{Connection, OptionalExtension, params};

use crate::column::Sql;
use crate::error::DatabaseError;
use crate::events;

pub(crate) fn put(connection: &Connection, effect: &Effect) -> Result<(), DatabaseError> {
    let body = serde_json::to_string(effect)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))?;
    connection
        .prepare_cached("INSERT INTO outbox (effect, session, body) VALUES (?1, ?2, ?3)")?
        .execute(params![Sql(effect.id), Sql(effect.session), body])?;
    Ok(())
}

/// One session's effects, or everybody's, oldest first.
pub(crate) fn waiting(
    connection: &Connection,
    session: Option<&SessionId>,
) -> Result<Vec<Effect>, DatabaseError> {
    let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
    let rows: Vec<(i64, String)> = match session {
        Some(session) => connection
            .prepare_cached("SELECT number, body FROM outbox WHERE session = ?1 ORDER BY number")?
            .query_map([Sql(*session)], read)?
            .collect::<Result<_, _>>()?,
        None => connection
            .prepare_cached("SELECT number, body FROM outbox ORDER BY number")?
            .query_map([], read)?
            .collect::<Result<_, _>>()?,
    };
    let parse = |(number, body): (i64, String)| {
        serde_json::from_str(&body)
            .map_err(|error| DatabaseError::Damaged { what: format!("effect {number}: {error}") })
    };
    rows.into_iter().map(parse).collect()
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
