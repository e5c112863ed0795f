//! Steps that are made again, from a journal.

use std::sync::Arc;

use super::Session;
use crate::error::Error;
use crate::events::{Environment, Trigger};
use crate::host::Host;
use crate::ids::EventId;
use crate::journal::Attempt;
use crate::mini_app::MiniApp;
use crate::store::Saved;

impl Session {
    /// A session as a journal has it. `host` is one of a replay.
    pub(crate) fn of_journal(
        host: Host,
        app: Arc<MiniApp>,
        environment: Environment,
        saved: Saved,
    ) -> Self {
        Self::around(host, app, environment, saved)
    }

    /// Makes a step whose trigger was decided when it was recorded.
    pub(crate) fn step_again(
        &mut self,
        trigger: &Trigger,
        event: Option<EventId>,
    ) -> Result<(), Error> {
        self.step_here(trigger, event).map(drop)
    }

    /// Gives an event up that was given up when it was recorded.
    pub(crate) fn give_up_again(&mut self, trigger: &Trigger) -> Result<(), Error> {
        self.give_up(trigger)
    }

    /// What is attempted, for a journal.
    pub(super) fn attempted<'a>(
        &'a self,
        trigger: &'a Trigger,
        event: Option<EventId>,
    ) -> Attempt<'a> {
        let (app, environment, before) = (&*self.app, &self.environment, &self.saved);
        Attempt { app, environment, before, trigger, event }
    }
}
