//! A month by its categories, and the months before it.

use budget::Budget;
use loggia_sdk::testing::{Entry, TestApp};

use super::{chf, current, customer, days_ago};

#[test]
fn the_month_is_added_up_by_category() {
    let app = TestApp::<Budget>::builder().account(current()).consented().launch();
    assert_eq!(app.title(), "March 2026");
    app.expect_text("Came in: 2525.00 EUR");
    app.expect_text("Spent: 1000.00 EUR");
    app.expect_text("Left over: 1525.00 EUR");
    app.expect_text("Groceries");
    app.expect_text("100.00 EUR");
    app.expect_text("3 payments · 10 %");
    app.expect_text("1 payment · 1 %");
    app.expect_text("Transfers");
    app.expect_text("1 payment · 89 %");
    app.expect_text("Refunds");
    app.expect_text("1 payment · 99 %");
    app.expect_text("Hello Ada");
    app.expect_no_text("Travel");
    // The largest come first.
    let text = app.text();
    assert!(text.find("Transfers").unwrap() < text.find("Groceries").unwrap());
}

#[test]
fn months_can_be_turned_back_and_forth() {
    let mut app = TestApp::<Budget>::builder().account(current()).consented().launch();
    assert!(!app.is_enabled("Next month"));
    app.tap("Previous month");
    assert_eq!(app.title(), "February 2026");
    app.expect_text("Spent: 70.00 EUR");
    app.expect_text("Transport");
    for _ in 0..11 {
        app.tap("Previous month");
    }
    assert_eq!(app.title(), "March 2025");
    app.expect_text("Nothing came in or went out in March 2025");
    assert!(!app.is_enabled("Previous month"));
    app.tap("Next month");
    assert_eq!(app.title(), "April 2025");
}

#[test]
fn amounts_of_two_currencies_are_never_added() {
    let mut app = customer().launch();
    app.expect_text("In EUR");
    app.expect_text("Spent: 1000.00 EUR");
    app.expect_text("In CHF");
    app.expect_text("Spent: 60.00 CHF");
    app.expect_text("Spent beyond that: 60.00 CHF");
    app.choose("Account", "Zürich");
    app.expect_no_text("EUR");
    app.expect_text("1 payment · 100 %");
    app.choose("Account", "Current");
    app.expect_no_text("CHF");
    app.choose("Account", "All accounts");
    app.expect_text("In CHF");
}

#[test]
fn a_transaction_in_another_currency_than_its_account_is_named_and_not_counted() {
    let account = current().transaction(Entry::debit(chf(1), days_ago(0)));
    let app = TestApp::<Budget>::builder().account(account).consented().launch();
    app.expect_text("1 transaction in another currency isn’t counted.");
    app.expect_text("Spent: 1000.00 EUR");
}

#[test]
fn a_german_reads_german() {
    let mut app = customer().locale("de-AT").launch();
    assert_eq!(app.title(), "März 2026");
    app.expect_text("Hallo Ada");
    app.expect_text("Ausgegeben: 1000.00 EUR");
    app.expect_text("1 Zahlung · 89 %");
    app.choose("Konto", "Zürich");
    app.tap("Lebensmittel");
    app.expect_text("Migros");
    app.tap("Zurück zu März 2026");
    app.change_locale("en-GB");
    assert_eq!(app.title(), "March 2026");
}

#[test]
fn months_and_categories_are_drawn_as_charts() {
    let app = TestApp::<Budget>::builder().account(current()).consented().launch();
    let categories = app.table("What it went for");
    assert_eq!(categories.first().unwrap(), &["Category", "What it went for"]);
    assert_eq!(categories.get(1).unwrap().first().unwrap(), "Transfers");
    let months = app.table("Month by month");
    assert_eq!(months.len(), 14, "thirteen months under their titles");
    assert_eq!(months.last().unwrap(), &["March 2026", "2525.00 EUR", "1000.00 EUR"]);
}

#[test]
fn back_leads_out_of_every_screen() {
    let mut app = customer().launch();
    app.back();
    assert_eq!(app.screen(), "month");
    app.tap("Set a savings goal");
    app.back();
    assert_eq!(app.screen(), "month");
    app.tap_in("In EUR", "Groceries");
    app.back();
    assert_eq!(app.screen(), "month");
}
