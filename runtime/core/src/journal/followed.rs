//! A session of a journal, whose steps are made again.

use std::sync::Arc;

use serde_json::Value;

use super::candidate::{self, Open};
use super::difference::{Difference, asks, calls, denials, fails, requests};
use super::ledger::{Kept, Ledger};
use super::node_change;
use super::record::{Committed, Outcome, StepRecord};
use super::recorder::{self, left};
use super::replay::Made;
use super::tape::{Knowledge, Manner, Tape};
use super::view::RecordedView;
use super::{taped, words};
use crate::clock::Clock;
use crate::engine;
use crate::error::Error;
use crate::events::{Environment, Launch, Trigger};
use crate::host::Host;
use crate::ids::EventId;
use crate::intent::Opening;
use crate::limits::Usage;
use crate::mini_app::MiniApp;
use crate::session::Session;
use crate::store::{Saved, Store};
use crate::ui::View;

/// A session, as far as it has come.
#[derive(Debug, Clone)]
pub(super) struct Followed {
    pub(super) app: Arc<MiniApp>,
    pub(super) backends: Vec<String>,
    pub(super) environment: Environment,
    pub(super) saved: Saved,
    /// What it shows now.
    pub(super) view: Arc<View>,
    /// What it showed then.
    pub(super) recorded: RecordedView,
    /// A candidate's open requests.
    pub(super) open: Vec<Open>,
    /// The candidate is to take the session over from the release that left it.
    pub(super) takes_over: bool,
}

/// What a candidate's step came to: or why it failed.
type OtherStep = Result<(Arc<View>, Usage, Asked), Difference>;

/// What a candidate's step asks the bank for, and what it was denied.
struct Asked {
    requests: Vec<Value>,
    denials: Vec<String>,
}

/// What one step is made of.
struct Input<'a> {
    saved: Saved,
    trigger: &'a Trigger,
    event: Option<EventId>,
    now: u64,
    tape: Arc<Tape>,
}

/// A step that ended well.
struct Ended {
    kept: Kept,
    view: Arc<View>,
    opening: Option<Opening>,
    usage: Usage,
}

impl Followed {
    /// On the release that made it.
    pub(super) fn same(&mut self, record: &StepRecord, engine: &str) -> (Made, Vec<Difference>) {
        let Outcome::Committed(then) = &record.outcome else {
            return (Made::Kept, Vec::new());
        };
        self.then_shows(then);
        let tape = Arc::new(Tape::playing(record.reads.clone(), Manner::Same));
        let saved = Saved { meter: record.meter, ..self.saved.clone() };
        let input = Input {
            saved,
            trigger: &record.trigger,
            event: record.event,
            now: record.now,
            tape: Arc::clone(&tape),
        };
        let ended = match self.run(input) {
            Ok(ended) => ended,
            Err(error) => return (Made::Failed, vec![fails(&error)]),
        };
        let Ended { kept, view, opening, usage } = ended;
        let mut differences = Vec::new();
        match left(&kept.as_commit(), &view, opening.as_ref(), usage.fuel, usage.calls) {
            Ok(now) => {
                differences.extend(self.view_differs(then, &now));
                differences.extend(asks(&tape));
                let requests = requests(&then.effects, &now.effects, Value::clone);
                differences.extend(requests);
                differences.extend(denials(&then.denials, &now.denials));
                let same = [
                    (then.calls == now.calls, calls(then, &now)),
                    (then.state == now.state, Difference::State),
                    (then.storage == now.storage, Difference::Storage),
                    (then.log == now.log, Difference::Log),
                    (
                        then.standing == now.standing && record.sequence == kept.session.sequence,
                        Difference::Session,
                    ),
                    (
                        then.fuel == now.fuel || engine != engine::VERSION,
                        Difference::Fuel { before: then.fuel, after: now.fuel },
                    ),
                ];
                let differs = same.into_iter().filter(|(is_same, _)| !is_same);
                differences.extend(differs.map(|(_, difference)| difference));
            }
            Err(_) => differences.push(Difference::Session),
        }
        self.saved = kept.session;
        self.view = Arc::clone(&view);
        (Made::Again { view, usage }, differences)
    }

