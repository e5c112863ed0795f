use std::path::PathBuf;

use clap::Args;

use super::CustomerOptions;
use crate::terminal::theme::ThemeChoice;

/// Run a mini-app in the terminal, or by a script
///
/// A folder is built first. The bank is one on this machine with four customers, alice, bob, carla
/// and dev, a year of their bookings, and the payees that the mini-app's grant names.
///
/// What the mini-app may do is what its grant grants: grant.toml beside loggia.toml or beside the
/// package, or the file that --grant names. Without one nothing is run, and a grant to begin with is
/// printed.
///
/// Where the project has its partner's server in the folder server, that is built and started too, and
/// stands in for all hosts of the grant as long as the mini-app runs.
///
/// Where it leads to another mini-app, the bank's own sheet shows what is passed, and asks. Those that
/// are there to be opened are named by --with.
///
/// The session that was left open last is resumed; with --new it is ended, and another one begins.
#[derive(Debug, Args)]
#[command(after_long_help = RUN_HELP)]
pub(crate) struct RunOptions {
    /// A project's folder, or a package
    #[arg(value_name = "PATH|FILE")]
    pub(crate) path: PathBuf,
    /// What the bank grants to the mini-app [default: grant.toml beside it]
    #[arg(long, value_name = "FILE")]
    pub(crate) grant: Option<PathBuf>,
    /// Another mini-app that this one may lead to, with the grant.toml beside it; can be said again
    #[arg(long, value_name = "PATH|FILE")]
    pub(crate) with: Vec<PathBuf>,
    /// Take a capability out of the grant: loggia:payments/payments-initiate, payments-initiate for short,
    /// or payments for all of them
    #[arg(long, value_name = "CAPABILITY")]
    pub(crate) deny: Vec<String>,
    #[command(flatten)]
    pub(crate) customer: CustomerOptions,
    /// Start a new session, and end the one that it would have resumed
    #[arg(long)]
    pub(crate) new: bool,
    /// Colours for a dark or a light terminal
    #[arg(long, value_enum, default_value_t)]
    pub(crate) theme: ThemeChoice,
    /// Write down all that happens, for loggia replay: also what the mini-app is told of its user
    #[arg(long, value_name = "FILE")]
    pub(crate) journal: Option<PathBuf>,
    /// Add what the bank's side logs to FILE: what was refused and why, what failed, what is tried again
    #[arg(long, value_name = "FILE")]
    pub(crate) log: Option<PathBuf>,
    /// Run the steps in FILE (- for standard input) instead of showing the mini-app
    #[arg(long, value_name = "FILE", group = "driven", help_heading = "Scripts")]
    pub(crate) script: Option<PathBuf>,
    /// Make so many random walks instead: whatever is on screen is tapped, filled in and decided by
    /// chance, and time passes. A failure of the mini-app is said, and is exit code 1
    #[arg(long, value_name = "COUNT", group = "driven", help_heading = "Scripts")]
    pub(crate) walk: Option<usize>,
    /// Moves of a walk
    #[arg(
        long,
        value_name = "COUNT",
        default_value_t = 15,
        requires = "walk",
        help_heading = "Scripts"
    )]
    pub(crate) moves: usize,
    /// Walk as a walk of this number did [default: another each time]
    #[arg(long, value_name = "NUMBER", requires = "walk", help_heading = "Scripts")]
    pub(crate) seed: Option<u64>,
    /// When the script's or the walk's clock starts, such as 2026-01-15T09:00:00Z [default: now]
    #[arg(long, value_name = "TIME", requires = "driven", help_heading = "Scripts")]
    pub(crate) at: Option<jiff::Timestamp>,
    /// Print the last view and what each step used, or what the walks came to, as JSON
    #[arg(long, requires = "driven", help_heading = "Scripts")]
    pub(crate) json: bool,
}

const RUN_HELP: &str = r#"Keys:
  Tab, Shift-Tab   to the next control, and back
  arrows           to what stands there; between the options of a choice, from tab to tab, along a slider
  Enter, Space     do it: tap, choose, switch; in a text field Enter sends the form
  + -              change a number
  Esc              back, or out of a dialog; on the bank's sheets: no
  PgUp, PgDn       scroll, as the mouse's wheel does
  i, F2            what the mini-app may do, and what its last step used
  q, Ctrl-C        leave; the session stays open
  The mouse clicks whatever a key can do.

A script has one step a line:
  tap LABEL              a button, link, card, list item, checkbox, switch, or a stepper's + or -; opens and
                         closes tabs, details and menus, shows a secret, and a chart as a table
  fill LABEL VALUE       a field, a stepper or a slider; amounts and days as the locale writes them
  choose LABEL OPTION    an option of a choice
  back                   as Esc
  wait DURATION          10s, 5m, 2h: the clock jumps, and what is due happens
  confirm [ACCOUNT]      the payment sheet's yes, from the first account that has enough
  allow                  the consent sheet's yes
  pick ACCOUNT           an account on the bank's picker
  tick FACT              a fact on the sheet that asks for some, such as Address; again: not
  share                  tells the mini-app what is ticked
  open                   the yes to another mini-app, which was named by --with
  decline                the no on any of these sheets
  leave                  close that other mini-app, and go back to the one that led to it
  restart                drop everything and resume from the store
  expect TEXT            it must be on screen
  expect-not TEXT        it must not be
  # …                    a comment
Labels with spaces stand in "quotes", with \" for a quote in them; the first words are enough, such as
Pay for Pay 3,40 €. Where several things have the same label, the one in a certain list item, card,
section, row, form or dialog is meant by its title or a text of it:
  tap + in "Flat white"
Between two lines the clock moves half a second.

Examples:
  loggia run sample-miniapps/coffee
  loggia run sample-miniapps/coffee --deny loyalty --locale de-AT
  loggia run sample-miniapps/travel --with sample-miniapps/parking
  loggia run coffee-1.0.0.wasm --memory --script order.txt --at 2026-01-15T09:00:00Z"#;
