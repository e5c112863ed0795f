//! Accounts and what is on them.

use std::fmt;
use std::str::FromStr;

use loggia_runtime::{Currency, Money, UserId};
use rusqlite::{OptionalExtension, Row, params};
use serde::Serialize;

use crate::Bank;
use crate::column::{self, Sql};
use crate::connection::Connection;
use crate::error::{DatabaseError, LedgerError};
use crate::iban::Iban;

/// An account, as the bank numbers it. Never shown to a mini-app.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct AccountId(pub(crate) i64);

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for AccountId {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

/// An account and its balances.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Account {
    /// Its number.
    pub id: AccountId,
    /// Whose it is.
    pub holder: Holder,
    /// What kind of account.
    pub kind: AccountKind,
    /// What a customer calls it, or whose name it stands in.
    pub name: String,
    /// Its IBAN; the bank's settlement accounts have none.
    pub iban: Option<Iban>,
    /// Its one currency.
    pub currency: Currency,
    /// When it was opened, in milliseconds since 1970.
    pub opened_at: u64,
    /// What can be spent from it.
    #[serde(serialize_with = "column::as_text")]
    pub available: Money,
    /// What was moved.
    pub balances: Balances,
}

/// Whose account it is.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Holder {
    /// A customer's current account.
    Customer(UserId),
    /// The account of somebody whom mini-apps pay.
    Creditor,
    /// The bank's own: what comes from and goes to other banks. Only this one may owe.
    Settlement,
}

/// What kind of account it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum AccountKind {
    /// One to pay from.
    #[default]
    Current,
    /// One to save on.
    Savings,
}

impl AccountKind {
    /// ISO 20022 ExternalCashAccountType1Code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Current => "CACC",
            Self::Savings => "SVGS",
        }
    }
}

/// Sums of all that was moved, in minor units. Debits went out, credits came in; pending ones are
/// held until they are posted, voided or expired.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the type's docs say it")]
pub struct Balances {
    pub debits_pending: u64,
    pub debits_posted: u64,
    pub credits_pending: u64,
    pub credits_posted: u64,
}

impl Balances {
    /// What can be spent: posted credits less all debits. Zero for an account that owes.
    #[must_use]
    pub fn available(&self) -> u64 {
        self.credits_posted.saturating_sub(self.debits_posted).saturating_sub(self.debits_pending)
    }

    /// What is booked: posted credits less posted debits. Negative for an account that owes.
    #[must_use]
    pub fn booked(&self) -> i128 {
        i128::from(self.credits_posted) - i128::from(self.debits_posted)
    }
}

/// An account that is to be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAccount {
    /// The customer, or none for a creditor's account.
    pub customer: Option<UserId>,
    /// What kind of account.
    pub kind: AccountKind,
    /// What the customer calls it, or the creditor's name.
    pub name: String,
    /// Its IBAN, which is what it is told apart by.
    pub iban: Iban,
    /// Its currency.
    pub currency: Currency,
}

impl Bank {
    /// Opens an account, empty; the same one again is the account that there is.
    ///
    /// # Errors
    ///
    /// [`LedgerError::IbanTaken`] where the IBAN is another holder's, or of another currency.
    pub fn open_account(&self, account: &NewAccount, now: u64) -> Result<AccountId, LedgerError> {
        self.database().write(|connection| open_account(connection, account, now))
    }

    /// The bank's own account in a currency, opened when it is first asked for. What comes into
    /// the ledger from outside is debited to it, and what leaves is credited.
    ///
    /// # Errors
    ///
    /// The database cannot do it.
    pub fn settlement_account(
        &self,
        currency: Currency,
        now: u64,
    ) -> Result<AccountId, DatabaseError> {
        self.database().write(|connection| settlement_account(connection, currency, now))
    }

    /// All accounts, in the order in which they were opened.
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    pub fn accounts(&self) -> Result<Vec<Account>, DatabaseError> {
        self.database().read(|connection| {
            let mut statement = connection.prepare_cached(&select("ORDER BY id"))?;
            Ok(statement.query_map([], account_of)?.collect::<Result<_, _>>()?)
        })
    }
}

