//! The seats are paid for, and the ticket comes.

use std::time::Duration;

use fake_partner::{Mood, NOW};
use loggia_sdk::testing::TestApp;
use loggia_sdk::{Currency, HttpMethod, HttpRequest, Money};
use travel::Travel;

use super::{PAYMENTS, Server, book_button, booked, customer, first_offer, looking, searched};

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
