//! `loggia bank`: what runs leave in the books.

use std::path::Path;

use serde_json::json;
use tempfile::tempdir;

use super::{Said, loggia, play, say};
use loggia_tests::coffee::built;

#[test]
fn an_order_is_in_the_books_once_for_people_and_for_machines() {
    let data = tempdir().unwrap();
    order_an_espresso(data.path());

    let accounts = bank(data.path(), &["accounts", "--json"]).went_well().json();
    let everyday =
        accounts.as_array().unwrap().iter().find(|account| account["name"] == "Everyday").unwrap();
    assert_eq!(everyday["holder"], json!({ "customer": "alice" }));
    let payments = bank(data.path(), &["payments", "--json"]).went_well().json();
    assert_eq!(payments.as_array().unwrap().len(), 1);
    assert_eq!(payments[0]["payment"]["status"], "ACSC", "the money has arrived");
    assert_eq!(payments[0]["debtor"], everyday["id"]);
    let transfers = bank(data.path(), &["transfers", "--json"]).went_well().json();
    let posted: Vec<_> = transfers
        .as_array()
        .unwrap()
        .iter()
        .filter(|transfer| transfer["kind"] == "post")
        .collect();
    assert_eq!(posted.len(), 1);
    assert_eq!(posted[0]["amount"], "2.40 EUR");
    let verified = bank(data.path(), &["verify", "--json"]).went_well().json();
    assert_eq!(verified["findings"], json!([]));
    assert_eq!(verified["payments"], 1);

    let shown = |what: &str| bank(data.path(), &[what, "--locale", "de-AT"]).went_well().out;
    assert!(shown("accounts").contains("Everyday"));
    assert!(shown("transfers").contains("posted"));
    assert!(shown("payments").contains("com.beanandleaf.coffee"));
    assert!(shown("verify").contains("The books balance: "));
}

#[test]
fn a_backup_is_a_bank_itself_and_replaces_nothing() {
    let data = tempdir().unwrap();
    order_an_espresso(data.path());
    let restored = data.path().join("restored");
    std::fs::create_dir(&restored).unwrap();
    let file = restored.join("bank.sqlite3").display().to_string();
    let said = bank(data.path(), &["backup", &file]).went_well().out;
    assert!(said.contains("is the whole bank"), "{said}");
    bank(data.path(), &["backup", &file]).failed_with(&["is there already", "name a new file"]);
    let nowhere = restored.join("no/folder").display().to_string();
    bank(data.path(), &["backup", &nowhere]).failed_with(&["cannot be written"]);

    bank(&restored, &["verify"]).failed_with(&["the key of the audit log", "audit.key"]);
    assert!(!restored.join("audit.key").exists(), "no other key takes its place");
    std::fs::copy(data.path().join("audit.key"), restored.join("audit.key")).unwrap();
    for what in ["accounts", "transfers", "payments"] {
        let of = |folder: &Path| bank(folder, &[what, "--json"]).went_well().json();
        assert_eq!(of(&restored), of(data.path()), "{what}");
    }
    bank(&restored, &["verify"]).went_well();
}

#[test]
fn where_no_bank_is_it_says_how_one_is_made_and_makes_none() {
    let data = tempdir().unwrap();
    let nowhere = data.path().join("nowhere");
    bank(&nowhere, &["verify"]).failed_with(&["there is no bank at", "loggia run"]);
    assert!(!nowhere.exists());
}

#[test]
fn a_file_that_is_no_bank_is_refused() {
    let data = tempdir().unwrap();
    std::fs::write(data.path().join("bank.sqlite3"), "not a database ".repeat(100)).unwrap();
    bank(data.path(), &["accounts"]).failed_with(&["bank.sqlite3 could not be opened"]);
}

pub(crate) fn order_an_espresso(data: &Path) {
    let script = "
        tap Espresso
        tap \"Add to basket\"
        tap \"Pay €2.40\"
        confirm Everyday
        expect \"Thank you\"
        wait 5s
        expect \"You earned\"";
    let grant = built().grant.display().to_string();
    let data = data.display().to_string();
    play(&built().package, &["--new", "--grant", &grant, "--data", &data], script).went_well();
}

fn bank(data: &Path, arguments: &[&str]) -> Said {
    say(loggia().arg("bank").args(arguments).arg("--data").arg(data))
}
