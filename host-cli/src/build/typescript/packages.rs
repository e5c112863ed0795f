//! Node, npm, and what a project has from it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::Context;
use serde::Deserialize;

use crate::build::project::Project;
use crate::problem::Problem;
use crate::progress::Progress;

/// The tools, in the versions that this command was tried with.
const TOOLS: &str = "typescript@5.9.3 esbuild@0.28.2 componentize-qjs@0.4.5";

/// What `package.json` says.
#[derive(Debug, Deserialize)]
pub(in crate::build) struct Package {
    /// Its name.
    pub(in crate::build) name: String,
    /// Its version.
    #[serde(default)]
    pub(in crate::build) version: String,
    /// The module that exports `app`.
    main: Option<PathBuf>,
}

impl Package {
    /// What the `package.json` of a folder says.
    pub(in crate::build) fn read(folder: &Path) -> anyhow::Result<Self> {
        let path = folder.join("package.json");
        let source = fs::read_to_string(&path)
            .with_context(|| format!("{} could not be read", path.display()))?;
        Ok(serde_json::from_str(&source)
            .map_err(|error| Problem::new(format!("{} is wrong: {error}", path.display())))?)
    }

    /// The module that exports `app`.
    pub(super) fn main(&self) -> &Path {
        self.main.as_deref().unwrap_or(Path::new("src/main.ts"))
    }
}

/// Where a project finds its packages, as Node does: in the nearest `node_modules` that has them.
#[derive(Debug)]
pub(super) struct Packages {
    folder: PathBuf,
}

impl Packages {
    /// The project's packages, installed first where they are missing.
    pub(super) fn installed(project: &Project, progress: &Progress) -> anyhow::Result<Self> {
        let packages = Self { folder: project.folder.clone() };
        let missing = || TOOLS.split(' ').find(|tool| packages.find(name_of(tool)).is_none());
        if missing().is_none() {
            return Ok(packages);
        }
        packages.install(progress)?;
        match missing() {
            None => Ok(packages),
            Some(tool) => {
                let name = name_of(tool);
                Err(Problem::new(format!("{} has no {name} among its packages", project.name))
                    .advice(format!(
                        "add the tools to package.json: npm install --save-dev {TOOLS}"
                    ))
                    .into())
            }
        }
    }

    /// The folder of a package.
    pub(super) fn find(&self, name: &str) -> Option<PathBuf> {
        self.folder
            .ancestors()
            .map(|folder| folder.join("node_modules").join(name))
            .find(|folder| folder.join("package.json").is_file())
    }

    /// A tool of a package, to be run by Node in the project's folder.
    pub(super) fn tool(&self, package: &str, script: &str) -> anyhow::Result<Command> {
        let folder = self.find(package).with_context(|| format!("{package} is not installed"))?;
        let mut command = self.node();
        command.arg(folder.join(script));
        Ok(command)
    }

    /// Node, in the project's folder.
    pub(super) fn node(&self) -> Command {
        let mut command = Command::new("node");
        command.current_dir(&self.folder);
        command
    }

    /// By the nearest lock file, which may be that of a workspace, and else by `package.json` alone.
    fn install(&self, progress: &Progress) -> anyhow::Result<()> {
        let locked =
            self.folder.ancestors().find(|folder| folder.join("package-lock.json").is_file());
        let (folder, how) = locked.map_or((&*self.folder, "install"), |folder| (folder, "ci"));
        progress.above(&format!(
            "The packages of {} are missing: installing them with npm {how}\n",
            folder.display()
        ));
        let said = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" })
            .arg(how)
            // No package's own script is run: nothing here needs one.
            .args(["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])
            .current_dir(folder)
            .stdin(Stdio::null())
            .output()
            .map_err(|error| missing_node("npm", &error))?;
        if said.status.success() {
            return Ok(());
        }
        progress.above(&String::from_utf8_lossy(&said.stderr));
        progress.done();
        Err(Problem::new(format!("npm {how} failed in {}", folder.display()))
            .advice("mend what npm says above")
            .into())
    }
}

/// Node or npm cannot be started.
pub(super) fn missing_node(what: &str, error: &std::io::Error) -> Problem {
    let advice = "a mini-app in TypeScript is built with Node 20 or later: install it from https://nodejs.org";
    Problem::new(format!("{what} could not be started: {error}")).advice(advice)
}

/// `typescript@5.9.3` → `typescript`
fn name_of(tool: &str) -> &str {
    tool.split('@').next().unwrap_or(tool)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_are_found_as_node_finds_them() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("a/b");
        fs::create_dir_all(&folder).unwrap();
        let packages = Packages { folder: folder.clone() };
        assert_eq!(packages.find("esbuild"), None);
        for place in [root.path(), &*folder] {
            let installed = place.join("node_modules/esbuild");
            fs::create_dir_all(&installed).unwrap();
            fs::write(installed.join("package.json"), "{}").unwrap();
            assert_eq!(packages.find("esbuild"), Some(installed));
        }
    }

    #[test]
    fn the_main_module_has_a_usual_place() {
        let package = |json| serde_json::from_str::<Package>(json).unwrap();
        assert_eq!(package(r#"{"name": "a"}"#).main(), Path::new("src/main.ts"));
        let named = package(r#"{"name": "a", "main": "app.ts"}"#);
        assert_eq!(named.main(), Path::new("app.ts"));
    }
}
