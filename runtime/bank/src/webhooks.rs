//! Settled payments, announced to the partners' servers until they have heard it.
//!
//! An announcement is written in the transaction that settles the payment. Who sends it is the host
//! app: it takes what is due, sends it, and says what became of it.

use loggia_runtime::capability::payments::PaymentStatus;
use loggia_runtime::store::Owner;
use loggia_runtime::{PackageDigest, PartnerId, PaymentId, SubjectPseudonym};
use rusqlite::params;
use serde::Serialize;

use crate::column::{self, Sql};
use crate::connection::Connection;
use crate::error::DatabaseError;
use crate::payment_record::PaymentRecord;
use crate::{Bank, account_information};

/// How long whoever takes a webhook has to say what became of it, in milliseconds, before it is
/// somebody else's.
const TAKEN: u64 = 2 * 60 * 1_000;

/// An announcement that is to be sent now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueWebhook {
    /// Of which payment; the webhook's own id too.
    pub payment: PaymentId,
    /// The payer, as the bank knows them, which is never to be sent, with the mini-app.
    pub owner: Owner,
    /// The payer, as the partner knows them.
    pub subject: SubjectPseudonym,
    /// The package that asked for the payment.
    pub package: PackageDigest,
    /// Where.
    pub url: String,
    /// JSON.
    pub body: String,
    /// When the payment settled, in milliseconds since 1970.
    pub created_at: u64,
    /// How often it was tried before.
    pub attempts: u32,
}

/// What became of an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WebhookOutcome {
    /// The partner has heard it.
    Delivered,
    /// It is to be tried again, at this moment.
    Again {
        /// In milliseconds since 1970.
        at: u64,
    },
    /// It is not tried any more.
    GivenUp,
}

impl Bank {
    /// Takes up to `limit` announcements that are due, the oldest first. Each is the caller's for two
    /// minutes: in that time [`Bank::webhook_tried`] says what became of it.
    ///
    /// # Errors
    ///
    /// The database cannot do it.
    pub fn due_webhooks(&self, limit: u32, now: u64) -> Result<Vec<DueWebhook>, DatabaseError> {
        // Without the write lock as long as there is nothing to take.
        let any: bool = self.database().read(|connection| {
            Ok::<_, DatabaseError>(
                connection
                    .prepare_cached("SELECT EXISTS (SELECT 1 FROM webhooks WHERE next_at <= ?1)")?
                    .query_row([Sql(now)], |row| row.get(0))?,
            )
        })?;
        if !any {
            return Ok(Vec::new());
        }
        self.database().write(|connection| take(connection, limit, now))
    }

    /// Notes what became of an announcement that was taken.
    ///
    /// # Errors
    ///
    /// The database cannot do it; then it is tried again.
    pub fn webhook_tried(
        &self,
        payment: &PaymentId,
        outcome: WebhookOutcome,
    ) -> Result<(), DatabaseError> {
        let (status, next_at) = match outcome {
            WebhookOutcome::Delivered => ("delivered", None),
            WebhookOutcome::Again { at } => ("waiting", Some(Sql(at))),
            WebhookOutcome::GivenUp => ("given-up", None),
        };
        self.database().write(|connection| {
            connection
                .prepare_cached(
                    "UPDATE webhooks SET status = ?2, next_at = ?3
                     WHERE payment = ?1 AND status = 'waiting'",
                )?
                .execute(params![Sql(*payment), status, next_at])?;
            Ok(())
        })
    }
}

/// Writes the announcement of a payment that has just settled, where its partner wants any.
pub(crate) fn announce(
    connection: &Connection,
    record: &PaymentRecord,
    now: u64,
) -> Result<(), DatabaseError> {
    #[derive(Serialize)]
    struct Amount<'a> {
        minor_units: u64,
        currency: &'a str,
    }
    #[derive(Serialize)]
    struct Body<'a> {
        payment: String,
        instruction_id: &'a str,
        end_to_end_id: &'a str,
        amount: Amount<'a>,
        status: &'a str,
        settled_at: u64,
    }
    if record.payment.status != Some(PaymentStatus::Acsc) {
        return Ok(());
    }
    let amount = record.payment.amount;
    let body = serde_json::to_string(&Body {
        payment: record.payment.id.to_string(),
        instruction_id: &record.instruction.instruction_id,
        end_to_end_id: &record.instruction.end_to_end_id,
        amount: Amount { minor_units: amount.minor_units(), currency: amount.currency().code() },
        status: "ACSC",
        settled_at: now,
    })
    .map_err(|error| DatabaseError::Damaged { what: format!("a webhook: {error}") })?;
    connection
        .prepare_cached(
            "INSERT INTO webhooks (payment, partner_id, url, body, created_at, next_at)
             SELECT ?1, partner_id, webhook, ?3, ?4, ?4 FROM apps
             WHERE app = ?2 AND webhook IS NOT NULL",
        )?
        .execute(params![Sql(record.payment.id), Sql(&record.owner.app), body, Sql(now)])?;
    Ok(())
}

fn take(connection: &Connection, limit: u32, now: u64) -> Result<Vec<DueWebhook>, DatabaseError> {
    let mut statement = connection.prepare_cached(
        "SELECT webhooks.payment, user, app, partner_id, package, url, body, webhooks.created_at,
                attempts
         FROM webhooks JOIN payments ON payments.id = webhooks.payment
         WHERE next_at <= ?1 ORDER BY next_at LIMIT ?2",
    )?;
    let mut rows = statement.query(params![Sql(now), limit])?;
    let mut due = Vec::new();
    while let Some(row) = rows.next()? {
        let owner = Owner { user: row.get::<_, Sql<_>>(1)?.0, app: row.get::<_, Sql<_>>(2)?.0 };
        let partner: PartnerId = row.get::<_, Sql<_>>(3)?.0;
        due.push(DueWebhook {
            payment: row.get::<_, Sql<PaymentId>>(0)?.0,
            subject: account_information::make_subject(connection, &owner.user, &partner)?,
            owner,
            package: row.get::<_, Sql<PackageDigest>>(4)?.0,
            url: row.get(5)?,
            body: row.get(6)?,
            created_at: column::unsigned(row, 7)?,
            attempts: row.get(8)?,
        });
    }
    for webhook in &due {
        connection
            .prepare_cached(
                "UPDATE webhooks SET attempts = attempts + 1, next_at = ?2 WHERE payment = ?1",
            )?
            .execute(params![Sql(webhook.payment), Sql(now.saturating_add(TAKEN))])?;
    }
    Ok(due)
}
