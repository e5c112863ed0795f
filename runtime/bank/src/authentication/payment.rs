//! The payer's yes: what they are asked to sign, and what becomes of the signature.

use std::sync::Arc;

use loggia_authentication::{
    Assertion, Challenge, Credential, CredentialId, Evidence, LookedAt, PaymentFacts,
    PendingChallenge, Refused, RelyingParty,
};
use loggia_runtime::capability::payments::{AccountIdentification, ConsentStatus, Payment};
use loggia_runtime::{PaymentId, UserId};
use rusqlite::{OptionalExtension, params};

use super::{credential, credentials, evidence, failures, handle, keep_credential, keep_failures};
use super::{of_json, public_key, to_json};
use crate::account::AccountId;
use crate::column::Sql;
use crate::connection::Connection;
use crate::error::{AuthenticationError, DatabaseError, SheetError};
use crate::payment_record::PaymentRecord;
use crate::{Bank, audit, payment_sheet, payments};

/// What the payer's authenticator is to sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentChallenge {
    /// Of exactly this payment from exactly this account.
    pub challenge: Challenge,
    /// With one of these.
    pub credentials: Vec<CredentialId>,
    /// Until when, in milliseconds since 1970.
    pub expires_at: u64,
}

impl Bank {
    /// Asks the payer to sign a payment as it is shown, from the account that they chose. A
    /// challenge that was made before, for this account or another, is void.
    ///
    /// Who speaks for the user must have been made sure of before.
    ///
    /// # Errors
    ///
    /// [`SheetError`]; then nothing is asked. [`SheetError::UnknownPayment`] for another user's.
    pub fn ask_to_authorise(
        &self,
        user: &UserId,
        payment: &PaymentId,
        account: AccountId,
        now: u64,
    ) -> Result<PaymentChallenge, SheetError> {
        self.relying_party()?;
        let (user, payment) = (user.clone(), *payment);
        let (asked, credentials) = self.database().leave(move |connection| {
            let record = payment_sheet::of_payer(connection, &user, &payment)?;
            ask(connection, &record, account, now)
        })?;
        self.remembered_keys.remember(&credentials);
        Ok(asked)
    }

    /// The payer's yes, by their signature over what was shown: the amount is held on the account,
    /// the consent is AUTH, the evidence and the audit leaf are kept, and the mini-app has its answer,
    /// all in one transaction. A payment that was decided before is answered as it stands, whatever
    /// that decision was: look at its consent.
    ///
    /// # Errors
    ///
    /// [`SheetError`]; the payment still awaits the user, unless its time is over. A signature that is
    /// refused counts as a failure of the user's. One that is right is spent also where the account has
    /// not enough: the user is asked anew. Another user's payment is [`SheetError::UnknownPayment`], and
    /// counts for nobody.
    pub fn authorise(
        &self,
        user: &UserId,
        payment: &PaymentId,
        assertion: &Assertion,
        now: u64,
    ) -> Result<Payment, SheetError> {
        let relying_party = Arc::clone(self.relying_party()?);
        let settle_at = now.saturating_add(self.settlement_delay);
        let id = &assertion.credential_id;
        let key = match self.remembered_keys.of(id) {
            Some(key) => Some(key),
            None => self.database().read(|connection| public_key(connection, id))?,
        };
        // Before the transaction: it takes longer than all of that, and keeps others from writing.
        let answer = LookedAt::with(key, assertion.clone());
        self.decide(user, payment, now, move |connection, record| {
            let (account, signed) = match verify(connection, &record, &relying_party, &answer, now)?
            {
                Ok(signed) => signed,
                // To be kept, unlike what an error of the request's would leave.
                Err(refused) => return Ok(Err(refused)),
            };
            match payment_sheet::hold_signed(connection, &record, account, now) {
                Ok(()) => {}
                Err(SheetError::Database(error)) => return Err(error.into()),
                // The signature is spent all the same.
                Err(refused) => return Ok(Err(refused)),
            }
            evidence::keep(connection, &record.payment.id, &signed)?;
            let settle_at = record.payment.on.is_none().then_some(settle_at);
            Ok(Ok(payments::authorise(connection, record, account, settle_at, now)?))
        })
    }
}

