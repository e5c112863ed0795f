//! What the bank's review will find, in the words of what to change.
//!
//! | file | what it finds |
//! | --- | --- |
//! | [`manifest`] | a manifest that is none; imports that it does not name, and rights that nobody uses |
//! | [`package`] | sizes, a package that does not load, a grant that does not fit |
//! | [`words`] | look-alikes, texts that speak for the bank, inputs that ask for secrets, by the core's own rules |
//! | [`screens`], [`fit`] | titles, labels, headings and tones; what is cut or broken at 40 columns |
//! | [`languages`] | screens and sentences that are not translated |
//! | [`steps`] | panics and whatever else undoes a step; what comes near to a limit |
//! | [`walks`], [`trouble`] | what the above look at: scripts, random walks, and both in the denial matrix |
//!
//! [`code::RULES`] is the table of all rules; `loggia check --rules` prints it.

pub(crate) mod code;
pub(crate) mod finding;
mod fit;
mod languages;
pub(crate) mod manifest;
mod node;
mod package;
pub(crate) mod report;
mod screens;
mod steps;
mod tally;
mod trouble;
mod walks;
mod words;

use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::{env, fs, io};

use anyhow::Context;
use cap_std::ambient_authority;
use cap_std::fs::Dir;
use loggia_bank::Bank;
use loggia_runtime::code::CodeCache;
use loggia_runtime::package::Package;
use loggia_runtime::{Clock, Engine, Limits, Profile, SystemClock};

use self::code::Code;
use self::finding::{Finding, Findings, Place, Source};
use self::package::Granted;
use self::report::{Report, Walked};
use self::tally::{Most, Tally};
use self::walks::{Course, Script};
use crate::arguments::{CheckOptions, CustomerOptions};
use crate::build::{Project, build};
use crate::commands::run::compile_workers;
use crate::locale::Locale;
use crate::problem::Problem;
use crate::progress::Progress;
use crate::run::{Given, compile_limits};
use crate::script;

/// What is compiled of a mini-app takes less.
const CODE_BYTES: u64 = 256 << 20;
/// The language that scripts speak, as the walks' customer does.
const LOCALE: &str = "en";

/// Checks a project, or a package.
///
/// # Errors
///
/// It could not be checked: there is none, it does not compile, the bank on this machine fails.
pub(crate) fn check(options: &CheckOptions) -> anyhow::Result<Report> {
    let subject = match Subject::at(&options.path) {
        Ok(subject) => subject,
        Err(error) => return refused(error),
    };
    let Subject { package, file, project } = subject;
    let mut findings = Vec::new();
    let manifest = package.manifest();

    let folder =
        project.as_ref().map_or_else(|| folder_of(&file), |project| project.folder.clone());
    let Granted { grant, findings: found } =
        package::grant(options.grant.as_deref(), &folder, manifest)?;
    findings.extend(found);
    let limits =
        grant.as_ref().map_or_else(Limits::default, |grant| grant.limits.over(&Limits::default()));
    let (sizes, found) = package::sizes(&package, &limits);
    let is_too_large = found.iter().any(|finding| finding.code == Code::TooLarge);
    findings.extend(found);
    let mut report = Report::of(&package, sizes);
    let (scripts, wrong) = scripts(options, project.as_ref())?;
    findings.extend(wrong);
    if let Some(grant) = grant.filter(|_| !is_too_large) {
        let given = vec![Given::new(file, grant, project.as_ref())?];
        let start = match options.at {
            Some(at) => u64::try_from(at.as_millisecond())
                .map_err(|_| Problem::wrong_use("--at must not be before 1970"))?,
            None => SystemClock.now(),
        };
        let code = tempfile::tempdir().context("there is no place for compiled code")?;
        let course = Course {
            customer: CustomerOptions::in_memory(LOCALE, "UTC"),
            given,
            bank: bank(start)?,
            engine: engine(code.path())?,
            tally: Rc::new(Tally::default()),
            start,
            scripts,
            walks: options.walks,
            moves: options.moves,
            seed: options.seed,
        };
        walk(&course, &package, project.as_ref(), &limits, &mut findings, &mut report)?;
    }
    findings.retain(|finding| !options.allow.iter().any(|code| code == finding.code.name()));
    report.take(findings);
    Ok(report)
}

/// What is checked.
struct Subject {
    package: Package,
    file: PathBuf,
    project: Option<Project>,
}

impl Subject {
    fn at(path: &Path) -> anyhow::Result<Self> {
        if path.is_dir() {
            let project = Project::open(path)?;
            let file = build(&project, &Progress::new())?.package;
            let package = package::read(&file)?;
            return Ok(Self { package, file, project: Some(project) });
        }
        let package = package::read(path)?;
        Ok(Self { package, file: path.to_owned(), project: None })
    }
}

