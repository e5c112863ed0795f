//! What went wrong, as the user reads it: what failed, why, what to do.

use std::fmt;

use anstream::eprintln;
use anstyle::{AnsiColor, Style};

use crate::check::finding::Findings;

/// Findings are written no wider.
const WIDTH: usize = 120;

/// A failure that knows what could be done about it.
#[derive(Debug)]
pub(crate) struct Problem {
    text: String,
    advice: Option<String>,
    wrong_use: bool,
}

impl Problem {
    /// Something that failed.
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), advice: None, wrong_use: false }
    }

    /// The command was not given what it needs: exit code 2.
    pub(crate) fn wrong_use(text: impl Into<String>) -> Self {
        Self { text: text.into(), advice: None, wrong_use: true }
    }

    /// With what to do about it.
    pub(crate) fn advice(mut self, advice: impl Into<String>) -> Self {
        self.advice = Some(advice.into());
        self
    }
}

/// An error as plain lines: what failed, why, and what to do about it.
pub(crate) fn lines(error: &anyhow::Error) -> Vec<String> {
    let mut lines: Vec<String> = error.to_string().lines().map(str::to_owned).collect();
    for cause in causes(error) {
        lines.extend(format!("because {cause}").lines().map(str::to_owned));
    }
    let problem = error.downcast_ref::<Problem>();
    if let Some(advice) = problem.and_then(|problem| problem.advice.as_ref()) {
        lines.push(String::new());
        lines.extend(advice.lines().map(str::to_owned));
    }
    lines
}

/// Why it failed: each cause that the one before it does not say.
fn causes(error: &anyhow::Error) -> impl Iterator<Item = String> {
    let mut said = error.to_string();
    error.chain().skip(1).filter_map(move |cause| {
        let before = std::mem::replace(&mut said, cause.to_string());
        (!before.contains(&said)).then(|| said.clone())
    })
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::error::Error for Problem {}

/// Says on standard error what went wrong, and which exit code that is: 1 where it failed, 2 where the
/// command was used wrongly.
pub(crate) fn report(error: &anyhow::Error) -> u8 {
    if let Some(Findings(findings)) = error.downcast_ref::<Findings>() {
        let written: Vec<String> = findings.iter().map(|finding| finding.written(WIDTH)).collect();
        eprintln!("{}", written.join("\n\n"));
        return 1;
    }
    let red = Style::new().bold().fg_color(Some(AnsiColor::Red.into()));
    let cyan = Style::new().bold().fg_color(Some(AnsiColor::Cyan.into()));
    eprintln!("{red}error{red:#}: {}", indented(&error.to_string()));
    for cause in causes(error) {
        eprintln!("  because {}", indented(&cause));
    }
    let problem = error.downcast_ref::<Problem>();
    if let Some(advice) = problem.and_then(|problem| problem.advice.as_ref()) {
        eprintln!("{cyan}help{cyan:#}: {}", indented(advice));
    }
    if problem.is_some_and(|problem| problem.wrong_use) { 2 } else { 1 }
}

fn indented(text: &str) -> String {
    text.trim_end().replace('\n', "\n  ").replace("\n  \n", "\n\n")
}
