//! The command as it is called: what it says, and with which code it ends.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

struct Ended {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Ended {
    fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "out:\n{}\nerr:\n{}", self.out, self.err);
        self
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap()
    }
}

fn loggia(arguments: &[&str]) -> Ended {
    let output = Command::new(env!("CARGO_BIN_EXE_loggia"))
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("LC_ALL", "en")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Ended { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

fn file(folder: &TempDir, name: &str, text: &str) -> String {
    let path = folder.path().join(name);
    fs::write(&path, text).unwrap();
    path.to_string_lossy().into_owned()
}

/// The coffee mini-app's package, built once a run.
fn coffee() -> PathBuf {
    let built = loggia(&["build", "../sample-miniapps/coffee", "--json"]).expect(0).json();
    PathBuf::from(built["package"].as_str().unwrap())
}

#[test]
fn wrong_use_ends_with_2_and_says_what_would_be_right() {
    let usage = |arguments: &[&str]| loggia(arguments).expect(2).err;
    assert!(usage(&[]).contains("Usage:"));
    assert!(usage(&["frob"]).contains("frob"));
    assert!(usage(&["run", "x", "--json"]).contains("--script"));
    assert!(usage(&["run", "x", "--memory", "--data", "y"]).contains("--data"));
    assert!(usage(&["inspect", "nowhere.wasm"]).contains("nowhere.wasm"));
    assert!(usage(&["inspect", "."]).contains("loggia build"));
    assert!(usage(&["build", "nowhere"]).contains("nowhere"));
    assert!(
        usage(&["run", "../sample-miniapps/gallery"]).contains("--script"),
        "there is no terminal here"
    );
}

#[test]
fn help_teaches_and_is_no_error() {
    let help = loggia(&["run", "--help"]).expect(0).out;
    for word in ["--grant", "--deny", "Tab, Shift-Tab", "expect-not TEXT", "Examples:"] {
        assert!(help.contains(word), "{word} is missing in:\n{help}");
    }
    assert!(loggia(&["--help"]).expect(0).out.contains("Exit codes"));
    assert!(loggia(&["completions", "bash"]).expect(0).out.contains("complete -F"));
}

#[test]
fn a_folder_without_a_manifest_is_shown_one() {
    let folder = TempDir::new().unwrap();
    let ended = loggia(&["build", &folder.path().to_string_lossy()]).expect(2);
    assert!(ended.err.contains("[partner]"), "{}", ended.err);
}

#[test]
fn a_wrong_manifest_is_named_with_its_line() {
    let folder = TempDir::new().unwrap();
    file(&folder, "loggia.toml", "app_id = \"com.example.a\"\nname = \"A\"\ncolour = \"red\"\n");
    let ended = loggia(&["build", &folder.path().to_string_lossy()]).expect(1);
    assert!(ended.err.contains("loggia.toml:3:1"), "{}", ended.err);
    assert!(ended.err.contains("unknown field `colour`"), "{}", ended.err);
}

#[test]
fn a_malformed_script_is_refused_before_anything_runs() {
    let folder = TempDir::new().unwrap();
    let script = file(&folder, "order.txt", "tap Menu\n\npush Button\n");
    let data = folder.path().join("data").to_string_lossy().into_owned();
    let ended =
        loggia(&["run", "../sample-miniapps/gallery", "--data", &data, "--script", &script])
            .expect(2);
    assert!(ended.err.contains("line 3") && ended.err.contains("push Button"), "{}", ended.err);
    assert!(!Path::new(&data).exists());
}

#[test]
fn a_bank_that_is_not_there_is_not_made_by_looking() {
    let folder = TempDir::new().unwrap();
    let data = folder.path().join("data");
    let ended = loggia(&["bank", "accounts", "--data", &data.to_string_lossy()]).expect(1);
    assert!(ended.err.contains("there is no bank"), "{}", ended.err);
    assert!(!data.exists());
}

#[test]
fn what_is_no_component_is_not_inspected() {
    let folder = TempDir::new().unwrap();
    let text = file(&folder, "a.wasm", "not wasm at all");
    assert!(loggia(&["inspect", &text]).expect(1).err.contains("no WebAssembly"));
    let module = folder.path().join("m.wasm");
    fs::write(&module, b"\0asm\x01\0\0\0").unwrap();
    let ended = loggia(&["inspect", &module.to_string_lossy()]).expect(1);
    assert!(ended.err.contains("core module"), "{}", ended.err);
}

#[test]
fn inspect_says_what_a_package_can_and_cannot_do() {
    let package = coffee();
    let package = package.to_string_lossy();
    let said = loggia(&["inspect", &package, "--locale", "de"]).expect(0).out;
    for words in ["Bean & Leaf", "To pay for your order", "reach the network", "see your accounts"]
    {
        let words =
            if words.starts_with("To pay") { "Um deine Bestellung zu bezahlen" } else { words };
        assert!(said.contains(words), "{words} is missing in:\n{said}");
    }
    let report = loggia(&["inspect", &package, "--json"]).expect(0).json();
    assert_eq!(report["is_package"], true);
    assert_eq!(report["unknown"], Value::Array(Vec::new()));
    assert!(
        report["cannot"].as_array().unwrap().iter().any(|cannot| cannot == "reach the network")
    );

    // One bit, anywhere.
    let folder = TempDir::new().unwrap();
    let mut bytes = fs::read(&*package).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    let changed = folder.path().join("changed.wasm");
    fs::write(&changed, bytes).unwrap();
    let changed = changed.to_string_lossy();
    let script = file(&folder, "nothing.txt", "back");
    let grant = "../sample-miniapps/coffee/grant.toml";
    let ended =
        loggia(&["run", &changed, "--grant", grant, "--memory", "--script", &script]).expect(1);
    assert!(ended.err.contains("cannot be run"), "{}", ended.err);
}

#[test]
fn without_a_grant_nothing_runs_and_one_to_begin_with_is_shown() {
    let folder = TempDir::new().unwrap();
    let script = file(&folder, "nothing.txt", "back");
    let package = folder.path().join("coffee.wasm");
    fs::copy(coffee(), &package).unwrap();
    let ended =
        loggia(&["run", &package.to_string_lossy(), "--memory", "--script", &script]).expect(1);
    assert!(ended.err.contains("nothing is granted to Coffee"), "{}", ended.err);
    assert!(ended.err.contains("[\"loggia:payments/payments-initiate\"]"), "{}", ended.err);

    let grant = "../sample-miniapps/coffee/grant.toml";
    let package = package.to_string_lossy();
    let run = |deny: &str| {
        loggia(&[
            "run", &package, "--grant", grant, "--deny", deny, "--memory", "--script", &script,
        ])
    };
    assert!(run("payments").expect(1).err.contains("requires loggia:payments/payments-initiate"));
    assert!(run("fortunes").expect(2).err.contains("no such capability"));
    run("loyalty").expect(0);
}

#[test]
fn an_order_by_script_is_paid_once_and_survives_a_restart() {
    let folder = TempDir::new().unwrap();
    let package = coffee();
    let data = folder.path().join("data").to_string_lossy().into_owned();
    let run = |script: &str, more: &[&str]| {
        let script = file(&folder, "script.txt", script);
        let package = package.to_string_lossy();
        let grant = "../sample-miniapps/coffee/grant.toml";
        let at = "2026-01-15T09:00:00Z";
        let mut arguments = vec![
            "run", &package, "--grant", grant, "--data", &data, "--script", &script, "--at", at,
        ];
        arguments.extend(more);
        loggia(&arguments)
    };
    let order = "
        tap Cappuccino
        choose Size Large
        tap \"Add to basket\"
        tap + in Cappuccino
        tap Pay
        expect \"asks you to pay\"
        restart
        expect \"asks you to pay\"
        confirm Savings
        wait 3s
        restart
        expect \"Ready in\"";
    let played = run(order, &["--json"]).expect(0).json();
    assert_eq!(played["view"]["screen"], "order");
    assert_eq!(played["steps"][0]["line"], 0);
    assert!(played["steps"][0]["usage"]["fuel"].as_u64().unwrap() > 0);

    let looked = |what: &str| loggia(&["bank", what, "--data", &data, "--json"]).expect(0).json();
    let payments = looked("payments");
    assert_eq!(payments.as_array().unwrap().len(), 1);
    assert_eq!(payments[0]["payment"]["status"], "ACSC");
    let posted = looked("transfers")
        .as_array()
        .unwrap()
        .iter()
        .filter(|transfer| transfer["kind"] == "post")
        .count();
    assert_eq!(posted, 1);
    assert!(
        loggia(&["bank", "verify", "--data", &data]).expect(0).out.contains("The books balance")
    );

    // Another process resumes what this one left; a line that does not hold is named with the view.
    let ended = run("expect \"Ready in\"\nexpect-not Cappuccino", &[]).expect(1);
    assert!(ended.err.contains("line 2") && ended.err.contains("2 × Cappuccino"), "{}", ended.err);
    run("expect Espresso", &["--new"]).expect(0);
    assert!(run("back", &["--user", "mallory"]).expect(2).err.contains("alice, bob, carla, dev"));
}
