//! Everything that a mini-app, a package or a client can do wrong on purpose, and what it comes to.
//!
//! A hostile guest is stopped by the one limit that is meant for it, the session stands where its last
//! commit left it, and a good mini-app works at once. All of it on both profiles of the engine.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod books;
mod claims;
mod clients;
mod consents;
mod guests;
mod kill;
mod limits;
mod neighbours;
mod openings;
mod outside;
mod packages;
mod payments;
mod requests;
mod rights;
mod sandbox;
mod sessions;
mod typescript;
mod views;
mod wasi;
