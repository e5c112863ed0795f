//! How a credential is taken away from its user.

use loggia_audit::{Action, Actor};
use loggia_authentication::CredentialId;
use loggia_runtime::UserId;

use super::credential;
use crate::column::Sql;
use crate::error::AuthenticationError;
use crate::{Bank, audit};

impl Bank {
    /// Takes a credential away from its user, whose authenticator was lost or stolen: it signs for nothing
    /// any more. What the user is asked to sign now is void.
    ///
    /// Who asks for it must have been made sure of before.
    ///
    /// # Errors
    ///
    /// [`AuthenticationError::UnknownCredential`] where the user has none of this id; or the database
    /// cannot do it.
    pub fn revoke_authenticator(
        &self,
        user: &UserId,
        id: &CredentialId,
        now: u64,
    ) -> Result<(), AuthenticationError> {
        self.write_audited(now, |connection| {
            let revoked =
                credential(connection, user, id)?.ok_or(AuthenticationError::UnknownCredential)?;
            let action = Action::AuthenticatorRevoked;
            audit::authenticator(connection, action, Actor::Bank, user, &revoked, now)?;
            connection
                .prepare_cached("DELETE FROM credentials WHERE id = ?1")?
                .execute([id.as_bytes()])?;
            connection
                .prepare_cached("DELETE FROM registration_challenges WHERE user = ?1")?
                .execute([Sql(user)])?;
            connection
                .prepare_cached(
                    "DELETE FROM payment_challenges
                     WHERE payment IN (SELECT id FROM payments WHERE user = ?1)",
                )?
                .execute([Sql(user)])?;
            Ok::<_, AuthenticationError>(())
        })?;
        self.remembered_keys.forget();
        Ok(())
    }
}
