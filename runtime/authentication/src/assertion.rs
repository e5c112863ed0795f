//! Assertions: what a user answers with a credential that the bank knows.

use serde::{Deserialize, Serialize};

use crate::authenticator_data::AuthenticatorData;
use crate::client_data;
use crate::credential::{Credential, CredentialId};
use crate::encoded::{self, Challenge};
use crate::evidence::Evidence;
use crate::facts::PaymentFacts;
use crate::pending::{PendingChallenge, Purpose};
use crate::public_key::PublicKey;
use crate::refused::{Refused, bound};
use crate::relying_party::RelyingParty;

/// What `navigator.credentials.get()` gives, with its bytes in base64url.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Assertion {
    /// Which credential: `rawId`.
    pub credential_id: CredentialId,
    /// `response.clientDataJSON`, as it came; at most 2 KiB.
    #[serde(rename = "clientDataJSON", with = "encoded")]
    pub client_data: Vec<u8>,
    /// `response.authenticatorData`; at most 1 KiB.
    #[serde(with = "encoded")]
    pub authenticator_data: Vec<u8>,
    /// `response.signature`, in DER; at most 80 bytes.
    #[serde(with = "encoded")]
    pub signature: Vec<u8>,
    /// `response.userHandle`; authenticators may leave it out when they are told the credential.
    #[serde(default, with = "encoded::optional")]
    pub user_handle: Option<Vec<u8>>,
}

/// An assertion whose signature was looked at before its turn came: that takes longer than all the rest,
/// and needs nothing but the key.
#[derive(Debug, Clone)]
pub struct LookedAt {
    assertion: Assertion,
    /// With which key, and whether it had signed.
    with: Option<(PublicKey, bool)>,
}

impl LookedAt {
    /// Looks at the signature with the key that it says it is of; without one, it is looked at in its turn.
    /// What else there is to an assertion is not looked at.
    #[must_use]
    pub fn with(key: Option<PublicKey>, assertion: Assertion) -> Self {
        Self { with: key.map(|key| (key, assertion.is_signed_by(&key))), assertion }
    }

    /// What was looked at.
    #[must_use]
    pub fn assertion(&self) -> &Assertion {
        &self.assertion
    }

    fn is_signed_by(&self, key: &PublicKey) -> bool {
        match self.with {
            Some((with, signed)) if with == *key => signed,
            _ => self.assertion.is_signed_by(key),
        }
    }
}

impl Assertion {
    fn is_signed_by(&self, key: &PublicKey) -> bool {
        key.signed(&signed_bytes(&self.authenticator_data, &self.client_data), &self.signature)
    }
}

/// An assertion, and whether a key has signed it.
type Signed<'a> = (&'a Assertion, &'a dyn Fn(&PublicKey) -> bool);

/// An assertion was right.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub struct Verified {
    /// The credential as the bank is to keep it from now on, with its new counter and backup state.
    pub credential: Credential,
    /// On which of the bank's origins.
    pub origin: String,
    /// When, in milliseconds since 1970.
    pub at: u64,
}

/// An ECDSA signature over P-256 has at most 72 bytes in DER.
const SIGNATURE_LIMIT: usize = 80;

/// A user handle has at most 64 bytes (WebAuthn, 5.4.3).
const USER_HANDLE_LIMIT: usize = 64;

impl RelyingParty {
    /// Verifies that the payer authorises a payment, and hands over what to keep for a dispute. The
    /// challenge is then spent.
    ///
    /// `facts` are those of the payment that is about to be made: where they are no longer the ones
    /// that were shown, the challenge is void.
    ///
    /// # Errors
    ///
    /// [`Refused`]: the challenge stays as it was, and the user has [failed](crate::Failures::failed).
    pub fn verify_payment(
        &self,
        credential: &Credential,
        pending: &mut PendingChallenge,
        facts: &PaymentFacts,
        assertion: &Assertion,
        now: u64,
    ) -> Result<(Verified, Evidence), Refused> {
        let signed = |key: &PublicKey| assertion.is_signed_by(key);
        self.payment(credential, pending, facts, (assertion, &signed), now)
    }

