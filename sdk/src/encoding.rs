//! How values become bytes: self-describing CBOR, structs by their field names.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::cbor::{self, CborError};

/// A value could not be turned into bytes, or bytes into a value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what} {problem}: {error}")]
pub struct EncodingError {
    what: &'static str,
    problem: &'static str,
    error: CborError,
}

pub(crate) fn encode<T: Serialize>(
    what: &'static str,
    value: &T,
) -> Result<Vec<u8>, EncodingError> {
    cbor::to_vec(value).map_err(|error| EncodingError { what, problem: "can't be written", error })
}

pub(crate) fn decode<'de, T: Deserialize<'de>>(
    what: &'static str,
    bytes: &'de [u8],
) -> Result<T, EncodingError> {
    cbor::from_slice(bytes).map_err(|error| EncodingError { what, problem: "can't be read", error })
}

/// Reads the state of an older schema, for [`MiniApp::migrate`](crate::MiniApp::migrate).
///
/// Fields that `T` doesn't have are passed over.
///
/// # Errors
/// When the bytes aren't a `T`; the error says which field or type was met.
pub fn decode_state<T: DeserializeOwned>(state: &[u8]) -> Result<T, EncodingError> {
    decode("the saved state", state)
}
