//! What takes long says so, where somebody watches.

use std::io::IsTerminal;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// A line on standard error that says what is going on; nothing where that is no terminal.
#[derive(Debug)]
pub(crate) struct Progress(ProgressBar);

impl Progress {
    /// Begins to say something.
    pub(crate) fn new() -> Self {
        if !std::io::stderr().is_terminal() {
            return Self(ProgressBar::hidden());
        }
        let bar = ProgressBar::new_spinner();
        let plain = ProgressStyle::default_spinner();
        bar.set_style(
            ProgressStyle::with_template("{spinner} {wide_msg} {elapsed}").unwrap_or(plain),
        );
        bar.enable_steady_tick(Duration::from_millis(100));
        Self(bar)
    }

    /// Says what is being done now.
    pub(crate) fn say(&self, what: &str) {
        self.0.set_message(what.to_owned());
    }

    /// Writes lines that stay, above what is being done.
    pub(crate) fn above(&self, lines: &str) {
        self.0.suspend(|| anstream::eprint!("{lines}"));
    }

    /// Takes the line away.
    pub(crate) fn done(&self) {
        self.0.finish_and_clear();
    }

    /// Whether what is written above may have colours.
    pub(crate) fn has_colour(&self) -> bool {
        anstream::AutoStream::choice(&std::io::stderr()) != anstream::ColorChoice::Never
    }
}
