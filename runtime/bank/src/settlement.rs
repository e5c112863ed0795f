//! What happens to payments by themselves: they expire, or they settle.

use loggia_audit::Actor;
use loggia_runtime::PaymentId;
use loggia_runtime::capability::payments::{ConsentStatus, Payment, PaymentStatus};
use loggia_runtime::store::Owner;
use rusqlite::params;

use crate::column::Sql;
use crate::connection::Connection;
use crate::error::DatabaseError;
use crate::payment_record::{self, PaymentRecord};
use crate::payment_sheet::refused_by_ledger;
use crate::transfer::{Ending, Movement, TransferId};
use crate::{Bank, ledger, payments};

/// A chunk of work in one transaction, so that nobody waits long behind it.
// In the order of their indexes: by number, SQLite would rather look through all payments there are.
pub(crate) const UNDECIDED: &str =
    "WHERE consent = 'AWAU' AND expires_at <= ?1 ORDER BY expires_at, number LIMIT 200";
pub(crate) const UNDECIDED_OF_OWNER: &str = "INDEXED BY payments_expiring
    WHERE consent = 'AWAU' AND expires_at <= ?1 AND user = ?2 AND app = ?3 ORDER BY number";
pub(crate) const UNSETTLED: &str =
    "WHERE status = 'PDNG' AND settle_at <= ?1 ORDER BY settle_at, number LIMIT 200";

impl Bank {
    /// Expires the payments that the user did not decide in time, each with its answer to the
    /// mini-app, and gives back what overdue pending transfers hold. How many that were.
    ///
    /// # Errors
    ///
    /// The database cannot do it; some may have expired.
    pub fn expire_due(&self, now: u64) -> Result<usize, DatabaseError> {
        let mut expired = 0;
        while self.any(UNDECIDED, now)? {
            expired += self.write_audited(now, |connection| expire_payments(connection, now))?;
        }
        if self.database().read(|connection| ledger::any_overdue(connection, now))? {
            expired += self.database().write(|connection| {
                ledger::expire_overdue(connection, now).map_err(refused_by_ledger)
            })?;
        }
        Ok(expired)
    }

    /// Settles the authorised payments whose time has come: the held amount moves, the status is
    /// ACSC, and the owner's open sessions are told. How many that were.
    ///
    /// # Errors
    ///
    /// The database cannot do it; some may have settled.
    pub fn settle_due(&self, now: u64) -> Result<usize, DatabaseError> {
        let mut settled = 0;
        while self.any(UNSETTLED, now)? {
            settled += self.write_audited(now, |connection| -> Result<_, DatabaseError> {
                let due = payment_record::all(connection, UNSETTLED, [Sql(now)])?;
                let count = due.len();
                for record in due {
                    end(connection, record, Ending::Post, PaymentStatus::Acsc, now)?;
                }
                Ok(count)
            })?;
        }
        Ok(settled)
    }

    /// Notes that the settlement of an authorised payment was refused: the held amount is given
    /// back, the status is RJCT, and the owner's open sessions are told. Only a refusal is one: a
    /// time-out leaves the outcome unknown. A payment that is not waiting for its settlement is
    /// answered as it stands; none is unknown.
    ///
    /// # Errors
    ///
    /// The database cannot do it.
    pub fn reject_settlement(
        &self,
        id: &PaymentId,
        now: u64,
    ) -> Result<Option<Payment>, DatabaseError> {
        self.write_audited(now, |connection| {
            let Some(record) = payment_record::by_id(connection, id)? else { return Ok(None) };
            let record = match record.payment.status {
                Some(PaymentStatus::Pdng) => {
                    end(connection, record, Ending::Void, PaymentStatus::Rjct, now)?
                }
                _ => record,
            };
            Ok(Some(record.payment))
        })
    }

    /// Whether there is any payment of this kind, without taking the write lock.
    pub(crate) fn any(&self, which: &str, now: u64) -> Result<bool, DatabaseError> {
        let found = self
            .database()
            .read(|connection| payment_record::find(connection, which, [Sql(now)]))?;
        Ok(found.is_some())
    }
}

/// Expires up to 200 undecided payments whose time is over.
pub(crate) fn expire_payments(connection: &Connection, now: u64) -> Result<usize, DatabaseError> {
    expire(connection, payment_record::all(connection, UNDECIDED, [Sql(now)])?, now)
}

/// Expires all undecided payments of an owner whose time is over, however many others' there are.
pub(crate) fn expire_payments_of(
    connection: &Connection,
    owner: &Owner,
    now: u64,
) -> Result<usize, DatabaseError> {
    let of_owner = params![Sql(now), Sql(&owner.user), Sql(&owner.app)];
    expire(connection, payment_record::all(connection, UNDECIDED_OF_OWNER, of_owner)?, now)
}

fn expire(
    connection: &Connection,
    overdue: Vec<PaymentRecord>,
    now: u64,
) -> Result<usize, DatabaseError> {
    let count = overdue.len();
    for record in overdue {
        payments::decide(connection, record, ConsentStatus::Expd, now)?;
    }
    Ok(count)
}

/// Ends a payment's transfer, and the payment with it.
fn end(
    connection: &Connection,
    record: PaymentRecord,
    ending: Ending,
    status: PaymentStatus,
    now: u64,
) -> Result<PaymentRecord, DatabaseError> {
    let pending = TransferId::of_payment(&record.payment.id);
    let movement = match ending {
        Ending::Post => Movement::Post { pending },
        Ending::Void => Movement::Void { pending },
        Ending::Expire => Movement::Expire { pending },
    };
    ledger::transfer_of_payment(connection, pending.ending(ending), &movement, now)
        .map_err(refused_by_ledger)?;
    payments::move_on(connection, record, status, Actor::Bank, now)
}
