use std::path::PathBuf;

use clap::Args;

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
