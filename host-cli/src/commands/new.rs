//! `loggia new`

use std::env;
use std::process::ExitCode;

use anstream::println;
use anstyle::Style;
use anyhow::Context;

use super::good;
use crate::arguments::NewOptions;
use crate::new::{Name, Source, Template, write};

pub(crate) fn run(options: &NewOptions) -> anyhow::Result<ExitCode> {
    let name = Name::parse(&options.name)?;
    let source = Source::find(options.sdk.as_deref())?;
    let here = env::current_dir().context("the folder that this is run in cannot be read")?;
    write(&here, &name, options.template, &source)?;
    print(&name, options.template);
    Ok(ExitCode::SUCCESS)
}

fn print(name: &Name, template: Template) {
    let bold = Style::new().bold();
    let dim = Style::new().dimmed();
    good(&format!("{} is in the folder {name}: {}", name.title(), template.in_words()));
    println!();
    println!("  {bold}cd {name}{bold:#}");
    let steps = [
        ("cargo test", "its tests, natively, in milliseconds"),
        ("loggia run .", "look at it, in the sandbox and with a bank of your own"),
        ("loggia check", "what the bank's review would find, and what to change"),
        ("loggia build", "make the package that the bank gets"),
    ];
    let width = steps.iter().map(|(step, _)| step.len()).max().unwrap_or_default();
    for (step, what) in steps {
        println!("  {bold}{step:<width$}{bold:#}  {dim}{what}{dim:#}");
    }
    println!();
    println!("README.md says what is where, and how a script or CI does the same.");
}
