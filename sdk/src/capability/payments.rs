use std::marker::PhantomData;

use serde::Serialize;

use super::{amount, context};
use crate::answer::{Answer, sealed::Fetch};
use crate::bindings::loggia::payments::payments_initiate as wire;
pub use crate::bindings::loggia::payments::payments_initiate::{ConsentStatus, PaymentStatus};
use crate::bindings::loggia::types::types::{AccountIdentification, Error, PartyAccount};
use crate::host;
use crate::money::Money;
use crate::timestamp::Timestamp;

/// Starts payments from an account that the user chooses on the bank's own sheet.
///
/// The mini-app never learns which account it was, nor why the bank refused.
#[derive(Clone, Copy, Debug)]
pub struct Payments<M>(PhantomData<fn() -> M>);

/// What is to be paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instruction {
    instruction_id: String,
    end_to_end_id: String,
    amount: Money,
    creditor: Payee,
    remittance: Option<String>,
}

/// Whom to pay: an account and the name that its holder is known by, 1 to 70 characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payee {
    account: Account,
    name: String,
}

/// How an account is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Account {
    /// ISO 13616, electronic format: no spaces.
    Iban(String),
    /// UK sort code and account number: 14 digits.
    SortCodeAccountNumber(String),
}

/// A payment of this mini-app and this user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment {
    /// 32 hexadecimal digits, random.
    pub id: String,
    /// As the mini-app chose it.
    pub instruction_id: String,
    /// What the user did with the bank's sheet.
    pub consent: ConsentStatus,
    /// Where the money is; none until the user has authorised it.
    pub status: Option<PaymentStatus>,
    /// What is paid.
    pub amount: Money,
    /// When it last moved.
    pub updated_at: Timestamp,
}

/// A payment that is on its way to the user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Initiated {
    /// The payment's id: `changed` events, [`Payments::get`] and
    /// [`ScheduledPayments::get`](super::ScheduledPayments::get) use it. Where the instruction repeats an
    /// earlier one it is nobody's: the bank knows that payment by its first id, which the answer brings.
    /// So look first, and initiate again only what `get` does not find.
    pub payment: String,
}

impl Instruction {
    /// A payment of `amount` to `creditor`.
    ///
    /// `instruction_id` is an idempotency key, kept for ever: 1 to 35 bytes of printable ASCII. The
    /// same id and body are the same payment, another body is `duplicate-mismatch`. It is carried
    /// to the creditor too, unless [`end_to_end_id`](Self::end_to_end_id) says otherwise.
    pub fn new(instruction_id: impl Into<String>, amount: Money, creditor: Payee) -> Self {
        let instruction_id = instruction_id.into();
        Self {
            end_to_end_id: instruction_id.clone(),
            instruction_id,
            amount,
            creditor,
            remittance: None,
        }
    }

    /// What the creditor sees as the payment's id: 1 to 35 bytes of printable ASCII.
    #[must_use]
    pub fn end_to_end_id(mut self, id: impl Into<String>) -> Self {
        self.end_to_end_id = id.into();
        self
    }

    /// What it is for, in words for the user's and the creditor's statement: at most 140 characters.
    #[must_use]
    pub fn remittance(mut self, text: impl Into<String>) -> Self {
        self.remittance = Some(text.into());
        self
    }

    pub(super) fn to_wire(&self) -> wire::Instruction {
        let creditor = &self.creditor;
        wire::Instruction {
            instruction_id: self.instruction_id.clone(),
            end_to_end_id: self.end_to_end_id.clone(),
            amount: self.amount.to_wire(),
            creditor: PartyAccount {
                identification: match &creditor.account {
                    Account::Iban(iban) => AccountIdentification::Iban(iban.clone()),
                    Account::SortCodeAccountNumber(number) => {
                        AccountIdentification::SortCodeAccountNumber(number.clone())
                    }
                },
                name: creditor.name.clone(),
            },
            remittance: self.remittance.clone(),
        }
    }
}

impl Payee {
    /// By IBAN, without spaces.
    pub fn iban(iban: impl Into<String>, name: impl Into<String>) -> Self {
        Self { account: Account::Iban(iban.into()), name: name.into() }
    }

    /// By UK sort code and account number, 14 digits.
    pub fn sort_code_account_number(number: impl Into<String>, name: impl Into<String>) -> Self {
        Self { account: Account::SortCodeAccountNumber(number.into()), name: name.into() }
    }
}

impl Payment {
    /// Whether the money has left the user's account for good (`acsc` or `accc`): points can be earned for it.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        matches!(self.status, Some(PaymentStatus::Acsc | PaymentStatus::Accc))
    }

    /// Whether no money moves, and none will: refused, withdrawn, expired or sent back.
    #[must_use]
    pub fn has_failed(&self) -> bool {
        matches!(self.consent, ConsentStatus::Rjct | ConsentStatus::Canc | ConsentStatus::Expd)
            || matches!(self.status, Some(PaymentStatus::Rjct | PaymentStatus::Canc))
    }
}

impl<M> Payments<M> {
    pub(crate) const fn new() -> Self {
        Self(PhantomData)
    }

    /// One of this mini-app's own payments for this user.
    ///
    /// # Errors
    /// `not-found`, `unavailable`.
    pub fn get(self, payment: &str) -> Result<Payment, Error> {
        from_wire(host::payments_initiate::get_payment(payment)?)
    }

    /// Stages the withdrawal of a payment that the user has not decided on; one that has moved on
    /// stays as it is.
    ///
    /// # Errors
    /// `not-found`, `unavailable`.
    pub fn cancel(self, payment: &str) -> Result<(), Error> {
        host::payments_initiate::cancel(payment)
    }
}

impl<M: Serialize> Payments<M> {
    /// Stages a payment; once the step is committed the bank's sheet is raised. Only in a step that
    /// handles a user's action, or an answer within five seconds of one. `then` makes the
    /// message that brings the user's decision; later moves come as
    /// [`changed`](crate::MiniApp::changed). The answer's errors: `duplicate-mismatch`, `denied`, `expired`,
    /// `unavailable`.
    ///
    /// # Errors
    /// `denied` (payee, amount or currency beyond the grant; no user's action),
    /// `invalid-argument`, `limit-exceeded`.
    pub fn initiate(
        self,
        instruction: &Instruction,
        then: impl FnOnce(Answer<Payment>) -> M,
    ) -> Result<Initiated, Error> {
        let context = context(&then(Answer::expected()))?;
        let initiated = host::payments_initiate::initiate(&instruction.to_wire(), &context)?;
        Ok(Initiated { payment: initiated.payment })
    }
}

impl Fetch for Payment {
    fn fetch(request: u64) -> Result<Self, Error> {
        from_wire(host::payments_initiate::take_outcome(request)?)
    }
}

pub(super) fn from_wire(payment: wire::Payment) -> Result<Payment, Error> {
    Ok(Payment {
        id: payment.id,
        instruction_id: payment.instruction_id,
        consent: payment.consent,
        status: payment.status,
        amount: amount("the payment's amount", &payment.amount)?,
        updated_at: Timestamp::from_millis(payment.updated_at),
    })
}
