//! What is wrong before anything runs.

use insta::assert_snapshot;

use loggia_tests::Core;
use loggia_tests::coffee::loggia;
use serde_json::Value;
use wasm_encoder::{ComponentSection, CustomSection};

use super::kiosk::Kiosk;

#[test]
fn an_unknown_key() {
    let kiosk = Kiosk::enter();
    kiosk.change("loggia.toml", "description =", "descripton =");
    let checked = kiosk.check(&[]);
    assert_eq!(checked.code, 1);
    assert_snapshot!("unknown_key", checked.findings());
    // Of the build the message is the same, and so is the exit code.
    let built = kiosk.build();
    assert_eq!(built.code, 1);
    assert_snapshot!("unknown_key_in_a_build", built.findings());
}

#[test]
fn a_text_that_is_too_long() {
    let kiosk = Kiosk::enter();
    kiosk.change("loggia.toml", "\"Kiosk\"", "\"The kiosk at the corner of the street\"");
    assert_snapshot!("long_name", kiosk.check(&[]).findings());
}

#[test]
fn a_capability_that_the_code_calls_and_nobody_asked_for() {
    let kiosk = Kiosk::enter();
    kiosk.change(
        "loggia.toml",
        "\"loggia:storage/storage\" = { en = \"To keep what you had last\" }\n",
        "",
    );
    assert_snapshot!("unasked_right", kiosk.check(&[]).findings());
}

#[test]
fn a_right_that_nobody_uses() {
    let kiosk = Kiosk::enter();
    kiosk.change(
        "loggia.toml",
        "[capabilities.optional]",
        "[capabilities.optional]\n\"loggia:platform/timers\" = { en = \"To wake up\" }",
    );
    assert_snapshot!("unused_right", kiosk.check(&[]).findings());
    assert_snapshot!("unused_right_in_a_build", kiosk.build().findings());
}

#[test]
fn a_capability_that_there_is_not() {
    let kiosk = Kiosk::enter();
    kiosk.change(
        "loggia.toml",
        "[capabilities.optional]",
        "[capabilities.optional]\n\"loggia:fortune/fortune\" = { en = \"To tell yours\" }",
    );
    assert_snapshot!("no_such_capability", kiosk.check(&[]).findings());
}

#[test]
fn a_purpose_that_is_missing_in_a_language() {
    let kiosk = Kiosk::enter();
    kiosk.change("loggia.toml", "locales = [\"en\"]", "locales = [\"en\", \"de\"]");
    kiosk.change(
        "loggia.toml",
        "your points\"",
        "your points\", de = \"Um deine Punkte zu zeigen\"",
    );
    assert_snapshot!("missing_purpose", kiosk.check(&[]).findings());
}

#[test]
fn a_name_that_looks_like_another() {
    let kiosk = Kiosk::enter().with_script("expect Tea");
    // The first a is Cyrillic.
    kiosk.change("loggia.toml", "\"Example Ltd\"", "\"Ex\u{430}mple Ltd\"");
    assert_snapshot!("look_alike_partner", kiosk.check(&[]).findings());
}

#[test]
fn a_grant_that_does_not_fit() {
    let kiosk = Kiosk::enter().with_script("expect Tea");
    kiosk.put(
        "grant.toml",
        "[\"loggia:loyalty/loyalty\"]\nscheme = \"bean-points\"\n\n[\"loggia:platform/log\"]\n",
    );
    assert_snapshot!("grant_that_does_not_fit", kiosk.check(&[]).findings());
    kiosk.put("grant.toml", "[\"loggia:loyalty/loyalty\"]\nschema = \"bean-points\"\n");
    assert_snapshot!("grant_that_is_none", kiosk.check(&[]).findings());
}

/// A project whose `mini-app.wasm` another language's tools have made, and what is found in it.
struct Made(tempfile::TempDir);

impl Made {
    fn of(component: &[u8]) -> Self {
        let made = Self(tempfile::tempdir().unwrap());
        made.put(
            "loggia.toml",
            b"app_id = \"com.example.made\"\nname = \"Made\"\nversion = \"1.0.0\"\nlocales = [\"en\"]\n\
              [partner]\nid = \"example\"\nname = \"Example\"\n",
        );
        made.put("grant.toml", b"");
        made.put("mini-app.wasm", component);
        made
    }

    fn put(&self, file: &str, bytes: &[u8]) {
        std::fs::write(self.0.path().join(file), bytes).unwrap();
    }

    /// The exit code, the report, and the findings' codes.
    fn check(&self) -> (i32, Value, Vec<String>) {
        let mut check = loggia();
        check.args(["check", "--walks", "1", "--moves", "0", "--json"]).arg(self.0.path());
        let checked = check.output().unwrap();
        let said = String::from_utf8_lossy(&checked.stderr).into_owned();
        let report: Value = serde_json::from_slice(&checked.stdout).expect(&said);
        let found = report["findings"].as_array().unwrap().iter();
        let codes = found.map(|finding| finding["code"].as_str().unwrap().to_owned()).collect();
        (checked.status.code().unwrap(), report, codes)
    }
}

#[test]
fn a_component_is_as_large_as_its_grant_lets_it_be() {
    let mut component = Core::default().component();
    let padding = vec![0; 5 << 20];
    let padding = CustomSection { name: "padding".into(), data: padding.as_slice().into() };
    padding.append_to_component(&mut component);
    let made = Made::of(&component);
    let (code, report, codes) = made.check();
    assert_eq!((code, codes), (1, vec!["too-large".to_owned()]), "{report:#}");
    let remedy = report["findings"][0]["remedy"].as_str().unwrap();
    assert!(remedy.contains("component-bytes under [limits]"), "{remedy}");

    made.put("grant.toml", b"[limits]\ncomponent-bytes = 8000000\n");
    let (_, report, codes) = made.check();
    assert!(!codes.contains(&"too-large".to_owned()), "{report:#}");
    assert_eq!(report["sizes"]["component"]["limit"], 8_000_000);
    assert!(report["walked"]["steps"].as_u64().unwrap() > 0, "it is walked through: {report:#}");
}

#[test]
fn an_import_that_loggia_does_not_offer() {
    let component = Core {
        world: "import tests:other/things;".into(),
        packages: "package tests:other { interface things { type t = u32; take: func(t: t); } }"
            .into(),
        imports: r#"(import "tests:other/things" "take" (func (param i32)))"#.into(),
        ..Core::default()
    };
    let (code, report, codes) = Made::of(&component.component()).check();
    assert_eq!((code, codes), (1, vec!["unknown-import".to_owned()]), "{report:#}");
}

#[test]
fn a_component_of_another_contract() {
    let component = wat::parse_str(
        r#"(component (instance $none) (export "loggia:app/app@0.1.0" (instance $none)))"#,
    );
    let (code, report, codes) = Made::of(&component.unwrap()).check();
    assert_eq!((code, codes), (1, vec!["package".to_owned()]), "{report:#}");
}
