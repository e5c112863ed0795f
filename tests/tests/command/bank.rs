//! `loggia bank`: what runs leave in the books.

use std::path::Path;

use serde_json::json;
use tempfile::tempdir;

use super::{Said, loggia, play, say};
use loggia_tests::coffee::built;
use loggia_tests::{full_grant, mischief_package};

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
fn an_authenticator_is_taken_away_by_its_name() {
    let data = tempdir().unwrap();
    order_an_espresso(data.path());
    let listed = bank(data.path(), &["authenticators", "alice", "--json"]).went_well().json();
    let id = listed[0]["id"].as_str().unwrap();
    bank(data.path(), &["revoke", "bob", id])
        .failed_with(&["no such authenticator", "bank authenticators bob"]);
    bank(data.path(), &["revoke", "alice", "%"]).was_wrong_use(&["base64url"]);
    let said = bank(data.path(), &["revoke", "alice", id]).went_well().out;
    assert!(said.contains("signs for nothing any more"), "{said}");
    let none = bank(data.path(), &["authenticators", "alice"]).went_well().out;
    assert!(none.contains("They have none."), "{none}");
    bank(data.path(), &["verify"]).went_well();
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

    bank(&restored, &["verify"]).failed_with(&[
        "could not be opened",
        "data.1.key back from where the bank's keys are kept",
    ]);
    assert!(!restored.join("keys").exists(), "no other key takes its place");
    let key = |folder: &Path, name: &str| folder.join("keys").join(name);
    std::fs::create_dir(restored.join("keys")).unwrap();
    std::fs::copy(key(data.path(), "data.1.key"), key(&restored, "data.1.key")).unwrap();
    bank(&restored, &["verify"])
        .failed_with(&["the key of the audit log", "put the folder keys back"]);
    std::fs::copy(key(data.path(), "audit.1.key"), key(&restored, "audit.1.key")).unwrap();
    for what in ["accounts", "transfers", "payments"] {
        let of = |folder: &Path| bank(folder, &[what, "--json"]).went_well().json();
        assert_eq!(of(&restored), of(data.path()), "{what}");
    }
    bank(&restored, &["verify"]).went_well();
}

#[test]
fn a_customer_is_erased_when_somebody_says_so_and_their_money_is_paid_out() {
    let data = tempdir().unwrap();
    order_an_espresso(data.path());
    bank(data.path(), &["erase", "alice"]).was_wrong_use(&["nobody to ask", "--yes"]);
    bank(data.path(), &["erase", "alice", "--yes"]).failed_with(&["on account", "--close"]);
    bank(data.path(), &["erase", "nobody", "--yes"]).failed_with(&["knows nothing of this user"]);
    let said =
        bank(data.path(), &["erase", "alice", "--yes", "--close", "--json"]).went_well().json();
    assert_eq!(said["erased"]["scrubbed"], true);
    assert!(said["erased"]["name"].as_str().unwrap().starts_with("erased:"), "{said}");
    assert!(!said["paid-out"].as_array().unwrap().is_empty());
    bank(data.path(), &["verify"]).went_well();
    let accounts = bank(data.path(), &["accounts"]).went_well().out;
    assert!(!accounts.contains("alice"), "{accounts}");
    bank(data.path(), &["erase", "alice", "--yes"])
        .failed_with(&["knows nothing of this user", "hold nothing of whoever was erased before"]);
    say(loggia().args(["audit", "verify", "--data"]).arg(data.path())).went_well();
}

#[test]
fn a_new_key_wraps_and_the_older_one_stays_until_it_is_destroyed() {
    let data = tempdir().unwrap();
    order_an_espresso(data.path());
    let keys = data.path().join("keys");
    let said = bank(data.path(), &["rotate-key"]).went_well().out;
    assert!(said.contains("Version 2") && said.contains("older versions"), "{said}");
    assert!(keys.join("data.1.key").exists());
    let said = bank(data.path(), &["rotate-key", "--destroy-old", "--json"]).went_well().json();
    assert_eq!(said["destroyed"], json!([1, 2]));
    assert!(!keys.join("data.1.key").exists() && keys.join("data.3.key").exists());
    bank(data.path(), &["verify"]).went_well();
}

#[test]
fn a_payment_on_a_later_day_is_made_then_or_cancelled_before() {
    let data = tempdir().unwrap();
    let package = data.path().join("mischief.loggia");
    std::fs::write(&package, mischief_package()).unwrap();
    let grant = data.path().join("grant.toml");
    std::fs::write(&grant, toml::to_string(&full_grant()).unwrap()).unwrap();
    let options =
        ["--grant", &grant.display().to_string(), "--data", &data.path().display().to_string()];
    let script = "
        fill Orders \"schedule first 1000 2026-01-16\"
        tap \"Do it\"
        expect \"asks you to pay on a later day\"
        expect \"Mischief Ltd\"
        expect \"Jan 16, 2026\"
        confirm Everyday
        restart
        fill Orders \"schedule second 2000 2026-01-17\"
        tap \"Do it\"
        confirm Everyday
        wait 22h";
    play(&package, &options, script).went_well();

    let payments = || bank(data.path(), &["payments", "--json"]).went_well().json();
    let statuses = || {
        let all = payments();
        all.as_array().unwrap().iter().map(|it| it["payment"]["status"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(statuses(), ["ACSC", "RCVD"]);
    let shown = bank(data.path(), &["payments", "--locale", "en"]).went_well().out;
    assert!(shown.contains("Jan 17, 2026") && shown.contains("waits for its day"), "{shown}");
    let id = |place: usize| payments()[place]["payment"]["id"].as_str().unwrap().to_owned();
    bank(data.path(), &["cancel", "bob", &id(1)]).failed_with(&["there is no such payment"]);
    bank(data.path(), &["cancel", "alice", "x"])
        .was_wrong_use(&["\"x\" names no payment", "loggia bank payments"]);
    bank(data.path(), &["cancel", "alice", &id(0)]).failed_with(&["too late"]);
    for _ in 0..2 {
        let said = bank(data.path(), &["cancel", "alice", &id(1)]).went_well().out;
        assert!(said.contains("not paid"), "{said}");
    }
    assert_eq!(statuses(), ["ACSC", "CANC"]);
    bank(data.path(), &["verify"]).went_well();
    let orders = bank(data.path(), &["standing-orders", "--locale", "en"]).went_well().out;
    assert!(orders.contains("Property Management Eichgrund"), "{orders}");
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
