//! `loggia build`

use std::env;
use std::path::Path;
use std::process::ExitCode;

use anstream::println;
use anstyle::{AnsiColor, Style};
use loggia_runtime::Limits;
use loggia_runtime::capability::Interface;

use super::print_json;
use crate::arguments::BuildOptions;
use crate::build::{Built, Project, build};
use crate::locale;
use crate::progress::Progress;

pub(crate) fn run(options: &BuildOptions) -> anyhow::Result<ExitCode> {
    let project = Project::open(&options.path)?;
    let built = build(&project, &Progress::new())?;
    if options.json {
        print_json(&built)?;
    } else {
        print(&built);
    }
    Ok(ExitCode::SUCCESS)
}

fn print(built: &Built) {
    let bold = Style::new().bold();
    let dim = Style::new().dimmed();
    let yellow = Style::new().fg_color(Some(AnsiColor::Yellow.into()));
    let green = Style::new().bold().fg_color(Some(AnsiColor::Green.into()));
    let manifest = &built.manifest;
    let size = |bytes: usize| locale::bytes(bytes as u64);
    println!(
        "{green}✓{green:#} {bold}{} {}{bold:#} by {}",
        manifest.name, manifest.version, manifest.partner.name
    );
    println!(
        "  package  {}  {}  {dim}code {}, pictures {}{dim:#}",
        shown(&built.package),
        size(built.bytes),
        size(built.component_bytes),
        size(built.asset_bytes)
    );
    let usual = Limits::default().component_bytes;
    if built.component_bytes > usual {
        println!(
            "           {yellow}more code than the usual {}:{yellow:#} the bank has to grant it, with \
             component-bytes under [limits]",
            size(usual)
        );
    }
    println!("  debug    {}  {dim}with names, for you alone{dim:#}", shown(&built.debug));
    println!("  digest   {}", built.digest);
    let asked = manifest
        .capabilities
        .required
        .keys()
        .map(|name| (name, ""))
        .chain(manifest.capabilities.optional.keys().map(|name| (name, " (optional)")));
    for (n, (name, optional)) in asked.enumerate() {
        let lead = if n == 0 { "it can" } else { "" };
        let words = Interface::named(name).map_or_else(|| name.clone(), Interface::in_words);
        println!("  {lead:<8} {words}{dim}{optional}{dim:#}");
    }
}

/// A path as it is read most easily from here.
fn shown(path: &Path) -> String {
    let here = env::current_dir().unwrap_or_default();
    path.strip_prefix(&here).unwrap_or(path).display().to_string()
}
