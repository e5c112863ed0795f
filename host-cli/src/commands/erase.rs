//! `loggia bank erase`

use std::io::{self, BufRead, IsTerminal};

use anstream::{eprintln, println};
use loggia_bank::{Bank, EraseError, MoneyLeft};
use loggia_runtime::{Clock, SystemClock, UserId};
use serde_json::json;

use super::consents::customer;
use super::{good, print_json};
use crate::locale::Locale;
use crate::problem::Problem;

pub(super) fn run(
    bank: &Bank,
    user: &str,
    close: bool,
    yes: bool,
    locale: &Locale,
    json: bool,
) -> anyhow::Result<()> {
    let name = customer(user)?;
    if !yes {
        confirm(&name)?;
    }
    let money = if close { MoneyLeft::ToSettlement } else { MoneyLeft::Refuse };
    let erased = match bank.erase_user(&name, money, SystemClock.now()) {
        Ok(erased) => erased,
        Err(error @ EraseError::UnknownUser) => {
            // They may have been erased before, while somebody was reading.
            let scrubbed = bank.scrub()?;
            return Err(unknown(&name, &error, scrubbed).into());
        }
        Err(error) => return Err(refused(&name, &error).into()),
    };
    let paid_out: Vec<String> = erased.paid_out.iter().map(|sum| locale.money(*sum)).collect();
    if json {
        return print_json(&json!({ "erased": erased, "paid-out": paid_out }));
    }
    good(&format!(
        "{name} is erased: {} rows are gone or lost the person, and {} personal parts of the audit log.",
        locale.count(erased.rows as u64),
        locale.count(erased.personal_parts as u64)
    ));
    println!("  In the books stands {} now.", erased.name);
    for sum in paid_out {
        println!("  {sum} lies on the settlement account, and is still to be paid out.");
    }
    if !erased.scrubbed {
        println!(
            "  Unused parts of the file may still hold something, because somebody was reading: run it again."
        );
    }
    println!("  Backups that were made before still hold everything.");
    Ok(())
}

/// Has the user's name typed once more.
fn confirm(user: &UserId) -> anyhow::Result<()> {
    let not_sure = |what: &str| {
        Problem::wrong_use(what.to_owned()).advice("to erase without being asked: --yes")
    };
    if !io::stdin().is_terminal() {
        return Err(not_sure("erasing is for ever, and there is nobody to ask").into());
    }
    eprintln!("Everything of {user} will be gone, for ever. Write the name once more to go on:");
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line)?;
    if line.trim() == user.as_str() {
        return Ok(());
    }
    Err(not_sure("that is another name: nothing was erased").into())
}

fn refused(user: &UserId, error: &EraseError) -> Problem {
    let problem = Problem::new(format!("{user} is not erased: {error}"));
    match error {
        EraseError::HoldsMoney { .. } => {
            problem.advice("to book it to the settlement account: --close")
        }
        _ => problem,
    }
}

fn unknown(user: &UserId, error: &EraseError, scrubbed: bool) -> Problem {
    let left = if scrubbed {
        "unused parts of the file hold nothing of whoever was erased before"
    } else {
        "unused parts of the file may still hold something of whoever was erased before, because \
         somebody is reading: run it again"
    };
    Problem::new(format!("{user} is not erased: {error}; {left}"))
        .advice("customers stand in: loggia bank accounts")
}
