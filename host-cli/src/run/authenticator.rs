//! The customer's authenticator on this machine: software, which no bank that holds money accepts.

use std::path::Path;

use anyhow::Context;
use loggia_authentication::{RelyingParty, SoftwareAuthenticator};
use loggia_bank::{AccountId, Bank, SheetError};
use loggia_keys::DataKey;
use loggia_runtime::{PaymentId, UserId};

use crate::data;

/// The bank on this machine, as authenticators know it.
const RELYING_PARTY: &str = "localhost";
const ORIGIN: &str = "http://localhost";

/// One customer's authenticator.
pub(super) struct Authenticator(SoftwareAuthenticator);

/// Where the customers of the bank on this machine sign, and that software may do it.
pub(super) fn relying_party() -> anyhow::Result<RelyingParty> {
    Ok(RelyingParty::new(RELYING_PARTY, [ORIGIN])?.accepting_software_authenticators())
}

impl Authenticator {
    /// The customer's, of the machine whose bank is in `file`; without a file, one of its own.
    pub(super) fn of(user: &UserId, bank: &Bank, file: Option<&Path>) -> anyhow::Result<Self> {
        let secret = match file {
            Some(file) => data::authenticator_secret(file, bank.keys().as_ref())?,
            None => DataKey::random()?,
        };
        // Each customer has one of their own.
        let mut hasher = blake3::Hasher::new_derive_key("loggia 2026 software authenticator");
        hasher.update(secret.as_bytes());
        hasher.update(user.as_str().as_bytes());
        Ok(Self(SoftwareAuthenticator::from_secret(hasher.finalize().as_bytes())?))
    }

    /// Makes it known to the bank, where it is not.
    pub(super) fn register(&self, bank: &Bank, user: &UserId, now: u64) -> anyhow::Result<()> {
        let own = self.0.credential_id();
        if bank.credentials(user)?.iter().any(|credential| credential.id == own) {
            return Ok(());
        }
        let challenge = bank.ask_to_register(user, now)?;
        let made = self.0.register(RELYING_PARTY, ORIGIN, &challenge);
        bank.register_authenticator(user, &made, now)
            .context("the authenticator of this machine could not be registered")?;
        Ok(())
    }

    /// Signs the payment from that account, and hands the signature to the bank.
    pub(super) fn authorise(
        &self,
        bank: &Bank,
        user: &UserId,
        payment: &PaymentId,
        account: AccountId,
        now: u64,
    ) -> Result<(), SheetError> {
        let asked = bank.ask_to_authorise(user, payment, account, now)?;
        let signed = self.0.assert(RELYING_PARTY, ORIGIN, &asked.challenge);
        bank.authorise(user, payment, &signed, now).map(drop)
    }
}
