//! The first view of a mini-app that no one has loaded yet: from its package on disk and its kept
//! code, against compiling it.
//!
//! Both read the package, check its digest, seal, manifest and imports, link it and make a session's
//! first step, each on an engine whose only difference is the cache.

use std::sync::Arc;
use std::time::Duration;

use cap_std::ambient_authority;
use cap_std::fs::Dir;
use loggia_runtime::code::CodeCache;
use loggia_runtime::package::Package;
use loggia_runtime::{Engine, Limits, MiniApp, Profile};
use loggia_tests::coffee::built;
use tempfile::TempDir;

use crate::coffee;
use crate::measure::{Pace, Side, median, time};
use crate::report::Quantity::Time;
use crate::report::{Goal, Report, Row};
use crate::rows::coffee::memory_host;
use crate::scratch;

/// Of each side.
const ROUNDS: usize = 40;

pub(crate) fn measure(pace: Pace) -> Report {
    let folder = scratch::folder();
    let (mut kept, mut compiled) = (first_views(Some(&folder)), first_views(None));
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..pace.of(ROUNDS) {
        ours.push(kept());
        theirs.push(compiled());
    }
    let row = Row::new(
        "cold open: package and kept code from disk, verified, first view",
        Time(median(ours)),
    )
    .against("compiling it", Time(median(theirs)))
    .goal(Goal::AtMost(1.0 / 50.0));
    Report { rows: vec![row], ..Report::default() }
}

pub(crate) fn alone(length: Duration) {
    let folder = scratch::folder();
    super::coffee::alone(first_views(Some(&folder)), length);
}

/// First views on an engine of their own, which keeps code in `folder`.
fn first_views(folder: Option<&TempDir>) -> Side<'static> {
    let mut engine = Engine::new(Profile::Server { max_instances: 2 }).expect("an engine");
    if let Some(folder) = folder {
        let dir = Dir::open_ambient_dir(folder.path(), ambient_authority()).expect("it is there");
        engine = engine.with_code_cache(CodeCache::new(dir, [7; 32], 1 << 30));
    }
    let built = built();
    let grant = built.grant();
    let bytes = std::fs::read(&built.package).expect("the package is there");
    let package = Package::read(&bytes, &Limits::default()).expect("it is sound");
    let digest = package.digest();
    let host = memory_host();
    let first_view = Box::new(move || {
        time(|| {
            let bytes = std::fs::read(&built.package).expect("the package is there");
            let package = Package::read_known(&bytes, &digest, &Limits::default());
            let package = package.expect("it is the one");
            let app = MiniApp::load(&engine, package, &grant, Limits::default());
            let mut session =
                coffee::open(&host, &Arc::new(app.expect("it loads")), coffee::user(0));
            session.close().expect("it closes");
        })
    });
    // The first one of all compiles, and keeps the code.
    first_view();
    first_view
}
