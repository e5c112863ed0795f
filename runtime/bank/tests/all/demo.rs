//! The demonstration's customers: a year of their lives that adds up.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use loggia_bank::{Account, AccountId, Bank, Detail, Holder, Transfer};

use crate::branch::{DAY, NOW};

/// What a year leaves on the accounts, whenever it is.
const BALANCES: [(&str, &str, &str); 11] = [
    ("alice", "Everyday", "1284.60 EUR"),
    ("alice", "Savings", "6500.00 EUR"),
    ("alice", "Travel", "420.00 USD"),
    ("bob", "Main", "310.25 EUR"),
    ("bob", "Pocket money", "2.50 EUR"),
    ("carla", "Current", "2418.37 EUR"),
    ("carla", "Chicago", "1860.45 USD"),
    ("carla", "Zurich", "940.50 CHF"),
    ("dev", "Student", "143.20 EUR"),
    ("dev", "Kyoto", "18450 JPY"),
    ("", "Bean & Leaf", "0.00 EUR"),
];

/// All that there is to see of a bank's year.
#[derive(PartialEq)]
struct Year {
    accounts: BTreeMap<AccountId, Account>,
    booked: Vec<(Transfer, Detail)>,
}

fn seeded(now: u64) -> Bank {
    let bank = Bank::in_memory().unwrap();
    bank.seed_demo(now).unwrap();
    bank
}

/// The one that ends at [`NOW`].
fn this_year() -> &'static Year {
    static YEAR: LazyLock<Year> = LazyLock::new(|| year(&seeded(NOW)));
    &YEAR
}

fn year(bank: &Bank) -> Year {
    let transfers = bank.transfers().unwrap().into_iter();
    let accounts = bank.accounts().unwrap().into_iter();
    Year {
        accounts: accounts.map(|account| (account.id, account)).collect(),
        booked: transfers
            .map(|transfer| {
                let detail = bank.detail(transfer.id).unwrap().expect("it says what it is for");
                (transfer, detail)
            })
            .collect(),
    }
}

impl Year {
    fn owner(&self, account: AccountId) -> Option<&str> {
        match &self.accounts[&account].holder {
            Holder::Customer(user) => Some(user.as_str()),
            _ => None,
        }
    }

    /// What went out of a customer's accounts.
    fn debits(&self, user: &str) -> impl Iterator<Item = &(Transfer, Detail)> {
        self.booked.iter().filter(move |(transfer, _)| self.owner(transfer.debit) == Some(user))
    }

    /// What came in from outside under a remittance that begins so: when.
    fn came_in(&self, user: &str, remittance: &str) -> Vec<u64> {
        self.booked
            .iter()
            .filter(|(transfer, detail)| {
                self.owner(transfer.credit) == Some(user)
                    && self.owner(transfer.debit).is_none()
                    && detail.remittance.as_deref().is_some_and(|text| text.starts_with(remittance))
            })
            .map(|(transfer, _)| transfer.made_at)
            .collect()
    }
}

/// From 0, a Monday.
fn weekday(at: u64) -> u64 {
    (at / DAY + 3) % 7
}

fn assert_balances(bank: &Bank) {
    let accounts = bank.accounts().unwrap();
    let found = accounts.iter().filter(|account| account.holder != Holder::Settlement);
    let found: Vec<_> = found
        .map(|account| {
            let user = match &account.holder {
                Holder::Customer(user) => user.to_string(),
                _ => String::new(),
            };
            (user, account.name.clone(), account.available.to_string())
        })
        .collect();
    let expected = BALANCES.map(|(user, name, balance)| (user.into(), name.into(), balance.into()));
    assert_eq!(found, expected);
    let report = bank.verify().unwrap();
    assert!(report.is_sound(), "{report}");
}

#[test]
fn two_banks_of_one_moment_are_the_same() {
    let (one, other) = (this_year(), year(&seeded(NOW)));
    assert!(one.booked.len() > 2_000);
    assert!(*one == other);
}

