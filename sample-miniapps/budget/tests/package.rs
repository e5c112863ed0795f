//! What stands beside the code: the manifest, the grant and the icon.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test's own helper fails the test"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

fn file(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn table(name: &str) -> toml::Table {
    fs::read_to_string(file(name)).unwrap().parse().unwrap()
}

/// The interfaces that the manifest asks for.
fn asked_for() -> BTreeSet<String> {
    let manifest = table("loggia.toml");
    let parts = manifest["capabilities"].as_table().unwrap();
    parts.values().flat_map(|part| part.as_table().unwrap().keys().cloned()).collect()
}

#[test]
fn the_icon_is_small_and_a_png() {
    let bytes = fs::read(file("assets/icon.png")).unwrap();
    assert!(bytes.starts_with(b"\x89PNG\r\n\x1a\n"));
    assert!(bytes.len() < 16 * 1024, "{} bytes", bytes.len());
}

#[test]
fn the_manifest_has_the_crate_s_version_and_a_purpose_in_every_language() {
    let manifest = table("loggia.toml");
    assert_eq!(manifest["version"].as_str(), Some(env!("CARGO_PKG_VERSION")));
    let locales = manifest["locales"].as_array().unwrap();
    let capabilities = manifest["capabilities"].as_table().unwrap();
    for (interface, purpose) in capabilities.values().flat_map(|part| part.as_table().unwrap()) {
        for locale in locales {
            let text = purpose[locale.as_str().unwrap()].as_str().unwrap();
            assert!((1..=140).contains(&text.chars().count()), "{interface} in {locale}");
        }
    }
}

#[test]
fn the_grant_covers_what_the_manifest_asks_for_and_nothing_else() {
    let granted: BTreeSet<String> = table("grant.toml").keys().cloned().collect();
    assert_eq!(granted, asked_for());
}

#[test]
fn it_asks_for_nothing_that_moves_money_or_leaves_the_phone() {
    for interface in asked_for() {
        let looks_or_keeps = [
            "loggia:accounts/",
            "loggia:identity/identity-basic",
            "loggia:storage/storage",
            "loggia:platform/log",
        ];
        assert!(looks_or_keeps.iter().any(|fine| interface.starts_with(fine)), "{interface}");
    }
}
