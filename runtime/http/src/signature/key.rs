//! Keys that sign requests.

use std::fmt;

use ed25519_dalek::Signer as _;

use crate::label::Label;

/// Signs with a key, wherever that lies: a file, or a service that never gives it away.
pub trait Signer: fmt::Debug + Send + Sync + 'static {
    /// By which id partners know the key: `keyid`.
    fn id(&self) -> &Label;

    /// The Ed25519 signature of a message.
    ///
    /// # Errors
    ///
    /// The key cannot be used now.
    fn sign(&self, message: &[u8]) -> Result<[u8; 64], SigningFailed>;
}

/// A secret key with its id. Its bytes are wiped when it is dropped, and are not in its `Debug`.
pub struct SignerKey {
    id: Label,
    key: ed25519_dalek::SigningKey,
}

/// A public key with its id: what the bank gives its partners.
#[derive(Clone, PartialEq, Eq)]
pub struct VerifierKey {
    id: Label,
    key: ed25519_dalek::VerifyingKey,
}

/// A key could not be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the key cannot sign: {reason}")]
pub struct SigningFailed {
    reason: String,
}

/// 32 bytes that are no public key of Ed25519.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an Ed25519 public key is 32 bytes that encode a point of its curve")]
pub struct MalformedKey;

impl SignerKey {
    /// The key of 32 secret bytes.
    #[must_use]
    pub fn from_seed(id: Label, seed: [u8; 32]) -> Self {
        Self { id, key: ed25519_dalek::SigningKey::from_bytes(&seed) }
    }

    /// By which its signatures are checked.
    #[must_use]
    pub fn verifier(&self) -> VerifierKey {
        VerifierKey { id: self.id.clone(), key: self.key.verifying_key() }
    }
}

impl Signer for SignerKey {
    fn id(&self) -> &Label {
        &self.id
    }

    fn sign(&self, message: &[u8]) -> Result<[u8; 64], SigningFailed> {
        Ok(self.key.sign(message).to_bytes())
    }
}

impl VerifierKey {
    /// The key of 32 public bytes.
    ///
    /// # Errors
    ///
    /// [`MalformedKey`].
    pub fn new(id: Label, key: [u8; 32]) -> Result<Self, MalformedKey> {
        let key = ed25519_dalek::VerifyingKey::from_bytes(&key).map_err(|_| MalformedKey)?;
        Ok(Self { id, key })
    }

    /// By which id signatures name it.
    #[must_use]
    pub fn id(&self) -> &Label {
        &self.id
    }

    /// Its 32 bytes, to be published.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        self.key.as_bytes()
    }

    /// Whether the key made this signature of a message. Strict: no weak keys, one signature only that
    /// is right.
    #[must_use]
    pub fn signed(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        let signature = ed25519_dalek::Signature::from_bytes(signature);
        self.key.verify_strict(message, &signature).is_ok()
    }
}

impl SigningFailed {
    /// With what its operator should know.
    #[must_use]
    pub fn new(reason: impl Into<String>) -> Self {
        Self { reason: reason.into() }
    }
}

impl fmt::Debug for SignerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignerKey").field("id", &self.id).finish_non_exhaustive()
    }
}

impl fmt::Debug for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VerifierKey").field("id", &self.id).finish_non_exhaustive()
    }
}