#[test]
fn doing_it_again_at_any_later_time_changes_nothing() {
    let bank = seeded(NOW);
    let before = (year(&bank), bank.points().unwrap());
    for later in [0, 1, DAY, 400 * DAY] {
        bank.seed_demo(NOW + later).unwrap();
    }
    assert!((year(&bank), bank.points().unwrap()) == before);
}

#[test]
fn a_year_ends_where_it_should_whenever_it_ends() {
    // A new year's day, a payday and its evening, a leap day, a Sunday, and soon after 1970.
    let leap_day = 1_835_395_200_000;
    for now in [NOW, NOW + 24 * DAY + 1, NOW + 25 * DAY - 1, leap_day, NOW + 3 * DAY, 90 * DAY, 0] {
        let bank = seeded(now);
        assert_balances(&bank);
        let year = year(&bank);
        let begins = (now / DAY * DAY).saturating_sub(365 * DAY);
        let ends = now.max(1);
        assert!(year.booked.iter().all(|(transfer, _)| (begins..ends).contains(&transfer.made_at)));
        assert!(year.booked.is_sorted_by_key(|(transfer, _)| transfer.made_at));
    }
}

#[test]
fn another_moment_moves_the_year_and_not_what_happened_on_a_day() {
    let (one, later) = (this_year(), year(&seeded(NOW + 400 * DAY)));
    assert!(later.booked.iter().all(|(transfer, _)| transfer.made_at > NOW));

    let next_week = year(&seeded(NOW + 7 * DAY));
    let bought = |year: &Year| -> Vec<_> {
        let both = NOW - 350 * DAY..NOW;
        let bought = year.booked.iter().filter(|(transfer, detail)| {
            // What is saved depends on what is needed afterwards.
            let saved = detail.counterparty == "Ostwind Funds";
            both.contains(&transfer.made_at) && detail.category.is_some() && !saved
        });
        bought
            .map(|(transfer, detail)| (transfer.made_at, transfer.amount, detail.clone()))
            .collect()
    };
    assert!(bought(one).len() > 1_500);
    assert_eq!(bought(one), bought(&next_week));
}

#[test]
fn nobody_ever_owes_and_every_debit_is_somebodys_credit() {
    let year = this_year();
    let mut balances: BTreeMap<AccountId, i128> = BTreeMap::new();
    for (transfer, _) in &year.booked {
        let amount = i128::from(transfer.amount.minor_units());
        *balances.entry(transfer.debit).or_default() -= amount;
        *balances.entry(transfer.credit).or_default() += amount;
        if year.owner(transfer.debit).is_some() {
            assert!(balances[&transfer.debit] > 0, "{transfer:?}");
        }
    }
    let mut sums: BTreeMap<&str, i128> = BTreeMap::new();
    for (id, balance) in &balances {
        *sums.entry(year.accounts[id].currency.code()).or_default() += balance;
    }
    assert_eq!(sums, BTreeMap::from([("CHF", 0), ("EUR", 0), ("JPY", 0), ("USD", 0)]));
}

#[test]
fn ibans_are_of_a_bank_that_nobody_has() {
    let bank = seeded(NOW);
    let accounts = bank.accounts().unwrap();
    // That its check digits are right says its type.
    let of_customers: BTreeSet<_> = accounts
        .iter()
        .filter(|account| matches!(account.holder, Holder::Customer(_)))
        .map(|account| account.iban.unwrap().to_string())
        .collect();
    assert_eq!(of_customers.len(), 10);
    assert!(of_customers.iter().all(|iban| iban.starts_with("AT") && &iban[4..9] == "99999"));
}

