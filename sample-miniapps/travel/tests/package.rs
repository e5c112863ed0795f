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
    let manifest = table("loggia.toml");
    let parts = manifest["capabilities"].as_table().unwrap();
    let asked: BTreeSet<String> =
        parts.values().flat_map(|part| part.as_table().unwrap().keys().cloned()).collect();
    let granted: BTreeSet<String> = table("grant.toml").keys().cloned().collect();
    assert_eq!(granted, asked);
}

#[test]
fn the_one_host_that_is_granted_is_the_server_s() {
    let grant = table("grant.toml");
    let hosts = grant["loggia:http/http"]["hosts"].as_array().unwrap();
    let origin = <travel_server::Wanderlust as partner_server::Partner>::ORIGIN;
    assert_eq!(hosts.len(), 1);
    assert_eq!(format!("https://{}", hosts[0].as_str().unwrap()), origin);
    let app = <travel_server::Wanderlust as partner_server::Partner>::APP;
    assert_eq!(table("loggia.toml")["app_id"].as_str(), Some(app));
}
