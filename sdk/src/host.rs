//! The host's functions: the component's imports, or natively those of the test harness's bank.

#[cfg(target_arch = "wasm32")]
pub(crate) use crate::bindings::loggia::{
    loyalty::loyalty,
    payments::payments_initiate,
    platform::{log, navigation, timers},
    storage::storage,
};

#[cfg(not(target_arch = "wasm32"))]
pub(crate) use crate::testing::calls::{
    log, loyalty, navigation, payments_initiate, storage, timers,
};
