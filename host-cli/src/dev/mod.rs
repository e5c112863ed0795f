//! A mini-app while it is being written: built whenever it is saved, with its state kept, and every step of
//! it to look into.
//!
//! The session is an ordinary one on the bank of this machine. What is not ordinary stands between the two,
//! on the [`bench`]: it keeps every step, and has capabilities fail. [`reload`] brings the session over to
//! the next build, and [`timeline`] back to an earlier step. None of it is in any other command, nor in
//! what a bank embeds.

mod bench;
mod builder;
mod builds;
mod draw;
mod keys;
mod mishap;
mod panel;
mod reload;
mod state;
#[cfg(test)]
mod tests;
mod timeline;
mod watch;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context;
use crossterm::event;
use loggia_runtime::code::CompileWorkers;
use loggia_runtime::{Clock, Error};

use self::bench::Bench;
use self::builder::Builder;
use self::mishap::{Kind, Mishap, Sources};
use self::panel::{Panel, Tab};
use self::timeline::Timeline;
use self::watch::Snapshot;
use crate::arguments::CustomerOptions;
use crate::locale::Locale;
use crate::run::Fresh;
use crate::terminal::screen::Screen;
use crate::terminal::shell::Intent;
use crate::terminal::theme::Theme;
use crate::terminal::visit::{Ending, Visit};

/// How often what is due is looked for.
const PUMP: Duration = Duration::from_millis(100);
/// How often what moves by itself is drawn.
const TICK: Duration = Duration::from_millis(250);
/// A button that commits to something takes no tap in its first moment: neither does one of a session that
/// has just been gone back to. In milliseconds.
const FRESH: u64 = 450;

/// A mini-app in the making, and what its developer sees of it.
pub(crate) struct Dev {
    setting: Setting,
    bench: Arc<Bench>,
    builder: Builder,
    /// None until a build could be opened.
    visit: Option<Visit>,
    /// Its journal.
    journal: Option<PathBuf>,
    sources: Option<Sources>,
    timeline: Timeline,
    panel: Panel,
    mishap: Option<Mishap>,
    /// A build that cannot take the state over.
    fresh: Option<Fresh>,
    /// What became of the latest build.
    news: String,
    /// What was done to a past step, and when it is done to the session that goes on from there.
    pending: Option<(Vec<Intent>, u64)>,
    has_ended: bool,
}

/// What stays the same.
pub(crate) struct Setting {
    /// The project's.
    pub(crate) folder: PathBuf,
    /// Without one, the grant beside the project.
    pub(crate) grant: Option<PathBuf>,
    pub(crate) customer: CustomerOptions,
    pub(crate) theme: Theme,
    pub(crate) locale: Locale,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) workers: Option<CompileWorkers>,
}

impl Dev {
    /// Begins to watch a project; it is built at once.
    ///
    /// # Errors
    ///
    /// There is no such folder, or no thread that could build.
    pub(crate) fn begin(setting: Setting) -> anyhow::Result<Self> {
        let folder = setting.folder.clone();
        let snapshot = Snapshot::of(&folder, None);
        let builder = Builder::watch(folder, snapshot)?;
        builder.build_anyway();
        Ok(Self::with(setting, builder))
    }

    fn with(setting: Setting, builder: Builder) -> Self {
        Self {
            bench: Arc::new(Bench::new(Arc::clone(&setting.clock))),
            builder,
            setting,
            visit: None,
            journal: None,
            sources: None,
            timeline: Timeline::default(),
            panel: Panel::new(),
            mishap: None,
            fresh: None,
            news: String::new(),
            pending: None,
            has_ended: false,
        }
    }

    /// Shows it until its developer leaves, and ends the session. Where its journal is, if there is one.
    ///
    /// # Errors
    ///
    /// The terminal cannot be read or written.
    pub(crate) fn show(mut self) -> anyhow::Result<Option<PathBuf>> {
        let mut screen = Screen::enter()?;
        let (mut stale, mut drawn, mut pumped) = (true, Instant::now(), Instant::now());
        while !self.has_ended {
            if stale || (self.moves() && drawn.elapsed() >= TICK) {
                screen.draw(|frame| self.draw(frame))?;
                (drawn, stale) = (Instant::now(), false);
            }
            let unreadable = "the terminal cannot be read";
            if event::poll(PUMP.saturating_sub(pumped.elapsed())).context(unreadable)? {
                stale = true;
                let event = event::read().context(unreadable)?;
                self.handle(event);
            }
            if pumped.elapsed() >= PUMP {
                stale |= self.tick();
                pumped = Instant::now();
            }
        }
        let Some(mut visit) = self.visit else { return Ok(None) };
        visit.running.close().context("the session could not be ended")?;
        Ok(self.journal)
    }

