//! A payment as the bank keeps it, and how it is found.

use loggia_runtime::capability::payments::{
    AccountIdentification, ConsentStatus, Instruction, Payment, PaymentStatus,
};
use loggia_runtime::capability::{Refusal, RefusalCode, Reply};
use loggia_runtime::store::Owner;
use loggia_runtime::{AppId, Currency, Day, PackageDigest, PaymentId, SessionId, UserId};
use rusqlite::{OptionalExtension, Row};
use serde::Serialize;

use crate::Bank;
use crate::account::AccountId;
use crate::column::{self, Sql};
use crate::connection::Connection;
use crate::error::DatabaseError;

/// What stands where something of an erased user was: the schema has the same word.
const ERASED: &str = "erased";

/// A payment as the bank keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PaymentRecord {
    /// What the mini-app may see of it.
    pub payment: Payment,
    /// Whose it is.
    pub owner: Owner,
    /// What is to be paid, as it was shown.
    pub instruction: Instruction,
    /// The package that asked.
    pub package: PackageDigest,
    /// The session that asked.
    pub session: SessionId,
    /// When it was taken in, in milliseconds since 1970.
    pub created_at: u64,
    /// Until when the user may decide, likewise.
    pub expires_at: u64,
    /// Why the bank itself refused it.
    pub refused: Option<RefusedBy>,
    /// The account that the user chose.
    pub debtor: Option<AccountId>,
    /// When it is to settle, likewise; none until it is authorised, and until its day.
    pub settle_at: Option<u64>,
    /// Why it could not be carried out on its day.
    pub failure: Option<NotExecuted>,
    /// To whom the decision is owed. The mini-app's own words are no business of a reader, and sealed.
    #[serde(skip)]
    pub(crate) reply: Reply,
}

/// Why the bank refused a payment before anybody saw it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RefusedBy {
    /// With it, the user would have paid more through the mini-app than the grant allows in a day.
    PerDay,
}

/// Why a scheduled payment could not be carried out on its day. It is for the user, and nothing of it
/// for the mini-app.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum NotExecuted {
    /// There was not enough in the account.
    InsufficientFunds,
    /// The two accounts could not take part in it.
    UnsuitableAccount,
}

impl Bank {
    /// All payments, oldest first.
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    pub fn payments(&self) -> Result<Vec<PaymentRecord>, DatabaseError> {
        self.database().read(every)
    }
}

impl PaymentRecord {
    /// Whether its payer or payee was erased: then nothing is left of whom it was paid to.
    pub(crate) fn is_erased(&self) -> bool {
        let account = match &self.instruction.creditor {
            AccountIdentification::Iban(account)
            | AccountIdentification::SortCodeAccountNumber(account) => account,
        };
        account == ERASED && self.instruction.creditor_name == ERASED
    }

    /// What the mini-app is told: never why, only that.
    pub(crate) fn answer(&self) -> Result<Payment, Refusal> {
        match (self.payment.consent, self.refused) {
            (_, Some(RefusedBy::PerDay)) => Err(RefusedBy::refusal()),
            (ConsentStatus::Expd, _) => Err(Refusal::new(
                RefusalCode::Expired,
                "the user did not decide within five minutes",
            )),
            _ => Ok(self.payment.clone()),
        }
    }
}

impl NotExecuted {
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::InsufficientFunds => "insufficient-funds",
            Self::UnsuitableAccount => "unsuitable-account",
        }
    }

    /// Of a column that its CHECK bounds.
    fn of(code: &str) -> Self {
        match code {
            "insufficient-funds" => Self::InsufficientFunds,
            _ => Self::UnsuitableAccount,
        }
    }
}

impl RefusedBy {
    pub(crate) fn refusal() -> Refusal {
        Refusal::new(
            RefusalCode::Denied,
            "with this payment the user would pay more in a day than the grant's per-day: try a \
             smaller amount, or another day, with a new instruction-id",
        )
    }
}

pub(crate) fn by_id(
    connection: &Connection,
    id: &PaymentId,
) -> Result<Option<PaymentRecord>, DatabaseError> {
    find(connection, "WHERE id = ?1", [Sql(*id)])
}

pub(crate) fn of_owner(
    connection: &Connection,
    owner: &Owner,
    id: &PaymentId,
) -> Result<Option<PaymentRecord>, DatabaseError> {
    Ok(by_id(connection, id)?.filter(|record| record.owner == *owner))
}

/// The first record that `which` selects.
pub(crate) fn find(
    connection: &Connection,
    which: &str,
    params: impl rusqlite::Params,
) -> Result<Option<PaymentRecord>, DatabaseError> {
    Ok(connection.prepare_cached(&select(which))?.query_row(params, record_of).optional()?)
}

