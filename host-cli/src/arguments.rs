//! What the command line may say. The texts here are what `loggia help` prints.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::terminal::theme::ThemeChoice;

/// Build, inspect and run mini-apps, and look into the bank
///
/// A mini-app is a partner's service that runs sealed off inside a bank's app: it can do what the
/// bank granted to it, and nothing else. `loggia` is the partner's tool: it makes a package of a
/// project, says what a package could ever do, and runs it in the terminal against a bank on this
/// machine.
#[derive(Debug, Parser)]
#[command(name = "loggia", version, propagate_version = true, after_long_help = EXAMPLES)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

const EXAMPLES: &str = "\
Examples:
  loggia run sample-miniapps/coffee          build the project and run it in the terminal
  loggia build                               make a package of the project in this folder
  loggia inspect target/loggia/coffee-1.0.0.wasm
  loggia run coffee-1.0.0.wasm --script order.txt
  loggia bank transfers                      what the runs did to the ledger
  loggia audit verify                        whether anybody rewrote what was decided

Exit codes: 0 fine, 1 it failed, 2 it was used wrongly.
Colour: only on a terminal, and not where NO_COLOR is set.";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Build(BuildOptions),
    Inspect(InspectOptions),
    Run(Box<RunOptions>),
    Bank(BankOptions),
    Audit(AuditOptions),
    Completions(CompletionsOptions),
    /// Compile one mini-app, as `loggia run` asks on standard input
    #[command(hide = true)]
    CompileWorker,
}

/// How `loggia run` calls itself to have a mini-app compiled.
pub(crate) const COMPILE_WORKER: &str = "compile-worker";

/// Make a package of a project
///
/// Compiles the crate beside loggia.toml, makes a component of it, checks that loggia.toml asks for
/// exactly what the code calls, and writes target/loggia/APP-VERSION.wasm with the pictures of
/// assets/ in it. Beside it lies APP-VERSION.debug.wasm, the same with the names of functions, for
/// you alone.
///
/// The same source makes the same bytes, wherever it lies. A missing Rust target is added by rustup.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  loggia build
  loggia build sample-miniapps/coffee
  loggia build --json | jq -r .package")]
