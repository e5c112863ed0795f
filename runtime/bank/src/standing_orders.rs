//! Standing orders: what customers have the bank itself pay, month by month. No mini-app has a part in
//! them.

use loggia_runtime::capability::account_information::CreditDebit;
use loggia_runtime::{Currency, Day, Money, UserId};
use rusqlite::{Row, params};
use serde::Serialize;

use crate::Bank;
use crate::account::AccountId;
use crate::column::{self, Sql};
use crate::connection::Connection;
use crate::error::{DatabaseError, LedgerError};
use crate::scheduled::{execute_at, last_executed};
use crate::statement::{self, Booking, Detail};
use crate::transfer::TransferId;

/// A customer's standing order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StandingOrder {
    /// Its number, from 1.
    pub number: i64,
    /// Whose.
    pub user: UserId,
    /// Out of which account.
    pub account: AccountId,
    /// How much.
    #[serde(serialize_with = "column::as_text")]
    pub amount: Money,
    /// To whom, and what for.
    pub detail: Detail,
    /// On which day of each month; where that is no workday, on the next one.
    pub day_of_month: u32,
    /// On which day (UTC) it is carried out next.
    pub next_on: Day,
    /// What became of the last time.
    pub last: Option<LastTime>,
}

/// What became of a standing order's last time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct LastTime {
    /// Of which day.
    pub on: Day,
    /// Whether it was paid; otherwise the ledger refused it, for want of money or of room on the account.
    pub paid: bool,
}

/// A standing order that is to be.
pub(crate) struct NewStandingOrder {
    /// The first day on which it may be carried out.
    pub(crate) from: Day,
    pub(crate) account: AccountId,
    pub(crate) amount: Money,
    pub(crate) detail: Detail,
    pub(crate) day_of_month: u32,
}

/// A chunk of work in one transaction.
const DUE: &str = "WHERE next_day <= ?1 ORDER BY next_day, orders.number LIMIT 200";

impl Bank {
    /// All standing orders, in the order in which they were given.
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    pub fn standing_orders(&self) -> Result<Vec<StandingOrder>, DatabaseError> {
        self.database().read(|connection| {
            let mut statement = connection.prepare_cached(&select("ORDER BY orders.number"))?;
            Ok(statement.query_map([], order_of)?.collect::<Result<_, _>>()?)
        })
    }

    /// Carries out the standing orders whose day has come, from 06:00 UTC on: each once for each of its
    /// days, also for those that were missed because nobody called it. Where there is not enough, that
    /// time is left out. How many were due.
    ///
    /// # Errors
    ///
    /// The database cannot do it; some may have been carried out.
    pub fn pay_standing_orders(&self, now: u64) -> Result<usize, DatabaseError> {
        let Some(last) = last_executed(now) else { return Ok(0) };
        let due = |connection: &Connection| -> Result<Vec<StandingOrder>, DatabaseError> {
            let mut statement = connection.prepare_cached(&select(DUE))?;
            Ok(statement.query_map([Sql(last)], order_of)?.collect::<Result<_, _>>()?)
        };
        let mut done = 0;
        // Without the write lock as long as there is nothing to do.
        while !self.database().read(due)?.is_empty() {
            done += self.database().write(|connection| -> Result<_, DatabaseError> {
                let due = due(connection)?;
                for order in &due {
                    carry_out(connection, order, now)?;
                }
                Ok(due.len())
            })?;
        }
        Ok(done)
    }
}

