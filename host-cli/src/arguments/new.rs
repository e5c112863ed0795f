use std::path::PathBuf;

use clap::Args;

use crate::new::Template;

/// Make a new mini-app, which builds, is tested and runs at once
///
/// Writes a project into the folder NAME, which must not be there yet: its code and its tests, in two
/// languages, a grant for your machine, a script for loggia run, a workflow for CI, and a README that says
/// what is where.
///
/// Until the SDK is on crates.io, a project needs Loggia's source. It reaches it by a link, the folder
/// loggia in it: to the checkout that this command was built from, or to the one that --sdk names. A
/// submodule of that name does as well.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  loggia new corner-shop
  loggia new pool-tickets --template payment
  loggia new whats-on --template list --sdk ~/src/loggia")]
pub(crate) struct NewOptions {
    /// What the package is called: lower-case letters, digits and hyphens, such as corner-shop
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
    /// What to begin with
    #[arg(long, value_enum, default_value_t)]
    pub(crate) template: Template,
    /// A checkout of Loggia, or the folder sdk in it [default: what this command was built from]
    #[arg(long, value_name = "PATH")]
    pub(crate) sdk: Option<PathBuf>,
}