    /// On another release.
    pub(super) fn other(
        &mut self,
        record: &StepRecord,
        knowledge: &mut Knowledge,
    ) -> (Made, Vec<Difference>) {
        let from = self.saved.version.to_string();
        if let Trigger::Launched(launch) = &record.trigger {
            self.environment = launch.environment.clone();
        }
        if let Trigger::Restarted(to) | Trigger::Resumed(to) | Trigger::EnvironmentChanged(to) =
            &record.trigger
        {
            self.environment = to.clone();
        }
        let is_resuming = matches!(record.trigger, Trigger::Resumed(_) | Trigger::Upgraded { .. });
        if self.takes_over && !is_resuming {
            // No step of the journal shows it the session first: another process had moved it.
            let upgraded = Trigger::Upgraded { from: from.clone() };
            let (made, _) = self.other_step(record, &upgraded, knowledge, true);
            if let Err(fails) = made {
                return (Made::Failed, vec![fails]);
            }
        }
        let trigger = match &record.trigger {
            _ if is_resuming && self.takes_over => Ok(Trigger::Upgraded { from }),
            Trigger::Upgraded { .. } => Ok(Trigger::Resumed(self.environment.clone())),
            Trigger::Launched(Launch { intent: Some(intent), .. })
                if self.app.manifest().accepts(intent).is_err() =>
            {
                Err("it cannot be opened for that")
            }
            trigger => candidate::meant(trigger, &self.view, &self.saved, &self.open),
        };
        let committed = match &record.outcome {
            Outcome::Committed(then) => {
                self.then_shows(then);
                Ok(then)
            }
            Outcome::Fault { code, .. } => Err(code.as_str()),
            Outcome::Failure { .. } => Err("failure"),
        };
        let trigger = match trigger {
            Ok(trigger) => trigger,
            Err(reason) => {
                if committed.is_ok() {
                    self.saved.sequence = record.sequence;
                }
                return (Made::NotDone, vec![Difference::NotDone { reason }]);
            }
        };
        // What had failed changed nothing, and changes nothing now: so what follows still fits.
        let (made, tape) = self.other_step(record, &trigger, knowledge, committed.is_ok());
        let (view, usage, asked) = match (made, committed) {
            (Ok(made), Ok(_)) => made,
            (Ok((view, usage, _)), Err(code)) => {
                let healed = Difference::FailsNoMore { code: code.to_owned() };
                return (Made::Again { view, usage }, vec![healed]);
            }
            (Err(_), Err(_)) => return (Made::Kept, Vec::new()),
            (Err(fails), Ok(_)) => {
                self.saved.sequence = record.sequence;
                return (Made::Failed, vec![fails]);
            }
        };
        let mut differences = Vec::new();
        if let Ok(then) = committed {
            let now = RecordedView::of(&view);
            if now.digest() != then.view_digest {
                let changes = node_change::between(&self.recorded, &now);
                differences.extend((!changes.is_empty()).then_some(Difference::View { changes }));
            }
            differences.extend(requests(&then.effects, &asked.requests, words::comparable));
            differences.extend(denials(&then.denials, &asked.denials));
            differences.extend(asks(&tape));
            if then.calls != usage.calls {
                differences.push(Difference::Calls { before: then.calls, after: usage.calls });
            }
        }
        (Made::Again { view, usage }, differences)
    }

    /// One step of a candidate; `is_kept` says whether what it leaves is to stay.
    fn other_step(
        &mut self,
        record: &StepRecord,
        trigger: &Trigger,
        knowledge: &mut Knowledge,
        is_kept: bool,
    ) -> (OtherStep, Arc<Tape>) {
        let manner = Manner::Other(knowledge.clone());
        let tape = Arc::new(Tape::playing(record.reads.clone(), manner));
        knowledge.learn(&record.reads);
        // The same number has the same entropy, and gives what it asks for the same ids.
        let sequence = record.sequence.saturating_sub(1);
        let saved = Saved { meter: record.meter, sequence, ..self.saved.clone() };
        let (event, now) = (record.event, record.now);
        let input = Input { saved, trigger, event, now, tape: Arc::clone(&tape) };
        let Ended { kept, view, opening, usage } = match self.run(input) {
            Ok(ended) => ended,
            Err(error) => return (Err(fails(&error)), tape),
        };
        let asked = Asked {
            requests: recorder::requests(&kept.effects, opening.as_ref()).unwrap_or_default(),
            denials: recorder::denials(&kept.denials),
        };
        if is_kept {
            candidate::answered(trigger, &mut self.open);
            candidate::asked(&kept.effects, &mut self.open);
            knowledge.stored.extend(kept.writes);
            self.takes_over = false;
            self.saved = kept.session;
            self.view = Arc::clone(&view);
        }
        (Ok((view, usage, asked)), tape)
    }

    fn run(&self, input: Input<'_>) -> Result<Ended, Error> {
        let (mut session, ledger) = self.session(input.saved, input.now, &input.tape);
        session.step_again(input.trigger, input.event)?;
        let kept = ledger.take().ok_or(Error::NoSuchSession)?;
        let (view, latest) = (Arc::clone(session.view()), session.latest());
        Ok(Ended { kept, view, opening: latest.opening.clone(), usage: latest.usage })
    }

    pub(super) fn session(
        &self,
        saved: Saved,
        now: u64,
        tape: &Arc<Tape>,
    ) -> (Session, Arc<Ledger>) {
        let ledger = Arc::new(Ledger::default());
        let store: Arc<dyn Store> = ledger.clone();
        let host = Host::new(taped::store(&store, tape), taped::replayed(&self.backends, tape))
            .with_clock(Arc::new(StandsAt(now)));
        let app = Arc::clone(&self.app);
        (Session::of_journal(host, app, self.environment.clone(), saved), ledger)
    }

    fn then_shows(&mut self, then: &Committed) {
        if let Some(form) = &then.view {
            self.recorded = RecordedView { form: form.clone() };
        }
    }

    fn view_differs(&self, then: &Committed, now: &Committed) -> Option<Difference> {
        if then.view_digest == now.view_digest {
            return None;
        }
        let form = now.view.clone().unwrap_or_default();
        let changes = node_change::between(&self.recorded, &RecordedView { form });
        Some(if changes.is_empty() { Difference::Actions } else { Difference::View { changes } })
    }
}

/// A clock that stands where a step's stood.
struct StandsAt(u64);

impl Clock for StandsAt {
    fn now(&self) -> u64 {
        self.0
    }
}
