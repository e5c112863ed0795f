//! One user's open mini-app, and its step as a transaction.

use std::sync::Arc;
use std::time::Instant;

use serde::Serialize;

use crate::contract::exports::loggia::app::app as wit;
use crate::error::{Error, Fault};
use crate::events::{ClientEvent, ClientEventKind, Environment, Launch, Trigger};
use crate::guest_text::GuestText;
use crate::host::Host;
use crate::ids::{EventId, PaymentId, SessionId, UserId, random_bytes};
use crate::limits::Usage;
use crate::mini_app::MiniApp;
use crate::policy::Right;
use crate::probe::Point;
use crate::sandbox::{self, Ran, Stopped};
use crate::screen::{Refused, Screen};
use crate::state::{StepCause, StepState};
use crate::store::{
    Closed, Commit, CommitError, CreateError, HostEvent, Meter, Owner, Saved, StorageCommit, Timer,
};
use crate::ui::{self, Acting, FieldProblem, Patch, View};

/// One user's open mini-app. Between two steps nothing of it lives but what the store keeps.
///
/// Any number of processes may hold the same session: whose commit comes second runs its step again
/// on the newer state.
#[derive(Debug)]
pub struct Session {
    host: Host,
    app: Arc<MiniApp>,
    environment: Environment,
    saved: Saved,
    screen: Screen,
    latest: Step,
    /// Timers on which the mini-app failed, and how often: dropped after the second time.
    failed_timers: Vec<(Timer, u32)>,
}

/// A committed step.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Step {
    /// The number of the view that it made.
    pub revision: u64,
    /// Why it ran, as the contract names it: `launched`, `action`, `answered` …
    pub cause: &'static str,
    /// What it used up.
    pub usage: Usage,
    /// What changed on screen since the step before.
    pub patch: Patch,
    /// What the bank has to show now, outside of the view.
    pub raised: Vec<Raised>,
}

/// Something that only the bank draws.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Raised {
    /// A payment awaits the user's decision.
    PaymentSheet(PaymentId),
}

/// What became of a client's event.
#[derive(Debug, Clone)]
pub enum Reply {
    /// It made a step.
    Stepped(Step),
    /// It had made one before: the view is the one on screen.
    Repeated,
    /// It was not let through to the mini-app.
    Refused(Rejected),
}

/// Why a client's event was not let through.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Rejected {
    /// What the client acted on is not, or no longer, there: paint the view that is on screen now.
    #[error("this is no longer on screen")]
    Repaint,
    /// It is disabled, at work, or behind a dialog.
    #[error("this cannot be used now")]
    Disabled,
    /// It changed in this very moment: nobody can have meant it.
    #[error("this has only just changed: look again")]
    TooSoon,
    /// What was entered breaks the view's rules.
    #[error("{}", fields(.0))]
    Fields(Vec<FieldProblem>),
}

/// How often a step is run again because other processes were faster.
const MOST_CONFLICTS: u32 = 32;
/// The clients' latest events that a repeat is recognised by.
const RECENT_EVENTS: usize = 16;
/// Faults count as strikes for so long.
const STRIKES_MS: u64 = 5 * 60 * 1_000;
/// An answer so soon after the user's action may still raise a sheet.
const RAISE_MS: u64 = 5_000;
/// Waiting events that one call of [`Session::pump`] delivers at most.
const PUMPED: usize = 32;
/// A waiting event or timer on which the mini-app fails so often is dropped.
const TRIES: u32 = 2;

impl Session {
    pub(crate) fn open(
        host: Host,
        app: Arc<MiniApp>,
        user: UserId,
        launch: Launch,
    ) -> Result<Self, Error> {
        let now = host.clock.now();
        let saved = Saved {
            id: SessionId::random().map_err(|_| Error::Randomness)?,
            owner: Owner { user, app: app.manifest().app_id.clone() },
            release: app.digest(),
            version: app.manifest().version.to_string(),
            sequence: 0,
            seed: random_bytes().map_err(|_| Error::Randomness)?,
            state: None,
            acting: Vec::new(),
            timers: Vec::new(),
            next_request: 1,
            open_requests: Vec::new(),
            recent_events: Vec::new(),
            meter: Meter::default(),
            last_action: now,
            last_step: now,
            closed: None,
        };
        host.store.create(&saved, app.limits().sessions_per_user).map_err(|error| match error {
            CreateError::TooManySessions { limit } => Error::TooManySessions { limit },
            CreateError::Store(error) => Error::Store(error),
        })?;
        let mut session = Self::around(host, app, launch.environment.clone(), saved);
        match session.first(Trigger::Launched(launch)) {
            Ok(()) => Ok(session),
            Err(error) => {
                // A session without a view is of no use to anybody.
                session.host.store.close(&session.saved.id, Closed::Faults)?;
                Err(error)
            }
        }
    }