/// A report of what kept it from being built, or the error where that is none of the review's.
fn refused(error: anyhow::Error) -> anyhow::Result<Report> {
    let Findings(findings) = error.downcast::<Findings>()?;
    let mut report = Report::default();
    report.take(findings);
    Ok(report)
}

/// Walks through it in all ways, and looks at what was seen.
fn walk(
    course: &Course,
    package: &Package,
    project: Option<&Project>,
    limits: &Limits,
    findings: &mut Vec<Finding>,
    report: &mut Report,
) -> anyhow::Result<()> {
    let progress = Progress::new();
    progress.say("Playing its scripts");
    findings.extend(course.play()?);
    progress.say("Walking through it at random");
    findings.extend(course.wander()?);
    // What is used in trouble is no measure of what is used.
    let used = course.tally.used();
    let matrix = course.beset(|what| progress.say(what))?;
    findings.extend(matrix.findings);
    progress.say("Looking at its screens");
    let seen = course.tally.take();
    findings.extend(steps::of(&seen, &used, project, limits));
    for seen in &seen.views {
        let place = Place {
            screen: Some(seen.view.screen().to_string()),
            locale: Some(seen.locale.clone()),
            met: Some(seen.met.clone()),
            ..Place::default()
        };
        findings.extend(screens::of_view(&seen.view, &place));
        findings.extend(words::in_view(&seen.view, &place));
        if seen.is_stuffed {
            continue;
        }
        let locale = Locale::new(&seen.locale, Some("UTC"))?;
        findings.extend(fit::of_view(package, &seen.view, &locale, &place));
    }
    progress.done();
    report.walked = Some(Walked::of(course, &seen));
    report.used = used;
    report.limits = Some(Most::of(limits));
    report.denials = matrix.tried;
    Ok(())
}

/// The scripts that are named, or else those of the project; and what is wrong with them.
fn scripts(
    options: &CheckOptions,
    project: Option<&Project>,
) -> anyhow::Result<(Vec<Script>, Vec<Finding>)> {
    let mut files: Vec<(PathBuf, String)> =
        options.script.iter().map(|file| (file.clone(), file.display().to_string())).collect();
    if let (true, Some(project)) = (files.is_empty(), project) {
        files = own_scripts(&project.folder);
    }
    let (mut scripts, mut findings) = (Vec::new(), Vec::new());
    for (file, name) in files {
        let text = fs::read_to_string(&file).map_err(|error| {
            Problem::wrong_use(format!("the script {name} cannot be read: {error}"))
        })?;
        let source = Source::new(&name, &text);
        match script::lines(&text) {
            Ok(lines) => scripts.push(Script { source, name, lines }),
            Err(wrong) => {
                let remedy = "loggia run --help tells what a script may say";
                let finding = Finding::new(Code::ScriptFailed, wrong.problem, remedy);
                findings.push(finding.in_source(source.line(wrong.number)));
            }
        }
    }
    Ok((scripts, findings))
}

/// `tests/*.txt`, in the order of their names.
fn own_scripts(folder: &Path) -> Vec<(PathBuf, String)> {
    let Ok(entries) = fs::read_dir(folder.join("tests")) else { return Vec::new() };
    let mut found: Vec<(PathBuf, String)> = entries
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .filter_map(|path| {
            let name = format!("tests/{}", path.file_name()?.to_str()?);
            Some((path, name))
        })
        .collect();
    found.sort();
    found
}

/// The demonstration's, as its customers have it at this time.
fn bank(now: u64) -> anyhow::Result<Bank> {
    let bank = Bank::in_memory().context("a bank in memory could not be made")?;
    bank.seed_demo(now).context("the bank could not be furnished")?;
    Ok(bank)
}

/// One for all walks, which keeps what it compiles in a folder.
fn engine(folder: &Path) -> anyhow::Result<Engine> {
    let mut key = [0; 32];
    getrandom::fill(&mut key).map_err(io::Error::other)?;
    let folder = Dir::open_ambient_dir(folder, ambient_authority())?;
    let engine = Engine::new(Profile::Embedded)?;
    let engine = engine.with_code_cache(CodeCache::new(folder, key, CODE_BYTES));
    Ok(match compile_workers() {
        Some(workers) => engine.with_compile_workers(workers).with_compile_limits(compile_limits()),
        None => engine,
    })
}

fn folder_of(file: &Path) -> PathBuf {
    let parent = file.parent().map_or_else(PathBuf::new, PathBuf::from);
    if parent.as_os_str().is_empty() { env::current_dir().unwrap_or(parent) } else { parent }
}
