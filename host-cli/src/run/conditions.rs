//! Under what a mini-app runs.

use std::fmt;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;

use loggia_bank::Bank;
use loggia_runtime::code::CompileWorkers;
use loggia_runtime::journal::Recorder;
use loggia_runtime::store::Store;
use loggia_runtime::ui::View;
use loggia_runtime::{Backends, Engine, Error, Limits, Step};

use super::outside::Announcing;

/// What stands between the sessions of a run and its bank, where something does.
pub(crate) trait Between: fmt::Debug + Send + Sync {
    /// The store as sessions see it.
    fn store(&self, bank: Arc<dyn Store>) -> Arc<dyn Store>;
    /// The backends as sessions see them.
    fn backends(&self, bank: Backends) -> Backends;
    /// The recorder, which may be listened to.
    fn recorder(&self, recorder: Recorder) -> Recorder {
        recorder
    }
}

/// Is told of each step that a mini-app makes, and of each that comes to nothing.
pub(crate) trait Watch {
    /// A step was made; the view is what is on screen now.
    fn stepped(&self, step: &Step, view: &Arc<View>);
    /// A step came to nothing.
    fn failed(&self, error: &Error);
}

/// How far requests to partners' servers go.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Reach {
    /// To the hosts of the grant, or to the server that stands in for them.
    #[default]
    All,
    /// To nobody: nothing stands in for the hosts, and they are not to be bothered.
    ThisMachine,
}

/// How a mini-app runs, beside whom it runs for.
#[derive(Default)]
pub(crate) struct Conditions {
    /// Whether a session that was left open is ended, instead of being resumed.
    pub(crate) is_new: bool,
    /// The file to write down in all that happens.
    pub(crate) journal: Option<PathBuf>,
    /// A bank of the caller's; without it the customer's.
    pub(crate) bank: Option<Bank>,
    /// An engine of the caller's; without it one that keeps its compiled code beside the bank.
    pub(crate) engine: Option<Engine>,
    /// Which compile; without them this process does. An engine of the caller's has its own.
    pub(crate) workers: Option<CompileWorkers>,
    /// What it is held to.
    pub(crate) limits: Limits,
    /// How far its requests go.
    pub(crate) reach: Reach,
    /// When those servers hear of payments.
    pub(crate) announcing: Announcing,
    /// What stands between its sessions and the bank.
    pub(crate) between: Option<Arc<dyn Between>>,
    /// Who is told of its steps.
    pub(crate) watch: Option<Rc<dyn Watch>>,
}
