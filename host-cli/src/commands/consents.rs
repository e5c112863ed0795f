//! `loggia bank consents` and `withdraw`

use loggia_bank::{Bank, ConsentId, ConsentRecord};
use loggia_runtime::capability::payments::ConsentStatus;
use loggia_runtime::ui::MomentStyle;
use loggia_runtime::{Clock, SystemClock, UserId};

use super::{good, print_json};
use crate::locale::Locale;
use crate::problem::Problem;
use crate::table::{Align, Table};

pub(super) fn list(
    bank: &Bank,
    user: Option<&str>,
    locale: &Locale,
    json: bool,
) -> anyhow::Result<()> {
    let user = user.map(customer).transpose()?;
    let consents = bank.consents(user.as_ref())?;
    if json {
        return print_json(&consents);
    }
    let now = SystemClock.now();
    let mut table = Table::new(&[
        ("asked", Align::Left),
        ("user", Align::Left),
        ("mini-app", Align::Left),
        ("to what", Align::Left),
        ("answer", Align::Left),
        ("until", Align::Left),
        ("consent", Align::Left),
    ]);
    for record in &consents {
        let until = record.valid_until.filter(|_| record.is_valid(now));
        table.row([
            locale.moment(record.asked_at, MomentStyle::DateTime),
            record.owner.user.to_string(),
            record.owner.app.to_string(),
            record.interface.trim_start_matches("loggia:").to_owned(),
            answer(record, now).to_owned(),
            until.map_or_else(String::new, |until| locale.moment(until, MomentStyle::Date)),
            record.id.to_string(),
        ]);
    }
    table.print("Nobody was asked for a consent yet.");
    Ok(())
}

fn answer(record: &ConsentRecord, now: u64) -> &'static str {
    match record.status {
        ConsentStatus::Awau if now < record.expires_at => "awaits the user",
        ConsentStatus::Awau => "expired",
        ConsentStatus::Auth if record.is_valid(now) => "allowed",
        ConsentStatus::Auth => "over",
        ConsentStatus::Rjct => "refused",
        ConsentStatus::Canc => "withdrawn",
        ConsentStatus::Expd => "expired",
    }
}

pub(super) fn withdraw(bank: &Bank, user: &str, consent: &str, json: bool) -> anyhow::Result<()> {
    let id: ConsentId = consent.parse().map_err(|error| {
        Problem::wrong_use(format!("{consent:?} names no consent: {error}"))
            .advice("the ids of consents stand in: loggia bank consents")
    })?;
    let record = bank
        .withdraw_consent(&customer(user)?, id, SystemClock.now())
        .map_err(|error| Problem::new(error.to_string()).advice("see loggia bank consents"))?;
    if json {
        return print_json(&record);
    }
    match record.status {
        ConsentStatus::Canc => {
            good(&format!("{} sees nothing of {} any more.", record.owner.app, record.interface));
        }
        _ => good("It holds no more anyway."),
    }
    Ok(())
}

pub(super) fn customer(user: &str) -> anyhow::Result<UserId> {
    Ok(user.parse().map_err(|error| {
        Problem::wrong_use(format!("{user:?} names no customer: {error}"))
            .advice("the bank's customers stand in: loggia bank accounts")
    })?)
}
