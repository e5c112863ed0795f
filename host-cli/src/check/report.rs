//! What a check came to: for people, and as JSON for CI.
//!
//! The JSON is an object with
//!
//! - `schema`: 1. What is read otherwise than before has another number; what is added has not.
//! - `app`: `id`, `version` and `digest`; absent where it could not be built.
//! - `errors`, `warnings`: how many findings there are of each severity.
//! - `findings`: each with its `code` (see [`RULES`](super::code::RULES)), its `severity` (`error` or
//!   `warning`), `message` and `remedy`; and its place as far as it has one: `source` (`file`, `line` and
//!   `column` from 1), `screen`, `node`, `locale`, `met` (how it was come by), `also` (in how many more
//!   places).
//! - `sizes`: `component` and `assets`, each with `bytes` and `limit`.
//! - `walked`: `scripts`, `walks`, `moves`, `seed`, `steps`, `views`, `unseen_views` where there were more than
//!   are looked at, and whether it ran `without_server`;
//!   absent where nothing ran.
//! - `used`: screen → `steps`, and the most that any of them used of `fuel`, `memory_bytes`,
//!   `state_bytes`, `nodes` and `calls`, and whether one `is_out_of_fuel` or `is_out_of_memory`; `limits` has
//!   what there is of each.
//! - `denials`: each cell of the matrix: `interface`, `trouble` (`refused`, `declined`, `slow`, `failing`,
//!   `empty`, `huge`) and whether every screen was `usable`.

use std::collections::{BTreeMap, HashSet};

use anstream::println;
use anstyle::{AnsiColor, Style};
use loggia_runtime::package::Package;
use loggia_runtime::{GuestText, PackageDigest};
use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use super::code::Severity;
use super::finding::{Finding, is_zero};
use super::package::Size;
use super::steps::is_near;
use super::tally::{Most, Seen, Used};
use super::trouble::Tried;
use super::walks::Course;
use crate::locale;
use crate::run::{Given, Reach};

/// The number of the JSON's form: one that is read otherwise has another.
const SCHEMA: u32 = 1;
/// Findings are written no wider.
const WIDTH: usize = 120;

/// What a check came to.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Report {
    /// Of the form of this JSON.
    schema: u32,
    /// Which mini-app; none where it could not be built.
    #[serde(skip_serializing_if = "Option::is_none")]
    app: Option<About>,
    /// Those that the review refuses.
    pub(crate) errors: usize,
    /// Those that the review asks about.
    pub(crate) warnings: usize,
    findings: Vec<Finding>,
    /// Part → bytes and their limit.
    sizes: BTreeMap<&'static str, Size>,
    /// What walks there were.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) walked: Option<Walked>,
    /// Screen → the most that the steps to it used.
    pub(super) used: BTreeMap<String, Used>,
    /// What a step may use.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) limits: Option<Most>,
    /// The denial matrix.
    pub(super) denials: Vec<Tried>,
}

#[derive(Debug, Serialize)]
struct About {
    id: String,
    version: String,
    digest: PackageDigest,
}

/// What walks there were.
#[derive(Debug, Serialize)]
pub(crate) struct Walked {
    scripts: Vec<String>,
    walks: usize,
    moves: usize,
    seed: u64,
    /// Whether its requests were answered `unavailable`, as no server on this machine stands in for the
    /// hosts of the grant.
    without_server: bool,
    /// Steps that the mini-app made on all of them, those in trouble included.
    steps: usize,
    /// Different views that it showed.
    views: usize,
    /// How many more there were, which were not looked at.
    #[serde(skip_serializing_if = "is_zero")]
    unseen_views: usize,
}

impl Walked {
    pub(super) fn of(course: &Course, seen: &Seen) -> Self {
        let asks = |given: &Given| given.grant.http.is_some();
        Self {
            without_server: course.reach() == Reach::ThisMachine
                && course.given.first().is_some_and(asks),
            scripts: course.scripts.iter().map(|script| script.name.clone()).collect(),
            walks: course.walks,
            moves: course.moves,
            seed: course.seed,
            steps: seen.steps,
            views: seen.views.len(),
            unseen_views: seen.unseen,
        }
    }
}

