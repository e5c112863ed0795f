//! `loggia check`, and what `loggia build` says of a project that does not fit: each rule but `out-of-time`
//! is broken by a guest, and mostly the whole message is held to.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod kiosk;
mod manifests;
mod reports;
mod samples;
mod screens;
mod steps;
