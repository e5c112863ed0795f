//! `loggia:payments/payments-initiate`: payments from an account that the user picks on the bank's
//! sheet. [`payments_scheduled`](super::payments_scheduled) shares all but the day.
//!
//! A grant names the payees and the ceilings. Checked at the call: form, payee, currency and the
//! ceiling of one payment. Checked by the backend, under concurrency: the ceilings of a day and
//! the instruction id. Every initiation is kept by the backend, and so is the decision on it.

use std::sync::Arc;

use iban::IbanLike;
use serde::{Deserialize, Serialize};
use wasmtime::component::{HasSelf, Linker};

use super::account_information::wit_money;
use super::{
    Answer, EffectKind, Refusal, RefusalCode, Unavailable, not_granted, only_when_the_user_acts,
    wrong_take,
};
use crate::contract::loggia::payments::payments_initiate as wit;
use crate::contract::loggia::types::types as wit_types;
use crate::day::Day;
use crate::guest_text::GuestText;
use crate::ids::{EffectId, PackageDigest, PaymentId, SessionId};
use crate::money::{Currency, Money};
use crate::state::StepState;
use crate::store::Owner;

/// What the bank lets a mini-app pay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct PaymentsGrant {
    /// The only accounts that may be paid: normally the partner's own registered one. None: no
    /// payment is permitted.
    pub payees: Vec<Payee>,
    /// The most that one payment may be; it also names the only currency.
    #[serde(with = "crate::money::as_text")]
    pub per_payment: Money,
    /// The most that one user may pay through this mini-app in a day (UTC); same currency.
    #[serde(with = "crate::money::as_text")]
    pub per_day: Money,
    /// Where the partner's server is told of settled payments: an `https` URL. None: nowhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub webhook: Option<String>,
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
    /// The day on which it is to be carried out; none: at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<Day>,
}

/// A payment on its way to the user, as the backend gets it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Initiation {
    /// The mini-app's name for it, chosen by the host.
    pub payment: PaymentId,
    /// What is to be paid.
    pub instruction: Instruction,
    /// The most that this user may pay through this mini-app on the day of it, from the grant.
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
    /// The day for which it is scheduled; none for one that was to be carried out at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<Day>,
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
    /// Received: authorised for a later day, which has not come.
    Rcvd,
    /// Pending: the amount is held.
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
    /// itself once there is a decision, an expiry included. It posts [`HostEvent::Changed`] to the
    /// owner's other open sessions then, and to all of them with each later move: whoever asked may
    /// be closed long since.
    ///
    /// [`HostEvent::Changed`]: crate::store::HostEvent::Changed
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
    /// id under another effect: the same payment where the instruction is the same but for the payee's
    /// name, which is the bank's (answered as it stands), `duplicate-mismatch` where it is not.
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

    /// Withdraws one of the owner's payments that still awaits the user, and posts its answer; or one
    /// that is scheduled and authorised, as long as it is not being carried out. One that has moved on
    /// stays. Same effect: done once.
    ///
    /// # Errors
    ///
    /// It may or may not have been done; it will be called again.
    fn cancel(&self, effect: &EffectId, owner: &Owner, id: &PaymentId) -> Result<(), Unavailable>;
}

impl AccountIdentification {
    /// Whether it is in the one form that its kind of account has, so that two spellings are never two
    /// accounts; else what the form is.
    fn check(&self) -> Result<(), &'static str> {
        match self {
            Self::Iban(iban) => {
                let parsed: Option<iban::Iban> = iban.parse().ok();
                parsed
                    .filter(|parsed| parsed.electronic_str() == iban)
                    .map(drop)
                    .ok_or("iban must be an IBAN without spaces, with the right check digits")
            }
            Self::SortCodeAccountNumber(number) => {
                let is_good = number.len() == 14 && number.bytes().all(|it| it.is_ascii_digit());
                is_good.then_some(()).ok_or("sort-code-account-number must be 14 digits")
            }
        }
    }
}

