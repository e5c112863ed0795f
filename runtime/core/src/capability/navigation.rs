//! `loggia:platform/navigation`: leaves the mini-app, when the user acts.

use wasmtime::component::{HasSelf, Linker};

use super::{Refusal, RefusalCode};
use crate::contract::loggia::platform::navigation as wit;
use crate::contract::loggia::types::types as wit_types;
use crate::state::StepState;

impl wit::Host for StepState {
    fn close(&mut self) -> Result<(), wit_types::Error> {
        self.stage_close().map_err(|refusal| self.refuse(refusal))
    }
}

impl StepState {
    fn stage_close(&mut self) -> Result<(), Refusal> {
        self.begin_call()?;
        if self.grant.navigation.is_none() {
            return Err(Refusal::new(
                RefusalCode::Denied,
                "the bank has not granted navigation to the mini-app",
            ));
        }
        if !self.cause.user_acted {
            return Err(Refusal::new(
                RefusalCode::Denied,
                "a mini-app can close itself only when the user acts",
            ));
        }
        self.staged.close = true;
        Ok(())
    }
}

pub(super) fn link(linker: &mut Linker<StepState>) -> wasmtime::Result<()> {
    wit::add_to_linker::<_, HasSelf<StepState>>(linker, |state| state)
}
