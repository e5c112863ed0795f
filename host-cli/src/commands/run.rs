//! `loggia run`

use std::io::{IsTerminal, Read};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::{env, fs, io};

use anstream::println;
use loggia_runtime::code::CompileWorkers;
use loggia_runtime::{Clock, SystemClock};

use super::print_json;
use crate::arguments::{COMPILE_WORKER, RunOptions};
use crate::problem::Problem;
use crate::run::{Running, ScriptClock};
use crate::script;
use crate::terminal;
use crate::terminal::theme::Theme;
use crate::terminal::visit::{Ending, Visit};

pub(crate) fn run(options: &RunOptions) -> anyhow::Result<ExitCode> {
    let theme = Theme::of_terminal(options.theme, |name| env::var(name).ok());
    match &options.script {
        Some(path) => play(options, path, theme),
        None => show(options, theme),
    }
}

/// This program is its own worker. Where it does not know its file, it compiles by itself.
fn compile_workers() -> Option<CompileWorkers> {
    let program = env::current_exe().ok()?;
    Some(CompileWorkers::new(program).with_arguments([COMPILE_WORKER]))
}

fn show(options: &RunOptions, theme: Theme) -> anyhow::Result<ExitCode> {
    if !io::stdout().is_terminal() || !io::stdin().is_terminal() {
        let problem = Problem::wrong_use("a mini-app is shown in a terminal, and this is none");
        return Err(problem.advice("run it by a script: loggia run … --script FILE").into());
    }
    let running = Running::start(options, Arc::new(SystemClock), compile_workers())?;
    let name = running.app().manifest().name.clone();
    let (kept, resumed) = (running.is_kept(), running.was_resumed());
    let mut visit = Visit::new(running, theme);
    if resumed {
        visit.shell.remark(format!("{name} is where you left it"), visit.running.now());
    }
    match terminal::show(visit)? {
        Ending::Left if kept => {
            println!("{name} stays open: run it again to go on where you were.")
        }
        Ending::Left | Ending::Closed => println!("{name} is closed."),
    }
    Ok(ExitCode::SUCCESS)
}

fn play(options: &RunOptions, path: &Path, theme: Theme) -> anyhow::Result<ExitCode> {
    let lines = script::parse(&read(path)?)?;
    let start = match options.at {
        Some(at) => u64::try_from(at.as_millisecond())
            .map_err(|_| Problem::wrong_use("--at must not be before 1970"))?,
        None => SystemClock.now(),
    };
    let clock = Arc::new(ScriptClock::new(start));
    let running = Running::start(options, Arc::clone(&clock) as Arc<dyn Clock>, compile_workers())?;
    let played = script::play(Visit::new(running, theme), &clock, &lines);
    if options.json {
        print_json(&played)?;
    }
    match &played.failed {
        Some(failed) => Err(failed.problem().into()),
        None => {
            if !options.json {
                println!("✓ {} lines, {} steps", lines.len(), played.steps.len());
            }
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn read(path: &Path) -> anyhow::Result<String> {
    let mut text = String::new();
    let done = if path == Path::new("-") {
        io::stdin().read_to_string(&mut text).map(drop)
    } else {
        fs::read_to_string(path).map(|read| text = read)
    };
    done.map_err(|error| {
        Problem::wrong_use(format!("the script {} cannot be read: {error}", path.display()))
    })?;
    Ok(text)
}