impl Report {
    pub(super) fn of(package: &Package, sizes: BTreeMap<&'static str, Size>) -> Self {
        let manifest = package.manifest();
        let app = About {
            id: manifest.app_id.to_string(),
            version: manifest.version.to_string(),
            digest: package.digest(),
        };
        Self { app: Some(app), sizes, ..Self::default() }
    }

    /// Takes the findings, each place once and the same words once: errors first, and those of a rule
    /// together.
    pub(super) fn take(&mut self, findings: Vec<Finding>) {
        let mut known = HashSet::new();
        let mut kept: Vec<Finding> = Vec::new();
        for finding in findings {
            if !known.insert(finding.key()) {
                continue;
            }
            let said = |kept: &&mut Finding| {
                kept.code == finding.code
                    && kept.message == finding.message
                    && kept.place.screen.is_some()
                    && finding.place.source.is_none()
            };
            match kept.iter_mut().find(said) {
                Some(kept) => kept.also += 1,
                None => kept.push(finding),
            }
        }
        kept.sort_by_key(|finding| (finding.severity, finding.code));
        let count = |severity| kept.iter().filter(|finding| finding.severity == severity).count();
        self.schema = SCHEMA;
        self.errors = count(Severity::Error);
        self.warnings = count(Severity::Warning);
        self.findings = kept;
    }

    /// Writes it for people.
    pub(crate) fn print(&self) {
        let bold = Style::new().bold();
        let green = Style::new().bold().fg_color(Some(AnsiColor::Green.into()));
        let red = Style::new().bold().fg_color(Some(AnsiColor::Red.into()));
        let yellow = Style::new().bold().fg_color(Some(AnsiColor::Yellow.into()));
        for finding in &self.findings {
            println!("{}\n", finding.written(WIDTH));
        }
        self.print_sizes();
        self.print_steps();
        self.print_denials();
        let name = self.app.as_ref().map_or("the project", |app| app.id.as_str());
        let name = GuestText::cut(name, 100);
        match (self.errors, self.warnings) {
            (0, 0) => println!(
                "{green}✓{green:#} {bold}{name}{bold:#}: nothing that the review would find"
            ),
            (0, warnings) => println!(
                "{yellow}!{yellow:#} {bold}{name}{bold:#}: {} for the review to ask about",
                counted(warnings, "thing")
            ),
            (errors, 0) => println!(
                "{red}✗{red:#} {bold}{name}{bold:#}: {} that the review refuses",
                counted(errors, "thing")
            ),
            (errors, warnings) => println!(
                "{red}✗{red:#} {bold}{name}{bold:#}: {} that the review refuses, and {warnings} that it asks about",
                counted(errors, "thing")
            ),
        }
    }

    fn print_sizes(&self) {
        if self.sizes.is_empty() {
            return;
        }
        let bold = Style::new().bold();
        println!("{bold}Sizes{bold:#}");
        for (part, size) in &self.sizes {
            let (style, used) = measured(size.bytes as u64, size.limit as u64, &locale::bytes);
            println!(
                "  {part:<10} {style}{used:>10}{style:#} of {}",
                locale::bytes(size.limit as u64)
            );
        }
        println!();
    }

