use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use partner_server::Partner;

/// Expects what stands beside a sample's code to be whole: a small icon, a manifest with the crate's version and a
/// purpose in every language, and a grant that covers what the manifest asks for, the server's one host, and
/// nothing else. `folder` is the crate's.
///
/// # Panics
/// When something is missing, or too much.
#[track_caller]
pub fn expect_whole<P: Partner>(folder: &str, version: &str) {
    let folder = Path::new(folder);
    let table = |name: &str| -> toml::Table {
        fs::read_to_string(folder.join(name)).unwrap().parse().unwrap()
    };
    let icon = fs::read(folder.join("assets/icon.png")).unwrap();
    assert!(icon.starts_with(b"\x89PNG\r\n\x1a\n"), "the icon is no PNG");
    assert!(icon.len() < 16 * 1024, "the icon has {} bytes", icon.len());

    let manifest = table("loggia.toml");
    assert_eq!(manifest["version"].as_str(), Some(version));
    assert_eq!(manifest["app_id"].as_str(), Some(P::APP));
    let parts = manifest["capabilities"].as_table().unwrap();
    let purposes: Vec<_> = parts.values().flat_map(|part| part.as_table().unwrap()).collect();
    for (interface, purpose) in &purposes {
        for locale in manifest["locales"].as_array().unwrap() {
            let text = purpose[locale.as_str().unwrap()].as_str().unwrap();
            assert!((1..=140).contains(&text.chars().count()), "{interface} in {locale}");
        }
    }

    let grant = table("grant.toml");
    let asked: BTreeSet<&String> = purposes.into_iter().map(|(interface, _)| interface).collect();
    assert_eq!(grant.keys().collect::<BTreeSet<_>>(), asked, "the grant, and what is asked for");
    let hosts = grant["loggia:http/http"]["hosts"].as_array().unwrap();
    let hosts: Vec<_> = hosts.iter().filter_map(toml::Value::as_str).collect();
    assert_eq!(hosts, [P::ORIGIN.trim_start_matches("https://")]);
}
