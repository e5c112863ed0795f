//! `loggia run`

use std::io::{IsTerminal, Read};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::{env, fs, io};

use anstream::{eprintln, println};
use anyhow::Context;
use loggia_runtime::code::CompileWorkers;
use loggia_runtime::journal::Recorder;
use loggia_runtime::{Clock, SystemClock};

use super::{bad, print_json};
use crate::arguments::{COMPILE_WORKER, RunOptions};
use crate::log;
use crate::problem::Problem;
use crate::run::{Running, ScriptClock};
use crate::script::{self, WalkFailure, Walked};
use crate::terminal;
use crate::terminal::theme::Theme;
use crate::terminal::visit::{Ending, Visit};

pub(crate) fn run(options: &RunOptions) -> anyhow::Result<ExitCode> {
    log::to(options.log.as_deref())?;
    let theme = Theme::of_terminal(options.theme, |name| env::var(name).ok());
    match (&options.script, options.walk) {
        (Some(path), _) => play(options, path, theme),
        (None, Some(walks)) => walk(options, walks),
        (None, None) => show(options, theme),
    }
}

/// This program is its own worker. Where it does not know its file, it compiles by itself.
pub(crate) fn compile_workers() -> Option<CompileWorkers> {
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
    let journal = visit.running.recorder();
    let ending = terminal::show(visit)?;
    say_if_stopped(journal.as_deref());
    match ending {
        Ending::Left if kept => {
            println!("{name} stays open: run it again to go on where you were.")
        }
        Ending::Left | Ending::Closed => println!("{name} is closed."),
    }
    Ok(ExitCode::SUCCESS)
}

fn play(options: &RunOptions, path: &Path, theme: Theme) -> anyhow::Result<ExitCode> {
    let lines = script::parse(&read(path)?)?;
    let clock = clock(options)?;
    let running = Running::start(options, Arc::clone(&clock) as Arc<dyn Clock>, compile_workers())?;
    let journal = running.recorder();
    let played = script::play(Visit::new(running, theme), &clock, &lines);
    say_if_stopped(journal.as_deref());
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

fn walk(options: &RunOptions, walks: usize) -> anyhow::Result<ExitCode> {
    let clock = clock(options)?;
    let seed = match options.seed {
        Some(seed) => seed,
        None => getrandom::u64().context("the machine has no randomness")?,
    };
    let timer = Arc::clone(&clock) as Arc<dyn Clock>;
    let mut running = Running::start(options, timer, compile_workers())?;
    let walked = script::walk(&mut running, &clock, seed, walks, options.moves)
        .map_err(|error| Problem::new(format!("the walk came to an end: {error}")))?;
    say_if_stopped(running.recorder().as_deref());
    if options.json {
        print_json(&walked)?;
    } else {
        for WalkFailure { walk, at, text, .. } in &walked.failures {
            bad(&format!("walk {walk}, move {at}: {text}"));
        }
        let Walked { walks, steps, seed, .. } = &walked;
        println!("{walks} walks, {steps} steps (--seed {seed})");
    }
    Ok(if walked.failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// One that stands until it is moved.
fn clock(options: &RunOptions) -> anyhow::Result<Arc<ScriptClock>> {
    let start = match options.at {
        Some(at) => u64::try_from(at.as_millisecond())
            .map_err(|_| Problem::wrong_use("--at must not be before 1970"))?,
        None => SystemClock.now(),
    };
    Ok(Arc::new(ScriptClock::new(start)))
}

/// The run went on without it: what is missing must be known.
fn say_if_stopped(journal: Option<&Recorder>) {
    if let Some(why) = journal.and_then(Recorder::stopped) {
        eprintln!("the journal is not whole: {why}");
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
