//! `loggia replay`

use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use anstream::println;
use anstyle::{AnsiColor, Style};
use loggia_runtime::journal::{
    Difference, Digest, Journal, Made, NodeChange, Replay, ReplayError, Replayed,
};
use loggia_runtime::package::Package;
use loggia_runtime::policy::Grant;
use loggia_runtime::ui::{Element, MomentStyle, Node, Sensitivity, View};
use loggia_runtime::{Engine, GuestText, LoadError, Profile, SessionId};
use serde::Serialize;

use super::{bad, good, print_json};
use crate::arguments::ReplayOptions;
use crate::locale::Locale;
use crate::problem::Problem;
use crate::run::{compile_limits, grant_of, package_in, package_to_try};
use crate::script;

/// What a replay came to.
#[derive(Debug, Serialize)]
struct Report {
    /// Whether all that is compared is equal.
    equal: bool,
    /// What the journal's last entry is chained with.
    end: Digest,
    /// The entry in the middle of which it ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    torn: Option<u64>,
    /// Whether it ends because it was full.
    full: bool,
    steps: Vec<StepReport>,
}

/// What a step came to.
#[derive(Debug, Serialize)]
struct StepReport {
    step: usize,
    session: SessionId,
    sequence: u64,
    cause: &'static str,
    /// It had failed when it was recorded, as its code says.
    #[serde(skip_serializing_if = "Option::is_none")]
    failed: Option<String>,
    /// What it used then, and uses now.
    #[serde(skip_serializing_if = "Option::is_none")]
    fuel: Option<Compared<u64>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    calls: Option<Compared<u32>>,
    differences: Vec<Difference>,
}

#[derive(Debug, Clone, Copy, Serialize)]
struct Compared<T> {
    before: T,
    after: T,
}

pub(crate) fn run(options: &ReplayOptions) -> anyhow::Result<ExitCode> {
    let path = options.journal.display();
    let file = File::open(&options.journal)
        .map_err(|error| Problem::wrong_use(format!("{path} cannot be read: {error}")))?;
    let journal = Journal::read(file)
        .map_err(|error| Problem::new(format!("the journal {path}: {error}")))?;
    let profile = if options.interpreted { Profile::Interpreted } else { Profile::Embedded };
    let mut engine = Engine::new(profile)?;
    if let Some(workers) = super::run::compile_workers() {
        engine = engine.with_compile_workers(workers).with_compile_limits(compile_limits());
    }
    let mut replay = Replay::new(&journal, &engine);
    if let Some(package) = &options.package {
        replay = replay.with_package(package_in(package)?);
    }
    if let Some(candidate) = &options.against {
        let (package, grant) = candidate_at(candidate, options.grant.as_deref())?;
        replay = replay.against(package, grant);
    }
    match options.step {
        Some(step) => show(replay, &journal, step, options),
        None => compare(replay, &journal, options),
    }
}

/// The release at a path, built first where it is a project, with the grant that lies beside it.
fn candidate_at(path: &Path, grant: Option<&Path>) -> anyhow::Result<(Package, Option<Grant>)> {
    let (package, folder) = package_to_try(path)?;
    let is_there = grant.is_some() || folder.join("grant.toml").is_file();
    let grant = is_there.then(|| grant_of(grant, &folder, package.manifest()));
    Ok((package, grant.transpose()?))
}

