//! Where to, when, and what there is.

use std::time::Duration;

use fake_partner::{Mood, NOW};
use loggia_sdk::HttpResponse;
use loggia_sdk::testing::TestApp;
use travel::{Place, Travel};

use super::{FX, Server, book_button, customer, first_offer, looking, march, searched};

#[test]
fn every_city_can_be_searched_and_the_server_knows_it() {
    let partner = Server::open();
    let mut app = customer(&partner).launch();
    for (from, to) in Place::ALL.iter().zip(Place::ALL.iter().cycle().skip(1)) {
        app.choose("From", &format!("{from:?}"));
        app.choose("To", &format!("{to:?}"));
        app.tap("Find connections");
        app.expect_text(" h ");
        app.tap("Search for something else");
    }
    app.choose("From", "Rome");
    app.choose("To", "Rome");
    app.tap("Find connections");
    app.expect_text("You are there already");
    assert_eq!(app.requests().len(), 8);
}

#[test]
fn only_the_next_three_weeks_can_be_searched() {
    let partner = Server::open();
    let mut app = customer(&partner).launch();
    for (day, may_be) in [(1, false), (2, true), (22, true), (23, false)] {
        app.set_date("Day", march(day));
        let problems = app.problems("Find connections");
        assert_eq!(problems.is_empty(), may_be, "{day}: {problems:?}");
    }
}

#[test]
fn the_day_is_the_one_that_stood_on_screen() {
    let partner = Server::open();
    let mut app = customer(&partner).launch();
    app.set_date("Day", march(5));
    // Midnight passes while the form is looked at.
    app.advance(Duration::from_secs(20 * 60 * 60));
    app.tap("Find connections");
    assert!(app.requests()[0].url().ends_with("&date=2026-03-05&travellers=1"));
}

#[test]
fn a_rate_is_nice_to_have() {
    let partner = Server::open();
    let mut denied = looking(customer(&partner).deny(FX).launch());
    denied.expect_no_text("worth");
    let book = book_button(&denied);
    denied.tap(&book);
    assert!(denied.sheet().is_some());
    let mut app = customer(&Server::open()).launch();
    app.make_unavailable(FX);
    let app = looking(app);
    app.expect_no_text("worth");
    let mut app = customer(&partner).launch();
    // Nobody needs to be told what euros are worth in Paris, and the bank has no rate for forints.
    for place in ["Paris", "Budapest"] {
        app.choose("To", place);
        app.tap("Find connections");
        let offer = first_offer(&app);
        app.tap(&offer);
        app.expect_no_text("worth");
        app.tap("Other connections");
        app.tap("Search for something else");
    }
}

#[test]
fn a_rate_of_yesterday_is_none_of_today() {
    let mut app = looking(customer(&Server::open()).launch());
    app.expect_text("85.33 GBP");
    app.advance(Duration::from_secs(24 * 60 * 60));
    app.resume();
    app.expect_no_text("85.33 GBP");
}

#[test]
fn a_server_that_fails_is_said_and_can_be_asked_again() {
    let partner = Server::open();
    partner.is(Mood::Down);
    let mut app = searched(customer(&partner).launch());
    for (mood, said) in [
        (Mood::Down, "can’t be reached"),
        (Mood::Says(500, "oops"), "can’t be reached"),
        (Mood::Says(503, "{}"), "can’t be reached"),
        (Mood::Says(429, "{}"), "can’t be reached"),
        (Mood::Says(302, ""), "can’t be reached"),
        (Mood::Says(401, "{}"), "can’t be read"),
        (Mood::Says(200, ""), "can’t be read"),
        (Mood::Says(200, "<html>"), "can’t be read"),
        (Mood::Says(200, r#"{"offers":{}}"#), "can’t be read"),
        (Mood::Says(200, "\u{fffd}[[[[["), "can’t be read"),
        (Mood::Says(200, r#"{"offers":[]}"#), "Nothing goes there"),
    ] {
        partner.is(mood);
        app.tap("Try again");
        app.expect_text(said);
    }
    partner.is(Mood::Works);
    app.tap("Try again");
    let offer = first_offer(&app);
    app.tap(&offer);
    app.expect_text("Travellers: 2");
}

#[test]
fn huge_and_absurd_offers_do_no_harm() {
    let one = |id: &str, more: &str| {
        format!(
            r#"{{"id":"{id}","kind":"train","carrier":"CR","number":"1","from":"VIE","to":"LON","departs":{NOW},
            "arrives":{},"changes":0,"seats_left":3,"price":{{"minor_units":100,"currency":"EUR"}}{more}}}"#,
            NOW + 3_600_000
        )
    };
    let many: Vec<String> = (0..700).map(|number| one(&format!("o{number}"), "")).collect();
    let long = one(&"x".repeat(100_000), "");
    let cases = [
        (many.join(","), 30),
        (long, 0),
        ([one("a", ""), one("a", "")].join(","), 1),
        (one("a", "").replace("EUR", "euro"), 0),
        (one("a", "").replace(":100,", ":0,"), 0),
        (one("a", "").replace("train", "rocket"), 0),
        (one("a", "").replace("LON", "ROM"), 0),
        (one("a", r#","new":[{"deep":1}]"#), 1),
    ];
    for (offers, shown) in cases {
        let body = format!(r#"{{"offers":[{offers}]}}"#);
        let mut app = TestApp::<Travel>::builder()
            .http(move |_| Ok(HttpResponse::new(200, body.clone())))
            .launch();
        app = searched(app);
        assert_eq!(app.text().matches(" – ").count(), shown);
        assert!(app.state_size() < 16 * 1024, "{} bytes", app.state_size());
    }
}

#[test]
fn a_slow_server_can_be_left_and_its_answer_comes_too_late() {
    let partner = Server::open();
    let mut app = customer(&partner).hold_answers().launch();
    app.tap("Find connections");
    app.expect_text("Looking for connections");
    app.tap("Search for something else");
    app.choose("To", "Rome");
    app.tap("Find connections");
    app.answer();
    app.expect_text("Looking for connections");
    app.answer();
    app.expect_no_text("Looking for connections");
    assert_eq!(app.title(), "Vienna to Rome");
    first_offer(&app);
}
