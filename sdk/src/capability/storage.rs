use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::answer::local_error;
use crate::bindings::loggia::types::types::{Error, ErrorCode};
use crate::encoding;
use crate::host;

/// A small key-value store, private to this mini-app and this user, kept over its sessions.
///
/// Writes are committed with the step or not at all, and the rest of the step sees them. A key is
/// 1 to 128 bytes, a value at most 64 KiB, all of it together at most 1 MiB.
#[derive(Clone, Copy, Debug)]
pub struct Storage;

impl Storage {
    /// The value at `key`, or none.
    ///
    /// # Errors
    /// `denied`, `invalid-argument`, `unavailable`.
    pub fn get(self, key: &str) -> Result<Option<Vec<u8>>, Error> {
        host::storage::get(key)
    }

    /// Puts `value` at `key`.
    ///
    /// # Errors
    /// `denied`, `invalid-argument` (key or value out of bounds), `limit-exceeded`, `unavailable`.
    pub fn set(self, key: &str, value: &[u8]) -> Result<(), Error> {
        host::storage::set(key, value)
    }

    /// The typed value at `key`, as [`save`](Self::save) put it there, or none.
    ///
    /// # Errors
    /// As [`get`](Self::get); also `conflict` when what stands there isn't a `T`: an older
    /// release's, perhaps.
    pub fn load<T: DeserializeOwned>(self, key: &str) -> Result<Option<T>, Error> {
        let Some(bytes) = self.get(key)? else {
            return Ok(None);
        };
        encoding::decode("the stored value", &bytes)
            .map(Some)
            .map_err(|error| local_error(ErrorCode::Conflict, error.to_string()))
    }

    /// Puts a typed value at `key`, as self-describing CBOR.
    ///
    /// # Errors
    /// As [`set`](Self::set).
    pub fn save<T: Serialize>(self, key: &str, value: &T) -> Result<(), Error> {
        let bytes = encoding::encode("the value", value)
            .map_err(|error| local_error(ErrorCode::InvalidArgument, error.to_string()))?;
        self.set(key, &bytes)
    }

    /// Removes `key`; there being none is fine.
    ///
    /// # Errors
    /// As [`get`](Self::get).
    pub fn delete(self, key: &str) -> Result<(), Error> {
        host::storage::delete(key)
    }

    /// The keys that begin with `prefix`, in byte order, at most 1 000.
    ///
    /// # Errors
    /// As [`get`](Self::get).
    pub fn keys(self, prefix: &str) -> Result<Vec<String>, Error> {
        host::storage::list_keys(prefix)
    }
}
