//! A customer and their tickets, natively and in milliseconds.

use loggia_sdk::testing::{TestApp, denial_matrix};
use loggia_sdk::{ConsentStatus, Money};

use {{crate}}::Tickets;

const PAYMENTS: &str = "loggia:payments/payments-initiate";
const STORAGE: &str = "loggia:storage/storage";
const LOG: &str = "loggia:platform/log";

/// Somebody whose bank asks them to pay for two tickets.
fn asked(mut app: TestApp<Tickets>) -> TestApp<Tickets> {
    app.set("Tickets", 2);
    app.tap("Pay 9.00 EUR");
    app
}

#[test]
fn two_tickets_are_paid_for_and_kept() {
    let mut app = asked(TestApp::launch());
    let sheet = app.sheet().expect("the bank asks");
    assert_eq!((sheet.amount, sheet.payee.as_str()), (Money::eur(900), "Example Ltd"));
    app.confirm();
    app.expect_text("Your 2 tickets. Have a nice swim!");

    let mut app = app.reopen();
    app.expect_text("Your 2 tickets. Have a nice swim!");
    app.tap("Buy new tickets");
    app.expect_text("One swim: 4.50 EUR");
    assert_eq!(app.payments().len(), 1);
}

#[test]
fn no_is_no_in_each_of_its_ways() {
    let mut app = asked(TestApp::launch());
    app.decline();
    app.expect_text("Nothing was charged");

    let mut app = asked(TestApp::launch());
    app.expire();
    app.expect_text("Nothing was charged");

    let mut app = asked(TestApp::launch());
    app.tap("Cancel");
    app.expect_text("Nothing was charged");
    assert_eq!(app.payments()[0].consent, ConsentStatus::Canc);

    let app = asked(TestApp::builder().per_payment(Money::eur(500)).launch());
    app.expect_text("Your bank doesn’t allow this payment.");
}

#[test]
fn an_unclear_payment_is_looked_at_and_paid_once() {
    let mut app = asked(TestApp::launch());
    app.make_unavailable(PAYMENTS);
    app.confirm();
    app.expect_text("Asking again never pays twice.");
    app.tap("Ask again");
    app.expect_text("Asking again never pays twice.");
    app.make_available(PAYMENTS);
    app.change_locale("de-AT");
    app.tap("Noch einmal fragen");
    app.expect_text("Deine 2 Karten. Viel Spaß!");
    assert_eq!(app.payments().len(), 1);
}

/// The sheet is gone with its session, or still up elsewhere.
#[test]
fn a_lost_session_is_taken_up_by_the_next_one() {
    let mut app = asked(TestApp::launch()).reopen();
    app.tap("Ask again");
    app.expect_text("Asking again never pays twice.");
    let mut elsewhere = app.clone();
    app.tap("Cancel");
    app.expect_text("Nothing was charged");
    assert_eq!(app.payments()[0].consent, ConsentStatus::Canc);

    elsewhere.confirm_elsewhere();
    elsewhere.expect_text("Have a nice swim!");
    elsewhere.settle();
    assert_eq!(elsewhere.payments().len(), 1);
}

#[test]
fn what_cannot_be_kept_is_not_paid_for() {
    let mut app = TestApp::launch();
    app.make_unavailable(STORAGE);
    let mut app = asked(app);
    assert_eq!(app.sheet(), None);
    app.expect_text("Paying doesn’t work right now.");
    app.make_available(STORAGE);
    app.tap("Pay 9.00 EUR");
    app.confirm();
    app.expect_text("Have a nice swim!");
}

#[test]
fn who_said_no_three_times_is_left_in_peace() {
    let mut app = TestApp::launch();
    for _ in 0..3 {
        app = asked(app);
        app.decline();
    }
    let app = asked(app);
    app.expect_text("Paying doesn’t work right now.");
}

#[test]
fn a_payment_that_fails_after_all_takes_the_tickets_back() {
    let mut app = asked(TestApp::launch());
    app.confirm();
    app.reject_settlement();
    app.expect_text("Not paid.");
}

#[test]
fn a_german_reads_german() {
    let mut app = TestApp::<Tickets>::builder().locale("de-AT").launch();
    app.tap("4.50 EUR zahlen");
    app.confirm();
    app.expect_text("Deine Karte. Viel Spaß!");
    app.change_locale("en-GB");
    app.expect_text("Your ticket.");
}

/// The bank's review does the same: each capability in each kind of trouble, and a screen to use all the same.
#[test]
fn whatever_is_in_trouble_there_is_a_screen_to_use() {
    let tried = denial_matrix(TestApp::<Tickets>::builder, |walk| {
        walk.set("Tickets", 2);
        walk.tap("Pay 9.00 EUR");
        walk.confirm();
        walk.settle();
        walk.reopen();
        walk.tap("Buy new tickets");
        walk.tap("Pay 4.50 EUR");
        walk.tap("Cancel");
    });
    let all = [PAYMENTS, STORAGE, LOG];
    assert!(all.iter().all(|one| tried.iter().any(|cell| cell.interface == *one)));
}
