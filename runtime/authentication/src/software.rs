//! An authenticator in software, for terminals and tests.

use std::fmt;

use cbor4ii::core::enc::{self, Encode};
use cbor4ii::core::types;
use cbor4ii::core::utils::BufWriter;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use zeroize::Zeroizing;

use crate::assertion::{Assertion, signed_bytes};
use crate::authenticator_data::Flags;
use crate::credential::CredentialId;
use crate::encoded::{self, Challenge, Fields};
use crate::public_key::PublicKey;
use crate::registration::Registration;

/// Speaks WebAuthn's protocol with a P-256 key of its own, over the same bytes as a passkey.
///
/// It asks nobody, and says so: its credentials are of the class [`Software`](crate::Class::Software),
/// which a [`RelyingParty`](crate::RelyingParty) refuses unless it is told otherwise. One key is one
/// credential; it counts no signatures, as synced passkeys do not.
pub struct SoftwareAuthenticator {
    key: SigningKey,
    public_key: PublicKey,
}

/// How our software authenticators are told apart, by honest software.
pub const SOFTWARE_AAGUID: [u8; 16] = *b"loggia-software1";

/// No software authenticator could be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotAnAuthenticator {
    /// The bytes are no secret key.
    #[error("a secret key is a number of 32 bytes from 1 to below the order of P-256")]
    Secret,
    /// The system has no randomness to make a key of.
    #[error("the system has no randomness to make a key of")]
    Randomness,
}

impl SoftwareAuthenticator {
    /// One with a new key, from the system's randomness.
    ///
    /// # Errors
    ///
    /// The system has none.
    pub fn generate() -> Result<Self, NotAnAuthenticator> {
        let mut secret = Zeroizing::new([0; 32]);
        // One number in 2^32 is no key.
        for _ in 0..4 {
            getrandom::fill(secret.as_mut()).map_err(|_| NotAnAuthenticator::Randomness)?;
            if let Ok(authenticator) = Self::from_secret(&secret) {
                return Ok(authenticator);
            }
        }
        Err(NotAnAuthenticator::Randomness)
    }

    /// The one whose key is this number, as [`SoftwareAuthenticator::reveal`] gave it.
    ///
    /// # Errors
    ///
    /// It is no key of P-256.
    pub fn from_secret(secret: &[u8; 32]) -> Result<Self, NotAnAuthenticator> {
        let key = SigningKey::from_slice(secret).map_err(|_| NotAnAuthenticator::Secret)?;
        let public_key = PublicKey::from(key.verifying_key());
        Ok(Self { key, public_key })
    }

    /// Its secret key: for the file that only its owner reads. The bytes are wiped when they are
    /// dropped.
    #[must_use]
    pub fn reveal(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.key.to_bytes().into())
    }

    /// How it calls its credential, which follows from its key.
    #[must_use]
    pub fn credential_id(&self) -> CredentialId {
        let id = Fields::new("loggia-software-credential-v1").with(&self.public_key.to_sec1());
        CredentialId::from_digest(id.sha256())
    }

    /// Its public key.
    #[must_use]
    pub fn public_key(&self) -> &PublicKey {
        &self.public_key
    }

    /// Answers a registration's challenge, as a page of this origin would have it do.
    #[must_use]
    pub fn register(&self, rp_id: &str, origin: &str, challenge: &Challenge) -> Registration {
        let mut data = authenticator_data(rp_id, Flags::AT);
        let id = self.credential_id();
        data.extend(SOFTWARE_AAGUID);
        // An id of ours has 32 bytes.
        data.extend([0, 32]);
        data.extend(id.as_bytes());
        data.extend(self.cose_key());
        Registration {
            client_data: client_data("webauthn.create", origin, challenge),
            attestation_object: attestation_object(&data),
        }
    }

    /// Answers a challenge with its credential, as a page of this origin would have it do.
    #[must_use]
    pub fn assert(&self, rp_id: &str, origin: &str, challenge: &Challenge) -> Assertion {
        let client_data = client_data("webauthn.get", origin, challenge);
        let authenticator_data = authenticator_data(rp_id, 0);
        let signature: Signature = self.key.sign(&signed_bytes(&authenticator_data, &client_data));
        Assertion {
            credential_id: self.credential_id(),
            client_data,
            authenticator_data,
            signature: signature.to_der().as_bytes().to_vec(),
            user_handle: None,
        }
    }

    fn cose_key(&self) -> Vec<u8> {
        let point = self.public_key.to_sec1();
        let (x, y) = point.get(1..).unwrap_or_default().split_at_checked(32).unwrap_or_default();
        encoded_by(|cbor| {
            types::Map::bounded(5, cbor)?;
            1_i8.encode(cbor)?;
            2_i8.encode(cbor)?;
            3_i8.encode(cbor)?;
            (-7_i8).encode(cbor)?;
            (-1_i8).encode(cbor)?;
            1_i8.encode(cbor)?;
            (-2_i8).encode(cbor)?;
            types::Bytes(x).encode(cbor)?;
            (-3_i8).encode(cbor)?;
            types::Bytes(y).encode(cbor)
        })
    }
}

impl fmt::Debug for SoftwareAuthenticator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SoftwareAuthenticator")
            .field("public_key", &self.public_key)
            .finish_non_exhaustive()
    }
}

/// As browsers write it, field by field (WebAuthn, 5.8.1.1).
fn client_data(r#type: &str, origin: &str, challenge: &Challenge) -> Vec<u8> {
    let origin = serde_json::Value::from(origin);
    let json = format!(
        r#"{{"type":"{type}","challenge":"{challenge}","origin":{origin},"crossOrigin":false}}"#
    );
    json.into_bytes()
}

/// The protocol's claim that a user was there and verified: whoever started this program.
fn authenticator_data(rp_id: &str, more: u8) -> Vec<u8> {
    let mut data = encoded::sha256(rp_id.as_bytes()).to_vec();
    data.push(Flags::UP | Flags::UV | more);
    data.extend([0; 4]);
    data
}

fn attestation_object(authenticator_data: &[u8]) -> Vec<u8> {
    encoded_by(|cbor| {
        types::Map::bounded(3, cbor)?;
        "fmt".encode(cbor)?;
        "none".encode(cbor)?;
        "attStmt".encode(cbor)?;
        types::Map::bounded(0, cbor)?;
        "authData".encode(cbor)?;
        types::Bytes(authenticator_data).encode(cbor)
    })
}

/// Fails for want of memory only, and then gives what no relying party takes.
fn encoded_by<E>(encode: impl FnOnce(&mut BufWriter) -> Result<(), enc::Error<E>>) -> Vec<u8> {
    let mut cbor = BufWriter::new(Vec::new());
    match encode(&mut cbor) {
        Ok(()) => cbor.into_inner(),
        Err(_) => Vec::new(),
    }
}
