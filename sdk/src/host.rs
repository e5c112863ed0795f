//! The host's functions: the component's imports, or natively those of the test harness's bank.

#[cfg(target_arch = "wasm32")]
pub(crate) use crate::bindings::loggia::{
    accounts::{
        account_picker, accounts_basic, balances, transactions_credits, transactions_debits,
        transactions_detail,
    },
    fx::fx,
    http::http,
    identity::{identity_basic, identity_verified},
    location::location,
    loyalty::loyalty,
    payments::{payments_initiate, payments_scheduled},
    platform::{log, navigation, timers},
    storage::storage,
};

#[cfg(not(target_arch = "wasm32"))]
pub(crate) use crate::testing::calls::{
    account_picker, accounts_basic, balances, fx, http, identity_basic, identity_verified,
    location, log, loyalty, navigation, payments_initiate, payments_scheduled, storage, timers,
    transactions_credits, transactions_debits, transactions_detail,
};
