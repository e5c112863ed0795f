//! The step as a transaction: load, run, check, commit.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Instant;

use super::{Raised, Session, Step};
use crate::capability::Interface;
use crate::contract::exports::loggia::app::app as wit;
use crate::error::{Error, Fault};
use crate::events::Trigger;
use crate::ids::EventId;
use crate::journal::Recording;
use crate::limits::Usage;
use crate::mini_app::MiniApp;
use crate::policy::{Grant, Right};
use crate::probe::Point;
use crate::sandbox::{self, Ran, Stopped};
use crate::state::{StepCause, StepState};
use crate::store::{Closed, Commit, CommitError, HostEvent, Meter, Saved, StorageCommit, Timer};
use crate::ui::{self, Acting, View};

/// How often a step is run again because other processes were faster.
const MOST_CONFLICTS: u32 = 32;
/// The clients' latest events that a repeat is recognised by.
const RECENT_EVENTS: usize = 16;
/// Faults count as strikes for so long.
const STRIKES_MS: u64 = 5 * 60 * 1_000;
/// An answer so soon after the user's action may still raise a sheet; so soon after the opening, ask for
/// a consent.
const RAISE_MS: u64 = 5_000;

impl Session {
    /// One step, run again as long as other processes are faster. Where another release has moved the
    /// session, this one must be shown it first.
    pub(super) fn step(
        &mut self,
        trigger: &Trigger,
        event: Option<EventId>,
    ) -> Result<Stepped, Error> {
        if self.is_of_another_release(trigger) {
            return Ok(Stepped::Gone);
        }
        self.step_here(trigger, event)
    }

    fn is_of_another_release(&self, trigger: &Trigger) -> bool {
        self.saved.release != self.app.digest() && !trigger.shows()
    }

