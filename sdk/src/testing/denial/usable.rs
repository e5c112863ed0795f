//! Whether a screen is of use to somebody.

use super::super::TestApp;
use crate::bindings::loggia::app::ui::{Element, ProgressSoFar};
use crate::bindings::loggia::payments::payments_initiate::PaymentStatus;
use crate::mini_app::MiniApp;

impl<A: MiniApp> TestApp<A> {
    /// Fails unless the screen is usable, as [`denial_matrix`](super::denial_matrix) has it. `when` says what led to
    /// it.
    ///
    /// # Panics
    /// When it isn't, with what it lacks.
    #[track_caller]
    pub fn expect_usable(&self, when: &str) {
        if let Err(lack) = self.is_usable() {
            panic!("{lack}, when {when}\n{}", self.tree());
        }
    }

    /// Whether the screen is usable, as [`denial_matrix`](super::denial_matrix) has it.
    ///
    /// # Errors
    /// What it lacks.
    pub(super) fn is_usable(&self) -> Result<(), &'static str> {
        if self.text().trim().is_empty() {
            return Err("there is nothing to read");
        }
        if self.shows_waiting() && !self.has_something_under_way() {
            return Err("it waits for something that will never come");
        }
        if !self.has_something_to_do() && !self.can_go_back() {
            return Err("there is nothing to do, and no way back");
        }
        Ok(())
    }

    fn shows_waiting(&self) -> bool {
        self.screen.nodes().any(|node| match self.screen.element(node) {
            Element::Progress(progress) => matches!(progress.so_far, ProgressSoFar::Unknown),
            Element::Skeleton(_) => true,
            Element::Button(button) => button.busy,
            _ => false,
        })
    }

    fn has_something_under_way(&self) -> bool {
        !self.bank.open.is_empty()
            || !self.bank.timers.is_empty()
            || self.sheet().is_some()
            || self.payments().iter().any(|payment| payment.status == Some(PaymentStatus::Acsp))
    }

    fn has_something_to_do(&self) -> bool {
        let heard_at_once = self.screen.nodes().any(|node| {
            self.is_input_enabled(node)
                && self.screen.input(node).is_some_and(|input| input.on_change.is_some())
        });
        let closes = self.screen.dialog().is_some_and(|node| match self.screen.element(node) {
            Element::Dialog(dialog) => dialog.on_dismiss.is_some(),
            _ => false,
        });
        self.has_a_sheet()
            || heard_at_once
            || closes
            || self.screen.targets().iter().any(|target| target.idle.is_none())
    }

    /// Whether the bank asks the user something.
    fn has_a_sheet(&self) -> bool {
        self.sheet().is_some() || self.bank.open.iter().any(|request| request.waits_for.is_some())
    }

    /// Whether the way back leads to another screen; nothing is sent to find out.
    fn can_go_back(&self) -> bool {
        let mut probe = self.clone();
        probe.hold_answers = true;
        probe.back();
        probe.screen() != self.screen() || probe.text() != self.text()
    }
}
