//! The host's functions as a native build calls them: they reach the bank of the step that runs on this
//! thread, and outside of one answer `unavailable`.

mod accounts;
pub(crate) mod fx;
pub(crate) mod http;
pub(crate) mod identity_basic;
pub(crate) mod identity_verified;
pub(crate) mod location;
pub(crate) mod loyalty;
pub(crate) mod payments_initiate;
pub(crate) mod payments_scheduled;
mod platform;
pub(crate) mod storage;

use std::cell::RefCell;

pub(crate) use accounts::{
    account_picker, accounts_basic, balances, transactions_credits, transactions_debits,
    transactions_detail,
};
pub(super) use platform::check_intent;
pub(crate) use platform::{log, navigation, timers};

use super::bank::{Bank, Reply, error};
use crate::bindings::loggia::types::types::{Error, ErrorCode};

thread_local! {
    static BANK: RefCell<Option<Bank>> = const { RefCell::new(None) };
}

/// Runs `step` with `bank` behind the capabilities, and gives it back as the step left it.
pub(super) fn with_bank<T>(bank: Bank, step: impl FnOnce() -> T) -> (Bank, T) {
    BANK.set(Some(bank));
    let result = step();
    (BANK.take().unwrap_or_default(), result)
}

fn call<T>(
    interface: &str,
    function: impl FnOnce(&mut Bank) -> Result<T, Error>,
) -> Result<T, Error> {
    BANK.with_borrow_mut(|bank| match bank {
        Some(bank) => {
            bank.admit(interface)?;
            function(bank)
        }
        None => Err(error(
            ErrorCode::Unavailable,
            format!("{interface}: there is no host here. Run the mini-app in loggia_sdk::testing::TestApp"),
        )),
    })
}

/// The answer to `request`, if it is the one that this step brings, and of the kind that `kind` knows.
fn take<T: Clone>(
    interface: &str,
    request: u64,
    kind: impl FnOnce(&Reply) -> Option<&Result<T, Error>>,
) -> Result<T, Error> {
    call(interface, |bank| {
        let own = bank.answering.as_ref().filter(|(id, _)| *id == request);
        own.and_then(|(_, reply)| kind(reply)).cloned().unwrap_or_else(|| {
            Err(error(ErrorCode::NotFound, "not the request that this step answers"))
        })
    })
}

/// Whether a text says what it seems to say: without control characters, and without those that reorder or
/// hide text.
fn is_harmless(text: &str) -> bool {
    !text.chars().any(|c| {
        c.is_control()
            || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
                | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
    })
}
