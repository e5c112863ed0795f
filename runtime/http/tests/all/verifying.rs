//! Everything about a signed message that somebody could change.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use loggia_http::{
    Caller, Message, NotVerified, Purpose, RecentNonces, Signer, SignerKey, Stamp, Verified,
    Verifier,
};
use sfv::{Dictionary, Parser};

use super::{caller, key};

const NOW: u64 = 1_767_225_600;

const URI: &str = "https://api.partner.test/orders?n=1";

const BODY: &[u8] = br#"{"hello": "world"}"#;

/// Of [`BODY`], as RFC 9421 has it.
const DIGEST: &str = "sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:";

/// A message that its owner can change.
#[derive(Debug, Clone)]
struct Owned {
    method: String,
    uri: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Owned {
    fn unsigned() -> Self {
        let headers = [
            ("content-digest", DIGEST),
            ("Idempotency-Key", "\"effect-1\""),
            ("Content-Type", "application/json"),
            ("Loggia-Subject", "0f1e2d3c4b5a6978"),
            ("Loggia-App", "com.beanandleaf.coffee"),
            ("Loggia-Package", "a5b4c3d2e1f0"),
            ("Loggia-Environment", "test"),
            ("X-Note", "not signed"),
        ];
        Self {
            method: "POST".into(),
            uri: URI.into(),
            headers: headers.map(|(name, value)| (name.into(), value.into())).into(),
            body: BODY.into(),
        }
    }

    fn signed(purpose: Purpose, nonce: u8) -> Self {
        Self::unsigned().sign(&key(), purpose, nonce)
    }

    fn sign(mut self, key: &SignerKey, purpose: Purpose, nonce: u8) -> Self {
        let stamp = Stamp { purpose, created: NOW, nonce: [nonce; 16] };
        let fields = self.with(|message| message.sign(key, &stamp)).unwrap();
        self.headers.push(("Signature-Input".into(), fields.input));
        self.headers.push(("Signature".into(), fields.signature));
        self
    }

    fn with<T>(&self, then: impl FnOnce(&Message) -> T) -> T {
        let headers: Vec<(&str, &str)> =
            self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let Self { method, uri, body, .. } = self;
        then(&Message { method, uri, headers: &headers, body })
    }

    fn verify(&self) -> Result<Verified, NotVerified> {
        self.verify_at(NOW, &mut RecentNonces::new(100))
    }

    fn verify_at(&self, now: u64, nonces: &mut RecentNonces) -> Result<Verified, NotVerified> {
        let verifier = Verifier::new(Purpose::Request, vec![key().verifier()]);
        self.with(|message| verifier.verify(message, now, nonces))
    }

    fn header(&mut self, name: &str) -> &mut String {
        let mut headers = self.headers.iter_mut();
        &mut headers.find(|(other, _)| other.eq_ignore_ascii_case(name)).unwrap().1
    }

    fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(other, _)| !other.eq_ignore_ascii_case(name));
        self
    }
}

#[test]
fn a_signed_request_tells_who_asks_and_carries_the_parts_that_it_says() {
    let mut message = Owned::signed(Purpose::Request, 1);
    let verified = message.verify().unwrap();
    assert_eq!(verified.caller, caller());
    assert_eq!(verified.key.as_str(), "bank.example/http-1");
    assert_eq!(verified.idempotency_key.unwrap().as_str(), "effect-1");
    assert_eq!((verified.signed, verified.kind, verified.happened), (NOW, None, None));
    let expected = "loggia=(\"@method\" \"@target-uri\" \"content-digest\" \"loggia-app\" \
                    \"loggia-package\" \"loggia-environment\" \"idempotency-key\" \"content-type\" \
                    \"loggia-subject\");created=1767225600;expires=1767225660;\
                    nonce=\"AQEBAQEBAQEBAQEBAQEBAQ\";keyid=\"bank.example/http-1\";alg=\"ed25519\";\
                    tag=\"loggia-request\"";
    assert_eq!(message.header("signature-input"), expected);
}

