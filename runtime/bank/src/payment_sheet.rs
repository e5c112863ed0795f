//! The bank's payment sheet: what it shows, and what the user decides on it.

use loggia_runtime::capability::payments::{AccountIdentification, ConsentStatus, Payment};
use loggia_runtime::store::Owner;
use loggia_runtime::{Day, Money, PaymentId, SessionId, UserId};
use rusqlite::params;
use serde::Serialize;

use crate::account::{self, Account, AccountId, Holder};
use crate::column::{self, Sql};
use crate::connection::Connection;
use crate::error::{DatabaseError, LedgerError, SheetError};
use crate::iban::Iban;
use crate::payment_record::{self, PaymentRecord};
use crate::transfer::{Movement, TransferId};
use crate::{Bank, ledger, payments, registry};

/// A payment that awaits the user, with all that the sheet shows. Nothing of it is worded by the
/// mini-app but the remittance, which the host has made harmless.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PaymentSheet {
    /// Which payment.
    pub payment: PaymentId,
    /// Who pays, through which mini-app.
    pub owner: Owner,
    /// The mini-app's name, as the bank registered it; its id where it did not.
    pub app_name: String,
    /// Its partner's name likewise; none where the bank did not register it.
    pub partner_name: Option<String>,
    /// The creditor's name, as the bank registered it.
    pub creditor_name: String,
    /// The creditor's account, whole.
    pub creditor: AccountIdentification,
    /// How much.
    #[serde(serialize_with = "column::as_text")]
    pub amount: Money,
    /// What the creditor will read.
    pub remittance: Option<String>,
    /// The day (UTC) on which it is carried out; none: at once.
    pub on: Option<Day>,
    /// When it was taken in, in milliseconds since 1970.
    pub created_at: u64,
    /// Until when the user may decide, likewise.
    pub expires_at: u64,
    /// The payer's accounts in the payment's currency, in the order in which they were opened.
    pub accounts: Vec<PayableAccount>,
}

/// An account that a payment could be made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PayableAccount {
    /// Which.
    pub id: AccountId,
    /// What its holder calls it.
    pub nickname: String,
    /// Enough of its IBAN to be recognised by its holder.
    pub iban_masked: String,
    /// What can be spent from it.
    #[serde(serialize_with = "column::as_text")]
    pub available: Money,
    /// Whether that is enough now. A payment on a later day may be made from the account all the same.
    pub sufficient: bool,
}

impl Bank {
    /// The payment sheet that is to be shown in a session: of its oldest payment that awaits the user and
    /// whose time is not over. None: there is nothing to decide. It survives a restart.
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    pub fn payment_sheet(
        &self,
        session: &SessionId,
    ) -> Result<Option<PaymentSheet>, DatabaseError> {
        let now = self.now();
        self.database().read(|connection| {
            let awaiting = payment_record::find(
                connection,
                "WHERE session = ?1 AND consent = 'AWAU' AND expires_at > ?2 ORDER BY number LIMIT 1",
                params![Sql(*session), Sql(now)],
            )?;
            awaiting.map(|record| sheet(connection, record)).transpose()
        })
    }

    /// The user's no. A payment that was decided before is answered as it stands.
    ///
    /// Who speaks for the user must have been made sure of before. A mini-app and its partner know a
    /// payment's id: it alone decides nothing.
    ///
    /// # Errors
    ///
    /// [`SheetError`]; [`SheetError::UnknownPayment`] for another user's.
    pub fn reject(
        &self,
        user: &UserId,
        payment: &PaymentId,
        now: u64,
    ) -> Result<Payment, SheetError> {
        self.decide(user, payment, now, move |connection, record| {
            Ok(Ok(payments::decide(connection, record, ConsentStatus::Rjct, now)?))
        })
    }

    /// Decides a payment that awaits the user, in its time. What the decision answers with a refusal of
    /// its own is kept; what it fails with is not.
    pub(crate) fn decide(
        &self,
        user: &UserId,
        payment: &PaymentId,
        now: u64,
        decision: impl Fn(
            &Connection,
            PaymentRecord,
        ) -> Result<Result<PaymentRecord, SheetError>, SheetError>
        + Send
        + 'static,
    ) -> Result<Payment, SheetError> {
        let (user, payment) = (user.clone(), *payment);
        let record = self.leave_audited(now, move |connection| -> Result<_, SheetError> {
            let record = of_payer(connection, &user, &payment)?;
            match record.payment.consent {
                ConsentStatus::Awau if record.expires_at <= now => {
                    Ok(Ok(payments::decide(connection, record, ConsentStatus::Expd, now)?))
                }
                ConsentStatus::Awau => decision(connection, record),
                _ => Ok(Ok(record)),
            }
        })??;
        // Only now: the expiry is committed.
        match record.payment.consent {
            ConsentStatus::Expd => Err(SheetError::Expired),
            _ => Ok(record.payment),
        }
    }
}

