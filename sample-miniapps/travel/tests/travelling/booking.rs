//! Seats are held, or not.

use fake_partner::{Mood, NOW};
use loggia_sdk::{ConsentStatus, HttpMethod, HttpRequest, HttpResponse, Money};

use super::{Server, book_button, booked, customer, first_offer, looking, searched};

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
