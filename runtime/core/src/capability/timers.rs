//! `loggia:platform/timers`: wakes the mini-app while it is on screen.
//!
//! A grant has no limits of its own; how many timers may be open is bounded. They are part of the
//! session, so they need no backend.

use wasmtime::component::{HasSelf, Linker};

use super::{Refusal, RefusalCode};
use crate::contract::loggia::platform::timers as wit;
use crate::contract::loggia::types::types as wit_types;
use crate::state::{StepState, check_context};
use crate::store::Timer;

/// The nearest that a timer can be: nobody measures time by timers.
const SOONEST_MS: u64 = 1_000;
/// The farthest: a year.
const LATEST_MS: u64 = 366 * 24 * 60 * 60 * 1_000;

impl wit::Host for StepState {
    fn wake_at(&mut self, at: u64, context: Vec<u8>) -> Result<(), wit_types::Error> {
        self.stage_timer(at, context).map_err(|refusal| self.refuse(refusal))
    }
}

impl StepState {
    fn stage_timer(&mut self, at: u64, context: Vec<u8>) -> Result<(), Refusal> {
        self.begin_call()?;
        check_context(&context)?;
        let window = self.now.saturating_add(SOONEST_MS)..=self.now.saturating_add(LATEST_MS);
        if !window.contains(&at) {
            let message = "at must be at least a second and at most a year from now, in milliseconds since 1970";
            return Err(Refusal::new(RefusalCode::InvalidArgument, message));
        }
        let most = self.limits.open_timers;
        if self.staged.timers.len() >= most {
            let message = format!("a session may have {most} open timers");
            return Err(Refusal::new(RefusalCode::LimitExceeded, message));
        }
        self.staged.timers.push(Timer { at, context });
        Ok(())
    }
}

pub(super) fn link(linker: &mut Linker<StepState>) -> wasmtime::Result<()> {
    wit::add_to_linker::<_, HasSelf<StepState>>(linker, |state| {
        state.calling("loggia:platform/timers")
    })
}
