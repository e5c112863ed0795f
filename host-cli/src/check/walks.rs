//! The walks: the project's scripts, and random ones.

use std::collections::HashSet;
use std::rc::Rc;
use std::sync::Arc;

use loggia_bank::Bank;
use loggia_runtime::{Blame, ClientEventKind, Clock, Engine, Error, Limits, LoadError, Reply};

use super::code::Code;
use super::finding::{Finding, Place, Source};
use super::languages;
use super::tally::Tally;
use crate::arguments::CustomerOptions;
use crate::problem::Problem;
use crate::run::{Announcing, Beset, Conditions, Given, Reach, Running, ScriptClock, Watch};
use crate::script::{self, Line, Walker};
use crate::terminal::theme::{Depth, Theme};
use crate::terminal::visit::Visit;

/// How long a step may take here: what is found must not depend on how busy the machine is, and fuel
/// bounds the work.
const PATIENT_MILLIS: u64 = 10_000;

/// What all walks have in common.
pub(super) struct Course {
    pub(super) customer: CustomerOptions,
    pub(super) given: Vec<Given>,
    /// Each walk has a copy of it.
    pub(super) bank: Bank,
    pub(super) engine: Engine,
    pub(super) tally: Rc<Tally>,
    /// When each walk's clock starts.
    pub(super) start: u64,
    pub(super) scripts: Vec<Script>,
    pub(super) walks: usize,
    pub(super) moves: usize,
    pub(super) seed: u64,
}

/// What is open; or else why nothing is, unless the tally knows it.
pub(super) type Opened = Result<(Running, Arc<ScriptClock>), Option<Finding>>;

/// A script of the project's.
pub(super) struct Script {
    pub(super) source: Source,
    pub(super) name: String,
    pub(super) lines: Vec<Line>,
}

impl Course {
    /// A mini-app that has just been opened, by a customer who was never there before.
    pub(super) fn open(&self, beset: Option<Beset>, given: Vec<Given>) -> anyhow::Result<Opened> {
        let clock = Arc::new(ScriptClock::new(self.start));
        let before = self.tally.stops();
        self.tally.open();
        let conditions = Conditions {
            bank: Some(self.bank.copied_in_memory()?),
            engine: Some(self.engine.clone()),
            reach: self.reach(),
            announcing: Announcing::First,
            limits: Limits { step_millis: PATIENT_MILLIS, ..Limits::default() },
            between: beset.map(|beset| Arc::new(beset.by(Arc::clone(&clock) as _)) as _),
            watch: Some(Rc::clone(&self.tally) as Rc<dyn Watch>),
            ..Conditions::default()
        };
        let timer = Arc::clone(&clock) as Arc<dyn Clock>;
        match Running::begin(&self.customer, given, timer, conditions) {
            Ok(running) => Ok(Ok((running, clock))),
            Err(_) if self.tally.stops() > before => Ok(Err(None)),
            Err(error) => {
                let met = Some(self.tally.met());
                let found = unopened(&error).ok_or(error)?;
                Ok(Err(Some(found.at(Place { met, ..Place::default() }))))
            }
        }
    }

    /// Real servers are not walked through by chance.
    pub(super) fn reach(&self) -> Reach {
        let has_server = self.given.first().is_some_and(|first| first.server.is_some());
        if has_server { Reach::All } else { Reach::ThisMachine }
    }

    /// Plays the scripts, each from the beginning.
    pub(super) fn play(&self) -> anyhow::Result<Vec<Finding>> {
        let mut findings = Vec::new();
        for script in &self.scripts {
            self.tally.meet(format!("met at the start of {}", script.name), &self.locale());
            let (running, clock) = match self.open(None, self.given.clone())? {
                Ok(opened) => opened,
                Err(why) => {
                    findings.extend(why);
                    continue;
                }
            };
            let mut visit = Visit::new(running, Theme::new(false, Depth::Monochrome));
            script::begin(&mut visit);
            let mut shown = HashSet::new();
            for line in &script.lines {
                let met = format!("met by line {} of {}: {}", line.number, script.name, line.text);
                self.tally.meet(met, &self.locale());
                let stops = self.tally.stops();
                let played = script::play_line(&mut visit, &clock, &line.step);
                if let Err(problem) = played {
                    // Where the step broke a rule, that says more.
                    if self.tally.stops() == stops {
                        findings.push(failed(script, line, &problem));
                    }
                    break;
                }
                if visit.shell.sheet_id().is_none() && visit.ended().is_none() {
                    findings.extend(self.translated(&mut visit.running, &mut shown)?);
                }
            }
        }
        Ok(findings)
    }

