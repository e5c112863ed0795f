//! The report as a whole: exit codes, JSON, the rules.

use std::fs;
use std::path::Path;

use loggia_tests::coffee::loggia;
use serde_json::Value;

use super::kiosk::{Kiosk, Said};

fn json(said: &Said) -> Value {
    serde_json::from_str(&said.out)
        .unwrap_or_else(|error| panic!("{error}:\n{}\n{}", said.out, said.err))
}

#[test]
fn a_mini_app_that_breaks_no_rule_is_clean() {
    let kiosk = Kiosk::enter().with_script("tap Tea\nexpect \"What will you have?\"");
    let checked = kiosk.check(&["--deny", "warnings"]);
    assert_eq!(checked.code, 0, "{}\n{}", checked.out, checked.err);
    assert!(checked.out.contains("✓ com.example.kiosk: nothing that the review would find"));

    let report = json(&kiosk.check(&["--json"]));
    assert_eq!(report["schema"], 1);
    assert_eq!(report["app"]["id"], "com.example.kiosk");
    assert_eq!(report["findings"].as_array().unwrap().len(), 0, "{report:#}");
    assert_eq!(report["walked"]["scripts"][0], "tests/customer.txt");
    let (used, limits) = (&report["used"]["home"], &report["limits"]);
    for axis in ["fuel", "memory_bytes", "state_bytes", "nodes"] {
        let (used, most) = (used[axis].as_u64().unwrap(), limits[axis].as_u64().unwrap());
        assert!((1..most).contains(&used), "{axis}: {used} of {most}");
    }
    let cells = report["denials"].as_array().unwrap();
    let of = |interface: &str| -> Vec<&str> {
        let own = cells.iter().filter(|cell| cell["interface"] == interface);
        own.map(|cell| cell["trouble"].as_str().unwrap()).collect()
    };
    assert_eq!(of("loggia:loyalty/loyalty"), ["refused", "slow", "failing", "empty", "huge"]);
    assert_eq!(of("loggia:storage/storage"), ["failing", "empty", "huge"], "it is required");
    assert!(cells.iter().all(|cell| cell["usable"] == true), "{report:#}");
}

#[test]
fn findings_tell_ci_their_code_and_place() {
    let kiosk = Kiosk::enter().with_script("tap Panic");
    let checked = kiosk.check(&["--json"]);
    assert_eq!(checked.code, 1);
    let report = json(&checked);
    assert_eq!(report["errors"], 1, "{report:#}");
    let finding = &report["findings"][0];
    assert_eq!(finding["code"], "panicked");
    assert_eq!(finding["severity"], "error");
    assert_eq!(finding["source"]["file"], "src/lib.rs");
    assert!(finding["source"]["line"].as_u64().is_some_and(|line| line > 1), "{finding:#}");
    assert_eq!(finding["screen"], "home");

    let allowed = kiosk.check(&["--allow", "panicked"]);
    assert_eq!(allowed.code, 0, "{}", allowed.out);
    // Where it keeps the rest from being looked at, it cannot be left out.
    let refused = kiosk.check(&["--allow", "manifest"]);
    assert_eq!(refused.code, 2, "{}", refused.err);
}

#[test]
fn a_packed_file_is_checked_without_its_project() {
    let kiosk = Kiosk::enter();
    let built = kiosk.build();
    assert_eq!(built.code, 0, "{}", built.err);
    let built = kiosk.package();
    let mut check = loggia();
    check.args(["check", "--walks", "2", "--moves", "0"]).arg(&built);
    let output = check.output().unwrap();
    let out = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{out}");

    let mut bytes = std::fs::read(&built).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    let changed = built.with_extension("changed.wasm");
    std::fs::write(&changed, bytes).unwrap();
    let output = loggia().arg("check").arg(&changed).output().unwrap();
    let out = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{out}");
    assert!(out.contains("error[package]"), "{out}");
    std::fs::remove_file(changed).unwrap();
}

#[test]
fn what_cannot_be_checked_is_exit_code_2() {
    for path in ["/nowhere/at/all", "/"] {
        let output = loggia().args(["check", path]).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{path}");
    }
    let kiosk = Kiosk::enter();
    kiosk.change("src/lib.rs", "use serde::", "use nothing::like_this;\nuse serde::");
    let checked = kiosk.check(&[]);
    assert_eq!(checked.code, 2);
    assert!(checked.err.contains("error[E0432]"), "{}", checked.err);
}

#[test]
fn each_rule_is_listed_and_told() {
    let output = loggia().args(["check", "--rules", "--json"]).output().unwrap();
    let rules: Value = serde_json::from_slice(&output.stdout).unwrap();
    for rule in rules.as_array().unwrap() {
        let code = rule["code"].as_str().unwrap();
        let told = loggia().args(["check", "--explain", code]).output().unwrap();
        assert!(told.status.success());
        let told = String::from_utf8(told.stdout).unwrap();
        assert!(told.contains(code) && told.contains(rule["why"].as_str().unwrap()), "{told}");
    }
    let wrong = loggia().args(["check", "--explain", "charm"]).output().unwrap();
    assert_eq!(wrong.status.code(), Some(2));
}

#[test]
fn each_rule_is_broken_by_a_test() {
    let output = loggia().args(["check", "--rules", "--json"]).output().unwrap();
    let rules: Value = serde_json::from_slice(&output.stdout).unwrap();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/check");
    let files =
        [folder.clone(), folder.join("snapshots")].map(|folder| fs::read_dir(folder).unwrap());
    let tested: String = files
        .into_iter()
        .flatten()
        .map(|file| file.unwrap().path())
        .filter(|path| path.is_file())
        .map(|path| fs::read_to_string(path).unwrap())
        .collect();
    for rule in rules.as_array().unwrap() {
        let code = rule["code"].as_str().unwrap();
        // Ten seconds of computing are more than a step has fuel for.
        let is_tested = code == "out-of-time"
            || tested.contains(&format!("[{code}]"))
            || tested.contains(&format!("\"{code}\".to_owned()"));
        assert!(is_tested, "{code}");
    }
}
