//! What the next session makes of it.

use fake_partner::Mood;
use loggia_sdk::{Money, PaymentStatus};

use super::{MINUTE, Server, at_the_opera, customer, parked};

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