    /// Walks by chance, each time from the beginning, in one language after the other.
    pub(super) fn wander(&self) -> anyhow::Result<Vec<Finding>> {
        let mut findings = Vec::new();
        let mut shown = HashSet::new();
        for walk in 0..self.walks {
            let seed = self.seed.wrapping_add(walk as u64);
            let met = |at: usize| format!("met by a random walk, at move {at} (--seed {seed})");
            self.tally.meet(met(0), &self.locale());
            let (mut running, clock) = match self.open(None, self.given.clone())? {
                Ok(opened) => opened,
                Err(why) => {
                    findings.extend(why);
                    break;
                }
            };
            let mut walker = Walker::new(seed);
            for at in 0..=self.moves {
                self.tally.meet(met(at), &self.language_of(&running));
                if at > 0 {
                    forgiven(walker.a_move(&mut running, &clock))?;
                }
                forgiven(script::deliver(&mut running).1.map_or(Ok(0), Err))?;
                if running.session().closed().is_some() {
                    break;
                }
                if running.sheet()?.is_none() {
                    findings.extend(self.translated(&mut running, &mut shown)?);
                }
            }
        }
        Ok(findings)
    }

    /// Shows a screen that was not there before in each language, and then as it was.
    fn translated(
        &self,
        running: &mut Running,
        shown: &mut HashSet<String>,
    ) -> anyhow::Result<Vec<Finding>> {
        let locales = running.app().manifest().locales.clone();
        let view = Arc::clone(running.session().view());
        if locales.len() < 2 || !shown.insert(view.screen().to_string()) {
            return Ok(Vec::new());
        }
        let environment = running.environment().clone();
        let own = running.app().manifest().locale_for(&environment.locale).to_owned();
        let mut views = Vec::new();
        for locale in locales.iter().filter(|locale| **locale != own).chain([&environment.locale]) {
            self.tally.meet(format!("met when the language becomes {locale}"), locale);
            let mut environment = environment.clone();
            environment.locale.clone_from(locale);
            let changed = running.handle(ClientEventKind::EnvironmentChanged(environment));
            if forgiven(changed.map(|reply| usize::from(matches!(reply, Reply::Stepped(_)))))? == 0
            {
                return Ok(Vec::new());
            }
            views.push((locale.clone(), Arc::clone(running.session().view())));
        }
        let Some((_, again)) = views.pop() else { return Ok(Vec::new()) };
        let place = Place { screen: Some(again.screen().to_string()), ..Place::default() };
        let compared = views.iter().flat_map(|(locale, translated)| {
            languages::between((&own, &again), (locale, translated), &place)
        });
        Ok(compared.collect())
    }

    fn locale(&self) -> String {
        self.customer.locale.clone().unwrap_or_else(|| "en".to_owned())
    }

    fn language_of(&self, running: &Running) -> String {
        running.environment().locale.clone()
    }
}

/// Why a mini-app did not open, where that is its own doing.
fn unopened(error: &anyhow::Error) -> Option<Finding> {
    if let Some(Error::Failure { message, detail }) = error.downcast_ref() {
        let detail = detail.as_ref().map(|detail| format!(" ({detail})")).unwrap_or_default();
        return Some(Finding::new(
            Code::NoUsableScreen,
            format!("it does not open: {message}{detail}"),
            "open with a screen that says what is missing, and offer what is possible without it",
        ));
    }
    let refused: &LoadError = error.downcast_ref()?;
    (refused.blame() == Blame::MiniApp).then(|| {
        let remedy = "build it against the contract of this version of Loggia";
        Finding::new(Code::Package, refused.to_string(), remedy)
    })
}

/// What the mini-app is at fault for is in the tally; the rest ends the check.
pub(super) fn forgiven(done: Result<usize, Error>) -> anyhow::Result<usize> {
    match done {
        Ok(steps) => Ok(steps),
        Err(error) if error.blame() == Blame::MiniApp => Ok(0),
        Err(error) => Err(Problem::new(format!("the walk came to an end: {error}")).into()),
    }
}

fn failed(script: &Script, line: &Line, problem: &str) -> Finding {
    Finding::new(
        Code::ScriptFailed,
        format!("the script stops here: {problem}"),
        "mend the script, or what it shows to be broken",
    )
    .in_source(script.source.line(line.number))
}
