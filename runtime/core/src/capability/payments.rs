//! `loggia:payments/payments-initiate`: payments from an account that the user picks on the bank's
//! sheet.
//!
//! A grant names the payees and the ceilings. Checked at the call: form, payee, currency and the
//! ceiling of one payment. Checked by the backend, under concurrency: the ceilings of a day and
//! the instruction id. Every initiation is kept by the backend, and so is the decision on it.

use serde::{Deserialize, Serialize};

use super::{Refusal, RefusalCode, Unavailable};
use crate::guest_text::GuestText;
use crate::ids::{EffectId, PackageDigest, PaymentId, SessionId};
use crate::money::Money;
use crate::store::Owner;

/// What the bank lets a mini-app pay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct PaymentsGrant {
    /// The only accounts that may be paid: normally the partner's own registered one. None: no
    /// payment is permitted.
    pub payees: Vec<Payee>,
    /// The most that one payment may be; it also names the only currency.
    #[serde(with = "as_text")]
    pub per_payment: Money,
    /// The most that one user may pay through this mini-app in a day (UTC); same currency.
    #[serde(with = "as_text")]
    pub per_day: Money,
}

/// Whom a mini-app may pay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Payee {
    /// The account.
    #[serde(flatten)]
    pub account: AccountIdentification,
    /// The name that the bank knows its holder by: this one is shown on the sheet.
    pub name: String,
}

/// How an account is named (OBExternalAccountIdentification4Code).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AccountIdentification {
    /// ISO 13616, electronic format.
    Iban(String),
    /// UK sort code and account number, 14 digits.
    SortCodeAccountNumber(String),
}

/// What is to be paid, checked against form and grant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instruction {
    /// Idempotency key of the mini-app's, per owner, kept for ever.
    pub instruction_id: String,
    /// Carried to the creditor.
    pub end_to_end_id: String,
    /// How much.
    pub amount: Money,
    /// The creditor's account.
    pub creditor: AccountIdentification,
    /// The creditor's name, as the bank registered it.
    pub creditor_name: String,
    /// Unstructured remittance information, harmless to show.
    pub remittance: Option<String>,
}

/// A payment on its way to the user, as the backend gets it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Initiation {
    /// The mini-app's name for it, chosen by the host.
    pub payment: PaymentId,
    /// What is to be paid.
    pub instruction: Instruction,
    /// The most that this user may pay through this mini-app in a day, from the grant.
    pub per_day: Money,
    /// The package that asked, for the evidence.
    pub package: PackageDigest,
}

/// A payment as the mini-app sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    /// The mini-app's name for it.
    pub id: PaymentId,
    /// The mini-app's idempotency key.
    pub instruction_id: String,
    /// What the user did with the sheet.
    pub consent: ConsentStatus,
    /// Where the money is; none until it is authorised.
    pub status: Option<PaymentStatus>,
    /// How much.
    pub amount: Money,
    /// When it last moved, in milliseconds since 1970.
    pub updated_at: u64,
}

/// What the user did with the bank's sheet (OBInternalConsentStatus1Code).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum ConsentStatus {
    /// Awaiting the user.
    Awau,
    /// Authorised.
    Auth,
    /// Rejected.
    Rjct,
    /// Cancelled by the mini-app.
    Canc,
    /// Expired unanswered.
    Expd,
}

/// Where the money is (ISO 20022 ExternalPaymentTransactionStatus1Code).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum PaymentStatus {
    /// Received.
    Rcvd,
    /// Pending.
    Pdng,
    /// Settlement in process.
    Acsp,
    /// Settled on the debtor's account.
    Acsc,
    /// Settled on the creditor's account.
    Accc,
    /// Cancelled.
    Canc,
    /// Rejected.
    Rjct,
}

/// What a backend did with an initiation.
#[derive(Debug, Clone, PartialEq)]
pub enum Initiated {
    /// It awaits the user. The backend keeps the [`ReplyTo`] and posts the answer to the store
    /// itself once there is a decision, an expiry included.
    AwaitingUser,
    /// It is decided already: a duplicate, a refusal.
    Answered(Result<Payment, Refusal>),
}

/// To whom a backend owes an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplyTo {
    /// The session that asked.
    pub session: SessionId,
    /// Its request, with the mini-app's own words.
    pub reply: super::Reply,
}

/// The bank's payments.
pub trait Payments: Send + Sync + 'static {
    /// Takes an initiation in. Same effect: same outcome, done once. Same owner and instruction
    /// id under another effect: the same payment where the instruction is the same (answered as it
    /// stands), `duplicate-mismatch` where it is not.
    ///
    /// # Errors
    ///
    /// It may or may not have been done; it will be called again.
    fn initiate(
        &self,
        effect: &EffectId,
        owner: &Owner,
        initiation: &Initiation,
        reply_to: &ReplyTo,
    ) -> Result<Initiated, Unavailable>;

    /// One of the owner's payments.
    ///
    /// # Errors
    ///
    /// It cannot be read now.
    fn payment(&self, owner: &Owner, id: &PaymentId) -> Result<Option<Payment>, Unavailable>;

    /// Withdraws one of the owner's payments that still awaits the user, and posts its answer; one
    /// that has moved on stays. Same effect: done once.
    ///
    /// # Errors
    ///
    /// It may or may not have been done; it will be called again.
    fn cancel(&self, effect: &EffectId, owner: &Owner, id: &PaymentId) -> Result<(), Unavailable>;
}
