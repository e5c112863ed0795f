//! `loggia audit`

use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use std::process::ExitCode;
use std::time::SystemTime;

use anstream::println;
use anyhow::Context;
use loggia_audit::{KeyUse, Leaf, Receipt, SignedCheckpoint, Signer, VerifierKey, Witness};
use loggia_bank::Bank;
use loggia_runtime::ui::MomentStyle;
use loggia_runtime::{GuestText, PaymentId};
use serde_json::{Value, json};

use super::{bad, good, print_json};
use crate::arguments::{AuditCommand, AuditOptions};
use crate::data;
use crate::locale::Locale;
use crate::problem::Problem;
use crate::table::{Align, Table};

pub(crate) fn run(options: &AuditOptions) -> anyhow::Result<ExitCode> {
    let locale = Locale::of_option(options.look.locale.as_deref(), None)?;
    if let AuditCommand::CheckReceipt { file, key } = &options.what {
        return check_receipt(file, key, &locale, options.look.json);
    }
    let bank = data::existing_bank(options.look.data.as_deref())?;
    match &options.what {
        AuditCommand::Show => show(&bank, &locale, options.look.json)?,
        AuditCommand::Verify { against, witness_key } => {
            return verify(
                &bank,
                against.as_deref(),
                witness_key.as_deref(),
                &locale,
                options.look.json,
            );
        }
        AuditCommand::Key if options.look.json => {
            print_json(&json!({ "key": log_key(&bank)?.to_string() }))?;
        }
        AuditCommand::Key => println!("{}", log_key(&bank)?),
        AuditCommand::Checkpoint => checkpoint(&bank, options.look.json)?,
        AuditCommand::Receipt { payment, out } => {
            receipt(&bank, payment, out.as_deref(), options.look.json)?;
        }
        AuditCommand::Witness { file, cosign } => {
            return witness(&bank, file, cosign.as_deref(), &locale, options.look.json);
        }
        AuditCommand::CheckReceipt { .. } => {}
    }
    Ok(ExitCode::SUCCESS)
}

fn show(bank: &Bank, locale: &Locale, json: bool) -> anyhow::Result<()> {
    let log = bank.audit_log()?;
    if json {
        return print_json(&log);
    }
    let mut table = leaf_table();
    for entry in &log {
        table.row(row(entry.index, &entry.leaf, entry.personal.as_deref(), "erased", locale));
    }
    table.print("There is nothing in the audit log yet.");
    Ok(())
}

fn leaf_table() -> Table {
    Table::new(&[
        ("no.", Align::Right),
        ("when", Align::Left),
        ("what", Align::Left),
        ("by", Align::Left),
        ("about", Align::Left),
        ("mini-app", Align::Left),
        ("personal", Align::Left),
    ])
}

/// `gone` is said of a personal part that there was.
fn row(
    index: u64,
    leaf: &Leaf,
    personal: Option<&str>,
    gone: &str,
    locale: &Locale,
) -> [String; 7] {
    let personal = match (personal, &leaf.personal) {
        (Some(data), _) => in_short(data),
        (None, Some(_)) => gone.to_owned(),
        (None, None) => String::new(),
    };
    let reason = leaf.reason.as_ref().map_or_else(String::new, |reason| format!(" ({reason})"));
    let count = leaf.count.filter(|count| *count > 1);
    let count = count.map_or_else(String::new, |count| format!(", {count} times"));
    let about = match &leaf.capability {
        Some(capability) => format!("{capability} in {}", leaf.subject),
        None => leaf.subject.to_string(),
    };
    [
        index.to_string(),
        locale.moment(leaf.at, MomentStyle::DateTime),
        format!("{}{reason}{count}", leaf.action),
        leaf.by.to_string(),
        about,
        leaf.app.as_ref().map_or_else(String::new, ToString::to_string),
        personal,
    ]
}

/// Who, how much and to whom, of a personal part's JSON.
fn in_short(data: &str) -> String {
    let data: Value = serde_json::from_str(data).unwrap_or_default();
    let of = |name: &str| data.get(name).and_then(Value::as_str);
    let text = match (of("user"), of("amount"), of("creditor-name")) {
        (Some(user), Some(amount), Some(creditor)) => format!("{user}, {amount} to {creditor}"),
        (user, ..) => user.unwrap_or_default().to_owned(),
    };
    GuestText::line(text).as_str().to_owned()
}

