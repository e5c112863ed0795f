//! What a challenge is linked to: the page's vectors, and every fact changed.

use std::collections::BTreeSet;

use loggia_authentication::{
    Challenge, Nonce, NotAsked, NotFacts, PaymentFacts, PendingChallenge, Refused,
};
use serde::Deserialize;

use super::{Authenticator, NOW, bank, facts, hex, pending, scheduled};

const PAGE: &str = include_str!("../../docs/dynamic-linking.md");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Vector {
    name: String,
    facts: PaymentFacts,
    nonce: Nonce,
    bytes: Vec<String>,
    challenge: Challenge,
}

/// The facts with each of them changed, by its name.
pub(super) fn changed() -> Vec<(&'static str, PaymentFacts)> {
    changed_from(facts)
}

/// The same of these facts.
fn changed_from(f: fn() -> PaymentFacts) -> Vec<(&'static str, PaymentFacts)> {
    vec![
        ("payment", PaymentFacts { payment: [8; 16], ..f() }),
        ("user", PaymentFacts { user: "u-7f3b".into(), ..f() }),
        ("debtor account", PaymentFacts { debtor_account: "acc-2".into(), ..f() }),
        ("amount", PaymentFacts { amount: 341, ..f() }),
        ("currency", PaymentFacts { currency: "GBP".into(), ..f() }),
        ("creditor scheme", PaymentFacts { creditor_scheme: "UK.OBIE.BBAN".into(), ..f() }),
        ("creditor id", PaymentFacts { creditor_id: "DE02120300000000202052".into(), ..f() }),
        ("creditor name", PaymentFacts { creditor_name: "Caffe Centrale".into(), ..f() }),
        ("reference", PaymentFacts { reference: Some("Order 1043".into()), ..f() }),
        ("reference", PaymentFacts { reference: Some(String::new()), ..f() }),
        ("reference", PaymentFacts { reference: None, ..f() }),
        ("app", PaymentFacts { app: "example.tea".into(), ..f() }),
        ("package", PaymentFacts { package: [8; 32], ..f() }),
        ("expiry", PaymentFacts { expires_at: NOW + 299_999, ..f() }),
        ("execution date", PaymentFacts { execution_date: Some("2026-01-30".into()), ..f() }),
    ]
}

#[test]
fn the_page_has_the_vectors_of_the_code() {
    let json = PAGE.split("```json").nth(1).unwrap().split("```").next().unwrap();
    let vectors: Vec<Vector> = serde_json::from_str(json).unwrap();
    assert_eq!(vectors.len(), 5);
    for Vector { name, facts, nonce, bytes, challenge } in vectors {
        let bytes = hex(&bytes.concat());
        assert_eq!(facts.to_bytes(&nonce), bytes, "{name}");
        assert_eq!(facts.challenge(&nonce), challenge, "{name}");
    }
}

#[test]
fn the_page_has_a_row_for_each_field_in_its_order() {
    let rows: Vec<&str> = PAGE
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.split(" | ").nth(1))
        .skip_while(|field| *field != "payment, which is the consent's id")
        .collect();
    assert_eq!(rows.len(), 14);
    let mut names: Vec<&str> = changed().into_iter().map(|(name, _)| name).collect();
    names.dedup();
    names.push("nonce");
    for (row, name) in rows.iter().zip(&names) {
        assert!(row.starts_with(name), "{row}: {name}");
    }
}

#[test]
fn every_fact_and_the_nonce_make_another_challenge() {
    let nonce = Nonce::from_bytes([3; 32]);
    let mut challenges = BTreeSet::from([facts().challenge(&nonce)]);
    for (name, changed) in changed() {
        assert!(challenges.insert(changed.challenge(&nonce)), "{name}");
    }
    assert!(challenges.insert(facts().challenge(&Nonce::from_bytes([4; 32]))));
    // A character that moves from one field to the next.
    let moved = PaymentFacts {
        creditor_id: "DE0212030000000020205".into(),
        creditor_name: "1Caffè Centrale".into(),
        ..facts()
    };
    assert!(challenges.insert(moved.challenge(&nonce)));
    assert_eq!(challenges.len(), 18);
}

#[test]
fn an_answer_for_one_payment_is_none_for_another() {
    let (authenticator, shown) = (Authenticator::new(), pending());
    let credential = authenticator.credential();
    let answer = authenticator.answer(&shown.challenge());
    for (name, other) in changed() {
        // The payment changed under the challenge.
        let mut pending = shown.clone();
        let refused = bank().verify_payment(&credential, &mut pending, &other, &answer, NOW);
        assert_eq!(refused.unwrap_err(), Refused::Voided, "{name}");
        assert!(!pending.is_spent());

        // The bank asked for another, and the answer is for the one before.
        let mut kept = serde_json::to_value(&shown).unwrap();
        kept["purpose"]["payment"] = serde_json::to_value(&other).unwrap();
        let mut pending: PendingChallenge = serde_json::from_value(kept).unwrap();
        let refused = bank().verify_payment(&credential, &mut pending, &other, &answer, NOW);
        assert_eq!(refused.unwrap_err(), Refused::Challenge, "{name}");
    }
    let mut pending = shown;
    assert!(bank().verify_payment(&credential, &mut pending, &facts(), &answer, NOW).is_ok());
}

