//! Journals: what they hold, that steps come to the same when they are made again, anywhere, and what
//! becomes of a journal that was changed, cut off or made up.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod branches;
mod candidates;
mod changed;
mod made_up;
mod recorded;
mod walks;

use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock};

use cap_std::ambient_authority;
use cap_std::fs::Dir;
use loggia_runtime::code::CodeCache;
use loggia_runtime::journal::{Difference, Journal, Recorder, Replay};
use loggia_runtime::package::Package;
use loggia_runtime::{Engine, Host, Limits, Profile, Session};
use loggia_tests::{Lab, Target, mischief_component, mischief_package, package_with, told};

/// A journal in memory, while it is written.
#[derive(Clone, Default)]
struct Paper(Arc<Mutex<Vec<u8>>>);

impl Paper {
    fn bytes(&self) -> Vec<u8> {
        self.0.lock().unwrap().clone()
    }

    fn journal(&self) -> Journal {
        Journal::read(self.bytes().as_slice()).expect("a journal that was just written can be read")
    }
}

impl Write for Paper {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A lab whose host writes a journal, with mischief's package in it.
struct Desk {
    lab: Lab,
    paper: Paper,
    recorder: Arc<Recorder>,
}

impl Desk {
    fn new() -> Self {
        let (mut lab, paper) = (Lab::embedded(), Paper::default());
        let recorder = Arc::new(Recorder::new(paper.clone()).unwrap());
        recorder.keep_package(&mischief_package());
        lab.host = recording(&lab.host, &recorder);
        Self { lab, paper, recorder }
    }
}

/// Mischief's package as another release, which does the same.
fn mischief_of_version(version: &str) -> Vec<u8> {
    let package = Package::read(&mischief_package(), &Limits::default()).unwrap();
    let mut manifest = package.manifest().clone();
    manifest.version = version.parse().unwrap();
    package_with(mischief_component(Target::Unknown), &manifest).unwrap()
}

fn recording(host: &Host, recorder: &Arc<Recorder>) -> Host {
    host.clone().with_recorder(Arc::clone(recorder))
}

/// Tells mischief what to do, whatever it reports.
fn done(session: &mut Session, orders: &str) {
    let _ = told(session, orders);
}

/// An engine of each kind that there is.
fn engines() -> &'static [(&'static str, Engine)] {
    static ENGINES: OnceLock<Vec<(&str, Engine)>> = OnceLock::new();
    ENGINES.get_or_init(|| {
        let all = [
            ("server", Profile::Server { max_instances: 2 }),
            ("embedded", Profile::Embedded),
            ("interpreted", Profile::Interpreted),
        ];
        // Each replay loads its packages anew: they are compiled once.
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("journal-code");
        fs::create_dir_all(&folder).unwrap();
        let engine = |profile| {
            let folder = Dir::open_ambient_dir(&folder, ambient_authority()).unwrap();
            let cache = CodeCache::new(folder, [7; 32], 256 << 20);
            Engine::new(profile).unwrap().with_code_cache(cache)
        };
        all.map(|(name, profile)| (name, engine(profile))).into()
    })
}

/// All that differs when a journal is replayed on its own packages, with the steps' numbers.
fn differences(journal: &Journal, engine: &Engine) -> Vec<(usize, Difference)> {
    let steps = Replay::new(journal, engine).map(|step| step.expect("it can be replayed"));
    let differ = steps.flat_map(|step| {
        let number = step.number;
        step.differences.into_iter().map(move |difference| (number, difference))
    });
    differ.collect()
}
