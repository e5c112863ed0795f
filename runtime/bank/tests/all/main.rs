//! The bank from the outside: its books under attack, under load and after a restart.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails"
)]

mod audit;
mod backup;
mod branch;
mod files;
mod ledger;
mod loyalty;
mod model;
mod payments;
mod schema;
mod sessions;
mod settlement;
mod threads;
mod verify;
