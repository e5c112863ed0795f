use std::path::PathBuf;

use clap::Args;

use super::CustomerOptions;
use crate::terminal::theme::ThemeChoice;

/// Run a mini-app while you write it
///
/// The project is built, and built again whenever you save; the session goes on on the new build with its
/// state kept: by migrate, or else by making its steps again, with the answers of then and nothing sent
/// twice. What does not compile is shown at its file and line, while the build from before goes on; so is
/// a panic.
///
/// A partner's server in the folder server is built and started too, as by loggia run, and anew when it
/// has changed.
///
/// The panel shows what each step used, the view as a tree, what was asked and answered, and the state.
/// It goes back to any step, and on from there. Capabilities can be refused, delayed, or made to fail.
///
/// Each start begins a new session, in place of one that was left open, and its journal is written to target/loggia/NAME.dev.journal, for
/// loggia replay.
#[derive(Debug, Args)]
#[command(after_long_help = DEV_HELP)]
pub(crate) struct DevOptions {
    /// The folder with loggia.toml
    #[arg(default_value = ".", value_name = "PATH")]
    pub(crate) path: PathBuf,
    /// What the bank grants to the mini-app [default: grant.toml beside it]
    #[arg(long, value_name = "FILE")]
    pub(crate) grant: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) customer: CustomerOptions,
    /// Add what the bank's side logs to FILE: what was refused and why, what failed, what is tried again
    #[arg(long, value_name = "FILE")]
    pub(crate) log: Option<PathBuf>,
    /// Colours for a dark or a light terminal
    #[arg(long, value_enum, default_value_t)]
    pub(crate) theme: ThemeChoice,
}

const DEV_HELP: &str = "\
Keys, besides those of loggia run:
  F12, d           the panel: open it, give it the keyboard, close it
  [ ]              one step back, one forth
In the panel:
  ←→, Tab, 1 to 6  its pages
  ↑↓               travel from step to step; choose a capability
  End              back to the present
  Enter            to the mini-app, which goes on from the step that is shown; on a capability: have it
                   refused, delayed, failing, and well again
  n                begin anew
  r                build again
  Esc              the keyboard goes back to the mini-app
  q                leave

What the bank did in steps that are gone back over stays done.

Examples:
  loggia dev
  loggia dev sample-miniapps/coffee --memory --locale de-AT
  loggia replay target/loggia/coffee.dev.journal --step 3";
