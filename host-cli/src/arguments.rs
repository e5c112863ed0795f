//! What the command line may say. The texts here are what `loggia help` prints.

mod new;

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Args, Parser, Subcommand};

pub(crate) use self::new::NewOptions;
use crate::check::code::RULES;
use crate::run::Place;
use crate::terminal::theme::ThemeChoice;

/// Make, build, check and run mini-apps, and look into the bank
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
  loggia new corner-shop                     make a project that builds and runs at once
  loggia run sample-miniapps/coffee          build the project and run it in the terminal
  loggia dev                                 the project in this folder, built whenever you save
  loggia build                               make a package of the project in this folder
  loggia check                               what the bank's review would find, and what to change
  loggia inspect target/loggia/coffee-1.0.0.wasm
  loggia run coffee-1.0.0.wasm --script order.txt
  loggia bank transfers                      what the runs did to the ledger
  loggia audit verify                        whether anybody rewrote what was decided

Exit codes: 0 fine, 1 it failed, 2 it was used wrongly.
Colour: only on a terminal, and not where NO_COLOR is set.";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    New(NewOptions),
    Build(BuildOptions),
    Inspect(InspectOptions),
    Check(CheckOptions),
    Run(Box<RunOptions>),
    Dev(Box<DevOptions>),
    Replay(ReplayOptions),
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
/// Compiles what lies beside loggia.toml: a Cargo.toml for Rust, a package.json for TypeScript, or
/// mini-app.wasm, which another language's tools have made. Makes a component of it, checks that
/// loggia.toml asks for exactly what the code calls, and writes target/loggia/APP-VERSION.wasm with the
/// pictures of assets/ in it. Beside it lies APP-VERSION.debug.wasm, the same with the names of functions,
/// for you alone; of TypeScript APP-VERSION.debug.js, what it runs.
///
/// The same source makes the same bytes, wherever it lies. A missing Rust target is added by rustup.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  loggia build
  loggia build sample-miniapps/coffee
  loggia build --json | jq -r .package")]
pub(crate) struct BuildOptions {
    /// The folder with loggia.toml and the mini-app's source
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

/// Say what the bank's review would find, and what to change
///
/// A folder is built first. Manifest, rights and sizes are read; then the mini-app is opened by a made-up
/// customer, again and again: by the scripts in tests/*.txt, by random walks, and by both with each
/// capability refused, declined by the user, too slow, out of order, empty and full in turn. Whatever
/// breaks a rule is said with its place and its remedy.
///
/// It is granted what grant.toml grants; without one, all that it asks for. The partner's server is the one
/// in the folder server; without one nothing is sent, and its requests are answered unavailable.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  loggia check
  loggia check sample-miniapps/coffee --deny warnings
  loggia check coffee-1.0.0.wasm --script order.txt --json | jq '.findings[].code'
  loggia check --rules
  loggia check --explain unused-right

Exit codes: 0 clean, 1 there is what the review would refuse, 2 it could not be checked.")]
pub(crate) struct CheckOptions {
    /// A project's folder, or a package
    #[arg(value_name = "PATH|FILE", default_value = ".")]
    pub(crate) path: PathBuf,
    /// What the bank grants to the mini-app [default: grant.toml beside it]
    #[arg(long, value_name = "FILE")]
    pub(crate) grant: Option<PathBuf>,
    /// A script to play, in English; can be said again [default: tests/*.txt of the project]
    #[arg(long, value_name = "FILE")]
    pub(crate) script: Vec<PathBuf>,
    /// Random walks
    #[arg(long, value_name = "COUNT", default_value_t = 5)]
    pub(crate) walks: usize,
    /// Moves of a walk
    #[arg(long, value_name = "COUNT", default_value_t = 20)]
    pub(crate) moves: usize,
    /// By which the walks go; the next one goes by the next number
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    pub(crate) seed: u64,
    /// When the walks' clock starts, such as 2026-01-15T09:00:00Z [default: now]
    #[arg(long, value_name = "TIME")]
    pub(crate) at: Option<jiff::Timestamp>,
    /// Leave out what breaks a rule on purpose, by its code; can be said again
    #[arg(long, value_name = "CODE", value_parser = allowable(), hide_possible_values = true)]
    pub(crate) allow: Vec<String>,
    /// Exit with 1 for warnings too
    #[arg(long, value_name = "WHAT", value_parser = ["warnings"])]
    pub(crate) deny: Option<String>,
    /// Print the report as JSON, which keeps its form as long as its number "schema"
    #[arg(long)]
    pub(crate) json: bool,
    /// List all rules by their codes, and check nothing
    #[arg(long, conflicts_with = "explain")]
    pub(crate) rules: bool,
    /// Tell why there is a rule, and how to keep it, and check nothing
    #[arg(
        long,
        value_name = "CODE",
        value_parser = codes(),
        hide_possible_values = true,
        conflicts_with = "json"
    )]
    pub(crate) explain: Option<String>,
}

