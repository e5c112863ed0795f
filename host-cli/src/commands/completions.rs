//! `loggia completions`

use std::io;
use std::process::ExitCode;

use clap::CommandFactory;

use crate::arguments::{Arguments, CompletionsOptions};

pub(crate) fn run(options: &CompletionsOptions) -> anyhow::Result<ExitCode> {
    clap_complete::generate(options.shell, &mut Arguments::command(), "loggia", &mut io::stdout());
    Ok(ExitCode::SUCCESS)
}
