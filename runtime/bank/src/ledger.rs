//! Transfers between accounts: made once, never changed, and never more than there is.

use std::fmt;

use loggia_runtime::{Currency, Money, PaymentId};
use rusqlite::{OptionalExtension, Row, params};

use crate::account::{self, Account, AccountId, Holder};
use crate::audit::TransferFacts;
use crate::column::{self, Sql};
use crate::connection::Connection;
use crate::error::{DatabaseError, LedgerError};
use crate::transfer::{Ending, Movement, Recorded, Transfer, TransferId, TransferKind};
use crate::{Bank, audit};

impl Bank {
    /// Makes a transfer, once: the same id and body again is [`Recorded::Exists`].
    ///
    /// # Errors
    ///
    /// [`LedgerError`]; then nothing has moved.
    pub fn transfer(
        &self,
        id: TransferId,
        movement: &Movement,
        now: u64,
    ) -> Result<Recorded, LedgerError> {
        self.write_audited(now, |connection| transfer(connection, id, movement, now))
    }

    /// All transfers, oldest first.
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    pub fn transfers(&self) -> Result<Vec<Transfer>, DatabaseError> {
        self.database().read(|connection| {
            let mut statement = connection.prepare_cached(&select("ORDER BY number"))?;
            Ok(statement.query_map([], transfer_of)?.collect::<Result<_, _>>()?)
        })
    }
}

/// Makes a transfer that is no payment's, with its leaf of the audit log.
pub(crate) fn transfer(
    connection: &Connection,
    id: TransferId,
    movement: &Movement,
    now: u64,
) -> Result<Recorded, LedgerError> {
    record(connection, id, movement, now, |entry| {
        let held = entry.pending.unwrap_or(entry.id);
        if is_payments(connection, held)? {
            return Err(LedgerError::Payments(held));
        }
        let facts = TransferFacts::of([entry]);
        Ok(Some(audit::transfers(connection, &facts)?))
    })
}

/// Whether a transfer, were it made, would hold the amount of a payment.
pub(crate) fn is_payments(connection: &Connection, id: TransferId) -> Result<bool, DatabaseError> {
    let payment = PaymentId::from_bytes(*id.as_bytes());
    let mut known = connection.prepare_cached("SELECT 1 FROM payments WHERE id = ?1")?;
    Ok(known.exists([Sql(payment)])?)
}

/// Makes the transfer that a payment becomes, or ends it: the payment's own leaves tell of it.
pub(crate) fn transfer_of_payment(
    connection: &Connection,
    id: TransferId,
    movement: &Movement,
    now: u64,
) -> Result<Recorded, LedgerError> {
    record(connection, id, movement, now, |_| Ok(None))
}

/// Makes these, each at once and none of a payment, with one leaf of the audit log. Where one is refused
/// and is not the first, the caller undoes all.
pub(crate) fn make_all(connection: &Connection, entries: &[Entry]) -> Result<(), LedgerError> {
    let Some(first) = entries.first() else { return Ok(()) };
    first.check(connection)?;
    let leaf = audit::transfers(connection, &TransferFacts::of(entries))?;
    for entry in entries {
        entry.check(connection)?;
        insert(connection, entry, Some(leaf))?;
    }
    Ok(())
}

fn record(
    connection: &Connection,
    id: TransferId,
    movement: &Movement,
    now: u64,
    leaf: impl FnOnce(&Entry) -> Result<Option<u64>, LedgerError>,
) -> Result<Recorded, LedgerError> {
    if let Some(there) = by_id(connection, id)? {
        return if there.is(movement) {
            Ok(Recorded::Exists)
        } else {
            Err(LedgerError::IdTaken(id))
        };
    }
    let entry = |kind, debit, credit, amount, expires_at| Entry {
        id,
        kind,
        debit,
        credit,
        amount,
        pending: None,
        expires_at,
        made_at: now,
    };
    let entry = match *movement {
        Movement::Direct { debit, credit, amount } => {
            entry(TransferKind::Direct, debit, credit, amount, None)
        }
        Movement::Pending { debit, credit, amount, expires_at } => {
            entry(TransferKind::Pending, debit, credit, amount, expires_at)
        }
        Movement::Post { pending } => ended(connection, id, pending, Ending::Post, now)?,
        Movement::Void { pending } => ended(connection, id, pending, Ending::Void, now)?,
        Movement::Expire { pending } => ended(connection, id, pending, Ending::Expire, now)?,
    };
    // What it ends was looked at when it began.
    if entry.pending.is_none() {
        entry.check(connection)?;
    }
    let leaf = leaf(&entry)?;
    insert(connection, &entry, leaf)?;
    Ok(Recorded::Made)
}