fn verify(
    bank: &Bank,
    against: Option<&Path>,
    witness_key: Option<&str>,
    locale: &Locale,
    json: bool,
) -> anyhow::Result<ExitCode> {
    let key = log_key(bank)?;
    let witness_key = witness_key.map(key_of_option).transpose()?;
    let witness = against.map(|file| read_witness(file, key, witness_key.as_ref())).transpose()?;
    let report = bank.verify()?;
    let rewrite = match &witness {
        Some(witness) => bank.audit_against(witness)?.err(),
        None => None,
    };
    let sound = report.is_sound() && rewrite.is_none();
    if json {
        print_json(&json!({
            "key": key.to_string(),
            "leaves": report.leaves,
            "checkpoints": report.checkpoints,
            "findings": report.findings,
            "witnessed": witness.as_ref().map(|witness| witness.heads().len()),
            "rewritten": rewrite,
        }))?;
        return Ok(if sound { ExitCode::SUCCESS } else { ExitCode::from(1) });
    }
    if report.is_sound() {
        let leaves = count(locale, report.leaves, "leaf", "leaves");
        let checkpoints = count(locale, report.checkpoints, "checkpoint", "checkpoints");
        good(&format!(
            "The audit log agrees with itself and with the books: {leaves}, {checkpoints}."
        ));
    } else {
        bad("The audit log does not hold:");
        for finding in &report.findings {
            println!("  - {finding}");
        }
    }
    match (&witness, rewrite) {
        (_, Some(rewrite)) => bad(&format!("It is not what was witnessed: {rewrite}.")),
        (Some(witness), None) => {
            let heads = count(locale, witness.heads().len() as u64, "checkpoint", "checkpoints");
            good(&format!("It continues everything that was witnessed: {heads}."));
        }
        (None, None) => {}
    }
    Ok(if sound { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn checkpoint(bank: &Bank, json: bool) -> anyhow::Result<()> {
    let newest = newest_checkpoint(bank)?;
    if !json {
        anstream::print!("{newest}");
        return Ok(());
    }
    let said = newest.unverified();
    print_json(&json!({
        "origin": said.origin,
        "size": said.size,
        "root": said.root,
        "note": newest.to_string(),
        "key": log_key(bank)?.to_string(),
    }))
}

fn receipt(bank: &Bank, payment: &str, out: Option<&Path>, json: bool) -> anyhow::Result<()> {
    let id: PaymentId = payment.parse().map_err(|error| {
        Problem::wrong_use(format!("{payment:?} names no payment: {error}"))
            .advice("the ids of payments stand in: loggia audit show")
    })?;
    let receipt = bank.audit_receipt(&id)?.ok_or_else(|| {
        Problem::new(format!("there is no payment {id} in the audit log"))
            .advice("the ids of payments stand in: loggia audit show")
    })?;
    let Some(out) = out else { return print_json(&receipt) };
    let text = serde_json::to_string_pretty(&receipt)? + "\n";
    fs::write(out, text).with_context(|| format!("{} could not be written", out.display()))?;
    if json {
        let key = log_key(bank)?.to_string();
        return print_json(&json!({ "receipt": out, "payment": id, "key": key }));
    }
    good(&format!("{} is the receipt of payment {id}. Anybody can check it:", out.display()));
    println!("  loggia audit check-receipt {} --key '{}'", out.display(), log_key(bank)?);
    Ok(())
}

fn check_receipt(file: &Path, key: &str, locale: &Locale, json: bool) -> anyhow::Result<ExitCode> {
    let key = key_of_option(key)?;
    let text = read(file)?;
    let proven = match Receipt::parse(&text).and_then(|receipt| receipt.verify(&key)) {
        Ok(proven) => proven,
        Err(error) if json => {
            print_json(&json!({ "proven": false, "reason": error.to_string() }))?;
            return Ok(ExitCode::from(1));
        }
        Err(error) => {
            bad(&format!("{} proves nothing: {error}.", file.display()));
            return Ok(ExitCode::from(1));
        }
    };
    let checkpoint = &proven.checkpoint;
    if json {
        print_json(&json!({
            "proven": true,
            "origin": checkpoint.origin,
            "size": checkpoint.size,
            "leaves": proven.leaves,
        }))?;
        return Ok(ExitCode::SUCCESS);
    }
    let leaves = count(locale, checkpoint.size, "leaf", "leaves");
    good(&format!("The log {} signed for {leaves}, and among them are:", checkpoint.origin));
    let mut table = leaf_table();
    for leaf in &proven.leaves {
        let personal = leaf.personal.as_deref();
        table.row(row(leaf.index, &leaf.leaf, personal, "not on the receipt", locale));
    }
    table.print("");
    Ok(ExitCode::SUCCESS)
}

fn witness(
    bank: &Bank,
    file: &Path,
    cosign: Option<&Path>,
    locale: &Locale,
    json: bool,
) -> anyhow::Result<ExitCode> {
    let key = log_key(bank)?;
    // Whatever else keeps it from being read, it may hold what the log must agree with.
    let mut witness = match fs::metadata(file) {
        Err(error) if error.kind() == ErrorKind::NotFound => Witness::new(),
        _ => read_witness(file, key, None)?,
    };
    let mut newest = newest_checkpoint(bank)?;
    let held = witness.heads().last().map_or(0, |head| head.unverified().size);
    // Also what a checkpoint further back contradicts is found here, and by its interval.
    let rewrite = match bank.audit_against(&witness)? {
        Err(rewrite) => Some(rewrite),
        Ok(()) => {
            if let Some(cosign) = cosign {
                let signer = data::key_file(cosign, "loggia-witness", KeyUse::Cosignatures)?;
                let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?;
                newest.cosign(&signer, now.as_secs())?;
                if !json {
                    println!("The witness' key is {}", signer.verifier());
                }
            }
            let proof = bank.audit_consistency(held, newest.unverified().size)?;
            let proof = proof.context("the log has become shorter meanwhile")?;
            if witness.accept(newest, &proof, key)? {
                data::replace(file, witness.to_string().as_bytes())?;
            }
            None
        }
    };
    let heads = witness.heads();
    let size = heads.last().map_or(0, |head| head.unverified().size);
    if json {
        print_json(&json!({ "checkpoints": heads.len(), "size": size, "rewritten": rewrite }))?;
    } else if let Some(rewrite) = &rewrite {
        bad(&format!("{} was not touched: {rewrite}.", file.display()));
    } else {
        let kept = count(locale, heads.len() as u64, "checkpoint", "checkpoints");
        let leaves = count(locale, size, "leaf", "leaves");
        good(&format!("{} holds {kept}, the newest of {leaves}.", file.display()));
    }
    Ok(if rewrite.is_none() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn newest_checkpoint(bank: &Bank) -> anyhow::Result<SignedCheckpoint> {
    let nothing = || {
        Problem::new("there is nothing in the audit log yet")
            .advice("it begins with the first run of a mini-app, such as: loggia run sample-miniapps/coffee")
    };
    Ok(bank.audit_checkpoint()?.ok_or_else(nothing)?)
}

fn log_key(bank: &Bank) -> anyhow::Result<&VerifierKey> {
    bank.audit_verifier().context("the bank has no key for its audit log")
}

/// A key as it is, or the file that it stands in.
fn key_of_option(key: &str) -> anyhow::Result<VerifierKey> {
    if let Ok(key) = key.parse() {
        return Ok(key);
    }
    let text = fs::read_to_string(key).map_err(|_| {
        Problem::wrong_use(format!("{key:?} is neither a public key nor a file with one"))
            .advice("the bank's is printed by: loggia audit key")
    })?;
    text.trim().parse().with_context(|| format!("{key} holds no public key"))
}

fn read_witness(
    file: &Path,
    log: &VerifierKey,
    witness: Option<&VerifierKey>,
) -> anyhow::Result<Witness> {
    let parsed = Witness::parse(&read(file)?, log, witness);
    parsed.with_context(|| format!("{} is not to be trusted", file.display()))
}

fn read(file: &Path) -> anyhow::Result<String> {
    fs::read_to_string(file).with_context(|| format!("{} could not be read", file.display()))
}

fn count(locale: &Locale, count: u64, one: &str, many: &str) -> String {
    format!("{} {}", locale.count(count), if count == 1 { one } else { many })
}
