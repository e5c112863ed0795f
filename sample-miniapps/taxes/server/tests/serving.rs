//! The server over real sockets, asked by a bank that signs, and by others that don't.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test's own helper fails the test"
)]

use partner_server::testing::TestBank;
use serde_json::Value;
use taxes_server::{RevenueOffice, reference};

const FACTS: &str =
    r#"{"family_name":"Adler","birthdate":"1989-04-17","tax_number":"99 123/4561"}"#;

fn bank() -> TestBank {
    TestBank::with(RevenueOffice::default())
}

fn found(bank: &mut TestBank) -> [Value; 2] {
    let (status, found) = bank.send_as("k-find", "POST", "/demands/find", FACTS);
    assert_eq!(status, 200, "{found}");
    [found["demands"][0].clone(), found["demands"][1].clone()]
}

fn path(demand: &Value) -> String {
    format!("/demands/{}", demand["reference"].as_str().unwrap())
}

#[test]
fn a_bill_and_a_fine_are_found_by_facts_and_each_by_its_reference() {
    let mut bank = bank();
    let [bill, fine] = found(&mut bank);
    assert_eq!((&bill["kind"], &fine["kind"]), (&"bill".into(), &"fine".into()));
    for demand in [bill, fine] {
        assert_eq!(demand["status"], "open");
        assert_eq!(bank.get(&path(&demand)), (200, demand));
    }
}

#[test]
fn what_is_paid_stays_paid_and_what_is_paid_twice_is_sent_back() {
    let mut bank = bank();
    let [bill, fine] = found(&mut bank);
    let cents = bill["amount"]["minor_units"].as_u64().unwrap();
    let id = |attempt: &str| format!("{}-{attempt}", bill["reference"].as_str().unwrap());
    assert_eq!(bank.announce("w-1", &id("a"), cents - 1).1["code"], "amount");
    assert_eq!(bank.announce("w-2", &id("a"), cents).0, 204);
    assert_eq!(bank.announce("w-3", &id("a"), cents).0, 204);
    let (_, paid) = bank.get(&path(&bill));
    assert_eq!(paid["status"], "paid");
    assert!(paid["receipt"].as_str().unwrap().starts_with("RO-"));
    assert_eq!(bank.announce("w-4", &id("b"), cents).0, 204);
    assert_eq!(bank.get(&path(&bill)).1["status"], "refund-due");
    assert_eq!(bank.get(&path(&fine)).1["status"], "open");
}

#[test]
fn a_payment_for_what_nobody_has_asked_for_yet_is_not_lost() {
    let mut bank = bank();
    let reference = reference(12_345_678);
    let (_, demand) =
        TestBank::with(RevenueOffice::default()).get(&format!("/demands/{reference}"));
    let cents = demand["amount"]["minor_units"].as_u64().unwrap();
    assert_eq!(bank.announce("w-1", &format!("{reference}-a"), cents).0, 204);
    assert_eq!(bank.get(&format!("/demands/{reference}")).1["status"], "paid");
    assert_eq!(bank.announce("w-2", "1234567890-a", cents).0, 404);
    assert_eq!(bank.announce("w-3", "", cents).0, 404);
}

#[test]
fn nonsense_is_answered_and_the_server_goes_on() {
    let mut bank = bank();
    for (nth, (from, to, code)) in [
        ("Adler", " ", "facts"),
        ("1989-04-17", "", "facts"),
        ("99 123/4561", "99", "facts"),
        ("99 123/4561", "none of your business", "facts"),
        ("\"Adler\"", "1", "malformed"),
        ("}", "", "malformed"),
    ]
    .into_iter()
    .enumerate()
    {
        let facts = FACTS.replace(from, to);
        let (_, problem) = bank.send_as(&format!("k-{nth}"), "POST", "/demands/find", &facts);
        assert_eq!(problem["code"], code, "{facts}");
    }
    for wrong in ["1234567890", "1", "find", "12345678901", "%C3%A4"] {
        assert_eq!(bank.get(&format!("/demands/{wrong}")).0, 404, "{wrong}");
    }
    found(&mut bank);
}

#[test]
fn what_the_bank_has_not_signed_is_not_believed() {
    let mut bank = bank();
    let mut other = bank.signed("POST", "/demands/find", FACTS, Some("k"));
    other.body = FACTS.replace("4561", "4562").into_bytes();
    assert_eq!(bank.send(&other).1["code"], "digest");
    let mut unsigned = bank.signed("GET", "/demands/1", "", None);
    unsigned.headers.retain(|(name, _)| !name.starts_with("signature"));
    assert_eq!(bank.send(&unsigned).1["code"], "unsigned");
    bank.app("com.evil.taxes");
    assert_eq!(bank.get("/demands/1").1["code"], "another-app");
}
