//! How a user comes by a credential.

use loggia_audit::{Action, Actor};
use loggia_authentication::{Challenge, Credential, PendingChallenge, Registration, RelyingParty};
use loggia_runtime::UserId;
use rusqlite::{OptionalExtension, params};

use super::{add_credential, failures, handle, keep_failures, of_json, to_json};
use crate::account_information::random;
use crate::column::Sql;
use crate::connection::Connection;
use crate::error::{AuthenticationError, DatabaseError};
use crate::{Bank, audit};

impl Bank {
    /// Asks a user to make a credential: what their authenticator is to sign. It voids the challenge
    /// from before.
    ///
    /// Who the user is must have been made sure of before, by other means.
    ///
    /// # Errors
    ///
    /// [`AuthenticationError`].
    pub fn ask_to_register(
        &self,
        user: &UserId,
        now: u64,
    ) -> Result<Challenge, AuthenticationError> {
        self.relying_party()?;
        self.database().write(|connection| {
            let pending = PendingChallenge::registration(&make_handle(connection, user)?, now)?;
            connection
                .prepare_cached(
                    "INSERT INTO registration_challenges (user, body) VALUES (?1, ?2)
                     ON CONFLICT (user) DO UPDATE SET body = excluded.body",
                )?
                .execute(params![Sql(user), to_json("a challenge", &pending)?])?;
            Ok(pending.challenge())
        })
    }

    /// Takes in the credential that the user's authenticator made. From now on it authorises the
    /// user's payments.
    ///
    /// # Errors
    ///
    /// [`AuthenticationError`]; then there is no new credential. An answer that is refused counts as a
    /// failure of the user's, as a payer's signature does, and its challenge is spent.
    pub fn register_authenticator(
        &self,
        user: &UserId,
        made: &Registration,
        now: u64,
    ) -> Result<Credential, AuthenticationError> {
        let relying_party = self.relying_party()?;
        self.write_audited(now, |connection| register(connection, relying_party, user, made, now))?
    }
}

/// A refusal is an answer, so that its failure is kept.
fn register(
    connection: &Connection,
    relying_party: &RelyingParty,
    user: &UserId,
    made: &Registration,
    now: u64,
) -> Result<Result<Credential, AuthenticationError>, AuthenticationError> {
    let mut failed = failures(connection, user)?;
    if let Some(until) = failed.locked_until().filter(|_| !failed.allows(now)) {
        return Err(AuthenticationError::Locked { until });
    }
    let body: Option<String> = connection
        .prepare_cached("DELETE FROM registration_challenges WHERE user = ?1 RETURNING body")?
        .query_row([Sql(user)], |row| row.get(0))
        .optional()?;
    let body = body.ok_or(AuthenticationError::NotAsked)?;
    let mut pending: PendingChallenge = of_json("a challenge", &body)?;
    let credential = match relying_party.verify_registration(&mut pending, made, now) {
        Ok(credential) => credential,
        Err(refused) => {
            let locks = failed.failed(now);
            keep_failures(connection, user, &failed)?;
            audit::failed_to_register(connection, user, pending.user(), locks, now)?;
            tracing::warn!(%refused, "a registration is refused");
            return Ok(Err(refused.into()));
        }
    };
    // Whoever had it first keeps it (WebAuthn, 7.1).
    let taken: bool = connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM credentials WHERE id = ?1)")?
        .query_row([credential.id.as_bytes()], |row| row.get(0))?;
    if taken {
        return Err(AuthenticationError::Taken);
    }
    let action = Action::AuthenticatorRegistered;
    audit::authenticator(connection, action, Actor::Customer, user, &credential, now)?;
    add_credential(connection, user, &credential, now)?;
    Ok(Ok(credential))
}

fn make_handle(connection: &Connection, user: &UserId) -> Result<String, DatabaseError> {
    if let Some(handle) = handle(connection, user)? {
        return Ok(handle);
    }
    let handle: String = random::<16>()?.iter().map(|byte| format!("{byte:02x}")).collect();
    connection
        .prepare_cached("INSERT INTO user_handles (user, handle) VALUES (?1, ?2)")?
        .execute(params![Sql(user), handle])?;
    Ok(handle)
}
