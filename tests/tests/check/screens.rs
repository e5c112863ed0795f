//! What is wrong with a screen.

use insta::assert_snapshot;
use serde_json::Value;

use super::kiosk::Kiosk;

/// What is found on the screen behind one of the kiosk's buttons.
fn on_screen(button: &str) -> String {
    let checked = Kiosk::enter().with_script(&format!("tap {button}")).check(&[]);
    assert_eq!(checked.code, 1, "{}", checked.out);
    checked.findings()
}

#[test]
fn a_button_without_a_label() {
    assert_snapshot!("missing_label", on_screen("Unlabelled"));
}

#[test]
fn a_text_that_does_not_fit_at_40_columns() {
    assert_snapshot!("text_cut", on_screen("Wide"));
}

#[test]
fn a_heading_that_looks_like_another() {
    assert_snapshot!("look_alike", on_screen("Alike"));
}

#[test]
fn an_input_that_asks_for_a_secret() {
    assert_snapshot!("asks_for_secret", on_screen("Secret"));
}

#[test]
fn a_title_that_speaks_for_the_bank() {
    assert_snapshot!("poses_as_bank", on_screen("Bank"));
}

#[test]
fn a_heading_that_speaks_for_the_bank_and_a_section_without_words() {
    assert_snapshot!("heading_poses_as_bank", on_screen("Speaker"));
}

#[test]
fn a_view_whose_keys_stand_twice() {
    assert_snapshot!("broken_view", on_screen("Twins"));
}

#[test]
fn a_dialog_with_nothing_to_do_in_front_of_a_button() {
    assert_snapshot!("dialog_without_a_way_on", on_screen("Asking"));
}

#[test]
fn a_tone_alone_and_a_card_that_says_nothing() {
    assert_snapshot!("tone_alone", on_screen("Lamps"));
}

#[test]
fn a_screen_without_a_title() {
    assert_snapshot!("missing_title", on_screen("Nameless"));
}

#[test]
fn a_screen_that_speaks_one_language() {
    let kiosk = in_german_too(Kiosk::enter().with_script("expect Tea"));
    assert_snapshot!("missing_language", kiosk.check(&[]).findings());
}

#[test]
fn a_sentence_that_was_left_as_it_is() {
    let kiosk = in_german_too(Kiosk::enter().with_script("expect Tea"));
    kiosk.change(
        "src/lib.rs",
        "    fn back(",
        "    fn environment_changed(
        &mut self,
        environment: &loggia_sdk::Environment,
        _: &mut Ctx<Msg>,
    ) -> Result<(), Failure> {
        self.points = Some(u64::from(environment.locale.starts_with(\"de\")));
        Ok(())
    }

    fn back(",
    );
    kiosk.change(
        "src/lib.rs",
        "text(\"What will you have?\"),",
        "(heading(if self.points == Some(1) { \"Guten Tag\" } else { \"Good day\" }),
          text(\"What will you have to drink today?\")),",
    );
    assert_snapshot!("untranslated", kiosk.check(&[]).findings());
}

/// The same, of which its manifest says that it speaks German as well.
fn in_german_too(kiosk: Kiosk) -> Kiosk {
    kiosk.change("loggia.toml", "locales = [\"en\"]", "locales = [\"en\", \"de\"]");
    kiosk.change(
        "loggia.toml",
        "had last\"",
        "had last\", de = \"Um zu behalten, was du hattest\"",
    );
    kiosk.change(
        "loggia.toml",
        "your points\"",
        "your points\", de = \"Um deine Punkte zu zeigen\"",
    );
    kiosk
}

#[test]
fn a_screen_that_waits_for_ever_where_a_capability_is_in_trouble() {
    let kiosk = Kiosk::enter().with_script("tap Points\nexpect \"You have 120 points\"");
    assert_snapshot!("no_usable_screen", kiosk.check(&[]).findings());
    // Each trouble is felt, and that of another capability is not.
    let report: Value = serde_json::from_str(&kiosk.check(&["--json"]).out).unwrap();
    for cell in report["denials"].as_array().unwrap() {
        assert_eq!(cell["usable"], cell["interface"] == "loggia:storage/storage", "{cell}");
    }
}

#[test]
fn a_launch_that_gives_up_where_a_capability_is_in_trouble() {
    let kiosk = Kiosk::enter().with_script("expect Tea");
    kiosk.change(
        "src/lib.rs",
        "launch(_: &Launch, _: &mut Ctx<Msg>) -> Result<Self, Failure> {",
        "launch(_: &Launch, ctx: &mut Ctx<Msg>) -> Result<Self, Failure> {
        ctx.storage().load::<String>(\"had\")?;",
    );
    assert_snapshot!("does_not_open", kiosk.check(&[]).findings());
    let report: Value = serde_json::from_str(&kiosk.check(&["--json"]).out).unwrap();
    for cell in report["denials"].as_array().unwrap() {
        let unreadable = ["failing", "huge"].map(Value::from).contains(&cell["trouble"]);
        let fails = cell["interface"] == "loggia:storage/storage" && unreadable;
        assert_eq!(cell["usable"], !fails, "{cell}");
    }
}

#[test]
fn a_panic_at_a_later_opening_is_on_no_screen() {
    let kiosk = Kiosk::enter().with_script("tap Wide");
    kiosk.change(
        "src/lib.rs",
        "launch(_: &Launch, _: &mut Ctx<Msg>) -> Result<Self, Failure> {",
        "launch(_: &Launch, ctx: &mut Ctx<Msg>) -> Result<Self, Failure> {
        ctx.storage().load::<String>(\"had\").expect(\"it is there\");",
    );
    let report: Value = serde_json::from_str(&kiosk.check(&["--json"]).out).unwrap();
    let findings = report["findings"].as_array().unwrap();
    let panicked = findings.iter().find(|finding| finding["code"] == "panicked").unwrap();
    assert_eq!(panicked["screen"], Value::Null, "{panicked:#}");
}
