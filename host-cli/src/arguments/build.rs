use std::path::PathBuf;

use clap::Args;

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