    fn print_steps(&self) {
        let (Some(walked), Some(most)) = (&self.walked, &self.limits) else { return };
        let bold = Style::new().bold();
        let dim = Style::new().dimmed();
        let scripts = match walked.scripts.len() {
            0 => String::new(),
            scripts => format!("{}, ", counted(scripts, "script")),
        };
        println!(
            "{bold}Steps{bold:#}  {dim}the most that any to a screen used; {scripts}{} of {} moves (--seed {}){dim:#}",
            counted(walked.walks, "random walk"),
            walked.moves,
            walked.seed
        );
        if walked.without_server {
            println!(
                "  {dim}no server stands in for its partner's: put one into the folder server, or see only what it \
                 shows without{dim:#}"
            );
        }
        if walked.unseen_views > 0 {
            println!(
                "  {dim}{} views were looked at, and {} more were not: make fewer or shorter walks{dim:#}",
                walked.views, walked.unseen_views
            );
        }
        let widest = self.used.keys().map(|screen| screen.width()).max().unwrap_or(0).clamp(6, 32);
        let plain = |count: u64| count.to_string();
        println!(
            "  {dim}{:<widest$} {:>6} {:>12} {:>10} {:>10} {:>6} {:>6}{dim:#}",
            "screen", "steps", "fuel", "memory", "state", "nodes", "calls"
        );
        for (screen, used) in &self.used {
            let screen = GuestText::cut(screen, 32);
            let space = " ".repeat(widest.saturating_sub(screen.as_str().width()));
            let cells = [
                (12, over(used.is_out_of_fuel, measured(used.fuel, most.fuel, &thousands))),
                (
                    10,
                    over(
                        used.is_out_of_memory,
                        measured(
                            used.memory_bytes as u64,
                            most.memory_bytes as u64,
                            &locale::bytes,
                        ),
                    ),
                ),
                (10, measured(used.state_bytes as u64, most.state_bytes as u64, &locale::bytes)),
                (6, measured(used.nodes as u64, most.nodes as u64, &plain)),
                (6, measured(u64::from(used.calls), u64::from(most.calls), &plain)),
            ];
            let cells: String = cells
                .iter()
                .map(|(width, (style, cell))| format!(" {style}{cell:>width$}{style:#}"))
                .collect();
            println!("  {screen}{space} {:>6}{cells}", used.steps);
        }
        println!(
            "  {dim}{:<widest$} {:>6} {:>12} {:>10} {:>10} {:>6} {:>6}{dim:#}\n",
            "limit",
            "",
            thousands(most.fuel),
            locale::bytes(most.memory_bytes as u64),
            locale::bytes(most.state_bytes as u64),
            most.nodes,
            most.calls
        );
    }

    fn print_denials(&self) {
        if self.denials.is_empty() {
            return;
        }
        let bold = Style::new().bold();
        let dim = Style::new().dimmed();
        let green = Style::new().fg_color(Some(AnsiColor::Green.into()));
        let red = Style::new().bold().fg_color(Some(AnsiColor::Red.into()));
        println!(
            "{bold}In trouble{bold:#}  {dim}whether every screen was of use while a capability …{dim:#}"
        );
        let mut rows: Vec<&str> = self.denials.iter().map(|tried| tried.interface).collect();
        rows.dedup();
        let widest = rows.iter().map(|name| name.len()).max().unwrap_or(0);
        for row in rows {
            let cells: String = self
                .denials
                .iter()
                .filter(|tried| tried.interface == row)
                .map(|tried| {
                    let word = tried.trouble.in_a_word();
                    if tried.usable {
                        format!("  {green}✓{green:#} {word}")
                    } else {
                        format!("  {red}✗ {word}{red:#}")
                    }
                })
                .collect();
            println!("  {row:<widest$}{cells}");
        }
        println!();
    }
}

/// A measure against its limit: over in red, near in yellow.
fn measured(used: u64, most: u64, written: &dyn Fn(u64) -> String) -> (Style, String) {
    let style = if used > most {
        Style::new().bold().fg_color(Some(AnsiColor::Red.into()))
    } else if is_near(used, most) {
        Style::new().fg_color(Some(AnsiColor::Yellow.into()))
    } else {
        Style::new()
    };
    (style, written(used))
}

/// A measure, or the word that a step was stopped for more.
fn over(is_over: bool, measured: (Style, String)) -> (Style, String) {
    let red = Style::new().bold().fg_color(Some(AnsiColor::Red.into()));
    if is_over { (red, "over".to_owned()) } else { measured }
}

/// Digits in groups of three.
fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push('\u{a0}');
        }
        grouped.push(digit);
    }
    grouped
}

fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}
