//! What is encrypted at rest: for each user and mini-app under a data key of their own, which lies
//! wrapped beside it.
//!
//! A sealed column is AES-SIV (RFC 5297) with a nonce, bound to the row that it stands in, so that no
//! row opens in the place of another; but lines of a partner's log that one step wrote at one level can
//! change places. Whoever holds the database can put all of it back to an earlier
//! day; for what moves money and consents, the audit log's witnesses find that.

mod rotation;
mod sealed;
mod vault;

pub use self::rotation::KeyRotation;
pub(crate) use self::sealed::{OwnerKey, Place};
pub(crate) use self::vault::Vault;

use std::sync::Arc;

use loggia_keys::KeysError;
use loggia_runtime::store::Owner;
use rusqlite::{OptionalExtension, params};

use crate::column::Sql;
use crate::connection::Connection;
use crate::error::DatabaseError;

/// The owner's key; none where nothing of theirs was ever sealed, or they were erased.
pub(crate) fn key_of(
    connection: &Connection,
    owner: &Owner,
) -> Result<Option<Arc<OwnerKey>>, DatabaseError> {
    let wrapped: Option<Vec<u8>> = connection
        .prepare_cached("SELECT wrapped FROM data_keys WHERE user = ?1 AND app = ?2")?
        .query_row(params![Sql(&owner.user), Sql(&owner.app)], |row| row.get(0))
        .optional()?;
    wrapped.map(|wrapped| connection.vault().open(owner, wrapped)).transpose()
}

/// The owner's key, made where there is none.
pub(crate) fn make_key_of(
    connection: &Connection,
    owner: &Owner,
) -> Result<Arc<OwnerKey>, DatabaseError> {
    if let Some(key) = key_of(connection, owner)? {
        return Ok(key);
    }
    let wrapped = connection.vault().wrap_new(owner)?;
    connection
        .prepare_cached("INSERT INTO data_keys (user, app, wrapped) VALUES (?1, ?2, ?3)")?
        .execute(params![Sql(&owner.user), Sql(&owner.app), wrapped])?;
    connection.vault().open(owner, wrapped)
}

/// Opens a column of the owner's.
pub(crate) fn open(
    connection: &Connection,
    owner: &Owner,
    place: &Place<'_>,
    sealed: &[u8],
) -> Result<Vec<u8>, DatabaseError> {
    match key_of(connection, owner)? {
        Some(key) => key.open(place, sealed),
        None => Err(DatabaseError::Damaged {
            what: format!("{place} is sealed, and there is no key of its owner's"),
        }),
    }
}

/// Makes the row by which a bank knows its own master key.
pub(crate) fn make_check(
    sqlite: &rusqlite::Connection,
    vault: &Vault,
) -> Result<(), DatabaseError> {
    sqlite.execute("INSERT INTO key_check (one, wrapped) VALUES (1, ?1)", [vault.wrap_check()?])?;
    Ok(())
}

/// Whether the master key is this bank's.
pub(crate) fn check(
    sqlite: &rusqlite::Connection,
    vault: &Vault,
) -> Result<Result<(), KeysError>, DatabaseError> {
    let wrapped: Option<Vec<u8>> =
        sqlite.query_row("SELECT wrapped FROM key_check", [], |row| row.get(0)).optional()?;
    let wrapped = wrapped.ok_or_else(|| DatabaseError::Damaged {
        what: "the row by which it knows its keys is gone; restore it from a backup".into(),
    })?;
    Ok(vault.check(&wrapped))
}
