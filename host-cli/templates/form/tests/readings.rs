//! A customer and their meters, natively and in milliseconds.

use std::time::Duration;

use loggia_sdk::testing::{TestApp, denial_matrix};

use {{crate}}::Readings;

const STORAGE: &str = "loggia:storage/storage";
const LOG: &str = "loggia:platform/log";

fn write_down(app: &mut TestApp<Readings>, meter: &str, count: i64) {
    app.choose("Meter", meter);
    app.set_number("Reading", count);
    app.tap("Keep it");
}

#[test]
fn readings_are_kept_over_sessions() {
    let mut app = TestApp::<Readings>::launch();
    app.expect_text("No readings yet");
    write_down(&mut app, "Water", 512);
    app.advance(Duration::from_secs(31 * 24 * 60 * 60));
    write_down(&mut app, "Water", 520);
    app.expect_text("+ 8");

    let mut app = app.reopen();
    app.expect_text("Water · 520");
    app.tap_in("Water · 520", "Remove");
    app.expect_no_text("Water · 520");
    app.expect_text("Water · 512");
}

#[test]
fn a_meter_does_not_run_backwards() {
    let mut app = TestApp::<Readings>::launch();
    write_down(&mut app, "Gas", 900);
    write_down(&mut app, "Gas", 90);
    app.expect_text("Last time it was 900. Please look again.");
    app.expect_no_text("Gas · 90 ");
    write_down(&mut app, "Water", 90);
    app.expect_text("Water · 90");
}

#[test]
fn an_empty_form_is_not_sent() {
    let app = TestApp::<Readings>::launch();
    assert_eq!(app.problems("Keep it").len(), 2);
}

#[test]
fn what_could_not_be_kept_is_said_and_can_be_tried_again() {
    let mut app = TestApp::<Readings>::launch();
    app.make_unavailable(STORAGE);
    write_down(&mut app, "Water", 512);
    app.expect_text("Your readings can’t be read or kept at the moment.");
    app.make_available(STORAGE);
    // What was typed is still there.
    app.tap("Keep it");
    app.expect_text("Water · 512");
}

#[test]
fn a_german_reads_german() {
    let mut app = TestApp::<Readings>::builder().locale("de-AT").launch();
    app.expect_text("Noch keine Zählerstände");
    app.change_locale("en-GB");
    app.expect_text("No readings yet");
}

/// The bank's review does the same: each capability in each kind of trouble, and a screen to use all the same.
#[test]
fn whatever_is_in_trouble_there_is_a_screen_to_use() {
    let tried = denial_matrix(TestApp::<Readings>::builder, |walk| {
        walk.choose("Meter", "Water");
        walk.set_number("Reading", 512);
        walk.tap("Keep it");
        walk.reopen();
        walk.tap_first("Remove");
    });
    assert!(tried.iter().any(|cell| cell.interface == STORAGE));
    assert!(tried.iter().all(|cell| [STORAGE, LOG].contains(&cell.interface.as_str())));
}
