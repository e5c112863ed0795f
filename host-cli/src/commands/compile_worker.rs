//! `loggia compile-worker`: the child process in which `loggia run` has a mini-app compiled.

use std::io;
use std::process::ExitCode;

use loggia_runtime::code::serve_worker;

pub(crate) fn run() -> anyhow::Result<ExitCode> {
    serve_worker(io::stdin().lock(), io::stdout().lock())?;
    Ok(ExitCode::SUCCESS)
}
