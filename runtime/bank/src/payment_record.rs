//! A payment as the bank keeps it, and how it is found.

use loggia_runtime::capability::payments::{
    AccountIdentification, ConsentStatus, Instruction, Payment, PaymentStatus,
};
use loggia_runtime::capability::{Refusal, RefusalCode, Reply};
use loggia_runtime::store::Owner;
use loggia_runtime::{AppId, Currency, PackageDigest, PaymentId, SessionId, UserId};
use rusqlite::{Connection, OptionalExtension, Row, ToSql};
use serde::Serialize;

use crate::Bank;
use crate::account::AccountId;
use crate::column::{self, Sql};
use crate::error::DatabaseError;

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
    /// When it is to settle, likewise; none until it is authorised.
    pub settle_at: Option<u64>,
    /// To whom the decision is owed. The mini-app's own words are no business of a reader.
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

impl RefusedBy {
    pub(crate) fn refusal() -> Refusal {
        Refusal::new(
            RefusalCode::Denied,
            "with this payment the user would pay more in a day than the grant's per-day: try a \
             smaller amount, or tomorrow with a new instruction-id",
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
    let mut statement = connection.prepare_cached(&select("ORDER BY number"))?;
    Ok(statement.query_map([], record_of)?.collect::<Result<_, _>>()?)
}

/// Those whose `which` lies at or before `at`, oldest first.
pub(crate) fn all(
    connection: &Connection,
    which: &str,
    at: &dyn ToSql,
) -> Result<Vec<PaymentRecord>, DatabaseError> {
    let mut statement = connection.prepare_cached(&select(which))?;
    Ok(statement.query_map([at], record_of)?.collect::<Result<_, _>>()?)
}

fn select(which: &str) -> String {
    format!(
        "SELECT id, instruction_id, consent, status, amount, currency, updated_at, user, app,
                end_to_end_id, creditor_scheme, creditor_account, creditor_name, remittance,
                package, session, request, context, created_at, expires_at, refused,
                debtor_account, settle_at
         FROM payments {which}"
    )
}

fn record_of(row: &Row<'_>) -> rusqlite::Result<PaymentRecord> {
    let amount = column::money(
        column::unsigned(row, "amount")?,
        row.get::<_, Sql<Currency>>("currency")?.0,
    )?;
    let instruction_id: String = row.get("instruction_id")?;
    let creditor_account = row.get("creditor_account")?;
    Ok(PaymentRecord {
        payment: Payment {
            id: row.get::<_, Sql<PaymentId>>("id")?.0,
            instruction_id: instruction_id.clone(),
            consent: consent_of(row.get_ref("consent")?.as_str()?),
            status: row.get_ref("status")?.as_str_or_null()?.map(status_of),
            amount,
            updated_at: column::unsigned(row, "updated_at")?,
        },
        owner: Owner {
            user: row.get::<_, Sql<UserId>>("user")?.0,
            app: row.get::<_, Sql<AppId>>("app")?.0,
        },
        instruction: Instruction {
            instruction_id,
            end_to_end_id: row.get("end_to_end_id")?,
            amount,
            creditor: match row.get_ref("creditor_scheme")?.as_str()? {
                "iban" => AccountIdentification::Iban(creditor_account),
                _ => AccountIdentification::SortCodeAccountNumber(creditor_account),
            },
            creditor_name: row.get("creditor_name")?,
            remittance: row.get("remittance")?,
        },
        package: row.get::<_, Sql<PackageDigest>>("package")?.0,
        session: row.get::<_, Sql<SessionId>>("session")?.0,
        created_at: column::unsigned(row, "created_at")?,
        expires_at: column::unsigned(row, "expires_at")?,
        refused: row.get_ref("refused")?.as_str_or_null()?.map(|_| RefusedBy::PerDay),
        debtor: row.get::<_, Option<i64>>("debtor_account")?.map(AccountId),
        settle_at: row.get::<_, Option<Sql<u64>>>("settle_at")?.map(|at| at.0),
        reply: Reply { request: column::unsigned(row, "request")?, context: row.get("context")? },
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
fn consent_of(code: &str) -> ConsentStatus {
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
        "PDNG" => PaymentStatus::Pdng,
        "ACSC" => PaymentStatus::Acsc,
        _ => PaymentStatus::Rjct,
    }
}
