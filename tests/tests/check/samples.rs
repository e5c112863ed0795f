//! The samples: partners copy them, so nothing is found in them.

use loggia_tests::coffee::{loggia, workspace};
use loggia_tests::has_node;
use serde_json::Value;

/// Checks a sample by its script and short walks.
fn is_clean(name: &str, options: &[&str]) {
    let mut check = loggia();
    check.args(["check", "--deny", "warnings", "--json", "--walks", "1", "--moves", "6"]);
    check.args(options).arg(workspace().join("sample-miniapps").join(name));
    let output = check.output().unwrap();
    let out = String::from_utf8(output.stdout).unwrap();
    let err = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(0), "{name}:\n{out}\n{err}");
    let report: Value = serde_json::from_str(&out).unwrap();
    let steps = report["walked"]["steps"].as_u64().unwrap();
    assert!(steps > 20, "{name} was walked through: {steps} steps");
    assert!(!report["denials"].as_array().unwrap().is_empty(), "{name} was in trouble");
}

#[test]
fn budget_is_clean() {
    is_clean("budget", &[]);
}

#[test]
fn coffee_is_clean() {
    is_clean("coffee", &[]);
}

#[test]
fn gallery_breaks_only_the_rules_that_it_shows_broken() {
    // It has a button that panics, elements that wait for ever, and texts in no language of its own.
    let allowed = ["panicked", "no-usable-screen", "broken-word", "untranslated"];
    let options: Vec<&str> = allowed.iter().flat_map(|code| ["--allow", code]).collect();
    is_clean("gallery", &options);
}

#[test]
fn parking_is_clean() {
    is_clean("parking", &[]);
}

#[test]
fn taxes_are_clean() {
    is_clean("taxes", &[]);
}

#[test]
fn tip_jar_is_clean() {
    if has_node() {
        is_clean("tip-jar", &[]);
    }
}

#[test]
fn travel_is_clean() {
    is_clean("travel", &[]);
}

#[test]
fn a_package_without_its_server_is_walked_through_and_nobody_is_bothered() {
    let travel = workspace().join("sample-miniapps/travel");
    let built = loggia().args(["build", "--json"]).arg(&travel).output().unwrap();
    let built: Value = serde_json::from_slice(&built.stdout).unwrap();
    let mut check = loggia();
    check.args(["check", "--json", "--walks", "2", "--moves", "6", "--grant"]);
    check.arg(travel.join("grant.toml")).arg(built["package"].as_str().unwrap());
    let checked = check.output().unwrap();
    let report: Value = serde_json::from_slice(&checked.stdout).unwrap();
    assert_eq!(checked.status.code(), Some(0), "{report:#}");
    assert_eq!(report["walked"]["without_server"], true);
    let screens = report["used"].as_object().unwrap();
    assert!(screens.contains_key("search") && !screens.contains_key("trip"), "{screens:?}");
}
