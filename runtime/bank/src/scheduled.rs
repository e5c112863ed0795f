//! Scheduled payments: carried out on their day, or cancelled before.

use crate::connection::Connection;
use loggia_audit::Actor;
use loggia_runtime::capability::payments::{ConsentStatus, Payment, PaymentStatus};
use loggia_runtime::{Day, PaymentId, UserId};

use crate::column::Sql;
use crate::error::{DatabaseError, LedgerError, SheetError};
use crate::payment_record::{self, NotExecuted, PaymentRecord};
use crate::{Bank, payment_sheet, payments, settlement};

/// From when on a day's payments are carried out, in milliseconds after its midnight in UTC: 06:00,
/// behind what comes in overnight. The schema has the same number.
const EXECUTION: u64 = 6 * 60 * 60 * 1_000;

/// A chunk of work in one transaction. Where there is not enough for all, the oldest come first.
pub(crate) const DUE: &str =
    "WHERE status = 'RCVD' AND execute_at <= ?1 ORDER BY execute_at, number LIMIT 200";

impl Bank {
    /// Carries out the scheduled payments whose day has come, from 06:00 UTC on: the amount is held, the
    /// status is PDNG, and they settle as any other ([`Bank::settle_due`]). Where the account does not
    /// have it, nothing is held, and the status is RJCT ([`NotExecuted`]). The owner's open sessions are told.
    /// How many that were. What was missed, because nobody called it, is carried out with the next call.
    ///
    /// # Errors
    ///
    /// The database cannot do it; some may have been carried out.
    pub fn execute_due(&self, now: u64) -> Result<usize, DatabaseError> {
        let settle_at = now.saturating_add(self.settlement_delay);
        let mut executed = 0;
        while self.any(DUE, now)? {
            executed += self.write_audited(now, |connection| -> Result<_, DatabaseError> {
                let due = payment_record::all(connection, DUE, [Sql(now)])?;
                let count = due.len();
                for record in due {
                    execute(connection, record, settle_at, now)?;
                }
                Ok(count)
            })?;
        }
        Ok(executed)
    }

    /// Cancels a scheduled payment on its payer's word, as long as it is not being carried out; what
    /// they have not decided on is declined. One that has moved on is answered as it stands: look at
    /// its status.
    ///
    /// # Errors
    ///
    /// [`SheetError::UnknownPayment`] where they have no such payment; or the database cannot do it.
    pub fn cancel_payment(
        &self,
        user: &UserId,
        payment: &PaymentId,
        now: u64,
    ) -> Result<Payment, SheetError> {
        self.write_audited(now, |connection| {
            settlement::expire_payments(connection, now)?;
            let record = payment_sheet::of_payer(connection, user, payment)?;
            let record = match record.payment.consent {
                ConsentStatus::Awau => {
                    payments::decide(connection, record, ConsentStatus::Rjct, now)?
                }
                _ => cancel(connection, record, Actor::Customer, now)?,
            };
            Ok(record.payment)
        })
    }
}

/// When a day's payments are carried out, in milliseconds since 1970.
pub(crate) fn execute_at(day: Day) -> u64 {
    day.begins_at().saturating_add(EXECUTION)
}

/// The last day whose payments are carried out by now; none before the first.
pub(crate) fn last_executed(now: u64) -> Option<Day> {
    now.checked_sub(EXECUTION).map(Day::of)
}

/// Cancels an authorised payment that waits for its day; another one stays as it is.
pub(crate) fn cancel(
    connection: &Connection,
    record: PaymentRecord,
    by: Actor,
    now: u64,
) -> Result<PaymentRecord, DatabaseError> {
    match record.payment.status {
        Some(PaymentStatus::Rcvd) => {
            payments::move_on(connection, record, PaymentStatus::Canc, by, now)
        }
        _ => Ok(record),
    }
}

/// Carries out a payment whose day has come.
fn execute(
    connection: &Connection,
    mut record: PaymentRecord,
    settle_at: u64,
    now: u64,
) -> Result<PaymentRecord, DatabaseError> {
    let account = record.debtor.ok_or_else(|| DatabaseError::Damaged {
        what: format!("payment {} is authorised from no account", record.payment.id),
    })?;
    let status = match payment_sheet::hold(connection, &record, account, now) {
        Ok(()) => {
            record.settle_at = Some(settle_at);
            PaymentStatus::Pdng
        }
        Err(LedgerError::Database(error)) => return Err(error),
        // Whatever is wrong with this one must not hold up the others.
        Err(error) => {
            tracing::warn!(payment = %record.payment.id, "a scheduled payment cannot be carried out");
            record.failure = Some(match error {
                LedgerError::InsufficientFunds { .. } => NotExecuted::InsufficientFunds,
                _ => NotExecuted::UnsuitableAccount,
            });
            PaymentStatus::Rjct
        }
    };
    payments::move_on(connection, record, status, Actor::Bank, now)
}
