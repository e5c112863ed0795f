//! The Rust guests are built with what the workspace itself has locked.

use std::collections::BTreeSet;
use std::path::Path;

/// Name, version and checksum of each crate from a registry.
fn locked(lock: &Path) -> BTreeSet<String> {
    let lock = std::fs::read_to_string(lock).unwrap();
    let crates = lock.split("[[package]]").filter(|entry| entry.contains("\nchecksum"));
    let field = |entry: &str, name: &str| {
        let line = entry.lines().find(|line| line.starts_with(name));
        line.map(str::to_owned).unwrap_or_default()
    };
    crates
        .map(|entry| ["name", "version", "checksum"].map(|name| field(entry, name)).join(" "))
        .collect()
}

#[test]
fn the_guests_crates_are_the_workspace_s_own() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (guest, workspace) =
        (locked(&tests.join("guests/mischief/Cargo.lock")), locked(&tests.join("../Cargo.lock")));
    assert!(guest.len() > 10, "it was read");
    let others: Vec<_> = guest.difference(&workspace).collect();
    assert!(others.is_empty(), "copy Cargo.lock to guests/mischief, and build it: {others:#?}");
}