    /// The same for an assertion whose signature was looked at beforehand. Where that was with another
    /// key than the credential's, it is looked at again.
    ///
    /// # Errors
    ///
    /// As for [`RelyingParty::verify_payment`].
    pub fn verify_payment_looked_at(
        &self,
        credential: &Credential,
        pending: &mut PendingChallenge,
        facts: &PaymentFacts,
        assertion: &LookedAt,
        now: u64,
    ) -> Result<(Verified, Evidence), Refused> {
        let signed = |key: &PublicKey| assertion.is_signed_by(key);
        self.payment(credential, pending, facts, (&assertion.assertion, &signed), now)
    }

    fn payment(
        &self,
        credential: &Credential,
        pending: &mut PendingChallenge,
        facts: &PaymentFacts,
        (assertion, signed): Signed<'_>,
        now: u64,
    ) -> Result<(Verified, Evidence), Refused> {
        match pending.purpose() {
            Purpose::Payment(shown) if **shown == *facts => {}
            Purpose::Payment(_) => return Err(Refused::Voided),
            _ => return Err(Refused::Purpose),
        }
        let verified = self.answer(credential, pending, (assertion, signed), now)?;
        let evidence =
            Evidence::new(self.id(), credential, facts, pending.nonce(), assertion, &verified);
        Ok((verified, evidence))
    }

    /// Verifies an assertion by WebAuthn (7.2) alone, over any challenge.
    ///
    /// Whether that challenge was ever asked, what for, how long ago and how often is **not** checked:
    /// it is the caller's. [`RelyingParty::verify_payment`] does it.
    ///
    /// # Errors
    ///
    /// [`Refused`].
    pub fn verify_assertion_of_unchecked_challenge(
        &self,
        credential: &Credential,
        challenge: &Challenge,
        user: &str,
        assertion: &Assertion,
        now: u64,
    ) -> Result<Verified, Refused> {
        let signed = |key: &PublicKey| assertion.is_signed_by(key);
        self.assertion(credential, challenge, user, (assertion, &signed), now)
    }

    fn assertion(
        &self,
        credential: &Credential,
        challenge: &Challenge,
        user: &str,
        (assertion, signed): Signed<'_>,
        now: u64,
    ) -> Result<Verified, Refused> {
        self.check_class(credential.class)?;
        check_owner(credential, user, assertion)?;
        let client_data = &assertion.client_data;
        let origin = client_data::check(client_data, "webauthn.get", challenge, self.origins())?;
        let data = AuthenticatorData::of_assertion(&assertion.authenticator_data)?;
        // Before the signature holds, nothing that the authenticator says counts.
        bound("signature", &assertion.signature, SIGNATURE_LIMIT)?;
        if !signed(&credential.public_key) {
            return Err(Refused::Signature);
        }
        self.check(&data)?;
        if data.flags.backup_eligible() != credential.backup_eligible {
            return Err(Refused::BackupEligibility);
        }
        check_counter(credential.sign_count, data.sign_count)?;
        let credential = Credential {
            backed_up: data.flags.backed_up(),
            sign_count: data.sign_count,
            ..credential.clone()
        };
        Ok(Verified { credential, origin: origin.to_owned(), at: now })
    }

    fn answer(
        &self,
        credential: &Credential,
        pending: &mut PendingChallenge,
        signed: Signed<'_>,
        now: u64,
    ) -> Result<Verified, Refused> {
        pending.check(now)?;
        let (challenge, user) = (pending.challenge(), pending.user());
        let verified = self.assertion(credential, &challenge, user, signed, now)?;
        pending.spend();
        Ok(verified)
    }
}

fn check_owner(credential: &Credential, user: &str, assertion: &Assertion) -> Result<(), Refused> {
    if credential.user != user {
        return Err(Refused::Owner);
    }
    if credential.id != assertion.credential_id {
        return Err(Refused::Credential);
    }
    if let Some(handle) = &assertion.user_handle {
        bound("userHandle", handle, USER_HANDLE_LIMIT)?;
        if handle != user.as_bytes() {
            return Err(Refused::UserHandle);
        }
    }
    Ok(())
}

/// What an authenticator signs (WebAuthn, 6.3.3).
pub(crate) fn signed_bytes(authenticator_data: &[u8], client_data: &[u8]) -> Vec<u8> {
    [authenticator_data, &encoded::sha256(client_data)].concat()
}

/// A counter that stays at 0 is none: synced passkeys have it so. Any other must grow.
fn check_counter(kept: u32, given: u32) -> Result<(), Refused> {
    if (kept, given) == (0, 0) || given > kept {
        Ok(())
    } else {
        Err(Refused::Counter { kept, given })
    }
}