pub(crate) struct BuildOptions {
    /// The folder with loggia.toml and Cargo.toml
    #[arg(default_value = ".", value_name = "PATH")]
    pub(crate) path: PathBuf,
    /// Print what was made as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// Say what a package is, and what it can and cannot do
///
/// All of it is read from the bytes: nothing is run. What a component does not import it cannot do,
/// whatever it says. Works for any component, also one that is no mini-app.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  loggia inspect target/loggia/coffee-1.0.0.wasm
  loggia inspect coffee.wasm --json | jq .cannot")]
pub(crate) struct InspectOptions {
    /// A package, or any component
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Print it as JSON
    #[arg(long)]
    pub(crate) json: bool,
    /// The language of the purposes, such as de-AT [default: the system's]
    #[arg(long, value_name = "TAG")]
    pub(crate) locale: Option<String>,
}

/// Run a mini-app in the terminal, or by a script
///
/// A folder is built first. The bank is one on this machine with two customers, alice and bob, some
/// money, and the payees that the mini-app's grant names.
///
/// What the mini-app may do is what its grant grants: grant.toml beside loggia.toml or beside the
/// package, or the file that --grant names. Without one nothing is run, and a grant to begin with is
/// printed.
///
/// The session that was left open last is resumed, unless --new is given.
#[derive(Debug, Args)]
#[command(after_long_help = RUN_HELP)]
pub(crate) struct RunOptions {
    /// A project's folder, or a package
    #[arg(value_name = "PATH|FILE")]
    pub(crate) path: PathBuf,
    /// What the bank grants to the mini-app [default: grant.toml beside it]
    #[arg(long, value_name = "FILE")]
    pub(crate) grant: Option<PathBuf>,
    /// Take a capability out of the grant: loggia:loyalty/loyalty, or loyalty for short
    #[arg(long, value_name = "CAPABILITY")]
    pub(crate) deny: Vec<String>,
    /// Where the bank keeps its data [default: the user's data folder]
    #[arg(long, value_name = "DIR", conflicts_with = "memory")]
    pub(crate) data: Option<PathBuf>,
    /// Keep the bank in memory: all is forgotten in the end
    #[arg(long)]
    pub(crate) memory: bool,
    /// The user's language, such as de-AT [default: the system's]
    #[arg(long, value_name = "TAG")]
    pub(crate) locale: Option<String>,
    /// The user's time zone, such as Europe/Vienna [default: the system's]
    #[arg(long, value_name = "ZONE")]
    pub(crate) time_zone: Option<String>,
    /// The customer
    #[arg(long, value_name = "NAME", default_value = "alice")]
    pub(crate) user: String,
    /// Start a new session instead of resuming the one that is open
    #[arg(long)]
    pub(crate) new: bool,
    /// Colours for a dark or a light terminal
    #[arg(long, value_enum, default_value_t)]
    pub(crate) theme: ThemeChoice,
    /// Run the steps in FILE (- for standard input) instead of showing the mini-app
    #[arg(long, value_name = "FILE", help_heading = "Scripts")]
    pub(crate) script: Option<PathBuf>,
    /// When the script's clock starts, such as 2026-01-15T09:00:00Z [default: now]
    #[arg(long, value_name = "TIME", requires = "script", help_heading = "Scripts")]
    pub(crate) at: Option<jiff::Timestamp>,
    /// Print the last view and what each step used as JSON
    #[arg(long, requires = "script", help_heading = "Scripts")]
    pub(crate) json: bool,
}

const RUN_HELP: &str = r#"Keys:
  Tab, Shift-Tab   to the next control, and back
  arrows           to what stands there; between the options of a choice
  Enter, Space     do it: tap, choose, switch; in a text field Enter sends the form
  + -              change a number
  Esc              back, or out of a dialog; on the payment sheet: decline
  PgUp, PgDn       scroll, as the mouse's wheel does
  i, F2            what the mini-app may do, and what its last step used
  q, Ctrl-C        leave; the session stays open
  The mouse clicks whatever a key can do.

A script has one step a line:
  tap LABEL              a button, card, list item, checkbox, switch, or a stepper's + or -
  fill LABEL VALUE       a text field, or a stepper
  choose LABEL OPTION    an option of a choice
  back                   as Esc
  wait DURATION          10s, 5m, 2h: the clock jumps, and what is due happens
  confirm [ACCOUNT]      the payment sheet's yes, from the first account that has enough
  decline                its no
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
  loggia run coffee-1.0.0.wasm --memory --script order.txt --at 2026-01-15T09:00:00Z"#;

/// What all that looks into the bank can be told.
#[derive(Debug, Args)]
pub(crate) struct LookOptions {
    /// Where the bank keeps its data [default: the user's data folder]
    #[arg(long, value_name = "DIR", global = true)]
    pub(crate) data: Option<PathBuf>,
    /// Print it as JSON
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// How amounts, counts and dates are written, such as de-AT [default: as the system]
    #[arg(long, value_name = "TAG", global = true)]
    pub(crate) locale: Option<String>,
}

/// Look into the bank on this machine
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  loggia bank accounts
  loggia bank transfers --json
  loggia bank verify --data /tmp/trial
  loggia bank backup /media/usb/bank.sqlite3")]
pub(crate) struct BankOptions {
    #[command(subcommand)]
    pub(crate) what: BankCommand,
    #[command(flatten)]
    pub(crate) look: LookOptions,
}

#[derive(Debug, Subcommand)]
pub(crate) enum BankCommand {
    /// All accounts, with what is on them
    Accounts,
    /// All transfers, the oldest first
    Transfers,
    /// All payments that mini-apps asked for, and what became of them
    Payments,
    /// Work all balances out anew, and say whether the books balance
    Verify,
    /// Write all of the bank into a new file, while it goes on
    ///
    /// The file is a bank itself: to restore it, put it in the place of bank.sqlite3 while nothing runs.
    /// Keys are not in it: keep audit.key too, which must lie beside it then.
    Backup {
        /// The new file
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
}

/// Look into the bank's audit log, keep it honest, and make receipts of it
///
/// Every decision on a payment is a leaf of a log that cannot be rewritten unnoticed: a Merkle tree
/// (RFC 6962) whose root is signed in checkpoints (C2SP). The key lies in audit.key beside the bank.
/// Whoever has that key could still sign another history; a witness who keeps checkpoints elsewhere
/// finds it, so keep some where the bank's machine cannot write.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  loggia audit show
  loggia audit witness /media/usb/heads.txt          keep the newest checkpoint there
  loggia audit verify --against /media/usb/heads.txt
  loggia audit receipt 3f0c…9a --out receipt.json
  loggia audit check-receipt receipt.json --key bank.key
A key is printed by loggia audit key.")]
pub(crate) struct AuditOptions {
    #[command(subcommand)]
    pub(crate) what: AuditCommand,
    #[command(flatten)]
    pub(crate) look: LookOptions,
}

#[derive(Debug, Subcommand)]
pub(crate) enum AuditCommand {
    /// All leaves, the oldest first
    Show,
    /// Work the whole log out anew, and compare it with its checkpoints, the books and a witness
    Verify {
        /// What a witness kept: loggia audit witness FILE
        #[arg(long, value_name = "FILE")]
        against: Option<PathBuf>,
        /// The witness' public key, or a file with it: all that it kept must be cosigned
        #[arg(long, value_name = "KEY|FILE", requires = "against")]
        witness_key: Option<String>,
    },
    /// Print the public key by which checkpoints and receipts are checked
    Key,
    /// Print the newest checkpoint, a signed note
    Checkpoint,
    /// Print a payment's receipt, which anybody can check without the bank
    Receipt {
        /// The payment's id, as in loggia audit show
        #[arg(value_name = "PAYMENT")]
        payment: String,
        /// Write it to FILE instead
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Say what a receipt proves; no bank is needed
    CheckReceipt {
        /// The receipt
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// The public key of the bank's log, or a file with it
        #[arg(long, value_name = "KEY|FILE")]
        key: String,
    },
    /// Add the newest checkpoint to a witness' file, if the log continues all that is in it
    Witness {
        /// The witness' file; made where there is none
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// Cosign it with the secret key in FILE; made where there is none
        #[arg(long, value_name = "FILE")]
        cosign: Option<PathBuf>,
    },
}

/// Print completions for a shell
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  loggia completions bash > ~/.local/share/bash-completion/completions/loggia
  loggia completions zsh > ~/.zfunc/_loggia
  loggia completions fish > ~/.config/fish/completions/loggia.fish")]
pub(crate) struct CompletionsOptions {
    /// Which shell
    #[arg(value_name = "SHELL")]
    pub(crate) shell: clap_complete::Shell,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::{Arguments, COMPILE_WORKER};

    #[test]
    fn the_arguments_make_sense_to_clap() {
        Arguments::command().debug_assert();
        assert!(Arguments::command().find_subcommand(COMPILE_WORKER).is_some());
    }
}
