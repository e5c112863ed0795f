//! What becomes of a build: it is opened, the session goes over to it, or it must be mended.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use loggia_runtime::{Error, GuestText};

use super::builder::Ended;
use super::mishap::{Kind, Mishap, Sources};
use super::reload::{Kept, Lost, reload};
use super::{Dev, Setting};
use crate::build::Project;
use crate::run::{Conditions, Given, Running};
use crate::terminal::visit::Visit;

impl Dev {
    /// A build has ended.
    pub(super) fn built(&mut self, ended: &Ended) {
        let folder = self.setting.folder.clone();
        let built = match &ended.built {
            Ok(built) => built,
            Err(error) => return self.must_mend(Mishap::build(ended, error, &folder)),
        };
        self.sources = Some(Sources::of(&built.project));
        let (journal, took) = (journal_of(&built.project), ended.took);
        // What came before it is not what is begun anew with.
        self.fresh = None;
        if self.mishap.as_ref().is_some_and(|mishap| mishap.kind != Kind::Step) {
            self.mishap = None;
        }
        let grant = self.setting.grant.clone();
        let given = match Given::built(
            &built.project,
            built.package.clone(),
            grant.as_deref(),
            built.server.clone(),
        ) {
            Ok(given) => given,
            Err(error) => return self.must_mend(Mishap::start(&error)),
        };
        if self.visit.is_some() {
            self.reload(given, &journal, took);
        } else {
            self.start(given, journal, took);
        }
    }

    /// Opens the first build that can be.
    fn start(&mut self, given: Given, journal: PathBuf, took: Duration) {
        let Setting { customer, clock, workers, theme, .. } = &self.setting;
        let conditions = Conditions {
            is_new: true,
            journal: Some(journal.clone()),
            workers: workers.clone(),
            between: Some(Arc::clone(&self.bench) as _),
            ..Conditions::default()
        };
        match Running::begin(customer, vec![given], Arc::clone(clock), conditions) {
            Ok(running) => {
                self.bench.withhold_from(running.app());
                self.visit = Some(Visit::new(running, *theme));
                self.journal = Some(journal);
                self.news = format!("Built in {}", seconds(took));
                self.take_in();
            }
            Err(error) => {
                self.bench.take_ended();
                let failed = error.downcast_ref::<Error>().zip(self.sources.as_ref());
                let mishap = failed.and_then(|(error, sources)| Mishap::step(error, sources));
                let mishap = mishap.map(|mishap| Mishap {
                    kind: Kind::Build,
                    title: format!("{} on its launch", mishap.title),
                    advice: Some("Mend it and save: it is opened again by itself.".to_owned()),
                    ..mishap
                });
                self.must_mend(mishap.unwrap_or_else(|| Mishap::start(&error)));
            }
        }
    }

    /// Brings the session over to another build.
    fn reload(&mut self, given: Given, journal: &Path, took: Duration) {
        let Some(visit) = &mut self.visit else { return };
        self.timeline.go_to_present();
        self.pending = None;
        let served = match visit.running.serve(given.server.as_ref()) {
            Ok(is_another) => is_another.then_some("its server is started anew"),
            Err(error) => return self.must_mend(Mishap::start(&error)),
        };
        let fresh = match visit.running.load(given) {
            Ok(Some(fresh)) => fresh,
            Ok(None) => {
                let what = served.unwrap_or("nothing has changed");
                self.news = format!("Built in {}: {what}", seconds(took));
                return self.look();
            }
            Err(error) => return self.must_mend(Mishap::start(&error)),
        };
        self.bench.withhold_from(fresh.app());
        self.take_in();
        let Some(visit) = &mut self.visit else { return };
        match reload(&mut visit.running, &mut self.timeline, fresh, journal) {
            Ok(kept) => {
                self.mishap = None;
                let how = match kept {
                    Kept::Taken => "the state is kept".to_owned(),
                    Kept::MadeAgain(1) => "its one step was made again".to_owned(),
                    Kept::MadeAgain(steps) => format!("its {steps} steps were made again"),
                };
                let served = served.map_or_else(String::new, |served| format!("; {served}"));
                self.news = format!("Built in {}: {how}{served}", seconds(took));
                // A step that failed on the way is none of the session's.
                let ended = self.bench.take_ended();
                let well = ended.into_iter().filter(|moment| moment.stood.is_some()).collect();
                self.timeline.add(well, &[]);
                visit.settle();
                self.take_in();
            }
            Err(lost) => {
                self.bench.take_ended();
                self.look();
                self.lost(*lost);
            }
        }
    }

    fn lost(&mut self, lost: Lost) {
        let Lost { taking, making, fresh } = lost;
        self.fresh = fresh;
        let sources = self.sources.as_ref();
        let of = sources.and_then(|sources| Mishap::step(&taking, sources));
        let (place, mut lines) = of.map(|of| (of.place, of.lines)).unwrap_or_default();
        // What the mini-app says to its user helps nobody here.
        let message = match &taking {
            Error::Failure { detail: Some(detail), .. } => {
                lines.clear();
                detail.to_string()
            }
            taking => taking.to_string(),
        };
        let making = sources.map_or(making.clone(), |sources| sources.shortened(&making));
        lines.extend((!lines.is_empty()).then(String::new));
        lines.push("Its steps could not be made again either:".to_owned());
        lines.extend(GuestText::line(making).as_str().lines().map(str::to_owned));
        self.must_mend(Mishap {
            kind: Kind::State,
            title: "The new build cannot take the state over".to_owned(),
            place,
            message,
            lines,
            advice: Some(
                "The build from before goes on. Implement migrate, or start anew.".to_owned(),
            ),
        });
    }
}

/// Where the journal of a project is written while it is being developed.
fn journal_of(project: &Project) -> PathBuf {
    project.target.join("loggia").join(format!("{}.dev.journal", project.name))
}

fn seconds(took: Duration) -> String {
    format!("{}.{} s", took.as_secs(), took.subsec_millis() / 100)
}
