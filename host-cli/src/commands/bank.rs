//! `loggia bank`

use std::path::Path;
use std::process::ExitCode;

use anstream::println;
use loggia_bank::{Account, AccountId, Bank, Holder, TransferKind};
use loggia_runtime::ui::MomentStyle;
use serde_json::json;

use super::{authenticators, bad, claims, consents, erase, good, payments, print_json};
use crate::arguments::{BankCommand, BankOptions};
use crate::data;
use crate::locale::Locale;
use crate::table::{Align, Table};

pub(crate) fn run(options: &BankOptions) -> anyhow::Result<ExitCode> {
    let locale = Locale::of_option(options.look.locale.as_deref(), None)?;
    let bank = data::existing_bank(options.look.data.as_deref())?;
    match &options.what {
        BankCommand::Accounts => accounts(&bank, &locale, options.look.json)?,
        BankCommand::Transfers => transfers(&bank, &locale, options.look.json)?,
        BankCommand::Payments => payments::list(&bank, &locale, options.look.json)?,
        BankCommand::StandingOrders => {
            payments::standing_orders(&bank, &locale, options.look.json)?;
        }
        BankCommand::Cancel { user, payment } => {
            payments::cancel(&bank, user, payment, &locale, options.look.json)?;
        }
        BankCommand::Consents { user } => {
            consents::list(&bank, user.as_deref(), &locale, options.look.json)?;
        }
        BankCommand::Claims { user } => {
            claims::list(&bank, user.as_deref(), &locale, options.look.json)?;
        }
        BankCommand::Withdraw { user, consent } => {
            consents::withdraw(&bank, user, consent, options.look.json)?;
        }
        BankCommand::Authenticators { user } => {
            authenticators::list(&bank, user, options.look.json)?;
        }
        BankCommand::Revoke { user, authenticator } => {
            authenticators::revoke(&bank, user, authenticator, options.look.json)?;
        }
        BankCommand::Verify => return verify(&bank, &locale, options.look.json),
        BankCommand::Backup { file } => backup(&bank, file, options.look.json)?,
        BankCommand::Erase { user, close, yes } => {
            erase::run(&bank, user, *close, *yes, &locale, options.look.json)?;
        }
        BankCommand::RotateKey { destroy_old } => {
            rotate_key(&bank, *destroy_old, options.look.json)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn accounts(bank: &Bank, locale: &Locale, json: bool) -> anyhow::Result<()> {
    let accounts = bank.accounts()?;
    if json {
        return print_json(&accounts);
    }
    let mut table = Table::new(&[
        ("no.", Align::Right),
        ("holder", Align::Left),
        ("name", Align::Left),
        ("IBAN", Align::Left),
        ("booked", Align::Right),
        ("available", Align::Right),
    ]);
    for account in &accounts {
        let holder = match &account.holder {
            Holder::Customer(user) => user.to_string(),
            Holder::Creditor => "creditor".to_owned(),
            Holder::Settlement => "settlement".to_owned(),
        };
        let iban = account.iban.as_ref().map_or(String::new(), |iban| iban.as_str().to_owned());
        table.row([
            account.id.to_string(),
            holder,
            account.name.clone(),
            iban,
            booked(account, locale),
            locale.money(account.available),
        ]);
    }
    table.print("There are no accounts yet.");
    Ok(())
}

/// What is booked, with a minus where the bank's own account owes.
fn booked(account: &Account, locale: &Locale) -> String {
    let booked = account.balances.booked();
    let amount = u64::try_from(booked.unsigned_abs())
        .ok()
        .and_then(|minor| loggia_runtime::Money::new(minor, account.currency).ok());
    let sign = if booked < 0 { "−" } else { "" };
    amount.map_or_else(|| booked.to_string(), |amount| format!("{sign}{}", locale.money(amount)))
}

fn transfers(bank: &Bank, locale: &Locale, json: bool) -> anyhow::Result<()> {
    let transfers = bank.transfers()?;
    if json {
        return print_json(&transfers);
    }
    let accounts = bank.accounts()?;
    let name = |id: AccountId| {
        let account = accounts.iter().find(|account| account.id == id);
        account.map_or_else(|| id.to_string(), |account| format!("{id} {}", account.name))
    };
    let mut table = Table::new(&[
        ("no.", Align::Right),
        ("made", Align::Left),
        ("kind", Align::Left),
        ("from", Align::Left),
        ("to", Align::Left),
        ("amount", Align::Right),
    ]);
    for transfer in &transfers {
        let kind = match transfer.kind {
            TransferKind::Direct => "direct",
            TransferKind::Pending => "held",
            TransferKind::Ended(ending) => match ending {
                loggia_bank::Ending::Post => "posted",
                loggia_bank::Ending::Void => "voided",
                loggia_bank::Ending::Expire => "expired",
            },
        };
        let made = locale.moment(transfer.made_at, MomentStyle::DateTime);
        table.row([
            transfer.number.to_string(),
            made,
            kind.to_owned(),
            name(transfer.debit),
            name(transfer.credit),
            locale.money(transfer.amount),
        ]);
    }
    table.print("There are no transfers yet.");
    Ok(())
}

fn backup(bank: &Bank, file: &Path, json: bool) -> anyhow::Result<()> {
    bank.back_up(file)?;
    if json {
        return print_json(&json!({ "file": file }));
    }
    good(&format!(
        "{} is the whole bank, and its books balance. Keys are not in it: keep the folder keys, apart from it.",
        file.display()
    ));
    Ok(())
}

fn rotate_key(bank: &Bank, destroy_old: bool, json: bool) -> anyhow::Result<()> {
    let rotation = bank.rotate_data_key()?;
    let destroyed = if destroy_old { bank.destroy_old_data_keys()? } else { Vec::new() };
    if json {
        return print_json(&json!({ "rotation": rotation, "destroyed": destroyed }));
    }
    good(&format!(
        "Version {} of the key encrypts from now on; {} keys were wrapped anew.",
        rotation.version, rotation.rewrapped
    ));
    if destroyed.is_empty() {
        println!("  Backups that were made before need the older versions: keep them with those.");
    } else {
        println!(
            "  The older versions are destroyed, and backups that were made before cannot be opened any more."
        );
    }
    Ok(())
}

fn verify(bank: &Bank, locale: &Locale, json: bool) -> anyhow::Result<ExitCode> {
    let report = bank.verify()?;
    if json {
        print_json(&report)?;
    } else if report.is_sound() {
        let count = |count: u64, one: &str| {
            format!("{} {one}{}", locale.count(count), if count == 1 { "" } else { "s" })
        };
        good(&format!(
            "The books balance: {}, {}, {}.",
            count(report.accounts, "account"),
            count(report.transfers, "transfer"),
            count(report.payments, "payment")
        ));
    } else {
        bad("The books do not balance:");
        for finding in &report.findings {
            println!("  - {finding}");
        }
    }
    Ok(if report.is_sound() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}
