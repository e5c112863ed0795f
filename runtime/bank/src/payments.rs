//! Payments: taken in once, kept for ever, decided by the user on the bank's sheet.

use loggia_audit::{Action, Actor};
use loggia_runtime::capability::payments::{
    AccountIdentification, ConsentStatus, Initiated, Initiation, Instruction, Payment,
    PaymentStatus, Payments, ReplyTo,
};
use loggia_runtime::capability::{Refusal, RefusalCode, Reply, Unavailable};
use loggia_runtime::store::{HostEvent, Owner};
use loggia_runtime::{Day, EffectId, Money, PaymentId};
use rusqlite::params;

use crate::account::AccountId;
use crate::at_rest::{self, Place};
use crate::audit::PaymentFacts;
use crate::column::{self, Sql};
use crate::connection::Connection;
use crate::error::DatabaseError;
use crate::pauses::{LONGEST_PAUSE, pause_after_declined, refused_until};
use crate::payment_record::{
    NotExecuted, PaymentRecord, RefusedBy, by_id, consent_code, find, of_owner, status_code,
};
use crate::{Bank, audit, events, scheduled, settlement, webhooks};

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
        let (effect, owner) = (*effect, owner.clone());
        let (initiation, reply_to) = (initiation.clone(), reply_to.clone());
        Ok(self.leave_audited(now, move |connection| {
            initiate(connection, &effect, &owner, &initiation, &reply_to, now)
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
                Some(record) => {
                    scheduled::cancel(connection, record, Actor::MiniApp, now).map(drop)
                }
                None => Ok(()),
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
    settlement::expire_payments_of(connection, owner, now)?;
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
        if is_repeat(&there.instruction, instruction) {
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
    if let Some(again) = paused_until(connection, owner, now)?.filter(|again| now < *again) {
        let message =
            "the user has declined several payments in a row, and is not asked again for some time";
        return Ok(Initiated::Answered(Err(refused_until(again, now, message))));
    }
    if instruction.amount.minor_units() == 0 {
        return refused(RefusalCode::InvalidArgument, "amount must be more than zero");
    }
    if instruction.amount.currency() != initiation.per_day.currency() {
        return refused(RefusalCode::Denied, "amount must be in the currency that the grant names");
    }
    if instruction.on.is_some_and(|day| scheduled::execute_at(day) <= now) {
        return refused(
            RefusalCode::InvalidArgument,
            "on must be a later day: the payments of that day are being carried out already",
        );
    }
    let day = instruction.on.unwrap_or_else(|| Day::of(now));
    let over = paid_on(connection, owner, day, instruction.amount)?
        .is_none_or(|sum| sum.minor_units() > initiation.per_day.minor_units());
    let refused = over.then_some(RefusedBy::PerDay);
    let (action, by) = match instruction.on {
        _ if over => (Action::PaymentRefused, Actor::Bank),
        None => (Action::PaymentInitiated, Actor::MiniApp),
        Some(_) => (Action::PaymentScheduled, Actor::MiniApp),
    };
    let facts = PaymentFacts {
        payment: *payment,
        owner,
        instruction,
        package: initiation.package,
        debtor: None,
    };
    audit::payment(connection, action, by, &facts, now)?;
    insert(connection, effect, owner, initiation, reply_to, refused, now)?;
    match refused {
        None => Ok(Initiated::AwaitingUser),
        Some(_) => Ok(Initiated::Answered(Err(RefusedBy::refusal()))),
    }
}

/// Whether a mini-app asks for the same again. The payee's name is the bank's: what was shown stays,
/// whatever the bank calls them now.
fn is_repeat(there: &Instruction, again: &Instruction) -> bool {
    *there == Instruction { creditor_name: there.creditor_name.clone(), ..again.clone() }
}

/// When the pause ends that began with the latest payment that the user declined, which grows with each
/// since the latest that they confirmed, for as long as the longest pause. What a clock that was put back
/// has still before it counts for nothing.
fn paused_until(
    connection: &Connection,
    owner: &Owner,
    now: u64,
) -> Result<Option<u64>, DatabaseError> {
    let since = now.saturating_sub(LONGEST_PAUSE);
    let mut declined = connection.prepare_cached(
        "SELECT number, updated_at FROM payments
         WHERE user = ?1 AND app = ?2 AND consent = 'RJCT' AND refused IS NULL
           AND updated_at > ?3 AND updated_at <= ?4
         ORDER BY number DESC LIMIT 8",
    )?;
    let declined: Vec<(i64, u64)> = declined
        .query_map(params![Sql(&owner.user), Sql(&owner.app), Sql(since), Sql(now)], |row| {
            Ok((row.get(0)?, column::unsigned(row, 1)?))
        })?
        .collect::<Result<_, _>>()?;
    let Some((_, latest)) = declined.first() else { return Ok(None) };
    let confirmed: i64 = connection
        .prepare_cached(
            "SELECT coalesce(max(number), 0) FROM payments
             WHERE user = ?1 AND app = ?2 AND day >= ?3 AND consent = 'AUTH'",
        )?
        .query_row(params![Sql(&owner.user), Sql(&owner.app), Sql(Day::of(since))], |row| {
            row.get(0)
        })?;
    let times = declined.iter().filter(|(number, _)| *number > confirmed).count();
    let pause = pause_after_declined(u32::try_from(times).unwrap_or(u32::MAX));
    Ok(Some(latest.saturating_add(pause)))
}

/// What the owner has paid or may still pay of a day's payments, with `amount` on top; none where that
/// is beyond all bounds. A scheduled payment is its day's.
fn paid_on(
    connection: &Connection,
    owner: &Owner,
    day: Day,
    amount: Money,
) -> Result<Option<Money>, DatabaseError> {
    let mut statement = connection.prepare_cached(
        "SELECT amount FROM payments
         WHERE user = ?1 AND app = ?2 AND day = ?3 AND currency = ?4
           AND (consent = 'AWAU' OR (consent = 'AUTH' AND status NOT IN ('RJCT', 'CANC')))",
    )?;
    let currency = amount.currency();
    let amounts = statement
        .query_map(params![Sql(&owner.user), Sql(&owner.app), Sql(day), Sql(currency)], |row| {
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
    let context = at_rest::make_key_of(connection, owner)?
        .seal(&Place::Payment(&initiation.payment), &reply_to.reply.context)?;
    connection
        .prepare_cached(
            "INSERT INTO payments
               (id, effect, user, app, instruction_id, end_to_end_id, amount, currency,
                creditor_scheme, creditor_account, creditor_name, remittance, package,
                session, request, context, created_at, expires_at, consent, refused, execution_day,
                updated_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18,
                     ?19, ?20, ?21, ?17)",
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
            context,
            Sql(now),
            Sql(now.saturating_add(TIME_TO_DECIDE)),
            consent_code(consent),
            refused.map(|_| "per-day"),
            instruction.on.map(Sql),
        ])?;
    Ok(())
}

/// Ends the wait for the user other than by a payment, posts the answer, and tells the owner's other
/// sessions. The record as it is then.
pub(crate) fn decide(
    connection: &Connection,
    mut record: PaymentRecord,
    consent: ConsentStatus,
    now: u64,
) -> Result<PaymentRecord, DatabaseError> {
    record.payment.consent = consent;
    record.payment.updated_at = now.max(record.payment.updated_at);
    let by = match consent {
        ConsentStatus::Rjct => Actor::Customer,
        ConsentStatus::Canc => Actor::MiniApp,
        _ => Actor::Bank,
    };
    audit::moved(connection, &record, by)?;
    connection
        .prepare_cached("UPDATE payments SET consent = ?2, updated_at = ?3 WHERE id = ?1")?
        .execute(params![
        Sql(record.payment.id),
        consent_code(consent),
        Sql(record.payment.updated_at)
    ])?;
    post_answer(connection, &record)?;
    post_to_others(connection, &record)?;
    Ok(record)
}

/// Notes the user's word. Where it is to settle, the pending transfer must be there; otherwise it waits
/// for its day. Posts the answer, and tells the owner's other sessions.
pub(crate) fn authorise(
    connection: &Connection,
    mut record: PaymentRecord,
    debtor: AccountId,
    settle_at: Option<u64>,
    now: u64,
) -> Result<PaymentRecord, DatabaseError> {
    let status = if settle_at.is_some() { PaymentStatus::Pdng } else { PaymentStatus::Rcvd };
    record.payment.consent = ConsentStatus::Auth;
    record.payment.status = Some(status);
    record.payment.updated_at = now.max(record.payment.updated_at);
    record.debtor = Some(debtor);
    record.settle_at = settle_at;
    audit::moved(connection, &record, Actor::Customer)?;
    connection
        .prepare_cached(
            "UPDATE payments SET consent = 'AUTH', status = ?2, debtor_account = ?3,
               settle_at = ?4, updated_at = ?5 WHERE id = ?1",
        )?
        .execute(params![
            Sql(record.payment.id),
            status_code(status),
            debtor.0,
            settle_at.map(Sql),
            Sql(record.payment.updated_at)
        ])?;
    post_answer(connection, &record)?;
    post_to_others(connection, &record)?;
    Ok(record)
}

/// Moves the money's status on, where its transfer has, or there is none and will be none; and tells
/// the owner's sessions: whoever asked may be closed long since.
pub(crate) fn move_on(
    connection: &Connection,
    mut record: PaymentRecord,
    status: PaymentStatus,
    by: Actor,
    now: u64,
) -> Result<PaymentRecord, DatabaseError> {
    record.payment.status = Some(status);
    record.payment.updated_at = now.max(record.payment.updated_at);
    audit::moved(connection, &record, by)?;
    connection
        .prepare_cached(
            "UPDATE payments SET status = ?2, settle_at = ?3, failure = ?4, updated_at = ?5
             WHERE id = ?1",
        )?
        .execute(params![
            Sql(record.payment.id),
            status_code(status),
            record.settle_at.map(Sql),
            record.failure.map(NotExecuted::code),
            Sql(record.payment.updated_at)
        ])?;
    webhooks::announce(connection, &record, record.payment.updated_at)?;
    events::post(connection, &record.session, &changed(&record))?;
    post_to_others(connection, &record)?;
    Ok(record)
}

fn changed(record: &PaymentRecord) -> HostEvent {
    HostEvent::Changed { topic: "payment".into(), id: record.payment.id.to_string() }
}

/// Tells the owner's sessions other than the one that asked.
fn post_to_others(connection: &Connection, record: &PaymentRecord) -> Result<(), DatabaseError> {
    events::post_to_others(connection, &record.owner, &record.session, &changed(record))
}

fn post_answer(connection: &Connection, record: &PaymentRecord) -> Result<(), DatabaseError> {
    let Reply { request, context } = &record.reply;
    let place = Place::Payment(&record.payment.id);
    let context = match at_rest::open(connection, &record.owner, &place, context) {
        Ok(context) => context,
        // The payment moves on all the same; the mini-app can still ask how it stands.
        Err(error @ DatabaseError::Damaged { .. }) => {
            tracing::error!(payment = %record.payment.id, %error, "a payment's answer is not posted");
            return Ok(());
        }
        Err(error) => return Err(error),
    };
    let event = HostEvent::Answered {
        request: *request,
        context,
        answer: record.instruction.answer(record.answer()),
    };
    events::post(connection, &record.session, &event)
}
