//! What a payment's challenge is linked to.

use serde::{Deserialize, Serialize};

use crate::encoded::{self, Challenge, Fields, Nonce};

/// A payment as the bank's sheet shows it to its payer, who is asked to sign exactly this: PSD2's
/// "dynamic linking" (RTS on strong customer authentication, Art. 5). Any other amount, payee or
/// account has another [challenge](Self::challenge).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaymentFacts {
    /// The payment, which is the consent: 128 bits that no other payment has.
    #[serde(with = "encoded")]
    pub payment: [u8; 16],
    /// The payer: the bank's opaque id, at most 64 bytes. Authenticators keep it as the user handle,
    /// so it must not describe the person.
    pub user: String,
    /// The account that the payer chose: the bank's id.
    pub debtor_account: String,
    /// In minor units of the currency; never 0.
    pub amount: u64,
    /// ISO 4217, such as `EUR`.
    pub currency: String,
    /// What the creditor's id is, such as `UK.OBIE.IBAN`.
    pub creditor_scheme: String,
    /// The creditor's account, in its scheme.
    pub creditor_id: String,
    /// The creditor's name as shown.
    pub creditor_name: String,
    /// The remittance information as shown; none is not the same as an empty one.
    pub reference: Option<String>,
    /// The mini-app that asked for the payment.
    pub app: String,
    /// The digest of that mini-app's package.
    #[serde(with = "encoded")]
    pub package: [u8; 32],
    /// When it can no longer be authorised, in milliseconds since 1970.
    pub expires_at: u64,
    /// The day on which a scheduled payment is carried out, as ISO 8601 has it: `2026-03-31`. None for
    /// one that is carried out at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub execution_date: Option<String>,
}

/// Facts that no payer can be asked to sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotFacts {
    /// A text is missing, or longer than a screen shows.
    #[error("the {field} must have 1 to {limit} bytes, and has {length}")]
    Length {
        /// Which.
        field: &'static str,
        /// How many bytes it has.
        length: usize,
        /// How many it may have.
        limit: usize,
    },
    /// Nothing to pay.
    #[error("the amount must be more than 0")]
    Amount,
    /// Not a currency's code.
    #[error("the currency must be three capital letters, as ISO 4217 has it")]
    Currency,
    /// Not a day.
    #[error("the execution date must be a day as ISO 8601 has it, such as 2026-03-31")]
    ExecutionDate,
}

/// The tag of the layout of a payment that is carried out at once. Another layout gets another number.
const TAG: &str = "loggia-payment-v1";

/// The tag of a scheduled payment's layout.
const TAG_SCHEDULED: &str = "loggia-payment-v2";

/// What a user handle may have at most (WebAuthn, 5.4.3).
const USER: usize = 64;

/// More than any scheme has for a name, an account or a reference.
const TEXT: usize = 1024;

impl PaymentFacts {
    /// What the payer's authenticator signs: SHA-256 of [`PaymentFacts::to_bytes`].
    #[must_use]
    pub fn challenge(&self, nonce: &Nonce) -> Challenge {
        Challenge::from_bytes(encoded::sha256(&self.to_bytes(nonce)))
    }

    /// The facts and the nonce in the layout of [`dynamic_linking`](crate::dynamic_linking), of which
    /// two different payments never have the same bytes.
    #[must_use]
    pub fn to_bytes(&self, nonce: &Nonce) -> Vec<u8> {
        let tag = if self.execution_date.is_none() { TAG } else { TAG_SCHEDULED };
        let fields = self.fields().into_iter();
        fields
            .fold(Fields::new(tag), |fields, (_, value)| fields.with(&value))
            .with(nonce.as_bytes())
            .into_bytes()
    }

    /// All of them in the layout's order, by their names.
    pub(crate) fn fields(&self) -> Vec<(&'static str, Vec<u8>)> {
        let text = |text: &str| text.as_bytes().to_vec();
        // A byte says whether there is one, so that an empty reference is not the same as none.
        let reference = match &self.reference {
            None => vec![0],
            Some(reference) => [&[1], reference.as_bytes()].concat(),
        };
        let mut fields = vec![
            ("payment", self.payment.to_vec()),
            ("user", text(&self.user)),
            ("debtor account", text(&self.debtor_account)),
            ("amount", self.amount.to_be_bytes().to_vec()),
            ("currency", text(&self.currency)),
            ("creditor scheme", text(&self.creditor_scheme)),
            ("creditor id", text(&self.creditor_id)),
            ("creditor name", text(&self.creditor_name)),
            ("reference", reference),
            ("app", text(&self.app)),
            ("package", self.package.to_vec()),
            ("expiry", self.expires_at.to_be_bytes().to_vec()),
        ];
        fields.extend(self.execution_date.iter().map(|date| ("execution date", text(date))));
        fields
    }

    /// Whether a payer can be asked to sign them.
    pub(crate) fn check(&self) -> Result<(), NotFacts> {
        for (field, value) in self.fields() {
            let limit = if field == "user" { USER } else { TEXT };
            check_length(field, value.len(), limit)?;
        }
        if self.amount == 0 {
            return Err(NotFacts::Amount);
        }
        let capitals = self.currency.bytes().all(|byte| byte.is_ascii_uppercase());
        if self.currency.len() != 3 || !capitals {
            return Err(NotFacts::Currency);
        }
        if self.execution_date.as_ref().is_some_and(|date| !is_date(date)) {
            return Err(NotFacts::ExecutionDate);
        }
        Ok(())
    }
}

/// Whether it has the form of a date: which days there are the bank knows.
fn is_date(text: &str) -> bool {
    text.len() == 10
        && text.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        })
}

/// Whether this user can be asked anything.
pub(crate) fn check_user(user: &str) -> Result<(), NotFacts> {
    check_length("user", user.len(), USER)
}

fn check_length(field: &'static str, length: usize, limit: usize) -> Result<(), NotFacts> {
    if (1..=limit).contains(&length) {
        Ok(())
    } else {
        Err(NotFacts::Length { field, length, limit })
    }
}
