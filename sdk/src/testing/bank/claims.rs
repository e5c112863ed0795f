//! Facts about the user, and which of them the user ticks.

use super::{Bank, error};
use crate::bindings::loggia::identity::identity_verified as wire;
use crate::bindings::loggia::types::types::{Error, ErrorCode};
use crate::capability::{Claim, Claims};

impl Bank {
    /// Whether the grant has this claim.
    pub(in super::super) fn may_ask_for(&self, claim: Claim) -> bool {
        self.granted_claims.as_ref().is_none_or(|granted| granted.contains(&claim))
    }

    /// What the user ticked, as far as the bank knows it.
    pub(super) fn tell(&self, ticked: &[Claim]) -> Result<wire::Claims, Error> {
        let told = self.claims.only(ticked);
        if told == Claims::default() {
            return Err(error(ErrorCode::Cancelled, "the user shares nothing"));
        }
        Ok(told.into_wire())
    }
}
