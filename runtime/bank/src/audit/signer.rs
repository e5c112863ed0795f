//! The log's key, where it is one of the bank's [`Keys`].

use std::fmt;
use std::sync::Arc;

use loggia_audit::{KeyUse, MalformedKey, Signer, SigningFailed, VerifierKey};
use loggia_keys::{KeyName, Keys, KeysError};

use crate::Bank;
use crate::error::DatabaseError;

/// Signs with the bank's audit key, which stays where it is.
struct KeysSigner {
    keys: Arc<dyn Keys>,
    verifier: VerifierKey,
}

/// Why the bank's own key does not sign the log.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AuditKeyError {
    /// The key cannot be used.
    #[error(transparent)]
    Keys(#[from] KeysError),
    /// The log was signed for with a key that is not there. Another one would sign what nobody could tell
    /// from a forgery.
    #[error(
        "the key of the audit log {log} is missing: put the folder keys back beside the bank; backups of a bank hold no keys"
    )]
    Missing {
        /// What it is called.
        log: String,
    },
    /// What was signed for cannot be looked at.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// The log cannot be called that.
    #[error("the audit log cannot be called that: {0}")]
    Name(#[from] MalformedKey),
}

impl Bank {
    /// With the bank's own audit key ([`KeyName::Audit`]), which is made where nothing was signed for yet,
    /// as by [`Bank::with_audit_key`]. The log is called `name`, a slash and a number that follows from the
    /// key, so that nobody takes one bank's log for another's.
    ///
    /// # Errors
    ///
    /// [`AuditKeyError`].
    pub fn with_own_audit_key(self, name: &str) -> Result<Self, AuditKeyError> {
        let keys = Arc::clone(self.keys());
        let signed = self.audit_checkpoint()?.map(|signed| signed.unverified().origin.clone());
        if let Some(log) = &signed
            && keys.versions(KeyName::Audit)?.is_empty()
        {
            return Err(AuditKeyError::Missing { log: log.clone() });
        }
        keys.make(KeyName::Audit)?;
        let public = keys.public_key(KeyName::Audit)?;
        let number = blake3::derive_key("loggia-bank 2026 number of an audit log", &public);
        let [a, b, c, d, e, f, g, h, ..] = number;
        let number = u64::from_be_bytes([a, b, c, d, e, f, g, h]);
        let verifier =
            VerifierKey::from_public(&format!("{name}/{number:016x}"), KeyUse::Notes, public)?;
        if let Some(log) = signed.filter(|log| log != verifier.name()) {
            return Err(AuditKeyError::Missing { log });
        }
        Ok(self.with_audit_key(Arc::new(KeysSigner { keys, verifier })))
    }
}

impl Signer for KeysSigner {
    fn verifier(&self) -> &VerifierKey {
        &self.verifier
    }

    fn sign(&self, message: &[u8]) -> Result<[u8; 64], SigningFailed> {
        self.keys
            .sign(KeyName::Audit, message)
            .map_err(|error| SigningFailed::new(error.to_string()))
    }
}

impl fmt::Debug for KeysSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeysSigner").field("verifier", &self.verifier).finish_non_exhaustive()
    }
}
