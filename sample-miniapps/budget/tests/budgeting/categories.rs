//! What was spent in one category.

use std::time::Duration;

use budget::Budget;
use loggia_sdk::testing::{Entry, TestAccount, TestApp};
use loggia_sdk::{Currency, Money};

use super::{DEBITS, DETAIL, current, customer, days_ago};

#[test]
fn a_category_has_its_merchants_and_its_latest_payments() {
    let mut app = customer().launch();
    app.choose("Account", "Current");
    app.tap("Groceries");
    assert_eq!(app.title(), "Groceries");
    app.expect_text("March 2026");
    app.expect_text("Corner shop");
    app.expect_text("75.00 EUR");
    app.expect_text("2 payments");
    app.expect_text("Market");
    app.expect_text("2026-03-01");
    app.expect_no_text("Café");
    app.expect_no_text("Migros");
    app.back();
    assert_eq!(app.screen(), "month");
    app.tap("Income");
    app.expect_text("Employer");
    app.expect_no_text("Shoe shop");
    app.tap("Back to March 2026");
    app.choose("Account", "Zürich");
    app.tap("Groceries");
    app.expect_text("60.00 CHF");
}

#[test]
fn a_category_over_several_accounts_says_on_which() {
    let more = TestAccount::new("Household", Money::eur(1))
        .transaction(Entry::debit(Money::eur(700), days_ago(0)).merchant("Corner shop", "5411"));
    let mut app = customer().account(more).launch();
    app.tap_in("In EUR", "Groceries");
    app.expect_text("2 payments · Current");
    app.expect_text("1 payment · Household");
    app.expect_no_text("Migros");
}

#[test]
fn many_merchants_are_shown_together_at_the_end() {
    let shops = (0..60u64).map(|shop| {
        let amount = Money::new(1_000 - shop, Currency::EUR).unwrap();
        let at = days_ago(0) + Duration::from_secs(60 * shop);
        Entry::debit(amount, at).merchant(format!("Shop {shop} {}", "x".repeat(200)), "5411")
    });
    let account = TestAccount::new("Current", Money::eur(1)).statement(shops);
    let mut app = TestApp::<Budget>::builder().account(account).consented().launch();
    app.tap("Groceries");
    app.expect_text("Everybody else");
    app.expect_text("20 payments");
    assert!(app.state_size() < 16 * 1024, "{} bytes", app.state_size());
}

#[test]
fn a_category_that_can_t_be_read_can_be_tried_again_or_left() {
    let mut app = customer().launch();
    app.choose("Account", "Current");
    app.make_unavailable(DEBITS);
    app.tap("Groceries");
    app.expect_text("Your bank can’t show this at the moment");
    app.tap("Try again");
    app.expect_text("Your bank can’t show this at the moment");
    app.make_available(DEBITS);
    app.tap("Try again");
    app.expect_text("Corner shop");
    app.make_unavailable(DETAIL);
    app.back();
    app.tap("Restaurants");
    app.expect_text("Your bank can’t show this at the moment");
    app.tap("Back to March 2026");
    app.expect_text("Spent: 1000.00 EUR");
}

#[test]
fn answers_for_a_category_that_was_left_come_too_late() {
    let mut app =
        TestApp::<Budget>::builder().account(current()).consented().hold_answers().launch();
    for _ in 0..5 {
        app.answer();
    }
    app.tap("Groceries");
    app.back();
    app.tap("Restaurants");
    // That of the groceries, then that of the restaurants and its details.
    app.answer();
    app.answer();
    app.answer();
    app.expect_text("Café");
    app.expect_no_text("Corner shop");
}
