//! The bench that a mini-app is developed on: what stands between its sessions and the bank, has things go
//! wrong, and keeps what happened.

use std::sync::{Arc, Mutex, PoisonError};

use loggia_runtime::journal::{Left, Listener, Recorder, StepRecord};
use loggia_runtime::store::{Layer, Layered, Store, StoreError};
use loggia_runtime::{Backends, Clock, MiniApp, SessionId};

use super::timeline::Moment;
use crate::run::{Between, Troubles, trouble};

/// As large as the journal grows: it gets every build.
const JOURNAL_BYTES: u64 = 256 << 20;

/// What stands between the sessions and the bank.
pub(crate) struct Bench {
    troubles: Arc<Troubles>,
    ended: Arc<Ended>,
    clock: Arc<dyn Clock>,
}

/// The steps that have ended since somebody last took them.
#[derive(Debug, Default)]
struct Ended(Mutex<Vec<Moment>>);

impl Bench {
    /// By this clock, with nothing wrong.
    pub(crate) fn new(clock: Arc<dyn Clock>) -> Self {
        Self { troubles: Arc::default(), ended: Arc::default(), clock }
    }

    /// What is wrong with the capabilities.
    pub(crate) fn troubles(&self) -> &Troubles {
        &self.troubles
    }

    /// Has a build be refused what is refused now, from its next call on.
    pub(crate) fn withhold_from(&self, app: &MiniApp) {
        app.withhold(self.troubles.refused());
    }

    /// The steps that have ended since this was last asked.
    pub(crate) fn take_ended(&self) -> Vec<Moment> {
        std::mem::take(&mut *self.ended.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl std::fmt::Debug for Bench {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Bench").field("troubles", &self.troubles).finish_non_exhaustive()
    }
}

impl Between for Bench {
    fn store(&self, bank: Arc<dyn Store>) -> Arc<dyn Store> {
        Arc::new(Layered::new(Forgiving, trouble::store(&self.troubles, &self.clock, bank)))
    }

    fn backends(&self, bank: Backends) -> Backends {
        trouble::backends(&self.troubles, bank)
    }

    fn recorder(&self, recorder: Recorder) -> Recorder {
        let listener = Arc::clone(&self.ended) as Arc<dyn Listener>;
        recorder.with_bound(JOURNAL_BYTES).with_listener(listener)
    }
}

impl Listener for Ended {
    fn step_ended(&self, record: &StepRecord, left: Option<Left<'_>>) {
        let moment = Moment::of(record, left);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(moment);
    }
}

/// Closes no session for its faults: a mini-app that is being written fails often.
struct Forgiving;

impl Layer for Forgiving {
    fn strike(
        &self,
        _: &dyn Store,
        _: &SessionId,
        _: u64,
        _: u64,
        _: &str,
    ) -> Result<u32, StoreError> {
        Ok(0)
    }
}
