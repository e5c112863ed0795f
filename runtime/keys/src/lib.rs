//! The bank's keys, behind one trait that a key management service fits too.
//!
//! [`Keys`] wraps and unwraps data keys, signs, rotates and destroys. The keys themselves never leave it:
//! what comes out by value is a [`DataKey`] that it wrapped before, for whoever encrypts much with it.
//! [`FileKeys`] keeps them in a folder that only its owner can read; [`ThrowAwayKeys`] are gone with
//! their process.
//!
//! ```
//! use loggia_keys::{DataKey, KeyName, Keys, ThrowAwayKeys};
//!
//! # fn main() -> Result<(), loggia_keys::KeysError> {
//! let keys = ThrowAwayKeys::new();
//! keys.make(KeyName::Data)?;
//!
//! let key = DataKey::random()?;
//! let wrapped = keys.wrap(KeyName::Data, &[b"alice"], &key)?;
//! assert_eq!(keys.unwrap(KeyName::Data, &[b"alice"], &wrapped)?.as_bytes(), key.as_bytes());
//! assert!(keys.unwrap(KeyName::Data, &[b"bob"], &wrapped).is_err(), "bound to whom it was made for");
//!
//! // A new version wraps from now on; what older ones wrapped opens until they are destroyed.
//! keys.rotate(KeyName::Data)?;
//! assert!(keys.unwrap(KeyName::Data, &[b"alice"], &wrapped).is_ok());
//! keys.destroy(KeyName::Data, 1)?;
//! assert!(keys.unwrap(KeyName::Data, &[b"alice"], &wrapped).is_err());
//! # Ok(())
//! # }
//! ```
#![doc = include_str!("../docs/keys.md")]

mod data_key;
mod error;
mod file;
mod files;
mod material;
mod throw_away;

use std::fmt;

pub use self::data_key::DataKey;
pub use self::error::KeysError;
pub use self::files::FileKeys;
pub use self::material::version_of;
pub use self::throw_away::ThrowAwayKeys;

/// Which key: one for each use, so that what is made with one can never stand for what another makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum KeyName {
    /// Wraps the data keys of what the bank keeps of its users, and the keys of its tokens.
    Data,
    /// Wraps the secrets of programs on one machine, which mean nothing elsewhere.
    Machine,
    /// Signs the checkpoints of the bank's audit log.
    Audit,
    /// Signs requests and webhooks to partners' servers.
    Outbound,
}

/// What a key does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyUse {
    /// It wraps data keys.
    Wrapping,
    /// It signs, by Ed25519.
    Signing,
}

/// Holds keys, and uses them for others. Calls may block, on a disk or a network, and every method may
/// be called from many threads and processes at once.
pub trait Keys: fmt::Debug + Send + Sync + 'static {
    /// Makes the first version of a key, where there is none.
    ///
    /// # Errors
    ///
    /// It cannot be kept.
    fn make(&self, name: KeyName) -> Result<(), KeysError>;

    /// Wraps a data key under the newest version of a wrapping key. It opens only together with the same
    /// `bound_to`: say there whose it is and what for.
    ///
    /// # Errors
    ///
    /// There is no such key, or it cannot be used now.
    fn wrap(&self, name: KeyName, bound_to: &[&[u8]], key: &DataKey) -> Result<Vec<u8>, KeysError>;

    /// The data key that [`Keys::wrap`] wrapped, under whichever version.
    ///
    /// # Errors
    ///
    /// [`KeysError::NotWrapped`] for what was changed, belongs elsewhere, or was wrapped by another key;
    /// [`KeysError::Missing`] for a version that is gone.
    fn unwrap(
        &self,
        name: KeyName,
        bound_to: &[&[u8]],
        wrapped: &[u8],
    ) -> Result<DataKey, KeysError>;

    /// The Ed25519 signature of a message, by the newest version of a signing key.
    ///
    /// # Errors
    ///
    /// There is no such key, or it cannot be used now.
    fn sign(&self, name: KeyName, message: &[u8]) -> Result<[u8; 64], KeysError>;

    /// By which the newest version's signatures are checked.
    ///
    /// # Errors
    ///
    /// As for [`Keys::sign`].
    fn public_key(&self, name: KeyName) -> Result<[u8; 32], KeysError>;

    /// The versions that there are, the oldest first.
    ///
    /// # Errors
    ///
    /// It cannot be found out.
    fn versions(&self, name: KeyName) -> Result<Vec<u32>, KeysError>;

    /// Makes a new version, which wraps and signs from now on. Which one it is.
    ///
    /// # Errors
    ///
    /// It cannot be kept.
    fn rotate(&self, name: KeyName) -> Result<u32, KeysError>;

    /// Destroys a version, for ever: whatever is still wrapped by it is lost. The newest is not
    /// destroyed: rotate first. One that is gone already is none of an error.
    ///
    /// # Errors
    ///
    /// [`KeysError::InUse`], or it cannot be done.
    fn destroy(&self, name: KeyName, version: u32) -> Result<(), KeysError>;
}

impl KeyName {
    /// All there are.
    pub const ALL: [Self; 4] = [Self::Data, Self::Machine, Self::Audit, Self::Outbound];

    /// How it is called in files and messages.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Data => "data",
            Self::Machine => "machine",
            Self::Audit => "audit",
            Self::Outbound => "outbound",
        }
    }

    /// What it does.
    #[must_use]
    pub const fn key_use(self) -> KeyUse {
        match self {
            Self::Data | Self::Machine => KeyUse::Wrapping,
            Self::Audit | Self::Outbound => KeyUse::Signing,
        }
    }
}

impl fmt::Display for KeyName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
