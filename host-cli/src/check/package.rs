//! The package as a file: whether it loads, how large it is, and whether the grant fits it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use loggia_runtime::Limits;
use loggia_runtime::capability::INTERFACES;
use loggia_runtime::package::{Manifest, ManifestProblem, Package, PackageError};
use loggia_runtime::policy::{Grant, SizeGrant};
use serde::Serialize;

use super::code::Code;
use super::finding::{Finding, Findings, Source};
use super::steps::is_near;
use super::words;
use crate::locale;
use crate::problem::Problem;
use crate::run;

/// What a grant is called in a project.
const GRANT: &str = "grant.toml";

/// What to do about a package that is too large.
const SMALLER: &str = "leave out what it does not need and make pictures smaller, or, for a component, ask for component-bytes \
                       under [limits] in grant.toml";

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
    // How large it may be is for its grant to say.
    let largest = SizeGrant::LARGEST.over(&Limits::default());
    Package::read(&bytes, &largest).map_err(|error| {
        let rebuild = "mend the project, and make the package anew: loggia build";
        let (code, remedy) = match &error {
            PackageError::TooLarge { .. } => (Code::TooLarge, SMALLER),
            PackageError::NotAskedFor { .. } => (Code::UnaskedRight, rebuild),
            PackageError::NotImported { .. } => (Code::UnusedRight, rebuild),
            PackageError::UnknownImport { .. } | PackageError::UnsupportedVersion { .. } => {
                (Code::UnknownImport, rebuild)
            }
            PackageError::Manifest(ManifestProblem::Wording { wording, .. }) => {
                (words::code(wording), words::remedy(wording))
            }
            PackageError::Manifest(_) => (Code::Manifest, rebuild),
            _ => (Code::Package, "make it by loggia build, and give the bank what that writes"),
        };
        Findings(vec![Finding::new(code, error.to_string(), remedy)]).into()
    })
}

/// How large its parts are, and which are too large or come near to that.
pub(super) fn sizes(
    package: &Package,
    limits: &Limits,
) -> (BTreeMap<&'static str, Size>, Vec<Finding>) {
    let component = Size { bytes: package.component_bytes(), limit: limits.component_bytes };
    let assets = Size {
        bytes: package.assets().map(|(_, bytes)| bytes.len()).sum(),
        limit: limits.asset_bytes,
    };
    let found = [("component takes", component), ("pictures take", assets)].map(|(what, size)| {
        let written = |bytes: usize| locale::bytes(bytes as u64);
        let message = format!(
            "the {what} {} of the {} that there are",
            written(size.bytes),
            written(size.limit)
        );
        if size.bytes > size.limit {
            Some(Finding::new(Code::TooLarge, message, SMALLER))
        } else if is_near(size.bytes as u64, size.limit as u64) {
            let remedy = "make it smaller before the next release";
            Some(Finding::new(Code::NearLimit, message, remedy))
        } else {
            None
        }
    });
    let found = found.into_iter().flatten().collect();
    (BTreeMap::from([("component", component), ("assets", assets)]), found)
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
