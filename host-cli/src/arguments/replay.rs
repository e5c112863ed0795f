use std::path::PathBuf;

use clap::Args;

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
