//! What stands beside the code: the manifest and the grant.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test's own helper fails the test"
)]

use std::fs;
use std::path::Path;

fn table(name: &str) -> toml::Table {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    fs::read_to_string(file).unwrap().parse().unwrap()
}

#[test]
fn the_manifest_has_the_crate_s_version_and_the_grant_covers_it() {
    let (manifest, grant) = (table("loggia.toml"), table("grant.toml"));
    assert_eq!(manifest["version"].as_str(), Some(env!("CARGO_PKG_VERSION")));
    let optional = manifest["capabilities"]["optional"].as_table().unwrap();
    for (interface, purpose) in optional {
        assert!(grant.contains_key(interface), "{interface} is not granted");
        for locale in manifest["locales"].as_array().unwrap() {
            assert!(!purpose[locale.as_str().unwrap()].as_str().unwrap().is_empty());
        }
    }
}
