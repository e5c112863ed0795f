//! What compiles and runs.

use std::path::Path;

use loggia_bank::Bank;
use loggia_runtime::code::{CompileLimits, CompileWorkers};
use loggia_runtime::{Engine, Profile};

use crate::data;

/// An engine that keeps compiled code beside the bank's file, if there is one.
pub(super) fn engine_beside(
    file: Option<&Path>,
    bank: &Bank,
    workers: Option<CompileWorkers>,
) -> anyhow::Result<Engine> {
    let mut engine = Engine::new(Profile::Embedded)?;
    if let Some(workers) = workers {
        engine = engine.with_compile_workers(workers).with_compile_limits(compile_limits());
    }
    match file.map(|file| data::code_cache(file, bank.keys().as_ref())) {
        Some(Ok(cache)) => engine = engine.with_code_cache(cache),
        // The mini-app runs all the same, and is compiled each time.
        Some(Err(error)) => tracing::warn!(%error, "there is no place for compiled code"),
        None => {}
    }
    Ok(engine)
}

/// Nobody but the developer waits: a slow machine may take its time over a whole scripting engine. What
/// a stranger's package may take is bounded all the same.
pub(crate) fn compile_limits() -> CompileLimits {
    CompileLimits { worker_millis: 180_000, ..CompileLimits::default() }
}
