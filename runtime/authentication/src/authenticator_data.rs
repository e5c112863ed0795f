//! Authenticator data: what the authenticator says of itself, in its own bytes.

use crate::cbor::Cbor;
use crate::credential::CredentialId;
use crate::public_key::PublicKey;
use crate::refused::{Refused, bound};

/// WebAuthn, 6.1.
pub(crate) struct AuthenticatorData<'a> {
    pub(crate) rp_id_hash: &'a [u8; 32],
    pub(crate) flags: Flags,
    pub(crate) sign_count: u32,
    /// At registration only.
    pub(crate) attested: Option<Attested>,
}

/// What the authenticator made.
pub(crate) struct Attested {
    pub(crate) aaguid: [u8; 16],
    pub(crate) id: CredentialId,
    pub(crate) public_key: PublicKey,
}

/// The flags, of which two bits are reserved, and may be anything.
#[derive(Clone, Copy)]
pub(crate) struct Flags(u8);

/// An assertion's has 37 bytes, and extensions that nobody asked for.
const ASSERTION_LIMIT: usize = 1024;

/// A registration's has a credential's id and its key beside that.
const REGISTRATION_LIMIT: usize = 4096;

impl Flags {
    pub(crate) const UP: u8 = 0x01;
    pub(crate) const UV: u8 = 0x04;
    const BE: u8 = 0x08;
    const BS: u8 = 0x10;
    pub(crate) const AT: u8 = 0x40;
    const ED: u8 = 0x80;

    pub(crate) fn backup_eligible(self) -> bool {
        self.has(Self::BE)
    }

    pub(crate) fn backed_up(self) -> bool {
        self.has(Self::BS)
    }

    /// Whether the user was there, and proved to be the user.
    pub(crate) fn check_user(self) -> Result<(), Refused> {
        if !self.has(Self::UP) {
            return Err(Refused::NotPresent);
        }
        if !self.has(Self::UV) {
            return Err(Refused::NotVerified);
        }
        Ok(())
    }

    fn has(self, flag: u8) -> bool {
        self.0 & flag != 0
    }
}

impl<'a> AuthenticatorData<'a> {
    /// Of an assertion: without a credential in it.
    pub(crate) fn of_assertion(bytes: &'a [u8]) -> Result<Self, Refused> {
        bound("authenticatorData", bytes, ASSERTION_LIMIT)?;
        let data = Self::parse(bytes)?;
        match data.attested {
            None => Ok(data),
            Some(_) => Err(malformed("an assertion holds no new credential (AT)")),
        }
    }

    /// Of a registration: with what was made.
    pub(crate) fn of_registration(bytes: &'a [u8]) -> Result<(Self, Attested), Refused> {
        bound("authData", bytes, REGISTRATION_LIMIT)?;
        let mut data = Self::parse(bytes)?;
        match data.attested.take() {
            Some(attested) => Ok((data, attested)),
            None => Err(malformed("a registration holds a new credential (AT)")),
        }
    }

    fn parse(bytes: &'a [u8]) -> Result<Self, Refused> {
        let short = || malformed("they are shorter than a hash, the flags and a counter");
        let (rp_id_hash, rest) = bytes.split_first_chunk().ok_or_else(short)?;
        let ([flags], rest) = rest.split_first_chunk().ok_or_else(short)?;
        let (sign_count, mut rest) = rest.split_first_chunk().ok_or_else(short)?;
        let flags = Flags(*flags);
        if flags.backed_up() && !flags.backup_eligible() {
            return Err(malformed("what is backed up (BS) must be eligible for it (BE)"));
        }
        let mut attested = None;
        if flags.has(Flags::AT) {
            let (found, after) = Attested::parse(rest)?;
            (attested, rest) = (Some(found), after);
        }
        if flags.has(Flags::ED) {
            rest = extensions(rest).ok_or(malformed("the extensions (ED) are no CBOR map"))?;
        }
        if !rest.is_empty() {
            return Err(malformed("bytes follow that no flag tells of"));
        }
        let sign_count = u32::from_be_bytes(*sign_count);
        Ok(Self { rp_id_hash, flags, sign_count, attested })
    }
}

impl Attested {
    fn parse(bytes: &[u8]) -> Result<(Self, &[u8]), Refused> {
        let short = || malformed("they end within the credential");
        let (aaguid, rest) = bytes.split_first_chunk().ok_or_else(short)?;
        let (length, rest) = rest.split_first_chunk().ok_or_else(short)?;
        let length = usize::from(u16::from_be_bytes(*length));
        let (id, rest) = rest.split_at_checked(length).ok_or_else(short)?;
        let id = CredentialId::from_bytes(id)
            .map_err(|_| malformed("a credential's id has 1 to 1023 bytes"))?;
        let mut cbor = Cbor::new(rest);
        let public_key = PublicKey::read(&mut cbor)?;
        Ok((Self { aaguid: *aaguid, id, public_key }, cbor.rest()))
    }
}

/// What follows the extensions. We ask for none, and believe nothing that one says.
fn extensions(bytes: &[u8]) -> Option<&[u8]> {
    Cbor::new(bytes).map()?;
    let mut cbor = Cbor::new(bytes);
    cbor.skip()?;
    Some(cbor.rest())
}

fn malformed(reason: &'static str) -> Refused {
    Refused::AuthenticatorData { reason }
}
