//! The server over real sockets, asked by a bank that signs, and by others that don't.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test's own helper fails the test"
)]

use std::time::Duration;

use parking_server::{FREE, Kerbside};
use partner_server::testing::TestBank;
use serde_json::Value;

const ID: &str = "0123456789abcdefghijklmnop";
const WISH: &str = r#"{"zone":"1012","plate":"W 12345 A","minutes":60}"#;
const MINUTE: u64 = 60_000;

fn bank() -> TestBank {
    TestBank::with(Kerbside::default())
}

fn path(rest: &str) -> String {
    format!("/stays/{ID}{rest}")
}

fn begun(bank: &mut TestBank) -> Value {
    let (status, stay) = bank.send_as("k-begin", "PUT", &path(""), WISH);
    assert_eq!((status, &stay["status"]), (201, &"running".into()), "{stay}");
    stay
}

fn number(of: &Value, name: &str) -> u64 {
    of[name].as_u64().unwrap()
}

#[test]
fn zones_are_found_by_place_by_text_or_all_of_them() {
    let mut bank = bank();
    let count = |answer: (u16, Value)| answer.1["zones"].as_array().unwrap().len();
    assert_eq!(count(bank.get("/zones")), 16);
    assert_eq!(count(bank.get("/zones?q=station")), 3);
    assert_eq!(count(bank.get("/zones?near=48.2085,16.3721")), 8);
    assert_eq!(count(bank.get("/zones?near=0,0")), 0);
    let (status, problem) = bank.get("/zones?near=here");
    assert_eq!((status, &problem["code"]), (400, &"near".into()));
    assert_eq!(bank.get("/secrets").0, 404);
}

