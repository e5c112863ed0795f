//! What payers signed, kept for the day on which somebody disputes it.

use loggia_audit::Hash;
use loggia_authentication::{Credential, Evidence};
use loggia_runtime::PaymentId;
use rusqlite::{OptionalExtension, params};

use super::payment::facts;
use super::{of_json, to_json};
use crate::Bank;
use crate::column::Sql;
use crate::connection::Connection;
use crate::error::{DatabaseError, SheetError};
use crate::payment_record::PaymentRecord;

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

/// Whether the evidence of an authorised payment is there, is of this payment, proves itself, and is what
/// the log says; and the credential that signed. Of one whose payer or payee is erased only the digest is
/// left.
pub(crate) fn check(
    connection: &Connection,
    record: &PaymentRecord,
    logged: Option<&Hash>,
) -> Result<Result<Option<Credential>, String>, DatabaseError> {
    let wrong = |what: &str| Ok(Err(what.to_owned()));
    let payment = &record.payment.id;
    let Some(kept) = digest(connection, payment)? else {
        return wrong("it was authorised, and there is no evidence of it");
    };
    let found = find(connection, payment)?;
    let proven = found.as_ref().map(|found| Hash::from_bytes(*found.digest().as_bytes()));
    if logged != Some(&kept) || proven.is_some_and(|digest| digest != kept) {
        return wrong("its evidence is not what the audit log says");
    }
    let Some(found) = found else {
        return match record.is_erased() {
            true => Ok(Ok(None)),
            false => wrong("its evidence was blanked, and nobody erased"),
        };
    };
    let shown = match record.debtor.map(|account| facts(connection, record, account)) {
        Some(Err(SheetError::Database(error))) => return Err(error),
        Some(Ok(facts)) => Some(facts),
        Some(Err(_)) | None => None,
    };
    if shown.as_ref() != Some(&found.facts) {
        return wrong("its evidence is of another payment");
    }
    if let Err(unproven) = found.verify() {
        return Ok(Err(format!("its evidence proves nothing: {unproven}")));
    }
    Ok(Ok(Some(found.credential)))
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
