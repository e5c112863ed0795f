//! A stay is paid for, once.

use fake_partner::NOW;
use loggia_sdk::testing::TestApp;
use loggia_sdk::{ConsentStatus, HttpResponse, Money};
use parking::Parking;

use super::{MINUTE, PAYMENTS, Server, customer, ended, parked};

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
fn a_withdrawn_payment_is_cancelled_at_the_bank() {
    let mut app = ended(&Server::open());
    app.tap("Not now");
    assert_eq!(app.payments()[0].consent, ConsentStatus::Canc);
}