/// Takes an order in.
pub(crate) fn open(connection: &Connection, order: &NewStandingOrder) -> Result<(), DatabaseError> {
    connection
        .prepare_cached(
            "INSERT INTO standing_orders
               (account, amount, counterparty, category, remittance, day_of_month, next_day)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(params![
            order.account.0,
            Sql(order.amount.minor_units()),
            order.detail.counterparty,
            order.detail.category.map(Sql),
            order.detail.remittance,
            order.day_of_month,
            Sql(next_from(order.from, order.day_of_month)),
        ])?;
    Ok(())
}

/// Pays an order for the day on which it was due, and moves it on to its next.
fn carry_out(
    connection: &Connection,
    order: &StandingOrder,
    now: u64,
) -> Result<(), DatabaseError> {
    let on = order.next_on;
    let id = TransferId::named(&format!("standing order {} for {on}", order.number));
    let booking = Booking {
        id,
        account: order.account,
        against: None,
        indicator: CreditDebit::Debit,
        amount: order.amount,
        // Never before its time, whatever the clock says later.
        at: now.max(execute_at(on)),
        detail: order.detail.clone(),
    };
    let paid = match statement::book(connection, &[booking]) {
        Ok(_) => true,
        Err(LedgerError::Database(error)) => return Err(error),
        // Whatever is wrong with this one must not hold up the others.
        Err(_) => false,
    };
    connection
        .prepare_cached(
            "UPDATE standing_orders SET next_day = ?2, last_day = ?3, last_transfer = ?4
             WHERE number = ?1",
        )?
        .execute(params![
            order.number,
            Sql(next_after(on, order.day_of_month)),
            Sql(on),
            paid.then_some(Sql(id)),
        ])?;
    Ok(())
}

/// The first day after `day` on which an order of this day of the month is carried out.
fn next_after(day: Day, day_of_month: u32) -> Day {
    next_from(day.later_by(1), day_of_month)
}

/// The same, where it may be `day` itself.
fn next_from(day: Day, day_of_month: u32) -> Day {
    // There is one in any 40 days.
    (0..40)
        .map(|days| day.later_by(days))
        .find(|day| is_due(*day, day_of_month))
        .unwrap_or_else(|| day.later_by(30))
}

/// Whether an order of this day of the month is carried out on `day`: where that is no workday, on the
/// Monday behind it.
pub(crate) fn is_due(day: Day, day_of_month: u32) -> bool {
    let back = if weekday(day) == 0 { 2 } else { 0 };
    let named = |days: u32| {
        day.number().checked_sub(days).map(|number| Day::numbered(number).day_of_month())
    };
    is_workday(day) && (0..=back).any(|days| named(days) == Some(day_of_month))
}

/// From 0, a Monday. 1970 began on a Thursday.
pub(crate) fn weekday(day: Day) -> u32 {
    (day.number() + 3) % 7
}

/// From Monday to Friday: public holidays are workdays like others.
pub(crate) fn is_workday(day: Day) -> bool {
    weekday(day) < 5
}

fn select(which: &str) -> String {
    format!(
        "SELECT orders.number, owner, account, amount, currency, counterparty, category, remittance,
                day_of_month, next_day, last_day, last_transfer
         FROM standing_orders AS orders JOIN accounts ON accounts.id = account {which}"
    )
}

fn order_of(row: &Row<'_>) -> rusqlite::Result<StandingOrder> {
    let last_on = row.get::<_, Option<Sql<Day>>>("last_day")?.map(|day| day.0);
    let transfer: Option<Sql<TransferId>> = row.get("last_transfer")?;
    Ok(StandingOrder {
        number: row.get(0)?,
        user: row.get::<_, Sql<UserId>>("owner")?.0,
        account: AccountId(row.get("account")?),
        amount: column::money(
            column::unsigned(row, "amount")?,
            row.get::<_, Sql<Currency>>("currency")?.0,
        )?,
        detail: Detail {
            counterparty: row.get("counterparty")?,
            category: row.get::<_, Option<Sql<_>>>("category")?.map(|code| code.0),
            remittance: row.get("remittance")?,
        },
        day_of_month: row.get("day_of_month")?,
        next_on: row.get::<_, Sql<Day>>("next_day")?.0,
        last: last_on.map(|on| LastTime { on, paid: transfer.is_some() }),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_has_one_day_for_an_order_and_that_is_a_workday() {
        for day_of_month in [1, 5, 15, 28] {
            let mut day: Day = "2026-01-01".parse().unwrap();
            for _ in 0..240 {
                let next = next_after(day, day_of_month);
                assert!(
                    (25..=36).contains(&(next.number() - day.number())) || day.number() == 20_454
                );
                assert!((next.number() + 3) % 7 < 5, "{next}");
                let late = next.day_of_month().wrapping_sub(day_of_month);
                assert!(late <= 2 || next.day_of_month() <= 2, "{next}");
                day = next;
            }
        }
        let next = |day: &str, of| next_after(day.parse().unwrap(), of).to_string();
        assert_eq!(next("2026-01-01", 1), "2026-02-02", "a Sunday");
        assert_eq!(next("2026-07-31", 1), "2026-08-03", "a Saturday");
        assert_eq!(next("2026-02-27", 28), "2026-03-02", "the Monday of another month");
        assert_eq!(next("2026-03-02", 28), "2026-03-30");
    }
}
