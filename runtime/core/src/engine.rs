//! The one engine of a process, and the only file that names wasmtime's configuration.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use wasmtime::{Config, Enabled, InstanceAllocationStrategy, PoolingAllocationConfig};

use crate::code::{
    CodeCache, CodeSource, CodeStats, CompileLimits, CompileWorkers, Settings as CodeSettings,
};
use crate::ids::AppId;
use crate::scheduler::{Scheduler, Scheduling, Tenant};

/// The epoch's tick: a runaway guest is stopped within two of them after its deadline.
const TICK: Duration = Duration::from_millis(10);

/// What kind of process the engine runs in. Limits, behaviour and views are the same in both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// A server: a pool of slots that stay warm, so that a step starts in microseconds.
    Server {
        /// Steps that can run at the same moment: one for each core, as a step never waits for
        /// anything but its core. Each costs 16 GiB of address space and up to 2 MiB of memory that
        /// stays resident. What is more waits its turn: see
        /// [`Scheduling`].
        max_instances: u32,
    },
    /// A terminal, a desktop or a test: memory is taken when a step needs it, and while nothing runs one
    /// thread wakes once a second.
    Embedded,
    /// As [`Embedded`](Self::Embedded), where no process may make machine code of its own, as on some
    /// phones: steps are interpreted (Pulley), and take several times as long.
    Interpreted,
}

/// The engine that runs the steps, as journals name it: faults need not be the same on another.
pub(crate) const VERSION: &str = "wasmtime 48.0.8";

/// Compiles and runs mini-apps. One a process; a clone is the same engine.
#[derive(Clone)]
pub struct Engine {
    inner: wasmtime::Engine,
    ticker: Arc<Ticker>,
    scheduler: Arc<Scheduler>,
    code: Arc<CodeSource>,
}

/// The engine could not be made.
#[derive(Debug, thiserror::Error)]
#[error("this machine cannot run mini-apps with the profile {profile:?}: {reason}")]
pub struct EngineError {
    profile: Profile,
    reason: String,
}

impl Engine {
    /// An engine for `profile`.
    ///
    /// # Errors
    ///
    /// The machine lacks what the profile needs: address space for the pool, or a thread.
    pub fn new(profile: Profile) -> Result<Self, EngineError> {
        let failed = |reason: String| EngineError { profile, reason };
        let inner = config(profile)
            .and_then(|config| wasmtime::Engine::new(&config))
            .map_err(|error| failed(format!("{error:#}")))?;
        let ticker = Ticker::start(inner.clone(), !matches!(profile, Profile::Server { .. }))
            .map_err(|error| failed(format!("no thread for the epoch's ticker: {error}")))?;
        let scheduler = Scheduler::new(places(profile), Scheduling::default());
        let code = Arc::new(CodeSource::new(&inner, profile, CodeSettings::default()));
        Ok(Self { inner, ticker, scheduler, code })
    }

    /// With another way to share out the places to run a step.
    #[must_use]
    pub fn with_scheduling(self, settings: Scheduling) -> Self {
        Self { scheduler: Scheduler::new(self.scheduler.places(), settings), ..self }
    }

    /// With a place where compiled code is kept. Default: none, so that each load compiles.
    #[must_use]
    pub fn with_code_cache(mut self, cache: CodeCache) -> Self {
        self.code = Arc::new(self.code.with(|settings| settings.cache = Some(Arc::new(cache))));
        self
    }

    /// With other limits on compiling than [`CompileLimits::default`].
    #[must_use]
    pub fn with_compile_limits(mut self, limits: CompileLimits) -> Self {
        self.code = Arc::new(self.code.with(|settings| settings.limits = limits));
        self
    }

    /// With child processes that compile. Default: none, so that the calling process compiles, without a
    /// bound on time and memory.
    #[must_use]
    pub fn with_compile_workers(mut self, workers: CompileWorkers) -> Self {
        self.code = Arc::new(self.code.with(|settings| settings.workers = Some(workers)));
        self
    }

    /// How often code was found, made and thrown away.
    #[must_use]
    pub fn code_stats(&self) -> CodeStats {
        self.code.stats()
    }

    pub(crate) fn code(&self) -> &CodeSource {
        &self.code
    }

    pub(crate) fn wasmtime(&self) -> &wasmtime::Engine {
        &self.inner
    }

    /// Where a mini-app waits for its turns.
    pub(crate) fn tenant(&self, app: &AppId) -> Tenant {
        self.scheduler.tenant(app)
    }

    /// Has all steps that run look up at once, instead of at the next tick.
    pub(crate) fn interrupt(&self) {
        self.inner.increment_epoch();
    }

    /// Keeps the epoch ticking as long as the guard lives.
    pub(crate) fn running(&self) -> Running<'_> {
        self.ticker.enter();
        Running(&self.ticker)
    }
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine").finish_non_exhaustive()
    }
}

/// Steps that can run at the same moment.
fn places(profile: Profile) -> usize {
    match profile {
        Profile::Server { max_instances } => usize::try_from(max_instances).unwrap_or(usize::MAX),
        // One for each core, and two where there is one: a slow step must not stop all others.
        Profile::Embedded | Profile::Interpreted => {
            thread::available_parallelism().map_or(2, usize::from).max(2)
        }
    }
}

/// Makes the same code as the engine of `profile`, on one thread, and has nothing to run it with.
pub(crate) fn compiler(profile: Profile) -> wasmtime::Result<wasmtime::Engine> {
    let mut config = config(profile)?;
    config.allocation_strategy(InstanceAllocationStrategy::OnDemand);
    config.parallel_compilation(false);
    wasmtime::Engine::new(&config)
}

