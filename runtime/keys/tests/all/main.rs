//! Keys that are lost, too open or damaged, and what is wrapped by them.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails"
)]

mod files;
mod wrapping;