#[test]
fn every_changed_byte_of_what_is_signed_is_found() {
    let whole = Owned::signed(Purpose::Request, 1);
    let found = |changed: &Owned| changed.verify().is_err();
    let changes = |text: &str| -> Vec<String> {
        let flips = (0..text.len()).flat_map(|at| [1, 2, 4].map(|flip| (at, flip)));
        let flip = |(at, flip): (usize, u8)| {
            let mut bytes = text.as_bytes().to_vec();
            bytes[at] ^= flip;
            String::from_utf8(bytes).ok()
        };
        flips.filter_map(flip).collect()
    };
    for method in changes(&whole.method) {
        assert!(found(&Owned { method, ..whole.clone() }));
    }
    for uri in changes(&whole.uri) {
        assert!(found(&Owned { uri, ..whole.clone() }));
    }
    for at in 0..whole.body.len() {
        let mut changed = whole.clone();
        changed.body[at] ^= 1;
        assert_eq!(changed.verify(), Err(NotVerified::Digest));
    }
    for at in 0..whole.headers.len() {
        let (name, value) = whole.headers[at].clone();
        if name == "X-Note" {
            continue;
        }
        for value in changes(&value) {
            // Base64 may have another text of the same bytes.
            let bytes = |text: &str| Parser::new(text).parse::<Dictionary>().ok();
            if name == "Signature" && bytes(&value) == bytes(&whole.headers[at].1) {
                continue;
            }
            let mut changed = whole.clone();
            changed.headers[at].1 = value;
            assert!(found(&changed), "{name}: {}", changed.headers[at].1);
        }
        assert!(found(&whole.clone().without(&name)), "{name}");
        let mut twice = whole.clone();
        twice.headers.push((name.clone(), value));
        // The same signature twice is one entry of its dictionary.
        assert!(found(&twice) || name.starts_with("Signature"), "{name}");
    }
    let mut unsigned = whole;
    *unsigned.header("x-note") = "other".into();
    assert!(unsigned.verify().is_ok(), "what is not signed may differ");
}

#[test]
fn what_of_ours_is_not_covered_is_not_believed() {
    let mut added = Owned::unsigned().without("loggia-subject").sign(&key(), Purpose::Request, 1);
    assert_eq!(added.verify().unwrap().caller, Caller { subject: None, ..caller() });
    added.headers.push(("LOGGIA-SUBJECT".into(), "somebody-else".into()));
    assert_eq!(added.verify(), Err(NotVerified::Uncovered("loggia-subject".into())));
    for name in ["Idempotency-Key", "Content-Type"] {
        let mut added = Owned::unsigned().without(name).sign(&key(), Purpose::Request, 1);
        assert!(added.verify().is_ok(), "{name}");
        added.headers.push((name.into(), "\"x\"".into()));
        assert_eq!(added.verify(), Err(NotVerified::Uncovered(name.to_ascii_lowercase())));
    }
    // A right signature of the bank's over too little.
    for missing in ["\"@method\" ", "\"@target-uri\" ", "\"content-digest\" ", "\"loggia-app\" "] {
        let mut message = Owned::signed(Purpose::Request, 1);
        let input = message.header("signature-input").replace(missing, "");
        let resigned = resign(message, &input);
        let refused = resigned.verify();
        assert!(matches!(refused, Err(NotVerified::Uncovered(_))), "{missing}: {refused:?}");
    }
}

/// With another input, rightly signed.
fn resign(mut message: Owned, input: &str) -> Owned {
    let base = message.with(|message| message.signature_base(&input["loggia=".len()..])).unwrap();
    let signature = key().sign(base.as_bytes()).unwrap();
    *message.header("signature-input") = input.into();
    let signature = STANDARD.encode(signature);
    *message.header("signature") = format!("loggia=:{signature}:");
    message
}

