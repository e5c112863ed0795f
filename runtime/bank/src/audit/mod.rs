//! The audit log: a leaf in the same transaction as what it records.

mod check;
mod checkpoints;
mod erasure;
mod recorded;
mod signer;

use loggia_audit::{Hash, Leaf, NewNode, Nodes, Personal, Receipt, Rewrite, Salt, Tree, Witness};
use loggia_runtime::{PaymentId, UserId};
use rusqlite::{OptionalExtension, Row, params};
use serde::Serialize;

use crate::Bank;
use crate::column::{self, Sql};
use crate::connection::Connection;
use crate::error::DatabaseError;

pub(crate) use self::check::check;
pub(crate) use self::checkpoints::sign_if_due;
pub(crate) use self::erasure::{begin_erasing, erase_personal, overwriting, personal_of_user};
pub(crate) use self::recorded::{
    Denied, PaymentFacts, TransferFacts, authenticator, claims_moved, consent_moved, denied,
    failed_to_authenticate, failed_to_register, moved, payment, transfers,
};
pub use self::signer::AuditKeyError;

/// A leaf of the bank's audit log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AuditEntry {
    /// Its place in the log, from 0.
    pub index: u64,
    /// What it says.
    pub leaf: Leaf,
    /// What its personal part says: JSON. None where it has none, or where that was erased.
    pub personal: Option<String>,
}

impl Bank {
    /// The audit log, oldest first.
    ///
    /// # Errors
    ///
    /// The database cannot be read, or holds a leaf that is none.
    pub fn audit_log(&self) -> Result<Vec<AuditEntry>, DatabaseError> {
        self.database().read(|connection| {
            Ok(leaves(connection, "ORDER BY number", [])?
                .into_iter()
                .map(|stored| AuditEntry {
                    index: stored.index,
                    leaf: stored.leaf,
                    personal: stored.personal.map(|personal| personal.data),
                })
                .collect())
        })
    }

    /// A receipt for a payment, with all of its leaves, under a checkpoint of now. None: there is no
    /// such payment in the log, or no key has ever signed for it.
    ///
    /// # Errors
    ///
    /// As for [`Bank::audit_checkpoint`]; [`DatabaseError::NotSigned`] where the newest checkpoint is of
    /// before its last leaves, and there can be none of now.
    pub fn audit_receipt(&self, payment: &PaymentId) -> Result<Option<Receipt>, DatabaseError> {
        let Some(checkpoint) = self.audit_checkpoint()? else { return Ok(None) };
        let size = checkpoint.unverified().size;
        self.database().read(|connection| {
            let which = "WHERE subject = ?1 AND action LIKE 'payment-%' ORDER BY number";
            let found = leaves(connection, which, [payment.to_string()])?;
            if found.is_empty() {
                return Ok(None);
            }
            let unsigned = found.iter().filter(|stored| stored.index >= size).count();
            if unsigned > 0 {
                return Err(DatabaseError::NotSigned { leaves: unsigned });
            }
            let mut receipt = Receipt::under(&checkpoint);
            for stored in found {
                let proof = StoredNodes(connection).inclusion(stored.index, size)?;
                let proof = proof.ok_or_else(|| damaged("a leaf lies beyond its checkpoint"))?;
                receipt.add(stored.leaf.to_string(), stored.personal, proof);
            }
            Ok(Some(receipt))
        })
    }

    /// Compares the log, worked out anew from its leaves, with everything that a witness has kept of
    /// it.
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    pub fn audit_against(&self, witness: &Witness) -> Result<Result<(), Rewrite>, DatabaseError> {
        self.database().read(|connection| {
            let mut tree = Tree::new();
            let mut statement =
                connection.prepare("SELECT leaf FROM audit_leaves ORDER BY number")?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let leaf = row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?;
                tree.push(Hash::of_leaf(leaf.as_bytes()));
            }
            witness.check(&tree, tree.size()).map_err(|error| damaged(error.to_string()))
        })
    }
}