/// The codes of all rules.
fn codes() -> PossibleValuesParser {
    RULES.iter().map(|rule| rule.code.name()).collect::<Vec<_>>().into()
}

/// The codes of the rules without which there is still something to check.
fn allowable() -> PossibleValuesParser {
    let rules = RULES.iter().filter(|rule| !rule.code.ends_the_check());
    rules.map(|rule| rule.code.name()).collect::<Vec<_>>().into()
}

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
    /// Where the user is, for mini-apps that may know: degrees north and east
    #[arg(long, value_name = "N,E", default_value = "48.2085,16.3721", allow_hyphen_values = true)]
    pub(crate) place: Place,
    /// Start a new session, and end the one that it would have resumed
    #[arg(long)]
    pub(crate) new: bool,
    /// Colours for a dark or a light terminal
    #[arg(long, value_enum, default_value_t)]
    pub(crate) theme: ThemeChoice,
    /// Write down all that happens, for loggia replay: also what the mini-app is told of its user
    #[arg(long, value_name = "FILE")]
    pub(crate) journal: Option<PathBuf>,
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
    /// Where the user is, for mini-apps that may know: degrees north and east
    #[arg(long, value_name = "N,E", default_value = "48.2085,16.3721", allow_hyphen_values = true)]
    pub(crate) place: Place,
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

/// Make the steps of a journal again, and say whether they come to the same
///
/// A journal is what loggia run --journal FILE writes. The package is in it. Every step is made again
/// with nothing behind it, and must show the same view, leave the same state, and ask for the same;
/// the first that does not is shown, node by node. Steps that had failed are not compared.
///
/// With --against another release runs on the journal: from the launch on with the same events; a
/// session that was open before is handed to it as an upgrade. A tap is what stands at its place in the
/// candidate's own view, and answers are those of the journal. Changed views, new faults, and what it
/// asks for are listed, and how its fuel changes.
///
/// What is marked as personal or secret is not shown; of a step with --against nothing that was entered is.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  loggia run sample-miniapps/coffee --memory --script order.txt --journal order.journal
  loggia replay order.journal
  loggia replay order.journal --step 3
  loggia replay order.journal --against sample-miniapps/coffee
