//! One file per capability: what a partner calls, in the SDK's types.

mod account_picker;
mod accounts;
mod balances;
mod fx;
mod http;
mod identity;
mod location;
mod log;
mod loyalty;
mod navigation;
mod page;
mod payments;
mod payments_scheduled;
mod storage;
mod timers;
mod transactions;
mod verified_identity;

pub use account_picker::{AccountPicker, PickedAccount};
pub use accounts::{Accounts, OwnAccount};
pub use balances::{AccountBalance, BalanceType, Balances, CreditDebitIndicator};
pub use fx::{Fx, Quote};
pub use http::{Http, HttpMethod, HttpRequest, HttpResponse};
pub use identity::{Consented, Identity};
pub use location::{Location, Position};
pub use log::Log;
pub use loyalty::{Balance, Booking, Loyalty};
pub use navigation::Navigation;
pub use page::{Page, PageRequest};
pub use payments::{
    Account, ConsentStatus, Initiated, Instruction, Payee, Payment, PaymentStatus, Payments,
};
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use payments_scheduled::date;
pub use payments_scheduled::{ScheduledPayment, ScheduledPayments};
pub use storage::Storage;
pub use timers::Timers;
pub use transactions::{
    Credits, Debits, EntryStatus, Period, Transaction, TransactionDetail, Transactions,
};
pub use verified_identity::{Address, Claim, Claims, VerifiedIdentity};

use serde::Serialize;

use crate::answer::local_error;
use crate::bindings::loggia::types::types as wire;
use crate::bindings::loggia::types::types::{Error, ErrorCode};
use crate::currency::Currency;
use crate::encoding;
use crate::money::Money;

/// The message as the bytes that come back with the answer or the timer.
fn context<M: Serialize>(message: &M) -> Result<Vec<u8>, Error> {
    encoding::encode("the message", message)
        .map_err(|error| local_error(ErrorCode::InvalidArgument, error.to_string()))
}

/// An amount that the host gave.
fn amount(what: &str, money: &wire::Money) -> Result<Money, Error> {
    Money::from_wire(money)
        .map_err(|error| local_error(ErrorCode::Unavailable, format!("{what}: {error}")))
}

/// A currency that the host gave.
fn currency(code: &str) -> Result<Currency, Error> {
    Currency::new(code).map_err(|error| {
        local_error(ErrorCode::Unavailable, format!("an account's currency: {error}"))
    })
}
