//! What steps used and showed, and what stopped them.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use loggia_runtime::ui::View;
use loggia_runtime::{Error, Fault, Limits, Step, Usage};
use serde::Serialize;

use crate::run::Watch;

/// More different views are not looked at: nobody reads as many findings.
const MOST_VIEWS: usize = 500;

/// Watches all walks.
#[derive(Debug, Default)]
pub(super) struct Tally(RefCell<Seen>);

/// What was seen.
#[derive(Debug, Default)]
pub(super) struct Seen {
    met: String,
    locale: String,
    is_stuffed: bool,
    /// The screen on which the last step ended.
    screen: Option<String>,
    pub(super) steps: usize,
    used: BTreeMap<String, Used>,
    pub(super) views: Vec<SeenView>,
    known: HashSet<u64>,
    /// Views that were different again, and more than are looked at.
    pub(super) unseen: usize,
    pub(super) stopped: Vec<Stopped>,
}

/// A view, and how it was come by.
#[derive(Debug)]
pub(super) struct SeenView {
    pub(super) view: Arc<View>,
    pub(super) locale: String,
    pub(super) met: String,
    /// Whether a capability said as much as it may: what does not fit then is not the mini-app's word.
    pub(super) is_stuffed: bool,
}

/// A step that broke a rule.
#[derive(Debug)]
pub(super) struct Stopped {
    pub(super) fault: Fault,
    /// What was on screen when it began.
    pub(super) screen: Option<String>,
    pub(super) met: String,
}

/// The most that the steps to one screen used of each.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub(super) struct Used {
    /// How many steps there were.
    pub(super) steps: usize,
    pub(super) fuel: u64,
    pub(super) memory_bytes: usize,
    pub(super) state_bytes: usize,
    pub(super) nodes: usize,
    pub(super) calls: u32,
    /// Whether a step was stopped for the fuel that it burned up.
    pub(super) is_out_of_fuel: bool,
    /// Whether a step was stopped for the memory that it wanted.
    pub(super) is_out_of_memory: bool,
}

/// What a step may use.
#[derive(Debug, Clone, Copy, Serialize)]
pub(super) struct Most {
    pub(super) fuel: u64,
    pub(super) memory_bytes: usize,
    pub(super) state_bytes: usize,
    pub(super) nodes: usize,
    pub(super) calls: u32,
}

impl Tally {
    /// How the steps that come now are come by, and in which language.
    pub(super) fn meet(&self, met: impl Into<String>, locale: &str) {
        let mut seen = self.0.borrow_mut();
        seen.met = met.into();
        locale.clone_into(&mut seen.locale);
    }

    /// A mini-app is opened: nothing is on screen yet.
    pub(super) fn open(&self) {
        self.0.borrow_mut().screen = None;
    }

    /// How the steps that come now are come by.
    pub(super) fn met(&self) -> String {
        self.0.borrow().met.clone()
    }

    /// Whether a capability says as much as it may from now on.
    pub(super) fn stuff(&self, is_stuffed: bool) {
        self.0.borrow_mut().is_stuffed = is_stuffed;
    }

    /// How often a step broke a rule until now.
    pub(super) fn stops(&self) -> usize {
        self.0.borrow().stopped.len()
    }

    /// The most that the steps to each screen used until now.
    pub(super) fn used(&self) -> BTreeMap<String, Used> {
        self.0.borrow().used.clone()
    }

    /// All that was seen.
    pub(super) fn take(&self) -> Seen {
        self.0.take()
    }
}

impl Watch for Tally {
    fn stepped(&self, step: &Step, view: &Arc<View>) {
        let mut seen = self.0.borrow_mut();
        seen.steps += 1;
        let screen = view.screen().to_string();
        seen.used.entry(screen.clone()).or_default().add(&step.usage);
        seen.screen = Some(screen);
        let mut hasher = DefaultHasher::new();
        (view.screen(), view.title(), &seen.locale).hash(&mut hasher);
        for (_, node) in view.nodes() {
            (node.path, &node.element).hash(&mut hasher);
        }
        if !seen.known.insert(hasher.finish()) {
            return;
        }
        if seen.views.len() == MOST_VIEWS {
            seen.unseen += 1;
        } else {
            let (locale, met) = (seen.locale.clone(), seen.met.clone());
            let is_stuffed = seen.is_stuffed;
            seen.views.push(SeenView { view: Arc::clone(view), locale, met, is_stuffed });
        }
    }

    fn failed(&self, error: &Error) {
        let mut seen = self.0.borrow_mut();
        if let Error::Fault(fault) = error {
            let (screen, met) = (seen.screen.clone(), seen.met.clone());
            let used = seen.used.entry(screen.clone().unwrap_or_default()).or_default();
            match fault {
                Fault::Fuel { .. } => used.is_out_of_fuel = true,
                Fault::Memory { .. } => used.is_out_of_memory = true,
                Fault::State { bytes, .. } => used.state_bytes = used.state_bytes.max(*bytes),
                _ => {}
            }
            seen.stopped.push(Stopped { fault: fault.clone(), screen, met });
        }
    }
}

impl Used {
    fn add(&mut self, usage: &Usage) {
        self.steps += 1;
        self.fuel = self.fuel.max(usage.fuel);
        self.memory_bytes = self.memory_bytes.max(usage.peak_memory);
        self.state_bytes = self.state_bytes.max(usage.state_bytes);
        self.nodes = self.nodes.max(usage.nodes);
        self.calls = self.calls.max(usage.calls);
    }
}

impl Most {
    pub(super) fn of(limits: &Limits) -> Self {
        Self {
            fuel: limits.step_fuel,
            memory_bytes: limits.memory_bytes,
            state_bytes: limits.state_bytes,
            nodes: limits.view_nodes,
            calls: limits.step_calls,
        }
    }
}
