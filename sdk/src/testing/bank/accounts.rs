//! The user's accounts, and what is on them.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::super::account::{DetailField, Entry, TestAccount};
use super::{Bank, Question, error};
use crate::bindings::loggia::accounts::account_picker::Picked;
use crate::bindings::loggia::accounts::accounts_basic::{self, Account};
use crate::bindings::loggia::accounts::balances::{Balance, BalanceType};
use crate::bindings::loggia::accounts::transactions::{EntryStatus, Page, Period, Transaction};
use crate::bindings::loggia::accounts::transactions_detail::Detail;
use crate::bindings::loggia::types::types::{CreditDebitIndicator, Error, ErrorCode, PageRequest};
use crate::currency::Currency;
use crate::money::Money;

const DAY_MS: u64 = 24 * 60 * 60 * 1000;

/// Which way a transaction goes, seen from its account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in super::super) enum Direction {
    Credit,
    Debit,
}

impl Direction {
    pub(super) fn interface(self) -> &'static str {
        match self {
            Self::Credit => "loggia:accounts/transactions-credits",
            Self::Debit => "loggia:accounts/transactions-debits",
        }
    }
}

/// An account with the names under which the mini-app knows it and what is on it.
#[derive(Clone, Debug)]
pub(super) struct Held {
    id: String,
    account: TestAccount,
    /// The newest first, each with its id.
    entries: Vec<(String, Entry)>,
}

/// The last transaction of a page: what is older stands on the next ones, whatever is booked
/// meanwhile.
#[derive(Clone, Copy, Debug)]
pub(in super::super) struct Cursor {
    booked_at: u64,
    number: u64,
}

impl Bank {
    pub(in super::super) fn open_account(&mut self, mut account: TestAccount) {
        let number = self.accounts.len() + 1;
        let entries = std::mem::take(&mut account.entries);
        let id = format!("acc0{number:028x}");
        self.accounts.push(Held { id, account, entries: Vec::new() });
        for entry in entries {
            self.book_entry(number - 1, entry);
        }
    }

    /// The place of the account of this nickname.
    pub(in super::super) fn account_named(&self, nickname: &str) -> Option<usize> {
        self.accounts.iter().position(|held| held.account.nickname == nickname)
    }

    pub(in super::super) fn account_names(&self) -> Vec<&str> {
        self.accounts.iter().map(|held| held.account.nickname.as_str()).collect()
    }

    pub(in super::super) fn book_entry(&mut self, account: usize, entry: Entry) {
        let Some(held) = self.accounts.get_mut(account) else {
            return;
        };
        let id = format!("tx{account:04x}{:012x}", held.entries.len());
        let place = held.entries.partition_point(|(_, other)| other.at > entry.at);
        held.entries.insert(place, (id, entry));
    }

    /// The accounts that stand before the page that is asked for.
    pub(in super::super) fn account_cursor(&self, page: &PageRequest) -> Result<usize, Error> {
        let Some(cursor) = &page.cursor else {
            return Ok(0);
        };
        let from = cursor.strip_prefix("accounts-").and_then(|from| from.parse().ok());
        from.filter(|from| *from < self.accounts.len()).ok_or_else(bad_cursor)
    }

    pub(super) fn list_accounts(&self, from: usize, limit: usize) -> accounts_basic::Page {
        let items = self.accounts.iter().skip(from).take(limit).map(|held| Account {
            id: held.id.clone(),
            nickname: held.account.nickname.clone(),
            currency: held.account.balance.currency().code().to_owned(),
            type_code: held.account.type_code.clone(),
        });
        let after = from + limit;
        accounts_basic::Page {
            items: items.collect(),
            next: (after < self.accounts.len()).then(|| format!("accounts-{after}")),
        }
    }

    pub(super) fn picked(&self, picked: Option<usize>) -> Result<Picked, Error> {
        let held = picked.and_then(|place| self.accounts.get(place)).ok_or_else(no_account)?;
        Ok(Picked {
            id: held.id.clone(),
            nickname: held.account.nickname.clone(),
            currency: held.account.balance.currency().code().to_owned(),
        })
    }

    pub(super) fn balances_of(&self, id: &str) -> Result<Vec<Balance>, Error> {
        let account = &self.held(id)?.account;
        let balance = |kind, amount: Money, at| Balance {
            kind,
            amount: amount.to_wire(),
            indicator: if account.overdrawn {
                CreditDebitIndicator::Debit
            } else {
                CreditDebitIndicator::Credit
            },
            at,
        };
        let available = account.available.unwrap_or(account.balance);
        Ok(vec![
            balance(BalanceType::Clbd, account.balance, self.now - self.now % DAY_MS),
            balance(BalanceType::Itav, available, self.now),
            balance(BalanceType::Itbd, account.balance, self.now),
        ])
    }

