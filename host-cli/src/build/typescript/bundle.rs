//! The project's modules and those of its packages, in one.

use std::process::Stdio;

use anyhow::Context;
use serde::{Deserialize, Serialize};

use super::packages::{Package, Packages, missing_node};
use crate::build::project::Project;
use crate::problem::Problem;
use crate::progress::Progress;

/// What Node runs, in the project's folder.
const SCRIPT: &str = include_str!("bundle.mjs");

/// What the script is told.
#[derive(Serialize)]
struct Order<'a> {
    main: &'a str,
    colour: bool,
}

/// The project in one module.
#[derive(Debug, Deserialize)]
pub(super) struct Bundle {
    /// It.
    pub(super) source: String,
    /// The interfaces that it imports, sorted.
    pub(super) imports: Vec<String>,
    /// What it exports.
    exports: Vec<String>,
}

/// Bundles the project.
pub(super) fn make(
    project: &Project,
    package: &Package,
    packages: &Packages,
    progress: &Progress,
) -> anyhow::Result<Bundle> {
    let main = package.main().to_string_lossy();
    let order = serde_json::to_string(&Order { main: &main, colour: progress.has_colour() })?;
    let said = packages
        .node()
        .args(["--input-type=module", "--eval", SCRIPT, "--", &order])
        .stdin(Stdio::null())
        .output()
        .map_err(|error| missing_node("node", &error))?;
    if !said.status.success() {
        progress.above(&String::from_utf8_lossy(&said.stderr));
        progress.done();
        return Err(Problem::new(format!("{} could not be bundled", project.name))
            .advice("mend what is said above")
            .into());
    }
    let bundle: Bundle =
        serde_json::from_slice(&said.stdout).context("the bundle could not be read")?;
    if bundle.exports.iter().any(|name| name == "app") {
        return Ok(bundle);
    }
    progress.done();
    Err(Problem::new(format!("{main} exports no `app`"))
        .advice("export the mini-app: export const app = miniApp<State, Msg>({ … });")
        .into())
}
