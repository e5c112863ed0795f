//! The bank from the outside: its books under attack, under load and after a restart.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails"
)]

mod account_information;
mod at_rest;
mod audit;
mod authentication;
mod backup;
mod branch;
mod claims;
mod clock;
mod consents;
mod demo;
mod denials;
mod erasure;
mod files;
mod input;
mod inventory;
mod ledger;
mod loyalty;
mod model;
mod payments;
mod races;
mod readers;
mod retention;
mod scheduled;
mod schema;
mod sessions;
mod settlement;
mod standing_orders;
mod statement;
mod tampering;
mod threads;
mod verify;
mod webhooks;
