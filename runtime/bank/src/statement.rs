//! Statements: with whom a transfer was made, and what for.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use loggia_runtime::Money;
use loggia_runtime::capability::account_information::CreditDebit;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSqlOutput, ValueRef};
use rusqlite::{OptionalExtension, ToSql, params};
use serde::{Serialize, Serializer};

use crate::account::{self, AccountId};
use crate::column::{self, Sql};
use crate::connection::Connection;
use crate::error::{DatabaseError, LedgerError};
use crate::ledger::Entry;
use crate::transfer::{Movement, TransferId};
use crate::{Bank, ledger};

/// The most characters of a counterparty's name and of a remittance: Max140Text of ISO 20022.
const MAX_CHARS: usize = 140;

/// What a statement says of a transfer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Detail {
    /// The merchant or the other party by name, 1 to 140 characters, none of them a control
    /// character; the customer's own where both accounts are theirs, so that it is right on either
    /// statement.
    pub counterparty: String,
    /// Where there was a merchant: what kind of one.
    pub category: Option<MerchantCategory>,
    /// What it was for, 1 to 140 characters likewise.
    pub remittance: Option<String>,
}

/// A merchant category code of ISO 18245: four digits, such as 5411 for groceries. Whether that
/// standard has given it a meaning is not looked at; schemes add codes of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MerchantCategory(u16);

/// Not a merchant category code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a merchant category code is four digits, such as 5411")]
pub struct MalformedMerchantCategory;

/// A booking on a customer's account, as a bank's core hands it over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Booking {
    /// Made by who hands it over: the same id and body again is the same booking.
    pub id: TransferId,
    /// On which account.
    pub account: AccountId,
    /// The account on the other side, such as the same customer's savings. None: the bank's own
    /// settlement account of the currency, because it comes from or goes to another bank.
    pub against: Option<AccountId>,
    /// Which way it goes, seen from `account`.
    pub indicator: CreditDebit,
    /// How much.
    pub amount: Money,
    /// When it was booked, in milliseconds since 1970.
    pub at: u64,
    /// With whom, and what for.
    pub detail: Detail,
}

impl Bank {
    /// Books all of these in their order, or, where one is refused, none. How many were new: what
    /// was booked before, with this very body, is not booked again.
    ///
    /// # Errors
    ///
    /// [`LedgerError`] of the first that is refused; then nothing has moved.
    pub fn book_transfers(&self, bookings: &[Booking]) -> Result<usize, LedgerError> {
        let now = self.now();
        self.write_audited(now, |connection| book(connection, bookings))
    }

    /// What a statement says of a transfer; none where it has nothing to say, or there is no such
    /// transfer.
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    pub fn detail(&self, id: TransferId) -> Result<Option<Detail>, DatabaseError> {
        self.database().read(|connection| Ok(written(connection, id)?.map(|(_, detail)| detail)))
    }
}

/// The same; where one is refused and is not the first, the caller undoes all.
pub(crate) fn book(connection: &Connection, bookings: &[Booking]) -> Result<usize, LedgerError> {
    let mut new: BTreeMap<TransferId, &Booking> = BTreeMap::new();
    let mut entries = Vec::new();
    for booking in bookings {
        let Booking { id, account, against, indicator, amount, at, ref detail } = *booking;
        if !detail.fits() {
            return Err(LedgerError::MalformedDetail(id));
        }
        let other = match against {
            Some(other) => other,
            None => account::settlement_account(connection, amount.currency(), at)?,
        };
        let (debit, credit) = match indicator {
            CreditDebit::Credit => (other, account),
            CreditDebit::Debit => (account, other),
        };
        let same = match (new.get(&id), ledger::by_id(connection, id)?) {
            (Some(before), _) => *before == booking,
            (None, Some(there)) => {
                there.is(&Movement::Direct { debit, credit, amount })
                    && written(connection, id)?
                        .is_some_and(|(made_at, written)| made_at == at && written == *detail)
            }
            (None, None) => {
                new.insert(id, booking);
                entries.push(Entry::direct(id, debit, credit, amount, at));
                true
            }
        };
        if !same {
            return Err(LedgerError::IdTaken(id));
        }
    }
    ledger::make_all(connection, &entries)?;
    for (id, booking) in &new {
        write(connection, *id, &booking.detail)?;
    }
    Ok(new.len())
}

/// The schema checks the same; in [`Detail::fits`] it gets a name.
fn write(connection: &Connection, id: TransferId, detail: &Detail) -> Result<(), DatabaseError> {
    connection
        .prepare_cached(
            "INSERT INTO transfer_details (transfer, counterparty, category, remittance)
             SELECT number, ?2, ?3, ?4 FROM transfers WHERE id = ?1",
        )?
        .execute(params![
            Sql(id),
            detail.counterparty,
            detail.category.map(Sql),
            detail.remittance,
        ])?;
    Ok(())
}

/// When a transfer was made, and what is written of it.
fn written(
    connection: &Connection,
    id: TransferId,
) -> Result<Option<(u64, Detail)>, DatabaseError> {
    let mut statement = connection.prepare_cached(
        "SELECT made_at, counterparty, category, remittance
         FROM transfers JOIN transfer_details ON transfer = number WHERE id = ?1",
    )?;
    let found = statement.query_row([Sql(id)], |row| {
        let detail = Detail {
            counterparty: row.get(1)?,
            category: row.get::<_, Option<Sql<MerchantCategory>>>(2)?.map(|code| code.0),
            remittance: row.get(3)?,
        };
        Ok((column::unsigned(row, 0)?, detail))
    });
    Ok(found.optional()?)
}

impl Detail {
    fn fits(&self) -> bool {
        let fits = |text: &str| {
            (1..=MAX_CHARS).contains(&text.chars().count()) && !text.contains(char::is_control)
        };
        fits(&self.counterparty) && self.remittance.as_deref().is_none_or(fits)
    }
}

impl FromStr for MerchantCategory {
    type Err = MalformedMerchantCategory;

    fn from_str(text: &str) -> Result<Self, MalformedMerchantCategory> {
        let four_digits = text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
        four_digits.then(|| text.parse().ok().map(Self)).flatten().ok_or(MalformedMerchantCategory)
    }
}

impl fmt::Display for MerchantCategory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.0)
    }
}

impl Serialize for MerchantCategory {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl ToSql for Sql<MerchantCategory> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.0.to_string().into())
    }
}

impl FromSql for Sql<MerchantCategory> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_str()?.parse().map(Self).map_err(FromSqlError::other)
    }
}