pub(crate) fn open_account(
    connection: &Connection,
    new: &NewAccount,
    now: u64,
) -> Result<AccountId, LedgerError> {
    if let Some(there) = by_iban(connection, &new.iban)? {
        let holder = match &new.customer {
            Some(customer) => Holder::Customer(customer.clone()),
            None => Holder::Creditor,
        };
        let same = there.holder == holder && there.currency == new.currency;
        return if same { Ok(there.id) } else { Err(LedgerError::IbanTaken(new.iban)) };
    }
    connection
        .prepare_cached(
            "INSERT INTO accounts (kind, owner, type, name, iban, currency, opened_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(params![
            if new.customer.is_some() { "customer" } else { "creditor" },
            new.customer.as_ref().map(Sql),
            new.kind.code(),
            new.name,
            Sql(&new.iban),
            Sql(new.currency),
            Sql(now),
        ])?;
    Ok(AccountId(connection.last_insert_rowid()))
}

pub(crate) fn settlement_account(
    connection: &Connection,
    currency: Currency,
    now: u64,
) -> Result<AccountId, DatabaseError> {
    let there = connection
        .prepare_cached("SELECT id FROM accounts WHERE kind = 'settlement' AND currency = ?1")?
        .query_row([Sql(currency)], |row| row.get(0))
        .optional()?;
    if let Some(id) = there {
        return Ok(AccountId(id));
    }
    connection
        .prepare_cached(
            "INSERT INTO accounts (kind, name, currency, opened_at) VALUES ('settlement', ?1, ?2, ?3)",
        )?
        .execute(params![format!("Settlement {currency}"), Sql(currency), Sql(now)])?;
    Ok(AccountId(connection.last_insert_rowid()))
}

pub(crate) fn by_id(
    connection: &Connection,
    id: AccountId,
) -> Result<Option<Account>, DatabaseError> {
    let mut statement = connection.prepare_cached(&select("WHERE id = ?1"))?;
    Ok(statement.query_row([id.0], account_of).optional()?)
}

pub(crate) fn by_iban(
    connection: &Connection,
    iban: &Iban,
) -> Result<Option<Account>, DatabaseError> {
    let mut statement = connection.prepare_cached(&select("WHERE iban = ?1"))?;
    Ok(statement.query_row([Sql(iban)], account_of).optional()?)
}

/// A customer's accounts in a currency, in the order in which they were opened.
pub(crate) fn of_customer(
    connection: &Connection,
    user: &UserId,
    currency: Currency,
) -> Result<Vec<Account>, DatabaseError> {
    let mut accounts = all_of_customer(connection, user)?;
    accounts.retain(|account| account.currency == currency);
    Ok(accounts)
}

/// A customer's accounts, in the order in which they were opened.
pub(crate) fn all_of_customer(
    connection: &Connection,
    user: &UserId,
) -> Result<Vec<Account>, DatabaseError> {
    let mut statement = connection.prepare_cached(&select("WHERE owner = ?1 ORDER BY id"))?;
    Ok(statement.query_map([Sql(user)], account_of)?.collect::<Result<_, _>>()?)
}

fn select(which: &str) -> String {
    format!(
        "SELECT id, kind, owner, name, iban, currency, opened_at,
                debits_pending, debits_posted, credits_pending, credits_posted, type
         FROM accounts {which}"
    )
}

fn account_of(row: &Row<'_>) -> rusqlite::Result<Account> {
    let owner: Option<Sql<UserId>> = row.get(2)?;
    let currency = row.get::<_, Sql<Currency>>(5)?.0;
    let balances = Balances {
        debits_pending: column::unsigned(row, 7)?,
        debits_posted: column::unsigned(row, 8)?,
        credits_pending: column::unsigned(row, 9)?,
        credits_posted: column::unsigned(row, 10)?,
    };
    Ok(Account {
        id: AccountId(row.get(0)?),
        holder: match (row.get_ref(1)?.as_str()?, owner) {
            ("customer", Some(Sql(customer))) => Holder::Customer(customer),
            ("creditor", _) => Holder::Creditor,
            _ => Holder::Settlement,
        },
        kind: match row.get_ref(11)?.as_str()? {
            "SVGS" => AccountKind::Savings,
            _ => AccountKind::Current,
        },
        name: row.get(3)?,
        iban: row.get::<_, Option<Sql<Iban>>>(4)?.map(|iban| iban.0),
        currency,
        opened_at: column::unsigned(row, 6)?,
        available: column::money(balances.available(), currency)?,
        balances,
    })
}
