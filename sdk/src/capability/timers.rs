use std::marker::PhantomData;

use serde::Serialize;

use super::context;
use crate::bindings::loggia::types::types::Error;
use crate::host;
use crate::timestamp::Timestamp;

/// Wakes the mini-app while it is on screen.
#[derive(Clone, Copy, Debug)]
pub struct Timers<M>(PhantomData<fn() -> M>);

impl<M> Timers<M> {
    pub(crate) const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<M: Serialize> Timers<M> {
    /// Stages `message` for the moment `at`, or for the next moment after it in which the session
    /// is on screen. At least one second away; at most 8 timers are open at once.
    ///
    /// # Errors
    /// `denied`, `invalid-argument` (too soon, or over a year away), `limit-exceeded`.
    // The message's only use is to be written down; taking it by value reads as handing it over.
    #[allow(clippy::needless_pass_by_value, reason = "a message is handed over")]
    pub fn wake_at(self, at: Timestamp, message: M) -> Result<(), Error> {
        host::timers::wake_at(at.millis(), &context(&message)?)
    }
}
