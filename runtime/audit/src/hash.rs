//! Hashes of the tree, as RFC 6962 makes them.

use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// A text that is no hash, or no salt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it must be 32 bytes in Base64")]
pub struct MalformedHash;

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
                f.pad(&STANDARD.encode(self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({self})", stringify!($name))
            }
        }

        impl FromStr for $name {
            type Err = MalformedHash;

            fn from_str(text: &str) -> Result<Self, MalformedHash> {
                let bytes = STANDARD.decode(text).map_err(|_| MalformedHash)?;
                bytes.try_into().map(Self).map_err(|_| MalformedHash)
            }
        }

        impl TryFrom<String> for $name {
            type Error = MalformedHash;

            fn try_from(text: String) -> Result<Self, MalformedHash> {
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
    /// SHA-256 of a leaf, of a node or of a whole tree. Its text is standard Base64, as in
    /// checkpoints.
    Hash
);
bytes_32!(
    /// What makes a commitment to something guessable unguessable: random, and kept beside the data
    /// alone. Whoever deletes it erases the data from the log, which keeps only noise.
    Salt
);

impl Hash {
    /// The root of the tree without leaves: SHA-256 of nothing (RFC 6962, 2.1).
    pub const EMPTY: Self = Self([
        0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14, 0x9a, 0xfb, 0xf4, 0xc8, 0x99, 0x6f, 0xb9,
        0x24, 0x27, 0xae, 0x41, 0xe4, 0x64, 0x9b, 0x93, 0x4c, 0xa4, 0x95, 0x99, 0x1b, 0x78, 0x52,
        0xb8, 0x55,
    ]);

    /// Of a leaf: behind a byte 0x00, so that no node can pass for a leaf.
    #[must_use]
    pub fn of_leaf(leaf: &[u8]) -> Self {
        Self::of(&[&[0x00], leaf])
    }

    /// Of a node with these two children: behind a byte 0x01.
    #[must_use]
    pub fn of_node(left: &Self, right: &Self) -> Self {
        Self::of(&[&[0x01], &left.0, &right.0])
    }

    /// Of all parts, one after the other.
    #[must_use]
    pub fn of(parts: &[&[u8]]) -> Self {
        let mut sha = Sha256::new();
        for part in parts {
            sha.update(part);
        }
        Self(sha.finalize().into())
    }
}

impl Salt {
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
