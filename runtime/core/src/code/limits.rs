//! What compiling mini-apps may take.

use std::num::NonZeroUsize;
use std::thread;

use serde::{Deserialize, Serialize};

/// Every bound that compiling is held to.
///
/// Plain data, as [`Limits`](crate::Limits): each field names the attack that it stops. Compiling
/// cannot be interrupted inside a process, so the bounds on a single compilation need
/// [`CompileWorkers`](super::CompileWorkers); without them, the bound is
/// [`Limits::component_bytes`](crate::Limits::component_bytes).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CompileLimits {
    /// Mini-apps that an engine compiles at once. Stops: compilations that take all of the machine. A
    /// worker uses one core; in process each uses as many as there are. Default: the machine's cores.
    /// 0 counts as 1.
    pub at_once: usize,
    /// How long a mini-app waits until one of those places is free, in milliseconds. Stops: slow ones
    /// that make all others hang. Default 30 000.
    pub wait_millis: u64,
    /// Wall clock of a worker from its start to its answer, in milliseconds; its processor time is held
    /// to the next full second after that. Stops: components that are made to compile slowly.
    /// Default 20 000.
    pub worker_millis: u64,
    /// Memory of a worker in bytes: private writable memory, as Linux counts it for `RLIMIT_DATA`.
    /// Other systems enforce less of it, Windows nothing. Stops: components that are made to burst the
    /// compiler. Default 1 GiB.
    pub worker_memory_bytes: u64,
    /// Bytes of compiled code of one mini-app that a worker may hand over, and that are kept in or read
    /// from the cache. Stops: code that grows out of all proportion to its component, and huge files in
    /// the cache's folder. Default 128 MiB.
    pub code_bytes: usize,
}

impl Default for CompileLimits {
    fn default() -> Self {
        Self {
            at_once: thread::available_parallelism().map_or(1, NonZeroUsize::get),
            wait_millis: 30_000,
            worker_millis: 20_000,
            worker_memory_bytes: 1 << 30,
            code_bytes: 128 << 20,
        }
    }
}
