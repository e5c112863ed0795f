//! Builds a project whenever it is saved, beside the session that runs.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Context;

use super::watch::Snapshot;
use crate::build::{Project, build};
use crate::progress::{Progress, Said};
use crate::run::ServerProgram;

/// How often the project's files are looked at.
const LOOK: Duration = Duration::from_millis(200);

/// Watches a project and builds it, on a thread of its own.
///
/// What is saved while a build runs is built after it, once: the build that comes then has all of it.
#[derive(Debug)]
pub(crate) struct Builder {
    said: Arc<Mutex<Said>>,
    ask: Sender<()>,
    ended: Receiver<Ended>,
}

/// A build that ended.
#[derive(Debug)]
pub(crate) struct Ended {
    /// What it made, or why there is nothing.
    pub(crate) built: anyhow::Result<Built>,
    /// What was said meanwhile.
    pub(crate) said: Said,
    /// How long it took.
    pub(crate) took: Duration,
}

/// What a build made.
#[derive(Debug)]
pub(crate) struct Built {
    /// The project as it was built.
    pub(crate) project: Project,
    /// The package's file.
    pub(crate) package: PathBuf,
    /// Its partner's server, if it has one.
    pub(crate) server: Option<ServerProgram>,
}

impl Builder {
    /// Begins to watch the project in a folder, which stood like that when it was last built.
    ///
    /// # Errors
    ///
    /// The machine has no more threads.
    pub(crate) fn watch(folder: PathBuf, built: Snapshot) -> anyhow::Result<Self> {
        let said = Arc::new(Mutex::new(Said::default()));
        let (ask, asked) = mpsc::channel();
        let (tell, ended) = mpsc::channel();
        let to = Arc::clone(&said);
        thread::Builder::new()
            .name("builder".into())
            .spawn(move || work(&folder, built, &to, &asked, &tell))
            .context("no thread could be started that builds")?;
        Ok(Self { said, ask, ended })
    }

    /// Builds it although nothing has changed.
    pub(crate) fn build_anyway(&self) {
        // Where nobody builds any more, there is nothing to ask.
        let _ = self.ask.send(());
    }

    /// The latest build that has ended since this was last asked.
    pub(crate) fn take_ended(&self) -> Option<Ended> {
        self.ended.try_iter().last()
    }

    /// What is being done now, while a build runs.
    pub(crate) fn doing(&self) -> Option<String> {
        let said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        Some(said.doing.clone()).filter(|doing| !doing.is_empty())
    }
}

/// Builds until nobody wants to know any more.
fn work(
    folder: &Path,
    mut built: Snapshot,
    said: &Arc<Mutex<Said>>,
    asked: &Receiver<()>,
    tell: &Sender<Ended>,
) {
    let mut before = built.clone();
    // What is made in there is not written by anybody.
    let mut target = None;
    loop {
        let is_asked = match asked.recv_timeout(LOOK) {
            Ok(()) => true,
            Err(RecvTimeoutError::Timeout) => false,
            Err(RecvTimeoutError::Disconnected) => return,
        };
        let now = Snapshot::of(folder, target.as_deref());
        // An editor may write several files: only once they have come to rest.
        let is_at_rest = now == before;
        before = now.clone();
        let is_saved = is_at_rest && now.changed_since(&built).is_some();
        if !is_asked && !is_saved {
            continue;
        }
        built = now;
        let ended = build_once(folder, said, &mut target);
        if tell.send(ended).is_err() {
            return;
        }
        if let Some(target) = &target {
            built.leave_out(target);
        }
        before = Snapshot::of(folder, target.as_deref());
    }
}

/// Builds a project with its partner's server, and says how it ended; `target` becomes the project's.
fn build_once(folder: &Path, said: &Arc<Mutex<Said>>, target: &mut Option<PathBuf>) -> Ended {
    let started = Instant::now();
    let progress = Progress::kept_in(said);
    progress.say("Looking at the project");
    let built = Project::open(folder).and_then(|project| {
        *target = Some(project.target.clone());
        let package = build(&project, &progress)?.package;
        let server = ServerProgram::of(&project, &progress)?;
        Ok(Built { project, package, server })
    });
    let said = std::mem::take(&mut *said.lock().unwrap_or_else(PoisonError::into_inner));
    Ended { built, said, took: started.elapsed() }
}
