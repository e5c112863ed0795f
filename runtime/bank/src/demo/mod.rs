//! A small bank to try mini-apps in, with a year of life in its books.
//!
//! Everything in it follows from the time at which it is made: nothing is random, nothing is asked
//! of the system. Days and hours are UTC, and public holidays are workdays like others; somebody
//! with another clock sees an early coffee an hour or two later.

mod chance;
mod customers;
mod day;
mod habit;
mod life;
mod merchants;
mod person;
mod plan;

use std::error::Error;

use loggia_runtime::{EffectId, UserId};

use self::customers::CUSTOMERS;
use self::life::Life;
use crate::account::{AccountKind, NewAccount};
use crate::connection::Connection;
use crate::error::{DatabaseError, LedgerError};
use crate::loyalty::Scheme;
use crate::transfer::TransferId;
use crate::{Bank, account, claims, customer, fx, ledger, standing_orders, statement};

/// The one whom mini-apps pay. Its IBAN is the example of the Austrian IBAN's own standard.
const CREDITOR: (&str, &str, &str) = ("Bean & Leaf", "AT611904300234573201", "EUR");

/// What one euro is worth, in millionths: near what it was in the winter of 2025.
const RATES: [(&str, u64); 11] = [
    ("CHF", 934_100),
    ("CZK", 24_190_000),
    ("DKK", 7_469_000),
    ("GBP", 873_600),
    ("HUF", 384_300_000),
    ("JPY", 183_900_000),
    ("KWD", 359_800),
    ("NOK", 11_830_000),
    ("PLN", 4_221_000),
    ("SEK", 10_830_000),
    ("USD", 1_174_100),
];

impl Bank {
    /// Puts four customers into the bank, `alice`, `bob`, `carla` and `dev`, with a year of bookings
    /// up to `now` behind them; the creditor Bean & Leaf and its loyalty scheme `bean-points`. The
    /// balances in the end are the same whenever `now` is, and so is what happens on a day of the
    /// calendar, but for what people save. What they pay every month, such as the rent, goes on: by
    /// standing orders ([`Bank::pay_standing_orders`]), from 06:00 UTC of this very day where it is theirs
    /// and still ahead. Doing it again, at whatever time, changes nothing.
    ///
    /// # Errors
    ///
    /// The database cannot do it, or other accounts have the IBANs.
    pub fn seed_demo(&self, now: u64) -> Result<(), LedgerError> {
        if !self.database().read(is_there)? {
            let lives = CUSTOMERS
                .iter()
                .map(|person| Life::of(person, now))
                .collect::<Result<Vec<_>, _>>()?;
            self.database().write(|connection| {
                // Another process may have been faster.
                if is_there(connection)? { Ok(()) } else { settle_in(connection, &lives, now) }
            })?;
        }
        self.register_scheme(&Scheme {
            id: "bean-points".into(),
            name: "Bean & Leaf points".into(),
            points_per_unit: 10,
            partner: "Bean & Leaf".into(),
        })?;
        let alice: UserId = "alice".parse().map_err(malformed)?;
        // Who was erased does not come back.
        if self.customer(&alice)?.is_some() {
            let welcome =
                blake3::derive_key("loggia-bank 2026 demonstration's welcome points", b"alice");
            self.give_points(&EffectId::from_bytes(welcome), &alice, "bean-points", 120, now)?;
        }
        Ok(())
    }
}

/// Whether it is there: all of it came in one transaction, and every account with something.
fn is_there(connection: &Connection) -> Result<bool, DatabaseError> {
    let mut purses = CUSTOMERS.iter().flat_map(|person| person.purses);
    let first = purses.next().map(|purse| ledger::by_id(connection, first_credit(purse.iban)));
    Ok(first.transpose()?.flatten().is_some())
}

fn settle_in(connection: &Connection, lives: &[Life], now: u64) -> Result<(), LedgerError> {
    for (currency, millionths) in RATES {
        fx::set_rate(connection, currency.parse().map_err(malformed)?, millionths)?;
    }
    let mut bookings = Vec::new();
    for life in lives {
        customer::register(connection, &life.customer)?;
        claims::register(connection, &life.customer.user, &life.claims, now)?;
        let opened = life.open_accounts(connection)?;
        bookings.extend(life.bookings(&opened)?);
        for order in life.standing_orders(&opened)? {
            standing_orders::open(connection, &order)?;
        }
    }
    let (name, iban, currency) = CREDITOR;
    let creditor = NewAccount {
        customer: None,
        kind: AccountKind::Current,
        name: name.to_owned(),
        iban: iban.parse().map_err(malformed)?,
        currency: currency.parse().map_err(malformed)?,
    };
    let opened_at = lives.first().map_or(now, |life| life.plan.opened_at);
    account::open_account(connection, &creditor, opened_at)?;
    // As a ledger has them: in the order of time, whosever they are.
    bookings.sort_by_key(|booking| booking.at);
    statement::book(connection, &bookings)?;
    Ok(())
}

fn first_credit(iban: &str) -> TransferId {
    TransferId::named(&format!("demonstration: first credit of {iban}"))
}

fn malformed(error: impl Error) -> DatabaseError {
    DatabaseError::Damaged { what: format!("the demonstration's own data: {error}") }
}