    pub(crate) fn resume(
        host: Host,
        app: Arc<MiniApp>,
        id: SessionId,
        environment: Environment,
    ) -> Result<Self, Error> {
        let saved = host.store.load(&id)?.ok_or(Error::NoSuchSession)?;
        if saved.owner.app != app.manifest().app_id {
            return Err(Error::NoSuchSession);
        }
        let mut session = Self::around(host, app, environment, saved);
        session.host.dispatch_of(Some(&id))?;
        let trigger = session.show_again();
        session.first(trigger)?;
        Ok(session)
    }

    fn around(host: Host, app: Arc<MiniApp>, environment: Environment, saved: Saved) -> Self {
        Self {
            host,
            app,
            environment,
            saved,
            screen: Screen::default(),
            latest: Step::default(),
            failed_timers: Vec::new(),
        }
    }

    fn first(&mut self, trigger: Trigger) -> Result<(), Error> {
        match self.step(trigger, None)? {
            Stepped::Committed(_) | Stepped::Repeated | Stepped::Skipped | Stepped::Gone => Ok(()),
        }
    }

    /// Which session.
    #[must_use]
    pub fn id(&self) -> SessionId {
        self.saved.id
    }

    /// The mini-app.
    #[must_use]
    pub fn mini_app(&self) -> &Arc<MiniApp> {
        &self.app
    }

    /// Whose it is.
    #[must_use]
    pub fn owner(&self) -> &Owner {
        &self.saved.owner
    }

    /// What is on screen.
    #[must_use]
    pub fn view(&self) -> &Arc<View> {
        self.screen.view()
    }

