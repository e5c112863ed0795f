//! Strong customer authentication with dynamic linking (PSD2): a payer's authenticator signs exactly
//! the payment that was shown, by WebAuthn.
//!
//! ```
//! use loggia_authentication::{
//!     Failures, PaymentFacts, PendingChallenge, RelyingParty, SoftwareAuthenticator,
//! };
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let (now, origin) = (1_767_225_600_000, "https://bank.example");
//! // A bank leaves the last line out, and takes passkeys alone.
//! let bank = RelyingParty::new("bank.example", [origin])?
//!     .accepting_software_authenticators();
//!
//! // Once: the user makes a credential, and the bank keeps it.
//! let authenticator = SoftwareAuthenticator::generate()?;
//! let mut pending = PendingChallenge::registration("u-7f3a", now)?;
//! let made = authenticator.register(bank.id(), origin, &pending.challenge());
//! let credential = bank.verify_registration(&mut pending, &made, now)?;
//!
//! // The bank's sheet shows a payment, and the payer signs what it shows.
//! let facts = PaymentFacts {
//!     payment: [7; 16],
//!     user: "u-7f3a".into(),
//!     debtor_account: "acc-1".into(),
//!     amount: 340,
//!     currency: "EUR".into(),
//!     creditor_scheme: "UK.OBIE.IBAN".into(),
//!     creditor_id: "DE02120300000000202051".into(),
//!     creditor_name: "Caffè Centrale".into(),
//!     reference: None,
//!     app: "example.coffee".into(),
//!     package: [9; 32],
//!     expires_at: now + 300_000,
//!     execution_date: None,
//! };
//! let mut failures = Failures::new();
//! let mut pending = PendingChallenge::payment(facts.clone(), now)?;
//! assert!(failures.allows(now));
//! let answer = authenticator.assert(bank.id(), origin, &pending.challenge());
//!
//! // Another amount is not what was signed.
//! let dearer = PaymentFacts { amount: 34_000, ..facts.clone() };
//! assert!(bank.verify_payment(&credential, &mut pending, &dearer, &answer, now).is_err());
//! failures.failed(now);
//!
//! // In one transaction the bank keeps the spent challenge, the credential and the evidence.
//! let (verified, evidence) =
//!     bank.verify_payment(&credential, &mut pending, &facts, &answer, now)?;
//! failures.succeeded(now);
//! assert!(pending.is_spent());
//! assert_eq!(verified.credential.user, "u-7f3a");
//!
//! // Years later, offline.
//! assert_eq!(evidence.verify()?.facts.amount, 340);
//! # Ok(())
//! # }
//! ```
//!
//! # What is whose
//!
//! - The protocol is W3C's Web Authentication, Level 3, its sections 7.1 and 7.2, with ES256 alone.
//!   There is one verifier, for registrations and payments.
//! - The layout of what a payment's challenge hashes is ours: [`dynamic_linking`] fixes it to the byte.
//! - Nothing here keeps, waits or looks at a clock. [`PendingChallenge`], [`Failures`], [`Credential`]
//!   and [`Evidence`] are data that the bank keeps; the bank says what time it is. It must read them,
//!   verify, and write them in one transaction: two answers to one challenge, or two failures at once,
//!   must not both begin from the same state.
//!
//! # Against whom
//!
//! - Whoever changes the payment between the sheet and the bank has another challenge, and no
//!   signature for it.
//! - A page that looks like the bank's has another origin. A frame in another's page is refused.
//! - An answer is good once, for one purpose, for five minutes.
//! - A thief of the session, without the authenticator, has five tries, and then a lock.
//! - A copied authenticator that counts is found out by its counter. One that does not count is not;
//!   [`RelyingParty::device_bound_only`] asks for those that cannot be copied by design.
//! - Not claimed: that the authenticator is a good one. No attestation is asked for or verified, so
//!   its class and its flags are its own word. A browser that lies about the origin, and whoever makes
//!   the user say yes to what the sheet shows, are beyond what a signature can tell.

mod assertion;
mod authenticator_data;
mod cbor;
mod client_data;
mod credential;
mod encoded;
mod evidence;
mod facts;
mod failures;
mod pending;
mod public_key;
mod refused;
mod registration;
mod relying_party;
mod software;

#[doc = include_str!("../docs/dynamic-linking.md")]
pub mod dynamic_linking {}

pub use self::assertion::{Assertion, LookedAt, Verified};
pub use self::credential::{Class, Credential, CredentialId, MalformedId};
pub use self::encoded::{Challenge, Digest, MalformedBytes, Nonce};
pub use self::evidence::{Evidence, Proven, Unproven};
pub use self::facts::{NotFacts, PaymentFacts};
pub use self::failures::{FAILURES, Failures, LOCK, WINDOW};
pub use self::pending::{LIFETIME, NotAsked, PendingChallenge, Purpose};
pub use self::public_key::{MalformedKey, PublicKey};
pub use self::refused::Refused;
pub use self::registration::Registration;
pub use self::relying_party::{NotARelyingParty, RelyingParty};
pub use self::software::{NotAnAuthenticator, SOFTWARE_AAGUID, SoftwareAuthenticator};
