use std::marker::PhantomData;

use serde::Serialize;

use super::context;
use crate::answer::{Answer, sealed::Fetch};
use crate::bindings::loggia::types::types::Error;
use crate::host;
use crate::timestamp::Timestamp;

/// Where the user is, as coarse as the bank granted.
#[derive(Clone, Copy, Debug)]
pub struct Location<M>(PhantomData<fn() -> M>);

/// A place: the middle of a square so large as `accuracy_metres` says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// Degrees north of the equator, times 1 000 000; negative in the south.
    pub latitude_microdegrees: i32,
    /// Degrees east of Greenwich, times 1 000 000; negative in the west.
    pub longitude_microdegrees: i32,
    /// How large the square is.
    pub accuracy_metres: u32,
    /// When the user was there.
    pub at: Timestamp,
}

impl<M> Location<M> {
    pub(crate) const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<M: Serialize> Location<M> {
    /// Asks where the user is, no finer than `accuracy_metres` (1 to 100 000) and than the grant. Where
    /// the user has not consented yet, the bank asks them first. The answer's errors: `denied` (the
    /// user refused, or withdrew it), `expired` (the user did not decide in time), `unavailable` (the
    /// device does not know).
    ///
    /// # Errors
    /// `denied` (not granted; or the user would have to be asked, and no action or opening led here),
    /// `invalid-argument`, `limit-exceeded`.
    pub fn current(
        self,
        accuracy_metres: u32,
        then: impl FnOnce(Answer<Position>) -> M,
    ) -> Result<(), Error> {
        let context = context(&then(Answer::expected()))?;
        host::location::current(accuracy_metres, &context).map(drop)
    }
}

impl Fetch for Position {
    fn fetch(request: u64) -> Result<Self, Error> {
        let position = host::location::take_position(request)?;
        Ok(Self {
            latitude_microdegrees: position.latitude_microdegrees,
            longitude_microdegrees: position.longitude_microdegrees,
            accuracy_metres: position.accuracy_metres,
            at: Timestamp::from_millis(position.at),
        })
    }
}
