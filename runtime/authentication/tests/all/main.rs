//! Authentication from the outside: published vectors, and everything that must be refused.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails"
)]

mod assertions;
mod cbor;
mod evidence;
mod keys;
mod life;
mod linking;
mod mutations;
mod pages;
mod registrations;
mod software;
mod vectors;

use loggia_authentication::{
    Assertion, Challenge, Class, Credential, CredentialId, PaymentFacts, PendingChallenge,
    PublicKey, Refused, RelyingParty, Verified,
};
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use sha2::{Digest, Sha256};

const NOW: u64 = 1_767_225_600_000;
const ORIGIN: &str = "https://bank.example";
const USER: &str = "u-7f3a";

const UP: u8 = 0x01;
const UV: u8 = 0x04;
const BE: u8 = 0x08;
const BS: u8 = 0x10;
const AT: u8 = 0x40;
const ED: u8 = 0x80;

fn bank() -> RelyingParty {
    RelyingParty::new("bank.example", [ORIGIN]).unwrap()
}

fn facts() -> PaymentFacts {
    PaymentFacts {
        payment: [7; 16],
        user: USER.into(),
        debtor_account: "acc-1".into(),
        amount: 340,
        currency: "EUR".into(),
        creditor_scheme: "UK.OBIE.IBAN".into(),
        creditor_id: "DE02120300000000202051".into(),
        creditor_name: "Caffè Centrale".into(),
        reference: Some("Order 1042".into()),
        app: "example.coffee".into(),
        package: [9; 32],
        expires_at: NOW + 300_000,
        execution_date: None,
    }
}

fn scheduled() -> PaymentFacts {
    PaymentFacts { execution_date: Some("2026-01-31".into()), ..facts() }
}

fn pending() -> PendingChallenge {
    PendingChallenge::payment(facts(), NOW).unwrap()
}

/// An authenticator that does as it is told, written against the standard and not against the crate.
struct Authenticator {
    key: SigningKey,
    rp_id: &'static str,
    client_type: &'static str,
    origin: &'static str,
    /// What follows the origin in the client data.
    more: &'static str,
    flags: u8,
    count: u32,
    /// What follows the counter in the authenticator's data.
    rest: Vec<u8>,
}

impl Authenticator {
    fn new() -> Self {
        Self {
            key: SigningKey::from_slice(&[1; 32]).unwrap(),
            rp_id: "bank.example",
            client_type: "webauthn.get",
            origin: ORIGIN,
            more: r#","crossOrigin":false"#,
            flags: UP | UV,
            count: 0,
            rest: Vec::new(),
        }
    }

    fn credential(&self) -> Credential {
        let point = self.key.verifying_key().to_encoded_point(false);
        Credential {
            id: CredentialId::from_bytes(&[5; 20]).unwrap(),
            user: USER.into(),
            public_key: PublicKey::from_sec1(point.as_bytes()).unwrap(),
            class: Class::Passkey,
            backup_eligible: false,
            backed_up: false,
            sign_count: 0,
        }
    }

    fn client_data(&self, challenge: &Challenge) -> Vec<u8> {
        let Self { client_type, origin, more, .. } = self;
        let json = format!(
            r#"{{"type":"{client_type}","challenge":"{challenge}","origin":"{origin}"{more}}}"#
        );
        json.into_bytes()
    }

    fn authenticator_data(&self) -> Vec<u8> {
        let mut data = Sha256::digest(self.rp_id).to_vec();
        data.push(self.flags);
        data.extend(self.count.to_be_bytes());
        data.extend(&self.rest);
        data
    }

    /// Signs whatever these bytes are.
    fn sign(&self, authenticator_data: Vec<u8>, client_data: Vec<u8>) -> Assertion {
        let message = [authenticator_data.as_slice(), &Sha256::digest(&client_data)].concat();
        let signature: Signature = self.key.sign(&message);
        Assertion {
            credential_id: self.credential().id,
            client_data,
            authenticator_data,
            signature: signature.to_der().as_bytes().to_vec(),
            user_handle: Some(USER.into()),
        }
    }

    fn answer(&self, challenge: &Challenge) -> Assertion {
        self.sign(self.authenticator_data(), self.client_data(challenge))
    }
}

/// What the bank says to an assertion for the tests' payment.
fn verify(
    credential: &Credential,
    pending: &PendingChallenge,
    assertion: &Assertion,
) -> Result<Verified, Refused> {
    let mut pending = pending.clone();
    let verified = bank().verify_payment(credential, &mut pending, &facts(), assertion, NOW);
    assert_eq!(pending.is_spent(), verified.is_ok(), "spent by a right answer, and by no other");
    verified.map(|(verified, _)| verified)
}

/// What the bank says to this authenticator's answer.
fn try_with(authenticator: &Authenticator, credential: &Credential) -> Result<Verified, Refused> {
    let pending = pending();
    verify(credential, &pending, &authenticator.answer(&pending.challenge()))
}

fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
    let byte = |pair: &[char]| u8::from_str_radix(&String::from_iter(pair), 16).unwrap();
    digits.chunks(2).map(byte).collect()
}
