//! Registrations: how the bank comes to know a credential.

use serde::{Deserialize, Serialize};

use crate::authenticator_data::AuthenticatorData;
use crate::cbor::Cbor;
use crate::client_data;
use crate::credential::{Class, Credential};
use crate::encoded::{self, Challenge};
use crate::pending::{PendingChallenge, Purpose};
use crate::refused::{Refused, bound};
use crate::relying_party::RelyingParty;
use crate::software::SOFTWARE_AAGUID;

/// What `navigator.credentials.create()` gives, with its bytes in base64url.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Registration {
    /// `response.clientDataJSON`, as it came; at most 2 KiB.
    #[serde(rename = "clientDataJSON", with = "encoded")]
    pub client_data: Vec<u8>,
    /// `response.attestationObject`; at most 16 KiB.
    #[serde(with = "encoded")]
    pub attestation_object: Vec<u8>,
}

/// A TPM's statement, the largest there is, has some 6 KiB of certificates.
const LIMIT: usize = 16 * 1024;

impl RelyingParty {
    /// Verifies that the user who was asked has made a credential, which the bank is to keep. The
    /// challenge is then spent.
    ///
    /// What the authenticator *is* stays unknown. We ask for attestation `none`, and a statement that
    /// comes all the same, as from some authenticators that attest themselves, is passed over unread:
    /// nothing of it is claimed, so nothing of it can deceive. The class is told by the authenticator's
    /// own word, its AAGUID: honest software says that it is software, and is refused by default. Whom a
    /// bank lets register is therefore its own to decide, by an authentication that came before.
    ///
    /// # Errors
    ///
    /// [`Refused`]: the challenge stays as it was, and the user has [failed](crate::Failures::failed).
    pub fn verify_registration(
        &self,
        pending: &mut PendingChallenge,
        registration: &Registration,
        now: u64,
    ) -> Result<Credential, Refused> {
        if *pending.purpose() != Purpose::Registration {
            return Err(Refused::Purpose);
        }
        pending.check(now)?;
        let (challenge, user) = (pending.challenge(), pending.user());
        let credential =
            self.verify_registration_of_unchecked_challenge(&challenge, user, registration)?;
        pending.spend();
        Ok(credential)
    }

    /// Verifies a registration by WebAuthn (7.1) alone, over any challenge.
    ///
    /// Whether that challenge was ever asked, what for, how long ago and how often is **not** checked:
    /// it is the caller's. [`RelyingParty::verify_registration`] does it.
    ///
    /// # Errors
    ///
    /// [`Refused`].
    pub fn verify_registration_of_unchecked_challenge(
        &self,
        challenge: &Challenge,
        user: &str,
        registration: &Registration,
    ) -> Result<Credential, Refused> {
        let client_data = &registration.client_data;
        client_data::check(client_data, "webauthn.create", challenge, self.origins())?;
        let authenticator_data = authenticator_data(&registration.attestation_object)?;
        let (data, attested) = AuthenticatorData::of_registration(authenticator_data)?;
        self.check(&data)?;
        let software = attested.aaguid == SOFTWARE_AAGUID;
        let class = if software { Class::Software } else { Class::Passkey };
        self.check_class(class)?;
        Ok(Credential {
            id: attested.id,
            user: user.to_owned(),
            public_key: attested.public_key,
            class,
            backup_eligible: data.flags.backup_eligible(),
            backed_up: data.flags.backed_up(),
            sign_count: data.sign_count,
        })
    }
}

/// What the attestation object (WebAuthn, 6.5.4) holds of the authenticator's data.
fn authenticator_data(attestation_object: &[u8]) -> Result<&[u8], Refused> {
    bound("attestationObject", attestation_object, LIMIT)?;
    let malformed = |reason| Refused::Attestation { reason };
    let shape = || malformed("it is no CBOR map of fmt, attStmt and authData alone");
    let mut cbor = Cbor::new(attestation_object);
    let (mut format, mut statement, mut data) = (None, None, None);
    if cbor.map() != Some(3) {
        return Err(shape());
    }
    for _ in 0..3 {
        match cbor.text().ok_or_else(shape)? {
            "fmt" => format = cbor.text(),
            "attStmt" => statement = skip_map(&mut cbor),
            "authData" => data = cbor.bytes(),
            _ => return Err(shape()),
        }
    }
    let (format, statement) = (format.ok_or_else(shape)?, statement.ok_or_else(shape)?);
    if format == "none" && statement != 0 {
        return Err(malformed("a statement of the format none is empty"));
    }
    if !cbor.rest().is_empty() {
        return Err(malformed("bytes follow it"));
    }
    data.ok_or_else(shape)
}

/// Passes over a map, and says how many entries it had.
fn skip_map(cbor: &mut Cbor<'_>) -> Option<usize> {
    let entries = cbor.map()?;
    for _ in 0..entries {
        cbor.skip()?;
        cbor.skip()?;
    }
    Some(entries)
}
