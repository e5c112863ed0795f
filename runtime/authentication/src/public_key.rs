//! ES256 public keys: COSE's form at registration, SEC 1's where they are kept.

use std::fmt;
use std::str::FromStr;

use p256::ecdsa::VerifyingKey;
use ring::signature::{ECDSA_P256_SHA256_ASN1, UnparsedPublicKey};
use serde::{Deserialize, Serialize};

use crate::cbor::Cbor;
use crate::encoded;

/// A P-256 key that signs with ES256. Its text is the uncompressed point (SEC 1, 65 bytes) in
/// base64url; a point that is not on the curve is no key.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PublicKey([u8; 65]);

/// Bytes or a text that is no key which this crate verifies with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MalformedKey {
    /// Not the map of integers that a COSE key is, or one of its entries is missing, double or
    /// unknown.
    #[error("it is no COSE key of a map with kty, alg, crv, x and y alone")]
    Cose,
    /// A key for something else.
    #[error("it must be a key for ES256: kty 2 (EC2), alg -7 (ES256), crv 1 (P-256)")]
    Algorithm,
    /// Not a point, or not one of the curve.
    #[error("it must be the two coordinates of a point on the curve P-256, of 32 bytes each")]
    Point,
}

impl PublicKey {
    /// From an uncompressed point: 0x04, x, y.
    ///
    /// # Errors
    ///
    /// [`MalformedKey::Point`].
    pub fn from_sec1(bytes: &[u8]) -> Result<Self, MalformedKey> {
        // The compressed form of the same key would be another text of it.
        let point = bytes.try_into().map_err(|_| MalformedKey::Point)?;
        VerifyingKey::from_sec1_bytes(bytes).map_err(|_| MalformedKey::Point)?;
        Ok(Self(point))
    }

    /// The uncompressed point: 0x04, x, y.
    #[must_use]
    pub fn to_sec1(&self) -> Vec<u8> {
        self.0.to_vec()
    }

    /// Reads a COSE key (RFC 9053, 7.1.1), and leaves what follows it.
    pub(crate) fn read(cbor: &mut Cbor<'_>) -> Result<Self, MalformedKey> {
        let (mut kty, mut alg, mut crv) = (None, None, None);
        let (mut x, mut y) = (None, None);
        // No other entries (WebAuthn, 6.5.1): five, and each of the five, means each once.
        if cbor.map() != Some(5) {
            return Err(MalformedKey::Cose);
        }
        for _ in 0..5 {
            match cbor.integer().ok_or(MalformedKey::Cose)? {
                1 => kty = cbor.integer(),
                3 => alg = cbor.integer(),
                -1 => crv = cbor.integer(),
                -2 => x = cbor.bytes(),
                -3 => y = cbor.bytes(),
                _ => return Err(MalformedKey::Cose),
            }
        }
        let missing = MalformedKey::Cose;
        let kind = (kty.ok_or(missing)?, alg.ok_or(missing)?, crv.ok_or(missing)?);
        if kind != (2, -7, 1) {
            return Err(MalformedKey::Algorithm);
        }
        let coordinate = |bytes: Option<&[u8]>| {
            <[u8; 32]>::try_from(bytes.ok_or(missing)?).map_err(|_| MalformedKey::Point)
        };
        let (x, y) = (coordinate(x)?, coordinate(y)?);
        Self::from_sec1(&[&[4], &x[..], &y[..]].concat())
    }

    /// Whether the key made this signature, in DER, of the message. Either of the two values of `s`
    /// will do: WebAuthn asks for none.
    pub(crate) fn signed(&self, message: &[u8], signature: &[u8]) -> bool {
        // Three times as fast as p256, and this is what a payment waits for.
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, &self.0).verify(message, signature).is_ok()
    }
}

impl From<&VerifyingKey> for PublicKey {
    fn from(key: &VerifyingKey) -> Self {
        let mut point = [0; 65];
        point.copy_from_slice(key.to_encoded_point(false).as_bytes());
        Self(point)
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&encoded::encode(&self.to_sec1()))
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({self})")
    }
}

impl FromStr for PublicKey {
    type Err = MalformedKey;

    fn from_str(text: &str) -> Result<Self, MalformedKey> {
        Self::from_sec1(&encoded::decode(text).ok_or(MalformedKey::Point)?)
    }
}

impl TryFrom<String> for PublicKey {
    type Error = MalformedKey;

    fn try_from(text: String) -> Result<Self, MalformedKey> {
        text.parse()
    }
}

impl From<PublicKey> for String {
    fn from(key: PublicKey) -> Self {
        key.to_string()
    }
}