#[test]
fn a_stay_is_begun_made_longer_ended_and_paid_for() {
    let mut bank = bank();
    let stay = begun(&mut bank);
    let (started, until) = (number(&stay, "started"), number(&stay, "until"));
    assert_eq!(until - started, 60 * MINUTE);
    let longer = format!(r#"{{"until":{}}}"#, until + 15 * MINUTE);
    for key in ["k-longer", "k-longer-again"] {
        let (status, stay) = bank.send_as(key, "PUT", &path("/until"), &longer);
        assert_eq!(
            (status, number(&stay, "until")),
            (200, until + 15 * MINUTE),
            "twice is as once"
        );
    }
    bank.pass(Duration::from_millis(29 * MINUTE));
    let (_, ended) = bank.send_as("k-end", "POST", &path("/end"), "");
    assert_eq!(ended["status"], "due");
    // Thirty minutes have begun, at 4.20 an hour.
    assert_eq!(ended["due"]["minor_units"], 210);
    bank.pass(Duration::from_millis(5 * MINUTE));
    let (_, again) = bank.send_as("k-end-again", "POST", &path("/end"), "");
    assert_eq!(again, ended, "it goes on costing nothing");

    assert_eq!(bank.announce("w-1", ID, 209).1["code"], "amount");
    assert_eq!(bank.announce("w-2", ID, 210).0, 204);
    assert_eq!(bank.announce("w-2", ID, 210).0, 204);
    let (_, paid) = bank.get(&path(""));
    assert_eq!((&paid["status"], &paid["receipt"]), (&"paid".into(), &"KS-012345".into()));
}

#[test]
fn a_second_try_at_the_bank_pays_the_same_stay_and_a_second_payment_is_to_be_sent_back() {
    let mut bank = bank();
    begun(&mut bank);
    assert_eq!(bank.announce("w-0", ID, 7).0, 422, "it is not over yet");
    bank.pass(Duration::from_millis(61 * MINUTE));
    assert_eq!(bank.get(&path("")).1["status"], "due", "its time is up");
    assert_eq!(bank.announce("w-1", &format!("{ID}-2"), 420).0, 204);
    assert_eq!(bank.get(&path("")).1["status"], "paid");
    assert_eq!(bank.announce("w-2", &format!("{ID}-2"), 420).0, 204);
    assert_eq!(bank.get(&path("")).1["status"], "paid", "the same payment, told again");
    assert_eq!(bank.announce("w-3", ID, 420).0, 204);
    assert_eq!(bank.get(&path("")).1["status"], "refund-due");
    assert_eq!(bank.announce("w-4", "z", 420).0, 404);
}

#[test]
fn what_was_not_meant_to_begin_is_taken_back_and_each_begun_minute_is_paid_for_otherwise() {
    let mut bank = bank();
    begun(&mut bank);
    bank.pass(Duration::from_millis(FREE - 2_000));
    let (_, ended) = bank.send_as("k-back", "DELETE", &path(""), "");
    assert_eq!((&ended["status"], &ended["due"]["minor_units"]), (&"free".into(), &0.into()));
    assert_eq!(bank.send_as("k-end", "POST", &path("/end"), "").1, ended);

    let mut bank = TestBank::with(Kerbside::default());
    begun(&mut bank);
    let (_, ended) = bank.send_as("k-end", "POST", &path("/end"), "");
    assert_eq!((&ended["status"], &ended["due"]["minor_units"]), (&"due".into(), &7.into()));
    assert_eq!(bank.send_as("k-back", "DELETE", &path(""), "").1, ended);

    let mut bank = TestBank::with(Kerbside::default());
    begun(&mut bank);
    bank.pass(Duration::from_millis(FREE + 1_000));
    let (_, ended) = bank.send_as("k-back", "DELETE", &path(""), "");
    assert_eq!((&ended["status"], &ended["due"]["minor_units"]), (&"due".into(), &21.into()));
}

#[test]
fn what_was_taken_back_before_it_began_does_not_begin() {
    let mut bank = bank();
    assert_eq!(bank.send_as("k-back", "DELETE", &path(""), "").0, 404);
    let (status, problem) = bank.send_as("k-late", "PUT", &path(""), WISH);
    assert_eq!((status, &problem["code"]), (410, &"withdrawn".into()));
    assert_eq!(bank.get(&path("")).0, 404);
    // A stranger takes nothing back.
    let mut bank = TestBank::with(Kerbside::default());
    bank.user(Some("ffffffffffffffffffffffffffffffff"));
    assert_eq!(bank.send_as("k-back", "DELETE", &path(""), "").0, 404);
    bank.user(Some("0f1e2d3c4b5a69780f1e2d3c4b5a6978"));
    begun(&mut bank);
}

#[test]
fn the_same_id_is_the_same_stay() {
    let mut bank = bank();
    let stay = begun(&mut bank);
    let (status, again) = bank.send_as("k-again", "PUT", &path(""), WISH);
    assert_eq!((status, &again["started"]), (200, &stay["started"]));
    let other = WISH.replace("60", "30");
    let (status, problem) = bank.send_as("k-other", "PUT", &path(""), &other);
    assert_eq!((status, &problem["code"]), (409, &"id-taken".into()));
}

#[test]
fn a_stay_is_nobody_else_s() {
    let mut bank = bank();
    begun(&mut bank);
    for stranger in [None, Some("ffffffffffffffffffffffffffffffff")] {
        bank.user(stranger);
        assert_eq!(bank.get(&path("")).0, 404);
        assert_eq!(bank.send_as("k-1", "POST", &path("/end"), "").0, 404);
        assert_eq!(bank.send_as("k-2", "PUT", &path("/until"), r#"{"until":1}"#).0, 404);
        assert_eq!(bank.send_as("k-3", "PUT", &path(""), WISH).1["code"], "id-taken");
    }
    bank.app("com.evil.parking");
    assert_eq!(bank.get("/zones").1["code"], "another-app");
}

#[test]
fn nonsense_is_answered_and_nothing_comes_of_it() {
    let mut bank = bank();
    for (nth, (from, to, code)) in [
        ("1012", "9999", "gone"),
        ("W 12345 A", "W", "plate"),
        ("W 12345 A", "W 12345 ABCDEF", "plate"),
        ("W 12345 A", "W\\u202e1", "plate"),
        (":60", ":9", "minutes"),
        (":60", ":91", "minutes"),
        (":60", ":18446744073709551615", "minutes"),
        (":60", ":-1", "malformed"),
        ("{", "[", "malformed"),
    ]
    .into_iter()
    .enumerate()
    {
        let wish = WISH.replace(from, to);
        let (status, problem) = bank.send_as(&format!("k-{nth}"), "PUT", &path(""), &wish);
        assert_eq!(problem["code"], code, "{wish}");
        assert!((400..500).contains(&status));
    }
    assert_eq!(bank.get(&path("")).0, 404);
    assert_eq!(bank.send_as("k-id", "PUT", "/stays/short", WISH).1["code"], "id");

    let stay = begun(&mut bank);
    let (started, until) = (number(&stay, "started"), number(&stay, "until"));
    for (nth, wrong) in
        [0, started, until - 1, started + 90 * MINUTE + 1, u64::MAX].into_iter().enumerate()
    {
        let body = format!(r#"{{"until":{wrong}}}"#);
        let answer = bank.send_as(&format!("u-{nth}"), "PUT", &path("/until"), &body);
        assert_eq!(answer.1["code"], "until", "{wrong}");
    }
    bank.pass(Duration::from_millis(61 * MINUTE));
    let late = format!(r#"{{"until":{}}}"#, until + MINUTE);
    assert_eq!(bank.send_as("u-late", "PUT", &path("/until"), &late).1["code"], "ended");
}

#[test]
fn what_the_bank_has_not_signed_is_not_believed() {
    let mut bank = bank();
    let mut other = bank.signed("PUT", &path(""), WISH, Some("k"));
    other.body = WISH.replace("60", "90").into_bytes();
    assert_eq!(bank.send(&other).1["code"], "digest");
    let mut unsigned = bank.signed("PUT", &path(""), WISH, Some("k"));
    unsigned.headers.retain(|(name, _)| !name.starts_with("signature"));
    assert_eq!(bank.send(&unsigned).1["code"], "unsigned");
    let elsewhere = bank.signed_for("https://api.evil.example", "GET", "/zones");
    assert_eq!(bank.send(&elsewhere).1["code"], "signature");
    // A mini-app's request is no announcement of the bank's.
    let body =
        format!(r#"{{"instruction_id":"{ID}","amount":{{"minor_units":420,"currency":"EUR"}}}}"#);
    let posing = bank.signed("POST", "/webhooks/payments", &body, Some("w"));
    assert_eq!(bank.send(&posing).0, 401);
}