Exit code 0 says that all is equal, 1 that something differs.")]
pub(crate) struct ReplayOptions {
    /// The journal
    #[arg(value_name = "JOURNAL")]
    pub(crate) journal: PathBuf,
    /// Show the Nth step: its event, what it asked and was told, and its view
    #[arg(long, value_name = "N")]
    pub(crate) step: Option<usize>,
    /// Run another release on it: a project's folder, or a package
    #[arg(long, value_name = "PATH|FILE")]
    pub(crate) against: Option<PathBuf>,
    /// What is granted to the other release [default: grant.toml beside it, else as in the journal]
    #[arg(long, value_name = "FILE", requires = "against")]
    pub(crate) grant: Option<PathBuf>,
    /// A package that the journal names and does not hold
    #[arg(long, value_name = "FILE")]
    pub(crate) package: Option<PathBuf>,
    /// Interpret the steps, as phones do that may not compile
    #[arg(long)]
    pub(crate) interpreted: bool,
    /// Print it as JSON
    #[arg(long)]
    pub(crate) json: bool,
    /// How amounts and dates of a step are written, such as de-AT [default: as the system]
    #[arg(long, value_name = "TAG")]
    pub(crate) locale: Option<String>,
}

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
  loggia bank consents --user alice
  loggia bank claims --json
  loggia bank authenticators alice
  loggia bank verify --data /tmp/trial
  loggia bank backup /media/usb/bank.sqlite3
  loggia bank erase alice
  loggia bank rotate-key")]
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
    /// What customers have the bank itself pay every month
    StandingOrders,
    /// What customers let mini-apps see, with what they were asked; the newest first
    Consents {
        /// Of this customer alone
        #[arg(long, value_name = "NAME")]
        user: Option<String>,
    },
    /// Take a customer's consent back, as they may at any time: the mini-app sees nothing from then on
    Withdraw {
        /// The customer
        #[arg(value_name = "USER")]
        user: String,
        /// Which: as loggia bank consents shows it
        #[arg(value_name = "CONSENT")]
        consent: String,
    },
    /// What mini-apps asked customers to tell them, and what they were told; the newest first
    Claims {
        /// Of this customer alone
        #[arg(long, value_name = "NAME")]
        user: Option<String>,
    },
    /// What a customer signs payments with
    Authenticators {
        /// The customer
        #[arg(value_name = "USER")]
        user: String,
    },
    /// Take an authenticator away from a customer who lost it: it signs for nothing from then on
    Revoke {
        /// The customer
        #[arg(value_name = "USER")]
        user: String,
        /// Which: as loggia bank authenticators shows it
        #[arg(value_name = "AUTHENTICATOR", allow_hyphen_values = true)]
        authenticator: String,
    },
    /// Cancel a customer's scheduled payment, as they may until its day: nothing is paid then
    Cancel {
        /// The customer
        #[arg(value_name = "USER")]
        user: String,
        /// Which: as loggia bank payments shows it
        #[arg(value_name = "PAYMENT")]
        payment: String,
    },
    /// Work all balances out anew, and say whether the books balance
    Verify,
    /// Write all of the bank into a new file, while it goes on
    ///
    /// The file is a bank itself: to restore it, put it in the place of bank.sqlite3 while nothing runs.
    /// Keys are not in it, and without them it does not open: keep the folder keys too, somewhere else,
    /// and put it beside the bank then.
    Backup {
        /// The new file
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Erase a customer: all that is theirs goes, and the books stay without them
    ///
    /// What the law makes a bank keep, amounts and times, stays under a random name. Older backups still
    /// have everything: throw them away when their time is over.
    Erase {
        /// The customer
        #[arg(value_name = "USER")]
        user: String,
        /// Book what is on their accounts to the bank's settlement account; without, nobody with money
        /// is erased
        #[arg(long)]
        close: bool,
        /// Do not ask
        #[arg(long)]
        yes: bool,
    },
    /// Make a new version of the key under which customers' data is encrypted
    ///
    /// All data keys are wrapped anew while the bank goes on. Backups that were made before need the older
    /// versions, which stay in the folder keys.
    RotateKey {
        /// Destroy the older versions: backups that were made before cannot be opened any more
        #[arg(long)]
        destroy_old: bool,
    },
}

/// Look into the bank's audit log, keep it honest, and make receipts of it
///
/// Every decision on a payment is a leaf of a log that cannot be rewritten unnoticed: a Merkle tree
/// (RFC 6962) whose root is signed in checkpoints (C2SP). The key lies in the folder keys beside the bank.
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

impl RunOptions {
    /// How `loggia dev` runs its mini-app.
    pub(crate) fn of_dev(options: &DevOptions) -> Self {
        let DevOptions { path, grant, data, memory, locale, time_zone, user, place, theme } =
            options;
        Self {
            path: path.clone(),
            grant: grant.clone(),
            with: Vec::new(),
            deny: Vec::new(),
            data: data.clone(),
            memory: *memory,
            locale: locale.clone(),
            time_zone: time_zone.clone(),
            user: user.clone(),
            place: *place,
            new: true,
            theme: *theme,
            journal: None,
            script: None,
            walk: None,
            moves: 0,
            seed: None,
            at: None,
            json: false,
        }
    }
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
