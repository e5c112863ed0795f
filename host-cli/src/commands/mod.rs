//! One file a subcommand.

pub(crate) mod audit;
mod authenticators;
pub(crate) mod bank;
pub(crate) mod build;
pub(crate) mod check;
mod claims;
pub(crate) mod compile_worker;
pub(crate) mod completions;
mod consents;
pub(crate) mod dev;
mod erase;
pub(crate) mod inspect;
pub(crate) mod new;
mod payments;
pub(crate) mod replay;
pub(crate) mod run;

use anstream::println;
use anstyle::{AnsiColor, Style};
use anyhow::Context;
use loggia_runtime::GuestText;
use serde::Serialize;

/// Writes a value as JSON to standard output.
fn print_json(value: &impl Serialize) -> anyhow::Result<()> {
    println!("{}", serde_json::to_string_pretty(value).context("it could not be written as JSON")?);
    Ok(())
}

/// A line that says what went well.
fn good(text: &str) {
    // A name in it may be a stranger's.
    let text = GuestText::line(text.to_owned());
    let green = Style::new().bold().fg_color(Some(AnsiColor::Green.into()));
    println!("{green}✓{green:#} {}", text.as_str());
}

/// A line that says what did not.
fn bad(text: &str) {
    let text = GuestText::line(text.to_owned());
    let red = Style::new().bold().fg_color(Some(AnsiColor::Red.into()));
    println!("{red}✗{red:#} {}", text.as_str());
}