impl Instruction {
    /// Whose function it came by.
    #[must_use]
    pub fn interface(&self) -> &'static str {
        match self.on {
            None => "loggia:payments/payments-initiate",
            Some(_) => "loggia:payments/payments-scheduled",
        }
    }

    /// The answer to the request that it came with.
    #[must_use]
    pub fn answer(&self, outcome: Result<Payment, Refusal>) -> Answer {
        match self.on {
            None => Answer::Payment(outcome),
            Some(_) => Answer::ScheduledPayment(outcome),
        }
    }
}

/// What is wrong with what a bank lets a mini-app pay.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PaymentsGrantFlaw {
    /// Two currencies.
    #[error(
        "per-payment is in {per_payment} and per-day in {per_day}: both must be in one currency"
    )]
    Currencies {
        /// That of one payment.
        per_payment: Currency,
        /// That of a day.
        per_day: Currency,
    },
    /// One payment may be more than all of a day.
    #[error("per-payment is {per_payment}, more than per-day, which is {per_day}")]
    PerPayment {
        /// The most that one payment may be.
        per_payment: Money,
        /// The most that a day's may be.
        per_day: Money,
    },
    /// An account that nobody can have.
    #[error("the payee {name} has no account that can be paid: {rule}")]
    Payee {
        /// Whose.
        name: GuestText,
        /// What it must be.
        rule: &'static str,
    },
}

impl PaymentsGrant {
    /// Whether it can be meant as it is written.
    ///
    /// # Errors
    ///
    /// The first thing that is wrong.
    pub fn check(&self) -> Result<(), PaymentsGrantFlaw> {
        let Self { payees, per_payment, per_day, .. } = self;
        let (per_payment, per_day) = (*per_payment, *per_day);
        if per_payment.currency() != per_day.currency() {
            let (per_payment, per_day) = (per_payment.currency(), per_day.currency());
            return Err(PaymentsGrantFlaw::Currencies { per_payment, per_day });
        }
        if per_payment.minor_units() > per_day.minor_units() {
            return Err(PaymentsGrantFlaw::PerPayment { per_payment, per_day });
        }
        payees.iter().try_for_each(|payee| {
            let name = || GuestText::cut(&payee.name, 70);
            payee.account.check().map_err(|rule| PaymentsGrantFlaw::Payee { name: name(), rule })
        })
    }

    /// The instruction as the bank will show it, if the grant permits it.
    ///
    /// # Errors
    ///
    /// `denied`, with what would be permitted.
    pub fn permits(
        &self,
        amount: Money,
        creditor: &AccountIdentification,
    ) -> Result<&Payee, Refusal> {
        let denied = |message: String| Refusal::new(RefusalCode::Denied, message);
        let payee =
            self.payees.iter().find(|payee| payee.account == *creditor).ok_or_else(|| {
                denied(
                    "creditor must be an account that the bank registered for this mini-app".into(),
                )
            })?;
        if amount.currency() != self.per_payment.currency() {
            return Err(denied(format!("amount must be in {}", self.per_payment.currency())));
        }
        if amount.minor_units() > self.per_payment.minor_units() {
            return Err(denied(format!("amount must be at most {}", self.per_payment)));
        }
        Ok(payee)
    }
}

impl wit::Host for StepState {
    fn initiate(
        &mut self,
        instruction: wit::Instruction,
        context: Vec<u8>,
    ) -> Result<wit::Initiated, wit_types::Error> {
        self.initiate_payment(instruction, context).map_err(|refusal| self.refuse(refusal))
    }

    fn take_outcome(&mut self, request: u64) -> Result<wit::Payment, wit_types::Error> {
        self.take_payment(request).map_err(|refusal| self.refuse(refusal))
    }

    fn get_payment(&mut self, id: String) -> Result<wit::Payment, wit_types::Error> {
        self.own_payment(&id, initiated).map(wit_payment).map_err(|refusal| self.refuse(refusal))
    }

    fn cancel(&mut self, id: String) -> Result<(), wit_types::Error> {
        self.cancel_payment(&id, initiated).map_err(|refusal| self.refuse(refusal))
    }
}

