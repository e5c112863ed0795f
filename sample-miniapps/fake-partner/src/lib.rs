//! For the tests of the samples that have a server: that server behind the mini-app, on good days and bad ones,
//! and what must stand beside the mini-app's code.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "what a test cannot do without fails it"
)]

mod package;
mod partner;

pub use package::expect_whole;
pub use partner::{FakePartner, Mood, NOW};