    /// A request for transactions, should its page be one.
    pub(in super::super) fn listing(
        &self,
        direction: Direction,
        account: &str,
        period: Period,
        page: &PageRequest,
    ) -> Result<Question, Error> {
        check_limit(page.limit)?;
        let mark = mark(direction, account, period);
        let after = page.cursor.as_ref().map(|cursor| {
            let place = cursor.strip_prefix(&mark).ok_or_else(bad_cursor)?;
            let (booked_at, number) = place.split_once('-').ok_or_else(bad_cursor)?;
            match (u64::from_str_radix(booked_at, 16), u64::from_str_radix(number, 16)) {
                (Ok(booked_at), Ok(number)) => Ok(Cursor { booked_at, number }),
                _ => Err(bad_cursor()),
            }
        });
        Ok(Question::Transactions {
            direction,
            account: account.to_owned(),
            period,
            after: after.transpose()?,
            limit: page.limit as usize,
        })
    }

    pub(super) fn list_transactions(
        &mut self,
        direction: Direction,
        account: &str,
        period: Period,
        after: Option<Cursor>,
        limit: usize,
    ) -> Result<Page, Error> {
        let mut fitting = self.held(account)?.entries.iter().filter(|(id, entry)| {
            let at = entry.at.millis();
            entry.direction == direction
                && period.since.is_none_or(|since| at >= since)
                && period.until.is_none_or(|until| at < until)
                && after.is_none_or(|after| (at, number(id)) < (after.booked_at, after.number))
        });
        let items: Vec<Transaction> =
            fitting.by_ref().take(limit).map(|(id, entry)| transaction(id, entry)).collect();
        let next = items.last().filter(|_| fitting.next().is_some()).map(|last| {
            let place = format!("{:x}-{:x}", last.booked_at, number(&last.id));
            mark(direction, account, period) + &place
        });
        self.seen.extend(items.iter().map(|transaction| transaction.id.clone()));
        Ok(Page { items, next })
    }

    pub(super) fn details_of(&self, transactions: &[String]) -> Vec<Detail> {
        let seen = transactions.iter().filter(|id| self.seen.contains(*id));
        let told = |field, fact: Option<&String>| {
            fact.filter(|_| !self.masked_details.contains(&field)).cloned()
        };
        let entry = |id: &String| {
            let mut entries = self.accounts.iter().flat_map(|held| &held.entries);
            entries.find(|(other, _)| other == id).map(|(id, entry)| Detail {
                id: id.clone(),
                counterparty: told(DetailField::Counterparty, Some(&entry.counterparty)),
                category: told(DetailField::Category, entry.category.as_ref()),
                remittance: told(DetailField::Remittance, entry.remittance.as_ref()),
            })
        };
        seen.filter_map(entry).collect()
    }

    pub(super) fn currency_of(&self, account: usize) -> Currency {
        self.accounts.get(account).map_or(Currency::EUR, |held| held.account.balance.currency())
    }

    pub(super) fn forget_entries(&mut self, direction: Direction) {
        for held in &mut self.accounts {
            held.entries.retain(|(_, entry)| entry.direction != direction);
        }
    }

    pub(super) fn enlarge_balances(&mut self, minor_units: u64) {
        for held in &mut self.accounts {
            let account = &mut held.account;
            account.balance =
                Money::new(minor_units, account.balance.currency()).unwrap_or(account.balance);
        }
    }

    /// As many letters as there may be.
    pub(super) fn lengthen_entries(&mut self) {
        for (_, entry) in self.accounts.iter_mut().flat_map(|held| &mut held.entries) {
            entry.counterparty = "W".repeat(140);
            entry.remittance = Some("W".repeat(140));
        }
    }

    fn held(&self, id: &str) -> Result<&Held, Error> {
        self.accounts.iter().find(|held| held.id == id).ok_or_else(no_account)
    }
}

pub(in super::super) fn check_limit(limit: u32) -> Result<(), Error> {
    if (1..=100).contains(&limit) {
        return Ok(());
    }
    Err(error(ErrorCode::InvalidArgument, "limit: 1 to 100"))
}

fn transaction(id: &str, entry: &Entry) -> Transaction {
    Transaction {
        id: id.to_owned(),
        status: if entry.pending { EntryStatus::Pdng } else { EntryStatus::Book },
        amount: entry.amount.to_wire(),
        booked_at: entry.at.millis(),
    }
}

/// What a cursor begins with: it is good for the call that it came from and for no other.
fn mark(direction: Direction, account: &str, period: Period) -> String {
    let mut hasher = DefaultHasher::new();
    (direction, account, period.since, period.until).hash(&mut hasher);
    format!("{:016x}-", hasher.finish())
}

/// The number of a transaction within its account, in the order of booking.
fn number(id: &str) -> u64 {
    id.get(6..).and_then(|digits| u64::from_str_radix(digits, 16).ok()).unwrap_or(0)
}

fn bad_cursor() -> Error {
    error(ErrorCode::InvalidArgument, "cursor: the `next` of a page of the same call")
}

fn no_account() -> Error {
    error(ErrorCode::NotFound, "no such account")
}