fn compare(
    replay: Replay<'_>,
    journal: &Journal,
    options: &ReplayOptions,
) -> anyhow::Result<ExitCode> {
    let is_candidate = options.against.is_some();
    let mut report = Report {
        equal: true,
        end: journal.end(),
        torn: journal.torn(),
        full: journal.is_full(),
        steps: Vec::new(),
    };
    for step in replay {
        let step = step.map_err(|error| cannot(&options.journal, &error))?;
        let differs = !step.differences.is_empty();
        report.equal &= !differs;
        report.steps.push(StepReport::of(step));
        // What differs once makes all that follows differ; a candidate is meant to.
        if differs && !is_candidate {
            break;
        }
    }
    if options.json {
        print_json(&report)?;
    } else {
        report.print(journal, is_candidate);
    }
    Ok(if report.equal { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Why it cannot go on, and what to do about it.
fn cannot(journal: &Path, error: &ReplayError) -> Problem {
    let problem = Problem::new(format!("{}: {error}", journal.display()));
    match error {
        ReplayError::NoPackage { .. } => problem.advice("name it: loggia replay … --package FILE"),
        ReplayError::Load(LoadError::NotGranted { .. }) => {
            problem.advice("grant it: loggia replay … --against … --grant FILE")
        }
        _ => problem,
    }
}

impl StepReport {
    fn of(step: Replayed<'_>) -> Self {
        let Replayed { number, record, made, differences, .. } = step;
        let now = match &made {
            Made::Again { usage, .. } => Some((usage.fuel, usage.calls)),
            _ => None,
        };
        let both = record.used().zip(now);
        Self {
            step: number,
            session: record.session(),
            sequence: record.sequence(),
            cause: record.cause(),
            failed: record.failed().map(|(code, _)| code.to_owned()),
            fuel: both.map(|((before, _), (after, _))| Compared { before, after }),
            calls: both.map(|((_, before), (_, after))| Compared { before, after }),
            differences,
        }
    }
}

impl Report {
    fn print(&self, journal: &Journal, is_candidate: bool) {
        let dim = Style::new().dimmed();
        for step in &self.steps {
            if step.differences.is_empty() {
                continue;
            }
            bad(&format!("step {} ({}) differs", step.step, step.cause));
            for difference in &step.differences {
                print_difference(difference);
            }
        }
        let failed = self.steps.iter().filter(|step| step.failed.is_some()).count();
        let kept = match failed {
            0 => String::new(),
            1 => ", and 1 that had failed, which is not compared".to_owned(),
            failed => format!(", and {failed} that had failed, which are not compared"),
        };
        let equal =
            self.steps.iter().filter(|step| step.differences.is_empty()).count() - self.kept();
        let steps = if equal == 1 { "step is" } else { "steps are" };
        if self.equal {
            good(&format!("{equal} {steps} equal{kept}"));
        } else if is_candidate {
            println!("{equal} {steps} equal{kept}");
        }
        if is_candidate && let Some(fuel) = self.fuel() {
            let Compared { before, after } = fuel;
            println!("fuel {before} → {after} ({})", percent(before, after));
        }
        if let Some(torn) = self.torn {
            println!(
                "{dim}the journal ends in the middle of entry {torn}, which is left out{dim:#}"
            );
        }
        if self.full {
            println!("{dim}the journal ends here because it was full{dim:#}");
        }
        println!("{dim}written by {}; ends in {}{dim:#}", journal.head().engine, self.end);
    }

    /// Steps that had failed and were not made again.
    fn kept(&self) -> usize {
        let kept = |step: &&StepReport| step.failed.is_some() && step.differences.is_empty();
        self.steps.iter().filter(kept).count()
    }

    fn fuel(&self) -> Option<Compared<u64>> {
        self.steps.iter().filter_map(|step| step.fuel).reduce(|sum, step| Compared {
            before: sum.before.saturating_add(step.before),
            after: sum.after.saturating_add(step.after),
        })
    }
}

fn percent(before: u64, after: u64) -> String {
    let change = (i128::from(after) - i128::from(before)) * 1_000 / i128::from(before.max(1));
    let sign = if change < 0 { '−' } else { '+' };
    format!("{sign}{}.{} %", change.abs() / 10, change.abs() % 10)
}

fn print_difference(difference: &Difference) {
    let before = |texts: &[GuestText]| print_texts(texts, '−', AnsiColor::Red);
    let after = |texts: &[GuestText]| print_texts(texts, '+', AnsiColor::Green);
    match difference {
        Difference::View { changes } => {
            for NodeChange { place, before: was, after: is } in changes {
                println!("  {place}");
                before(was);
                after(is);
            }
        }
        Difference::Requests { before: was, after: is } => {
            println!("  what it asks the bank for");
            before(was);
            after(is);
        }
        Difference::Denials { before: was, after: is } => {
            println!("  what it is denied");
            before(was);
            after(is);
        }
        Difference::Actions => println!("  the view shows the same, and a tap does something else"),
        Difference::Fails { code, text } => println!("  it fails now ({code}): {text}"),
        Difference::FailsNoMore { code } => println!("  it had failed ({code}), and does no more"),
        Difference::NotDone { reason } => println!("  the event means nothing to it: {reason}"),
        Difference::Asks { asked, before } => {
            let nothing = || "nothing".to_owned();
            let (asked, before) =
                (asked.clone().unwrap_or_else(nothing), before.clone().unwrap_or_else(nothing));
            println!("  it asks for {asked}, where it asked for {before} before");
        }
        Difference::Calls { before, after } => println!("  calls {before} → {after}"),
        Difference::Fuel { before, after } => {
            println!("  fuel {before} → {after} ({})", percent(*before, *after));
        }
        Difference::State => println!("  it leaves another state"),
        Difference::Storage => println!("  it stores something else"),
        Difference::Log => println!("  it logs something else"),
        Difference::Session => println!("  it leaves other timers or requests"),
        // What a later version compares is in the JSON.
        _ => println!("  something else"),
    }
}

fn print_texts(texts: &[GuestText], sign: char, colour: AnsiColor) {
    let style = Style::new().fg_color(Some(colour.into()));
    for text in texts {
        // Texts of several lines stay below each other.
        for line in text.as_str().lines() {
            println!("    {style}{sign} {}{style:#}", GuestText::line(line.to_owned()));
        }
    }
}

/// One step in full: its event, what it asked and was told, what it asked for, and its view.
fn show(
    replay: Replay<'_>,
    journal: &Journal,
    wanted: usize,
    options: &ReplayOptions,
) -> anyhow::Result<ExitCode> {
    let locale = Locale::of_option(options.locale.as_deref(), None)?;
    // What was on screen, as long as the steps come to what is recorded. Of a candidate nothing is: it may
    // have marked less than what ran.
    let mut shown: BTreeMap<SessionId, Arc<View>> = BTreeMap::new();
    for step in replay {
        let step = step.map_err(|error| cannot(&options.journal, &error))?;
        let session = step.record.session();
        if step.number == wanted {
            let equal = step.differences.is_empty();
            let before = shown.get(&session).cloned().unwrap_or_default();
            if options.json {
                print_json(&Shown::of(&step, &before))?;
            } else {
                print_step(&step, &before, &locale);
            }
            return Ok(if equal { ExitCode::SUCCESS } else { ExitCode::FAILURE });
        }
        if options.against.is_some() || !step.differences.is_empty() {
            shown.remove(&session);
        } else if let Made::Again { view, .. } = step.made {
            shown.insert(session, view);
        }
    }
    let count = journal.steps().count();
    Err(Problem::wrong_use(format!("there is no step {wanted}: the journal has {count}")).into())
}

/// One step, for machines.
#[derive(Debug, Serialize)]
struct Shown<'a> {
    step: usize,
    session: SessionId,
    now: u64,
    cause: &'static str,
    event: GuestText,
    reads: Vec<(String, String)>,
    requests: Vec<GuestText>,
    #[serde(skip_serializing_if = "Option::is_none")]
    failed: Option<(&'a str, &'a GuestText)>,
    view: Vec<String>,
    differences: &'a [Difference],
}

impl<'a> Shown<'a> {
    fn of(step: &'a Replayed<'_>, before: &View) -> Self {
        let record = step.record;
        Self {
            step: step.number,
            session: record.session(),
            now: record.now(),
            cause: record.cause(),
            event: record.event(|name| !is_for_all_eyes(before, name)),
            reads: reads(step),
            requests: record.requests(),
            failed: record.failed(),
            // Amounts and times as anybody reads them.
            view: Locale::new("en", Some("UTC"))
                .map_or_else(|_| Vec::new(), |locale| view(step, &locale)),
            differences: &step.differences,
        }
    }
}

fn print_step(step: &Replayed<'_>, before: &View, locale: &Locale) {
    let (bold, dim) = (Style::new().bold(), Style::new().dimmed());
    let record = step.record;
    println!(
        "{bold}step {}{bold:#} {dim}({} of session {}, {}){dim:#}",
        step.number,
        record.sequence(),
        record.session(),
        locale.moment(record.now(), MomentStyle::DateTime)
    );
    println!("{}", record.event(|name| !is_for_all_eyes(before, name)));
    for (question, answer) in reads(step) {
        println!("  asked for {question}{dim}: {answer}{dim:#}");
    }
    for request in record.requests() {
        println!("  asks the bank: {request}");
    }
    if let Some((code, text)) = record.failed() {
        println!("  it failed ({code}): {text}");
    }
    if let Some((fuel, calls)) = record.used() {
        println!("{dim}  {fuel} fuel, {calls} calls{dim:#}");
    }
    let lines = view(step, locale);
    if !lines.is_empty() {
        println!();
    }
    for line in lines {
        println!("  {line}");
    }
    if !step.differences.is_empty() {
        println!();
        bad("it differs from the journal");
        step.differences.iter().for_each(print_difference);
    }
}

/// What it asked store and backends, and what it was told where everybody may know.
fn reads(step: &Replayed<'_>) -> Vec<(String, String)> {
    let told = step.record.reads().iter().map(|read| {
        let answer = if read.question.is_personal() {
            "•••".to_owned()
        } else {
            GuestText::cut(&read.answer.to_string(), 200).to_string()
        };
        (read.question.to_string(), answer)
    });
    told.collect()
}

fn view(step: &Replayed<'_>, locale: &Locale) -> Vec<String> {
    match &step.made {
        Made::Again { view, .. } => script::redacted(view, locale, step.record.now()),
        _ => Vec::new(),
    }
}

/// Whether the input of this name is on screen, and not marked as personal or secret.
fn is_for_all_eyes(view: &View, name: &str) -> bool {
    let mut named = view.nodes().filter(
        |(_, node)| matches!(&node.element, Element::Input(input) if input.name.as_str() == name),
    );
    let is_unmarked = |(_, node): (_, &Node)| node.sensitivity == Sensitivity::None;
    named.next().is_some_and(is_unmarked) && named.all(is_unmarked)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_told_in_tenths_of_a_percent() {
        assert_eq!(percent(1_000, 1_015), "+1.5 %");
        assert_eq!(percent(1_000, 900), "−10.0 %");
        assert_eq!(percent(0, 0), "+0.0 %");
        assert_eq!(percent(1, u64::MAX).chars().next(), Some('+'));
    }
}
