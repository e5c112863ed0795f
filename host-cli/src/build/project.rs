//! A partner's project: a crate with a `loggia.toml` beside its `Cargo.toml`.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use anyhow::Context;
use loggia_runtime::package::Manifest;
use serde::Deserialize;

use crate::problem::Problem;

/// What is printed where there is no manifest yet.
const EXAMPLE: &str = r#"app_id = "com.example.coffee"
name = "Coffee"
version = "1.0.0"
description = "Order a coffee and pick it up."
locales = ["en"]

[partner]
id = "example"
name = "Example Ltd"

[capabilities.required."loggia:storage/storage"]
en = "Remembers what you ordered.""#;

/// A project that can be built.
#[derive(Debug)]
pub(crate) struct Project {
    /// Where its `loggia.toml` lies.
    pub(crate) folder: PathBuf,
    /// The crate's name.
    pub(crate) name: String,
    /// What `loggia.toml` says.
    pub(crate) manifest: Manifest,
    /// The text of it, to point into.
    pub(crate) manifest_source: String,
    /// Cargo's target folder.
    pub(crate) target: PathBuf,
    /// The root of Cargo's workspace.
    pub(crate) workspace: PathBuf,
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<CargoPackage>,
    target_directory: PathBuf,
    workspace_root: PathBuf,
}

#[derive(Deserialize)]
struct CargoPackage {
    name: String,
    version: String,
    manifest_path: PathBuf,
    targets: Vec<CargoTarget>,
}

#[derive(Deserialize)]
struct CargoTarget {
    crate_types: Vec<String>,
}

impl Project {
    /// The project in a folder.
    ///
    /// # Errors
    ///
    /// The folder holds none, or one whose files do not agree.
    pub(crate) fn open(folder: &Path) -> anyhow::Result<Self> {
        let folder = fs::canonicalize(folder).map_err(|error| {
            Problem::wrong_use(format!("there is no project at {}: {error}", folder.display()))
        })?;
        let path = folder.join("loggia.toml");
        let manifest_source = fs::read_to_string(&path).map_err(|error| {
            Problem::wrong_use(format!(
                "there is no mini-app in {}: its loggia.toml cannot be read: {error}",
                folder.display()
            ))
            .advice(format!(
                "a loggia.toml lies beside Cargo.toml and looks like this:\n\n{EXAMPLE}"
            ))
        })?;
        let manifest: Manifest = toml::from_str(&manifest_source)
            .map_err(|error| Problem::new(format!("{} is wrong: {error}", path.display())))?;
        manifest
            .check()
            .map_err(|error| Problem::new(format!("{} is wrong: {error}", path.display())))?;

        let Metadata { packages, target_directory, workspace_root } = metadata(&folder)?;
        let cargo_toml = folder.join("Cargo.toml");
        let package = packages
            .into_iter()
            .find(|package| {
                fs::canonicalize(&package.manifest_path).is_ok_and(|path| path == cargo_toml)
            })
            .ok_or_else(|| {
                Problem::new(format!("{} is no package of Cargo's", cargo_toml.display()))
            })?;
        let version = manifest.version.to_string();
        if package.version != version {
            let problem = Problem::new(format!(
                "loggia.toml says version {version}, and Cargo.toml says {}",
                package.version
            ));
            return Err(problem.advice("write the same version in both").into());
        }
        if !package
            .targets
            .iter()
            .any(|target| target.crate_types.iter().any(|kind| kind == "cdylib"))
        {
            let problem =
                Problem::new(format!("the crate {} makes no WebAssembly module", package.name));
            return Err(problem
                .advice("add this to Cargo.toml:\n\n[lib]\ncrate-type = [\"cdylib\", \"rlib\"]")
                .into());
        }
        Ok(Self {
            folder,
            name: package.name,
            manifest,
            manifest_source,
            target: target_directory,
            workspace: workspace_root,
        })
    }
}

/// Cargo, the one that runs this command where there is one.
pub(super) fn cargo(folder: &Path) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(folder);
    command
}

fn metadata(folder: &Path) -> anyhow::Result<Metadata> {
    let output = cargo(folder)
        .args(["metadata", "--format-version=1", "--no-deps"])
        .output()
        .map_err(|error| {
            Problem::new(format!("cargo could not be started: {error}"))
                .advice("install Rust from https://rustup.rs")
        })?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        let said = said.trim().trim_start_matches("error: ").to_owned();
        let problem = format!("cargo cannot read the project in {}", folder.display());
        return Err(anyhow::Error::msg(said).context(Problem::new(problem)));
    }
    serde_json::from_slice(&output.stdout)
        .context("cargo describes the project in a way that this loggia does not know")
}
