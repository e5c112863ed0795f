//! Checking a project's types, as its own `tsconfig.json` has it.

use std::path::Path;
use std::process::Stdio;

use super::packages::{Packages, missing_node};
use crate::build::project::Project;
use crate::problem::Problem;
use crate::progress::Progress;

/// What is written to a new `tsconfig.json`.
const EXAMPLE: &str = r#"{
  "compilerOptions": {
    "target": "es2022",
    "lib": ["es2023"],
    "module": "esnext",
    "moduleResolution": "bundler",
    "strict": true,
    "noEmit": true,
    "types": []
  },
  "include": ["src"]
}"#;

/// Runs the compiler over the project. It writes nothing but, into a folder of ours, what it found: the next
/// time it looks at what has changed since, which takes a third as long.
pub(super) fn check(
    project: &Project,
    packages: &Packages,
    folder: &Path,
    progress: &Progress,
) -> anyhow::Result<()> {
    if !project.folder.join("tsconfig.json").is_file() {
        let problem = format!("{} has no tsconfig.json", project.folder.display());
        return Err(Problem::new(problem).advice(format!("write one:\n\n{EXAMPLE}")).into());
    }
    let said = packages
        .tool("typescript", "bin/tsc")?
        .args(["--noEmit", "--pretty"])
        .arg(progress.has_colour().to_string())
        .args(["--incremental", "--tsBuildInfoFile"])
        .arg(folder.join("types.tsbuildinfo"))
        .stdin(Stdio::null())
        .output()
        .map_err(|error| missing_node("node", &error))?;
    if said.status.success() {
        return Ok(());
    }
    // It says what is wrong on standard output.
    progress.above(&String::from_utf8_lossy(&said.stdout));
    progress.above(&String::from_utf8_lossy(&said.stderr));
    progress.done();
    Err(Problem::new(format!("{} does not compile", project.name))
        .advice("mend what the compiler says above")
        .into())
}
