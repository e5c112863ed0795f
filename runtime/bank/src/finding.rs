//! What an audit of the books says.

use std::fmt;

use loggia_authentication::CredentialId;
use loggia_runtime::{AppId, EffectId, PaymentId, SessionId, UserId};
use serde::Serialize;

use crate::account::AccountId;
use crate::consent::ConsentId;
use crate::transfer::TransferId;

/// What was looked at, and what does not agree.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct VerifyReport {
    /// Accounts whose balances were worked out.
    pub accounts: u64,
    /// Transfers that they were worked out from.
    pub transfers: u64,
    /// Payments that were compared with their transfers.
    pub payments: u64,
    /// Leaves of the audit log that its tree was worked out from.
    pub leaves: u64,
    /// Checkpoints that were compared with it.
    pub checkpoints: u64,
    /// Everything that does not agree.
    pub findings: Vec<Finding>,
}

/// Something that does not agree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "finding", rename_all = "kebab-case")]
#[non_exhaustive]
#[allow(missing_docs, reason = "the text that each shows says what it is")]
pub enum Finding {
    Balance { account: AccountId, which: &'static str, kept: i64, transfers: i64 },
    Unbalanced { currency: String, which: &'static str, debits: String, credits: String },
    Overdrawn { account: AccountId },
    WrongEnding { transfer: TransferId },
    WrongCurrency { transfer: TransferId },
    StandingOrder { order: i64 },
    PaymentAndTransfer { payment: PaymentId },
    Points { user: UserId, scheme: String, kept: i64, bookings: String },
    EarnedUnsettled { payment: PaymentId },
    StorageTotal { user: UserId, app: AppId, kept: i64, entries: i64 },
    Session { session: SessionId, what: String },
    Event { number: i64, what: String },
    Outbox { effect: EffectId, what: String },
    Sealed { user: UserId, app: AppId, what: String },
    AuditLeaf { leaf: u64, what: String },
    AuditNode { level: u32, position: u64 },
    AuditNodesMissing { missing: u64 },
    AuditCheckpoint { size: u64, what: String },
    AuditPayment { payment: PaymentId, what: String },
    AuditConsent { consent: ConsentId, what: String },
    AuditClaims { request: ConsentId, what: String },
    AuditTransfer { transfer: TransferId, what: String },
    Credential { user: UserId, credential: CredentialId, what: String },
    ForeignKey { table: String, row: Option<i64> },
    File { what: String },
}

impl VerifyReport {
    /// Whether everything agrees.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.findings.is_empty()
    }
}

impl fmt::Display for VerifyReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { accounts, transfers, payments, leaves, findings, .. } = self;
        write!(
            f,
            "{accounts} accounts, {transfers} transfers, {payments} payments, {leaves} audit leaves: "
        )?;
        if findings.is_empty() {
            return f.write_str("the books agree");
        }
        write!(f, "{} findings", findings.len())?;
        findings.iter().try_for_each(|finding| write!(f, "; {finding}"))
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Balance { account, which, kept, transfers } => {
                write!(
                    f,
                    "account {account} has {kept} as its {which}, and its transfers make {transfers}"
                )
            }
            Self::Unbalanced { currency, which, debits, credits } => {
                write!(
                    f,
                    "the {which} debits in {currency} are {debits}, and the credits {credits}"
                )
            }
            Self::Overdrawn { account } => write!(f, "account {account} owes, and must not"),
            Self::WrongEnding { transfer } => {
                write!(f, "transfer {transfer} does not end one pending transfer as it was made")
            }
            Self::WrongCurrency { transfer } => {
                write!(f, "transfer {transfer} is not of its accounts' currency")
            }
            Self::StandingOrder { order } => {
                write!(f, "standing order {order} was paid by a transfer that is not its own")
            }
            Self::PaymentAndTransfer { payment } => {
                write!(f, "payment {payment} and its transfer do not agree")
            }
            Self::Points { user, scheme, kept, bookings } => {
                write!(f, "{user} has {kept} points in {scheme}, and the bookings make {bookings}")
            }
            Self::EarnedUnsettled { payment } => {
                write!(f, "payment {payment} has earned points, and has not settled")
            }
            Self::StorageTotal { user, app, kept, entries } => {
                write!(
                    f,
                    "the storage of {user} with {app} counts {kept} bytes, and holds {entries}"
                )
            }
            Self::Session { session, what } => write!(f, "session {session}: {what}"),
            Self::Event { number, what } => write!(f, "waiting event {number}: {what}"),
            Self::Outbox { effect, what } => write!(f, "effect {effect}: {what}"),
            Self::Sealed { user, app, what } => write!(f, "what {user} has with {app}: {what}"),
            Self::AuditLeaf { leaf, what } => write!(f, "audit leaf {leaf}: {what}"),
            Self::AuditNode { level, position } => {
                write!(f, "audit node {position} of level {level} is not what the leaves make")
            }
            Self::AuditNodesMissing { missing } => {
                write!(f, "{missing} audit nodes are missing")
            }
            Self::AuditCheckpoint { size, what } => write!(f, "checkpoint {size}: {what}"),
            Self::AuditPayment { payment, what } => write!(f, "payment {payment}: {what}"),
            Self::AuditConsent { consent, what } => write!(f, "consent {consent}: {what}"),
            Self::AuditClaims { request, what } => {
                write!(f, "request for claims {request}: {what}")
            }
            Self::AuditTransfer { transfer, what } => write!(f, "transfer {transfer}: {what}"),
            Self::Credential { user, credential, what } => {
                write!(f, "credential {credential} of {user}: {what}")
            }
            Self::ForeignKey { table, row: Some(row) } => {
                write!(f, "row {row} of {table} refers to something that is not there")
            }
            Self::ForeignKey { table, row: None } => {
                write!(f, "a row of {table} refers to something that is not there")
            }
            Self::File { what } => write!(f, "the file: {what}"),
        }
    }
}
