use super::super::bank::{Question, Reply, error};
use super::{call, take};
use crate::bindings::loggia::fx::fx::Quote;
use crate::bindings::loggia::types::types::{Error, ErrorCode, Money as WireMoney};
use crate::currency::Currency;
use crate::money::Money;

const INTERFACE: &str = "loggia:fx/fx";

pub(crate) fn get_quote(amount: &WireMoney, into: &str, context: &[u8]) -> Result<u64, Error> {
    call(INTERFACE, |bank| {
        let invalid = |reason| error(ErrorCode::InvalidArgument, reason);
        let amount =
            Money::from_wire(amount).map_err(|reason| invalid(format!("amount: {reason}")))?;
        if amount.is_zero() {
            return Err(invalid("amount: more than zero".to_owned()));
        }
        let into = Currency::new(into).map_err(|reason| invalid(format!("into: {reason}")))?;
        bank.ask(Question::Quote { amount, into }, context)
    })
}

pub(crate) fn take_quote(request: u64) -> Result<Quote, Error> {
    take(INTERFACE, request, |reply| match reply {
        Reply::Quote(quote) => Some(quote),
        _ => None,
    })
}
