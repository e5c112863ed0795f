//! What is wrong before anything runs.

use insta::assert_snapshot;

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
