//! `loggia inspect`

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::process::ExitCode;

use anstream::println;
use anstyle::{AnsiColor, Style};
use loggia_runtime::package::{Manifest, Package, PackageError, imports};
use loggia_runtime::policy::SizeGrant;
use loggia_runtime::{GuestText, Limits, PackageDigest};
use serde::Serialize;
use wasmparser::{Parser, Payload};

use super::print_json;
use crate::arguments::InspectOptions;
use crate::locale::{self, Locale};
use crate::package_file;
use crate::powers::Powers;
use crate::problem::Problem;

/// What a file says of itself, and what it is held to be.
#[derive(Debug, Serialize)]
struct Report {
    /// blake3 of the whole file.
    digest: PackageDigest,
    bytes: usize,
    /// Whether Loggia would load it.
    is_package: bool,
    /// Why not.
    #[serde(skip_serializing_if = "Option::is_none")]
    refused: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    manifest: Option<Manifest>,
    #[serde(flatten)]
    powers: Powers,
    /// What it exports, with versions.
    exports: Vec<GuestText>,
    component_bytes: usize,
    /// Name → bytes.
    assets: BTreeMap<String, usize>,
}

pub(crate) fn run(options: &InspectOptions) -> anyhow::Result<ExitCode> {
    let path = options.file.display();
    // How large it may be is for its grant to say.
    let limits = SizeGrant::LARGEST.over(&Limits::default());
    if options.file.is_dir() {
        return Err(Problem::wrong_use(format!("{path} is a folder"))
            .advice("build it first: loggia build")
            .into());
    }
    let bytes = package_file::read(&options.file).map_err(|error| {
        let problem = format!("{path} cannot be read: {error}");
        match error.kind() {
            ErrorKind::FileTooLarge => Problem::new(problem),
            _ => Problem::wrong_use(problem),
        }
    })?;
    if !bytes.starts_with(b"\0asm") {
        return Err(Problem::new(format!("{path} is no WebAssembly"))
            .advice("name a package that loggia build made, or any component")
            .into());
    }
    // After the magic number: version 1 of layer 0 is a core module, layer 1 a component.
    if bytes.get(6..8) == Some(&[0, 0]) {
        return Err(Problem::new(format!("{path} is a core module, and no component"))
            .advice("make it one: loggia build, for a project with the SDK")
            .into());
    }
    let report =
        report(&bytes, &limits).map_err(|error| Problem::new(format!("{path}: {error}")))?;
    if options.json {
        print_json(&report)?;
    } else {
        print(&report, &Locale::tag_of_option(options.locale.as_deref()));
    }
    Ok(ExitCode::SUCCESS)
}

fn report(bytes: &[u8], limits: &Limits) -> Result<Report, PackageError> {
    let digest = PackageDigest::of(bytes);
    match Package::read(bytes, limits) {
        Ok(package) => {
            let assets: BTreeMap<String, usize> =
                package.assets().map(|(name, bytes)| (name.to_owned(), bytes.len())).collect();
            Ok(Report {
                digest,
                bytes: bytes.len(),
                is_package: true,
                refused: None,
                manifest: Some(package.manifest().clone()),
                powers: Powers::of(package.imports()),
                exports: exports(package.component()),
                component_bytes: bytes.len().saturating_sub(assets.values().sum()),
                assets,
            })
        }
        // Whatever else it says, it is not what was built.
        Err(changed @ PackageError::SealBroken) => Err(changed),
        Err(refused) => Ok(Report {
            digest,
            bytes: bytes.len(),
            is_package: false,
            refused: Some(refused.to_string()),
            manifest: None,
            powers: Powers::of(&imports(bytes)?),
            exports: exports(bytes),
            component_bytes: bytes.len(),
            assets: BTreeMap::new(),
        }),
    }
}

/// The names of a component's own exports, as far as it can be read.
fn exports(component: &[u8]) -> Vec<GuestText> {
    let mut names = Vec::new();
    let mut depth = 0_usize;
    for payload in Parser::new(0).parse_all(component).map_while(Result::ok) {
        match payload {
            Payload::ModuleSection { .. } | Payload::ComponentSection { .. } => depth += 1,
            Payload::End(_) => depth = depth.saturating_sub(1),
            Payload::ComponentExportSection(section) if depth == 0 => {
                names.extend(
                    section
                        .into_iter()
                        .map_while(Result::ok)
                        .map(|export| GuestText::cut(export.name.name, 200)),
                );
            }
            _ => {}
        }
    }
    names
}

