use std::marker::PhantomData;

use serde::Serialize;

use super::context;
use crate::answer::{Answer, sealed::Fetch};
pub use crate::bindings::loggia::loyalty::loyalty::{Balance, Booking};
use crate::bindings::loggia::types::types::Error;
use crate::host;

/// Points in the one loyalty scheme that the bank's grant names for this mini-app.
///
/// Points are earned by settled payments, at the scheme's rate. Each function is a request: `then`
/// makes the message that brings the answer.
#[derive(Clone, Copy, Debug)]
pub struct Loyalty<M>(PhantomData<fn() -> M>);

impl<M> Loyalty<M> {
    pub(crate) const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<M: Serialize> Loyalty<M> {
    /// Asks for the balance. The answer's errors: `denied`, `unavailable`.
    ///
    /// # Errors
    /// `denied`, `limit-exceeded`.
    pub fn get_balance(self, then: impl FnOnce(Answer<Balance>) -> M) -> Result<(), Error> {
        host::loyalty::get_balance(&context(&then(Answer::expected()))?).map(drop)
    }

    /// Asks for the points of a payment of this mini-app that has settled. Each payment earns
    /// once: a repeat is answered with the first booking. The answer's errors: `not-found`,
    /// `conflict` (not settled), `denied`, `unavailable`.
    ///
    /// # Errors
    /// `denied`, `invalid-argument`, `limit-exceeded`.
    pub fn earn(self, payment: &str, then: impl FnOnce(Answer<Booking>) -> M) -> Result<(), Error> {
        host::loyalty::earn(payment, &context(&then(Answer::expected()))?).map(drop)
    }

    /// Asks to spend `points` (1 to 1 000 000) for `reference`: 1 to 35 bytes, an idempotency key:
    /// the same reference and points are booked once. The answer's errors: `conflict` (the points
    /// do not suffice), `duplicate-mismatch`, `denied`, `unavailable`.
    ///
    /// # Errors
    /// `denied`, `invalid-argument`, `limit-exceeded`.
    pub fn redeem(
        self,
        points: u64,
        reference: &str,
        then: impl FnOnce(Answer<Booking>) -> M,
    ) -> Result<(), Error> {
        host::loyalty::redeem(points, reference, &context(&then(Answer::expected()))?).map(drop)
    }

    /// Asks to give the points redeemed for `reference` back, once, because what they were spent
    /// on did not come about. The answer's errors: `not-found`, `denied`, `unavailable`.
    ///
    /// # Errors
    /// `denied`, `invalid-argument`, `limit-exceeded`.
    pub fn return_points(
        self,
        reference: &str,
        then: impl FnOnce(Answer<Booking>) -> M,
    ) -> Result<(), Error> {
        host::loyalty::return_points(reference, &context(&then(Answer::expected()))?).map(drop)
    }
}

impl Fetch for Balance {
    fn fetch(request: u64) -> Result<Self, Error> {
        host::loyalty::take_balance(request)
    }
}

impl Fetch for Booking {
    fn fetch(request: u64) -> Result<Self, Error> {
        host::loyalty::take_booking(request)
    }
}
