//! A stay begins, is made longer, and ends.

use std::time::Duration;

use fake_partner::{Mood, NOW};
use loggia_sdk::{HttpMethod, HttpRequest, Money};

use super::{MINUTE, Server, TIMERS, at_the_opera, customer, parked};

#[test]
fn a_customer_parks_leaves_early_and_pays_what_was_used() {
    let server = Server::open();
    let mut app = customer(&server).launch();
    app.tap("Zones near me");
    assert!(app.requests()[1].url().contains("/zones?near=48.20"));
    app.expect_text("150 m away");
    app.tap("Opera House (1012)");
    app.expect_text("Price: 4.20 EUR an hour");
    app.expect_text("1 h · 4.20 EUR");
    app.fill("Number plate", "w  12345 a");
    app.tap("Start parking");
    assert_eq!(app.screen(), "stay");
    app.expect_text("Time left");
    app.expect_text("Number plate: W 12345 A");
    app.expect_text("At most: 4.20 EUR");
    assert!(server.book(&app, "/until").contains(r#""status":"running""#));
    server.pass(&mut app, MINUTE * 29 + Duration::from_secs(1));
    app.tap("End and pay");
    let sheet = app.sheet().unwrap();
    assert_eq!((sheet.amount, sheet.payee.as_str()), (Money::eur(210), "Kerbside"));
    assert_eq!(sheet.remittance.as_deref(), Some("Kerbside 1012, W 12345 A"));
    app.confirm();
    app.expect_text("Paid. Have a good drive!");
    server.settle(&mut app);
    app.expect_text("Receipt: KS-");
    app.expect_text("Parked: 30 min");

    let mut app = app.reopen();
    app.expect_no_text("isn’t finished yet");
    app.tap("My parking");
    app.expect_text("2.10 EUR");
    app.tap("Opera House (1012)");
    app.expect_text("Receipt: KS-");
    app.tap("Park again");
    app.tap("Town Hall (1081)");
    assert!(app.tree().contains(r#"value="W 12345 A""#), "the plate is remembered");
    assert_eq!(app.payments().len(), 1);
}

#[test]
fn a_german_reads_german() {
    let mut app = customer(&Server::open()).locale("de-AT").launch();
    app.tap("Zonen in meiner Nähe");
    app.expect_text("150 m entfernt");
    app.tap("Opera House (1012)");
    app.expect_text("Höchstparkdauer: 1 Std. 30 Min.");
    app.change_locale("en-GB");
    app.expect_text("Longest stay: 1 h 30 min");
}

#[test]
fn a_stay_is_made_longer_as_far_as_the_zone_lets_it() {
    let server = Server::open();
    let mut app = parked(customer(&server).launch());
    app.tap("+ 15 min");
    app.expect_text("Extended.");
    app.expect_text("At most: 5.25 EUR");
    assert!(server.book(&app, "/until").contains(&format!(r#""until":{}"#, NOW + 75 * 60_000)));
    app.expect_no_text("+ 30 min");
    app.tap("+ 15 min");
    app.expect_no_text("+ 15 min");
    app.expect_text("At most: 6.30 EUR");
}

#[test]
fn an_unclear_extension_is_not_counted_on_and_asked_for_again() {
    for mood in [Mood::LosesAnswers, Mood::Down, Mood::Says(500, ""), Mood::Says(200, "nonsense")] {
        let server = Server::open();
        let mut app = parked(customer(&server).launch());
        server.is(mood);
        app.tap("+ 15 min");
        app.expect_text("Don’t count on it");
        app.expect_text("At most: 4.20 EUR");
        server.is(Mood::Works);
        app.tap("Ask again");
        app.expect_text("Extended.");
        let puts = app.requests().iter().filter(|request| request.url().ends_with("/until"));
        let bodies: Vec<_> = puts.map(HttpRequest::body).collect();
        assert!(bodies.len() == 2 && bodies[0] == bodies[1], "until when, not by how much");
        assert!(server.book(&app, "/until").contains(&format!(r#""until":{}"#, NOW + 75 * 60_000)));
    }
    let server = Server::open();
    let mut app = parked(customer(&server).launch());
    server.is(Mood::Says(409, "{}"));
    app.tap("+ 15 min");
    app.expect_text("You can’t stay longer here.");
}

#[test]
fn the_customer_is_reminded_and_told_when_time_is_up() {
    let server = Server::open();
    let mut app = parked(customer(&server).launch());
    server.pass(&mut app, MINUTE * 54);
    app.expect_no_text("nearly up");
    server.pass(&mut app, MINUTE);
    app.expect_text("Your time is nearly up.");
    server.pass(&mut app, MINUTE * 5);
    app.expect_text("Your parking has ended, and is to be paid.");
    assert!(app.sheet().is_none(), "nobody has tapped");
    app.tap("Pay 4.20 EUR");
    assert_eq!(app.sheet().unwrap().amount, Money::eur(420));
}

#[test]
fn without_timers_the_next_look_tells() {
    let server = Server::open();
    let mut app = parked(customer(&server).deny(TIMERS).launch());
    server.pass(&mut app, MINUTE * 61);
    app.resume();
    app.expect_text("Your parking has ended, and is to be paid.");
    // And a tap that comes later than the server's end pays no more than that.
    let server = Server::open();
    let mut app = parked(customer(&server).deny(TIMERS).launch());
    server.pass(&mut app, MINUTE * 75);
    app.tap("End and pay");
    assert_eq!(app.sheet().unwrap().amount, Money::eur(420));
}

#[test]
fn an_unclear_start_is_asked_for_again_and_begins_once() {
    for mood in [Mood::LosesAnswers, Mood::Down, Mood::Says(503, ""), Mood::Says(201, "{}")] {
        let server = Server::open();
        let mut app = at_the_opera(customer(&server).launch());
        server.is(mood);
        app.tap("Start parking");
        app.expect_text("Asking again never starts it twice");
        app.expect_no_text("Time left");
        server.is(Mood::Works);
        app.tap("Ask again");
        app.expect_text("Time left");
        let puts = app.requests().iter().filter(|request| request.method() == HttpMethod::Put);
        let puts: Vec<_> = puts.map(|request| (request.url(), request.body())).collect();
        assert!(puts.len() == 2 && puts[0] == puts[1], "always the same stay");
    }
}

#[test]
fn a_start_that_is_refused_is_said_and_costs_nothing() {
    for (status, said) in [
        (404, "isn’t there any more"),
        (410, "isn’t there any more"),
        (401, "hasn’t started your parking"),
        (409, "hasn’t started your parking"),
        (422, "hasn’t started your parking"),
    ] {
        let server = Server::open();
        let mut app = at_the_opera(customer(&server).launch());
        server.is(Mood::Says(status, "{}"));
        app.tap("Start parking");
        app.expect_text(said);
        assert_eq!(app.screen(), "find");
        server.is(Mood::Works);
        let mut app = app.reopen();
        app.expect_no_text("isn’t finished yet");
        app.tap("My parking");
        app.expect_text("You haven’t parked here yet");
    }
}

#[test]
fn a_start_that_is_given_up_costs_nothing_whatever_had_happened() {
    // It had begun, and the answer was lost.
    let server = Server::open();
    let mut app = at_the_opera(customer(&server).launch());
    server.is(Mood::LosesAnswers);
    app.tap("Start parking");
    server.is(Mood::Works);
    app.tap("Don’t park");
    app.expect_text("You didn’t park after all: nothing to pay.");
    assert!(server.book(&app, "/until").contains(r#""status":"free""#));
    // It had not.
    let server = Server::open();
    let mut app = at_the_opera(customer(&server).launch());
    server.is(Mood::Down);
    app.tap("Start parking");
    server.is(Mood::Works);
    app.tap("Don’t park");
    app.expect_text("You didn’t park. Nothing to pay.");
    // It begins after it was given up.
    let server = Server::open();
    let mut app = at_the_opera(customer(&server).launch());
    server.is(Mood::Down);
    app.tap("Start parking");
    let late = app.requests().last().unwrap().clone();
    server.is(Mood::Works);
    app.tap("Don’t park");
    app.expect_text("You didn’t park. Nothing to pay.");
    assert_eq!(late.method(), HttpMethod::Put);
    assert_eq!(server.answer(&late).unwrap().status, 410);
    assert!(server.book(&app, "/until").contains("not-found"), "nobody parks who was told so");
}

#[test]
fn a_late_beginning_is_ended_again() {
    let server = Server::open();
    let mut app = customer(&server).hold_answers().launch();
    app.answer();
    let mut app = at_the_opera(app);
    app.tap("Start parking");
    app.expect_text("Starting");
    app.tap("Don’t park");
    app.expect_text("Ending");
    // The beginning comes through, and then the end.
    app.answer();
    app.answer();
    app.expect_text("You didn’t park after all: nothing to pay.");
    app.answer();
    assert!(server.book(&app, "/until").contains(r#""status":"free""#));
    assert!(app.sheet().is_none());
}

#[test]
fn an_unclear_end_is_asked_for_again_and_paid_once() {
    for mood in [Mood::LosesAnswers, Mood::Down, Mood::Says(500, ""), Mood::Says(200, "[]")] {
        let server = Server::open();
        let mut app = parked(customer(&server).launch());
        server.pass(&mut app, MINUTE * 29 + Duration::from_secs(1));
        server.is(mood);
        app.tap("End and pay");
        app.expect_text("Ask again: ending twice costs nothing");
        app.expect_text("Reference: ");
        server.is(Mood::Works);
        app.tap("Ask again");
        assert_eq!(app.sheet().unwrap().amount, Money::eur(210));
        app.confirm();
        server.settle(&mut app);
        app.expect_text("Receipt: KS-");
        assert_eq!(app.payments().len(), 1);
    }
    let server = Server::open();
    let mut app = parked(customer(&server).launch());
    server.is(Mood::Says(403, "{}"));
    app.tap("End and pay");
    app.expect_text("hasn’t ended your parking");
    assert!(app.is_enabled("End and pay"));
    server.is(Mood::Says(404, "{}"));
    app.tap("End and pay");
    app.expect_text("doesn’t know of your parking any more");
}

#[test]
fn back_leads_out_of_every_screen() {
    let mut app = parked(customer(&Server::open()).launch());
    for leave in ["stay", "zone", "stays"] {
        match leave {
            "zone" => app.tap("Town Hall (1081)"),
            "stays" => app.tap("My parking"),
            _ => {}
        }
        assert_eq!(app.screen(), leave);
        app.back();
        assert_eq!(app.screen(), "find");
    }
}
