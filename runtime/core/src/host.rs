//! What a host app holds: the store, the backends and the clock, and the way to a session.

use std::sync::Arc;

use crate::clock::{Clock, SystemClock};
use crate::error::Error;
use crate::events::{Environment, Launch};
use crate::ids::{SessionId, UserId};
use crate::journal::Recorder;
use crate::mini_app::MiniApp;
use crate::probe::{Point, Probe};
use crate::session::Session;
use crate::state::Backends;
use crate::store::Store;

/// A host app's side of all sessions. A clone is the same host.
#[derive(Clone)]
pub struct Host {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) backends: Backends,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) probe: Option<Arc<dyn Probe>>,
    pub(crate) recorder: Option<Arc<Recorder>>,
}

impl Host {
    /// On a store and the backends behind the capabilities, with the system's clock.
    pub fn new(store: Arc<dyn Store>, backends: Backends) -> Self {
        Self { store, backends, clock: Arc::new(SystemClock), probe: None, recorder: None }
    }

    /// With another clock.
    #[must_use]
    pub fn with_clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    /// With someone who is told where each step stands.
    #[must_use]
    pub fn with_probe(mut self, probe: Arc<dyn Probe>) -> Self {
        self.probe = Some(probe);
        self
    }

    /// With a [journal](crate::journal) that all steps go into: everything that the mini-app is told of
    /// its user, in the clear. Default: none.
    #[must_use]
    pub fn with_recorder(mut self, recorder: Arc<Recorder>) -> Self {
        self.recorder = Some(recorder);
        self
    }

    /// Opens a mini-app for a user: a new session and its first step. What it is opened for is checked
    /// against its manifest before it runs.
    ///
    /// # Errors
    ///
    /// [`Error`]; then there is no session.
    pub fn open(&self, app: &Arc<MiniApp>, user: UserId, launch: Launch) -> Result<Session, Error> {
        Session::open(self.clone(), Arc::clone(app), user, launch)
    }

    /// Shows a session again, in this process or any other, perhaps on a newer release of its mini-app.
    /// Where that release gives up on it (its state is of a form that it cannot read), the session is
    /// closed, and what comes back is a new one, which is told so.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchSession`] also where it is another mini-app's; else as a step.
    pub fn resume(
        &self,
        app: &Arc<MiniApp>,
        session: SessionId,
        environment: Environment,
    ) -> Result<Session, Error> {
        Session::resume(self.clone(), Arc::clone(app), session, environment)
    }

    /// As [`Self::resume`], but a session that the release gives up on stays as it is, on the release
    /// from before: for who tries releases out.
    ///
    /// # Errors
    ///
    /// As for [`Self::resume`], and [`Error::Failure`] where the release gives up on it.
    pub fn take_over(
        &self,
        app: &Arc<MiniApp>,
        session: SessionId,
        environment: Environment,
    ) -> Result<Session, Error> {
        Session::take_over(self.clone(), Arc::clone(app), session, environment)
    }

    /// Hands the waiting effects of all sessions to the backends. To be called when a process starts,
    /// and now and then: a session's own are handed over after each of its steps.
    ///
    /// # Errors
    ///
    /// The store is unavailable.
    pub fn dispatch(&self) -> Result<(), Error> {
        self.dispatch_of(None).map(drop)
    }

    pub(crate) fn reached(&self, point: Point) {
        if let Some(probe) = &self.probe {
            probe.reached(point);
        }
    }
}

impl std::fmt::Debug for Host {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Host").field("backends", &self.backends).finish_non_exhaustive()
    }
}
