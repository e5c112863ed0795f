//! Compiled code: kept in a folder that anybody may have written into, made once however many want it,
//! and made by child processes that are slow, greedy or lie.
//!
//! What is compiled is counted, not timed.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod cache;
mod eviction;
mod sharing;
mod workers;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use cap_std::ambient_authority;
use cap_std::fs::Dir;
use loggia_runtime::code::{CodeCache, CodeStats};
use loggia_runtime::package::Package;
use loggia_runtime::{Engine, Limits, LoadError, MiniApp, Profile};
use loggia_tests::{Core, Lab, full_grant, package};
use tempfile::TempDir;

const KEY: [u8; 32] = [7; 32];
const ROOMY: u64 = 1 << 30;
const SERVER: Profile = Profile::Server { max_instances: 2 };

/// A folder of compiled code.
struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn cache(&self, max_bytes: u64) -> CodeCache {
        self.cache_with(KEY, max_bytes)
    }

    fn cache_with(&self, key: [u8; 32], max_bytes: u64) -> CodeCache {
        let dir = Dir::open_ambient_dir(self.path(), ambient_authority()).unwrap();
        CodeCache::new(dir, key, max_bytes)
    }

    /// A new engine, as a new process would have it.
    fn engine(&self) -> Engine {
        engine(Profile::Embedded).with_code_cache(self.cache(ROOMY))
    }

    fn entries(&self) -> Vec<PathBuf> {
        let all = fs::read_dir(self.path()).unwrap().map(|entry| entry.unwrap().path());
        let mut entries: Vec<_> =
            all.filter(|path| path.extension().is_some_and(|is| is == "loggia-code")).collect();
        entries.sort();
        entries
    }

    /// The only one.
    fn entry(&self) -> PathBuf {
        let entries = self.entries();
        assert_eq!(entries.len(), 1, "{entries:?}");
        entries[0].clone()
    }
}

fn engine(profile: Profile) -> Engine {
    Engine::new(profile).unwrap()
}

/// A good mini-app that differs from others by its mark.
fn marked(mark: &str) -> Package {
    read(&Core::marked(mark))
}

fn read(core: &Core) -> Package {
    Package::read(&package(&core.component()), &Limits::default()).unwrap()
}

fn load(engine: &Engine, package: &Package) -> Result<MiniApp, LoadError> {
    MiniApp::load(engine, package.clone(), &full_grant(), Limits::default())
}

/// Loads it and opens a session of it.
fn works(engine: &Engine, package: &Package) {
    let app = Arc::new(load(engine, package).expect("it loads"));
    Lab::embedded().open(&app, "").expect("it opens").close().unwrap();
}

fn stats(engine: &Engine) -> [u64; 4] {
    let CodeStats { hits, compiled, rejected, evicted } = engine.code_stats();
    [hits, compiled, rejected, evicted]
}
