//! What the bank keeps of an authenticator.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::encoded::{self, Digest};
use crate::public_key::PublicKey;

/// A user's credential, as the bank keeps it. After every use the bank keeps the one of
/// [`Verified`](crate::Verified) in its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Credential {
    /// How its authenticator calls it. No two of a bank's credentials may have the same: the bank makes
    /// sure of it when it keeps a new one.
    pub id: CredentialId,
    /// Whose it is.
    pub user: String,
    /// What its signatures are verified by.
    pub public_key: PublicKey,
    /// What made it.
    pub class: Class,
    /// Whether it can leave its device (WebAuthn's BE). It never changes.
    pub backup_eligible: bool,
    /// Whether it has left it, as a synced passkey does (WebAuthn's BS).
    pub backed_up: bool,
    /// How often it has signed; 0 for ever with authenticators that do not count.
    pub sign_count: u32,
}

/// 1 to 1023 bytes by which an authenticator knows a credential. Its text is base64url.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CredentialId(Box<[u8]>);

/// What made a credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Class {
    /// A browser, a phone or a security key. Without attestation nothing proves which.
    Passkey,
    /// [`SoftwareAuthenticator`](crate::SoftwareAuthenticator): no person was asked, and the key lies
    /// in a process' memory.
    Software,
}

/// What cannot be a credential's id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a credential's id has 1 to 1023 bytes, and is written in base64url without padding")]
pub struct MalformedId;

/// WebAuthn, 4, "credential ID".
const LONGEST: usize = 1023;

impl Credential {
    /// SHA-256 of its public key's point: for the audit log, which then says whose signatures count.
    #[must_use]
    pub fn key_digest(&self) -> Digest {
        Digest::from_bytes(encoded::sha256(&self.public_key.to_sec1()))
    }
}

impl CredentialId {
    /// From its bytes.
    ///
    /// # Errors
    ///
    /// There are none, or too many.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, MalformedId> {
        if (1..=LONGEST).contains(&bytes.len()) { Ok(Self(bytes.into())) } else { Err(MalformedId) }
    }

    pub(crate) fn from_digest(digest: [u8; 32]) -> Self {
        Self(digest.into())
    }

    /// Its bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Display for CredentialId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&encoded::encode(&self.0))
    }
}

impl fmt::Debug for CredentialId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CredentialId({self})")
    }
}

impl TryFrom<String> for CredentialId {
    type Error = MalformedId;

    fn try_from(text: String) -> Result<Self, MalformedId> {
        Self::from_bytes(&encoded::decode(&text).ok_or(MalformedId)?)
    }
}

impl From<CredentialId> for String {
    fn from(id: CredentialId) -> Self {
        id.to_string()
    }
}
