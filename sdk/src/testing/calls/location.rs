use super::super::bank::{Question, Reply, error};
use super::{call, take};
use crate::bindings::loggia::location::location::Position;
use crate::bindings::loggia::types::types::{Error, ErrorCode};

const INTERFACE: &str = "loggia:location/location";

pub(crate) fn current(accuracy_metres: u32, context: &[u8]) -> Result<u64, Error> {
    call(INTERFACE, |bank| {
        if !(1..=100_000).contains(&accuracy_metres) {
            return Err(error(ErrorCode::InvalidArgument, "accuracy-metres: 1 to 100 000"));
        }
        bank.ask_with_consent(Question::Position { accuracy_metres }, context)
    })
}

pub(crate) fn take_position(request: u64) -> Result<Position, Error> {
    take(INTERFACE, request, |reply| match reply {
        Reply::Position(position) => Some(position),
        _ => None,
    })
}