/// All of them, oldest first.
pub(crate) fn every(connection: &Connection) -> Result<Vec<PaymentRecord>, DatabaseError> {
    all(connection, "ORDER BY number", [])
}

/// All that `which` selects, in its order.
pub(crate) fn all(
    connection: &Connection,
    which: &str,
    params: impl rusqlite::Params,
) -> Result<Vec<PaymentRecord>, DatabaseError> {
    let mut statement = connection.prepare_cached(&select(which))?;
    Ok(statement.query_map(params, record_of)?.collect::<Result<_, _>>()?)
}

pub(crate) fn select(which: &str) -> String {
    format!(
        "SELECT id, instruction_id, consent, status, amount, currency, updated_at, user, app,
                end_to_end_id, creditor_scheme, creditor_account, creditor_name, remittance,
                package, session, request, context, created_at, expires_at, refused,
                debtor_account, settle_at, execution_day, failure
         FROM payments {which}"
    )
}

/// By place: looking 25 names up takes longer than the row.
fn record_of(row: &Row<'_>) -> rusqlite::Result<PaymentRecord> {
    let amount = column::money(column::unsigned(row, 4)?, row.get::<_, Sql<Currency>>(5)?.0)?;
    let instruction_id: String = row.get(1)?;
    let creditor_account = row.get(11)?;
    let on = row.get::<_, Option<Sql<Day>>>(23)?.map(|day| day.0);
    Ok(PaymentRecord {
        payment: Payment {
            id: row.get::<_, Sql<PaymentId>>(0)?.0,
            instruction_id: instruction_id.clone(),
            consent: consent_of(row.get_ref(2)?.as_str()?),
            status: row.get_ref(3)?.as_str_or_null()?.map(status_of),
            amount,
            on,
            updated_at: column::unsigned(row, 6)?,
        },
        owner: Owner { user: row.get::<_, Sql<UserId>>(7)?.0, app: row.get::<_, Sql<AppId>>(8)?.0 },
        instruction: Instruction {
            instruction_id,
            end_to_end_id: row.get(9)?,
            amount,
            creditor: match row.get_ref(10)?.as_str()? {
                "iban" => AccountIdentification::Iban(creditor_account),
                _ => AccountIdentification::SortCodeAccountNumber(creditor_account),
            },
            creditor_name: row.get(12)?,
            remittance: row.get(13)?,
            on,
        },
        package: row.get::<_, Sql<PackageDigest>>(14)?.0,
        session: row.get::<_, Sql<SessionId>>(15)?.0,
        created_at: column::unsigned(row, 18)?,
        expires_at: column::unsigned(row, 19)?,
        refused: row.get_ref(20)?.as_str_or_null()?.map(|_| RefusedBy::PerDay),
        debtor: row.get::<_, Option<i64>>(21)?.map(AccountId),
        settle_at: row.get::<_, Option<Sql<u64>>>(22)?.map(|at| at.0),
        failure: row.get_ref(24)?.as_str_or_null()?.map(NotExecuted::of),
        reply: Reply { request: column::unsigned(row, 16)?, context: row.get(17)? },
    })
}

pub(crate) fn consent_code(consent: ConsentStatus) -> &'static str {
    match consent {
        ConsentStatus::Awau => "AWAU",
        ConsentStatus::Auth => "AUTH",
        ConsentStatus::Rjct => "RJCT",
        ConsentStatus::Canc => "CANC",
        ConsentStatus::Expd => "EXPD",
    }
}

/// Of a column that its CHECK bounds.
pub(crate) fn consent_of(code: &str) -> ConsentStatus {
    match code {
        "AWAU" => ConsentStatus::Awau,
        "AUTH" => ConsentStatus::Auth,
        "CANC" => ConsentStatus::Canc,
        "EXPD" => ConsentStatus::Expd,
        _ => ConsentStatus::Rjct,
    }
}

pub(crate) fn status_code(status: PaymentStatus) -> &'static str {
    match status {
        PaymentStatus::Rcvd => "RCVD",
        PaymentStatus::Pdng => "PDNG",
        PaymentStatus::Acsp => "ACSP",
        PaymentStatus::Acsc => "ACSC",
        PaymentStatus::Accc => "ACCC",
        PaymentStatus::Canc => "CANC",
        PaymentStatus::Rjct => "RJCT",
    }
}

/// Of a column that its CHECK bounds.
fn status_of(code: &str) -> PaymentStatus {
    match code {
        "RCVD" => PaymentStatus::Rcvd,
        "PDNG" => PaymentStatus::Pdng,
        "ACSC" => PaymentStatus::Acsc,
        "CANC" => PaymentStatus::Canc,
        _ => PaymentStatus::Rjct,
    }
}