    /// The same on the state that there is, whichever release made it.
    pub(super) fn step_here(
        &mut self,
        trigger: &Trigger,
        event: Option<EventId>,
    ) -> Result<Stepped, Error> {
        let mut trigger = Cow::Borrowed(trigger);
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
                    if trigger.shows() {
                        trigger = Cow::Owned(self.show_again());
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
        if self.is_of_another_release(trigger) {
            return Ok(Some(Stepped::Gone));
        }
        Ok(match trigger {
            Trigger::Acted { path, fingerprint, .. } => {
                let is = Acting::find(&self.saved.acting, *path);
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
        let app = Arc::clone(&self.app);
        let generation = app.switch().generation().map_err(|_| Error::Killed)?;
        // Held while the mini-app's own work is done: the commit waits for the store, not for a core.
        let mut turn = app.tenant().turn().map_err(|_| Error::Busy)?;
        let started = Instant::now();
        // The session's own time never runs backwards, whatever the clock does.
        let now = self.host.clock.now().max(self.saved.last_step);
        let meter = self.saved.meter.at(now);
        let cause = self.cause(trigger, now);
        let recording = Recording::begin(&self.host, now, meter);
        let seen = recording.as_ref().map_or(&self.host, Recording::host);
        let state = StepState::new(seen, &app, &self.saved, meter, now, cause);
        let input = wit::Event {
            now,
            entropy: entropy(&self.saved.seed, self.saved.sequence + 1),
            kind: trigger.to_contract(|| self.optional_rights(&state.grant)),
        };
        let is_first = self.saved.sequence == 0;
        let before = (!is_first).then_some(self.saved.state.as_slice());
        let fuel = app.limits().minute_fuel.saturating_sub(meter.fuel).min(app.limits().step_fuel);
        let Ran { outcome, mut state, fuel, micros: sandbox_micros } =
            sandbox::run(&app, generation, state, fuel, before, &input);
        let made = outcome.and_then(|next| Made::of(&app, next));
        if matches!(made, Err(Stopped::Fault(_))) {
            turn.faulted();
        }
        drop(turn);
        // What a step burns is counted in this process even if nothing comes of it: a mini-app that
        // fails, and fails again, has no more of a minute than one that does not.
        self.saved.meter = Meter {
            fuel: meter.fuel.saturating_add(fuel),
            calls: state.staged.minute_calls,
            log_lines: state.staged.log_lines,
            ..meter
        };
        if let (Some(recording), Err(stopped)) = (&recording, &made) {
            recording.stopped(&self.attempted(trigger, event), stopped);
        }
        let Made { state: new_state, view, acting } = match made {
            Ok(made) => made,
            Err(Stopped::Busy) => return Err(Error::Busy),
            Err(Stopped::Killed) => return Err(Error::Killed),
            Err(Stopped::Failure { message, detail }) => {
                self.denied(&state, now)?;
                return Err(Error::Failure { message, detail });
            }
            Err(Stopped::Fault(fault)) => {
                self.denied(&state, now)?;
                return Err(self.struck(fault, now));
            }
        };
        let state_bytes = new_state.len();

        let log = state.take_log();
        let staged = state.staged;
        let writes: Vec<_> = staged.storage.into_iter().collect();
        let after = Saved {
            id: self.saved.id,
            owner: self.saved.owner.clone(),
            seed: self.saved.seed,
            release: self.app.digest(),
            version: Arc::clone(app.version()),
            sequence: self.saved.sequence + 1,
            state: new_state,
            acting: acting.clone().into_saved(),
            timers: remaining(staged.timers, trigger),
            next_request: staged.next_request,
            open_requests: unanswered(staged.open_requests, trigger),
            recent_events: with_event(&self.saved.recent_events, event),
            meter: self.saved.meter,
            opened_at: self.saved.opened_at,
            last_action: if trigger.is_user() { now } else { self.saved.last_action },
            last_step: now,
            closed: staged.close.then_some(Closed::ByMiniApp),
        };
        self.host.reached(Point::BeforeCommit);
        let committing = app.switch().committing(generation).map_err(|_| Error::Killed)?;
        let commit = Commit {
            session: &after,
            opens: is_first.then_some(app.limits().sessions_per_user),
            handled: handled(trigger),
            storage: StorageCommit {
                seen_version: staged.storage_seen.map(|status| status.version),
                writes: &writes,
            },
            log: &log,
            effects: &staged.effects,
            denials: state.denials.as_slice(),
        };
        let committed = self.host.store.commit(&commit);
        drop(committing);
        match committed {
            Ok(()) => {}
            Err(CommitError::Conflict) => return Ok(None),
            Err(error) => return Err(error.into()),
        }
        if let Some(recording) = recording {
            let attempt = self.attempted(trigger, event);
            let opening = staged.opening.as_ref();
            recording.committed(&attempt, &commit, &view, opening, fuel, staged.calls);
        }
        self.host.reached(Point::AfterCommit);
        self.saved = after;
        self.doubt(&view);
        let shown_at = self.host.clock.now();
        let patch = self.screen.show(self.saved.sequence, Arc::clone(&view), acting, shown_at);
        let raised = if staged.effects.is_empty() {
            Vec::new()
        } else {
            // The step has happened, whatever becomes of this: effects wait for the next pump.
            self.dispatch().unwrap_or_else(|error| {
                tracing::error!(session = %self.saved.id, %error, "the outbox cannot be read now");
                Vec::new()
            })
        };
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
            opening: staged.opening,
        };
        Ok(Some(self.latest.clone()))
    }

    /// Commits that a host event or timer is dropped without a step. Its request, if it is an
    /// answer's, is open no more: for no process.
    pub(super) fn give_up(&mut self, trigger: &Trigger) -> Result<(), Error> {
        tracing::warn!(session = %self.saved.id, event = trigger.name(), "a waiting event is dropped");
        let before = &self.saved;
        let after = Saved {
            sequence: before.sequence + 1,
            timers: remaining(before.timers.clone(), trigger),
            open_requests: unanswered(before.open_requests.clone(), trigger),
            ..before.clone()
        };
        let committed = self.host.store.commit(&Commit {
            session: &after,
            opens: None,
            handled: handled(trigger),
            storage: StorageCommit::default(),
            log: &[],
            effects: &[],
            denials: &[],
        });
        self.saved = match committed {
            Ok(()) => {
                self.host.record_dropped(&self.attempted(trigger, None), &after);
                after
            }
            // Another process has moved the session. What still waits there is met again.
            Err(CommitError::Conflict) => {
                self.host.store.load(&self.saved.id)?.ok_or(Error::NoSuchSession)?
            }
            Err(error) => return Err(error.into()),
        };
        Ok(())
    }

    pub(super) fn dispatch(&self) -> Result<Vec<Raised>, Error> {
        self.host.dispatch_of(Some(&self.saved.id))
    }

    fn cause(&self, trigger: &Trigger, now: u64) -> StepCause {
        let user_acted = trigger.is_user();
        let answer = match trigger {
            Trigger::Host { event: HostEvent::Answered { request, answer, .. }, .. } => {
                Some((*request, answer.clone()))
            }
            _ => None,
        };
        // An answer to what the user's action, or their opening of the mini-app, led to.
        let led_to_by = |at: u64| answer.is_some() && now.saturating_sub(at) <= RAISE_MS;
        let may_raise = user_acted || led_to_by(self.saved.last_action);
        let opened = matches!(trigger, Trigger::Launched(_) | Trigger::Restarted(_))
            || led_to_by(self.saved.opened_at);
        StepCause { user_acted, may_raise, may_ask: may_raise || opened, answer }
    }

    /// Warns of words that may be meant ill: once of each kind, and never in the mini-app's own words.
    fn doubt(&mut self, view: &View) {
        for code in view.doubts().iter().map(|doubt| doubt.wording.code()) {
            if !self.doubted.contains(&code) {
                self.doubted.push(code);
                let (id, app) = (self.saved.id, &self.saved.owner.app);
                tracing::warn!(session = %id, app = %app, code, "the mini-app shows words to look at");
            }
        }
    }

    /// The optional capabilities that are there, and not taken back.
    fn optional_rights(&self, left: &Grant) -> Vec<String> {
        let optional = &self.app.manifest().capabilities.optional;
        let linked = self.app.rights().all(Right::Granted);
        let there = linked.filter(|interface| {
            optional.contains_key(*interface)
                && Interface::named(interface).is_some_and(|named| named.is_granted_by(left))
        });
        there.map(str::to_owned).collect()
    }

    /// Counts what a step was denied that failed: to fail after it must not hide it. A session that
    /// would have begun with it is none, and has no count.
    fn denied(&self, state: &StepState, now: u64) -> Result<(), Error> {
        let denials = state.denials.as_slice();
        if self.saved.sequence > 0 && !denials.is_empty() {
            self.host.store.deny(&self.saved.id, &self.app.digest(), now, denials)?;
        }
        Ok(())
    }

    /// Notes a fault; too many in too short a time close the session.
    fn struck(&mut self, fault: Fault, now: u64) -> Error {
        let (id, code) = (self.saved.id, fault.code());
        tracing::warn!(session = %id, app = %self.saved.owner.app, code, %fault, "the mini-app failed");
        if self.saved.sequence == 0 {
            // There is no session yet that could be closed for it.
            return Error::Fault(fault);
        }
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

/// What a step made, checked.
struct Made {
    state: Vec<u8>,
    view: Arc<View>,
    acting: Acting,
}

impl Made {
    fn of(app: &MiniApp, next: wit::Next) -> Result<Self, Stopped> {
        let (limits, package) = (app.limits(), app.package());
        let (bytes, max) = (next.state.len(), limits.state_bytes);
        if bytes > max {
            return Err(Stopped::Fault(Fault::State { bytes, max }));
        }
        let view = ui::decode(next.view, limits, |name| package.asset(name).is_some())
            .map_err(|error| Stopped::Fault(Fault::View(error)))?;
        let acting = Acting::of(&view);
        Ok(Self { state: next.state, view: Arc::new(view), acting })
    }
}

/// What a trigger came to.
pub(super) enum Stepped {
    Committed(Step),
    /// The event had been handled by another process.
    Repeated,
    /// What was acted on is no longer there, or another release has moved the session.
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

/// The step's randomness: new in each step, the same in each run of it.
fn entropy(seed: &[u8; 32], sequence: u64) -> Vec<u8> {
    blake3::keyed_hash(seed, &sequence.to_le_bytes()).as_bytes().to_vec()
}

fn handled(trigger: &Trigger) -> Option<u64> {
    match trigger {
        Trigger::Host { id, .. } => Some(*id),
        _ => None,
    }
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
