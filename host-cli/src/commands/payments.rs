//! `loggia bank payments`, `cancel` and `standing-orders`

use loggia_bank::{Bank, NotExecuted, PaymentRecord};
use loggia_runtime::capability::payments::{ConsentStatus, PaymentStatus};
use loggia_runtime::ui::MomentStyle;
use loggia_runtime::{Clock, PaymentId, SystemClock};

use super::consents::customer;
use super::{good, print_json};
use crate::locale::Locale;
use crate::problem::Problem;
use crate::table::{Align, Table};

pub(super) fn list(bank: &Bank, locale: &Locale, json: bool) -> anyhow::Result<()> {
    let payments = bank.payments()?;
    if json {
        return print_json(&payments);
    }
    let mut table = Table::new(&[
        ("asked", Align::Left),
        ("user", Align::Left),
        ("mini-app", Align::Left),
        ("to", Align::Left),
        ("amount", Align::Right),
        ("on", Align::Left),
        ("decision", Align::Left),
        ("money", Align::Left),
        ("payment", Align::Left),
    ]);
    for record in &payments {
        table.row([
            locale.moment(record.created_at, MomentStyle::DateTime),
            record.owner.user.to_string(),
            record.owner.app.to_string(),
            record.instruction.creditor_name.clone(),
            locale.money(record.payment.amount),
            record.payment.on.map_or_else(|| "at once".to_owned(), |day| locale.day(day)),
            decision(record).to_owned(),
            money(record)?,
            record.payment.id.to_string(),
        ]);
    }
    table.print("There are no payments yet.");
    Ok(())
}

fn decision(record: &PaymentRecord) -> &'static str {
    match (record.payment.consent, record.refused) {
        (_, Some(_)) => "refused by the bank",
        (ConsentStatus::Awau, _) => "awaits the user",
        (ConsentStatus::Auth, _) => "confirmed",
        (ConsentStatus::Rjct, _) => "declined",
        (ConsentStatus::Canc, _) => "withdrawn",
        (ConsentStatus::Expd, _) => "expired",
    }
}

/// The ISO 20022 code, as the bank's own people say it; and in words what else there is to know.
fn money(record: &PaymentRecord) -> anyhow::Result<String> {
    let Some(status) = record.payment.status else { return Ok(String::new()) };
    let code = serde_json::to_value(status)?;
    let code = code.as_str().unwrap_or_default();
    let why = match (status, record.failure) {
        (_, Some(NotExecuted::InsufficientFunds)) => ": not enough in the account",
        (_, Some(_)) => ": not possible with these accounts",
        (PaymentStatus::Rcvd, _) => ": waits for its day",
        (PaymentStatus::Canc, _) => ": cancelled",
        _ => "",
    };
    Ok(format!("{code}{why}"))
}

pub(super) fn cancel(
    bank: &Bank,
    user: &str,
    payment: &str,
    locale: &Locale,
    json: bool,
) -> anyhow::Result<()> {
    let id: PaymentId = payment.parse().map_err(|error| {
        Problem::wrong_use(format!("{payment:?} names no payment: {error}"))
            .advice("the ids of payments stand in: loggia bank payments")
    })?;
    let payment = bank
        .cancel_payment(&customer(user)?, &id, SystemClock.now())
        .map_err(|error| Problem::new(error.to_string()).advice("see loggia bank payments"))?;
    if json {
        return print_json(&payment);
    }
    let amount = locale.money(payment.amount);
    match (payment.consent, payment.status, payment.on) {
        (_, Some(PaymentStatus::Canc), Some(day)) => {
            good(&format!("{amount} are not paid on {}.", locale.day(day)));
            Ok(())
        }
        (ConsentStatus::Rjct | ConsentStatus::Canc | ConsentStatus::Expd, ..) => {
            good(&format!("{amount} are not paid."));
            Ok(())
        }
        (_, Some(PaymentStatus::Rjct), _) => {
            good("It was not paid anyway.");
            Ok(())
        }
        _ => Err(Problem::new(
            "it is too late to cancel this payment: it is being carried out, or has been",
        )
        .advice("see loggia bank payments")
        .into()),
    }
}

pub(super) fn standing_orders(bank: &Bank, locale: &Locale, json: bool) -> anyhow::Result<()> {
    let orders = bank.standing_orders()?;
    if json {
        return print_json(&orders);
    }
    let mut table = Table::new(&[
        ("user", Align::Left),
        ("to", Align::Left),
        ("for", Align::Left),
        ("amount", Align::Right),
        ("next", Align::Left),
        ("last", Align::Left),
    ]);
    for order in &orders {
        let last = order.last.map_or_else(String::new, |last| {
            let what = if last.paid { "paid" } else { "not enough in the account" };
            format!("{}: {what}", locale.day(last.on))
        });
        table.row([
            order.user.to_string(),
            order.detail.counterparty.clone(),
            order.detail.remittance.clone().unwrap_or_default(),
            locale.money(order.amount),
            locale.day(order.next_on),
            last,
        ]);
    }
    table.print("There are no standing orders.");
    Ok(())
}
