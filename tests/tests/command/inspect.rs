//! `loggia inspect`: what a package could ever do, told from its bytes.

use std::fs;

use loggia_tests::coffee::built;
use serde_json::Value;
use tempfile::tempdir;

use super::{Said, loggia, say};

#[test]
fn coffee_imports_what_it_asks_for_and_nothing_else() {
    let report = say(loggia().args(["inspect", "--json"]).arg(&built().package)).went_well().json();
    let mut imports: Vec<&str> = report["can"]
        .as_array()
        .unwrap()
        .iter()
        .map(|power| power["interface"].as_str().unwrap())
        .collect();
    imports.sort_unstable();
    assert_eq!(
        imports,
        [
            "loggia:loyalty/loyalty",
            "loggia:payments/payments-initiate",
            "loggia:platform/diagnostics",
            "loggia:platform/log",
            "loggia:platform/timers",
            "loggia:storage/storage",
        ]
    );
    assert_eq!(report["unknown"], Value::Array(Vec::new()));
    assert_eq!(report["closed"], Value::Array(Vec::new()), "coffee has nothing of WASI");
    assert_eq!(report["is_package"], true);
    assert_eq!(report["manifest"]["app_id"], "com.beanandleaf.coffee");

    // Besides, it imports the interfaces of types, which hold no function to call.
    let package = fs::read(&built().package).unwrap();
    let all = loggia_runtime::package::imports(&package).unwrap();
    let all = all.iter().filter(|import| import.functions.is_empty());
    let mut of_types: Vec<&str> = all.map(|import| import.interface.as_str()).collect();
    of_types.sort_unstable();
    assert_eq!(
        of_types,
        ["loggia:app/events", "loggia:app/ui", "loggia:payments/payments", "loggia:types/types"]
    );
}

#[test]
fn what_coffee_cannot_do_is_said_in_plain_words() {
    let said = say(loggia().arg("inspect").arg(&built().package)).went_well();
    let (can, cannot) = said.out.split_once("It cannot").expect("it says what coffee cannot do");
    for words in [
        "see your accounts",
        "see balances",
        "move money by itself",
        "reach the network",
        "read or write files",
        "look at a clock",
    ] {
        assert!(cannot.contains(words), "{words}:\n{cannot}");
        assert!(!can.contains(words), "{words}:\n{can}");
    }
    for words in [
        "Coffee 1.0.0 by Bean & Leaf",
        "To pay for your order",
        "To collect and redeem bean points”  (optional)",
        "loggia:app/app@0.1.0",
        "digest",
    ] {
        assert!(can.contains(words), "{words}:\n{can}");
    }
    let german =
        say(loggia().args(["inspect", "--locale", "de-AT"]).arg(&built().package)).went_well();
    assert!(german.out.contains("Um deine Bestellung zu bezahlen"), "{german}");
}

#[test]
fn a_component_that_is_no_mini_app_is_told_about_too() {
    let said = inspect_wat("(component)", &[]).went_well();
    for words in ["without a mini-app's manifest", "Loggia does not load it", "nothing but compute"]
    {
        assert!(said.out.contains(words), "{words}:\n{said}");
    }
    let report = inspect_wat("(component)", &["--json"]).went_well().json();
    assert_eq!(report["is_package"], false);
    assert!(report["refused"].is_string());
}

#[test]
fn what_loggia_does_not_know_is_said_loudly_and_nothing_is_promised_of_it() {
    let calls_out =
        r#"(component (import "wasi:sockets/tcp@0.2.0" (instance (export "create" (func)))))"#;
    let said = inspect_wat(calls_out, &[]).went_well();
    assert!(said.out.contains("It asks for what Loggia does not know"), "{said}");
    assert!(said.out.contains("! wasi:sockets/tcp@0.2.0"), "{said}");
    assert!(!said.out.contains("reach the network"), "{said}");
    assert!(said.out.contains("read or write files"), "{said}");
}

#[test]
fn what_is_no_component_is_refused() {
    inspect_wat("(module)", &[]).failed_with(&["is a core module, and no component"]);
    let folder = tempdir().unwrap();
    say(loggia().arg("inspect").arg(folder.path())).was_wrong_use(&["is a folder", "loggia build"]);
    say(loggia().arg("inspect").arg(folder.path().join("gone.wasm")))
        .was_wrong_use(&["cannot be read"]);
}

fn inspect_wat(wat: &str, options: &[&str]) -> Said {
    let folder = tempdir().unwrap();
    let file = folder.path().join("tiny.wasm");
    fs::write(&file, wat::parse_str(wat).unwrap()).unwrap();
    say(loggia().arg("inspect").args(options).arg(&file))
}
