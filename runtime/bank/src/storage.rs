//! What mini-apps keep for their users.

use loggia_runtime::store::{Owner, StorageStatus};
use rusqlite::{OptionalExtension, params};

use crate::at_rest::{self, OwnerKey, Place};
use crate::column::{self, Sql};
use crate::connection::Connection;
use crate::error::{DatabaseError, NotDone};

/// How full it is. Nothing yet is version 0.
pub(crate) fn status(
    connection: &Connection,
    owner: &Owner,
) -> Result<StorageStatus, DatabaseError> {
    let status = connection
        .prepare_cached(
            "SELECT version, total_bytes FROM storage_owners WHERE user = ?1 AND app = ?2",
        )?
        .query_row(params![Sql(&owner.user), Sql(&owner.app)], |row| {
            Ok(StorageStatus {
                version: column::unsigned(row, 0)?,
                total_bytes: column::unsigned(row, 1)?,
            })
        })
        .optional()?;
    Ok(status.unwrap_or_default())
}

pub(crate) fn get(
    connection: &Connection,
    owner: &Owner,
    key: &str,
) -> Result<Option<Vec<u8>>, DatabaseError> {
    let sealed: Option<Vec<u8>> = connection
        .prepare_cached("SELECT value FROM storage WHERE user = ?1 AND app = ?2 AND key = ?3")?
        .query_row(params![Sql(&owner.user), Sql(&owner.app), key], |row| row.get(0))
        .optional()?;
    sealed.map(|sealed| at_rest::open(connection, owner, &Place::Storage(key), &sealed)).transpose()
}

pub(crate) fn keys(
    connection: &Connection,
    owner: &Owner,
    prefix: &str,
    limit: usize,
) -> Result<Vec<String>, DatabaseError> {
    // The binary collation orders by bytes, so all keys with a prefix stand together.
    let mut statement = connection.prepare_cached(
        "SELECT key FROM storage WHERE user = ?1 AND app = ?2 AND key >= ?3 ORDER BY key",
    )?;
    let keys = statement
        .query_map(params![Sql(&owner.user), Sql(&owner.app), prefix], |row| row.get(0))?;
    let within = |key: &Result<String, _>| key.as_ref().map_or(true, |key| key.starts_with(prefix));
    Ok(keys.take_while(within).take(limit).collect::<Result<_, _>>()?)
}

/// A write: of which key, and the value, or none where it is deleted.
pub(crate) type Write = (String, Option<Vec<u8>>);

pub(crate) fn seal(write: &Write, key: &OwnerKey) -> Result<Write, DatabaseError> {
    let (name, value) = write;
    let seal = |value: &Vec<u8>| key.seal(&Place::Storage(name), value);
    Ok((name.clone(), value.as_ref().map(seal).transpose()?))
}

/// Does a step's writes on what the step saw. The total follows by trigger.
pub(crate) fn commit(
    connection: &Connection,
    owner: &Owner,
    seen_version: Option<u64>,
    writes: &[Write],
) -> Result<(), NotDone> {
    if let Some(seen) = seen_version
        && seen != status(connection, owner)?.version
    {
        return Err(NotDone::Conflict);
    }
    if writes.is_empty() {
        return Ok(());
    }
    connection
        .prepare_cached(
            "INSERT INTO storage_owners (user, app, version) VALUES (?1, ?2, 1)
             ON CONFLICT (user, app) DO UPDATE SET version = version + 1",
        )?
        .execute(params![Sql(&owner.user), Sql(&owner.app)])?;
    for (key, value) in writes {
        match value {
            Some(value) => connection
                .prepare_cached(
                    "INSERT INTO storage (user, app, key, value) VALUES (?1, ?2, ?3, ?4)
                     ON CONFLICT (user, app, key) DO UPDATE SET value = excluded.value",
                )?
                .execute(params![Sql(&owner.user), Sql(&owner.app), key, value])?,
            None => connection
                .prepare_cached("DELETE FROM storage WHERE user = ?1 AND app = ?2 AND key = ?3")?
                .execute(params![Sql(&owner.user), Sql(&owner.app), key])?,
        };
    }
    Ok(())
}
