//! The balances of an account, by ISO 20022's types.

use loggia_runtime::capability::account_information::{Balance, BalanceKind, CreditDebit};
use rusqlite::params;

use crate::account::Account;
use crate::column::{self, Sql};
use crate::connection::Connection;
use crate::error::DatabaseError;

/// A day, in milliseconds.
const DAY: u64 = 24 * 60 * 60 * 1_000;

pub(super) fn of(
    connection: &Connection,
    account: &Account,
    now: u64,
) -> Result<Vec<Balance>, DatabaseError> {
    let midnight = now - now % DAY;
    let booked = account.balances.booked();
    let closing = booked - moved_since(connection, account, midnight)?;
    let balance = |kind, amount: i128, at| {
        let minor = u64::try_from(amount.unsigned_abs()).unwrap_or(u64::MAX);
        let indicator = if amount < 0 { CreditDebit::Debit } else { CreditDebit::Credit };
        Ok::<_, DatabaseError>(Balance {
            kind,
            amount: column::money(minor, account.currency)?,
            indicator,
            at,
        })
    };
    Ok(vec![
        balance(BalanceKind::Itav, i128::from(account.balances.available()), now)?,
        balance(BalanceKind::Itbd, booked, now)?,
        balance(BalanceKind::Clbd, closing, midnight)?,
    ])
}

/// Whether each of an account's bookings from a time on is a credit, and its amount.
pub(crate) const MOVED: &str = "SELECT TRUE, amount FROM transfers
     WHERE credit_account = ?1 AND made_at >= ?2 AND kind IN ('direct', 'post')
     UNION ALL SELECT FALSE, amount FROM transfers
     WHERE debit_account = ?1 AND made_at >= ?2 AND kind IN ('direct', 'post')";

/// What was booked from `since` on: credits less debits.
fn moved_since(
    connection: &Connection,
    account: &Account,
    since: u64,
) -> Result<i128, DatabaseError> {
    let mut statement = connection.prepare_cached(MOVED)?;
    let mut rows = statement.query(params![account.id.0, Sql(since)])?;
    let mut sum = 0;
    while let Some(row) = rows.next()? {
        let amount = i128::from(column::unsigned(row, 1)?);
        sum += if row.get(0)? { amount } else { -amount };
    }
    Ok(sum)
}
