//! Where databases are made.

use tempfile::TempDir;

/// A folder beside this program, which is on a disk where the system's temporary folder may be in
/// memory. It goes when it is dropped.
pub(crate) fn folder() -> TempDir {
    let program = std::env::current_exe().expect("a program knows its file");
    let beside = program.parent().expect("it lies in a folder");
    tempfile::Builder::new().prefix("loggia-").tempdir_in(beside).expect("there is room")
}
