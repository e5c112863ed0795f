//! Payments: taken in once, kept for ever, decided by the user on the bank's sheet.

use loggia_audit::Action;
use loggia_runtime::capability::payments::{
    AccountIdentification, ConsentStatus, Initiated, Initiation, Payment, PaymentStatus, Payments,
    ReplyTo,
};
use loggia_runtime::capability::{Answer, Refusal, RefusalCode, Unavailable};
use loggia_runtime::store::{HostEvent, Owner};
use loggia_runtime::{EffectId, Money, PaymentId};
use rusqlite::{Connection, params};

use crate::account::AccountId;
use crate::audit::PaymentFacts;
use crate::column::{self, Sql};
use crate::error::DatabaseError;
use crate::payment_record::{
    PaymentRecord, RefusedBy, by_id, consent_code, find, of_owner, status_code,
};
use crate::{Bank, audit, events, settlement};

/// How long a payment awaits the user, in milliseconds.
const TIME_TO_DECIDE: u64 = 5 * 60 * 1_000;

impl Payments for Bank {
    fn initiate(
        &self,
        effect: &EffectId,
        owner: &Owner,
        initiation: &Initiation,
        reply_to: &ReplyTo,
    ) -> Result<Initiated, Unavailable> {
        let now = self.now();
        Ok(self.write_audited(now, |connection| {
            initiate(connection, effect, owner, initiation, reply_to, now)
        })?)
    }

    fn payment(&self, owner: &Owner, id: &PaymentId) -> Result<Option<Payment>, Unavailable> {
        let record = self.database().read(|connection| of_owner(connection, owner, id))?;
        Ok(record.map(|record| record.payment))
    }

    fn cancel(&self, _effect: &EffectId, owner: &Owner, id: &PaymentId) -> Result<(), Unavailable> {
        let now = self.now();
        self.write_audited(now, |connection| {
            settlement::expire_payments(connection, now)?;
            // Done once whatever the effect is, because only what still awaits can be withdrawn.
            match of_owner(connection, owner, id)? {
                Some(record) if record.payment.consent == ConsentStatus::Awau => {
                    decide(connection, record, ConsentStatus::Canc, now).map(drop)
                }
                _ => Ok(()),
            }
        })?;
        Ok(())
    }
}

fn initiate(
    connection: &Connection,
    effect: &EffectId,
    owner: &Owner,
    initiation: &Initiation,
    reply_to: &ReplyTo,
    now: u64,
) -> Result<Initiated, DatabaseError> {
    let Initiation { payment, instruction, .. } = initiation;
    let refused = |code, message: &str| Ok(Initiated::Answered(Err(Refusal::new(code, message))));

    // What is overdue counts towards no ceiling, and is no answer to a repeat.
    settlement::expire_payments(connection, now)?;
    if let Some(there) = find(connection, "WHERE effect = ?1", [Sql(*effect)])? {
        // Its answer was or will be posted by whatever decides it.
        return Ok(match there.refused {
            None => Initiated::AwaitingUser,
            Some(_) => Initiated::Answered(there.answer()),
        });
    }
    if let Some(there) = find(
        connection,
        "WHERE user = ?1 AND app = ?2 AND instruction_id = ?3",
        params![Sql(&owner.user), Sql(&owner.app), instruction.instruction_id],
    )? {
        if there.instruction == *instruction {
            return Ok(Initiated::Answered(there.answer()));
        }
        return refused(
            RefusalCode::DuplicateMismatch,
            "this instruction-id stands for another payment: an instruction-id is used for one \
             payment only, and repeated only with the very same instruction",
        );
    }
    if by_id(connection, payment)?.is_some() {
        return refused(RefusalCode::DuplicateMismatch, "the payment's id was used before");
    }
    if instruction.amount.minor_units() == 0 {
        return refused(RefusalCode::InvalidArgument, "amount must be more than zero");
    }
    if instruction.amount.currency() != initiation.per_day.currency() {
        return refused(RefusalCode::Denied, "amount must be in the currency that the grant names");
    }
    let over = paid_on_day_of(connection, owner, now, instruction.amount)?
        .is_none_or(|sum| sum.minor_units() > initiation.per_day.minor_units());
    let refused = over.then_some(RefusedBy::PerDay);
    let action = if over { Action::PaymentRefused } else { Action::PaymentInitiated };
    let facts = PaymentFacts {
        payment: *payment,
        owner,
        instruction,
        package: initiation.package,
        debtor: None,
    };
    audit::payment(connection, action, &facts, now)?;
    insert(connection, effect, owner, initiation, reply_to, refused, now)?;
    match refused {
        None => Ok(Initiated::AwaitingUser),
        Some(_) => Ok(Initiated::Answered(Err(RefusedBy::refusal()))),
    }
}

