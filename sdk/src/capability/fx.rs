use std::marker::PhantomData;

use serde::Serialize;

use super::{amount, context};
use crate::answer::{Answer, sealed::Fetch};
use crate::bindings::loggia::types::types::Error;
use crate::currency::Currency;
use crate::host;
use crate::money::Money;
use crate::timestamp::Timestamp;

/// What money is worth in another currency, at the bank's own rates.
#[derive(Clone, Copy, Debug)]
pub struct Fx<M>(PhantomData<fn() -> M>);

/// What an amount is worth. It tells, and exchanges nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quote {
    /// What was asked about.
    pub amount: Money,
    /// What it is worth, rounded half up to the currency's minor unit.
    pub worth: Money,
    /// How many units of `worth`'s currency there are for one of `amount`'s, as a decimal number, such
    /// as `1.0842`.
    pub rate: String,
    /// When it was asked.
    pub at: Timestamp,
    /// Until when the bank stands by it.
    pub expires_at: Timestamp,
}

impl<M> Fx<M> {
    pub(crate) const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<M: Serialize> Fx<M> {
    /// Asks what `amount`, more than zero, is worth in `into`. The answer's errors: `not-found` (the
    /// bank has no rate between the two), `unavailable`.
    ///
    /// # Errors
    /// `denied` (not granted; a currency beyond the grant), `invalid-argument`, `limit-exceeded`.
    pub fn quote(
        self,
        amount: Money,
        into: Currency,
        then: impl FnOnce(Answer<Quote>) -> M,
    ) -> Result<(), Error> {
        let context = context(&then(Answer::expected()))?;
        host::fx::get_quote(&amount.to_wire(), into.code(), &context).map(drop)
    }
}

impl Fetch for Quote {
    fn fetch(request: u64) -> Result<Self, Error> {
        let quote = host::fx::take_quote(request)?;
        Ok(Self {
            amount: amount("the amount asked about", &quote.amount)?,
            worth: amount("what it is worth", &quote.worth)?,
            rate: quote.rate,
            at: Timestamp::from_millis(quote.at),
            expires_at: Timestamp::from_millis(quote.expires_at),
        })
    }
}
