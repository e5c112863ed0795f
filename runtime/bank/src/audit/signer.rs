//! The log's key, where it is one of the bank's [`Keys`].

use std::fmt;
use std::sync::Arc;

use loggia_audit::{KeyUse, MalformedKey, Signer, SigningFailed, VerifierKey};
use loggia_keys::{KeyName, Keys, KeysError};

use crate::Bank;

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
    /// The log cannot be called that.
    #[error("the audit log cannot be called that: {0}")]
    Name(#[from] MalformedKey),
}

impl Bank {
    /// With the bank's own audit key ([`KeyName::Audit`]), which is made where there is none, as by
    /// [`Bank::with_audit_key`]. The log is called `name`, a slash and a number that follows from the
    /// key, so that nobody takes one bank's log for another's.
    ///
    /// # Errors
    ///
    /// [`AuditKeyError`].
    pub fn with_own_audit_key(self, name: &str) -> Result<Self, AuditKeyError> {
        let keys = Arc::clone(self.keys());
        keys.make(KeyName::Audit)?;
        let public = keys.public_key(KeyName::Audit)?;
        let number = blake3::derive_key("loggia-bank 2026 number of an audit log", &public);
        let [a, b, c, d, e, f, g, h, ..] = number;
        let number = u64::from_be_bytes([a, b, c, d, e, f, g, h]);
        let verifier =
            VerifierKey::from_public(&format!("{name}/{number:016x}"), KeyUse::Notes, public)?;
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
