//! Strong authentication: who may say yes for a user, and what they signed.

mod evidence;
mod payment;
mod registration;
mod remembered;
mod revocation;

use std::sync::Arc;

use loggia_authentication::{Credential, CredentialId, Failures, PublicKey, RelyingParty};
use loggia_runtime::UserId;
use rusqlite::{OptionalExtension, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

pub(crate) use self::evidence::{check as check_evidence, digest as evidence_digest};
pub use self::payment::PaymentChallenge;
pub(crate) use self::remembered::RememberedKeys;
use crate::Bank;
use crate::column::Sql;
use crate::connection::Connection;
use crate::error::{AuthenticationError, DatabaseError};

impl Bank {
    /// The credentials that a user may authorise payments with, the oldest first.
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    pub fn credentials(&self, user: &UserId) -> Result<Vec<Credential>, DatabaseError> {
        self.database().read(|connection| credentials(connection, user))
    }

    fn relying_party(&self) -> Result<&Arc<RelyingParty>, AuthenticationError> {
        self.relying_party.as_ref().ok_or(AuthenticationError::NoRelyingParty)
    }
}

fn credentials(connection: &Connection, user: &UserId) -> Result<Vec<Credential>, DatabaseError> {
    let bodies: Vec<String> = connection
        .prepare_cached("SELECT body FROM credentials WHERE user = ?1 ORDER BY registered_at, id")?
        .query_map([Sql(user)], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    bodies.iter().map(|body| of_json("a credential", body)).collect()
}

/// A user's credential; none where it is another's, or nobody's.
fn credential(
    connection: &Connection,
    user: &UserId,
    id: &CredentialId,
) -> Result<Option<Credential>, DatabaseError> {
    let body: Option<String> = connection
        .prepare_cached("SELECT body FROM credentials WHERE id = ?1 AND user = ?2")?
        .query_row(params![id.as_bytes(), Sql(user)], |row| row.get(0))
        .optional()?;
    body.map(|body| of_json("a credential", &body)).transpose()
}

/// The key of a credential, whosever it is.
fn public_key(
    connection: &Connection,
    id: &CredentialId,
) -> Result<Option<PublicKey>, DatabaseError> {
    let body: Option<String> = connection
        .prepare_cached("SELECT body FROM credentials WHERE id = ?1")?
        .query_row([id.as_bytes()], |row| row.get(0))
        .optional()?;
    let credential = body.map(|body| of_json::<Credential>("a credential", &body)).transpose()?;
    Ok(credential.map(|credential| credential.public_key))
}

/// Takes a new credential in, whose leaf of the audit log has just been written.
fn add_credential(
    connection: &Connection,
    user: &UserId,
    credential: &Credential,
    now: u64,
) -> Result<(), DatabaseError> {
    connection
        .prepare_cached(
            "INSERT INTO credentials (id, user, body, registered_at) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute(params![
            credential.id.as_bytes(),
            Sql(user),
            to_json("a credential", credential)?,
            Sql(now)
        ])?;
    Ok(())
}

/// Keeps a credential as it is after it was used.
fn keep_credential(
    connection: &Connection,
    user: &UserId,
    credential: &Credential,
) -> Result<(), DatabaseError> {
    connection
        .prepare_cached("UPDATE credentials SET body = ?3 WHERE id = ?1 AND user = ?2")?
        .execute(params![
            credential.id.as_bytes(),
            Sql(user),
            to_json("a credential", credential)?
        ])?;
    Ok(())
}

/// Every credential with its user, and what the user's authenticators call them.
pub(crate) fn every_credential(
    connection: &Connection,
) -> Result<Vec<(UserId, String, Credential)>, DatabaseError> {
    let mut statement = connection.prepare(
        "SELECT credentials.user, handle, body FROM credentials
         JOIN user_handles ON user_handles.user = credentials.user ORDER BY registered_at, id",
    )?;
    let mut rows = statement.query([])?;
    let mut credentials = Vec::new();
    while let Some(row) = rows.next()? {
        let Sql(user) = row.get(0)?;
        let body = row.get_ref(2)?.as_str().map_err(rusqlite::Error::from)?;
        credentials.push((user, row.get(1)?, of_json("a credential", body)?));
    }
    Ok(credentials)
}

/// What an authenticator calls a user.
fn handle(connection: &Connection, user: &UserId) -> Result<Option<String>, DatabaseError> {
    Ok(connection
        .prepare_cached("SELECT handle FROM user_handles WHERE user = ?1")?
        .query_row([Sql(user)], |row| row.get(0))
        .optional()?)
}

fn failures(connection: &Connection, user: &UserId) -> Result<Failures, DatabaseError> {
    let body: Option<String> = connection
        .prepare_cached("SELECT body FROM authentication_failures WHERE user = ?1")?
        .query_row([Sql(user)], |row| row.get(0))
        .optional()?;
    body.map_or(Ok(Failures::new()), |body| of_json("a user's failures", &body))
}

fn keep_failures(
    connection: &Connection,
    user: &UserId,
    failures: &Failures,
) -> Result<(), DatabaseError> {
    connection
        .prepare_cached(
            "INSERT INTO authentication_failures (user, body) VALUES (?1, ?2)
             ON CONFLICT (user) DO UPDATE SET body = excluded.body",
        )?
        .execute(params![Sql(user), to_json("a user's failures", failures)?])?;
    Ok(())
}

fn to_json(what: &str, value: &impl Serialize) -> Result<String, DatabaseError> {
    serde_json::to_string(value)
        .map_err(|error| DatabaseError::Damaged { what: format!("{what}: {error}") })
}

fn of_json<T: DeserializeOwned>(what: &str, body: &str) -> Result<T, DatabaseError> {
    serde_json::from_str(body)
        .map_err(|error| DatabaseError::Damaged { what: format!("{what}: {error}") })
}
