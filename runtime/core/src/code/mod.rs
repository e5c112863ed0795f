//! Compiled code: made once, kept, and made within bounds.
//!
//! Compiling a package takes tens to hundreds of milliseconds; loading its code from a
//! [`CodeCache`] takes a few hundred microseconds. And a component can be made so that compiling it
//! takes minutes and gigabytes: [`CompileWorkers`] do it in child processes that are held to
//! [`CompileLimits`]. A server has both:
//!
//! ```no_run
//! use loggia_runtime::code::{CodeCache, CompileWorkers};
//! use loggia_runtime::{Engine, Profile};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let key = [0; 32];
//! let folder = cap_std::fs::Dir::open_ambient_dir("code", cap_std::ambient_authority())?;
//! let engine = Engine::new(Profile::Server { max_instances: 8 })?
//!     .with_code_cache(CodeCache::new(folder, key, 4 << 30))
//!     .with_compile_workers(
//!         CompileWorkers::new(std::env::current_exe()?).with_arguments(["compile-worker"]),
//!     );
//! # Ok(())
//! # }
//! ```
//!
//! However many load a package at once on one engine, it is compiled once and they share the code. A
//! cache that is damaged, foreign, full or cannot be written is a warning and never an error: the
//! package is compiled. On phones, where there are no child processes, the engine compiles in process.

mod cache;
mod error;
mod flights;
mod identity;
mod limits;
mod native;
mod protocol;
mod stats;
mod turns;
mod worker;
mod workers;

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use wasmtime::component::Component;

pub use self::cache::CodeCache;
use self::cache::Unusable;
pub use self::error::CompileError;
use self::flights::Flights;
use self::identity::{CodeIdentity, EngineIdentity};
pub use self::limits::CompileLimits;
use self::native::NativeCode;
pub use self::stats::CodeStats;
use self::stats::Counters;
use self::turns::Turns;
pub use self::worker::serve_worker;
pub use self::workers::CompileWorkers;
use crate::engine::Profile;
use crate::guest_text::GuestText;
use crate::ids::PackageDigest;
use crate::mini_app::LoadError;
use crate::package::Package;

/// Where an engine has the code of packages from.
pub(crate) struct CodeSource {
    engine: wasmtime::Engine,
    identity: EngineIdentity,
    profile: Profile,
    settings: Settings,
    flights: Flights<PackageDigest, Result<Component, LoadError>>,
    turns: Turns,
    counters: Counters,
}

/// What the host app chooses.
#[derive(Clone, Default)]
pub(crate) struct Settings {
    pub(crate) cache: Option<Arc<CodeCache>>,
    pub(crate) limits: CompileLimits,
    /// None: in process.
    pub(crate) workers: Option<CompileWorkers>,
}

impl CodeSource {
    pub(crate) fn new(engine: &wasmtime::Engine, profile: Profile, settings: Settings) -> Self {
        Self {
            identity: EngineIdentity::of(engine),
            engine: engine.clone(),
            profile,
            turns: Turns::new(settings.limits.at_once.max(1)),
            settings,
            flights: Flights::new(),
            counters: Counters::default(),
        }
    }

    /// The same with other settings, which counts anew.
    pub(crate) fn with(&self, change: impl FnOnce(&mut Settings)) -> Self {
        let mut settings = self.settings.clone();
        change(&mut settings);
        Self::new(&self.engine, self.profile, settings)
    }

    /// What it has done so far.
    pub(crate) fn stats(&self) -> CodeStats {
        self.counters.read()
    }

    /// The component of a package, from the cache or compiled.
    pub(crate) fn component(&self, package: &Package) -> Result<Component, LoadError> {
        let made = self.flights.join(package.digest(), || {
            let identity = CodeIdentity { engine: self.identity, package: package.digest() };
            match self.cached(&identity) {
                Some(component) => Ok(component),
                None => self.compile(&identity, package),
            }
        });
        made.unwrap_or(Err(LoadError::Compile(CompileError::Lost)))
    }

