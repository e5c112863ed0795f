//! Money is put aside for something.

use std::time::Duration;

use loggia_sdk::Money;
use loggia_sdk::time::{Date, Month};

use super::{BALANCES, chf, customer};

#[test]
fn a_goal_is_saved_for_kept_and_removed() {
    let mut app = customer().launch();
    app.tap("Set a savings goal");
    app.fill("What for", "Bicycle");
    app.choose("Saved on", "Zürich");
    app.set_money("Amount", chf(100_000));
    app.set_date("By", last_of(Month::May));
    app.tap("Keep the goal");
    app.expect_text("Bicycle");
    app.expect_text("Saved 50 %");
    app.expect_text("Saved: 500.00 CHF");
    app.expect_text("Needed each month: 166.67 CHF");
    app.tap("Back to March 2026");
    app.expect_text("Saved 50 %");

    let mut app = app.reopen();
    app.expect_text("Bicycle");
    app.expect_text("Saved 50 %");
    app.tap("Show the goal");
    app.tap("Change the goal");
    app.set_money("Amount", chf(40_050));
    app.tap("Keep the goal");
    app.expect_text("You’ve reached your goal!");
    app.tap("Remove the goal");
    app.expect_text("Remove this goal?");
    app.tap("Leave it");
    app.expect_no_text("Remove this goal?");
    app.tap("Remove the goal");
    app.dismiss();
    app.expect_text("Bicycle");
    app.tap("Remove the goal");
    app.tap("Yes, remove it");
    app.expect_text("The goal is removed.");
    assert_eq!(app.stored("goal"), None);
}

#[test]
fn without_a_balance_a_goal_is_still_a_plan() {
    let mut app = customer().deny(BALANCES).launch();
    app.tap("Set a savings goal");
    app.expect_no_text("Saved on");
    app.fill("What for", "Bicycle");
    app.set_money("Amount", Money::eur(30_000));
    app.set_date("By", last_of(Month::May));
    app.tap("Keep the goal");
    app.expect_text("Needed each month: 100.00 EUR");
    app.expect_text("Without access to the balance");
    for nothing_to_see in ["Saved", "Choose an account"] {
        app.expect_no_text(nothing_to_see);
    }
}

#[test]
fn a_balance_that_is_refused_or_unavailable_can_be_asked_for_again() {
    let mut app = customer().launch();
    app.revoke_consent(BALANCES);
    app.tap("Set a savings goal");
    app.fill("What for", "Bicycle");
    app.choose("Saved on", "Zürich");
    app.set_money("Amount", chf(100_000));
    app.tap("Keep the goal");
    app.expect_text("Asking what is saved");
    app.refuse_consent();
    app.expect_text("Budget can’t say how much is saved");
    app.make_unavailable(BALANCES);
    app.tap("Ask me again");
    app.consent();
    app.expect_text("What is saved can’t be shown at the moment.");
    app.make_available(BALANCES);
    app.tap("Try again");
    app.expect_text("Saved 50 %");
}

#[test]
fn a_goal_is_an_amount_above_zero_and_a_day_of_the_next_five_years() {
    let mut app = customer().launch();
    app.tap("Set a savings goal");
    app.fill("What for", "Bicycle");
    app.set_money("Amount", Money::eur(0));
    app.set_date("By", last_of(Month::February));
    assert_eq!(
        app.problems("Keep the goal"),
        ["Amount: 1 to 4294967295 minor units of EUR", "By: 2026-03-01 to 2031-02-28",]
    );
    assert_eq!(app.stored("goal"), None);
}

fn last_of(month: Month) -> Date {
    Date::from_calendar_date(2026, month, month.length(2026)).unwrap()
}

#[test]
fn a_goal_whose_month_is_over_says_what_is_missing() {
    let mut app = customer().launch();
    app.tap("Set a savings goal");
    app.fill("What for", "Bicycle");
    app.choose("Saved on", "Zürich");
    app.set_money("Amount", chf(100_000));
    app.set_date("By", last_of(Month::March));
    app.tap("Keep the goal");
    app.expect_text("Needed each month: 500.00 CHF");
    app.advance(Duration::from_secs(40 * 86_400));
    app.resume();
    app.expect_text("Missing, and the month is over: 500.00 CHF");
    app.back();
    app.tap("Read again");
    assert_eq!(app.title(), "April 2026");
}
