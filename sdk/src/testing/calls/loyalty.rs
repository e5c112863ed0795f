use super::super::bank::{Question, Reply, error};
use super::{call, take};
use crate::bindings::loggia::loyalty::loyalty::{Balance, Booking};
use crate::bindings::loggia::types::types::{Error, ErrorCode};

const INTERFACE: &str = "loggia:loyalty/loyalty";

pub(crate) fn get_balance(context: &[u8]) -> Result<u64, Error> {
    call(INTERFACE, |bank| bank.ask(Question::Points, context))
}

pub(crate) fn take_balance(request: u64) -> Result<Balance, Error> {
    take(INTERFACE, request, |reply| match reply {
        Reply::Points(balance) => Some(balance),
        _ => None,
    })
}

pub(crate) fn earn(payment: &str, context: &[u8]) -> Result<u64, Error> {
    call(INTERFACE, |bank| {
        if payment.len() != 32 || !payment.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(error(ErrorCode::InvalidArgument, "payment: 32 hexadecimal digits"));
        }
        bank.ask(Question::Earn(payment.to_owned()), context)
    })
}

pub(crate) fn redeem(points: u64, reference: &str, context: &[u8]) -> Result<u64, Error> {
    call(INTERFACE, |bank| {
        if !(1..=1_000_000).contains(&points) {
            return Err(error(ErrorCode::InvalidArgument, "points: 1 to 1 000 000"));
        }
        check_reference(reference)?;
        bank.ask(Question::Redeem { points, reference: reference.to_owned() }, context)
    })
}

pub(crate) fn return_points(reference: &str, context: &[u8]) -> Result<u64, Error> {
    call(INTERFACE, |bank| {
        check_reference(reference)?;
        bank.ask(Question::Return(reference.to_owned()), context)
    })
}

pub(crate) fn take_booking(request: u64) -> Result<Booking, Error> {
    take(INTERFACE, request, |reply| match reply {
        Reply::Booking(booking) => Some(booking),
        _ => None,
    })
}

fn check_reference(reference: &str) -> Result<(), Error> {
    if (1..=35).contains(&reference.len()) {
        return Ok(());
    }
    Err(error(ErrorCode::InvalidArgument, "reference: 1 to 35 bytes"))
}
