//! A customer looks at their money.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test's own helper fails the test"
)]

use std::collections::BTreeSet;
use std::time::Duration;

use budget::Budget;
use loggia_sdk::testing::{Builder, Entry, TestAccount, TestApp, denial_matrix};
use loggia_sdk::time::{Date, Month};
use loggia_sdk::{Currency, ErrorCode, Money, Timestamp};

const ACCOUNTS: &str = "loggia:accounts/accounts-basic";
const BALANCES: &str = "loggia:accounts/balances";
const CREDITS: &str = "loggia:accounts/transactions-credits";
const DEBITS: &str = "loggia:accounts/transactions-debits";
const DETAIL: &str = "loggia:accounts/transactions-detail";
const IDENTITY: &str = "loggia:identity/identity-basic";
const STORAGE: &str = "loggia:storage/storage";
const LOG: &str = "loggia:platform/log";

/// 2 March 2026, nine o'clock in Vienna.
const NOW: Timestamp = Timestamp::from_millis(1_772_438_400_000);

fn days_ago(days: u64) -> Timestamp {
    NOW - Duration::from_secs(days * 86_400)
}

fn chf(minor: u64) -> Money {
    Money::new(minor, Currency::CHF).unwrap()
}

fn current() -> TestAccount {
    TestAccount::new("Current", Money::eur(120_000)).statement([
        Entry::credit(Money::eur(250_000), days_ago(1)).with("Employer"),
        Entry::credit(Money::eur(2_500), days_ago(1)).merchant("Shoe shop", "5661"),
        Entry::debit(Money::eur(3_000), days_ago(1)).merchant("Corner shop", "5411"),
        Entry::debit(Money::eur(4_500), days_ago(0)).merchant("Corner shop", "5411"),
        Entry::debit(Money::eur(2_500), days_ago(1)).merchant("Market", "5499").pending(),
        Entry::debit(Money::eur(1_000), days_ago(0)).merchant("Café", "5812"),
        Entry::debit(Money::eur(89_000), days_ago(1)).with("Landlord").remittance("Rent"),
        Entry::debit(Money::eur(7_000), days_ago(20)).merchant("Railway", "4111"),
    ])
}

fn francs() -> TestAccount {
    TestAccount::new("Zürich", chf(50_000))
        .type_code("SVGS")
        .transaction(Entry::debit(chf(6_000), days_ago(1)).merchant("Migros", "5411"))
}

/// Someone with two accounts in two currencies who has consented in an earlier session.
fn customer() -> Builder<Budget> {
    TestApp::builder().account(current()).account(francs()).consented()
}

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

#[test]
fn without_credits_or_details_there_is_less_to_see() {
    let app = TestApp::<Budget>::builder().account(current()).deny(CREDITS).consented().launch();
    app.expect_text("only your spending is shown");
    app.expect_text("Spent: 1000.00 EUR");
    app.expect_no_text("Came in");
    app.expect_no_text("Left over");

    let mut app = TestApp::<Budget>::builder().account(current()).deny(DETAIL).consented().launch();
    app.expect_text("your spending can’t be sorted");
    app.expect_text("Spent: 1000.00 EUR");
    app.tap("Other");
    app.expect_text("Not named");
    app.expect_text("45.00 EUR");
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

#[test]
fn whatever_is_in_trouble_there_is_a_screen_to_use() {
    let customer = || TestApp::<Budget>::builder().account(current()).account(francs());
    let tried = denial_matrix(customer, |walk| {
        walk.consent();
        walk.tap("Set a savings goal");
        walk.fill("What for", "Bicycle");
        walk.choose("Saved on", "Zürich");
        walk.set_money("Amount", chf(100_000));
        walk.tap("Keep the goal");
        walk.back();
        walk.tap_in("In EUR", "Groceries");
        walk.back();
        walk.tap("Previous month");
        walk.tap("Read again");
        if walk.app().shows("Greet me by name") {
            walk.tap("Greet me by name");
        }
        walk.choose("Account", "Current");
        walk.reopen();
    });
    let tried: BTreeSet<&str> = tried.iter().map(|cell| cell.interface.as_str()).collect();
    let all = [ACCOUNTS, BALANCES, CREDITS, DEBITS, DETAIL, IDENTITY, STORAGE, LOG];
    assert_eq!(tried, BTreeSet::from(all));
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

#[test]
fn whatever_an_answer_is_there_is_a_screen_to_use() {
    let goal = {
        let mut app = customer().launch();
        app.tap("Set a savings goal");
        app.fill("What for", "Bicycle");
        app.choose("Saved on", "Zürich");
        app.set_money("Amount", chf(100_000));
        app.tap("Keep the goal");
        app.stored("goal").unwrap().to_owned()
    };
    for code in [ErrorCode::Denied, ErrorCode::Unavailable, ErrorCode::Expired] {
        for nth in 0..9 {
            let mut app = customer().stored("goal", &goal).hold_answers().launch();
            for _ in 0..nth {
                app.answer();
            }
            app.answer_with(code);
            while app.screen() == "reading" {
                app.answer();
            }
            app.expect_usable(&format!("answer {nth} is {code:?}"));
        }
    }
    let nobody = TestApp::<Budget>::builder().consented().launch();
    nobody.expect_text("There is no account to look at yet");
    nobody.expect_usable("there are no accounts");
    let account = TestAccount::new("Current", Money::eur(0));
    let nothing = TestApp::<Budget>::builder().account(account).consented().launch();
    nothing.expect_text("Nothing came in or went out in March 2026");
    nothing.expect_usable("there are no transactions");
}

#[test]
fn without_storage_a_goal_lasts_for_the_session() {
    let mut app = customer().launch();
    app.make_unavailable(STORAGE);
    app.tap("Set a savings goal");
    app.fill("What for", "Bicycle");
    app.set_money("Amount", Money::eur(100_000));
    app.tap("Keep the goal");
    app.expect_text("Your goal couldn’t be saved");
    app.expect_text("Bicycle");
    assert!(app.log().iter().any(|line| line.starts_with("warn: the goal is not kept")));
}