#[test]
fn a_signature_lacks_no_parameter_and_is_good_for_minutes_only() {
    let whole = Owned::signed(Purpose::Request, 1);
    let input = whole.clone().header("signature-input").clone();
    assert_eq!(resign(whole.clone(), &input).verify(), whole.verify());
    for (from, to, reason) in [
        (";created=1767225600", "", NotVerified::Parameter("created")),
        (";created=1767225600", ";created=\"1\"", NotVerified::Parameter("created")),
        (";expires=1767225660", "", NotVerified::Parameter("expires")),
        (";nonce=\"AQEBAQEBAQEBAQEBAQEBAQ\"", "", NotVerified::Parameter("nonce")),
        (";keyid=\"bank.example/http-1\"", "", NotVerified::Parameter("keyid")),
        ("http-1", "http-2", NotVerified::Key),
        ("\"ed25519\"", "\"hmac-sha256\"", NotVerified::Parameter("alg")),
        ("expires=1767225660", "expires=1767225901", NotVerified::Time),
        ("expires=1767225660", "expires=1767225599", NotVerified::Time),
        (";tag=\"loggia-request\"", "", NotVerified::Tag { tag: "loggia-request" }),
        ("loggia-request", "loggia-webhook", NotVerified::Tag { tag: "loggia-request" }),
    ] {
        let changed = input.replace(from, to);
        assert_ne!(changed, input);
        assert_eq!(resign(whole.clone(), &changed).verify(), Err(reason), "{changed}");
    }
    for (now, good) in [
        (NOW - 31, false),
        (NOW - 30, true),
        (NOW + 60, true),
        (NOW + 90, true),
        (NOW + 91, false),
        (0, false),
        (u64::MAX, false),
    ] {
        let verified = whole.verify_at(now, &mut RecentNonces::new(9));
        assert_eq!(verified.is_ok(), good, "{now}");
        assert!(good || verified == Err(NotVerified::Time), "{now}");
    }
}

#[test]
fn a_stranger_and_another_purpose_do_not_pass() {
    let stranger = SignerKey::from_seed("bank.example/http-1".parse().unwrap(), [8; 32]);
    let forged = Owned::unsigned().sign(&stranger, Purpose::Request, 1);
    assert_eq!(forged.verify(), Err(NotVerified::Signature));
    let mut webhook = Owned::unsigned();
    webhook.headers.push(("Loggia-Type".into(), "payment.settled".into()));
    webhook.headers.push(("Loggia-Created".into(), "1767225600".into()));
    let webhook = webhook.sign(&key(), Purpose::Webhook, 1);
    assert_eq!(webhook.verify(), Err(NotVerified::Tag { tag: "loggia-request" }));
    // Another's signature beside ours, as a proxy may add one, does not matter; two of ours do.
    let mut proxied = Owned::signed(Purpose::Request, 1);
    proxied.header("signature-input").push_str(", proxy=(\"@method\");tag=\"proxy\"");
    proxied.header("signature").push_str(", proxy=:AAAA:");
    assert!(proxied.verify().is_ok());
    let mut twice = Owned::signed(Purpose::Request, 1);
    let second = twice.header("signature-input").replace("loggia=", ", second=");
    twice.header("signature-input").push_str(&second);
    assert_eq!(twice.verify(), Err(NotVerified::Tag { tag: "loggia-request" }));
    assert_eq!(Owned::unsigned().verify(), Err(NotVerified::Malformed));
}

#[test]
fn a_repeat_is_found_until_it_has_expired_and_a_full_store_takes_nothing() {
    let mut nonces = RecentNonces::new(2);
    let first = Owned::signed(Purpose::Request, 1);
    assert!(first.verify_at(NOW, &mut nonces).is_ok());
    for now in [NOW, NOW + 60, NOW + 90] {
        assert_eq!(first.verify_at(now, &mut nonces), Err(NotVerified::Replayed), "{now}");
    }
    // A forgery with the next one's nonce takes no room.
    let mut forged = Owned::signed(Purpose::Request, 2);
    forged.uri.push('x');
    assert_eq!(forged.verify_at(NOW, &mut nonces), Err(NotVerified::Signature));
    assert!(Owned::signed(Purpose::Request, 2).verify_at(NOW, &mut nonces).is_ok());
    let third = Owned::signed(Purpose::Request, 3);
    assert_eq!(third.verify_at(NOW, &mut nonces), Err(NotVerified::Replayed));
    let mut later = Owned::unsigned();
    let stamp = Stamp { purpose: Purpose::Request, created: NOW + 120, nonce: [3; 16] };
    let fields = later.with(|message| message.sign(&key(), &stamp)).unwrap();
    later.headers.push(("signature-input".into(), fields.input));
    later.headers.push(("signature".into(), fields.signature));
    assert!(later.verify_at(NOW + 120, &mut nonces).is_ok(), "what expired makes room");
}
