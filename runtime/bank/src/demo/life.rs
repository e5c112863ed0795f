//! A customer's year as the ledger takes it.

use std::collections::BTreeMap;

use loggia_runtime::capability::account_information::CreditDebit;
use loggia_runtime::capability::identity_verified::Claims;
use loggia_runtime::{Currency, Money};

use super::habit::Habit;
use super::person::Person;
use super::plan::{Entry, Leg, Plan};
use super::{first_credit, malformed};
use crate::account::{self, AccountId, AccountKind, NewAccount};
use crate::connection::Connection;
use crate::customer::Customer;
use crate::error::{DatabaseError, LedgerError};
use crate::standing_orders::NewStandingOrder;
use crate::statement::{Booking, Detail};
use crate::transfer::TransferId;

/// A customer, the accounts, and what happens on them.
pub(super) struct Life {
    pub(super) customer: Customer,
    pub(super) claims: Claims,
    pub(super) plan: Plan,
    accounts: Vec<NewAccount>,
    person: &'static Person,
}

/// A customer's accounts by IBAN, as the bank numbers them.
pub(super) type Opened = BTreeMap<String, (AccountId, Currency)>;

impl Life {
    pub(super) fn of(person: &'static Person, now: u64) -> Result<Self, DatabaseError> {
        let customer = Customer {
            user: person.user.parse().map_err(malformed)?,
            given_name: person.given_name.to_owned(),
            family_name: person.family_name.to_owned(),
        };
        let mut accounts = Vec::new();
        let mut balances = Vec::new();
        for purse in person.purses {
            let balance: Money = purse.balance.parse().map_err(malformed)?;
            balances.push(Leg { iban: purse.iban, amount: balance.minor_units() });
            accounts.push(NewAccount {
                customer: Some(customer.user.clone()),
                kind: match purse.name {
                    "Savings" => AccountKind::Savings,
                    _ => AccountKind::Current,
                },
                name: purse.name.to_owned(),
                iban: purse.iban.parse().map_err(malformed)?,
                currency: balance.currency(),
            });
        }
        Ok(Self {
            customer,
            claims: person.claims(),
            plan: Plan::of(person, &balances, now),
            accounts,
            person,
        })
    }

    pub(super) fn open_accounts(&self, connection: &Connection) -> Result<Opened, LedgerError> {
        let mut opened = Opened::new();
        for account in &self.accounts {
            let id = account::open_account(connection, account, self.plan.opened_at)?;
            opened.insert(account.iban.as_str().to_owned(), (id, account.currency));
        }
        Ok(opened)
    }

    /// What the customer has the bank pay from now on: today already, where the plan leaves it to the bank.
    pub(super) fn standing_orders(
        &self,
        accounts: &Opened,
    ) -> Result<Vec<NewStandingOrder>, DatabaseError> {
        let Plan { today, later_today, .. } = &self.plan;
        let orders = self.person.always.iter().map(Habit::standing).enumerate();
        orders
            .filter_map(|(place, order)| order.map(|order| (place, order)))
            .map(|(place, order)| {
                let from = if later_today.contains(&place) { *today } else { today.later_by(1) };
                let (account, amount) =
                    side(accounts, Leg { iban: order.from, amount: order.amount })?;
                let category = order.to.category.map(str::parse).transpose().map_err(malformed)?;
                // A statement of the past says the month; an order is the same every month.
                let note =
                    order.to.note.map(|note| note.replace("{month}", "").replace("{year}", ""));
                let detail = Detail {
                    counterparty: order.to.name.to_owned(),
                    category,
                    remittance: note.map(|note| note.trim().trim_end_matches(',').to_owned()),
                };
                let day_of_month = order.day_of_month;
                Ok(NewStandingOrder { from, account, amount, detail, day_of_month })
            })
            .collect()
    }

    /// Oldest first: what the accounts begin with, and what happens on them.
    pub(super) fn bookings(&self, accounts: &Opened) -> Result<Vec<Booking>, DatabaseError> {
        let mut bookings = Vec::new();
        for leg in &self.plan.openings {
            let (account, amount) = side(accounts, *leg)?;
            bookings.push(Booking {
                id: first_credit(leg.iban),
                account,
                against: None,
                indicator: CreditDebit::Credit,
                amount,
                at: self.plan.opened_at,
                detail: Detail {
                    counterparty: format!(
                        "{} {}",
                        self.customer.given_name, self.customer.family_name
                    ),
                    category: None,
                    remittance: Some("Balance brought forward".to_owned()),
                },
            });
        }
        for (number, entry) in self.plan.entries.iter().enumerate() {
            let name = format!("demonstration: booking {number} of {}", self.customer.user);
            book(&name, entry, accounts, &mut bookings)?;
        }
        Ok(bookings)
    }
}

/// One booking; or two where one currency is given for another, since no transfer is of two.
fn book(
    name: &str,
    entry: &Entry,
    accounts: &Opened,
    bookings: &mut Vec<Booking>,
) -> Result<(), DatabaseError> {
    let out_of = entry.out_of.map(|leg| side(accounts, leg)).transpose()?;
    let into = entry.into.map(|leg| side(accounts, leg)).transpose()?;
    let remittance = match (out_of, into) {
        (Some((_, sold)), Some((_, bought))) if sold.currency() != bought.currency() => {
            Some(format!("Sold {sold}, bought {bought}"))
        }
        _ => entry.note.clone(),
    };
    let category = entry.category.map(str::parse).transpose().map_err(malformed)?;
    let detail = Detail { counterparty: entry.counterparty.clone(), category, remittance };
    let id = TransferId::named(name);
    let mut book = |id, (account, amount), against, indicator| {
        let (at, detail) = (entry.at, detail.clone());
        bookings.push(Booking { id, account, against, indicator, amount, at, detail });
    };
    match (out_of, into) {
        (Some(from), Some((other, bought))) if from.1.currency() == bought.currency() => {
            book(id, from, Some(other), CreditDebit::Debit);
        }
        (Some(from), Some(to)) => {
            book(id, from, None, CreditDebit::Debit);
            let other = TransferId::named(&format!("{name}, the other side"));
            book(other, to, None, CreditDebit::Credit);
        }
        (Some(from), None) => book(id, from, None, CreditDebit::Debit),
        (None, Some(to)) => book(id, to, None, CreditDebit::Credit),
        (None, None) => {}
    }
    Ok(())
}

/// An account as the bank numbers it, and the amount in its currency.
fn side(accounts: &Opened, leg: Leg) -> Result<(AccountId, Money), DatabaseError> {
    let (account, currency) = accounts.get(leg.iban).ok_or_else(|| DatabaseError::Damaged {
        what: format!("the demonstration's own data: nobody has the account {}", leg.iban),
    })?;
    Ok((*account, Money::new(leg.amount, *currency).map_err(malformed)?))
}