    /// Does what is due; says whether anything may look different now.
    fn tick(&mut self) -> bool {
        let mut changed = false;
        if let Some(ended) = self.builder.take_ended() {
            self.built(&ended);
            changed = true;
        }
        let now = self.setting.clock.now();
        if let Some((intents, _)) = self.pending.take_if(|(_, at)| *at <= now) {
            self.perform(intents);
            changed = true;
        }
        // The past stands still; and what was done in it comes before whatever else comes.
        if !self.timeline.is_past()
            && self.pending.is_none()
            && let Some(visit) = &mut self.visit
        {
            changed |= visit.pump();
            self.take_in();
        }
        changed
    }

    /// Something moves by itself.
    fn moves(&self) -> bool {
        self.builder.doing().is_some()
            || self.visit.as_ref().is_some_and(|visit| visit.shell.moves())
    }

    /// Carries out what was done in the mini-app.
    fn perform(&mut self, intents: Vec<Intent>) {
        if intents.is_empty() {
            return;
        }
        if intents.contains(&Intent::Leave) {
            self.has_ended = true;
        } else if self.timeline.is_past() {
            self.go_on(intents);
        } else if let Some(visit) = &mut self.visit {
            visit.perform(intents);
            self.take_in();
        }
    }

    /// Goes on from the step that is looked at: as a session of its own, to which is done what was done.
    fn go_on(&mut self, intents: Vec<Intent>) {
        let Some(visit) = &mut self.visit else { return };
        let branch = match self.timeline.branch() {
            Ok(Some(branch)) => branch,
            Ok(None) => return,
            Err(error) => return self.failed(&error),
        };
        let (branch, from, sequence) = branch;
        let cut = self.timeline.cut();
        match visit.running.branch(&branch, from, sequence, None) {
            Ok(()) => {
                visit.settle();
                self.take_in();
                self.news = format!("It goes on from step {sequence}");
                let at = self.setting.clock.now().saturating_add(FRESH);
                self.pending = Some((intents, at));
            }
            Err((error, _)) => {
                self.bench.take_ended();
                self.timeline.put_back(cut);
                self.look();
                self.failed(&error);
            }
        }
    }

    /// Shows the step that is looked at, or the present.
    fn look(&mut self) {
        let Some(visit) = &mut self.visit else { return };
        if !self.timeline.is_past() {
            return visit.show_present();
        }
        if let Some(stood) = self.timeline.stood() {
            let view = Arc::clone(&stood.view);
            visit.show_past(view);
        }
    }

    /// Begins anew, on the build that could not take the state over if there is one.
    fn begin_anew(&mut self) {
        let Some(visit) = &mut self.visit else { return };
        let fresh = self.fresh.take();
        if let Some(fresh) = &fresh {
            self.bench.withhold_from(fresh.app());
        }
        match visit.running.begin_anew(fresh) {
            Ok(()) => {
                self.timeline = Timeline::default();
                self.mishap = None;
                self.news = "Begun anew".to_owned();
                visit.settle();
                self.take_in();
            }
            Err((error, fresh)) => {
                self.fresh = fresh;
                self.bench.take_ended();
                self.failed(&error);
            }
        }
    }

    /// A step of the session's failed.
    fn failed(&mut self, error: &Error) {
        let mishap = self.sources.as_ref().and_then(|sources| Mishap::step(error, sources));
        match mishap {
            Some(mishap) => self.must_mend(mishap),
            None => self.news = error.to_string(),
        }
    }

    fn must_mend(&mut self, mishap: Mishap) {
        self.mishap = Some(mishap);
        if self.visit.is_some() {
            self.panel.is_open = true;
        }
        self.panel.turn_to(Tab::Problem);
    }

    /// Takes in what has happened in the session.
    fn take_in(&mut self) {
        let Some(visit) = &mut self.visit else { return };
        let ended = self.bench.take_ended();
        let steps = visit.take_steps();
        let failure = visit.take_failure();
        let goes_well = ended.iter().any(|moment| moment.stood.is_some());
        if goes_well && self.mishap.as_ref().is_some_and(|mishap| mishap.kind == Kind::Step) {
            self.mishap = None;
        }
        self.timeline.add(ended, &steps);
        if let Some(failure) = failure {
            self.failed(&failure);
        }
        match self.visit.as_mut().and_then(Visit::take_ending) {
            Some(Ending::Left) => self.has_ended = true,
            Some(Ending::Closed) => {
                self.begin_anew();
                self.news = "It has closed itself, and is opened anew".to_owned();
            }
            None => {}
        }
    }
}