fn ask(
    connection: &Connection,
    record: &PaymentRecord,
    account: AccountId,
    now: u64,
) -> Result<(PaymentChallenge, Vec<Credential>), SheetError> {
    if record.payment.consent != ConsentStatus::Awau {
        return Err(SheetError::Decided);
    }
    if record.expires_at <= now {
        return Err(SheetError::Expired);
    }
    let facts = facts(connection, record, account)?;
    let credentials = credentials(connection, &record.owner.user)?;
    let pending = PendingChallenge::payment(facts, now).map_err(AuthenticationError::from)?;
    connection
        .prepare_cached(
            "INSERT INTO payment_challenges (payment, account, body) VALUES (?1, ?2, ?3)
             ON CONFLICT (payment) DO UPDATE SET account = excluded.account, body = excluded.body",
        )?
        .execute(params![Sql(record.payment.id), account.0, to_json("a challenge", &pending)?])?;
    let asked = PaymentChallenge {
        challenge: pending.challenge(),
        credentials: credentials.iter().map(|credential| credential.id.clone()).collect(),
        expires_at: pending.expires_at(),
    };
    Ok((asked, credentials))
}

/// Verifies that the payer signed this payment, and spends the signature. The account that they pay from,
/// and the evidence; or why not, with the failure counted.
fn verify(
    connection: &Connection,
    record: &PaymentRecord,
    relying_party: &RelyingParty,
    answer: &LookedAt,
    now: u64,
) -> Result<Result<(AccountId, Evidence), SheetError>, SheetError> {
    let user = &record.owner.user;
    let before = failures(connection, user)?;
    let mut failed = before.clone();
    if let Some(until) = failed.locked_until().filter(|_| !failed.allows(now)) {
        return Ok(Err(AuthenticationError::Locked { until }.into()));
    }
    let Some((account, mut pending)) = pending(connection, &record.payment.id)? else {
        return Ok(Err(AuthenticationError::NotAsked.into()));
    };
    let facts = facts(connection, record, account)?;
    let credential = credential(connection, user, &answer.assertion().credential_id)?;
    let verified = credential.as_ref().ok_or(Refused::Credential).and_then(|credential| {
        relying_party.verify_payment_looked_at(credential, &mut pending, &facts, answer, now)
    });
    match verified {
        Ok((verified, signed)) => {
            failed.succeeded(now);
            // Who never fails, and whose authenticator does not count, has nothing that is new.
            if failed != before {
                keep_failures(connection, user, &failed)?;
            }
            if Some(&verified.credential) != credential.as_ref() {
                keep_credential(connection, user, &verified.credential)?;
            }
            connection
                .prepare_cached("DELETE FROM payment_challenges WHERE payment = ?1")?
                .execute([Sql(record.payment.id)])?;
            Ok(Ok((account, signed)))
        }
        Err(refused) => {
            let locks = failed.failed(now);
            keep_failures(connection, user, &failed)?;
            audit::failed_to_authenticate(connection, record, locks, now)?;
            tracing::warn!(payment = %record.payment.id, %refused, "a payer's signature is refused");
            Ok(Err(AuthenticationError::Refused(refused).into()))
        }
    }
}

fn pending(
    connection: &Connection,
    payment: &PaymentId,
) -> Result<Option<(AccountId, PendingChallenge)>, DatabaseError> {
    let row: Option<(i64, String)> = connection
        .prepare_cached("SELECT account, body FROM payment_challenges WHERE payment = ?1")?
        .query_row([Sql(*payment)], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    row.map(|(account, body)| Ok((AccountId(account), of_json("a challenge", &body)?))).transpose()
}

/// All that the payer signs.
pub(super) fn facts(
    connection: &Connection,
    record: &PaymentRecord,
    account: AccountId,
) -> Result<PaymentFacts, SheetError> {
    let user = handle(connection, &record.owner.user)?.ok_or(AuthenticationError::NoCredential)?;
    let debtor = payment_sheet::debtor(connection, record, account)?;
    let iban = debtor.iban.ok_or(SheetError::UnsuitableAccount)?;
    let instruction = &record.instruction;
    let (scheme, creditor) = match &instruction.creditor {
        AccountIdentification::Iban(iban) => ("UK.OBIE.IBAN", iban),
        AccountIdentification::SortCodeAccountNumber(number) => {
            ("UK.OBIE.SortCodeAccountNumber", number)
        }
    };
    Ok(PaymentFacts {
        payment: *record.payment.id.as_bytes(),
        user,
        debtor_account: iban.as_str().to_owned(),
        amount: record.payment.amount.minor_units(),
        currency: record.payment.amount.currency().code().to_owned(),
        creditor_scheme: scheme.to_owned(),
        creditor_id: creditor.clone(),
        creditor_name: instruction.creditor_name.clone(),
        reference: instruction.remittance.clone(),
        app: record.owner.app.to_string(),
        package: *record.package.as_bytes(),
        expires_at: record.expires_at,
        execution_date: instruction.on.map(|day| day.to_string()),
    })
}
