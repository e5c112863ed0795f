use std::path::PathBuf;

use clap::Args;

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
