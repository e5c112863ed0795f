//! The bindings of the contract in `wit/`, generated. Nothing outside of the conversions and the host
//! functions sees their types.
#![allow(
    missing_docs,
    missing_debug_implementations,
    unreachable_pub,
    clippy::all,
    clippy::indexing_slicing,
    clippy::needless_pass_by_value,
    reason = "generated"
)]

wasmtime::component::bindgen!({
    path: "../../wit",
    world: "loggia:miniapp/mini-app",
    // Wasmtime's own tracing of calls stays off, as it is by default: it would log a customer's data.
});
