use std::marker::PhantomData;

use serde::Serialize;
use time::{Date, Month};

use super::context;
use super::payments::{Initiated, Instruction, Payment, PaymentStatus, from_wire};
use crate::answer::{Answer, local_error, sealed::Fetch};
use crate::bindings::loggia::payments::payments_scheduled as wire;
use crate::bindings::loggia::types::types::{Error, ErrorCode};
use crate::host;

/// Has payments made on a later day, from an account that the user chooses on the bank's own sheet.
///
/// The user confirms each when it is scheduled. Nothing is held before its day; on that day it is
/// carried out from 06:00 UTC on, or rejected where there is not enough.
#[derive(Clone, Copy, Debug)]
pub struct ScheduledPayments<M>(PhantomData<fn() -> M>);

/// A payment with its day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScheduledPayment {
    /// Its status is `rcvd` from the user's yes until its day.
    pub payment: Payment,
    /// The day (UTC) on which it is carried out.
    pub on: Date,
}

impl ScheduledPayment {
    /// Whether it is confirmed and waits for its day: it can still be cancelled.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        self.payment.status == Some(PaymentStatus::Rcvd)
    }
}

impl<M> ScheduledPayments<M> {
    pub(crate) const fn new() -> Self {
        Self(PhantomData)
    }

    /// One of this mini-app's own scheduled payments for this user.
    ///
    /// # Errors
    /// `not-found`, `unavailable`.
    pub fn get(self, payment: &str) -> Result<ScheduledPayment, Error> {
        scheduled(host::payments_scheduled::get_payment(payment)?)
    }

    /// Stages the withdrawal of a payment, also of one that the user has confirmed, as long as the bank
    /// has not begun to carry it out; one that has moved on stays as it is.
    ///
    /// # Errors
    /// `not-found`, `unavailable`.
    pub fn cancel(self, payment: &str) -> Result<(), Error> {
        host::payments_scheduled::cancel(payment)
    }
}

impl<M: Serialize> ScheduledPayments<M> {
    /// Stages a payment on a day: tomorrow at the earliest, as [`Ctx::today`](crate::Ctx::today) counts
    /// days, and no later than the grant says. Once the step is committed the bank's sheet is raised, with
    /// the day on it. Only in a step that handles a user's action, or an answer within five
    /// seconds of one. `then` makes the message that brings the user's decision; later moves come as
    /// [`changed`](crate::MiniApp::changed). The answer's errors: `duplicate-mismatch`, `denied`, `expired`,
    /// `unavailable`.
    ///
    /// # Errors
    /// `denied` (payee, amount, currency or day beyond the grant; no user's action),
    /// `invalid-argument` (also a day that is not later than today), `limit-exceeded`.
    pub fn schedule(
        self,
        instruction: &Instruction,
        on: Date,
        then: impl FnOnce(Answer<ScheduledPayment>) -> M,
    ) -> Result<Initiated, Error> {
        let context = context(&then(Answer::expected()))?;
        let on = format!("{:04}-{:02}-{:02}", on.year(), u8::from(on.month()), on.day());
        let wire = instruction.to_wire();
        let initiated = host::payments_scheduled::schedule(&wire, &on, &context)?;
        Ok(Initiated { payment: initiated.payment })
    }
}

impl Fetch for ScheduledPayment {
    fn fetch(request: u64) -> Result<Self, Error> {
        scheduled(host::payments_scheduled::take_outcome(request)?)
    }
}

fn scheduled(scheduled: wire::Scheduled) -> Result<ScheduledPayment, Error> {
    let on = date(&scheduled.on).ok_or_else(|| {
        local_error(ErrorCode::Unavailable, format!("the payment's day: {:?}", scheduled.on))
    })?;
    Ok(ScheduledPayment { payment: from_wire(scheduled.payment)?, on })
}

/// ISO 8601's `YYYY-MM-DD`.
pub(crate) fn date(text: &str) -> Option<Date> {
    let mut parts = text.split('-');
    let mut number = |digits| {
        let part = parts.next().filter(|part| part.len() == digits)?;
        part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse::<u16>().ok())?
    };
    let (year, month, day) = (number(4)?, number(2)?, number(2)?);
    if parts.next().is_some() {
        return None;
    }
    let month = Month::try_from(u8::try_from(month).ok()?).ok()?;
    Date::from_calendar_date(i32::from(year), month, u8::try_from(day).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_one_of_the_calendar_in_its_one_form() {
        let leap = date("2028-02-29").unwrap();
        assert_eq!((leap.year(), leap.month(), leap.day()), (2028, Month::February, 29));
        for wrong in ["", "2026-02-30", "2026-2-1", "2026-02-01T06:00", "26-02-01", "2026-13-01"] {
            assert_eq!(date(wrong), None, "{wrong:?}");
        }
    }
}
