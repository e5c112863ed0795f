//! Mini-apps in TypeScript: the SDK's types are the contract's, and what `loggia build` makes of a
//! project is held to all that a Rust one is.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod building;
mod contract;
mod declarations;
mod project;
mod sdk;
mod tip_jar;
