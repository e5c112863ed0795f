//! Erasing a user: everything of theirs goes, and the books balance as before.
//!
//! What the law makes a bank keep, the amounts and times of transfers and payments, stays without the
//! person: a random name stands in their place, and texts are blanked. The schema lets what never
//! changes lose a person only after a leaf of the audit log that says so, and only in that way.

mod mentions;
mod tables;

use loggia_audit::Actor;
use loggia_runtime::capability::payments::{AccountIdentification, ConsentStatus, PaymentStatus};
use loggia_runtime::{Money, UserId};
use serde::Serialize;

pub use self::tables::{Fate, TABLES};
use crate::account::{self, Account, AccountId};
use crate::account_information::random;
use crate::column::Sql;
use crate::connection::Connection;
use crate::customer::Customer;
use crate::error::{DatabaseError, EraseError, LedgerError};
use crate::payment_record::PaymentRecord;
use crate::transfer::{Movement, TransferId};
use crate::{Bank, audit, customer, ledger, payment_record, payments, scheduled, settlement};

/// What becomes of money on the accounts of a user who is erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MoneyLeft {
    /// They are not erased: the bank pays it out first.
    Refuse,
    /// It is booked to the bank's own settlement account of its currency, out of which the bank pays it
    /// to whomever the customer named.
    ToSettlement,
}

/// What was erased.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Erased {
    /// What stands in the user's place where something of them is kept.
    pub name: UserId,
    /// Rows that are gone, or lost the user.
    pub rows: usize,
    /// Personal parts of the audit log that are gone.
    pub personal_parts: usize,
    /// What was booked out of the user's accounts.
    #[serde(skip)]
    pub paid_out: Vec<Money>,
    /// Whether nothing is left in unused parts of the file either. Where others read the bank all the
    /// time it may take another attempt: [`Bank::scrub`].
    pub scrubbed: bool,
}

impl Bank {
    /// Erases a user: sessions, storage, data keys, consents, pseudonyms, credentials, points, logs,
    /// the personal parts of the audit log. Accounts, transfers and payments stay, without the person:
    /// no name, no IBAN, no text; also what other customers' statements say of them is blanked, and to
    /// whom their payments to the user went. Their standing orders to the user go.
    ///
    /// Payments that await the user on a sheet are declined in their name first, and those that are
    /// scheduled for a later day are cancelled. So the bank ends what other customers would still pay
    /// into the user's accounts: what awaits them expires, and what they scheduled is cancelled. All else
    /// that is still to be made stays as its payer signed it, whomever it names.
    ///
    /// Backups that were made before still have everything: throw them away when their time is over,
    /// and erase again after restoring one.
    ///
    /// All of it is one transaction. It looks through all texts of statements and payments, and the
    /// others' writes wait as long.
    ///
    /// # Errors
    ///
    /// [`EraseError`]; then nothing is erased.
    pub fn erase_user(
        &self,
        user: &UserId,
        money: MoneyLeft,
        now: u64,
    ) -> Result<Erased, EraseError> {
        let mut erased = self.write_audited(now, |connection| {
            audit::overwriting(connection, |connection| erase(connection, user, money, now))
        })?;
        self.vault().forget(user);
        self.remembered_keys.forget();
        // The user is erased whatever becomes of it.
        erased.scrubbed = self.scrub().unwrap_or_else(|error| {
            tracing::warn!(%error, "unused parts of the bank's file may still hold what was erased");
            false
        });
        Ok(erased)
    }

    /// Rewrites the file without its unused pages, and empties the write-ahead log: what was deleted
    /// is in neither then. False where somebody was reading, so that it could not be done: try again.
    ///
    /// # Errors
    ///
    /// The database cannot do it, for example because the disk has no room for a second copy.
    pub fn scrub(&self) -> Result<bool, DatabaseError> {
        self.database().scrub()
    }
}