/// A payment of this user's.
pub(crate) fn of_payer(
    connection: &Connection,
    user: &UserId,
    payment: &PaymentId,
) -> Result<PaymentRecord, SheetError> {
    payment_record::by_id(connection, payment)?
        .filter(|record| record.owner.user == *user)
        .ok_or(SheetError::UnknownPayment)
}

fn sheet(connection: &Connection, record: PaymentRecord) -> Result<PaymentSheet, DatabaseError> {
    let PaymentRecord { payment, owner, instruction, .. } = record;
    let (app_name, partner_name) = registry::names(connection, &owner.app)?;
    let accounts = account::of_customer(connection, &owner.user, payment.amount.currency())?;
    Ok(PaymentSheet {
        payment: payment.id,
        app_name,
        partner_name,
        creditor_name: instruction.creditor_name,
        creditor: instruction.creditor,
        amount: payment.amount,
        remittance: instruction.remittance,
        on: instruction.on,
        created_at: record.created_at,
        expires_at: record.expires_at,
        accounts: accounts.into_iter().map(|account| payable(account, payment.amount)).collect(),
        owner,
    })
}

fn payable(account: Account, amount: Money) -> PayableAccount {
    PayableAccount {
        id: account.id,
        iban_masked: account.iban.as_ref().map(Iban::masked).unwrap_or_default(),
        sufficient: account.available.minor_units() >= amount.minor_units(),
        available: account.available,
        nickname: account.name,
    }
}

/// Holds the amount of a payment that its payer signed, unless it is for a later day. The account is one
/// that they can pay from: that was signed too.
pub(crate) fn hold_signed(
    connection: &Connection,
    record: &PaymentRecord,
    account: AccountId,
    now: u64,
) -> Result<(), SheetError> {
    match record.payment.on {
        None => hold(connection, record, account, now).map_err(|error| match error {
            LedgerError::InsufficientFunds { available, needed, .. } => {
                SheetError::InsufficientFunds { available, needed }
            }
            LedgerError::SameAccount(_) => SheetError::UnsuitableAccount,
            error => refused_by_ledger(error).into(),
        }),
        Some(_)
            if creditor_account(connection, record, now).map_err(refused_by_ledger)? == account =>
        {
            Err(SheetError::UnsuitableAccount)
        }
        Some(_) => Ok(()),
    }
}

/// The account that a payment is to be made from, if its payer can.
pub(crate) fn debtor(
    connection: &Connection,
    record: &PaymentRecord,
    account: AccountId,
) -> Result<Account, SheetError> {
    account::by_id(connection, account)?
        .filter(|account| account.holder == Holder::Customer(record.owner.user.clone()))
        .filter(|account| account.currency == record.payment.amount.currency())
        .ok_or(SheetError::UnsuitableAccount)
}

/// Holds the amount on the account that the user chose, once.
pub(crate) fn hold(
    connection: &Connection,
    record: &PaymentRecord,
    account: AccountId,
    now: u64,
) -> Result<(), LedgerError> {
    let amount = record.payment.amount;
    let credit = creditor_account(connection, record, now)?;
    let hold = Movement::Pending { debit: account, credit, amount, expires_at: None };
    let id = TransferId::of_payment(&record.payment.id);
    ledger::transfer_of_payment(connection, id, &hold, now).map(drop)
}

/// Where the money goes: the creditor's own account if it is with this bank, else out of the bank
/// by the settlement account. An IBAN that is none leads nowhere.
fn creditor_account(
    connection: &Connection,
    record: &PaymentRecord,
    now: u64,
) -> Result<AccountId, LedgerError> {
    let currency = record.payment.amount.currency();
    if let AccountIdentification::Iban(iban) = &record.instruction.creditor {
        let iban = iban.parse().map_err(|_| LedgerError::NoCreditor(record.payment.id))?;
        if let Some(account) = account::by_iban(connection, &iban)?
            && account.currency == currency
        {
            return Ok(account.id);
        }
    }
    Ok(account::settlement_account(connection, currency, now)?)
}

/// The ledger refused what the bank itself asked of it.
pub(crate) fn refused_by_ledger(error: LedgerError) -> DatabaseError {
    match error {
        LedgerError::Database(error) => error,
        error => DatabaseError::Damaged { what: error.to_string() },
    }
}
