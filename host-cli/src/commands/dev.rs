//! `loggia dev`

use std::io::{self, IsTerminal};
use std::process::ExitCode;
use std::sync::Arc;
use std::{env, fs};

use anstream::println;
use loggia_runtime::SystemClock;

use crate::arguments::DevOptions;
use crate::dev::{Dev, Setting};
use crate::log;
use crate::problem::Problem;
use crate::run::user_and_locale;
use crate::terminal::theme::Theme;

pub(crate) fn run(options: &DevOptions) -> anyhow::Result<ExitCode> {
    if !io::stdout().is_terminal() || !io::stdin().is_terminal() {
        let problem = Problem::wrong_use("a mini-app is shown in a terminal, and this is none");
        return Err(problem
            .advice("build and run it by a script: loggia run … --script FILE")
            .into());
    }
    let folder = fs::canonicalize(&options.path).map_err(|error| {
        Problem::wrong_use(format!("there is no project at {}: {error}", options.path.display()))
    })?;
    if !folder.join("loggia.toml").is_file() {
        let problem =
            format!("there is no mini-app in {}: it has no loggia.toml", folder.display());
        return Err(Problem::wrong_use(problem).into());
    }
    log::to(options.log.as_deref())?;
    let theme = Theme::of_terminal(options.theme, |name| env::var(name).ok());
    let (_, locale) = user_and_locale(&options.customer)?;
    let setting = Setting {
        folder,
        grant: options.grant.clone(),
        customer: options.customer.clone(),
        theme,
        locale,
        clock: Arc::new(SystemClock),
        workers: super::run::compile_workers(),
    };
    let journal = Dev::begin(setting)?.show()?;
    if let Some(journal) = journal {
        println!("Its journal: loggia replay {}", journal.display());
    }
    Ok(ExitCode::SUCCESS)
}
