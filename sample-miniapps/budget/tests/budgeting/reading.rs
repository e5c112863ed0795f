//! Transactions are read page by page, however many there are.

use std::time::Duration;

use budget::Budget;
use loggia_sdk::testing::{Entry, TestAccount, TestApp};
use loggia_sdk::{Currency, ErrorCode, Money};

use super::{NOW, chf, customer, days_ago};

#[test]
fn reading_goes_on_where_it_stopped() {
    let mut app = customer().hold_answers().launch();
    app.answer();
    app.answer();
    app.answer_with(ErrorCode::Unavailable);
    app.expect_text("Your bank can’t show this at the moment");
    app.expect_no_text("Show what there is");
    app.tap("Try again");
    app.answer();
    app.expect_text("6 transactions read");
    app.answer_with(ErrorCode::RateLimited);
    app.tap("Show what there is");
    app.expect_text("Not everything was read");
    app.expect_text("Spent: 1000.00 EUR");
    app.expect_no_text("CHF");
    app.tap("Read again");
    for _ in 0..8 {
        app.answer();
    }
    app.expect_text("In CHF");
    app.expect_no_text("Not everything was read");
    // Each is counted once, however often its page was asked for.
    app.expect_text("Spent: 1000.00 EUR");
}

#[test]
fn an_account_that_is_closed_meanwhile_is_passed_over() {
    let mut app = customer().hold_answers().launch();
    app.answer();
    app.answer_with(ErrorCode::NotFound);
    app.answer_with(ErrorCode::NotFound);
    app.answer();
    app.answer();
    app.answer();
    app.expect_text("Spent: 60.00 CHF");
}

#[test]
fn a_page_that_is_gone_is_read_from_the_beginning() {
    let mut app = customer().hold_answers().launch();
    app.answer();
    app.answer_with(ErrorCode::InvalidArgument);
    app.tap("Try again");
    for _ in 0..8 {
        app.answer();
    }
    app.expect_text("Spent: 1000.00 EUR");
}

#[test]
fn a_customer_of_two_thousand_transactions_fits_into_the_state() {
    let mut reached = 0;
    let (mut currents, mut cards, mut franc_ones) = (Vec::new(), Vec::new(), Vec::new());
    let codes = [
        "5411", "5812", "4111", "6513", "4900", "5912", "7832", "5651", "4511", "4814", "6011",
        "1234",
    ];
    for number in 0..2_000u64 {
        let at = NOW - Duration::from_secs(number * 365 * 86_400 / 2_000);
        let code = codes[usize::try_from(number).unwrap() % codes.len()];
        let name = format!("Merchant {} of a rather long name", number % 300);
        let (list, amount) = match number % 3 {
            0 => (&mut currents, Money::eur(1_000)),
            1 => (&mut cards, Money::eur(100)),
            _ => (&mut franc_ones, chf(10)),
        };
        list.push(match number % 10 {
            0 => Entry::credit(amount, at).with("Employer"),
            _ => Entry::debit(amount, at).merchant(name, code),
        });
    }
    let mut app = TestApp::<Budget>::builder()
        .account(TestAccount::new("Current", Money::eur(1)).statement(currents))
        .account(TestAccount::new("Card", Money::eur(1)).type_code("CARD").statement(cards))
        .account(TestAccount::new("Zürich", chf(1)).statement(franc_ones))
        .consented()
        .hold_answers()
        .launch();
    while app.screen() == "reading" {
        app.answer();
        reached = reached.max(app.state_size());
    }
    assert_eq!(app.screen(), "month");
    assert!(reached < 24 * 1024, "{reached} bytes at the most");
    assert!(app.state_size() < 12 * 1024, "{} bytes in the end", app.state_size());
    assert!(app.calls() < 150, "{} calls: a host lets 600 through in a minute", app.calls());

    // Every transaction is in the sums, in its own currency.
    let mut payments = 0;
    for _ in 0..13 {
        for line in app.text().lines() {
            let count = line.split_once(" payment").and_then(|(count, _)| count.parse().ok());
            payments += count.unwrap_or(0_u64);
        }
        if app.is_enabled("Previous month") {
            app.tap("Previous month");
        }
    }
    assert_eq!(payments, 2_000);
}

#[test]
fn the_largest_state_that_there_can_be_is_within_the_bound() {
    let name = "ü".repeat(100);
    let codes = [
        "5411", "5812", "4111", "6513", "4900", "5912", "7832", "5651", "4511", "4814", "6011",
        "1234",
    ];
    let mut builder = TestApp::<Budget>::builder().consented().hold_answers();
    for account in 0..12u64 {
        let amount = Money::new(u64::from(u32::MAX) * 1_000, Currency::EUR).unwrap();
        let entries = (0..13u64).flat_map(|month| {
            let at = days_ago(month * 30);
            let debits = codes
                .iter()
                .map(move |code| Entry::debit(amount, at).merchant("ß".repeat(90), code));
            debits.chain([
                Entry::debit(amount, at),
                Entry::credit(amount, at),
                Entry::credit(amount, at).merchant("Shop", "5411"),
            ])
        });
        let nickname = format!("{account}{name}");
        builder = builder.account(TestAccount::new(nickname, amount).statement(entries));
    }
    let mut app = builder.launch();
    let mut reached = 0;
    while app.screen() == "reading" {
        app.answer();
        reached = reached.max(app.state_size());
    }
    app.expect_text("Only your first ten accounts are shown.");
    app.tap("Groceries");
    while app.text().contains("transactions read") {
        app.answer();
        reached = reached.max(app.state_size());
    }
    assert!(reached < 48 * 1024, "{reached} bytes at the most");
}

#[test]
fn nobody_has_to_wait_for_a_bank_that_does_not_answer() {
    let mut app = customer().hold_answers().launch();
    app.tap("Don’t wait");
    app.expect_text("Try again");
    // The accounts come all the same: it goes on with them.
    app.answer();
    app.expect_text("Don’t wait");
    app.tap("Don’t wait");
    app.tap("Try again");
    while app.screen() == "reading" {
        app.answer();
    }
    app.expect_text("Spent: 1000.00 EUR");
}

#[test]
fn nothing_is_counted_twice_when_answers_overtake_each_other() {
    let mut app = customer().hold_answers().launch();
    app.tap("Don’t wait");
    app.tap("Try again");
    // The accounts of the second try come first, and a page of transactions after them.
    app.answer_latest();
    app.answer_latest();
    app.answer_latest();
    app.answer();
    while app.screen() == "reading" {
        app.answer();
    }
    app.expect_text("Spent: 1000.00 EUR");
}
