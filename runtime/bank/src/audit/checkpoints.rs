//! Checkpoints: the log as its key signed for it.

use loggia_audit::{ConsistencyProof, Nodes, SignedCheckpoint, Signer, VerifierKey};
use rusqlite::{OptionalExtension, params};

use super::{StoredNodes, damaged, size};
use crate::Bank;
use crate::column::{self, Sql};
use crate::connection::Connection;
use crate::error::DatabaseError;

/// So many leaves are signed for at once at the latest.
const MOST_LEAVES: u64 = 256;

/// The time after a checkpoint in which no other is made for a few leaves, in milliseconds.
const PAUSE: u64 = 1_000;

impl Bank {
    /// The newest checkpoint. Where the bank has a key, and leaves that are not signed for, it is made
    /// now. None: there is no leaf, or no key has ever signed.
    ///
    /// # Errors
    ///
    /// The database cannot do it, or the log does not continue its last checkpoint: then it is never
    /// signed again.
    pub fn audit_checkpoint(&self) -> Result<Option<SignedCheckpoint>, DatabaseError> {
        let (last, size) = self.database().read(|connection| -> Result<_, DatabaseError> {
            Ok((newest(connection)?, size(connection)?))
        })?;
        let signed = last.as_ref().map_or(0, |last| last.unverified().size);
        match self.audit_key() {
            Some(signer) if signed < size => {
                let now = self.now();
                self.database().write(|connection| {
                    sign(connection, signer, now)?;
                    newest(connection)
                })
            }
            _ => Ok(last),
        }
    }

    /// All checkpoints, oldest first.
    ///
    /// # Errors
    ///
    /// The database cannot be read, or holds one that is none.
    pub fn audit_checkpoints(&self) -> Result<Vec<SignedCheckpoint>, DatabaseError> {
        self.database().read(|connection| {
            let mut statement =
                connection.prepare_cached("SELECT note FROM audit_checkpoints ORDER BY size")?;
            let mut rows = statement.query([])?;
            let mut checkpoints = Vec::new();
            while let Some(row) = rows.next()? {
                checkpoints.push(parsed(row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?)?);
            }
            Ok(checkpoints)
        })
    }

    /// What proves to a witness that the log of `from` leaves is the beginning of that of `to`. None:
    /// the log has no such sizes.
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    pub fn audit_consistency(
        &self,
        from: u64,
        to: u64,
    ) -> Result<Option<ConsistencyProof>, DatabaseError> {
        self.database().read(|connection| {
            if to > size(connection)? {
                return Ok(None);
            }
            StoredNodes(connection).consistency(from, to)
        })
    }

    /// The key by which the bank's checkpoints are checked, where it has one.
    #[must_use]
    pub fn audit_verifier(&self) -> Option<&VerifierKey> {
        self.audit_key().map(Signer::verifier)
    }
}

/// Signs for the leaves of this transaction too, if the last checkpoint is older than a second or many
/// leaves ago. The signature becomes visible only if they do.
#[tracing::instrument(name = "bank.audit", level = "debug", skip_all)]
pub(crate) fn sign_if_due(
    connection: &Connection,
    signer: &dyn Signer,
    now: u64,
) -> Result<(), DatabaseError> {
    let last: Option<(u64, u64)> = connection
        .prepare_cached("SELECT size, made_at FROM audit_checkpoints ORDER BY size DESC LIMIT 1")?
        .query_row([], |row| Ok((column::unsigned(row, 0)?, column::unsigned(row, 1)?)))
        .optional()?;
    let (size, signed) = (size(connection)?, last.map_or(0, |(size, _)| size));
    let new = size.checked_sub(signed).ok_or_else(|| shorter(signed, size))?;
    // A clock that was set back counts as one that went on.
    let pause = last.is_some_and(|(_, made_at)| now.abs_diff(made_at) < PAUSE);
    if new == 0 || (pause && new < MOST_LEAVES) {
        return Ok(());
    }
    sign(connection, signer, now)
}

fn sign(connection: &Connection, signer: &dyn Signer, now: u64) -> Result<(), DatabaseError> {
    let (log, size) = (StoredNodes(connection), size(connection)?);
    if let Some(checkpoint) = newest(connection)? {
        let last = checkpoint
            .verify(signer.verifier())
            .map_err(|error| damaged(format!("its last checkpoint: {error}")))?;
        if last.size == size {
            return Ok(());
        }
        if last.size > size {
            return Err(shorter(last.size, size));
        }
        // Whoever signs two that contradict each other is caught by the first witness.
        if log.root(last.size)? != last.root {
            return Err(damaged(format!(
                "it does not continue its checkpoint of {} leaves",
                last.size
            )));
        }
    }
    match SignedCheckpoint::sign(signer, size, log.root(size)?) {
        Ok(checkpoint) => {
            connection
                .prepare_cached(
                    "INSERT INTO audit_checkpoints (size, made_at, note) VALUES (?1, ?2, ?3)",
                )?
                .execute(params![Sql(size), Sql(now), checkpoint.to_string()])?;
        }
        // The leaves are there, and are signed for as soon as the key can be used again.
        Err(error) => tracing::error!(%error, "the audit log has no new checkpoint"),
    }
    Ok(())
}

fn shorter(signed: u64, size: u64) -> DatabaseError {
    damaged(format!("it has {size} leaves, and {signed} are signed for"))
}

/// The last that was signed.
fn newest(connection: &Connection) -> Result<Option<SignedCheckpoint>, DatabaseError> {
    let note: Option<String> = connection
        .prepare_cached("SELECT note FROM audit_checkpoints ORDER BY size DESC LIMIT 1")?
        .query_row([], |row| row.get(0))
        .optional()?;
    note.map(|note| parsed(&note)).transpose()
}

fn parsed(note: &str) -> Result<SignedCheckpoint, DatabaseError> {
    note.parse().map_err(|error: loggia_audit::MalformedCheckpoint| {
        damaged(format!("a checkpoint: {error}"))
    })
}
