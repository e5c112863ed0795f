//! One file a subcommand.

pub(crate) mod audit;
pub(crate) mod bank;
pub(crate) mod build;
pub(crate) mod compile_worker;
pub(crate) mod completions;
pub(crate) mod inspect;
pub(crate) mod run;

use anstream::println;
use anyhow::Context;
use serde::Serialize;

/// Writes a value as JSON to standard output.
fn print_json(value: &impl Serialize) -> anyhow::Result<()> {
    println!("{}", serde_json::to_string_pretty(value).context("it could not be written as JSON")?);
    Ok(())
}
