//! What payers signed, kept for the day on which somebody disputes it.

use loggia_audit::Hash;
use loggia_authentication::Evidence;
use loggia_runtime::PaymentId;
use rusqlite::{OptionalExtension, params};

use super::{of_json, to_json};
use crate::Bank;
use crate::column::Sql;
use crate::connection::Connection;
use crate::error::DatabaseError;

impl Bank {
    /// What the payer of a payment signed; none for one that nobody authorised, or of which it was erased.
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    pub fn payment_evidence(&self, payment: &PaymentId) -> Result<Option<Evidence>, DatabaseError> {
        self.database().read(|connection| find(connection, payment))
    }
}

pub(super) fn keep(
    connection: &Connection,
    payment: &PaymentId,
    evidence: &Evidence,
) -> Result<(), DatabaseError> {
    connection
        .prepare_cached("INSERT INTO payment_evidence (payment, digest, body) VALUES (?1, ?2, ?3)")?
        .execute(params![
            Sql(*payment),
            evidence.digest().as_bytes(),
            to_json("a payment's evidence", evidence)?
        ])?;
    Ok(())
}

/// The digest that the audit log holds of it.
pub(crate) fn digest(
    connection: &Connection,
    payment: &PaymentId,
) -> Result<Option<Hash>, DatabaseError> {
    let digest: Option<[u8; 32]> = connection
        .prepare_cached("SELECT digest FROM payment_evidence WHERE payment = ?1")?
        .query_row([Sql(*payment)], |row| row.get(0))
        .optional()?;
    Ok(digest.map(Hash::from_bytes))
}

/// Whether the evidence of an authorised payment is there, proves itself, and is what the log says. Of
/// one whose payer or payee is erased only the digest is left.
pub(crate) fn check(
    connection: &Connection,
    payment: &PaymentId,
    logged: Option<&Hash>,
    erased: bool,
) -> Result<Option<String>, DatabaseError> {
    let Some(kept) = digest(connection, payment)? else {
        return Ok(Some("it was authorised, and there is no evidence of it".to_owned()));
    };
    let Some(evidence) = find(connection, payment)? else {
        let same = logged.map(Hash::as_bytes) == Some(kept.as_bytes());
        return Ok(match (same, erased) {
            (true, true) => None,
            (_, false) => Some("its evidence was blanked, and nobody erased".to_owned()),
            (false, _) => Some("its evidence is not what the audit log says".to_owned()),
        });
    };
    if logged.map(Hash::as_bytes) != Some(evidence.digest().as_bytes()) {
        return Ok(Some("its evidence is not what the audit log says".to_owned()));
    }
    Ok(evidence.verify().err().map(|unproven| format!("its evidence proves nothing: {unproven}")))
}

fn find(connection: &Connection, payment: &PaymentId) -> Result<Option<Evidence>, DatabaseError> {
    let body: Option<String> = connection
        .prepare_cached("SELECT body FROM payment_evidence WHERE payment = ?1")?
        .query_row([Sql(*payment)], |row| row.get(0))
        .optional()?;
    // Blanked is null.
    let body = body.map(|body| of_json::<Option<Evidence>>("a payment's evidence", &body));
    Ok(body.transpose()?.flatten())
}
