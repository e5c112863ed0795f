//! What was measured: rows of the one table, and curves.

use std::fmt::{self, Write as _};
use std::time::Duration;

/// What a group of rows came to.
#[derive(Default)]
pub(crate) struct Report {
    pub(crate) rows: Vec<Row>,
    pub(crate) curves: Vec<Curve>,
}

/// One line of the table.
pub(crate) struct Row {
    what: String,
    ours: Quantity,
    baseline: Option<(&'static str, Quantity)>,
    goal: Option<Goal>,
}

/// A measured number with its unit.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Quantity {
    Time(Duration),
    PerSecond(f64),
    Bytes(f64),
    /// So many bare numbers.
    Count(f64),
}

/// What a row is held to: the ratio, or the number itself where there is no baseline.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Goal {
    AtMost(f64),
    AtLeast(f64),
    Within(Duration),
}

/// How a cost grows: one drawing.
pub(crate) struct Curve {
    /// The drawing's file name, without its ending.
    pub(crate) name: &'static str,
    pub(crate) title: &'static str,
    /// In a sentence, what is to be seen.
    pub(crate) about: String,
    pub(crate) x: Axis,
    pub(crate) y: Axis,
    /// Loggia's line first.
    pub(crate) lines: Vec<Line>,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Axis {
    pub(crate) label: &'static str,
    pub(crate) scale: Scale,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scale {
    /// From zero.
    Linear,
    Logarithmic,
}

pub(crate) struct Line {
    pub(crate) label: &'static str,
    pub(crate) points: Vec<(f64, f64)>,
}

impl Row {
    pub(crate) fn new(what: impl Into<String>, ours: Quantity) -> Self {
        Self { what: what.into(), ours, baseline: None, goal: None }
    }

    /// Against what.
    pub(crate) fn against(self, what: &'static str, quantity: Quantity) -> Self {
        Self { baseline: Some((what, quantity)), ..self }
    }

    /// Held to this.
    pub(crate) fn goal(self, goal: Goal) -> Self {
        Self { goal: Some(goal), ..self }
    }

    fn ratio(&self) -> Option<f64> {
        self.baseline.map(|(_, baseline)| self.ours.number() / baseline.number())
    }

    /// What the goal is about.
    fn measure(&self) -> f64 {
        self.ratio().unwrap_or(self.ours.number())
    }

    fn cells(&self) -> [String; 6] {
        [
            self.what.clone(),
            self.ours.to_string(),
            self.baseline.map_or(String::new(), |(what, quantity)| format!("{quantity} {what}")),
            self.ratio().map_or(String::new(), ratio),
            self.goal.map_or(String::new(), |goal| goal.to_string()),
            self.goal.map_or(String::new(), |goal| goal.verdict(self.measure())),
        ]
    }
}

const HEAD: [&str; 6] = ["measure", "Loggia", "baseline", "ratio", "goal", ""];

/// The table for a terminal.
pub(crate) fn text(rows: &[Row]) -> String {
    let cells: Vec<[String; 6]> =
        [HEAD.map(str::to_owned)].into_iter().chain(rows.iter().map(Row::cells)).collect();
    let mut widths = [0; 6];
    for row in &cells {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let mut text = String::new();
    for (number, row) in cells.iter().enumerate() {
        let mut line = String::new();
        for (at, (cell, width)) in row.iter().zip(widths).enumerate() {
            // Words to the left, numbers to the right.
            let _ = match at {
                0 | 2 | 5 => write!(line, "{cell:<width$}  "),
                _ => write!(line, "{cell:>width$}  "),
            };
        }
        text.push_str(line.trim_end());
        text.push('\n');
        if number == 0 {
            let width = widths.iter().sum::<usize>() + 2 * (widths.len() - 1);
            let _ = writeln!(text, "{}", "─".repeat(width));
        }
    }
    text
}

/// The table for the results' file.
pub(crate) fn markdown(rows: &[Row]) -> String {
    let mut text = format!("| {} |\n| --- | ---: | --- | ---: | ---: | --- |\n", HEAD.join(" | "));
    for row in rows {
        let _ = writeln!(text, "| {} |", row.cells().join(" | "));
    }
    text
}

/// A small ratio is told by how many times smaller it is.
fn ratio(ratio: f64) -> String {
    if ratio < 0.3 { format!("1/{:.1}", 1.0 / ratio) } else { format!("{ratio:.2}") }
}

impl Quantity {
    fn number(self) -> f64 {
        match self {
            Self::Time(time) => time.as_secs_f64(),
            Self::PerSecond(number) | Self::Bytes(number) | Self::Count(number) => number,
        }
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Time(time) => match time.as_secs_f64() {
                seconds if seconds < 1e-3 => write!(f, "{:.1} µs", seconds * 1e6),
                seconds if seconds < 1.0 => write!(f, "{:.2} ms", seconds * 1e3),
                seconds => write!(f, "{seconds:.2} s"),
            },
            Self::PerSecond(rate) => write!(f, "{}/s", thousands(*rate)),
            Self::Bytes(bytes) => write!(f, "{} B", thousands(*bytes)),
            Self::Count(count) => write!(f, "{count:.1}"),
        }
    }
}

/// In groups of three digits.
pub(crate) fn thousands(number: f64) -> String {
    let digits = format!("{number:.0}");
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push('\u{202f}');
        }
        text.push(digit);
    }
    text
}

impl Goal {
    fn verdict(self, measure: f64) -> String {
        let over = match self {
            Self::AtMost(goal) => measure / goal,
            Self::Within(goal) => measure / goal.as_secs_f64(),
            Self::AtLeast(goal) => goal / measure,
        };
        if over <= 1.0 { "met".into() } else { format!("missed by {:.0} %", (over - 1.0) * 100.0) }
    }
}

impl fmt::Display for Goal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::AtMost(goal) if goal < 0.3 => write!(f, "≤ 1/{:.0}", 1.0 / goal),
            Self::AtMost(goal) if goal >= 100.0 => write!(f, "≤ {goal:.0}"),
            Self::AtMost(goal) => write!(f, "≤ {goal:.1}"),
            Self::AtLeast(goal) => write!(f, "≥ {goal:.1}"),
            Self::Within(goal) => write!(f, "≤ {} ms", goal.as_millis()),
        }
    }
}
