//! What takes long says so, where somebody watches.

use std::io::IsTerminal;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use crate::complaint::Complaint;

/// A line on standard error that says what is going on; nothing where that is no terminal. Or, where
/// the terminal is used for something else, what somebody else shows of it.
#[derive(Debug)]
pub(crate) struct Progress(To);

#[derive(Debug)]
enum To {
    Line(ProgressBar),
    Said(Arc<Mutex<Said>>),
}

/// What was said so far.
#[derive(Debug, Default)]
pub(crate) struct Said {
    /// What is being done now.
    pub(crate) doing: String,
    /// Lines that stay.
    pub(crate) lines: String,
    /// What compilers had to say.
    pub(crate) complaints: Vec<Complaint>,
}

impl Progress {
    /// Begins to say something.
    pub(crate) fn new() -> Self {
        if !std::io::stderr().is_terminal() {
            return Self(To::Line(ProgressBar::hidden()));
        }
        let bar = ProgressBar::new_spinner();
        let plain = ProgressStyle::default_spinner();
        bar.set_style(
            ProgressStyle::with_template("{spinner} {wide_msg} {elapsed}").unwrap_or(plain),
        );
        bar.enable_steady_tick(Duration::from_millis(100));
        Self(To::Line(bar))
    }

    /// Writes nothing, and keeps what is said for others.
    pub(crate) fn kept_in(said: &Arc<Mutex<Said>>) -> Self {
        Self(To::Said(Arc::clone(said)))
    }

    /// Says what is being done now.
    pub(crate) fn say(&self, what: &str) {
        match &self.0 {
            To::Line(bar) => bar.set_message(what.to_owned()),
            To::Said(said) => what.clone_into(&mut lock(said).doing),
        }
    }

    /// Writes lines that stay, above what is being done.
    pub(crate) fn above(&self, lines: &str) {
        match &self.0 {
            To::Line(bar) => bar.suspend(|| anstream::eprint!("{lines}")),
            To::Said(said) => lock(said).lines.push_str(lines),
        }
    }

    /// Says what a compiler says, as it says it.
    pub(crate) fn complain(&self, complaint: Complaint) {
        match &self.0 {
            To::Line(_) => self.above(&complaint.rendered),
            To::Said(said) => lock(said).complaints.push(complaint),
        }
    }

    /// Takes the line away.
    pub(crate) fn done(&self) {
        match &self.0 {
            To::Line(bar) => bar.finish_and_clear(),
            To::Said(said) => lock(said).doing.clear(),
        }
    }

    /// Whether what others write to standard error disturbs nobody.
    pub(crate) fn has_terminal(&self) -> bool {
        matches!(self.0, To::Line(_))
    }

    /// Whether what is written above may have colours.
    pub(crate) fn has_colour(&self) -> bool {
        match &self.0 {
            To::Line(_) => {
                anstream::AutoStream::choice(&std::io::stderr()) != anstream::ColorChoice::Never
            }
            To::Said(_) => false,
        }
    }
}

fn lock(said: &Mutex<Said>) -> std::sync::MutexGuard<'_, Said> {
    // At worst a line is missing.
    said.lock().unwrap_or_else(PoisonError::into_inner)
}
