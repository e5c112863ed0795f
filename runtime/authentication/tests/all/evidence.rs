//! Evidence: verifies offline, and names what was changed.

use std::collections::BTreeSet;

use loggia_authentication::{
    Class, Digest, Evidence, Nonce, PaymentFacts, PendingChallenge, Refused, SoftwareAuthenticator,
    Unproven,
};
use serde_json::{Value, json};

use super::{Authenticator, NOW, ORIGIN, bank, facts, linking, pending, scheduled};

fn evidence() -> Evidence {
    let (authenticator, mut pending) =
        (Authenticator { count: 5, ..Authenticator::new() }, pending());
    let mut credential = authenticator.credential();
    credential.sign_count = 4;
    let answer = authenticator.answer(&pending.challenge());
    bank().verify_payment(&credential, &mut pending, &facts(), &answer, NOW + 1000).unwrap().1
}

/// Whoever changes evidence with the digests of its parts.
fn resealed(evidence: &Evidence, change: impl FnOnce(&mut Evidence)) -> Evidence {
    let mut changed = evidence.clone();
    change(&mut changed);
    // Each digest in turn, until none is amiss: what a thief with this crate can do.
    for _ in 0..evidence.parts.len() {
        let Err(Unproven::Changed { part }) = changed.verify() else { break };
        let digest = digest_of(&changed, &part);
        changed.parts.insert(part, digest);
    }
    changed
}

/// The digest that a part is to have, by SHA-256 over its bytes.
fn digest_of(evidence: &Evidence, part: &str) -> Digest {
    let text = |value: &str| value.as_bytes().to_vec();
    let facts = &evidence.facts;
    let bytes = match part {
        "payment" => facts.payment.to_vec(),
        "user" => text(&facts.user),
        "debtor account" => text(&facts.debtor_account),
        "amount" => facts.amount.to_be_bytes().to_vec(),
        "currency" => text(&facts.currency),
        "creditor scheme" => text(&facts.creditor_scheme),
        "creditor id" => text(&facts.creditor_id),
        "creditor name" => text(&facts.creditor_name),
        "reference" => match &facts.reference {
            None => vec![0],
            Some(reference) => format!("\u{1}{reference}").into_bytes(),
        },
        "app" => text(&facts.app),
        "package" => facts.package.to_vec(),
        "expiry" => facts.expires_at.to_be_bytes().to_vec(),
        "execution date" => text(facts.execution_date.as_deref().unwrap_or_default()),
        "nonce" => evidence.nonce.as_bytes().to_vec(),
        "origin" => text(&evidence.origin),
        "relying party" => text(&evidence.relying_party),
        "public key" => evidence.credential.public_key.to_sec1(),
        "signature" => evidence.assertion.signature.clone(),
        "time of verification" => evidence.verified_at.to_be_bytes().to_vec(),
        other => panic!("{other} is not changed here"),
    };
    Digest::from_bytes(<sha2::Sha256 as sha2::Digest>::digest(bytes).into())
}

#[test]
fn it_verifies_offline_from_its_json() {
    let evidence = evidence();
    let kept = serde_json::to_string(&evidence).unwrap();
    let read: Evidence = serde_json::from_str(&kept).unwrap();
    let proven = read.verify_against(&evidence.digest()).unwrap();
    assert_eq!(*proven.facts, facts());
    assert_eq!((proven.class, proven.verified_at), (Class::Passkey, NOW + 1000));
}

#[test]
fn each_changed_fact_is_named() {
    for (name, facts) in linking::changed() {
        let changed = Evidence { facts, ..evidence() };
        assert_eq!(changed.verify(), Err(Unproven::Changed { part: name.into() }));
    }
}

#[test]
fn every_value_of_its_json_is_guarded_and_named() {
    let evidence = evidence();
    let whole = serde_json::to_value(&evidence).unwrap();
    let other_key = SoftwareAuthenticator::from_secret(&[2; 32]).unwrap().public_key().to_string();
    let b64 = |length: usize| "A".repeat(length);
    let cases = [
        ("/facts/payment", json!(b64(22)), "payment"),
        ("/facts/user", json!("u-0000"), "user"),
        ("/facts/debtor_account", json!("acc-2"), "debtor account"),
        ("/facts/amount", json!(341), "amount"),
        ("/facts/currency", json!("GBP"), "currency"),
        ("/facts/creditor_scheme", json!("x"), "creditor scheme"),
        ("/facts/creditor_id", json!("x"), "creditor id"),
        ("/facts/creditor_name", json!("x"), "creditor name"),
        ("/facts/reference", Value::Null, "reference"),
        ("/facts/app", json!("x"), "app"),
        ("/facts/package", json!(b64(43)), "package"),
        ("/facts/expires_at", json!(NOW + 299_999), "expiry"),
        ("/nonce", json!(b64(43)), "nonce"),
        ("/relying_party", json!("evil.example"), "relying party"),
        ("/origin", json!("https://www.bank.example"), "origin"),
        ("/credential/id", json!("AAAA"), "credential's id"),
        ("/credential/user", json!("u-0000"), "credential's user"),
        ("/credential/public_key", json!(other_key), "public key"),
        ("/credential/class", json!("software"), "credential's class"),
        ("/credential/backup_eligible", json!(true), "backup eligibility"),
        ("/credential/backed_up", json!(true), "backup state"),
        ("/credential/sign_count", json!(0), "signature counter"),
        ("/assertion/credentialId", json!("AAAA"), "assertion's credential"),
        ("/assertion/clientDataJSON", json!("AAAA"), "client data"),
        ("/assertion/authenticatorData", json!("AAAA"), "authenticator data"),
        ("/assertion/signature", json!("AAAA"), "signature"),
        ("/assertion/userHandle", Value::Null, "user handle"),
        ("/verified_at", json!(NOW), "time of verification"),
    ];
    let mut guarded = BTreeSet::new();
    for (path, value, part) in cases {
        let mut changed = whole.clone();
        *changed.pointer_mut(path).unwrap() = value;
        let changed: Evidence = serde_json::from_value(changed).unwrap();
        let part = part.to_owned();
        assert_eq!(changed.verify(), Err(Unproven::Changed { part: part.clone() }), "{path}");
        assert_ne!(changed.digest(), evidence.digest(), "{path}");
        guarded.insert(part);
    }
    let parts: BTreeSet<String> = evidence.parts.keys().cloned().collect();
    assert_eq!(guarded, parts, "a part that no case changes");
}

