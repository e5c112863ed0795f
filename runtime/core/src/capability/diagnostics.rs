//! `loggia:platform/diagnostics`: where a guest says, before it traps, what happened in its own source.
//!
//! Always granted, and harmless: the first report of a step is kept, cut and made harmless.

use wasmtime::component::{HasSelf, Linker};

use crate::contract::loggia::platform::diagnostics as wit;
use crate::guest_text::GuestText;
use crate::state::{Panicked, StepState};

/// The most of each text that is kept, in bytes.
const MAX_BYTES: usize = 1_024;

impl wit::Host for StepState {
    fn panicked(&mut self, message: String, file: String, line: u32) {
        if self.panicked.is_none() {
            let (message, file) =
                (GuestText::cut(&message, MAX_BYTES), GuestText::cut(&file, MAX_BYTES));
            self.panicked = Some(Panicked { message, file, line });
        }
    }
}

pub(super) fn link(linker: &mut Linker<StepState>) -> wasmtime::Result<()> {
    wit::add_to_linker::<_, HasSelf<StepState>>(linker, |state| {
        state.calling("loggia:platform/diagnostics")
    })
}
