//! A customer parks; the server behind the mini-app is Kerbside's own, or one that fails.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test's own helper fails the test"
)]

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;
use std::time::Duration;

use fake_partner::{FakePartner, Mood, NOW};
use loggia_sdk::testing::{Builder, TestApp, denial_matrix};
use loggia_sdk::{
    ConsentStatus, HttpMethod, HttpRequest, HttpResponse, Intent, Money, PaymentStatus,
};
use parking::Parking;
use parking_server::Kerbside;

const HTTP: &str = "loggia:http/http";
const LOCATION: &str = "loggia:location/location";
const PAYMENTS: &str = "loggia:payments/payments-initiate";
const STORAGE: &str = "loggia:storage/storage";
const LOG: &str = "loggia:platform/log";
const TIMERS: &str = "loggia:platform/timers";

type Server = FakePartner<Kerbside>;

const MINUTE: Duration = Duration::from_secs(60);

fn customer(server: &Rc<Server>) -> Builder<Parking> {
    server.behind(TestApp::builder()).position(48.2035, 16.3690).consented()
}

/// On the zone's screen, with everything filled in.
fn at_the_opera(mut app: TestApp<Parking>) -> TestApp<Parking> {
    app.tap("Opera House (1012)");
    app.fill("Number plate", "w 12345 a");
    app
}

fn parked(app: TestApp<Parking>) -> TestApp<Parking> {
    let mut app = at_the_opera(app);
    app.tap("Start parking");
    app.expect_text("Parking");
    app
}

/// Parked for 29 minutes, which is 2.10 for the 30 that have begun.
fn ended(server: &Rc<Server>) -> TestApp<Parking> {
    let mut app = parked(customer(server).launch());
    server.pass(&mut app, MINUTE * 29 + Duration::from_secs(1));
    app.tap("End and pay");
    app
}

#[test]
fn who_is_led_here_sees_the_zones_there_and_can_look_further() {
    let server = Server::open();
    let led =
        |there: &str| customer(&server).intent(Intent::new("park").with("where", there)).launch();
    let mut app = led("Central Station");
    app.expect_text("Central Station, car park 1");
    app.expect_no_text("Opera House");
    app.tap("All zones");
    app.expect_text("Opera House");
    for there in ["", "  "] {
        led(there).expect_text("Opera House");
    }
    led("Atlantis").expect_no_text("Opera House");
    customer(&server).intent(Intent::new("park")).launch().expect_text("Opera House");
}

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
fn without_a_place_a_zone_is_picked_or_typed() {
    let server = Server::open();
    let mut denied = customer(&server).deny(LOCATION).launch();
    denied.expect_no_text("Zones near me");
    denied.fill("Zone or place", "station");
    denied.tap("Search");
    denied.expect_text("Central Station, car park 1 (1101)");
    denied.expect_no_text("Opera House");
    denied.fill("Zone or place", "nowhere & else");
    denied.tap("Search");
    denied.expect_text("No such zone");
    denied.tap("All zones");
    let app = parked(denied);
    assert!(server.book(&app, "/until").contains("running"));

    let mut app = server.behind(TestApp::<Parking>::builder()).launch();
    app.tap("Zones near me");
    app.expect_text("Finding out where you are");
    app.refuse_consent();
    app.expect_text("pick your zone below");
    app.expect_text("Opera House (1012)");
    app.tap("Zones near me");
    app.consent();
    app.expect_text("can’t be found out right now");
}

#[test]
fn somebody_far_away_sees_no_zones_and_can_look_at_all() {
    let server = Server::open();
    let mut app = customer(&server).position(51.5, -0.1).launch();
    app.tap("Zones near me");
    app.expect_text("No such zone");
    app.tap("All zones");
    app.expect_text("Opera House (1012)");
}