/// The nodes of the tree, as the database keeps them.
pub(crate) struct StoredNodes<'a>(pub(crate) &'a Connection);

impl Nodes for StoredNodes<'_> {
    type Error = DatabaseError;

    fn node(&self, level: u32, position: u64) -> Result<Hash, DatabaseError> {
        let (sql, level) = match level {
            0 => ("SELECT hash FROM audit_leaves WHERE number = ?2 AND ?1 = 0", 0),
            level => ("SELECT hash FROM audit_nodes WHERE level = ?1 AND position = ?2", level),
        };
        let hash: Option<[u8; 32]> = self
            .0
            .prepare_cached(sql)?
            .query_row(params![level, Sql(position)], |row| row.get(0))
            .optional()?;
        hash.map(Hash::from_bytes)
            .ok_or_else(|| damaged(format!("node {position} of level {level} is missing")))
    }
}

/// How many leaves there are.
pub(crate) fn size(connection: &Connection) -> Result<u64, DatabaseError> {
    Ok(connection
        .prepare_cached("SELECT coalesce(max(number), -1) + 1 FROM audit_leaves")?
        .query_row([], |row| column::unsigned(row, 0))?)
}

/// Writes the next leaf, with its personal part where it has one, and the nodes that it completes.
pub(crate) fn append(
    connection: &Connection,
    leaf: &Leaf,
    personal: Option<(&UserId, &Personal)>,
) -> Result<u64, DatabaseError> {
    let number = size(connection)?;
    for NewNode { level, position, hash } in
        StoredNodes(connection).completed_by(number, leaf.hash())?
    {
        if level == 0 {
            connection
                .prepare_cached(
                    "INSERT INTO audit_leaves (number, leaf, action, subject, hash)
                     VALUES (?1, ?2, ?3, ?4, ?5)",
                )?
                .execute(params![
                    Sql(number),
                    leaf.to_string(),
                    leaf.action.code(),
                    leaf.subject.as_str(),
                    hash.as_bytes(),
                ])?;
        } else {
            connection
                .prepare_cached(
                    "INSERT INTO audit_nodes (level, position, hash) VALUES (?1, ?2, ?3)",
                )?
                .execute(params![level, Sql(position), hash.as_bytes()])?;
        }
    }
    if let Some((user, Personal { salt, data })) = personal {
        connection
            .prepare_cached(
                "INSERT INTO audit_personal (leaf, user, salt, data) VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute(params![Sql(number), Sql(user), salt.as_bytes(), data])?;
    }
    Ok(number)
}

/// A leaf as it was found.
struct Stored {
    index: u64,
    leaf: Leaf,
    personal: Option<Personal>,
}

fn leaves(
    connection: &Connection,
    which: &str,
    params: impl rusqlite::Params,
) -> Result<Vec<Stored>, DatabaseError> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT number, audit_leaves.leaf, salt, data FROM audit_leaves
         LEFT JOIN audit_personal ON audit_personal.leaf = number {which}"
    ))?;
    let mut rows = statement.query(params)?;
    let mut leaves = Vec::new();
    while let Some(row) = rows.next()? {
        let index = column::unsigned(row, 0)?;
        let leaf = row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?;
        let leaf = leaf.parse().map_err(|error| damaged(format!("leaf {index}: {error}")))?;
        leaves.push(Stored { index, leaf, personal: personal_of(row)? });
    }
    Ok(leaves)
}

/// Of the columns `salt` and `data`.
fn personal_of(row: &Row<'_>) -> rusqlite::Result<Option<Personal>> {
    let salt: Option<[u8; 32]> = row.get("salt")?;
    let data: Option<String> = row.get("data")?;
    Ok(salt.zip(data).map(|(salt, data)| Personal { salt: Salt::from_bytes(salt), data }))
}

fn damaged(what: impl Into<String>) -> DatabaseError {
    DatabaseError::Damaged { what: format!("the audit log: {}", what.into()) }
}