/// Expires all pending transfers whose time is over, and says how many.
pub(crate) fn expire_overdue(connection: &Connection, now: u64) -> Result<usize, LedgerError> {
    let overdue = connection
        .prepare_cached(OVERDUE)?
        .query_map([Sql(now)], |row| row.get::<_, Sql<TransferId>>(0).map(|id| id.0))?
        .collect::<Result<Vec<_>, _>>()?;
    for pending in &overdue {
        transfer(
            connection,
            pending.ending(Ending::Expire),
            &Movement::Expire { pending: *pending },
            now,
        )?;
    }
    Ok(overdue.len())
}

/// Whether there is anything for [`expire_overdue`].
pub(crate) fn any_overdue(connection: &Connection, now: u64) -> Result<bool, DatabaseError> {
    Ok(connection.prepare_cached(OVERDUE)?.exists([Sql(now)])?)
}

pub(crate) const OVERDUE: &str = "SELECT id FROM transfers AS held WHERE expires_at <= ?1
    AND NOT EXISTS (SELECT 1 FROM transfers WHERE pending = held.id)
    ORDER BY expires_at, number";

/// Whether this can be moved from one account to the other. The schema checks the same; here is
/// where it gets a name.
fn check(
    connection: &Connection,
    debit: AccountId,
    credit: AccountId,
    amount: Money,
) -> Result<(), LedgerError> {
    if debit == credit {
        return Err(LedgerError::SameAccount(debit));
    }
    if amount.minor_units() == 0 {
        return Err(LedgerError::NothingToMove);
    }
    let find = |id| -> Result<Account, LedgerError> {
        let account = account::by_id(connection, id)?.ok_or(LedgerError::UnknownAccount(id))?;
        if account.currency == amount.currency() {
            Ok(account)
        } else {
            Err(LedgerError::OtherCurrency(id))
        }
    };
    let (from, to) = (find(debit)?, find(credit)?);
    if from.holder != Holder::Settlement && from.balances.available() < amount.minor_units() {
        return Err(LedgerError::InsufficientFunds {
            account: debit,
            available: from.available,
            needed: amount,
        });
    }
    // Counting what is pending as if it were posted, so that a post never bursts a balance.
    let fits = |pending: u64, posted: u64| {
        pending
            .checked_add(posted)
            .and_then(|sum| sum.checked_add(amount.minor_units()))
            .is_some_and(|sum| sum <= Money::MAX_MINOR_UNITS)
    };
    if !fits(from.balances.debits_pending, from.balances.debits_posted) {
        return Err(LedgerError::TooMuch(debit));
    }
    if !fits(to.balances.credits_pending, to.balances.credits_posted) {
        return Err(LedgerError::TooMuch(credit));
    }
    Ok(())
}

/// What ends a pending transfer.
fn ended(
    connection: &Connection,
    id: TransferId,
    pending: TransferId,
    ending: Ending,
    now: u64,
) -> Result<Entry, LedgerError> {
    let held = by_id(connection, pending)?
        .filter(|held| held.kind == TransferKind::Pending)
        .ok_or(LedgerError::NotPending(pending))?;
    if let Some(ending) = ending_of(connection, pending)? {
        return Err(LedgerError::Ended { pending, ending });
    }
    let overdue = held.expires_at.is_some_and(|at| at <= now);
    match (ending, overdue) {
        (Ending::Expire, false) => return Err(LedgerError::NotOverdue(pending)),
        (Ending::Post | Ending::Void, true) => return Err(LedgerError::Overdue(pending)),
        _ => {}
    }
    Ok(Entry {
        id,
        kind: TransferKind::Ended(ending),
        debit: held.debit,
        credit: held.credit,
        amount: held.amount,
        pending: Some(pending),
        expires_at: None,
        made_at: now,
    })
}

