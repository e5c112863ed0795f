//! What the next session, and another one beside it, makes of it.

use std::time::Duration;

use fake_partner::Mood;

use super::{PAYMENTS, Server, book_button, booked, customer, looking, march, searched};

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