fn erase(
    connection: &Connection,
    user: &UserId,
    money: MoneyLeft,
    now: u64,
) -> Result<Erased, EraseError> {
    let accounts = account::all_of_customer(connection, user)?;
    let customer = customer::find(connection, user)?;
    if accounts.is_empty() && customer.is_none() && !tables::know(connection, user)? {
        return Err(EraseError::UnknownUser);
    }
    let awaiting = "WHERE consent = 'AWAU' AND user = ?1 ORDER BY number";
    settlement::expire_payments(connection, now)?;
    for record in payment_record::all(connection, awaiting, [Sql(user)])? {
        payments::decide(connection, record, ConsentStatus::Rjct, now)?;
    }
    let scheduled = "WHERE status = 'RCVD' AND user = ?1 ORDER BY number";
    for record in payment_record::all(connection, scheduled, [Sql(user)])? {
        scheduled::cancel(connection, record, Actor::Customer, now)?;
    }
    let of_others = "WHERE user <> ?1 AND (consent = 'AWAU' OR status IN ('RCVD', 'PDNG'))
        ORDER BY number";
    for record in payment_record::all(connection, of_others, [Sql(user)])? {
        end_if_into(connection, record, &accounts, now)?;
    }
    let paid_out = empty(connection, user, money, now)?;

    let name = name()?;
    let known = Known { customer, accounts };
    let mentions = mentions::find(connection, user, &known)?;
    let mut parts = audit::personal_of_user(connection, user)?;
    parts.extend(mentions.personal_parts(connection)?);
    let personal_parts = audit::erase_personal(connection, &parts, now)?;
    audit::begin_erasing(connection, &name, now)?;
    let rows = tables::erase(connection, user, &name)? + mentions.blank(connection)?;
    Ok(Erased { name, rows, personal_parts, paid_out, scrubbed: false })
}

/// Ends a payment of somebody else's that is still to be made, where it is into one of the accounts.
fn end_if_into(
    connection: &Connection,
    record: PaymentRecord,
    accounts: &[Account],
    now: u64,
) -> Result<(), EraseError> {
    let AccountIdentification::Iban(creditor) = &record.instruction.creditor else {
        return Ok(());
    };
    let is_creditor =
        |account: &&Account| account.iban.as_ref().is_some_and(|iban| iban.as_str() == creditor);
    let Some(account) = accounts.iter().find(is_creditor) else { return Ok(()) };
    match (record.payment.consent, record.payment.status) {
        (ConsentStatus::Awau, _) => {
            payments::decide(connection, record, ConsentStatus::Expd, now)?;
        }
        (_, Some(PaymentStatus::Rcvd)) => {
            scheduled::cancel(connection, record, Actor::Bank, now)?;
        }
        _ => return Err(EraseError::MoneyInFlight { account: account.id }),
    }
    Ok(())
}

/// What is known of a user by name and number.
struct Known {
    customer: Option<Customer>,
    accounts: Vec<Account>,
}

/// Takes what there is from the user's accounts; what is in flight is nobody's to take.
fn empty(
    connection: &Connection,
    user: &UserId,
    money: MoneyLeft,
    now: u64,
) -> Result<Vec<Money>, EraseError> {
    let accounts = account::all_of_customer(connection, user)?;
    let in_flight = |account: &&Account| {
        account.balances.debits_pending > 0 || account.balances.credits_pending > 0
    };
    if let Some(account) = accounts.iter().find(in_flight) {
        return Err(EraseError::MoneyInFlight { account: account.id });
    }
    let mut paid_out = Vec::new();
    for Account { id, available, currency, .. } in accounts {
        if available.minor_units() == 0 {
            continue;
        }
        if money == MoneyLeft::Refuse {
            return Err(EraseError::HoldsMoney { account: id, available });
        }
        let credit = account::settlement_account(connection, currency, now)?;
        pay_out(connection, id, credit, available, now).map_err(|error| match error {
            LedgerError::Database(error) => error,
            error => DatabaseError::Damaged { what: error.to_string() },
        })?;
        paid_out.push(available);
    }
    Ok(paid_out)
}

fn pay_out(
    connection: &Connection,
    debit: AccountId,
    credit: AccountId,
    amount: Money,
    now: u64,
) -> Result<(), LedgerError> {
    let id = TransferId::from_bytes(random()?);
    ledger::transfer(connection, id, &Movement::Direct { debit, credit, amount }, now).map(drop)
}

/// What stands in a user's place: it follows from nothing.
fn name() -> Result<UserId, DatabaseError> {
    let hex: String = random::<16>()?.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("erased:{hex}").parse().map_err(|error: loggia_runtime::MalformedId| {
        DatabaseError::Damaged { what: error.to_string() }
    })
}
