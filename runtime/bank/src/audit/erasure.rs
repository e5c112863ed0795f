//! Erasure: a person's parts go, and the log verifies as before.

use loggia_audit::{Action, Actor, Leaf};
use loggia_runtime::UserId;
use rusqlite::{Connection, params};

use super::{append, recorded};
use crate::Bank;
use crate::column::Sql;
use crate::error::DatabaseError;

impl Bank {
    /// Erases what the audit log's personal parts say of a user: data and salts, for ever, also in the
    /// file's unused pages. The leaves stay, with commitments that nobody can open any more, and a leaf
    /// says that so many parts were erased. How many that were.
    ///
    /// What else the bank keeps of the user is not touched.
    ///
    /// # Errors
    ///
    /// The database cannot do it.
    pub fn erase_audit_personal(&self, user: &UserId, now: u64) -> Result<usize, DatabaseError> {
        let erased = self.write_audited(now, |connection| {
            secure_delete(connection, "ON")?;
            let erased = erase(connection, user, now);
            secure_delete(connection, "FAST")?;
            erased
        })?;
        if erased > 0 {
            self.database().empty_log();
        }
        Ok(erased)
    }
}

fn erase(connection: &Connection, user: &UserId, now: u64) -> Result<usize, DatabaseError> {
    let count: i64 = connection
        .prepare_cached("SELECT count(*) FROM audit_personal WHERE user = ?1")?
        .query_row([Sql(user)], |row| row.get(0))?;
    if count == 0 {
        return Ok(0);
    }
    let leaf = Leaf {
        action: Action::PersonalErased,
        at: now,
        by: Actor::Bank,
        subject: recorded::word(&count)?,
        app: None,
        package: None,
        reason: None,
        personal: None,
    };
    let erased_by = append(connection, &leaf, None)?;
    connection
        .prepare_cached(
            "INSERT INTO audit_erasures (leaf, erased_by)
             SELECT leaf, ?2 FROM audit_personal WHERE user = ?1",
        )?
        .execute(params![Sql(user), Sql(erased_by)])?;
    Ok(connection
        .prepare_cached("DELETE FROM audit_personal WHERE user = ?1")?
        .execute([Sql(user)])?)
}

/// Whether SQLite overwrites what it deletes.
fn secure_delete(connection: &Connection, how: &str) -> Result<(), DatabaseError> {
    Ok(connection.pragma_update_and_check(None, "secure_delete", how, |_| Ok(()))?)
}