/// How a pending transfer ended, if it has.
fn ending_of(
    connection: &Connection,
    pending: TransferId,
) -> Result<Option<Ending>, DatabaseError> {
    let mut statement = connection.prepare_cached(&select("WHERE pending = ?1"))?;
    let ended = statement.query_row([Sql(pending)], transfer_of).optional()?;
    Ok(ended.and_then(|ended| match ended.kind {
        TransferKind::Ended(ending) => Some(ending),
        TransferKind::Direct | TransferKind::Pending => None,
    }))
}

pub(crate) fn by_id(
    connection: &Connection,
    id: TransferId,
) -> Result<Option<Transfer>, DatabaseError> {
    let mut statement = connection.prepare_cached(&select("WHERE id = ?1"))?;
    Ok(statement.query_row([Sql(id)], transfer_of).optional()?)
}

/// What a new row of the ledger holds.
pub(crate) struct Entry {
    pub(crate) id: TransferId,
    pub(crate) kind: TransferKind,
    pub(crate) debit: AccountId,
    pub(crate) credit: AccountId,
    pub(crate) amount: Money,
    pub(crate) pending: Option<TransferId>,
    pub(crate) expires_at: Option<u64>,
    pub(crate) made_at: u64,
}

impl Entry {
    /// One that moves at once.
    pub(crate) fn direct(
        id: TransferId,
        debit: AccountId,
        credit: AccountId,
        amount: Money,
        made_at: u64,
    ) -> Self {
        let (kind, pending, expires_at) = (TransferKind::Direct, None, None);
        Self { id, kind, debit, credit, amount, pending, expires_at, made_at }
    }

    fn check(&self, connection: &Connection) -> Result<(), LedgerError> {
        check(connection, self.debit, self.credit, self.amount)
    }
}

impl From<Transfer> for Entry {
    fn from(transfer: Transfer) -> Self {
        let Transfer { number: _, id, kind, debit, credit, amount, pending, expires_at, made_at } =
            transfer;
        Self { id, kind, debit, credit, amount, pending, expires_at, made_at }
    }
}

/// As the audit log's digests have it.
impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { id, kind, debit, credit, amount, pending, expires_at, made_at } = self;
        write!(f, "{id} {kind} {debit} {credit} {amount} {made_at}")?;
        expires_at.iter().try_for_each(|at| write!(f, " {at}"))?;
        pending.iter().try_for_each(|pending| write!(f, " of {pending}"))
    }
}

/// The balances follow by trigger.
fn insert(connection: &Connection, entry: &Entry, leaf: Option<u64>) -> Result<(), LedgerError> {
    connection
        .prepare_cached(
            "INSERT INTO transfers
               (id, kind, debit_account, credit_account, amount, currency, pending, expires_at, made_at,
                leaf)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        )?
        .execute(params![
            Sql(entry.id),
            entry.kind.code(),
            entry.debit.0,
            entry.credit.0,
            Sql(entry.amount.minor_units()),
            Sql(entry.amount.currency()),
            entry.pending.map(Sql),
            entry.expires_at.map(Sql),
            Sql(entry.made_at),
            leaf.map(Sql),
        ])?;
    Ok(())
}

pub(crate) fn select(which: &str) -> String {
    format!(
        "SELECT number, id, kind, debit_account, credit_account, amount, currency, pending,
                expires_at, made_at, leaf
         FROM transfers {which}"
    )
}

pub(crate) fn transfer_of(row: &Row<'_>) -> rusqlite::Result<Transfer> {
    Ok(Transfer {
        number: column::unsigned(row, 0)?,
        id: row.get::<_, Sql<TransferId>>(1)?.0,
        kind: match row.get_ref(2)?.as_str()? {
            "direct" => TransferKind::Direct,
            "pending" => TransferKind::Pending,
            "post" => TransferKind::Ended(Ending::Post),
            "void" => TransferKind::Ended(Ending::Void),
            _ => TransferKind::Ended(Ending::Expire),
        },
        debit: AccountId(row.get(3)?),
        credit: AccountId(row.get(4)?),
        amount: column::money(column::unsigned(row, 5)?, row.get::<_, Sql<Currency>>(6)?.0)?,
        pending: row.get::<_, Option<Sql<TransferId>>>(7)?.map(|id| id.0),
        expires_at: row.get::<_, Option<Sql<u64>>>(8)?.map(|at| at.0),
        made_at: column::unsigned(row, 9)?,
    })
}