#[test]
fn what_is_typed_as_a_plate_is_looked_at() {
    let mut app = customer(&Server::open()).launch();
    app.tap("Opera House (1012)");
    for wrong in ["W_1", "<b>1</b>", "W\u{202e}1"] {
        app.fill("Number plate", wrong);
        app.tap("Start parking");
        app.expect_text("2 to 12 letters and digits");
        assert_eq!(app.screen(), "zone");
    }
    app.fill("Number plate", "mü-ab 1");
    app.tap("Start parking");
    app.expect_text("Number plate: MÜ-AB 1");
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
fn a_payment_that_comes_to_nothing_is_made_anew_under_another_id() {
    type Ending = fn(&mut TestApp<Parking>);
    let cases: [(Ending, &str); 4] = [
        (TestApp::decline, "You didn’t confirm the payment."),
        (TestApp::expire, "Time ran out"),
        (|app| app.tap("Not now"), "You didn’t confirm the payment."),
        (
            |app| {
                app.confirm();
                app.reject_settlement();
            },
            "failed after all",
        ),
    ];
    for (ending, said) in cases {
        let server = Server::open();
        let mut app = ended(&server);
        ending(&mut app);
        app.expect_text(said);
        let mut app = app.reopen();
        app.expect_text("Your parking isn’t finished yet.");
        app.tap("Show my parking");
        app.tap("Pay 2.10 EUR");
        app.confirm();
        server.settle(&mut app);
        app.expect_text("Receipt: KS-");
        let ids: Vec<_> = app.payments().into_iter().map(|sheet| sheet.instruction_id).collect();
        assert_eq!(ids[1], format!("{}-1", ids[0]));
    }
}

#[test]
fn a_payment_of_unknown_outcome_is_asked_about_and_never_made_twice() {
    let server = Server::open();
    let mut app = ended(&server);
    app.make_unavailable(PAYMENTS);
    app.confirm();
    app.expect_text("couldn’t tell whether the payment went through");
    app.tap("Ask again");
    app.expect_text("Your bank can’t say yet.");
    let mut app = app.reopen();
    app.tap("Show my parking");
    app.expect_text("couldn’t tell whether the payment went through");
    app.make_available(PAYMENTS);
    app.tap("Ask again");
    app.expect_text("Paid. Have a good drive!");
    server.settle(&mut app);
    assert_eq!(app.payments().len(), 1);
}

#[test]
fn a_payment_whose_sheet_went_with_its_session_can_be_withdrawn_and_made_anew() {
    let server = Server::open();
    let mut app = ended(&server).reopen();
    app.tap("Show my parking");
    app.tap("Ask again");
    app.expect_text("Your bank can’t say yet.");
    assert_eq!(app.payments().len(), 1);
    app.tap("Not now");
    app.expect_text("You didn’t confirm the payment.");
    app.tap("Pay 2.10 EUR");
    app.confirm();
    server.settle(&mut app);
    app.expect_text("Receipt: KS-");
    // Or it expires.
    let mut app = ended(&Server::open()).reopen();
    app.tap("Show my parking");
    app.advance(MINUTE * 5);
    app.expect_text("Time ran out");
    app.tap("Pay 2.10 EUR");
    assert!(app.sheet().is_some());
}

#[test]
fn who_declined_three_times_is_told_to_come_back_later() {
    let mut app = ended(&Server::open());
    for _ in 0..3 {
        app.decline();
        app.tap("Pay 2.10 EUR");
    }
    app.expect_text("Paying doesn’t work right now.");
    assert!(app.sheet().is_none());
    app.advance(MINUTE);
    app.tap("Pay 2.10 EUR");
    assert!(app.sheet().is_some());
}

#[test]
fn a_payment_that_the_bank_refuses_is_said_and_stays_open() {
    let server = Server::open();
    let mut app = parked(customer(&server).per_payment(Money::eur(1)).launch());
    server.pass(&mut app, MINUTE * 29);
    app.tap("End and pay");
    app.expect_text("Your parking has ended, and is to be paid.");
    app.tap("Pay 2.03 EUR");
    app.expect_text("Your bank doesn’t allow this payment.");
    assert!(app.payments().is_empty());
}

#[test]
fn a_receipt_that_the_server_does_not_have_yet_is_asked_for_again() {
    let server = Server::open();
    let mut app = ended(&server);
    app.confirm();
    // The mini-app hears of it before the server does.
    app.settle();
    app.expect_text("Kerbside hasn’t heard of your payment yet.");
    app.tap("Park again");
    app.expect_no_text("isn’t finished yet");
    let sheet = app.payments().pop().unwrap();
    assert_eq!(server.told(&sheet.instruction_id, 210).status, 204);
    let mut app = app.reopen();
    app.tap("My parking");
    app.tap("Opera House (1012)");
    app.expect_text("Receipt: KS-");
}

#[test]
fn a_stay_that_was_paid_for_twice_is_refunded_and_said_so() {
    let server = Server::open();
    let mut app = ended(&server);
    app.confirm();
    let id = app.payments()[0].instruction_id.clone();
    assert_eq!(server.told(&format!("{id}-9"), 210).status, 204);
    server.settle(&mut app);
    app.expect_text("Kerbside sends one of them back.");
    app.tap("My parking");
    app.expect_text("refund due");
}

#[test]
fn a_server_that_asks_for_more_than_was_shown_is_looked_at_before_it_is_paid() {
    let server = Server::open();
    let mut app = parked(customer(&server).launch());
    app.serve(|request| {
        let id = request.url().split('/').nth(4).unwrap().to_owned();
        let body = format!(
            r#"{{"id":"{id}","status":"due","started":{NOW},"until":{},
            "due":{{"minor_units":840,"currency":"EUR"}}}}"#,
            NOW + 7_200_000
        );
        Ok(HttpResponse::new(200, body))
    });
    app.tap("End and pay");
    app.expect_text("more than it was to be at most");
    assert!(app.sheet().is_none());
    app.tap("Pay 8.40 EUR");
    assert_eq!(app.sheet().unwrap().amount, Money::eur(840));
}

