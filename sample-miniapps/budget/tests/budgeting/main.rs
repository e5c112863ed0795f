//! A customer looks at their money.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test's own helper fails the test"
)]

mod categories;
mod consent;
mod goals;
mod months;
mod reading;
mod trouble;

use std::time::Duration;

use budget::Budget;
use loggia_sdk::testing::{Builder, Entry, TestAccount, TestApp};
use loggia_sdk::{Currency, Money, Timestamp};

const BALANCES: &str = "loggia:accounts/balances";
const CREDITS: &str = "loggia:accounts/transactions-credits";
const DEBITS: &str = "loggia:accounts/transactions-debits";
const DETAIL: &str = "loggia:accounts/transactions-detail";
const IDENTITY: &str = "loggia:identity/identity-basic";

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