    /// The number of the view on screen: what a client names in [`ClientEventKind::Act`].
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.screen.revision()
    }

    /// The step that made the view on screen.
    #[must_use]
    pub fn latest(&self) -> &Step {
        &self.latest
    }

    /// Why the session is closed, if it is.
    #[must_use]
    pub fn closed(&self) -> Option<Closed> {
        self.saved.closed
    }

    /// When the next timer goes off, in milliseconds since 1970.
    #[must_use]
    pub fn next_timer(&self) -> Option<u64> {
        self.saved.timers.iter().map(|timer| timer.at).min()
    }

    /// Handles what a client did.
    ///
    /// # Errors
    ///
    /// [`Error`]; then nothing of it happened, and the view is the one from before.
    #[tracing::instrument(name = "session.handle", level = "debug", skip_all, fields(session = %self.saved.id))]
    pub fn handle(&mut self, event: ClientEvent) -> Result<Reply, Error> {
        if self.saved.recent_events.contains(&event.id) {
            return Ok(Reply::Repeated);
        }
        let trigger = match event.kind {
            ClientEventKind::Back => Trigger::Back,
            ClientEventKind::EnvironmentChanged(environment) => {
                self.environment = environment.clone();
                Trigger::EnvironmentChanged(environment)
            }
            ClientEventKind::Act { revision, path, values } => {
                let now = self.host.clock.now();
                match self.screen.act(revision, path, values, &self.saved.acting, now) {
                    Ok(acted) => acted,
                    Err(refused) => return Ok(Reply::Refused(refused.into())),
                }
            }
        };
        match self.step(trigger, Some(event.id))? {
            Stepped::Committed(step) => Ok(Reply::Stepped(step)),
            Stepped::Repeated => {
                self.catch_up()?;
                Ok(Reply::Repeated)
            }
            Stepped::Gone | Stepped::Skipped => {
                self.catch_up()?;
                Ok(Reply::Refused(Rejected::Repaint))
            }
        }
    }

    /// Hands effects to the backends, and delivers what waits for the mini-app: answers, changes,
    /// timers. To be called while the session is on screen: when something may have come, and
    /// about ten times a second.
    ///
    /// # Errors
    ///
    /// [`Error`]: the mini-app's step on one of them; the rest waits for the next call.
    pub fn pump(&mut self) -> Result<Vec<Step>, Error> {
        let mut steps = Vec::new();
        self.dispatch()?;
        for _ in 0..PUMPED {
            if self.saved.closed.is_some() {
                break;
            }
            let due = self.due_timer();
            let trigger = match self.host.store.next_event(&self.saved.id)? {
                Some(waiting) => Trigger::Host { id: waiting.id, event: waiting.event },
                None => match due {
                    Some(timer) => Trigger::Woke(timer),
                    None => break,
                },
            };
            match self.step(trigger.clone(), None) {
                Ok(Stepped::Committed(step)) => steps.push(step),
                Ok(_) => {}
                Err(error) => {
                    if matches!(error, Error::Fault(_) | Error::Failure { .. }) {
                        self.failed_on(&trigger)?;
                    }
                    return Err(error);
                }
            }
        }
        Ok(steps)
    }

    /// Ends the session, as its user.
    ///
    /// # Errors
    ///
    /// The store is unavailable.
    pub fn close(&mut self) -> Result<(), Error> {
        self.host.store.close(&self.saved.id, Closed::ByUser)?;
        self.saved.closed.get_or_insert(Closed::ByUser);
        Ok(())
    }

    /// What shows the session again on this release.
    fn show_again(&self) -> Trigger {
        if self.saved.state.is_none() {
            // It was made, and its first step was never committed.
            Trigger::Launched(Launch { environment: self.environment.clone(), params: Vec::new() })
        } else if self.saved.release == self.app.digest() {
            Trigger::Resumed(self.environment.clone())
        } else {
            Trigger::Upgraded { from: self.saved.version.clone() }
        }
    }

    /// Brings the view up to a session that another process has moved.
    fn catch_up(&mut self) -> Result<(), Error> {
        if self.screen.revision() == self.saved.sequence {
            return Ok(());
        }
        let trigger = self.show_again();
        self.first(trigger)
    }

    fn due_timer(&self) -> Option<Timer> {
        let now = self.host.clock.now();
        let due = self.saved.timers.iter().filter(|timer| timer.at <= now);
        due.min_by_key(|timer| timer.at).cloned()
    }

    /// A host event or timer on which the mini-app fails is tried once more, then dropped.
    fn failed_on(&mut self, trigger: &Trigger) -> Result<(), Error> {
        match trigger {
            Trigger::Host { id, event } => {
                if self.host.store.event_faulted(*id)? >= TRIES {
                    tracing::warn!(session = %self.saved.id, event = trigger.name(), "a waiting event is dropped");
                    self.host.store.drop_event(*id)?;
                    if let HostEvent::Answered { request, .. } = event {
                        self.saved.open_requests.retain(|open| open != request);
                    }
                }
            }
            Trigger::Woke(timer) => {
                let at = self.failed_timers.iter().position(|(failed, _)| failed == timer);
                let failed = match at.and_then(|at| self.failed_timers.get_mut(at)) {
                    Some((_, failed)) => failed,
                    None => &mut self.failed_timers.push_mut((timer.clone(), 0)).1,
                };
                *failed += 1;
                if *failed >= TRIES {
                    tracing::warn!(session = %self.saved.id, "a timer is dropped");
                    self.saved.timers.retain(|open| open != timer);
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// One step, run again as long as other processes are faster.
    fn step(&mut self, trigger: Trigger, event: Option<EventId>) -> Result<Stepped, Error> {
        for _ in 0..MOST_CONFLICTS {
            if let Some(closed) = self.saved.closed {
                return Err(Error::Closed(closed));
            }
            match self.attempt(&trigger, event)? {
                Some(step) => return Ok(Stepped::Committed(step)),
                None => {
                    self.saved =
                        self.host.store.load(&self.saved.id)?.ok_or(Error::NoSuchSession)?;
                    if let Some(stale) = self.stale(&trigger, event)? {
                        return Ok(stale);
                    }
                }
            }
        }
        Err(Error::Contended)
    }

    /// Whether a trigger means nothing any more, now that the session has moved.
    fn stale(&self, trigger: &Trigger, event: Option<EventId>) -> Result<Option<Stepped>, Error> {
        if event.is_some_and(|event| self.saved.recent_events.contains(&event)) {
            return Ok(Some(Stepped::Repeated));
        }
        Ok(match trigger {
            Trigger::Acted { path, fingerprint, .. } => {
                let is = Acting::from_saved(&self.saved.acting).get(*path);
                (is != Some(*fingerprint)).then_some(Stepped::Gone)
            }
            Trigger::Host { id, .. } => {
                let next = self.host.store.next_event(&self.saved.id)?;
                (next.map(|next| next.id) != Some(*id)).then_some(Stepped::Skipped)
            }
            Trigger::Woke(timer) => {
                (!self.saved.timers.contains(timer)).then_some(Stepped::Skipped)
            }
            _ => None,
        })
    }

    /// One run of a step and its commit; none where another process was faster.
    fn attempt(
        &mut self,
        trigger: &Trigger,
        event: Option<EventId>,
    ) -> Result<Option<Step>, Error> {
        let started = Instant::now();
        let limits = Arc::clone(self.app.limits());
        // The session's own time never runs backwards, whatever the clock does.
        let now = self.host.clock.now().max(self.saved.last_step);
        let meter = self.saved.meter.at(now);
        let fuel = limits.minute_fuel.saturating_sub(meter.fuel).min(limits.step_fuel);

        let cause = self.cause(trigger, now);
        let state = StepState::new(&self.host, &self.app, &self.saved, meter, now, cause);
        let input = wit::Event {
            now,
            entropy: entropy(&self.saved.seed, self.saved.sequence + 1),
            kind: trigger.to_contract(|| self.optional_rights()),
        };
        let Ran { outcome, mut state, fuel, micros: sandbox_micros } =
            sandbox::run(&self.app, state, fuel, self.saved.state.as_deref(), &input);
        let next = match outcome {
            Ok(next) => next,
            Err(Stopped::Busy) => return Err(Error::Busy),
            Err(Stopped::Failure { message, detail }) => {
                return Err(Error::Failure { message, detail });
            }
            Err(Stopped::Fault(fault)) => return Err(self.struck(fault, now)),
        };
        let state_bytes = next.state.len();
        if state_bytes > limits.state_bytes {
            return Err(
                self.struck(Fault::State { bytes: state_bytes, max: limits.state_bytes }, now)
            );
        }
        let package = self.app.package();
        let view = match ui::decode(next.view, &limits, |name| package.asset(name).is_some()) {
            Ok(view) => Arc::new(view),
            Err(error) => return Err(self.struck(Fault::View(error), now)),
        };
        let acting = Acting::of(&view);

        let log = state.take_log();
        let staged = state.staged;
        let writes: Vec<_> = staged.storage.into_iter().collect();
        let after = Saved {
            id: self.saved.id,
            owner: self.saved.owner.clone(),
            seed: self.saved.seed,
            release: self.app.digest(),
            version: self.app.manifest().version.to_string(),
            sequence: self.saved.sequence + 1,
            state: Some(next.state),
            acting: acting.clone().into_saved(),
            timers: remaining(staged.timers, trigger),
            next_request: staged.next_request,
            open_requests: unanswered(staged.open_requests, trigger),
            recent_events: with_event(&self.saved.recent_events, event),
            meter: Meter {
                fuel: meter.fuel.saturating_add(fuel),
                calls: staged.minute_calls,
                log_lines: staged.log_lines,
                ..meter
            },
            last_action: if trigger.is_user() { now } else { self.saved.last_action },
            last_step: now,
            closed: staged.close.then_some(Closed::ByMiniApp),
        };
        self.host.reached(Point::BeforeCommit);
        let committed = self.host.store.commit(&Commit {
            session: &after,
            handled: match trigger {
                Trigger::Host { id, .. } => Some(*id),
                _ => None,
            },
            storage: StorageCommit {
                seen_version: staged.storage_seen.map(|status| status.version),
                writes: &writes,
            },
            log: &log,
            effects: &staged.effects,
        });
        match committed {
            Ok(()) => {}
            Err(CommitError::Conflict) => return Ok(None),
            Err(CommitError::Store(error)) => return Err(Error::Store(error)),
        }
        self.host.reached(Point::AfterCommit);
        self.saved = after;
        let shown_at = self.host.clock.now();
        let patch = self.screen.show(self.saved.sequence, Arc::clone(&view), acting, shown_at);
        let raised = if staged.effects.is_empty() { Vec::new() } else { self.dispatch()? };
        self.latest = Step {
            revision: self.saved.sequence,
            cause: trigger.name(),
            usage: Usage {
                fuel,
                peak_memory: state.memory.peak_memory,
                calls: staged.calls,
                nodes: view.nodes.len(),
                state_bytes,
                micros: u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX),
                sandbox_micros,
                changed_nodes: patch.changes.len(),
            },
            patch,
            raised,
        };
        Ok(Some(self.latest.clone()))
    }

    fn dispatch(&self) -> Result<Vec<Raised>, Error> {
        let sheets = self.host.dispatch_of(Some(&self.saved.id))?;
        Ok(sheets.into_iter().map(Raised::PaymentSheet).collect())
    }

    fn cause(&self, trigger: &Trigger, now: u64) -> StepCause {
        let user_acted = trigger.is_user();
        let answer = match trigger {
            Trigger::Host { event: HostEvent::Answered { request, answer, .. }, .. } => {
                Some((*request, answer.clone()))
            }
            _ => None,
        };
        let soon = now.saturating_sub(self.saved.last_action) <= RAISE_MS;
        StepCause { user_acted, may_raise: user_acted || (answer.is_some() && soon), answer }
    }

    fn optional_rights(&self) -> Vec<String> {
        let optional = &self.app.manifest().capabilities.optional;
        let granted = self.app.rights().all(Right::Granted);
        granted.filter(|interface| optional.contains_key(*interface)).map(str::to_owned).collect()
    }

    /// Notes a fault; too many in too short a time close the session.
    fn struck(&mut self, fault: Fault, now: u64) -> Error {
        let (id, code) = (self.saved.id, fault.code());
        tracing::warn!(session = %id, app = %self.saved.owner.app, code, %fault, "the mini-app failed");
        let noted =
            self.host.store.strike(&id, now, now.saturating_sub(STRIKES_MS), code).and_then(
                |strikes| {
                    if strikes >= self.app.limits().strikes {
                        self.host.store.close(&id, Closed::Faults)?;
                        self.saved.closed = Some(Closed::Faults);
                    }
                    Ok(())
                },
            );
        match noted {
            Ok(()) => Error::Fault(fault),
            Err(error) => Error::Store(error),
        }
    }
}

/// What a trigger came to.
enum Stepped {
    Committed(Step),
    /// The event had been handled by another process.
    Repeated,
    /// What was acted on is no longer there.
    Gone,
    /// Another process has handled it.
    Skipped,
}

impl Meter {
    /// The meter in the minute and second of `now`.
    fn at(self, now: u64) -> Self {
        let (minute, second) = (now / 60_000, now / 1_000);
        let mut meter = self;
        if meter.minute != minute {
            meter = Self { minute, fuel: 0, calls: 0, ..meter };
        }
        if meter.second != second {
            meter = Self { second, log_lines: 0, ..meter };
        }
        meter
    }
}

impl From<Refused> for Rejected {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Gone => Self::Repaint,
            Refused::Disabled => Self::Disabled,
            Refused::TooSoon => Self::TooSoon,
            Refused::Fields(problems) => Self::Fields(problems),
        }
    }
}

