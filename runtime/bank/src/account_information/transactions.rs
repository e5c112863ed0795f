//! What came in and went out on an account, and with whom.

use loggia_runtime::capability::Refusal;
use loggia_runtime::capability::account_information::{
    CreditDebit, Detail, Page, PageRequest, Period, Transaction,
};
use loggia_runtime::store::Owner;
use rusqlite::{OptionalExtension, Row, params};

use super::no_such_page;
use super::tokens::{self, TokenKind};
use crate::account::Account;
use crate::column::{self, Sql};
use crate::connection::Connection;
use crate::error::DatabaseError;

/// A page of an account's credits or debits, the newest first. What was held and then given back
/// was never a transaction.
pub(super) fn page(
    connection: &Connection,
    owner: &Owner,
    account: &Account,
    indicator: CreditDebit,
    period: Period,
    page: &PageRequest,
) -> Result<Result<Page<Transaction>, Refusal>, DatabaseError> {
    let place = Place { account: account.id.0, indicator, number: i64::MAX };
    let before = match &page.cursor {
        None => place.number,
        Some(cursor) => {
            let opened = tokens::open(connection, TokenKind::Transactions, owner, cursor)?;
            match opened.map(Place::of).filter(|there| there.is_in_list_of(place)) {
                Some(there) => there.number,
                None => return Ok(Err(no_such_page())),
            }
        }
    };
    let side = match indicator {
        CreditDebit::Credit => "credit_account",
        CreditDebit::Debit => "debit_account",
    };
    let mut statement = connection.prepare_cached(&format!(
        "SELECT number, kind, amount, made_at FROM transfers AS moved
         WHERE {side} = ?1 AND number < ?2 AND made_at >= ?3 AND made_at < ?4
           AND (kind IN ('direct', 'post')
                OR kind = 'pending'
                   AND NOT EXISTS (SELECT 1 FROM transfers WHERE pending = moved.id))
         ORDER BY number DESC LIMIT ?5",
    ))?;
    let limit = page.limit as usize;
    let bound = |at: u64| i64::try_from(at).unwrap_or(i64::MAX);
    let mut rows = statement.query(params![
        account.id.0,
        before,
        bound(period.since.unwrap_or(0)),
        bound(period.until.unwrap_or(u64::MAX)),
        i64::from(page.limit) + 1,
    ])?;
    let mut items = Vec::with_capacity(limit);
    let mut last = before;
    let mut next = None;
    while let Some(row) = rows.next()? {
        if items.len() == limit {
            let place = Place { number: last, ..place }.to_bytes();
            next = Some(tokens::seal(connection, TokenKind::Transactions, owner, &place)?);
            break;
        }
        last = row.get(0)?;
        let place = Place { number: last, ..place }.to_bytes();
        items.push(Transaction {
            id: tokens::seal(connection, TokenKind::Transaction, owner, &place)?,
            booked: row.get_ref(1)?.as_str() != Ok("pending"),
            amount: column::money(column::unsigned(row, 2)?, account.currency)?,
            booked_at: column::unsigned(row, 3)?,
        });
    }
    Ok(Ok(Page { items, next }))
}

/// The details of those transactions that are the owner's and not too old, in the order of the ids.
pub(super) fn details(
    connection: &Connection,
    owner: &Owner,
    transactions: &[String],
    since: u64,
) -> Result<Vec<Detail>, DatabaseError> {
    let mut details = Vec::with_capacity(transactions.len());
    for id in transactions {
        let opened = tokens::open(connection, TokenKind::Transaction, owner, id)?;
        if let Some(place) = opened.map(Place::of) {
            details.extend(detail(connection, owner, id, place, since)?);
        }
    }
    Ok(details)
}

fn detail(
    connection: &Connection,
    owner: &Owner,
    id: &str,
    place: Place,
    since: u64,
) -> Result<Option<Detail>, DatabaseError> {
    let (other, payee) = match place.indicator {
        CreditDebit::Credit => ("debit_account", "NULL"),
        CreditDebit::Debit => ("credit_account", "paid.creditor_name"),
    };
    // Whom the payer was shown; else the other customer, of whose account not even the name is told;
    // else what the bank knows of the booking; else which account the other one is.
    let found = connection
        .prepare_cached(&format!(
            "SELECT coalesce({payee}, holder.given_name || ' ' || holder.family_name,
                             known.counterparty,
                             iif(other.owner <> own.owner, 'A customer of this bank', other.name)
                            ) AS counterparty,
                    known.category, coalesce(known.remittance, paid.remittance) AS remittance
             FROM transfers AS moved
             JOIN accounts AS own ON own.id = ?2 AND own.owner = ?3
             JOIN accounts AS other ON other.id = moved.{other}
             LEFT JOIN customers AS holder ON holder.user = other.owner AND other.owner <> own.owner
             LEFT JOIN transfer_details AS known ON known.transfer = moved.number
             LEFT JOIN payments AS paid ON paid.id = coalesce(moved.pending, moved.id)
             WHERE moved.number = ?1 AND moved.made_at >= ?4
               AND own.id IN (moved.debit_account, moved.credit_account)",
        ))?
        .query_row(
            params![place.number, place.account, Sql(&owner.user), Sql(since)],
            |row: &Row<'_>| {
                Ok(Detail {
                    id: id.to_owned(),
                    counterparty: row.get("counterparty")?,
                    category: row.get("category")?,
                    remittance: row.get("remittance")?,
                })
            },
        )
        .optional()?;
    Ok(found)
}

/// Where a transaction stands: the transfer, seen from one of its accounts.
#[derive(Debug, Clone, Copy)]
struct Place {
    account: i64,
    indicator: CreditDebit,
    number: i64,
}

impl Place {
    fn to_bytes(self) -> [u8; 17] {
        let mut bytes = [0; 17];
        let (account, rest) = bytes.split_at_mut(8);
        account.copy_from_slice(&self.account.to_be_bytes());
        if let Some((indicator, number)) = rest.split_first_mut() {
            *indicator = u8::from(self.indicator == CreditDebit::Credit);
            number.copy_from_slice(&self.number.to_be_bytes());
        }
        bytes
    }

    fn of(bytes: [u8; 17]) -> Self {
        let [a0, a1, a2, a3, a4, a5, a6, a7, indicator, number @ ..] = bytes;
        Self {
            account: i64::from_be_bytes([a0, a1, a2, a3, a4, a5, a6, a7]),
            indicator: if indicator == 1 { CreditDebit::Credit } else { CreditDebit::Debit },
            number: i64::from_be_bytes(number),
        }
    }

    fn is_in_list_of(self, other: Self) -> bool {
        self.account == other.account && self.indicator == other.indicator
    }
}