fn config(profile: Profile) -> wasmtime::Result<Config> {
    let mut config = Config::new();

    // What a guest may be made of: plain WebAssembly 2.0 and components. Each of these is off because
    // nothing here needs it, and each is code that hostile bytes could reach.
    config.wasm_component_model(true);
    config.wasm_memory64(false);
    config.wasm_multi_memory(false);
    config.wasm_relaxed_simd(false);
    config.wasm_tail_call(false);
    config.gc_support(false);
    config.concurrency_support(false);

    // Fuel is the budget, the same on every machine; the epoch is the clock.
    config.consume_fuel(true);
    config.epoch_interruption(true);
    // The same bits on every machine.
    config.cranelift_nan_canonicalization(true);
    // A trap's text carries names that the guest chose: bounded, and made harmless by `GuestText`.
    config.wasm_backtrace_max_frames(std::num::NonZeroUsize::new(16));
    config.max_wasm_stack(512 * 1024);

    match profile {
        Profile::Server { max_instances } => {
            let mut pool = PoolingAllocationConfig::new();
            pool.total_component_instances(max_instances);
            // As many parts as `Limits` allow by default, for each of them: a mini-app of many parts
            // takes no other's slot. A component made by the usual tools has one memory.
            pool.total_core_instances(max_instances.saturating_mul(16));
            pool.total_memories(max_instances.saturating_mul(4));
            pool.total_tables(max_instances.saturating_mul(16));
            // Above these the `Limits` of a mini-app cannot go.
            pool.max_memory_size(64 << 20);
            pool.table_elements(20_000);
            pool.max_core_instances_per_component(64);
            pool.max_memories_per_component(16);
            pool.max_tables_per_component(64);
            pool.max_tables_per_module(64);
            // A slot's pages stay and are written over, instead of being returned and faulted in
            // again. Without it, coffee's tap takes 50 µs instead of 32. What most mini-apps touch
            // fits into much less, at the same speed; those that need more have it as well.
            pool.linear_memory_keep_resident(2 << 20);
            // The same for tables: 39 µs without.
            pool.table_keep_resident(64 << 10);
            // Finds the pages that were written in one system call, where the kernel has it (6.7):
            // 39 µs without.
            pool.pagemap_scan(Enabled::Auto);
            // A slot that was used once keeps its module's image, for the mini-app's next step. With
            // few mini-apps it makes no difference; nor do larger batches of `decommit_batch_size`,
            // since next to nothing is returned.
            pool.max_unused_warm_slots(max_instances);
            config.allocation_strategy(InstanceAllocationStrategy::Pooling(pool));
        }
        Profile::Embedded | Profile::Interpreted => {
            // Address space is scarce on phones: what a mini-app may have by default, and no more.
            config.memory_reservation(16 << 20);
            config.memory_reservation_for_growth(0);
        }
    }
    if matches!(profile, Profile::Interpreted) {
        config.target(INTERPRETER)?;
    }
    Ok(config)
}

/// The interpreter's target, for machines like this one.
const INTERPRETER: &str = match (cfg!(target_pointer_width = "64"), cfg!(target_endian = "big")) {
    (true, false) => "pulley64",
    (true, true) => "pulley64be",
    (false, false) => "pulley32",
    (false, true) => "pulley32be",
};

/// Bumps the epoch every [`TICK`], from a thread of its own.
struct Ticker {
    running: AtomicUsize,
    parks: bool,
    parked: Mutex<()>,
    wake: Condvar,
}

impl Ticker {
    fn start(engine: wasmtime::Engine, parks: bool) -> std::io::Result<Arc<Self>> {
        let ticker = Arc::new(Self {
            running: AtomicUsize::new(0),
            parks,
            parked: Mutex::new(()),
            wake: Condvar::new(),
        });
        // The thread holds the ticker weakly: it ends with the last engine.
        let weak = Arc::downgrade(&ticker);
        thread::Builder::new().name("loggia-epoch".into()).spawn(move || {
            while let Some(ticker) = weak.upgrade() {
                ticker.park_while_idle();
                drop(ticker);
                thread::sleep(TICK);
                engine.increment_epoch();
            }
        })?;
        Ok(ticker)
    }

    fn enter(&self) {
        if self.running.fetch_add(1, Ordering::AcqRel) == 0 && self.parks {
            // Under the lock, so that the ticker cannot fall asleep between its look and its wait.
            let _parked = self.parked.lock().unwrap_or_else(PoisonError::into_inner);
            self.wake.notify_one();
        }
    }

    fn leave(&self) {
        self.running.fetch_sub(1, Ordering::AcqRel);
    }

    fn park_while_idle(&self) {
        if !self.parks {
            return;
        }
        let parked = self.parked.lock().unwrap_or_else(PoisonError::into_inner);
        let idle = |(): &mut ()| self.running.load(Ordering::Acquire) == 0;
        // The thread itself keeps the ticker alive while it waits, so it looks up now and then for
        // whether it is the last one to.
        let wait = self.wake.wait_timeout_while(parked, Duration::from_secs(1), idle);
        drop(wait.unwrap_or_else(PoisonError::into_inner));
    }
}

/// While one of these lives, the epoch ticks.
pub(crate) struct Running<'a>(&'a Ticker);

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.0.leave();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_engine_is_named_as_the_lock_file_has_it() {
        let lock = concat!(env!("CARGO_MANIFEST_DIR"), "/../../Cargo.lock");
        let lock = std::fs::read_to_string(lock).unwrap();
        let (_, rest) = lock.split_once("name = \"wasmtime\"\nversion = \"").unwrap();
        let (version, _) = rest.split_once('"').unwrap();
        assert_eq!(VERSION, format!("wasmtime {version}"));
    }
}
