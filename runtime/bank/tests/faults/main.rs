//! The bank on disks that lose power, fill up and fail. SQLite's files lie on a [`disk`] in memory,
//! which knows what was synced and what was only written.
//!
//! Short by default. With `LOGGIA_FAULTS_EVERY` the power goes, and the disk fails, at every so many
//! writes and syncs: 1 is all of them.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails"
)]

#[allow(dead_code, reason = "the other tests of the bank need the rest of it")]
#[path = "../all/branch.rs"]
mod branch;
mod chance;
mod disk;
mod failure;
mod locks;
mod orders;
mod power;
mod vfs;
