//! A partner's project: a `loggia.toml` beside a `Cargo.toml`, a `package.json`, or what another language's
//! compiler made.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use anyhow::Context;
use loggia_runtime::package::Manifest;
use serde::Deserialize;

use super::typescript;
use crate::check::manifest;
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
    /// The crate's name, or the package's.
    pub(crate) name: String,
    /// What it is written in.
    pub(super) language: Language,
    /// What `loggia.toml` says.
    pub(crate) manifest: Manifest,
    /// The text of it, to point into.
    pub(crate) manifest_source: String,
    /// Cargo's target folder; in another language the project's own.
    pub(crate) target: PathBuf,
    /// The root of Cargo's workspace; in another language the project's folder.
    pub(crate) workspace: PathBuf,
}

/// What a project is written in.
#[derive(Debug)]
pub(super) enum Language {
    /// A crate.
    Rust {
        /// By which Cargo knows it: another in its lock file may have the same name.
        id: String,
    },
    /// A package of npm's.
    TypeScript(typescript::Package),
    /// Any other: here lies the module or component that its own tools have made.
    Compiled(PathBuf),
}

/// What the tools of another language are to make.
const COMPILED: &str = "mini-app.wasm";

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<CargoPackage>,
    target_directory: PathBuf,
    workspace_root: PathBuf,
}

#[derive(Deserialize)]
struct CargoPackage {
    id: String,
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
                "a loggia.toml lies beside Cargo.toml, package.json or {COMPILED} and looks like this:\n\n{EXAMPLE}"
            ))
        })?;
        let manifest = manifest::read(&manifest_source)?;

        let has = |file: &str| folder.join(file).is_file();
        match (has("Cargo.toml"), has("package.json")) {
            (true, true) => {
                let problem = format!("{} has a Cargo.toml and a package.json", folder.display());
                Err(Problem::wrong_use(problem)
                    .advice(
                        "a mini-app is written in one language: remove package.json if that is Rust, and \
                         Cargo.toml if it is TypeScript",
                    )
                    .into())
            }
            (false, true) => Self::typescript(folder, manifest, manifest_source),
            (false, false) if has(COMPILED) => {
                Ok(Self::compiled(folder, manifest, manifest_source))
            }
            (false, false) => {
                let problem = format!(
                    "there is a loggia.toml in {} and no source beside it",
                    folder.display()
                );
                let advice = format!(
                    "put a Cargo.toml there if the mini-app is written in Rust, a package.json if it is in \
                     TypeScript, or {COMPILED}, which another language's tools have made"
                );
                Err(Problem::wrong_use(problem).advice(advice).into())
            }
            (true, false) => Self::rust(folder, manifest, manifest_source),
        }
    }

    /// A crate.
    fn rust(folder: PathBuf, manifest: Manifest, manifest_source: String) -> anyhow::Result<Self> {
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
        check_version(&manifest, "Cargo.toml", &package.version)?;
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
            language: Language::Rust { id: package.id },
            manifest,
            manifest_source,
            target: target_directory,
            workspace: workspace_root,
        })
    }

    /// A package of npm's.
    fn typescript(
        folder: PathBuf,
        manifest: Manifest,
        manifest_source: String,
    ) -> anyhow::Result<Self> {
        let package = typescript::Package::read(&folder)?;
        check_version(&manifest, "package.json", &package.version)?;
        Ok(Self {
            // Without its scope: `@bean-and-leaf/coffee`.
            name: package.name.rsplit('/').next().unwrap_or_default().to_owned(),
            language: Language::TypeScript(package),
            manifest,
            manifest_source,
            target: folder.join("target"),
            workspace: folder.clone(),
            folder,
        })
    }

    /// What another language's tools have made.
    fn compiled(folder: PathBuf, manifest: Manifest, manifest_source: String) -> Self {
        let id = manifest.app_id.to_string();
        Self {
            name: id.rsplit('.').next().unwrap_or(&id).to_owned(),
            language: Language::Compiled(folder.join(COMPILED)),
            manifest,
            manifest_source,
            target: folder.join("target"),
            workspace: folder.clone(),
            folder,
        }
    }
}

/// The version stands in two files, and must be the same.
fn check_version(manifest: &Manifest, file: &str, version: &str) -> anyhow::Result<()> {
    let own = manifest.version.to_string();
    if version == own {
        return Ok(());
    }
    Err(Problem::new(format!("loggia.toml says version {own}, and {file} says {version}"))
        .advice("write the same version in both")
        .into())
}

/// Cargo, the one that runs this command where there is one.
pub(super) fn cargo(folder: &Path) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(folder);
    // Of the package that this command is started from, where `cargo run` or `cargo test` started it: to
    // some build scripts another value is a reason to run again, each time.
    command.env_remove("CARGO_MANIFEST_DIR");
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
