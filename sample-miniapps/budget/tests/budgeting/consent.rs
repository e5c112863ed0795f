//! The customer says what may be seen, and what no longer.

use std::time::Duration;

use budget::Budget;
use loggia_sdk::testing::TestApp;

use super::{CREDITS, DEBITS, IDENTITY, current, customer};

#[test]
fn the_customer_is_asked_once_and_sees_what_goes_on() {
    let mut app = TestApp::<Budget>::builder().account(current()).hold_answers().launch();
    assert!(app.asks_for_consent());
    app.expect_text("Waiting for your bank");
    app.expect_text("it can’t move money and has no network");
    app.consent();
    app.answer();
    app.expect_text("0 transactions read");
    app.answer();
    app.answer();
    app.expect_text("6 transactions read");
    app.answer();
    app.answer();
    assert_eq!(app.title(), "March 2026");
    assert!(!app.asks_for_consent());
    app.expect_text("As of 2026-03-02 09:00");
}

#[test]
fn who_refuses_is_shown_nothing_and_can_be_asked_again() {
    let mut app = TestApp::<Budget>::builder().account(current()).launch();
    app.refuse_consent();
    app.expect_text("Budget may not look at your accounts");
    app.tap("Ask me again");
    assert!(app.asks_for_consent());
    app.expire_consent();
    app.expect_text("The question whether Budget may look has expired");
    app.tap("Ask me again");
    app.consent();
    app.expect_text("Spent: 1000.00 EUR");
}

#[test]
fn what_is_revoked_in_the_middle_is_forgotten() {
    let mut app = customer().hold_answers().launch();
    app.answer();
    app.answer();
    app.answer();
    app.advance(Duration::from_secs(60));
    app.revoke_consent(DEBITS);
    app.revoke_consent(CREDITS);
    app.answer();
    // The credits are missing, and the next account's debits with them.
    app.expect_text("Budget may not look at your accounts");
    app.expect_no_text("Show what there is");
    app.tap("Ask me again");
    app.answer();
    assert!(app.asks_for_consent());
    app.consent();
    for _ in 0..7 {
        app.answer();
    }
    app.expect_text("Spent: 1000.00 EUR");
    app.expect_text("Came in: 2525.00 EUR");
}

#[test]
fn what_is_revoked_later_is_forgotten_when_it_is_looked_at() {
    let mut app = customer().launch();
    app.advance(Duration::from_secs(3_600));
    app.revoke_consent(DEBITS);
    app.tap_in("In CHF", "Groceries");
    app.refuse_consent();
    app.expect_text("Budget may not look at your accounts");
    app.tap("Ask me again");
    app.consent();
    app.expect_text("Spent: 60.00 CHF");
}

#[test]
fn a_name_is_asked_for_by_a_tap_and_never_needed() {
    let mut app = customer().launch();
    app.revoke_consent(IDENTITY);
    app.tap("Read again");
    app.expect_no_text("Hello");
    app.tap("Greet me by name");
    app.refuse_consent();
    app.expect_no_text("Greet me by name");
    app.tap("Read again");
    app.tap("Greet me by name");
    app.consent();
    app.expect_text("Hello Ada");

    let app = customer().deny(IDENTITY).launch();
    app.expect_no_text("Hello");
    app.expect_no_text("Greet me by name");
    app.expect_text("Spent: 1000.00 EUR");
}