#[test]
fn a_lost_session_is_taken_up_where_it_stood() {
    // While it runs.
    let server = Server::open();
    let mut app = parked(customer(&server).launch());
    app.tap("+ 15 min");
    server.pass(&mut app, MINUTE * 20);
    let mut app = app.reopen();
    app.expect_text("Time left");
    app.tap("Show my parking");
    app.expect_text("At most: 5.25 EUR");
    // Over its end.
    server.pass(&mut app, MINUTE * 70);
    let mut app = app.reopen();
    app.tap("Show my parking");
    app.expect_text("Your parking has ended");
    app.tap("Pay 5.25 EUR");
    // Before the sheet is decided on, which is still up elsewhere.
    let mut app = app.reopen();
    app.tap("Show my parking");
    app.expect_text("couldn’t tell whether the payment went through");
    app.confirm_elsewhere();
    app.expect_text("Paid. Have a good drive!");
    server.settle(&mut app);
    app.expect_text("Receipt: KS-");
    // While nobody knows whether it has begun.
    let server = Server::open();
    let mut app = at_the_opera(customer(&server).launch());
    server.is(Mood::LosesAnswers);
    app.tap("Start parking");
    server.is(Mood::Works);
    let mut app = app.reopen();
    app.tap("Show my parking");
    app.expect_text("Time left");
    // While nobody knows whether it has ended.
    server.is(Mood::Down);
    app.tap("End and pay");
    server.is(Mood::Works);
    let app = app.reopen();
    assert!(server.book(&app, "/until").contains(r#""status":"due""#));
    assert_eq!(app.sheet().unwrap().amount, Money::eur(7));
}

#[test]
fn a_second_stay_does_not_hide_one_that_is_not_over() {
    let server = Server::open();
    let mut app = parked(customer(&server).launch());
    app.tap("Other zones");
    app.tap("Town Hall (1081)");
    app.expect_text("Time left");
    app.expect_no_text("Start parking");
    app.tap("Show my parking");
    assert_eq!(app.screen(), "stay");
}

#[test]
fn a_server_that_fails_is_said_and_can_be_asked_again() {
    let server = Server::open();
    server.is(Mood::Down);
    let mut app = customer(&server).launch();
    for (mood, said) in [
        (Mood::Down, "can’t be reached"),
        (Mood::Says(500, "oops"), "can’t be reached"),
        (Mood::Says(429, "{}"), "can’t be reached"),
        (Mood::Says(302, ""), "can’t be reached"),
        (Mood::Says(401, "{}"), "can’t be read"),
        (Mood::Says(200, ""), "can’t be read"),
        (Mood::Says(200, "<html>"), "can’t be read"),
        (Mood::Says(200, r#"{"zones":{}}"#), "can’t be read"),
    ] {
        server.is(mood);
        app.tap("Try again");
        app.expect_text(said);
    }
    server.is(Mood::Works);
    app.tap("Try again");
    app.expect_text("Opera House (1012)");
}

#[test]
fn huge_and_absurd_zones_do_no_harm() {
    let one = |id: &str| {
        format!(
            r#"{{"id":"{id}","name":"Here {id}","per_hour":{{"minor_units":300,"currency":"EUR"}},"longest":60}}"#
        )
    };
    let many: Vec<String> = (0..700).map(|number| one(&number.to_string())).collect();
    for (zones, shown) in [
        (many.join(","), 40),
        (one(&"x".repeat(100_000)), 0),
        ([one("a"), one("a")].join(","), 1),
        (one("a").replace("EUR", "euro"), 0),
        (one("a").replace(":60", ":0"), 0),
        (one("a").replace(":60", ":18446744073709551615"), 0),
        (one("a").replace(":300", ":9223372036854775807"), 1),
    ] {
        let body = format!(r#"{{"zones":[{zones}]}}"#);
        let app = TestApp::<Parking>::builder()
            .http(move |_| Ok(HttpResponse::new(200, body.clone())))
            .launch();
        assert_eq!(app.text().matches("Here ").count(), shown);
        assert!(app.state_size() < 16 * 1024, "{} bytes", app.state_size());
    }
}

#[test]
fn a_slow_answer_to_another_search_comes_too_late() {
    let server = Server::open();
    let mut app = customer(&server).hold_answers().launch();
    app.expect_text("Looking for zones");
    app.fill("Zone or place", "station");
    app.tap("Search");
    app.answer();
    app.expect_text("Looking for zones");
    app.answer();
    app.expect_text("West Station (1151)");
    app.expect_no_text("Opera House");
}

#[test]
fn the_last_twenty_stays_are_kept_and_the_state_stays_small() {
    let server = Server::open();
    let mut app = customer(&server).launch();
    for _ in 0..23 {
        app = parked(app);
        server.pass(&mut app, MINUTE * 10);
        app.tap("End and pay");
        app.confirm();
        server.settle(&mut app);
        app.tap("Park again");
    }
    app.tap("My parking");
    assert_eq!(app.text().matches("Opera House").count(), 20);
    assert!(app.state_size() < 20 * 1024, "{} bytes", app.state_size());
    assert!(app.payments().iter().all(|sheet| sheet.status == Some(PaymentStatus::Acsc)));
}

#[test]
fn without_storage_a_car_is_parked_but_not_remembered() {
    let server = Server::open();
    let mut app = customer(&server).launch();
    app.make_unavailable(STORAGE);
    let mut app = parked(app.reopen());
    server.pass(&mut app, MINUTE * 10);
    app.tap("End and pay");
    app.confirm();
    server.settle(&mut app);
    app.expect_text("Receipt: KS-");
    app.tap("My parking");
    app.expect_text("can’t be shown at the moment");
    assert!(app.log().iter().any(|line| line.starts_with("warn: a stay is not kept")));
}

#[test]
fn without_http_the_bank_s_no_is_said() {
    let app = customer(&Server::open()).deny(HTTP).launch();
    app.expect_text("Your bank doesn’t let Parking ask Kerbside");
    assert!(app.requests().is_empty());
}

#[test]
fn a_withdrawn_payment_is_cancelled_at_the_bank() {
    let mut app = ended(&Server::open());
    app.tap("Not now");
    assert_eq!(app.payments()[0].consent, ConsentStatus::Canc);
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

#[test]
fn whatever_is_in_trouble_there_is_a_screen_to_use() {
    for german in [false, true] {
        let say = |en: &'static str, de: &'static str| if german { de } else { en };
        let server = RefCell::new(Server::open());
        let tried = denial_matrix(
            || {
                let new = Server::open();
                server.replace(Rc::clone(&new));
                customer(&new).locale(say("en-GB", "de-DE"))
            },
            |walk| {
                walk.tap(say("Zones near me", "Zonen in meiner Nähe"));
                walk.tap(say("All zones", "Alle Zonen"));
                walk.tap("Opera House (1012)");
                walk.fill(say("Number plate", "Kennzeichen"), "W 12345 A");
                walk.tap(say("Start parking", "Parken starten"));
                walk.tap(say("+ 15 min", "+ 15 Min."));
                server.borrow().set_now(NOW + 29 * 60_000);
                walk.advance(MINUTE * 29);
                walk.reopen();
                walk.tap(say("Show my parking", "Mein Parken ansehen"));
                walk.tap(say("End and pay", "Beenden und zahlen"));
                walk.confirm();
                walk.settle();
                walk.tap(say("Ask for the receipt", "Nach dem Beleg fragen"));
                walk.tap(say("My parking", "Meine Parkvorgänge"));
                walk.tap_first("Opera House");
                walk.back();
                walk.reopen();
            },
        );
        let tried: BTreeSet<&str> = tried.iter().map(|cell| cell.interface.as_str()).collect();
        assert_eq!(tried, BTreeSet::from([HTTP, LOCATION, PAYMENTS, STORAGE, TIMERS, LOG]));
    }
}