impl StepState {
    #[tracing::instrument(name = "capability.payments.initiate", level = "debug", skip_all)]
    fn initiate_payment(
        &mut self,
        instruction: wit::Instruction,
        context: Vec<u8>,
    ) -> Result<wit::Initiated, Refusal> {
        self.begin_call()?;
        let grant = Arc::clone(&self.grant);
        let grant = grant.payments_initiate.as_ref().ok_or_else(|| not_granted("payments"))?;
        self.stage_payment(grant, instruction, None, context)
    }

    /// Stages a payment within a grant, for a day that the grant permits.
    pub(super) fn stage_payment(
        &mut self,
        grant: &PaymentsGrant,
        instruction: wit::Instruction,
        on: Option<Day>,
        context: Vec<u8>,
    ) -> Result<wit::Initiated, Refusal> {
        if !self.cause.may_raise {
            return Err(only_when_the_user_acts("a payment can be started"));
        }
        let form = Form::of(instruction)?;
        let payee = grant.permits(form.amount, &form.creditor)?;
        // A pseudonym that nobody can guess, as the session's id is not to be guessed; and the same in
        // every run of this step.
        let [payment @ .., _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _] =
            *self.effect_id().as_bytes();
        let payment = PaymentId::from_bytes(payment);
        let initiation = Initiation {
            payment,
            instruction: Instruction {
                instruction_id: form.instruction_id,
                end_to_end_id: form.end_to_end_id,
                amount: form.amount,
                creditor: form.creditor,
                creditor_name: payee.name.clone(),
                remittance: form.remittance,
                on,
            },
            per_day: grant.per_day,
            package: self.package,
        };
        let request = self.stage_request(EffectKind::InitiatePayment(initiation), context)?;
        Ok(wit::Initiated { payment: payment.to_string(), request })
    }

    fn take_payment(&mut self, request: u64) -> Result<wit::Payment, Refusal> {
        self.begin_call()?;
        match self.answer_to(request)? {
            Answer::Payment(outcome) => outcome.clone().map(wit_payment),
            _ => Err(wrong_take()),
        }
    }

    /// A payment of this owner, and of the calling interface: one that this step started, or the
    /// backend's. One that an earlier step started is not found until the backend has taken it in.
    pub(super) fn own_payment(
        &mut self,
        id: &str,
        own: fn(Option<Day>) -> bool,
    ) -> Result<Payment, Refusal> {
        self.begin_call()?;
        let not_found = || {
            Refusal::new(
                RefusalCode::NotFound,
                "there is no such payment of this mini-app and user",
            )
        };
        let id: PaymentId = id.parse().map_err(|_| not_found())?;
        let staged = self.staged.effects.iter().find_map(|effect| match &effect.kind {
            EffectKind::InitiatePayment(initiation) if initiation.payment == id => Some(initiation),
            _ => None,
        });
        if let Some(initiation) = staged.filter(|staged| own(staged.instruction.on)) {
            return Ok(Payment {
                id,
                instruction_id: initiation.instruction.instruction_id.clone(),
                consent: ConsentStatus::Awau,
                status: None,
                amount: initiation.instruction.amount,
                on: initiation.instruction.on,
                updated_at: self.now,
            });
        }
        let backend = self.backends.payments.as_ref().ok_or_else(unavailable)?;
        let found = backend.payment(&self.owner, &id).map_err(|_| unavailable())?;
        found.filter(|payment| own(payment.on)).ok_or_else(not_found)
    }

    #[tracing::instrument(name = "capability.payments.cancel", level = "debug", skip_all)]
    pub(super) fn cancel_payment(
        &mut self,
        id: &str,
        own: fn(Option<Day>) -> bool,
    ) -> Result<(), Refusal> {
        let payment = self.own_payment(id, own)?;
        self.stage(EffectKind::CancelPayment(payment.id), None);
        Ok(())
    }
}

/// Whether a payment was to be carried out at once: those of `payments-initiate`.
fn initiated(on: Option<Day>) -> bool {
    on.is_none()
}

/// An instruction whose form is right.
struct Form {
    instruction_id: String,
    end_to_end_id: String,
    amount: Money,
    creditor: AccountIdentification,
    remittance: Option<String>,
}

