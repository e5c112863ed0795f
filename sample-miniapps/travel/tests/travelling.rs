//! A customer travels; the server behind the mini-app is Wanderlust's own, or one that fails.
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
use loggia_sdk::testing::{Builder, Opening, TestApp, denial_matrix};
use loggia_sdk::time::{Date, Month};
use loggia_sdk::{
    ConsentStatus, Currency, ErrorCode, HttpMethod, HttpRequest, HttpResponse, Intent, Money,
};
use travel::{Place, Travel};
use travel_server::Wanderlust;

const HTTP: &str = "loggia:http/http";
const FX: &str = "loggia:fx/fx";
const PAYMENTS: &str = "loggia:payments/payments-initiate";
const STORAGE: &str = "loggia:storage/storage";
const LOG: &str = "loggia:platform/log";
const NAVIGATION: &str = "loggia:platform/navigation";

type Server = FakePartner<Wanderlust>;

fn customer(partner: &Rc<Server>) -> Builder<Travel> {
    partner.behind(TestApp::builder()).rate("EUR", "GBP", "0.8533")
}

fn searched(mut app: TestApp<Travel>) -> TestApp<Travel> {
    app.set("Travellers", 2);
    app.tap("Find connections");
    app
}

/// The label of the first offer, which is the time at which it goes and comes.
fn first_offer(app: &TestApp<Travel>) -> String {
    let text = app.text();
    text.lines().find(|line| line.contains(" – ")).unwrap().to_owned()
}

fn looking(app: TestApp<Travel>) -> TestApp<Travel> {
    let mut app = searched(app);
    let offer = first_offer(&app);
    app.tap(&offer);
    app
}

fn book_button(app: &TestApp<Travel>) -> String {
    let text = app.text();
    text.lines().find(|line| line.starts_with("Book and pay")).unwrap().to_owned()
}

fn booked(app: TestApp<Travel>) -> TestApp<Travel> {
    let mut app = looking(app);
    let book = book_button(&app);
    app.tap(&book);
    app
}