#[test]
fn the_day_of_a_scheduled_payment_can_be_neither_changed_nor_taken_away() {
    let (authenticator, mut pending) =
        (Authenticator::new(), PendingChallenge::payment(scheduled(), NOW).unwrap());
    let answer = authenticator.answer(&pending.challenge());
    let credential = authenticator.credential();
    let (_, evidence) =
        bank().verify_payment(&credential, &mut pending, &scheduled(), &answer, NOW).unwrap();
    let kept = serde_json::to_string(&evidence).unwrap();
    assert!(kept.contains(r#""execution_date":"2026-01-31""#), "{kept}");
    assert_eq!(serde_json::from_str::<Evidence>(&kept).unwrap(), evidence);
    for date in [Some("2026-01-30".to_owned()), None] {
        let mut changed = evidence.clone();
        changed.facts.execution_date.clone_from(&date);
        let part = "execution date".to_owned();
        assert_eq!(changed.verify(), Err(Unproven::Changed { part: part.clone() }));
        assert_ne!(changed.digest(), evidence.digest());
        let mut changed = resealed(&evidence, |evidence| evidence.facts.execution_date = date);
        changed.parts.retain(|name, _| *name != part || changed.facts.execution_date.is_some());
        assert_eq!(changed.verify(), Err(Refused::Challenge.into()));
    }
}

#[test]
fn a_changed_added_or_missing_digest_is_named() {
    let evidence = evidence();
    for part in evidence.parts.keys() {
        let mut changed = evidence.clone();
        changed.parts.insert(part.clone(), Digest::from_bytes([0; 32]));
        assert_eq!(changed.verify(), Err(Unproven::Changed { part: part.clone() }));
        changed.parts.remove(part);
        assert_eq!(changed.verify(), Err(Unproven::Changed { part: part.clone() }));
    }
    let mut more = evidence;
    more.parts.insert("tip".into(), Digest::from_bytes([0; 32]));
    assert_eq!(more.verify(), Err(Unproven::Changed { part: "tip".into() }));
}

#[test]
fn what_the_payer_signed_cannot_be_changed_with_its_digests() {
    let evidence = evidence();
    for (name, facts) in linking::changed() {
        let changed = resealed(&evidence, |evidence| evidence.facts = facts);
        let refused = if name == "user" { Refused::Owner } else { Refused::Challenge };
        assert_eq!(changed.verify(), Err(refused.into()), "{name}");
    }
    let changed = resealed(&evidence, |evidence| evidence.nonce = Nonce::from_bytes([0; 32]));
    assert_eq!(changed.verify(), Err(Refused::Challenge.into()));
    let changed =
        resealed(&evidence, |evidence| evidence.origin = "https://www.bank.example".into());
    assert_eq!(changed.verify(), Err(Refused::Origin.into()));
    let changed = resealed(&evidence, |evidence| {
        evidence.origin = "https://www.bank.example".into();
        evidence.relying_party = "www.bank.example".into();
    });
    assert_eq!(changed.verify(), Err(Refused::Origin.into()));
    let party = "example".to_owned();
    let changed = resealed(&evidence, |evidence| evidence.relying_party = party);
    assert_eq!(changed.verify(), Err(Refused::RelyingParty.into()));
    let other = SoftwareAuthenticator::from_secret(&[2; 32]).unwrap();
    let changed =
        resealed(&evidence, |evidence| evidence.credential.public_key = *other.public_key());
    assert_eq!(changed.verify(), Err(Refused::Signature.into()));
    let changed = resealed(&evidence, |evidence| evidence.verified_at = evidence.facts.expires_at);
    assert_eq!(changed.verify(), Err(Refused::Expired.into()));
    let nothing = PaymentFacts { amount: 0, ..facts() };
    let changed = resealed(&evidence, |evidence| evidence.facts = nothing);
    assert!(matches!(changed.verify(), Err(Unproven::Facts(_))));
}

#[test]
fn what_the_payer_did_not_sign_is_found_by_the_digest_that_the_log_keeps() {
    let evidence = evidence();
    let changed = resealed(&evidence, |evidence| evidence.verified_at -= 500);
    assert!(changed.verify().is_ok(), "nothing in it tells");
    assert_eq!(changed.verify_against(&evidence.digest()), Err(Unproven::Digest));
    assert!(evidence.verify_against(&evidence.digest()).is_ok());
    assert_eq!(evidence.origin, ORIGIN);
}
