//! How values become bytes: self-describing CBOR, structs by their field names.

use serde::Serialize;
use serde::de::DeserializeOwned;

/// A value could not be turned into bytes, or bytes into a value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what} {reason}")]
pub struct EncodingError {
    what: &'static str,
    reason: String,
}

pub(crate) fn encode<T: Serialize>(
    what: &'static str,
    value: &T,
) -> Result<Vec<u8>, EncodingError> {
    cbor4ii::serde::to_vec(Vec::new(), value).map_err(|error| EncodingError {
        what,
        reason: format!("cannot be written as CBOR: {error}"),
    })
}

pub(crate) fn decode<T: DeserializeOwned>(
    what: &'static str,
    bytes: &[u8],
) -> Result<T, EncodingError> {
    cbor4ii::serde::from_slice(bytes).map_err(|error| EncodingError {
        what,
        reason: format!("cannot be read: {error}"),
    })
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
