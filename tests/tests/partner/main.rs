//! A partner's first day: what `loggia new` makes builds, is tested and runs, and the docs are true to the
//! letter.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod book;
mod capabilities;
mod desk;
mod page;
mod rules;
mod templates;
mod tutorial;