    fn cached(&self, identity: &CodeIdentity) -> Option<Component> {
        let cache = self.settings.cache.as_ref()?;
        let loaded = cache.read(identity, self.settings.limits.code_bytes).and_then(|code| {
            let refused = |error| Unusable::Refused(format!("{error:#}"));
            code.map(|code| code.load(&self.engine).map_err(refused)).transpose()
        });
        match loaded {
            Ok(Some(component)) => {
                self.counters.hit();
                Some(component)
            }
            Ok(None) => None,
            Err(reason) => {
                tracing::warn!(package = %identity.package, %reason, "compiled code is made anew");
                self.counters.rejected();
                cache.remove(identity);
                None
            }
        }
    }

    fn compile(&self, identity: &CodeIdentity, package: &Package) -> Result<Component, LoadError> {
        let limits = &self.settings.limits;
        let turn = self.turns.take(Duration::from_millis(limits.wait_millis));
        let turn = turn.ok_or(CompileError::Busy {
            at_once: limits.at_once.max(1),
            limit: limits.wait_millis,
        })?;
        let unfit = |error: wasmtime::Error| LoadError::Contract {
            reason: GuestText::cut(&format!("{error:#}"), 500),
        };
        let (component, code) = match &self.settings.workers {
            Some(workers) => {
                let component = package.component();
                let code = workers.compile(component, self.profile, &self.identity, limits)?;
                (code.load(&self.engine).map_err(unfit)?, Some(code))
            }
            None => {
                let compiled =
                    or_panic(|| Component::from_binary(&self.engine, package.component()));
                let compiled = compiled
                    .ok_or_else(|| LoadError::Contract { reason: GuestText::cut(PANICKED, 500) })?;
                (compiled.map_err(unfit)?, None)
            }
        };
        drop(turn);
        self.counters.compiled();
        if let Some(cache) = &self.settings.cache {
            match code.map_or_else(|| NativeCode::of(&component), Ok) {
                Ok(code) => self.keep(cache, identity, &code),
                Err(error) => tracing::warn!(%error, "compiled code cannot be kept"),
            }
        }
        Ok(component)
    }

    fn keep(&self, cache: &CodeCache, identity: &CodeIdentity, code: &NativeCode) {
        if code.as_bytes().len() > self.settings.limits.code_bytes {
            tracing::debug!(package = %identity.package, "compiled code is too large to be kept");
            return;
        }
        match cache.keep(identity, code) {
            Ok(evicted) => self.counters.evicted(evicted),
            Err(error) => tracing::warn!(%error, "compiled code cannot be kept"),
        }
    }
}

impl fmt::Debug for CodeSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CodeSource").field("stats", &self.stats()).finish_non_exhaustive()
    }
}

/// Said of a component that brings the compiler to a panic.
const PANICKED: &str =
    "the compiler does not know what to do with it: its partner must build it in another way";

/// What the compiler makes of a component; none where it panics, which must not bring its host down.
fn or_panic<T>(compile: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(compile)).ok()
}

#[cfg(test)]
mod tests {
    use cap_std::ambient_authority;
    use cap_std::fs::Dir;

    use super::*;
    use crate::engine::compiler;

    #[test]
    fn code_that_the_engine_refuses_is_rejected_although_its_mac_fits() {
        let folder = tempfile::tempdir().unwrap();
        let dir = Dir::open_ambient_dir(&folder, ambient_authority()).unwrap();
        let cache = Arc::new(CodeCache::new(dir, [1; 32], 1 << 20));
        let settings = Settings { cache: Some(Arc::clone(&cache)), ..Settings::default() };
        let profile = Profile::Embedded;
        let source = CodeSource::new(&compiler(profile).unwrap(), profile, settings);
        let package = PackageDigest::from_bytes([2; 32]);
        let identity = CodeIdentity { engine: source.identity, package };
        for junk in [&b""[..], b"no code", b"\x7fELF"] {
            cache.keep(&identity, &NativeCode::vouched_for(junk.to_vec())).unwrap();
            assert!(source.cached(&identity).is_none());
            assert!(source.cached(&identity).is_none(), "it is gone, and not rejected twice");
        }
        assert_eq!(source.stats(), CodeStats { rejected: 3, ..CodeStats::default() });
    }
}
