//! One file per capability: what a partner calls, in the SDK's types.

mod log;
mod loyalty;
mod navigation;
mod payments;
mod storage;
mod timers;

pub use log::Log;
pub use loyalty::{Balance, Booking, Loyalty};
pub use navigation::Navigation;
pub use payments::{
    Account, ConsentStatus, Initiated, Instruction, Payee, Payment, PaymentStatus, Payments,
};
pub use storage::Storage;
pub use timers::Timers;

use serde::Serialize;

use crate::answer::local_error;
use crate::bindings::loggia::types::types::{Error, ErrorCode};
use crate::encoding;

/// The message as the bytes that come back with the answer or the timer.
fn context<M: Serialize>(message: &M) -> Result<Vec<u8>, Error> {
    encoding::encode("the message", message)
        .map_err(|error| local_error(ErrorCode::InvalidArgument, error.to_string()))
}
