//! One user's open mini-app.

mod again;
mod step;

use std::sync::Arc;

use serde::Serialize;

use self::step::Stepped;
use crate::error::Error;
use crate::events::{ClientEvent, ClientEventKind, Environment, Launch, Trigger};
use crate::guest_text::GuestText;
use crate::host::Host;
use crate::ids::{PaymentId, SessionId, UserId, random_bytes};
use crate::intent::Opening;
use crate::limits::Usage;
use crate::mini_app::MiniApp;
use crate::screen::{Refused, Screen};
use crate::store::{Closed, Meter, Owner, Saved, Timer};
use crate::ui::{FieldProblem, Patch, View};

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
    /// The doubts about its views that have been logged, by their codes.
    doubted: Vec<&'static str>,
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
    /// The mini-app that this one wants the user to open: the bank shows what is passed, and asks.
    /// It is for this moment, and kept nowhere: whoever misses it taps again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opening: Option<Opening>,
}

/// Something that only the bank draws.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Raised {
    /// A payment awaits the user's decision.
    PaymentSheet(PaymentId),
    /// The user is asked for their consent.
    ConsentSheet,
    /// The user is to pick an account.
    AccountSheet,
    /// The user is to tick which facts about them a mini-app gets.
    ClaimsSheet,
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
        if let Some(intent) = &launch.intent {
            app.manifest().accepts(intent)?;
        }
        let environment = launch.environment.clone();
        Self::begin(host, app, user, environment, &Trigger::Launched(launch))
    }

    /// A new session, and its first step.
    fn begin(
        host: Host,
        app: Arc<MiniApp>,
        user: UserId,
        environment: Environment,
        trigger: &Trigger,
    ) -> Result<Self, Error> {
        let now = host.clock.now();
        let saved = Saved {
            id: SessionId::random().map_err(|_| Error::Randomness)?,
            owner: Owner { user, app: app.manifest().app_id.clone() },
            release: app.digest(),
            version: Arc::clone(app.version()),
            sequence: 0,
            seed: random_bytes().map_err(|_| Error::Randomness)?,
            state: Vec::new(),
            acting: Vec::new(),
            timers: Vec::new(),
            next_request: 1,
            open_requests: Vec::new(),
            recent_events: Vec::new(),
            meter: Meter::default(),
            opened_at: now,
            last_action: 0,
            last_step: now,
            closed: None,
        };
        let mut session = Self::around(host, app, environment, saved);
        session.first(trigger)?;
        Ok(session)
    }

    /// A session that this release cannot take over is closed, and another one is begun in its place:
    /// whoever had it open is not locked out.
    pub(crate) fn resume(
        host: Host,
        app: Arc<MiniApp>,
        id: SessionId,
        environment: Environment,
    ) -> Result<Self, Error> {
        let (mut session, trigger) = Self::stored(host, app, id, environment)?;
        match session.first(&trigger) {
            Err(Error::Failure { .. }) if matches!(trigger, Trigger::Upgraded { .. }) => {
                session.restarted()
            }
            shown => shown.map(|()| session),
        }
    }

    /// As [`Self::resume`], and a session that this release cannot take over stays as it is.
    pub(crate) fn take_over(
        host: Host,
        app: Arc<MiniApp>,
        id: SessionId,
        environment: Environment,
    ) -> Result<Self, Error> {
        let (mut session, trigger) = Self::stored(host, app, id, environment)?;
        session.first(&trigger)?;
        Ok(session)
    }

    /// A session as the store has it, and what shows it again.
    fn stored(
        host: Host,
        app: Arc<MiniApp>,
        id: SessionId,
        environment: Environment,
    ) -> Result<(Self, Trigger), Error> {
        let saved = host.store.load(&id)?.ok_or(Error::NoSuchSession)?;
        if saved.owner.app != app.manifest().app_id {
            return Err(Error::NoSuchSession);
        }
        let session = Self::around(host, app, environment, saved);
        session.host.dispatch_of(Some(&id))?;
        let trigger = session.show_again();
        Ok((session, trigger))
    }

    /// Another session in its place, on the same release.
    fn restarted(self) -> Result<Self, Error> {
        let Self { host, app, environment, saved, .. } = self;
        tracing::warn!(session = %saved.id, app = %saved.owner.app, from = %saved.version, "the session cannot be carried over to this release, and starts anew");
        let trigger = Trigger::Restarted(environment.clone());
        // The one from before stays until there is another.
        let session = Self::begin(host, app, saved.owner.user, environment, &trigger)?;
        session.host.store.close(&saved.id, Closed::Superseded)?;
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
            doubted: Vec::new(),
        }
    }

    fn first(&mut self, trigger: &Trigger) -> Result<(), Error> {
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
        match self.step(&trigger, Some(event.id))? {
            Stepped::Committed(step) => {
                if let Trigger::EnvironmentChanged(environment) = trigger {
                    self.environment = environment;
                }
                Ok(Reply::Stepped(step))
            }
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
            match self.step(&trigger, None) {
                Ok(Stepped::Committed(step)) => steps.push(step),
                Ok(Stepped::Gone) => {
                    self.catch_up()?;
                    steps.push(self.latest.clone());
                }
                Ok(Stepped::Repeated | Stepped::Skipped) => {}
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
        if self.saved.release == self.app.digest() {
            Trigger::Resumed(self.environment.clone())
        } else {
            Trigger::Upgraded { from: self.saved.version.to_string() }
        }
    }

    /// Brings the view up to a session that another process has moved.
    fn catch_up(&mut self) -> Result<(), Error> {
        if self.screen.revision() == self.saved.sequence {
            return Ok(());
        }
        let trigger = self.show_again();
        self.first(&trigger)
    }

    fn due_timer(&self) -> Option<Timer> {
        let now = self.host.clock.now();
        let due = self.saved.timers.iter().filter(|timer| timer.at <= now);
        due.min_by_key(|timer| timer.at).cloned()
    }

    /// A host event or timer on which the mini-app fails is tried once more, then dropped.
    fn failed_on(&mut self, trigger: &Trigger) -> Result<(), Error> {
        let tries = match trigger {
            Trigger::Host { id, .. } => self.host.store.event_faulted(*id)?,
            Trigger::Woke(timer) => {
                let at = self.failed_timers.iter().position(|(failed, _)| failed == timer);
                let failed = match at.and_then(|at| self.failed_timers.get_mut(at)) {
                    Some((_, failed)) => failed,
                    None => &mut self.failed_timers.push_mut((timer.clone(), 0)).1,
                };
                *failed += 1;
                *failed
            }
            _ => return Ok(()),
        };
        if tries < TRIES {
            return Ok(());
        }
        if let Trigger::Woke(timer) = trigger {
            self.failed_timers.retain(|(failed, _)| failed != timer);
        }
        self.give_up(trigger)
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

fn fields(problems: &[FieldProblem]) -> String {
    let each = problems.iter().map(|problem| {
        let name = GuestText::cut(&problem.name, 64);
        format!("{name} {}", problem.message)
    });
    each.collect::<Vec<_>>().join("; ")
}
