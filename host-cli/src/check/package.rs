//! The package as a file: whether it loads, how large it is, and whether the grant fits it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use loggia_runtime::Limits;
use loggia_runtime::capability::INTERFACES;
use loggia_runtime::package::{Manifest, Package, PackageError};
use loggia_runtime::policy::Grant;
use serde::Serialize;

use super::code::Code;
use super::finding::{Finding, Findings, Source};
use super::steps::is_near;
use crate::locale;
use crate::problem::Problem;
use crate::run;

/// What a grant is called in a project.
const GRANT: &str = "grant.toml";

/// A size and its limit, in bytes.
#[derive(Debug, Clone, Copy, Serialize)]
pub(super) struct Size {
    pub(super) bytes: usize,
    pub(super) limit: usize,
}

/// What is granted, if that can be told.
pub(super) struct Granted {
    pub(super) grant: Option<Grant>,
    pub(super) findings: Vec<Finding>,
}

/// The package in a file.
///
/// # Errors
///
/// There is no file, or [`Findings`]: it is no package that Loggia loads.
pub(super) fn read(file: &Path) -> anyhow::Result<Package> {
    let name = file.display();
    let bytes = fs::read(file).map_err(|error| {
        Problem::wrong_use(format!("there is no project and no package at {name}: {error}"))
    })?;
    Package::read(&bytes, &Limits::default()).map_err(|error| {
        let rebuild = "mend the project, and make the package anew: loggia build";
        let (code, remedy) = match &error {
            PackageError::TooLarge { .. } => {
                (Code::TooLarge, "leave out what it does not need, and make pictures smaller")
            }
            PackageError::NotAskedFor { .. } => (Code::UnaskedRight, rebuild),
            PackageError::NotImported { .. } => (Code::UnusedRight, rebuild),
            PackageError::UnknownImport { .. } | PackageError::UnsupportedVersion { .. } => {
                (Code::UnknownImport, rebuild)
            }
            PackageError::Manifest(_) => (Code::Manifest, rebuild),
            _ => (Code::Package, "make it by loggia build, and give the bank what that writes"),
        };
        Findings(vec![Finding::new(code, error.to_string(), remedy)]).into()
    })
}

/// How large its parts are, and what comes near to a limit.
pub(super) fn sizes(
    file: &Path,
    package: &Package,
) -> anyhow::Result<(BTreeMap<&'static str, Size>, Vec<Finding>)> {
    let limits = Limits::default();
    let assets: usize = package.assets().map(|(_, bytes)| bytes.len()).sum();
    let whole = usize::try_from(fs::metadata(file)?.len()).unwrap_or(usize::MAX);
    let component = Size { bytes: whole.saturating_sub(assets), limit: limits.component_bytes };
    let assets = Size { bytes: assets, limit: limits.asset_bytes };
    let near = [("component", component), ("pictures", assets)]
        .into_iter()
        .filter(|(_, size)| is_near(size.bytes as u64, size.limit as u64))
        .map(|(what, size)| {
            let written = |bytes: usize| locale::bytes(bytes as u64);
            let message = format!(
                "the {what} take {} of the {} that there are",
                written(size.bytes),
                written(size.limit)
            );
            Finding::new(Code::NearLimit, message, "make them smaller before the next release")
        });
    let near = near.collect();
    Ok((BTreeMap::from([("component", component), ("assets", assets)]), near))
}

/// The grant that a file holds, or else `grant.toml`; without one what the mini-app asks for, within
/// limits to begin with.
///
/// # Errors
///
/// A named file cannot be read.
pub(super) fn grant(
    file: Option<&Path>,
    folder: &Path,
    manifest: &Manifest,
) -> anyhow::Result<Granted> {
    let own = folder.join(GRANT);
    let (path, name) = match file {
        Some(file) => (file, file.display().to_string()),
        None if !own.exists() => {
            return Ok(Granted {
                grant: toml::from_str(&run::grant_to_begin_with(manifest)).ok(),
                findings: Vec::new(),
            });
        }
        None => (own.as_path(), GRANT.to_owned()),
    };
    let text = fs::read_to_string(path).map_err(|error| {
        Problem::wrong_use(format!("the grant {} cannot be read: {error}", path.display()))
    })?;
    let source = Source::new(name, &text);
    let grant: Grant = match toml::from_str(&text) {
        Ok(grant) => grant,
        Err(error) => {
            let spot = error.span().map(|span| source.spot(span));
            let finding = Finding::new(
                Code::Grant,
                error.message(),
                "write it as a grant's form has it: loggia run in a folder without one shows a grant to begin with",
            );
            return Ok(Granted { grant: None, findings: vec![finding.in_source(spot)] });
        }
    };
    let mut findings = Vec::new();
    let mut can_run = true;
    for interface in INTERFACES.iter().filter(|interface| !interface.always) {
        let is_granted = interface.is_granted_by(&grant);
        let name = interface.name;
        if manifest.capabilities.required.contains_key(name) && !is_granted {
            can_run = false;
            let finding = Finding::new(
                Code::NotGranted,
                format!("the mini-app requires {name}, which is not granted"),
                format!(
                    "grant it with its limits under [\"{name}\"], or make it optional in loggia.toml"
                ),
            );
            findings.push(finding.in_source(source.line(1)));
        }
        if is_granted && !manifest.capabilities.asks_for(name) {
            let finding = Finding::new(
                Code::UnneededGrant,
                format!("{name} is granted, and the mini-app does not ask for it"),
                format!("remove [\"{name}\"]"),
            );
            findings.push(finding.in_source(super::manifest::key(&source, &[name])));
        }
    }
    Ok(Granted { grant: can_run.then_some(grant), findings })
}