#[test]
fn an_answer_for_one_day_is_none_for_another_or_for_today() {
    let authenticator = Authenticator::new();
    let credential = authenticator.credential();
    let shown = PendingChallenge::payment(scheduled(), NOW).unwrap();
    let answer = authenticator.answer(&shown.challenge());
    let today = ("execution date", PaymentFacts { execution_date: None, ..scheduled() });
    for (name, other) in changed_from(scheduled).into_iter().chain([today]) {
        let mut kept = serde_json::to_value(&shown).unwrap();
        kept["purpose"]["payment"] = serde_json::to_value(&other).unwrap();
        let mut pending: PendingChallenge = serde_json::from_value(kept).unwrap();
        let refused = bank().verify_payment(&credential, &mut pending, &other, &answer, NOW);
        assert_eq!(refused.unwrap_err(), Refused::Challenge, "{name}");
        let mut pending = shown.clone();
        let refused = bank().verify_payment(&credential, &mut pending, &other, &answer, NOW);
        assert_eq!(refused.unwrap_err(), Refused::Voided, "{name}");
    }
    // And one for today is none for a later day.
    let today = authenticator.answer(&pending().challenge());
    let mut later = shown.clone();
    let refused = bank().verify_payment(&credential, &mut later, &scheduled(), &today, NOW);
    assert_eq!(refused.unwrap_err(), Refused::Challenge);
    let mut pending = shown;
    let (_, evidence) =
        bank().verify_payment(&credential, &mut pending, &scheduled(), &answer, NOW).unwrap();
    assert_eq!(*evidence.verify().unwrap().facts, scheduled());
}

#[test]
fn the_same_payment_asked_twice_has_two_challenges() {
    let (first, mut second) = (pending(), pending());
    assert_ne!(first.challenge(), second.challenge());
    let authenticator = Authenticator::new();
    let answer = authenticator.answer(&first.challenge());
    let credential = authenticator.credential();
    let refused = bank().verify_payment(&credential, &mut second, &facts(), &answer, NOW);
    assert_eq!(refused.unwrap_err(), Refused::Challenge);
}

#[test]
fn nobody_is_asked_to_sign_what_is_no_payment() {
    let ask = |facts| PendingChallenge::payment(facts, NOW).unwrap_err();
    let length = |field, length, limit| NotAsked::Facts(NotFacts::Length { field, length, limit });
    let f = facts;
    assert_eq!(ask(PaymentFacts { amount: 0, ..f() }), NotFacts::Amount.into());
    for currency in ["eur", "EU", "EURO", "E R"] {
        let currency = currency.to_owned();
        assert_eq!(ask(PaymentFacts { currency, ..f() }), NotFacts::Currency.into());
    }
    for date in ["", "2026-1-31", "2026-01-31Z", "2026/01/31", "31.01.2026", "２０２６-01-31"] {
        let date = date.to_owned();
        let refused = ask(PaymentFacts { execution_date: Some(date.clone()), ..f() });
        let expected = if date.is_empty() {
            length("execution date", 0, 1024)
        } else {
            NotFacts::ExecutionDate.into()
        };
        assert_eq!(refused, expected, "{date}");
    }
    assert_eq!(ask(PaymentFacts { user: String::new(), ..f() }), length("user", 0, 64));
    assert_eq!(ask(PaymentFacts { user: "u".repeat(65), ..f() }), length("user", 65, 64));
    assert_eq!(ask(PaymentFacts { app: String::new(), ..f() }), length("app", 0, 1024));
    let long = PaymentFacts { creditor_name: "é".repeat(513), ..f() };
    assert_eq!(ask(long), length("creditor name", 1026, 1024));
    assert_eq!(
        ask(PaymentFacts { reference: Some("x".repeat(1024)), ..f() }),
        length("reference", 1025, 1024)
    );
    for expires_at in [NOW, NOW - 1] {
        assert_eq!(ask(PaymentFacts { expires_at, ..f() }), NotAsked::Expired);
    }
    // A challenge is good for five minutes at most, even where the clock was put back since.
    for (expires_at, until) in [(NOW + 1, NOW + 1), (NOW + 900_000, NOW + 300_000)] {
        let asked = PendingChallenge::payment(PaymentFacts { expires_at, ..f() }, NOW).unwrap();
        assert_eq!(asked.expires_at(), until);
    }
}
