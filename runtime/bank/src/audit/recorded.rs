//! What of the bank becomes a leaf, and which part of it is personal.

use loggia_audit::{Action, Actor, Leaf, Personal, Word};
use loggia_runtime::capability::payments::{
    AccountIdentification, ConsentStatus, Instruction, PaymentStatus,
};
use loggia_runtime::store::Owner;
use loggia_runtime::{PackageDigest, PaymentId};
use rusqlite::Connection;
use serde::Serialize;

use super::{append, damaged};
use crate::account::AccountId;
use crate::error::DatabaseError;
use crate::payment_record::PaymentRecord;

/// A payment, as its leaves tell of it.
pub(crate) struct PaymentFacts<'a> {
    pub(crate) payment: PaymentId,
    pub(crate) owner: &'a Owner,
    pub(crate) instruction: &'a Instruction,
    pub(crate) package: PackageDigest,
    pub(crate) debtor: Option<AccountId>,
}

impl<'a> From<&'a PaymentRecord> for PaymentFacts<'a> {
    fn from(record: &'a PaymentRecord) -> Self {
        Self {
            payment: record.payment.id,
            owner: &record.owner,
            instruction: &record.instruction,
            package: record.package,
            debtor: record.debtor,
        }
    }
}

impl PaymentFacts<'_> {
    /// The personal part of its leaves: the same payment has the same text.
    pub(crate) fn personal(&self) -> Result<String, DatabaseError> {
        #[derive(Serialize)]
        #[serde(rename_all = "kebab-case")]
        struct Data<'a> {
            user: &'a str,
            amount: String,
            creditor: &'a AccountIdentification,
            creditor_name: &'a str,
            instruction_id: &'a str,
            end_to_end_id: &'a str,
            remittance: Option<&'a str>,
            debtor: Option<AccountId>,
        }
        let Instruction {
            instruction_id,
            end_to_end_id,
            amount,
            creditor,
            creditor_name,
            remittance,
        } = self.instruction;
        json(&Data {
            user: self.owner.user.as_str(),
            amount: amount.to_string(),
            creditor,
            creditor_name,
            instruction_id,
            end_to_end_id,
            remittance: remittance.as_deref(),
            debtor: self.debtor,
        })
    }
}

/// The action by which a payment came where it is.
pub(super) fn action_of(record: &PaymentRecord) -> Action {
    match (record.payment.consent, record.payment.status) {
        (ConsentStatus::Awau, _) => Action::PaymentInitiated,
        (ConsentStatus::Rjct, _) if record.refused.is_some() => Action::PaymentRefused,
        (ConsentStatus::Rjct, _) => Action::PaymentRejected,
        (ConsentStatus::Canc, _) => Action::PaymentCancelled,
        (ConsentStatus::Expd, _) => Action::PaymentExpired,
        (ConsentStatus::Auth, Some(PaymentStatus::Acsc)) => Action::PaymentSettled,
        (ConsentStatus::Auth, Some(PaymentStatus::Rjct)) => Action::PaymentReturned,
        (ConsentStatus::Auth, _) => Action::PaymentAuthorised,
    }
}

/// Records that a payment has come where it is now.
pub(crate) fn moved(connection: &Connection, record: &PaymentRecord) -> Result<(), DatabaseError> {
    payment(connection, action_of(record), &record.into(), record.payment.updated_at)
}

/// Records what happened to a payment.
pub(crate) fn payment(
    connection: &Connection,
    action: Action,
    facts: &PaymentFacts<'_>,
    at: u64,
) -> Result<(), DatabaseError> {
    let by = match action {
        Action::PaymentInitiated | Action::PaymentCancelled => Actor::MiniApp,
        Action::PaymentAuthorised | Action::PaymentRejected => Actor::Customer,
        _ => Actor::Bank,
    };
    let personal = salted(facts.personal()?)?;
    let leaf = Leaf {
        action,
        at,
        by,
        subject: word(&facts.payment)?,
        app: Some(word(&facts.owner.app)?),
        package: Some(word(&facts.package)?),
        reason: None,
        personal: Some(personal.commitment()),
    };
    append(connection, &leaf, Some((&facts.owner.user, &personal))).map(drop)
}

/// What stands in a leaf of ours always fits.
pub(super) fn word(value: &impl ToString) -> Result<Word, DatabaseError> {
    value
        .to_string()
        .parse()
        .map_err(|error: loggia_audit::MalformedLeaf| damaged(error.to_string()))
}

fn salted(data: String) -> Result<Personal, DatabaseError> {
    Personal::new(data).map_err(|error| DatabaseError::NoRandomness { reason: error.to_string() })
}

fn json(data: &impl Serialize) -> Result<String, DatabaseError> {
    serde_json::to_string(data).map_err(|error| damaged(error.to_string()))
}
