//! Bytes as texts: base64url without padding, as WebAuthn writes them in JSON.

use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest as _, Sha256};

/// A text that is none of 32 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it must be 32 bytes in base64url without padding")]
pub struct MalformedBytes;

macro_rules! bytes_32 {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name([u8; 32]);

        impl $name {
            /// From its bytes.
            #[must_use]
            pub const fn from_bytes(bytes: [u8; 32]) -> Self {
                Self(bytes)
            }

            /// Its bytes.
            #[must_use]
            pub const fn as_bytes(&self) -> &[u8; 32] {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&encode(&self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({self})", stringify!($name))
            }
        }

        impl FromStr for $name {
            type Err = MalformedBytes;

            fn from_str(text: &str) -> Result<Self, MalformedBytes> {
                let bytes = decode(text).ok_or(MalformedBytes)?;
                bytes.try_into().map(Self).map_err(|_| MalformedBytes)
            }
        }

        impl TryFrom<String> for $name {
            type Error = MalformedBytes;

            fn try_from(text: String) -> Result<Self, MalformedBytes> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(bytes: $name) -> Self {
                bytes.to_string()
            }
        }
    };
}

bytes_32!(
    /// What an authenticator is asked to sign. Its text is what stands in `clientDataJSON`.
    Challenge
);
bytes_32!(
    /// What makes a challenge one that was never asked before: random, and kept with it.
    Nonce
);
bytes_32!(
    /// SHA-256 of a piece of evidence, of a part of it, or of a key.
    Digest
);

impl Nonce {
    /// A new one from the system's randomness.
    ///
    /// # Errors
    ///
    /// The system has none.
    pub fn random() -> Result<Self, getrandom::Error> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes)?;
        Ok(Self(bytes))
    }
}

/// Fields behind a tag that says what they are, each with its length in front, so that no two lists
/// have the same bytes.
pub(crate) struct Fields(Vec<u8>);

impl Fields {
    pub(crate) fn new(tag: &str) -> Self {
        Self(tag.as_bytes().to_vec())
    }

    #[must_use]
    pub(crate) fn with(mut self, field: &[u8]) -> Self {
        // Fields are checked for their length before anybody relies on this: none has 4 GiB.
        let length = u32::try_from(field.len()).unwrap_or(u32::MAX);
        self.0.extend(length.to_be_bytes());
        self.0.extend(field);
        self
    }

    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.0
    }

    pub(crate) fn sha256(&self) -> [u8; 32] {
        sha256(&self.0)
    }
}

pub(crate) fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

pub(crate) fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

pub(crate) fn serialize<S: Serializer>(
    bytes: &impl AsRef<[u8]>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&encode(bytes.as_ref()))
}

pub(crate) fn deserialize<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: TryFrom<Vec<u8>>,
{
    bytes_of(&String::deserialize(deserializer)?)
}

fn bytes_of<T: TryFrom<Vec<u8>>, E: serde::de::Error>(text: &str) -> Result<T, E> {
    let bytes = decode(text).ok_or_else(|| E::custom("it must be base64url without padding"))?;
    let length = bytes.len();
    bytes.try_into().map_err(|_| E::custom(format!("it must not have {length} bytes")))
}

/// The same for bytes that may be absent.
pub(crate) mod optional {
    use super::*;

    pub(crate) fn serialize<S: Serializer>(
        bytes: &Option<Vec<u8>>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        bytes.as_deref().map(encode).serialize(serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Vec<u8>>, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        text.map(|text| bytes_of(&text)).transpose()
    }
}
