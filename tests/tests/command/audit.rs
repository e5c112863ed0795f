//! `loggia audit`: what runs leave in the log, and what a witness and a customer make of it.

use std::fs;
use std::path::Path;

use serde_json::json;
use tempfile::{TempDir, tempdir};

use super::bank::order_an_espresso;
use super::{Said, loggia, say};

#[test]
fn an_order_is_in_the_log_and_the_log_holds() {
    let data = ordered();
    let log = audit(&data, &["show", "--json"]).went_well().json();
    let told: Vec<&str> = log
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["leaf"]["action"].as_str().unwrap())
        .collect();
    let expected = [
        "transfers-made",
        "authenticator-registered",
        "payment-initiated",
        "payment-authorised",
        "payment-settled",
    ];
    assert_eq!(told, expected);
    let shown = audit(&data, &["show", "--locale", "en"]).went_well().out;
    assert!(shown.contains("alice, 2.40 EUR to"), "{shown}");
    assert!(shown.contains("com.beanandleaf.coffee"), "{shown}");

    let verified = audit(&data, &["verify", "--json"]).went_well().json();
    assert_eq!((&verified["leaves"], &verified["findings"]), (&json!(5), &json!([])));
    let said = audit(&data, &["verify"]).went_well().out;
    assert!(
        said.contains("The audit log agrees with itself and with the books: 5 leaves"),
        "{said}"
    );
    let checkpoint = audit(&data, &["checkpoint"]).went_well().out;
    assert!(
        checkpoint.starts_with("localhost/loggia/") && checkpoint.contains("\n5\n"),
        "{checkpoint}"
    );
}

#[test]
fn a_receipt_is_checked_without_the_bank_and_a_changed_one_is_refused() {
    let data = ordered();
    let file = |name: &str| data.path().join(name).display().to_string();
    let log = audit(&data, &["show", "--json"]).went_well().json();
    let payment = log[2]["leaf"]["subject"].as_str().unwrap();
    let out = file("receipt.json");
    let made = audit(&data, &["receipt", payment, "--out", &out]).went_well().out;
    assert!(made.contains("loggia audit check-receipt"), "{made}");
    let key = audit(&data, &["key"]).went_well().out;
    fs::write(file("bank.key"), &key).unwrap();
    fs::remove_file(file("bank.sqlite3")).unwrap();

    let checked =
        offline(&["check-receipt", &out, "--key", key.trim(), "--locale", "en"]).went_well().out;
    for text in ["signed for 5 leaves", "payment-settled", "2.40 EUR"] {
        assert!(checked.contains(text), "{checked}");
    }
    let checked =
        offline(&["check-receipt", &out, "--key", &file("bank.key"), "--json"]).went_well();
    assert_eq!(checked.json()["leaves"].as_array().unwrap().len(), 3);

    let receipt = fs::read_to_string(&out).unwrap();
    fs::write(&out, receipt.replacen("2.40 EUR", "1.40 EUR", 1)).unwrap();
    let refused = offline(&["check-receipt", &out, "--key", key.trim()]);
    assert_eq!(refused.code, 1, "{refused}");
    assert!(
        refused.out.contains("proves nothing: the personal part of leaf 2 is not"),
        "{refused}"
    );
    offline(&["check-receipt", &out, "--key", "nonsense"]).was_wrong_use(&["loggia audit key"]);
}

#[test]
fn a_witness_keeps_checkpoints_and_finds_what_was_rewritten() {
    let data = ordered();
    let file = |name: &str| data.path().join(name).display().to_string();
    let (heads, key) = (file("heads.txt"), file("witness.key"));
    let kept = audit(&data, &["witness", &heads, "--cosign", &key]).went_well().out;
    assert!(kept.contains("holds 1 checkpoint, the newest of 5 leaves"), "{kept}");
    let witness_key = kept.lines().next().unwrap().rsplit(' ').next().unwrap().to_owned();
    order_an_espresso(data.path());
    let kept = audit(&data, &["witness", &heads, "--cosign", &key, "--json"]).went_well().json();
    assert_eq!(kept["checkpoints"], 2);
    let again = audit(&data, &["witness", &heads, "--json"]).went_well().json();
    assert_eq!(again, kept);
    let against = audit(&data, &["verify", "--against", &heads, "--witness-key", &witness_key])
        .went_well()
        .out;
    assert!(
        against.contains("It continues everything that was witnessed: 2 checkpoints"),
        "{against}"
    );

    // Another bank with the very same key: sound in itself, and not what was witnessed.
    let other = ordered();
    fs::copy(file("keys/audit.1.key"), other.path().join("keys/audit.1.key")).unwrap();
    fs::remove_file(other.path().join("bank.sqlite3")).unwrap();
    order_an_espresso(other.path());
    audit(&other, &["verify"]).went_well();
    let found = audit(&other, &["verify", "--against", &heads]);
    assert_eq!(found.code, 1, "{found}");
    assert!(
        found.out.contains("the log was rewritten between its size 0 and its size 5"),
        "{found}"
    );
    let before = fs::read(&heads).unwrap();
    let refused = audit(&other, &["witness", &heads]);
    assert_eq!(refused.code, 1, "{refused}");
    assert!(refused.out.contains("was not touched"), "{refused}");
    assert_eq!(fs::read(&heads).unwrap(), before);

    let changed = String::from_utf8(before).unwrap().replacen("\n5\n", "\n2\n", 1);
    fs::write(&heads, changed).unwrap();
    audit(&data, &["verify", "--against", &heads])
        .failed_with(&["heads.txt is not to be trusted", "checkpoint 1"]);
}

#[cfg(unix)]
#[test]
fn only_its_owner_can_read_a_key() {
    use std::os::unix::fs::PermissionsExt;

    let data = ordered();
    let mode = fs::metadata(data.path().join("keys/audit.1.key")).unwrap().permissions().mode();
    assert_eq!(mode & 0o077, 0);
    let printed = audit(&data, &["key"]).went_well().out;
    let secret = fs::read_to_string(data.path().join("keys/audit.1.key")).unwrap();
    let secret = secret.split(' ').nth(3).unwrap();
    assert!(!printed.contains(secret), "{printed}");
}

#[test]
fn what_is_not_there_is_said_with_what_to_do() {
    let data = ordered();
    audit(&data, &["receipt", "123"]).was_wrong_use(&["names no payment", "loggia audit show"]);
    audit(&data, &["receipt", &"0".repeat(32)])
        .failed_with(&["there is no payment", "loggia audit show"]);
    let nowhere = tempdir().unwrap();
    audit(&nowhere, &["verify"]).failed_with(&["there is no bank at", "loggia run"]);
}

fn ordered() -> TempDir {
    let data = tempdir().unwrap();
    order_an_espresso(data.path());
    data
}

fn audit(data: &TempDir, arguments: &[&str]) -> Said {
    let data: &Path = data.path();
    say(loggia().arg("audit").args(arguments).arg("--data").arg(data))
}

fn offline(arguments: &[&str]) -> Said {
    say(loggia().arg("audit").args(arguments))
}
