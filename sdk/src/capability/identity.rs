use std::marker::PhantomData;

use serde::Serialize;

use super::context;
use crate::answer::{Answer, sealed::Fetch};
use crate::bindings::loggia::types::types::Error;
use crate::host;

/// Who the user is, as little of it as is useful.
#[derive(Clone, Copy, Debug)]
pub struct Identity<M>(PhantomData<fn() -> M>);

/// Whether the user has consented, so that [`Identity`]'s functions answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Consented(pub bool);

impl<M> Identity<M> {
    pub(crate) const fn new() -> Self {
        Self(PhantomData)
    }

    /// The user, for this partner: 32 hexadecimal digits, the same in all of the partner's mini-apps
    /// and for ever, and nothing that another partner's could be matched with.
    ///
    /// # Errors
    /// `denied` (not granted, or the user has not consented yet), `unavailable`.
    pub fn subject(self) -> Result<String, Error> {
        host::identity_basic::subject()
    }

    /// What the user is called.
    ///
    /// # Errors
    /// As [`subject`](Self::subject).
    pub fn given_name(self) -> Result<String, Error> {
        host::identity_basic::given_name()
    }
}

impl<M: Serialize> Identity<M> {
    /// Has the bank ask the user on its sheet, if they have not consented yet. Only in a step that
    /// handles a user's action or the opening, or an answer within five seconds of them. `then` makes
    /// the message that brings the user's word. The answer's errors: `unavailable`.
    ///
    /// # Errors
    /// `denied` (not granted; no user's action), `limit-exceeded`.
    pub fn request_consent(self, then: impl FnOnce(Answer<Consented>) -> M) -> Result<(), Error> {
        host::identity_basic::request_consent(&context(&then(Answer::expected()))?).map(drop)
    }
}

impl Fetch for Consented {
    fn fetch(request: u64) -> Result<Self, Error> {
        host::identity_basic::take_consent(request).map(Self)
    }
}