#[test]
fn a_customer_searches_books_pays_and_has_a_ticket() {
    let partner = Server::open();
    let mut app = searched(customer(&partner).launch());
    assert_eq!(app.title(), "Vienna to London");
    let offer = first_offer(&app);
    app.tap(&offer);
    app.expect_text("Travellers: 2");
    app.expect_text("100.00 EUR are worth 85.33 GBP in London.");
    let book = book_button(&app);
    app.tap(&book);
    assert!(partner.book(&app, "").contains(r#""status":"held""#));
    let sheet = app.sheet().unwrap();
    assert_eq!(format!("Book and pay {}", sheet.amount), book);
    assert_eq!(
        (sheet.payee.as_str(), sheet.account.as_str()),
        ("Wanderlust", "DE89370400440532013000")
    );
    assert!(sheet.remittance.unwrap().starts_with("VIE-LON, "));
    app.expect_text("Confirm the payment with your bank.");
    app.confirm();
    app.expect_text("Your ticket comes as soon as the money has arrived.");
    assert!(partner.book(&app, "").contains(r#""status":"held""#), "not before it is settled");
    partner.settle(&mut app);
    app.expect_text("Booked. Have a good trip!");
    app.expect_text("Ticket: WL-");
    assert!(partner.book(&app, "").contains(r#""status":"confirmed""#));

    let mut app = app.reopen();
    app.tap("My tickets");
    app.expect_text("WL-");
    app.tap("Vienna to London");
    app.expect_text("Booked. Have a good trip!");
    assert_eq!(app.payments().len(), 1);
    let calls: Vec<_> = app.requests().iter().map(HttpRequest::method).collect();
    assert_eq!(calls, [HttpMethod::Get, HttpMethod::Put, HttpMethod::Get]);
}

#[test]
fn a_german_reads_german() {
    let partner = Server::open();
    let mut app = customer(&partner).locale("de-AT").launch();
    app.choose("Von", "Zürich");
    app.choose("Nach", "Prag");
    app.tap("Verbindungen suchen");
    assert_eq!(app.title(), "Zürich nach Prag");
    let offer = first_offer(&app);
    app.tap(&offer);
    app.change_locale("en-GB");
    app.expect_text("From: Zurich");
    app.change_locale("de-AT");
    let book = app.text().lines().find(|line| line.starts_with("Buchen und")).unwrap().to_owned();
    app.tap(&book);
    let remittance = app.sheet().unwrap().remittance.unwrap();
    assert!(remittance.starts_with("ZRH-PRG, "), "no word is in the customer's language");
}

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

fn march(day: u8) -> Date {
    Date::from_calendar_date(2026, Month::March, day).unwrap()
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

#[test]
fn an_offer_that_is_gone_leads_back_to_the_others() {
    for gone in [
        Mood::Says(409, r#"{"code":"sold-out"}"#),
        Mood::Says(410, r#"{"code":"gone"}"#),
        Mood::Says(404, ""),
    ] {
        let partner = Server::open();
        let mut app = looking(customer(&partner).launch());
        partner.is(gone);
        let book = book_button(&app);
        app.tap(&book);
        app.expect_text("has just sold out");
        assert_eq!(app.screen(), "offers");
        assert!(app.sheet().is_none());
        partner.is(Mood::Works);
        app.tap("Try again");
        let offer = first_offer(&app);
        app.tap(&offer);
        assert!(app.is_enabled(&book));
    }
}

#[test]
fn a_server_that_refuses_the_booking_is_believed() {
    for status in [400, 401, 403, 422] {
        let partner = Server::open();
        let mut app = looking(customer(&partner).launch());
        partner.is(Mood::Says(status, "{}"));
        let book = book_button(&app);
        app.tap(&book);
        app.expect_text("doesn’t accept this booking");
        assert!(app.sheet().is_none());
    }
}

#[test]
fn another_price_is_looked_at_before_it_is_paid() {
    let partner = Server::open();
    let mut app = looking(customer(&partner).launch());
    let book = book_button(&app);
    app.serve(|request| {
        let id = request.url().rsplit('/').next().unwrap().to_owned();
        let body = format!(
            r#"{{"id":"{id}","status":"held","price":{{"minor_units":99900,"currency":"EUR"}},"held_until":{}}}"#,
            NOW + 600_000
        );
        Ok(HttpResponse::new(201, body))
    });
    app.tap(&book);
    app.expect_text("The price has changed");
    assert!(app.sheet().is_none());
    app.tap("Pay 999.00 EUR");
    assert_eq!(app.sheet().unwrap().amount, Money::eur(99_900));
}

#[test]
fn seats_that_are_held_for_less_than_the_bank_s_sheet_are_not_paid_for() {
    let partner = Server::open();
    let mut app = looking(customer(&partner).launch());
    let book = book_button(&app);
    let price = app
        .text()
        .lines()
        .find_map(|line| line.strip_prefix("Price for all: "))
        .map(|price| price.chars().filter(char::is_ascii_digit).collect::<String>());
    let price = price.unwrap();
    app.serve(move |request| {
        let id = request.url().rsplit('/').next().unwrap().to_owned();
        let body = format!(
            r#"{{"id":"{id}","status":"held","price":{{"minor_units":{price},"currency":"EUR"}},"held_until":{}}}"#,
            NOW + 4 * 60_000
        );
        Ok(HttpResponse::new(201, body))
    });
    app.tap(&book);
    assert!(app.sheet().is_none());
    app.expect_text("held too long without a payment");
}

#[test]
fn who_declined_three_times_is_told_to_come_back_later() {
    let mut app = looking(customer(&Server::open()).launch());
    for again in [true, true, true, false] {
        let book = book_button(&app);
        app.tap(&book);
        if again {
            app.decline();
            let offer = first_offer(&app);
            app.tap(&offer);
        }
    }
    app.expect_text("Booking doesn’t work right now.");
}

#[test]
fn an_unclear_hold_is_asked_for_again_and_booked_once() {
    for mood in [Mood::LosesAnswers, Mood::Down, Mood::Says(500, ""), Mood::Says(200, "nonsense")] {
        let partner = Server::open();
        let mut app = looking(customer(&partner).launch());
        partner.is(mood);
        let book = book_button(&app);
        app.tap(&book);
        app.expect_text("Asking again never books twice");
        assert!(app.sheet().is_none(), "nothing is paid that may not be held");
        app.tap("Ask again");
        app.expect_text("Asking again never books twice");
        partner.is(Mood::Works);
        app.tap("Ask again");
        assert!(app.sheet().is_some());
        let puts = app.requests().iter().filter(|request| request.method() == HttpMethod::Put);
        let puts: Vec<_> = puts.map(|request| (request.url(), request.body())).collect();
        assert_eq!(puts.len(), 3);
        assert!(puts.iter().all(|put| *put == puts[0]), "always the same booking");
        assert!(
            partner.book(&app, "").contains(r#""seats_left":12"#),
            "as it was when it was held"
        );
        app.confirm();
        partner.settle(&mut app);
        app.expect_text("Booked.");
    }
}

#[test]
fn a_booking_that_is_given_up_is_let_go() {
    // While it is held, while nobody knows, and while the sheet is up.
    let partner = Server::open();
    let mut app = looking(customer(&partner).launch());
    partner.is(Mood::LosesAnswers);
    let book = book_button(&app);
    app.tap(&book);
    partner.is(Mood::Works);
    app.tap("Cancel the booking");
    app.expect_text("The booking is cancelled.");
    assert!(partner.book(&app, "").contains(r#""status":"released""#));

    let partner = Server::open();
    let mut app = booked(customer(&partner).launch());
    app.tap("Cancel the booking");
    assert_eq!(app.payments()[0].consent, ConsentStatus::Canc);
    assert!(partner.book(&app, "").contains(r#""status":"released""#));
    app.expect_text("Nothing was charged");
    app.tap("My tickets");
    app.expect_text("No tickets yet");
}

#[test]
fn a_hold_that_was_given_up_while_it_was_asked_for_is_let_go_twice() {
    let partner = Server::open();
    let mut app = customer(&partner).hold_answers().launch();
    app.tap("Find connections");
    app.answer();
    let offer = first_offer(&app);
    app.tap(&offer);
    app.answer();
    let book = book_button(&app);
    app.tap(&book);
    app.expect_text("Holding your seats");
    app.tap("Cancel the booking");
    // The hold, its release by the tap, and the one by the late answer.
    app.answer();
    app.answer();
    app.answer();
    assert!(partner.book(&app, "").contains(r#""status":"released""#));
    assert!(app.sheet().is_none());
}

#[test]
fn a_payment_that_does_not_come_about_lets_the_seats_go() {
    type Ending = fn(&mut TestApp<Travel>);
    let cases: [(Ending, &str); 3] = [
        (TestApp::decline, "You didn’t confirm the payment."),
        (TestApp::expire, "Time ran out"),
        (
            |app| {
                app.confirm();
                app.reject_settlement();
            },
            "failed after all",
        ),
    ];
    for (ending, said) in cases {
        let partner = Server::open();
        let mut app = booked(customer(&partner).launch());
        ending(&mut app);
        app.expect_text(said);
        assert!(partner.book(&app, "").contains(r#""status":"released""#));
        // The same connection can be booked anew, as another booking.
        let offer = first_offer(&app);
        app.tap(&offer);
        let book = book_button(&app);
        app.tap(&book);
        assert!(app.sheet().is_some());
        let ids: Vec<_> = app.payments().into_iter().map(|sheet| sheet.instruction_id).collect();
        assert_ne!(ids[0], ids[1]);
    }
}

#[test]
fn a_payment_that_the_bank_refuses_lets_the_seats_go() {
    let partner = Server::open();
    let mut app = booked(customer(&partner).per_payment(Money::eur(1)).launch());
    // The refusal came with the server's answer, so the customer is asked once more.
    app.expect_text("Your seats are held for you.");
    let pay = app.text().lines().find(|line| line.starts_with("Pay ")).unwrap().to_owned();
    app.tap(&pay);
    app.expect_text("Your bank doesn’t allow this payment.");
    assert!(partner.book(&app, "").contains(r#""status":"released""#));
    // A currency that the grant does not have is refused just so.
    let partner = Server::open();
    let francs = Money::new(1_000_000, Currency::CHF).unwrap();
    let app = booked(customer(&partner).per_payment(francs).launch());
    app.expect_text("Your seats are held for you.");
    assert!(app.payments().is_empty());
}

#[test]
fn a_slow_hold_needs_one_more_tap_and_one_that_ran_out_is_not_paid() {
    let partner = Server::open();
    let slow = || {
        let mut app = customer(&partner).hold_answers().launch();
        app.tap("Find connections");
        app.answer();
        let offer = first_offer(&app);
        app.tap(&offer);
        app.answer();
        let book = book_button(&app);
        app.tap(&book);
        app.advance(Duration::from_secs(14));
        app.answer();
        app.expect_text("Your seats are held for you.");
        assert!(app.sheet().is_none());
        app
    };
    let pay_button = |app: &TestApp<Travel>| {
        app.text().lines().find(|line| line.starts_with("Pay ")).unwrap().to_owned()
    };
    let mut app = slow();
    let pay = pay_button(&app);
    app.tap(&pay);
    assert!(app.sheet().is_some());

    let mut app = slow();
    app.advance(Duration::from_secs(8 * 60));
    let pay = pay_button(&app);
    app.tap(&pay);
    app.expect_text("held too long without a payment");
    assert!(app.sheet().is_none());
    app.answer();
    assert!(partner.book(&app, "").contains(r#""status":"released""#));
}

#[test]
fn a_payment_of_unknown_outcome_is_asked_about_and_never_made_twice() {
    let partner = Server::open();
    let mut app = booked(customer(&partner).launch());
    app.make_unavailable(PAYMENTS);
    app.confirm();
    app.expect_text("couldn’t tell whether the payment went through");
    app.tap("Ask again");
    app.expect_text("Your bank can’t say yet.");
    app.tap("Cancel the booking");
    app.expect_text("Your bank can’t say yet.");
    app.back();
    app.expect_text("A booking isn’t finished yet.");
    let mut app = searched(app);
    let offer = first_offer(&app);
    app.tap(&offer);
    let book = book_button(&app);
    assert!(!app.is_enabled(&book), "a second booking would hide the first");
    app.make_available(PAYMENTS);
    app.tap("Show the booking");
    app.tap("Ask again");
    app.expect_text("Your ticket comes as soon as the money has arrived.");
    partner.settle(&mut app);
    app.expect_text("Booked.");
    assert_eq!(app.payments().len(), 1);
}

#[test]
fn a_ticket_that_does_not_come_is_asked_for_again() {
    for mood in [
        Mood::LosesAnswers,
        Mood::Down,
        Mood::Says(500, ""),
        Mood::Says(404, "{}"),
        Mood::Says(401, "{}"),
        Mood::Says(200, r#"{"id":"another","status":"confirmed"}"#),
    ] {
        let partner = Server::open();
        let mut app = booked(customer(&partner).launch());
        app.confirm();
        partner.is(mood);
        partner.settle(&mut app);
        app.expect_text("We’ll check");
        app.expect_text("Reference: ");
        app.tap("Search for something else");
        app.expect_text("A booking isn’t finished yet.");
        app.tap("Show the booking");
        app.tap("Ask again");
        app.expect_text("We’ll check");
        // The next session asks by itself.
        let mut app = app.reopen();
        app.tap("Show the booking");
        app.expect_text("We’ll check");
        partner.is(Mood::Works);
        let mut app = app.reopen();
        app.tap("My tickets");
        app.expect_text("WL-");
        assert_eq!(app.payments().len(), 1);
        let looks = app.requests().iter().filter(|request| request.method() == HttpMethod::Get);
        let urls: Vec<_> =
            looks.map(HttpRequest::url).filter(|url| url.contains("/bookings/")).collect();
        assert!(urls.len() >= 4 && urls.iter().all(|url| *url == urls[0]));
    }
}

#[test]
fn a_ticket_waits_until_the_bank_has_told_the_server() {
    let partner = Server::open();
    let mut app = booked(customer(&partner).launch());
    app.confirm();
    app.settle();
    app.expect_text("We’ll check");
    assert!(partner.book(&app, "").contains(r#""status":"held""#), "the mini-app's word is none");
    partner.hears(&app);
    app.tap("Ask again");
    app.expect_text("Booked. Have a good trip!");
}

#[test]
fn seats_that_went_before_the_money_came_are_refunded_and_said_so() {
    let partner = Server::open();
    let mut app = booked(customer(&partner).launch());
    app.confirm();
    // The hold runs out, and others book all that there is.
    partner.set_now(NOW + travel_server::HELD_FOR);
    let put = app.requests().iter().find(|request| request.method() == HttpMethod::Put).unwrap();
    let wish = String::from_utf8(put.body().to_vec()).unwrap().replace(":2}", ":6}");
    for other in ["a".repeat(26), "b".repeat(26)] {
        let url = format!("https://api.wanderlust.example/bookings/{other}");
        assert_eq!(partner.ask("PUT", &url, wish.as_bytes()).status, 201);
    }
    partner.settle(&mut app);
    app.expect_text("Wanderlust sends your money back.");
    app.expect_text("Reference: ");
    app.tap("My tickets");
    app.expect_text("Wanderlust sends your money back.");
}

#[test]
fn a_lost_session_is_taken_up_again() {
    // Before the sheet is decided on: it went with the session.
    let partner = Server::open();
    let mut app = booked(customer(&partner).launch()).reopen();
    app.expect_text("A booking isn’t finished yet.");
    app.tap("Show the booking");
    app.expect_text("couldn’t tell whether the payment went through");
    app.tap("Ask again");
    app.expect_text("Your bank can’t say yet.");
    assert_eq!(app.payments().len(), 1);
    app.tap("Cancel the booking");
    app.expect_text("Nothing was charged");
    assert!(partner.book(&app, "").contains(r#""status":"released""#));
    // It is still open elsewhere, and the customer confirms there.
    let partner = Server::open();
    let mut app = booked(customer(&partner).launch()).reopen();
    app.confirm_elsewhere();
    partner.settle(&mut app);
    app.tap("My tickets");
    app.expect_text("WL-");
    // After the payment, before it has settled.
    let partner = Server::open();
    let mut app = booked(customer(&partner).launch());
    app.confirm();
    let mut app = app.reopen();
    partner.settle(&mut app);
    app.tap("My tickets");
    app.expect_text("WL-");
}

#[test]
fn a_second_session_undoes_nothing_that_the_first_is_doing() {
    let partner = Server::open();
    let mut app = looking(customer(&partner).launch());
    partner.is(Mood::LosesAnswers);
    let book = book_button(&app);
    app.tap(&book);
    partner.is(Mood::Works);
    let mut app = app.reopen();
    app.expect_text("A booking isn’t finished yet.");
    assert!(partner.book(&app, "").contains(r#""status":"held""#));
    app.tap("Show the booking");
    let mut later = app.clone();
    app.tap("Ask again");
    assert!(app.sheet().is_some());
    // What nobody pays for is over by itself.
    later.advance(Duration::from_secs(2 * 60 * 60));
    later.reopen().expect_no_text("A booking isn’t finished yet.");
}

#[test]
fn a_bank_that_cannot_be_asked_at_the_opening_leaves_a_way_on() {
    let partner = Server::open();
    let mut app = booked(customer(&partner).launch());
    app.make_unavailable(PAYMENTS);
    let mut app = app.reopen();
    app.tap("Show the booking");
    app.expect_text("couldn’t tell whether the payment went through");
    app.make_available(PAYMENTS);
    app.advance(Duration::from_secs(5 * 60));
    app.expect_text("Time ran out");
}

#[test]
fn seats_that_could_not_be_let_go_are_let_go_by_the_next_session() {
    let partner = Server::open();
    let mut app = booked(customer(&partner).launch());
    partner.is(Mood::Down);
    app.decline();
    app.expect_text("You didn’t confirm the payment.");
    partner.is(Mood::Works);
    let app = app.reopen();
    assert!(partner.book(&app, "").contains(r#""status":"released""#));

    let partner = Server::open();
    let mut app = booked(customer(&partner).launch());
    partner.is(Mood::Down);
    app.decline();
    app.advance(Duration::from_secs(2 * 60 * 60));
    let asked = app.requests().len();
    let app = app.reopen();
    assert_eq!(app.requests().len(), asked, "the hold ran out long ago");
}

#[test]
fn back_leads_out_of_every_screen() {
    let partner = Server::open();
    let mut app = customer(&partner).launch();
    app.back();
    assert_eq!(app.screen(), "search");
    let mut app = looking(app);
    app.back();
    assert_eq!(app.screen(), "offers");
    app.back();
    assert_eq!(app.screen(), "search");
    app.tap("My tickets");
    app.back();
    let mut app = booked(app);
    assert_eq!(app.screen(), "trip");
    app.back();
    assert_eq!(app.screen(), "search");
    app.tap("Show the booking");
    assert_eq!(app.screen(), "trip");
}

#[test]
fn the_last_thirty_trips_are_kept_and_the_state_stays_small() {
    let partner = Server::open();
    let mut app = customer(&partner).launch();
    for number in 0..33 {
        app = searched(app);
        let offers: Vec<String> =
            app.text().lines().filter(|line| line.contains(" – ")).map(str::to_owned).collect();
        app.tap(&offers[number % offers.len()]);
        let book = book_button(&app);
        app.tap(&book);
        if app.sheet().is_none() {
            // Sold out by now: another day.
            app.back();
            app.set_date("Day", march(4 + u8::try_from(number % 15).unwrap()));
            continue;
        }
        app.confirm();
        partner.settle(&mut app);
        app.tap("Search for something else");
        app.set_date("Day", march(4 + u8::try_from(number % 15).unwrap()));
    }
    app.tap("My tickets");
    assert!(app.text().matches("WL-").count() <= 30);
    assert!(app.state_size() < 24 * 1024, "{} bytes", app.state_size());
}

#[test]
fn whatever_is_in_trouble_there_is_a_screen_to_use() {
    for locale in ["en-GB", "de-DE"] {
        let german = locale == "de-DE";
        let say = |en: &'static str, de: &'static str| if german { de } else { en };
        let partner = RefCell::new(Server::open());
        let tried = denial_matrix(
            || {
                let new = Server::open();
                partner.replace(Rc::clone(&new));
                customer(&new).locale(locale)
            },
            |walk| {
                walk.tap(say("Find connections", "Verbindungen suchen"));
                walk.tap_first(" – ");
                walk.tap_first(say("Book and pay", "zahlen"));
                walk.confirm();
                partner.borrow().hears(walk.app());
                walk.settle();
                walk.tap(say("My tickets", "Meine Tickets"));
                walk.tap_first(say("Vienna to London", "Wien nach London"));
                walk.back();
                walk.reopen();
                walk.tap(say("My tickets", "Meine Tickets"));
            },
        );
        let tried: BTreeSet<&str> = tried.iter().map(|cell| cell.interface.as_str()).collect();
        assert_eq!(tried, BTreeSet::from([HTTP, FX, PAYMENTS, STORAGE, LOG]));
    }
}

#[test]
fn whatever_an_answer_is_there_is_a_screen_to_use() {
    for code in [ErrorCode::Denied, ErrorCode::Unavailable, ErrorCode::Expired, ErrorCode::NotFound]
    {
        for nth in 0..4 {
            let partner = Server::open();
            let mut app = customer(&partner).hold_answers().launch();
            let when = format!("answer {nth} is {code:?}");
            let steps: [fn(&mut TestApp<Travel>); 3] = [
                |app| app.tap("Find connections"),
                |app| {
                    let offer = first_offer(app);
                    app.tap(&offer);
                },
                |app| {
                    let book = book_button(app);
                    app.tap(&book);
                },
            ];
            for (step, tap) in steps.into_iter().enumerate() {
                tap(&mut app);
                app.expect_usable(&when);
                if step == nth {
                    app.answer_with(code);
                    app.expect_usable(&when);
                    if nth != 1 {
                        break;
                    }
                } else {
                    app.answer();
                }
            }
        }
    }
    let huge = "x".repeat(262_144);
    let partner = Server::open();
    let mut app = looking(customer(&partner).launch());
    app.serve(move |_| Ok(HttpResponse::new(200, huge.clone())));
    let book = book_button(&app);
    app.tap(&book);
    app.expect_usable("an answer is huge");
    app.expect_text("Asking again never books twice");
}

/// A customer with a ticket for the last train, or flight, of the day.
fn with_a_ticket(
    partner: &Server,
    builder: Builder<Travel>,
    kind: &str,
    to: &str,
) -> TestApp<Travel> {
    let mut app = builder.launch();
    app.choose("To", to);
    app.tap("Find connections");
    let text = app.text();
    let lines: Vec<&str> = text.lines().collect();
    let is_kind = |line: &&str| line.starts_with(kind);
    let last = lines.iter().rposition(is_kind).unwrap_or_else(|| panic!("no {kind}:\n{text}"));
    let times = lines[..last].iter().rfind(|line| line.contains(" – ")).unwrap();
    app.tap(times);
    let book = book_button(&app);
    app.tap(&book);
    app.expect_no_text(PARK);
    app.confirm();
    partner.settle(&mut app);
    app.expect_text("Booked. Have a good trip!");
    app
}

const PARK: &str = "Park at the station";

#[test]
fn who_takes_a_train_from_vienna_is_led_to_the_station_s_car_park_if_they_want() {
    let partner = Server::open();
    let mut app = with_a_ticket(&partner, customer(&partner), "Train", "Budapest");
    assert!(app.openings().is_empty(), "nobody is led anywhere unasked");
    app.tap(PARK);
    let park = Intent::new("park").with("where", "Central Station");
    assert_eq!(app.openings(), [Opening { app: "com.kerbside.parking".to_owned(), intent: park }]);
    app.expect_text("Booked. Have a good trip!");
    assert!(!app.is_closed());
}

#[test]
fn nobody_is_led_to_a_station_from_which_nothing_goes_or_where_the_bank_leads_nowhere() {
    let partner = Server::open();
    with_a_ticket(&partner, customer(&partner), "Flight", "London").expect_no_text(PARK);
    let partner = Server::open();
    let denied = customer(&partner).deny(NAVIGATION);
    with_a_ticket(&partner, denied, "Train", "Budapest").expect_no_text(PARK);
}

#[test]
fn without_http_the_bank_s_no_is_said() {
    let partner = Server::open();
    let mut app = customer(&partner).deny(HTTP).launch();
    app.tap("Find connections");
    app.expect_text("Your bank doesn’t let Travel ask Wanderlust");
    assert!(app.requests().is_empty());
}

#[test]
fn without_storage_tickets_are_sold_but_not_remembered() {
    let partner = Server::open();
    let mut app = customer(&partner).launch();
    app.make_unavailable(STORAGE);
    let mut app = booked(app.reopen());
    app.confirm();
    partner.settle(&mut app);
    app.expect_text("Booked.");
    app.tap("My tickets");
    app.expect_text("Your tickets can’t be shown at the moment.");
    assert!(app.log().iter().any(|line| line.starts_with("warn: a trip is not kept")));
}
