//! The server over real sockets, asked by a bank that signs, and by others that don't.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test's own helper fails the test"
)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::time::Duration;

use partner_server::testing::{TestBank, ask, public_key};
use partner_server::{Amount, Partner, SettledPayment};
use serde_json::Value;
use travel_server::{HELD_FOR, Wanderlust};

const ID: &str = "0123456789abcdefghijklmnop";
const OTHER: &str = "pnomlkjihgfedcba9876543210";

/// Far enough ahead that every connection of it is still to come.
const OFFERS: &str = "/offers?from=VIE&to=LON&date=2190-03-05&travellers=2";

fn bank() -> TestBank {
    TestBank::with(Wanderlust::default())
}

/// The first offer of a day.
fn offer(bank: &mut TestBank) -> Value {
    let (status, offers) = bank.get(OFFERS);
    assert_eq!(status, 200, "{offers}");
    offers["offers"][0].clone()
}

fn wish(offer: &Value, travellers: u32) -> String {
    format!(r#"{{"offer":{},"travellers":{travellers}}}"#, offer["id"])
}

fn held(bank: &mut TestBank) -> Value {
    let offer = offer(bank);
    let path = format!("/bookings/{ID}");
    let (status, booking) = bank.send_as("k-hold", "PUT", &path, &wish(&offer, 2));
    assert_eq!((status, &booking["status"]), (201, &"held".into()), "{booking}");
    booking
}

#[test]
fn offers_are_for_two_cities_a_day_and_one_to_nine_travellers() {
    let mut bank = bank();
    let offer = offer(&mut bank);
    assert_eq!((&offer["from"], &offer["to"]), (&"VIE".into(), &"LON".into()));
    let fare = offer["fare"]["minor_units"].as_u64().unwrap();
    assert_eq!(offer["price"]["minor_units"], fare * 2);
    for (wrong, code) in [
        ("/offers", "travellers"),
        ("/offers?from=VIE&to=LON&date=2190-03-05&travellers=10", "travellers"),
        ("/offers?from=VIE&to=LON&date=tomorrow&travellers=1", "date"),
        ("/offers?from=VIE&to=VIE&date=2190-03-05&travellers=1", "places"),
    ] {
        let (status, problem) = bank.get(wrong);
        assert_eq!((status, &problem["code"]), (400, &code.into()), "{wrong}");
    }
    assert_eq!(bank.get("/secrets").0, 404);
    let past = "/offers?from=VIE&to=LON&date=2001-03-05&travellers=1";
    assert_eq!(bank.get(past).1["offers"], Value::Array(Vec::new()));
}

#[test]
fn a_booking_is_held_paid_and_confirmed() {
    let mut bank = bank();
    held(&mut bank);
    // A mini-app may say what it likes: only the bank's word counts.
    let confirm = format!("/bookings/{ID}/confirm");
    assert_eq!(bank.send_as("k-confirm", "POST", &confirm, "").0, 404);
    let (_, booking) = bank.get(&format!("/bookings/{ID}"));
    assert_eq!((&booking["status"], &booking["ticket"]), (&"held".into(), &Value::Null));
    let price = booking["price"]["minor_units"].as_u64().unwrap();
    assert_eq!(bank.announce("w-1", ID, price).0, 204);
    assert_eq!(bank.announce("w-1", ID, price).0, 204);
    let (_, booking) = bank.get(&format!("/bookings/{ID}"));
    assert_eq!((&booking["status"], &booking["paid"]), (&"confirmed".into(), &true.into()));
    assert_eq!(booking["ticket"], "WL-012345");
    let path = format!("/bookings/{ID}");
    assert_eq!(bank.send_as("k-release", "DELETE", &path, "").0, 409);
}

#[test]
fn what_the_bank_has_not_signed_is_not_believed() {
    let mut bank = bank();
    let mut unsigned = bank.signed("GET", OFFERS, "", None);
    unsigned.headers.retain(|(name, _)| !name.starts_with("signature"));
    let (status, problem) = bank.send(&unsigned);
    assert_eq!((status, &problem["code"]), (401, &"unsigned".into()));
    assert!(problem["message"].as_str().is_some_and(|text| !text.is_empty()));

    let mut other = bank.signed("GET", OFFERS, "", None);
    other.target = OFFERS.replace("travellers=2", "travellers=3");
    assert_eq!(bank.send(&other).1["code"], "signature");

    let elsewhere = bank.signed_for("https://api.evil.example", "GET", OFFERS);
    assert_eq!(bank.send(&elsewhere).1["code"], "signature");
    for own in [
        format!("http://{}", bank.address()),
        format!("http://localhost:{}", bank.address().port()),
    ] {
        let direct = bank.signed_for(&own, "GET", OFFERS);
        assert_eq!(bank.send(&direct).0, 200, "{own}");
    }

    let mut speaks_for_another = bank.signed("GET", OFFERS, "", None);
    for (name, value) in &mut speaks_for_another.headers {
        if name == "loggia-subject" {
            "f".repeat(32).clone_into(value);
        }
    }
    assert_eq!(bank.send(&speaks_for_another).0, 401);
}

#[test]
fn a_request_counts_once() {
    let mut bank = bank();
    let request = bank.signed("GET", OFFERS, "", None);
    assert_eq!(bank.send(&request).0, 200);
    let (status, problem) = bank.send(&request);
    assert_eq!((status, &problem["code"]), (401, &"replayed".into()));
}

#[test]
fn another_body_than_the_signed_one_is_found() {
    let mut bank = bank();
    let offer = offer(&mut bank);
    let path = format!("/bookings/{ID}");
    let mut request = bank.signed("PUT", &path, &wish(&offer, 2), Some("k"));
    request.body = wish(&offer, 9).into_bytes();
    let (status, problem) = bank.send(&request);
    assert_eq!((status, &problem["code"]), (401, &"digest".into()));
    assert_eq!(bank.get(&path).0, 404);
}

#[test]
fn the_same_key_is_the_same_request() {
    let mut bank = bank();
    let first = held(&mut bank);
    let offer = first["offer"].clone();
    let path = format!("/bookings/{ID}");
    let (status, again) = bank.send_as("k-hold", "PUT", &path, &wish(&offer, 2));
    assert_eq!((status, &again), (201, &first), "the answer of before");
    let (status, again) = bank.send_as("k-2", "PUT", &path, &wish(&offer, 2));
    assert_eq!((status, &again["held_until"]), (200, &first["held_until"]), "the same booking");
    let (status, problem) = bank.send_as("k-hold", "PUT", &path, &wish(&offer, 3));
    assert_eq!((status, &problem["code"]), (422, &"key-reused".into()));
    let (status, problem) = bank.send_as("k-3", "PUT", &path, &wish(&offer, 3));
    assert_eq!((status, &problem["code"]), (409, &"id-taken".into()));
    let unkeyed = bank.signed("PUT", &path, &wish(&offer, 2), None);
    assert_eq!(bank.send(&unkeyed).1["code"], "no-key");
    let (_, offers) = bank.get(OFFERS);
    assert_eq!(offers["offers"][0]["seats_left"], 10, "two seats, once");
}

#[test]
fn who_asks_without_end_is_turned_away_and_nobody_else() {
    let mut bank = bank();
    let path = format!("/bookings/{ID}");
    for key in 0..1_000 {
        assert_eq!(bank.send_as(&format!("k-{key}"), "DELETE", &path, "").0, 404);
    }
    assert_eq!(bank.send_as("k-more", "DELETE", &path, "").1["code"], "busy");
    assert_eq!(bank.send_as("k-0", "DELETE", &path, "").0, 404, "the answer of before");
    bank.user(Some("ffffffffffffffffffffffffffffffff"));
    assert_eq!(bank.send_as("k-more", "DELETE", &path, "").0, 404);
}

#[test]
fn a_hold_expires_and_its_seats_are_sold_to_others() {
    let mut bank = bank();
    let booking = held(&mut bank);
    let path = format!("/bookings/{OTHER}");
    let nine = wish(&booking["offer"], 9);
    assert_eq!(bank.send_as("k-nine", "PUT", &path, &nine).0, 201);
    let third = format!("/bookings/{}", "z".repeat(26));
    let two = wish(&booking["offer"], 2);
    let (status, problem) = bank.send_as("k-two", "PUT", &third, &two);
    assert_eq!((status, &problem["code"]), (409, &"sold-out".into()));

    bank.pass(Duration::from_millis(HELD_FOR));
    assert_eq!(bank.get(&path).1["status"], "expired");
    assert_eq!(bank.send_as("k-two-more", "PUT", &third, &two).0, 201);
    // Paid for a little late, and there are seats: the ticket is given out all the same.
    let fare = booking["price"]["minor_units"].as_u64().unwrap() / 2;
    assert_eq!(bank.announce("w-late", ID, fare * 2).0, 204);
    assert_eq!(bank.get(&format!("/bookings/{ID}")).1["status"], "confirmed");
    // There are none for nine.
    assert_eq!(bank.announce("w-too-late", OTHER, fare * 9).0, 204);
    assert_eq!(bank.get(&path).1["status"], "refund-due");
}

#[test]
fn seats_that_are_let_go_are_free_and_the_booking_stays_gone() {
    let mut bank = bank();
    let booking = held(&mut bank);
    let path = format!("/bookings/{ID}");
    for key in ["k-go", "k-go-2"] {
        assert_eq!(bank.send_as(key, "DELETE", &path, "").1["status"], "released");
    }
    let again = bank.send_as("k-back", "PUT", &path, &wish(&booking["offer"], 2));
    assert_eq!((again.0, &again.1["code"]), (410, &"released".into()));
    assert_eq!(offer(&mut bank)["seats_left"], 12);
    // The bank says that it was paid for all the same: a ticket, since there are seats.
    let price = booking["price"]["minor_units"].as_u64().unwrap();
    assert_eq!(bank.announce("w-1", ID, price).0, 204);
    assert_eq!(bank.get(&path).1["status"], "confirmed");
}

#[test]
fn a_booking_is_nobody_else_s() {
    let mut bank = bank();
    let booking = held(&mut bank);
    let path = format!("/bookings/{ID}");
    for stranger in [None, Some("ffffffffffffffffffffffffffffffff")] {
        bank.user(stranger);
        assert_eq!(bank.get(&path).0, 404);
        assert_eq!(bank.send_as("k-1", "DELETE", &path, "").0, 404);
        let taken = bank.send_as("k-3", "PUT", &path, &wish(&booking["offer"], 2));
        assert_eq!((taken.0, &taken.1["code"]), (409, &"id-taken".into()));
    }
    bank.app("com.evil.travel");
    assert_eq!(bank.get(OFFERS).1["code"], "another-app");
}

#[test]
fn a_settled_payment_confirms_what_nobody_came_back_for() {
    let mut bank = bank();
    let booking = held(&mut bank);
    let price = booking["price"]["minor_units"].as_u64().unwrap();
    assert_eq!(bank.announce("w-0", OTHER, price).0, 404);
    assert_eq!(bank.announce("w-1", ID, price - 1).1["code"], "amount");
    assert_eq!(bank.get(&format!("/bookings/{ID}")).1["status"], "held");
    assert_eq!(bank.announce("w-2", ID, price).0, 204);
    assert_eq!(bank.get(&format!("/bookings/{ID}")).1["status"], "confirmed");
    // A mini-app's request is no announcement.
    let body = format!(
        r#"{{"instruction_id":"{ID}","amount":{{"minor_units":{price},"currency":"EUR"}}}}"#
    );
    let posing = bank.signed("POST", "/webhooks/payments", &body, Some("w-3"));
    assert_eq!(bank.send(&posing).0, 401);
}

#[test]
fn a_ticket_is_forgotten_after_the_journey() {
    const NOW: u64 = 1_772_438_400_000;
    const DAY: u64 = 24 * 60 * 60 * 1_000;
    let mut business = Wanderlust::default();
    let url = |path: &str| format!("{}{path}", Wanderlust::ORIGIN);
    let mut asked = |method: &str, path: &str, body: &str, now: u64| {
        let reply = ask(&mut business, method, &url(path), body.as_bytes(), now);
        (reply.status, serde_json::from_slice(&reply.body).unwrap_or(Value::Null))
    };
    let day = "/offers?from=VIE&to=LON&date=2026-03-05&travellers=1";
    let (_, offers): (u16, Value) = asked("GET", day, "", NOW);
    let wish = wish(&offers["offers"][0], 1);
    let path = format!("/bookings/{ID}");
    let (status, booking) = asked("PUT", &path, &wish, NOW);
    assert_eq!(status, 201);
    let amount = Amount::eur(booking["price"]["minor_units"].as_u64().unwrap());
    let payment = SettledPayment { instruction_id: ID.to_owned(), amount };
    assert_eq!(business.settled(&payment, NOW).status, 204);
    let mut there = |now: u64, other: &str| {
        let path = format!("/bookings/{other}");
        let _ = ask(&mut business, "PUT", &url(&path), wish.as_bytes(), now);
        ask(&mut business, "GET", &url(&format!("/bookings/{ID}")), b"", now).status
    };
    assert_eq!(there(NOW + 2 * DAY, &"y".repeat(26)), 200);
    assert_eq!(there(NOW + 10 * DAY, &"z".repeat(26)), 404);
}

#[test]
fn nonsense_is_answered_and_the_server_goes_on() {
    let mut bank = bank();
    for bytes in ["\r\n\r\n", "GET\r\n\r\n", "POST / HTTP/1.1\r\nContent-Length: 99999999\r\n\r\nx"]
    {
        let mut stream = TcpStream::connect(bank.address()).unwrap();
        stream.write_all(bytes.as_bytes()).unwrap();
        stream.shutdown(std::net::Shutdown::Write).unwrap();
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        assert!(!answer.starts_with(b"HTTP/1.1 2"), "{}", String::from_utf8_lossy(&answer));
    }
    let path = format!("/bookings/{ID}");
    for body in ["", "[", "{}", r#"{"offer":1,"travellers":1}"#, r#"{"offer":"x","travellers":-1}"#]
    {
        let key = format!("k-{}", body.len());
        assert_eq!(bank.send_as(&key, "PUT", &path, body).1["code"], "malformed", "{body}");
    }
    let (_, gone) = bank.send_as("k-x", "PUT", &path, r#"{"offer":"x","travellers":1}"#);
    assert_eq!(gone["code"], "gone");
    for travellers in [0, 10, u32::MAX] {
        let offer = offer(&mut bank);
        let key = format!("t-{travellers}");
        assert_eq!(bank.send_as(&key, "PUT", &path, &wish(&offer, travellers)).0, 409);
    }
    assert_eq!(bank.send_as("k-y", "PUT", "/bookings/short", "{}").0, 400);
}

#[test]
fn the_process_says_first_where_it_listens_and_believes_nobody_without_a_key() {
    let server = env!("CARGO_BIN_EXE_travel-server");
    let mut child = Command::new(server)
        .args(["--listen", "127.0.0.1:0", "--key", &public_key()])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let address: std::net::SocketAddr = line.trim().parse().unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(b"GET /offers HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(answer.starts_with("HTTP/1.1 401"), "{answer}");

    let without = Command::new(server).output().unwrap();
    assert!(!without.status.success() && without.stdout.is_empty());
}
