//! What stands beside the code: the manifest, the grant and the pictures.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test's own helper fails the test"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use coffee::Coffee;
use loggia_sdk::testing::TestApp;

fn file(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn table(name: &str) -> toml::Table {
    fs::read_to_string(file(name)).unwrap().parse().unwrap()
}

#[test]
fn every_picture_on_the_menu_is_there_small_and_a_png() {
    let shown: BTreeSet<String> = TestApp::<Coffee>::launch().assets().into_iter().collect();
    assert_eq!(shown.len(), 8);
    for name in shown.iter().map(String::as_str).chain(["icon.png"]) {
        let bytes = fs::read(file("assets").join(name)).unwrap();
        assert!(bytes.starts_with(b"\x89PNG\r\n\x1a\n"), "{name}");
        assert!(bytes.len() < 16 * 1024, "{name} has {} bytes", bytes.len());
    }
}

#[test]
fn the_manifest_has_the_crate_s_version_and_a_purpose_in_every_language() {
    let manifest = table("loggia.toml");
    assert_eq!(manifest["version"].as_str(), Some(env!("CARGO_PKG_VERSION")));
    let locales = manifest["locales"].as_array().unwrap();
    let capabilities = manifest["capabilities"].as_table().unwrap();
    let purposes: Vec<_> =
        capabilities.values().flat_map(|part| part.as_table().unwrap()).collect();
    assert_eq!(purposes.len(), 5);
    for (interface, purpose) in purposes {
        for locale in locales {
            let text = purpose[locale.as_str().unwrap()].as_str().unwrap();
            assert!(!text.is_empty(), "{interface} has no purpose in {locale}");
        }
    }
}

#[test]
fn the_grant_covers_what_the_manifest_asks_for() {
    let manifest = table("loggia.toml");
    let grant = table("grant.toml");
    for part in manifest["capabilities"].as_table().unwrap().values() {
        for interface in part.as_table().unwrap().keys() {
            assert!(grant.contains_key(interface), "{interface} is not granted");
        }
    }
}
