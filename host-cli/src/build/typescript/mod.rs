//! From a project in TypeScript to a component: type-check, bundle, and give the bundle its engine.
//!
//! npm has the tools, in the versions that the project pins: `typescript`, `esbuild` and
//! `componentize-qjs`. What is not in the bundle is not in the component's world, so its imports are what
//! the code uses.

mod bundle;
mod closed;
mod engine;
mod packages;
mod types;
mod world;

use std::fs;
use std::path::Path;
use std::process::Stdio;

use anyhow::Context;

pub(super) use self::packages::Package;
use self::packages::Packages;
use super::project::Project;
use crate::problem::Problem;
use crate::progress::Progress;

/// What came of a project in TypeScript.
pub(super) struct Made {
    /// The component, engine and all.
    pub(super) component: Vec<u8>,
    /// The bundle that it runs, to be read by the partner.
    pub(super) source: Vec<u8>,
}

/// Makes a component of the project. What the compilers say is shown as they say it.
pub(super) fn make(
    project: &Project,
    package: &Package,
    progress: &Progress,
) -> anyhow::Result<Made> {
    let packages = Packages::installed(project, progress)?;

    // Of this project alone: many may share a target folder.
    let folder = project.target.join("loggia/build").join(&project.name);
    fs::create_dir_all(&folder)
        .with_context(|| format!("{} could not be written", folder.display()))?;

    progress.say("Checking the types");
    types::check(project, &packages, &folder, progress)?;

    progress.say("Bundling");
    let bundle = bundle::make(project, package, &packages, progress)?;

    progress.say("Making a component");
    let wit = folder.join("wit");
    world::write(&wit, &bundle.imports)
        .with_context(|| format!("{} could not be written", wit.display()))?;
    let (source, runtime) = (folder.join("bundle.js"), folder.join("engine.wasm"));
    let (unfinished, made) = (folder.join("component.part"), folder.join("component.wasm"));
    let write = |path: &Path, bytes: &[u8]| {
        fs::write(path, bytes).with_context(|| format!("{} could not be written", path.display()))
    };
    write(&source, bundle.source.as_bytes())?;
    write(&runtime, &engine::of(&packages)?)?;
    let said = packages
        .tool("componentize-qjs", "bin/componentize-qjs")?
        .arg("--wit")
        .arg(&wit)
        .arg("--js")
        .arg(&source)
        .arg("--runtime")
        .arg(&runtime)
        .arg("--output")
        .arg(&unfinished)
        .stdin(Stdio::null())
        .output()
        .context("node could not be started")?;
    if !said.status.success() {
        progress.above(&String::from_utf8_lossy(&said.stdout));
        progress.above(&String::from_utf8_lossy(&said.stderr));
        progress.done();
        return Err(Problem::new(format!("{} could not be made a component", project.name))
            .advice(
                "it is run once while it is built: a module that throws when it is loaded, or that calls a \
                 capability then, cannot be built",
            )
            .into());
    }
    // Whoever reads it meanwhile reads a whole one.
    let component = fs::rename(&unfinished, &made)
        .and_then(|()| fs::read(&made))
        .with_context(|| format!("{} could not be read", made.display()))?;
    Ok(Made { component, source: bundle.source.into_bytes() })
}
