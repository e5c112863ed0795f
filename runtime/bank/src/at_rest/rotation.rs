//! A new master key, while the bank goes on.

use loggia_keys::{KeyName, version_of};
use loggia_runtime::store::Owner;
use rusqlite::params;
use serde::Serialize;

use crate::Bank;
use crate::column::{self, Sql};
use crate::connection::Connection;
use crate::error::DatabaseError;

/// Data keys that are wrapped anew in one transaction, so that nobody waits long behind it.
const CHUNK: u32 = 200;

/// What became of a rotation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KeyRotation {
    /// The version that wraps from now on.
    pub version: u32,
    /// Keys that were wrapped anew.
    pub rewrapped: u64,
    /// Older versions that there still are: backups that were made before need them.
    pub older: Vec<u32>,
}

impl Bank {
    /// Makes a new version of the bank's master key, and wraps all data keys anew under it. Sessions
    /// and all else go on meanwhile, also in other processes. Older versions stay: backups that were
    /// made before open only with them.
    ///
    /// Where it fails midway, some are wrapped by the one version and some by the other, all open, and
    /// [`Bank::rewrap_data_keys`] does the rest.
    ///
    /// # Errors
    ///
    /// The key cannot be made, or the database cannot do it.
    pub fn rotate_data_key(&self) -> Result<KeyRotation, DatabaseError> {
        self.keys().rotate(KeyName::Data)?;
        self.rewrap_data_keys()
    }

    /// Wraps under the newest version of the master key what an older one wrapped.
    ///
    /// # Errors
    ///
    /// As for [`Bank::rotate_data_key`].
    pub fn rewrap_data_keys(&self) -> Result<KeyRotation, DatabaseError> {
        let versions = self.keys().versions(KeyName::Data)?;
        let (newest, older) =
            versions.split_last().map_or((0, &[][..]), |(last, older)| (*last, older));
        let mut rewrapped = self.database().write(|connection| rewrap_own(connection, newest))?;
        let mut after = None;
        loop {
            // Who makes a key meanwhile waits for the write lock, and finds the new version.
            let owners =
                self.database().read(|connection| next_owners(connection, after.as_ref()))?;
            let Some(last) = owners.last().cloned() else { break };
            rewrapped += self.database().write(|connection| rewrap(connection, &owners, newest))?;
            after = Some(last);
        }
        Ok(KeyRotation { version: newest, rewrapped, older: older.to_vec() })
    }

    /// Destroys the older versions of the master key, for ever: backups that were made before the
    /// rotation cannot be opened any more. What is still wrapped by one is wrapped anew first. Which
    /// versions that were.
    ///
    /// # Errors
    ///
    /// As for [`Bank::rotate_data_key`].
    pub fn destroy_old_data_keys(&self) -> Result<Vec<u32>, DatabaseError> {
        let rotation = self.rewrap_data_keys()?;
        for version in &rotation.older {
            self.keys().destroy(KeyName::Data, *version)?;
        }
        Ok(rotation.older)
    }
}

/// Wraps what is the bank's own.
fn rewrap_own(connection: &Connection, newest: u32) -> Result<u64, DatabaseError> {
    let vault = connection.vault();
    let mut done = 0;
    let check: Vec<u8> =
        connection.query_row("SELECT wrapped FROM key_check", [], |row| row.get(0))?;
    if version_of(&check) != Some(newest) {
        connection.execute("UPDATE key_check SET wrapped = ?1", [vault.rewrap_check(&check)?])?;
        done += 1;
    }
    let tokens: Vec<(u8, Vec<u8>)> = connection
        .prepare_cached("SELECT version, wrapped FROM token_keys")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    for (version, wrapped) in tokens {
        if version_of(&wrapped) != Some(newest) {
            connection
                .prepare_cached("UPDATE token_keys SET wrapped = ?2 WHERE version = ?1")?
                .execute(params![version, vault.rewrap_token(version, &wrapped)?])?;
            done += 1;
        }
    }
    Ok(done)
}

fn next_owners(
    connection: &Connection,
    after: Option<&Owner>,
) -> Result<Vec<Owner>, DatabaseError> {
    let (user, app) = after.map_or(("", ""), |owner| (owner.user.as_str(), owner.app.as_str()));
    Ok(connection
        .prepare_cached(
            "SELECT user, app FROM data_keys WHERE (user, app) > (?1, ?2)
             ORDER BY user, app LIMIT ?3",
        )?
        .query_map(params![user, app, CHUNK], |row| column::owner(row, 0))?
        .collect::<Result<_, _>>()?)
}

fn rewrap(connection: &Connection, owners: &[Owner], newest: u32) -> Result<u64, DatabaseError> {
    let mut done = 0;
    for owner in owners {
        // They may have been erased meanwhile.
        let Some(key) = super::key_of(connection, owner)? else { continue };
        if version_of(key.wrapped()) != Some(newest) {
            let wrapped = connection.vault().rewrap(owner, key.wrapped())?;
            connection
                .prepare_cached("UPDATE data_keys SET wrapped = ?3 WHERE user = ?1 AND app = ?2")?
                .execute(params![Sql(&owner.user), Sql(&owner.app), wrapped])?;
            done += 1;
        }
    }
    Ok(done)
}
