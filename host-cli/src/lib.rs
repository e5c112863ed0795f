//! The `loggia` command: make, develop, build, check, inspect, run and replay mini-apps, look into the bank and its
//! audit log.
//!
//! `loggia help` tells how it is used. It is thin: what a mini-app may do is decided by
//! [`loggia_runtime`], money is moved by [`loggia_bank`], and here is what a person at a terminal
//! needs of both.

mod arguments;
mod build;
mod check;
mod commands;
mod complaint;
mod data;
mod dev;
mod entries;
mod folds;
mod locale;
mod log;
mod new;
mod package_file;
mod powers;
mod problem;
mod progress;
mod run;
mod script;
mod table;
mod terminal;
pub mod webhooks;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser;

use self::arguments::{Arguments, Command};

/// Runs the command with its arguments, the first of which is its name.
///
/// The exit code is 0 where all went well, 1 where it failed, and 2 where it was used wrongly; of `check`
/// 1 is what the review would refuse, and 2 that it could not be checked.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are no errors; clap knows which is which, and where each is written.
            let code = if error.use_stderr() { 2 } else { 0 };
            return match error.print() {
                Ok(()) => ExitCode::from(code),
                Err(_) => ExitCode::from(1),
            };
        }
    };
    let done = match &arguments.command {
        Command::New(options) => commands::new::run(options),
        Command::Build(options) => commands::build::run(options),
        Command::Inspect(options) => commands::inspect::run(options),
        Command::Check(options) => commands::check::run(options),
        Command::Run(options) => commands::run::run(options),
        Command::Dev(options) => commands::dev::run(options),
        Command::Replay(options) => commands::replay::run(options),
        Command::Bank(options) => commands::bank::run(options),
        Command::Audit(options) => commands::audit::run(options),
        Command::Completions(options) => commands::completions::run(options),
        Command::CompileWorker => commands::compile_worker::run(),
    };
    match done {
        Ok(code) => code,
        Err(error) => ExitCode::from(problem::report(&error)),
    }
}