impl Form {
    fn of(instruction: wit::Instruction) -> Result<Self, Refusal> {
        let amount = instruction
            .amount
            .currency
            .parse()
            .and_then(|currency| Money::new(instruction.amount.minor_units, currency))
            .map_err(|error| invalid(format!("amount: {error}")))?;
        if amount.minor_units() == 0 {
            return Err(invalid("amount must be more than zero"));
        }
        reference("instruction-id", &instruction.instruction_id)?;
        reference("end-to-end-id", &instruction.end_to_end_id)?;
        text("creditor.name", &instruction.creditor.name, 1..=70)?;
        if let Some(remittance) = &instruction.remittance {
            text("remittance", remittance, 1..=140)?;
        }
        let creditor = match instruction.creditor.identification {
            wit_types::AccountIdentification::Iban(iban) => AccountIdentification::Iban(iban),
            wit_types::AccountIdentification::SortCodeAccountNumber(number) => {
                AccountIdentification::SortCodeAccountNumber(number)
            }
        };
        creditor.check().map_err(|rule| invalid(format!("creditor.{rule}")))?;
        Ok(Self {
            instruction_id: instruction.instruction_id,
            end_to_end_id: instruction.end_to_end_id,
            amount,
            creditor,
            remittance: instruction.remittance,
        })
    }
}

pub(super) fn invalid(message: impl Into<String>) -> Refusal {
    Refusal::new(RefusalCode::InvalidArgument, message)
}

/// A reference as ISO 20022 has it (Max35Text), of printable ASCII.
pub(super) fn reference(name: &str, value: &str) -> Result<(), Refusal> {
    let printable = value.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    if (1..=35).contains(&value.len()) && printable {
        Ok(())
    } else {
        Err(invalid(format!("{name} must be 1 to 35 bytes of printable ASCII")))
    }
}

/// What the bank will show must say what it seems to say: text that would have to be made harmless is
/// refused here.
pub(super) fn text(
    name: &str,
    value: &str,
    chars: std::ops::RangeInclusive<usize>,
) -> Result<(), Refusal> {
    let bounded = value.len() <= 4 * chars.end() && chars.contains(&value.chars().count());
    if bounded && GuestText::line(value.to_owned()).as_str() == value {
        Ok(())
    } else {
        let most = chars.end();
        Err(invalid(format!(
            "{name} must be 1 to {most} characters without control or bidi characters"
        )))
    }
}

fn unavailable() -> Refusal {
    Refusal::new(RefusalCode::Unavailable, "the bank cannot be asked now")
}

pub(super) fn wit_payment(payment: Payment) -> wit::Payment {
    wit::Payment {
        id: payment.id.to_string(),
        instruction_id: payment.instruction_id,
        consent: match payment.consent {
            ConsentStatus::Awau => wit::ConsentStatus::Awau,
            ConsentStatus::Auth => wit::ConsentStatus::Auth,
            ConsentStatus::Rjct => wit::ConsentStatus::Rjct,
            ConsentStatus::Canc => wit::ConsentStatus::Canc,
            ConsentStatus::Expd => wit::ConsentStatus::Expd,
        },
        status: payment.status.map(|status| match status {
            PaymentStatus::Rcvd => wit::PaymentStatus::Rcvd,
            PaymentStatus::Pdng => wit::PaymentStatus::Pdng,
            PaymentStatus::Acsp => wit::PaymentStatus::Acsp,
            PaymentStatus::Acsc => wit::PaymentStatus::Acsc,
            PaymentStatus::Accc => wit::PaymentStatus::Accc,
            PaymentStatus::Canc => wit::PaymentStatus::Canc,
            PaymentStatus::Rjct => wit::PaymentStatus::Rjct,
        }),
        amount: wit_money(payment.amount),
        updated_at: payment.updated_at,
    }
}

pub(super) fn link(linker: &mut Linker<StepState>) -> wasmtime::Result<()> {
    wit::add_to_linker::<_, HasSelf<StepState>>(linker, |state| {
        state.calling("loggia:payments/payments-initiate")
    })
}
