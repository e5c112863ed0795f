//! Erasure: a person's parts go, and the log verifies as before.

use loggia_audit::{Action, Actor};
use loggia_runtime::UserId;
use rusqlite::params;

use super::{append, recorded};
use crate::column::{self, Sql};
use crate::connection::Connection;
use crate::error::DatabaseError;

/// Runs `request` so that SQLite overwrites what it deletes.
pub(crate) fn overwriting<T, E: From<DatabaseError>>(
    connection: &Connection,
    request: impl FnOnce(&Connection) -> Result<T, E>,
) -> Result<T, E> {
    secure_delete(connection, "ON")?;
    let answer = request(connection);
    secure_delete(connection, "FAST")?;
    answer
}

/// The leaves whose personal parts are a user's.
pub(crate) fn personal_of_user(
    connection: &Connection,
    user: &UserId,
) -> Result<Vec<u64>, DatabaseError> {
    Ok(connection
        .prepare_cached("SELECT leaf FROM audit_personal WHERE user = ?1")?
        .query_map([Sql(user)], |row| column::unsigned(row, 0))?
        .collect::<Result<_, _>>()?)
}

/// Erases the personal parts of these leaves, with a leaf that says how many.
pub(crate) fn erase_personal(
    connection: &Connection,
    parts: &[u64],
    now: u64,
) -> Result<usize, DatabaseError> {
    if parts.is_empty() {
        return Ok(0);
    }
    let erased_by = append(
        connection,
        &recorded::leaf(Action::PersonalErased, Actor::Bank, &parts.len(), now)?,
        None,
    )?;
    for part in parts {
        connection
            .prepare_cached("INSERT INTO audit_erasures (leaf, erased_by) VALUES (?1, ?2)")?
            .execute(params![Sql(*part), Sql(erased_by)])?;
        connection
            .prepare_cached("DELETE FROM audit_personal WHERE leaf = ?1")?
            .execute([Sql(*part)])?;
    }
    Ok(parts.len())
}

/// Says that a user is erased, and what stands in their place. Until the next leaf the schema lets what
/// is kept for ever lose them.
pub(crate) fn begin_erasing(
    connection: &Connection,
    name: &UserId,
    now: u64,
) -> Result<(), DatabaseError> {
    let erased_by =
        append(connection, &recorded::leaf(Action::UserErased, Actor::Bank, name, now)?, None)?;
    connection
        .prepare_cached("INSERT INTO erased_users (name, erased_by) VALUES (?1, ?2)")?
        .execute(params![Sql(name), Sql(erased_by)])?;
    Ok(())
}

fn secure_delete(connection: &Connection, how: &str) -> Result<(), DatabaseError> {
    Ok(connection.pragma_update_and_check(None, "secure_delete", how, |_| Ok(()))?)
}