fn print(report: &Report, tag: &str) {
    let bold = Style::new().bold();
    let dim = Style::new().dimmed();
    let green = Style::new().fg_color(Some(AnsiColor::Green.into()));
    let red = Style::new().bold().fg_color(Some(AnsiColor::Red.into()));
    let size = |bytes: usize| locale::bytes(bytes as u64);

    if let Some(manifest) = &report.manifest {
        println!(
            "{bold}{} {}{bold:#} by {} {dim}({}, partner {}){dim:#}",
            manifest.name,
            manifest.version,
            manifest.partner.name,
            manifest.app_id,
            manifest.partner.id
        );
        if !manifest.description.is_empty() {
            println!("{}", manifest.description);
        }
    } else {
        println!("{bold}A component without a mini-app's manifest{bold:#}");
    }
    if let Some(refused) = &report.refused {
        println!("{red}Loggia does not load it:{red:#} {}", GuestText::cut(refused, 500));
    }
    println!();
    println!("digest   {}", report.digest);
    println!(
        "size     {}  {dim}code {}, {} pictures {}{dim:#}",
        size(report.bytes),
        size(report.component_bytes),
        report.assets.len(),
        size(report.assets.values().sum())
    );
    let exports: Vec<&str> = report.exports.iter().map(GuestText::as_str).collect();
    println!(
        "exports  {}",
        if exports.is_empty() { "nothing".to_owned() } else { exports.join(", ") }
    );

    if !report.powers.unknown.is_empty() {
        println!("\n{red}It asks for what Loggia does not know, and is refused with it:{red:#}");
        for import in &report.powers.unknown {
            println!("  {red}!{red:#} {import}");
        }
    }
    println!("\n{bold}It can{bold:#}");
    for power in &report.powers.can {
        println!("  {green}✓{green:#} {}", power.can);
        if let Some((purpose, optional)) =
            report.manifest.as_ref().and_then(|manifest| purpose(manifest, power.interface, tag))
        {
            println!("    “{purpose}”{}", if optional { "  (optional)" } else { "" });
        }
        let version =
            power.version.as_deref().map_or(String::new(), |version| format!("@{version}"));
        println!("    {dim}{}{version}: {}{dim:#}", power.interface, power.functions.join(", "));
    }
    if report.powers.can.is_empty() {
        println!("  {dim}nothing but compute{dim:#}");
    }
    if let Some(manifest) = report.manifest.as_ref().filter(|manifest| !manifest.intents.is_empty())
    {
        println!("\n{bold}Others can lead to it{bold:#}, as you agree each time");
        for intent in &manifest.intents {
            let language = manifest.locale_for(tag);
            let title = intent.title.get(language).map_or("", String::as_str);
            println!("  {green}→{green:#} {title}  {dim}{}{dim:#}", intent.name);
            for param in &intent.params {
                let label = param.label.get(language).map_or("", String::as_str);
                let optional = if param.required { "" } else { "  (optional)" };
                println!(
                    "    {label}{optional}  {dim}{}: {}{dim:#}",
                    param.name,
                    GuestText::cut(&param.form.in_words(), 200)
                );
            }
        }
    }
    println!("\n{bold}It cannot{bold:#}");
    if report.powers.cannot.is_empty() {
        println!("  {dim}nothing is certain of what Loggia does not know{dim:#}");
    }
    for cannot in &report.powers.cannot {
        println!("  {dim}✗{dim:#} {cannot}");
    }
    if !report.powers.closed.is_empty() {
        println!(
            "\n{dim}It also imports {}, which meet nothing here: no arguments, no streams, no files.{dim:#}",
            report.powers.closed.join(", ")
        );
    }
    if !report.assets.is_empty() {
        println!("\n{bold}Pictures{bold:#}");
        for (name, bytes) in &report.assets {
            println!("  {name}  {dim}{}{dim:#}", size(*bytes));
        }
    }
}

/// Why it asks for an interface, in the user's language, and whether it can do without.
fn purpose<'a>(manifest: &'a Manifest, interface: &str, tag: &str) -> Option<(&'a str, bool)> {
    let language = manifest.locale_for(tag);
    let required = manifest.capabilities.required.get(interface).map(|purpose| (purpose, false));
    let (purpose, optional) = required
        .or_else(|| manifest.capabilities.optional.get(interface).map(|purpose| (purpose, true)))?;
    purpose.get(language).map(|purpose| (purpose.as_str(), optional))
}
