//! What is kept of an authorised payment, for the day on which somebody disputes it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::assertion::{Assertion, Verified};
use crate::credential::{Class, Credential};
use crate::encoded::{Digest, Fields, Nonce, sha256};
use crate::facts::{NotFacts, PaymentFacts};
use crate::refused::Refused;
use crate::relying_party::{NotARelyingParty, RelyingParty};

/// That a payer authorised a payment: everything by which anybody can verify it again, offline, for
/// ever. Its text is JSON.
///
/// [`Evidence::verify`] finds whatever was changed, and names it, by a digest that is kept of every
/// part. Whoever changes a part and its digest, too, cannot change what the payer signed: the facts,
/// the nonce, the origin, the relying party and the key. What the payer did not sign, such as
/// the time of it, can be changed so. Against that the bank writes [`Evidence::digest`] into its audit
/// log, and [`Evidence::verify_against`] compares.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// What was shown.
    pub facts: PaymentFacts,
    /// The challenge's nonce.
    pub nonce: Nonce,
    /// The bank's domain.
    pub relying_party: String,
    /// On which of the bank's origins.
    pub origin: String,
    /// The credential as the bank had it before.
    pub credential: Credential,
    /// What the authenticator signed, and its signature.
    pub assertion: Assertion,
    /// When it was verified, in milliseconds since 1970.
    pub verified_at: u64,
    /// The digests of its parts, by their names.
    pub parts: BTreeMap<String, Digest>,
}

/// What evidence proves.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub struct Proven<'a> {
    /// What the payer authorised.
    pub facts: &'a PaymentFacts,
    /// With what: a [`Class::Software`] proves no person's will.
    pub class: Class,
    /// When, in milliseconds since 1970. The payer did not sign it: it is the bank's word, that it lies
    /// before the challenge's expiry apart.
    pub verified_at: u64,
}

/// Why evidence proves nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Unproven {
    /// A part is not what was kept.
    #[error("its {part} was changed: it is not what was kept")]
    Changed {
        /// Which: a fact, or another part.
        part: String,
    },
    /// It is not the evidence that the log knows.
    #[error(
        "it is not the evidence of this digest: a part was changed together with its own digest"
    )]
    Digest,
    /// Its facts are none that are ever signed.
    #[error("no payer is asked to sign such a payment: {0}")]
    Facts(#[from] NotFacts),
    /// Its relying party is none.
    #[error(transparent)]
    RelyingParty(#[from] NotARelyingParty),
    /// The payer did not sign this.
    #[error("the payer did not sign this: {0}")]
    Refused(#[from] Refused),
}

impl Evidence {
    pub(crate) fn new(
        relying_party: &str,
        credential: &Credential,
        facts: &PaymentFacts,
        nonce: &Nonce,
        assertion: &Assertion,
        verified: &Verified,
    ) -> Self {
        let mut evidence = Self {
            facts: facts.clone(),
            nonce: *nonce,
            relying_party: relying_party.to_owned(),
            origin: verified.origin.clone(),
            credential: credential.clone(),
            assertion: assertion.clone(),
            verified_at: verified.at,
            parts: BTreeMap::new(),
        };
        evidence.parts =
            evidence.digests().map(|(part, digest)| (part.to_owned(), digest)).collect();
        evidence
    }

    /// Verifies everything again: that no part was changed, and that the payer's credential signed
    /// exactly this.
    ///
    /// # Errors
    ///
    /// [`Unproven`]: the first part that was changed, or why the signature does not prove the facts.
    pub fn verify(&self) -> Result<Proven<'_>, Unproven> {
        let mut kept = self.parts.clone();
        for (part, digest) in self.digests() {
            if kept.remove(part) != Some(digest) {
                return Err(Unproven::Changed { part: part.to_owned() });
            }
        }
        if let Some((part, _)) = kept.pop_first() {
            return Err(Unproven::Changed { part });
        }
        self.facts.check()?;
        let mut party = RelyingParty::new(&self.relying_party, [&self.origin])?;
        if self.credential.class == Class::Software {
            // It is told, not refused: the bank took it, and `Proven` says so.
            party = party.accepting_software_authenticators();
        }
        if self.verified_at >= self.facts.expires_at {
            return Err(Refused::Expired.into());
        }
        let challenge = self.facts.challenge(&self.nonce);
        let _ = party.verify_assertion_of_unchecked_challenge(
            &self.credential,
            &challenge,
            &self.facts.user,
            &self.assertion,
            self.verified_at,
        )?;
        let (class, verified_at) = (self.credential.class, self.verified_at);
        Ok(Proven { facts: &self.facts, class, verified_at })
    }

    /// The same, and that it is the evidence whose digest was kept elsewhere.
    ///
    /// # Errors
    ///
    /// [`Unproven`].
    pub fn verify_against(&self, digest: &Digest) -> Result<Proven<'_>, Unproven> {
        let proven = self.verify()?;
        if self.digest() == *digest { Ok(proven) } else { Err(Unproven::Digest) }
    }

    /// Of all its parts: for the audit log, where nobody can change it unnoticed.
    #[must_use]
    pub fn digest(&self) -> Digest {
        let fields = Fields::new("loggia-evidence-v1");
        let all = self.digests().fold(fields, |fields, (part, digest)| {
            fields.with(part.as_bytes()).with(digest.as_bytes())
        });
        Digest::from_bytes(all.sha256())
    }

    fn digests(&self) -> impl Iterator<Item = (&'static str, Digest)> {
        let digest = |value: &[u8]| Digest::from_bytes(sha256(value));
        self.values().into_iter().map(move |(part, value)| (part, digest(&value)))
    }

    /// Every part by its name. Taken apart without `..`, so that none is forgotten.
    fn values(&self) -> Vec<(&'static str, Vec<u8>)> {
        let Self {
            facts,
            nonce,
            relying_party,
            origin,
            credential,
            assertion,
            verified_at,
            parts: _,
        } = self;
        let Credential { id, user, public_key, class, backup_eligible, backed_up, sign_count } =
            credential;
        let Assertion { credential_id, client_data, authenticator_data, signature, user_handle } =
            assertion;
        let class = match class {
            Class::Passkey => "passkey",
            Class::Software => "software",
        };
        let mut values = facts.fields();
        values.extend([
            ("nonce", nonce.as_bytes().to_vec()),
            ("relying party", relying_party.as_bytes().to_vec()),
            ("origin", origin.as_bytes().to_vec()),
            ("credential's id", id.as_bytes().to_vec()),
            ("credential's user", user.as_bytes().to_vec()),
            ("public key", public_key.to_sec1()),
            ("credential's class", class.as_bytes().to_vec()),
            ("backup eligibility", vec![u8::from(*backup_eligible)]),
            ("backup state", vec![u8::from(*backed_up)]),
            ("signature counter", sign_count.to_be_bytes().to_vec()),
            ("assertion's credential", credential_id.as_bytes().to_vec()),
            ("client data", client_data.clone()),
            ("authenticator data", authenticator_data.clone()),
            ("signature", signature.clone()),
            ("user handle", optional(user_handle.as_deref())),
            ("time of verification", verified_at.to_be_bytes().to_vec()),
        ]);
        values
    }
}

/// A byte says whether there is one.
fn optional(value: Option<&[u8]>) -> Vec<u8> {
    value.map_or_else(|| vec![0], |value| [&[1], value].concat())
}