/// The step's randomness: new in each step, the same in each run of it.
fn entropy(seed: &[u8; 32], sequence: u64) -> Vec<u8> {
    blake3::keyed_hash(seed, &sequence.to_le_bytes()).as_bytes().to_vec()
}

fn remaining(mut timers: Vec<Timer>, trigger: &Trigger) -> Vec<Timer> {
    if let Trigger::Woke(woke) = trigger
        && let Some(at) = timers.iter().position(|timer| timer == woke)
    {
        timers.remove(at);
    }
    timers
}

fn unanswered(mut open: Vec<u64>, trigger: &Trigger) -> Vec<u64> {
    if let Trigger::Host { event: HostEvent::Answered { request, .. }, .. } = trigger {
        open.retain(|open| open != request);
    }
    open
}

fn with_event(recent: &[EventId], event: Option<EventId>) -> Vec<EventId> {
    let keep = recent.len().saturating_sub(RECENT_EVENTS - 1);
    match event {
        Some(event) => recent.iter().skip(keep).copied().chain([event]).collect(),
        None => recent.to_vec(),
    }
}

fn fields(problems: &[FieldProblem]) -> String {
    let each = problems.iter().map(|problem| {
        let name = GuestText::cut(&problem.name, 64);
        format!("{name} {}", problem.message)
    });
    each.collect::<Vec<_>>().join("; ")
}
