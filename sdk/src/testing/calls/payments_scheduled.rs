use super::super::bank::{Bank, Booked, Reply, error};
use super::payments_initiate::{stage, withdraw};
use super::{call, take};
use crate::bindings::loggia::payments::payments_initiate::PaymentStatus;
use crate::bindings::loggia::payments::payments_scheduled::{Initiated, Instruction, Scheduled};
use crate::bindings::loggia::types::types::{Error, ErrorCode};
use crate::capability::date;
use crate::timestamp::Timestamp;

const INTERFACE: &str = "loggia:payments/payments-scheduled";

/// How far ahead the grant lets a payment be.
const DAYS_AHEAD: i64 = 365;

pub(crate) fn schedule(
    instruction: &Instruction,
    on: &str,
    context: &[u8],
) -> Result<Initiated, Error> {
    call(INTERFACE, |bank| {
        let today = Timestamp::from_millis(bank.now).at_offset(0).date();
        let day = date(on).filter(|day| *day > today).ok_or_else(|| {
            error(ErrorCode::InvalidArgument, "on: a day later than today, as YYYY-MM-DD")
        })?;
        if (day - today).whole_days() > DAYS_AHEAD {
            return Err(error(ErrorCode::Denied, "the day is beyond the grant"));
        }
        stage(bank, instruction, Some(day), context)
    })
}

pub(crate) fn take_outcome(request: u64) -> Result<Scheduled, Error> {
    take(INTERFACE, request, |reply| match reply {
        Reply::Scheduled(outcome) => Some(outcome),
        _ => None,
    })
}

pub(crate) fn get_payment(id: &str) -> Result<Scheduled, Error> {
    call(INTERFACE, |bank| {
        bank.reachable(INTERFACE)?;
        bank.booked(id).and_then(Booked::scheduled).ok_or_else(not_found)
    })
}

pub(crate) fn cancel(id: &str) -> Result<(), Error> {
    call(INTERFACE, |bank: &mut Bank| {
        bank.reachable(INTERFACE)?;
        if bank.booked(id).is_none_or(|booked| booked.on.is_none()) {
            return Err(not_found());
        }
        let now = bank.now;
        if !withdraw(bank, id)
            && let Some(booked) = bank.booked_mut(id)
            && booked.payment.status == Some(PaymentStatus::Rcvd)
        {
            booked.payment.status = Some(PaymentStatus::Canc);
            booked.payment.updated_at = now;
        }
        Ok(())
    })
}

fn not_found() -> Error {
    error(ErrorCode::NotFound, "no such payment")
}
