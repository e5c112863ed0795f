//! What the command line may say. The texts here are what `loggia help` prints.

mod audit;
mod bank;
mod build;
mod check;
mod completions;
mod customer;
mod dev;
mod inspect;
mod look;
mod new;
mod replay;
mod run;

use clap::{Parser, Subcommand};

pub(crate) use self::audit::{AuditCommand, AuditOptions};
pub(crate) use self::bank::{BankCommand, BankOptions};
pub(crate) use self::build::BuildOptions;
pub(crate) use self::check::CheckOptions;
pub(crate) use self::completions::CompletionsOptions;
pub(crate) use self::customer::CustomerOptions;
pub(crate) use self::dev::DevOptions;
pub(crate) use self::inspect::InspectOptions;
pub(crate) use self::look::LookOptions;
pub(crate) use self::new::NewOptions;
pub(crate) use self::replay::ReplayOptions;
pub(crate) use self::run::RunOptions;

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
