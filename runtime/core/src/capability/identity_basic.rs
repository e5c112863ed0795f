//! `loggia:identity/identity-basic`: a pseudonym for the user, and their given name.
//!
//! A grant has no limits of its own; the user consents once. Its functions answer at once, from the
//! backend, and only with a consent that is there.

use wasmtime::component::{HasSelf, Linker};

use super::{Answer, EffectKind, Refusal, RefusalCode, Unavailable, wrong_take};
use crate::contract::loggia::identity::identity_basic as wit;
use crate::contract::loggia::types::types as wit_types;
use crate::ids::{PartnerId, SubjectPseudonym};
use crate::state::StepState;
use crate::store::Owner;

/// The interface, as consents name it.
pub(super) const INTERFACE: &str = "loggia:identity/identity-basic";

/// Who the bank's customers are.
pub trait Identity: Send + Sync + 'static {
    /// The owner's user, as a partner knows them: the same for all of the partner's mini-apps, and
    /// for ever.
    ///
    /// # Errors
    ///
    /// It cannot be read or made now.
    fn subject(&self, owner: &Owner, partner: &PartnerId) -> Result<SubjectPseudonym, Unavailable>;

    /// What the owner's user is called.
    ///
    /// # Errors
    ///
    /// It cannot be read now, or the bank does not know.
    fn given_name(&self, owner: &Owner) -> Result<String, Unavailable>;
}

impl wit::Host for StepState {
    fn subject(&mut self) -> Result<String, wit_types::Error> {
        self.identified(|state, identity| {
            identity.subject(&state.owner, &state.partner).map(|subject| subject.to_string())
        })
    }

    fn given_name(&mut self) -> Result<String, wit_types::Error> {
        self.identified(|state, identity| identity.given_name(&state.owner))
    }

    fn request_consent(&mut self, context: Vec<u8>) -> Result<u64, wit_types::Error> {
        let staged = self.begin_call().and_then(|()| {
            self.stage_request(EffectKind::RequestConsent(INTERFACE.into()), context)
        });
        staged.map_err(|refusal| self.refuse(refusal))
    }

    fn take_consent(&mut self, request: u64) -> Result<bool, wit_types::Error> {
        let taken = self.begin_call().and_then(|()| match self.answer_to(request)? {
            Answer::Consent(Ok(())) => Ok(true),
            Answer::Consent(Err(refusal)) if refusal.code == RefusalCode::Unavailable => {
                Err(refusal.clone())
            }
            Answer::Consent(Err(_)) => Ok(false),
            _ => Err(wrong_take()),
        });
        taken.map_err(|refusal| self.refuse(refusal))
    }
}

impl StepState {
    fn identified(
        &mut self,
        ask: impl FnOnce(&Self, &dyn Identity) -> Result<String, Unavailable>,
    ) -> Result<String, wit_types::Error> {
        let unavailable = || Refusal::new(RefusalCode::Unavailable, "the bank cannot be asked now");
        let answer = self.begin_call().and_then(|()| {
            self.require_consent(INTERFACE)?;
            let identity = self.backends.identity.as_ref().ok_or_else(unavailable)?;
            ask(self, identity.as_ref()).map_err(|_| unavailable())
        });
        answer.map_err(|refusal| self.refuse(refusal))
    }
}

pub(super) fn link(linker: &mut Linker<StepState>) -> wasmtime::Result<()> {
    wit::add_to_linker::<_, HasSelf<StepState>>(linker, |state| state.calling(INTERFACE))
}