#[test]
fn customers_have_names_and_lead_full_lives() {
    let bank = seeded(NOW);
    let year = year(&bank);
    for (user, name) in [
        ("alice", "Alice Moser"),
        ("bob", "Bob Lindner"),
        ("carla", "Carla Fontanella"),
        ("dev", "Dev Iyengar"),
    ] {
        let customer = bank.customer(&user.parse().unwrap()).unwrap().unwrap();
        assert_eq!(format!("{} {}", customer.given_name, customer.family_name), name);
        let theirs = |account| year.owner(account) == Some(user);
        let bookings = year
            .booked
            .iter()
            .filter(|(transfer, _)| theirs(transfer.debit) || theirs(transfer.credit))
            .count();
        assert!((400..=850).contains(&bookings), "{user} has {bookings}");
        let merchants: BTreeSet<_> = year
            .debits(user)
            .filter(|(_, detail)| detail.category.is_some())
            .map(|(_, detail)| detail.counterparty.as_str())
            .collect();
        assert!(merchants.len() > 20, "{user} knows {merchants:?}");
    }
}

#[test]
fn every_debit_says_with_whom_and_every_category_is_of_four_digits() {
    let year = this_year();
    for (transfer, detail) in &year.booked {
        assert!(!detail.counterparty.trim().is_empty(), "{transfer:?}");
        if let Some(category) = detail.category {
            let text = category.to_string();
            assert!(text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit()), "{text}");
        }
        for part in [Some(&detail.counterparty), detail.remittance.as_ref()].into_iter().flatten() {
            assert!(!part.contains(['{', '}']), "{part}");
        }
    }
    let (own, between): (Vec<_>, Vec<_>) = year
        .booked
        .iter()
        .filter(|(transfer, _)| year.owner(transfer.debit).is_some())
        .partition(|(transfer, _)| year.owner(transfer.credit).is_none());
    assert!(own.len() > 2_000 && between.len() > 20);
    for (transfer, detail) in between {
        assert_eq!(year.owner(transfer.debit), year.owner(transfer.credit));
        assert!(detail.counterparty.contains(' ') && detail.category.is_none(), "{detail:?}");
    }
}

#[test]
fn wages_come_every_month_and_never_at_a_weekend() {
    for now in [NOW, NOW + 100 * DAY] {
        let year = year(&seeded(now));
        for (user, wages) in
            [("alice", "Salary "), ("bob", "Wages "), ("carla", "Salary "), ("dev", "Grant ")]
        {
            let days = year.came_in(user, wages);
            assert!((12..=13).contains(&days.len()), "{user}: {}", days.len());
            assert!(days.iter().all(|day| weekday(*day) < 5), "{user}");
            let apart = days.windows(2).map(|pair| (pair[1] - pair[0]) / DAY);
            assert!(apart.clone().all(|days| (25..=36).contains(&days)), "{user}");
        }
        for user in ["alice", "bob", "carla", "dev"] {
            assert_eq!(year.came_in(user, "Income tax").len(), 1, "{user}");
        }
    }
}

#[test]
fn people_go_out_more_often_at_the_weekend_and_buy_groceries_several_times_a_week() {
    let year = this_year();
    for user in ["alice", "bob", "carla"] {
        let of = |category: &str, days: [u64; 2]| {
            year.debits(user)
                .filter(|(transfer, detail)| {
                    days.contains(&weekday(transfer.made_at))
                        && detail.category.is_some_and(|code| code.to_string() == category)
                        && transfer.amount.currency().code() == "EUR"
                })
                .count()
        };
        assert!(of("5812", [4, 5]) > 2 * of("5812", [0, 1]), "{user}");
        let groceries: usize = [[0, 1], [2, 3], [4, 5]].map(|days| of("5411", days)).iter().sum();
        assert!((80..250).contains(&groceries), "{user}: {groceries}");
        assert!(of("5411", [6, 6]) < 5, "{user}: shops are closed on Sundays");
    }
}

#[test]
fn yen_have_no_decimals_and_a_year_of_their_own() {
    let year = this_year();
    let yen = year.booked.iter().filter(|(transfer, _)| transfer.amount.currency().code() == "JPY");
    let amounts: Vec<_> = yen.map(|(transfer, _)| transfer.amount).collect();
    assert!(amounts.len() > 30);
    assert!(amounts.iter().all(|amount| !amount.to_string().contains('.')));
    // A bowl of ramen is some hundreds of them, and nothing is a hundredth of that.
    assert!(amounts.iter().all(|amount| amount.minor_units() >= 100));
}