/// What the owner has paid or may still pay of the day's initiations, with `amount` on top; none
/// where that is beyond all bounds.
fn paid_on_day_of(
    connection: &Connection,
    owner: &Owner,
    now: u64,
    amount: Money,
) -> Result<Option<Money>, DatabaseError> {
    let mut statement = connection.prepare_cached(
        "SELECT amount FROM payments
         WHERE user = ?1 AND app = ?2 AND day = ?3 / 86400000 AND currency = ?4
           AND (consent = 'AWAU' OR (consent = 'AUTH' AND status <> 'RJCT'))",
    )?;
    let currency = amount.currency();
    let amounts = statement
        .query_map(params![Sql(&owner.user), Sql(&owner.app), Sql(now), Sql(currency)], |row| {
            column::money(column::unsigned(row, 0)?, currency)
        })?;
    let mut sum = Some(amount);
    for amount in amounts {
        let amount = amount?;
        sum = sum.and_then(|sum| sum.checked_add(amount));
    }
    Ok(sum)
}

fn insert(
    connection: &Connection,
    effect: &EffectId,
    owner: &Owner,
    initiation: &Initiation,
    reply_to: &ReplyTo,
    refused: Option<RefusedBy>,
    now: u64,
) -> Result<(), DatabaseError> {
    let instruction = &initiation.instruction;
    let (scheme, account) = match &instruction.creditor {
        AccountIdentification::Iban(iban) => ("iban", iban),
        AccountIdentification::SortCodeAccountNumber(number) => {
            ("sort-code-account-number", number)
        }
    };
    let consent = if refused.is_some() { ConsentStatus::Rjct } else { ConsentStatus::Awau };
    connection
        .prepare_cached(
            "INSERT INTO payments
               (id, effect, user, app, instruction_id, end_to_end_id, amount, currency,
                creditor_scheme, creditor_account, creditor_name, remittance, package,
                session, request, context, created_at, expires_at, consent, refused, updated_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18,
                     ?19, ?20, ?17)",
        )?
        .execute(params![
            Sql(initiation.payment),
            Sql(*effect),
            Sql(&owner.user),
            Sql(&owner.app),
            instruction.instruction_id,
            instruction.end_to_end_id,
            Sql(instruction.amount.minor_units()),
            Sql(instruction.amount.currency()),
            scheme,
            account,
            instruction.creditor_name,
            instruction.remittance,
            Sql(initiation.package),
            Sql(reply_to.session),
            Sql(reply_to.reply.request),
            reply_to.reply.context,
            Sql(now),
            Sql(now.saturating_add(TIME_TO_DECIDE)),
            consent_code(consent),
            refused.map(|_| "per-day"),
        ])?;
    Ok(())
}

/// Ends the wait for the user other than by a payment, and posts the answer. The record as it is
/// then.
pub(crate) fn decide(
    connection: &Connection,
    mut record: PaymentRecord,
    consent: ConsentStatus,
    now: u64,
) -> Result<PaymentRecord, DatabaseError> {
    record.payment.consent = consent;
    record.payment.updated_at = now.max(record.payment.updated_at);
    audit::moved(connection, &record)?;
    connection
        .prepare_cached("UPDATE payments SET consent = ?2, updated_at = ?3 WHERE id = ?1")?
        .execute(params![
        Sql(record.payment.id),
        consent_code(consent),
        Sql(record.payment.updated_at)
    ])?;
    post_answer(connection, &record)?;
    Ok(record)
}

/// Notes the user's word; the pending transfer must be there. Posts the answer.
pub(crate) fn authorise(
    connection: &Connection,
    mut record: PaymentRecord,
    debtor: AccountId,
    settle_at: u64,
    now: u64,
) -> Result<PaymentRecord, DatabaseError> {
    record.payment.consent = ConsentStatus::Auth;
    record.payment.status = Some(PaymentStatus::Pdng);
    record.payment.updated_at = now.max(record.payment.updated_at);
    record.debtor = Some(debtor);
    record.settle_at = Some(settle_at);
    audit::moved(connection, &record)?;
    connection
        .prepare_cached(
            "UPDATE payments SET consent = 'AUTH', status = 'PDNG', debtor_account = ?2,
               settle_at = ?3, updated_at = ?4 WHERE id = ?1",
        )?
        .execute(params![
            Sql(record.payment.id),
            debtor.0,
            Sql(settle_at),
            Sql(record.payment.updated_at)
        ])?;
    post_answer(connection, &record)?;
    Ok(record)
}

/// Moves the money's status on, where its transfer has, and tells the session.
pub(crate) fn settle(
    connection: &Connection,
    mut record: PaymentRecord,
    status: PaymentStatus,
    now: u64,
) -> Result<PaymentRecord, DatabaseError> {
    record.payment.status = Some(status);
    record.payment.updated_at = now.max(record.payment.updated_at);
    audit::moved(connection, &record)?;
    connection
        .prepare_cached("UPDATE payments SET status = ?2, updated_at = ?3 WHERE id = ?1")?
        .execute(params![
            Sql(record.payment.id),
            status_code(status),
            Sql(record.payment.updated_at)
        ])?;
    let changed = HostEvent::Changed { topic: "payment".into(), id: record.payment.id.to_string() };
    events::post(connection, &record.session, &changed)?;
    Ok(record)
}

fn post_answer(connection: &Connection, record: &PaymentRecord) -> Result<(), DatabaseError> {
    let event = HostEvent::Answered {
        request: record.reply.request,
        context: record.reply.context.clone(),
        answer: Answer::Payment(record.answer()),
    };
    events::post(connection, &record.session, &event)
}
