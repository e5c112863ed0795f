use std::fmt;
use std::marker::PhantomData;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::bindings::loggia::types::types::{Error, ErrorCode};
use crate::context::Ctx;

/// Stands in a message for the answer that the message brings.
///
/// It holds nothing: the answer is fetched from the host, with [`take`](Self::take), in the step
/// that handles the message, and can't be had in any other.
pub struct Answer<T>(PhantomData<fn() -> T>);

/// What a request can be answered with.
pub trait Answerable: Sized + sealed::Fetch {}

pub(crate) mod sealed {
    use crate::bindings::loggia::types::types::Error;

    pub trait Fetch: Sized {
        fn fetch(request: u64) -> Result<Self, Error>;
    }
}

impl<T: sealed::Fetch> Answerable for T {}

impl<T: Answerable> Answer<T> {
    /// Fetches the answer.
    ///
    /// # Errors
    /// What the capability says about this request; `not-found` in a step that no answer led to.
    pub fn take<M>(self, ctx: &Ctx<M>) -> Result<T, Error> {
        match ctx.request {
            Some(request) => T::fetch(request),
            None => Err(local_error(
                ErrorCode::NotFound,
                "this step handles no answer: take an answer where the message that brings it is handled",
            )),
        }
    }
}

impl<T> Answer<T> {
    pub(crate) const fn expected() -> Self {
        Self(PhantomData)
    }
}

/// An error that the SDK itself finds, before the host is asked.
pub(crate) fn local_error(code: ErrorCode, message: impl Into<String>) -> Error {
    Error {
        code,
        reason: None,
        message: message.into(),
        retry_after_ms: None,
        reference: "0000000000000000".to_owned(),
    }
}

impl<T> Clone for Answer<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Answer<T> {}

impl<T> PartialEq for Answer<T> {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl<T> Eq for Answer<T> {}

impl<T> fmt::Debug for Answer<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Answer")
    }
}

impl<T> Serialize for Answer<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_unit()
    }
}

impl<'de, T> Deserialize<'de> for Answer<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <()>::deserialize(deserializer).map(|()| Self::expected())
    }
}
