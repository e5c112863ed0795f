//! From a partner's source to a package: compile, componentize, check, pack.
//!
//! The same source gives the same bytes, wherever it lies and whoever builds it with the same
//! toolchain: paths are remapped, and nothing of the machine gets in.

mod assets;
mod componentize;
mod project;
mod rust;
mod turn;
mod typescript;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;
use loggia_runtime::package::{Manifest, Package, pack};
use loggia_runtime::policy::SizeGrant;
use loggia_runtime::{Limits, PackageDigest};
use serde::Serialize;
use tempfile::NamedTempFile;
use wasmparser::Parser;

use self::project::Language;
pub(crate) use self::project::Project;
use crate::check::finding::{Findings, Source};
use crate::check::manifest;
use crate::problem::Problem;
use crate::progress::Progress;

/// What a build made.
#[derive(Debug, Serialize)]
pub(crate) struct Built {
    /// The package, to be given to the bank.
    pub(crate) package: PathBuf,
    /// For the partner alone: the same package with the names of its functions, or, of TypeScript, the
    /// bundle that it runs.
    pub(crate) debug: PathBuf,
    /// The package's identity.
    pub(crate) digest: PackageDigest,
    /// All of the package, in bytes.
    pub(crate) bytes: usize,
    /// Of it, the component.
    pub(crate) component_bytes: usize,
    /// Of it, the assets.
    pub(crate) asset_bytes: usize,
    /// What the package says of itself.
    pub(crate) manifest: Manifest,
}

/// Builds the project and writes `target/loggia/APP-VERSION.wasm`.
///
/// # Errors
///
/// The project is not one, does not compile, or does not fit its manifest.
pub(crate) fn build(project: &Project, progress: &Progress) -> anyhow::Result<Built> {
    let _turn = turn::of(project, progress)?;
    // How large it may be is for a bank's grant to say.
    let limits = SizeGrant::LARGEST.over(&Limits::default());
    let name = &project.name;
    let component_of = |module: &[u8]| {
        progress.say("Making a component");
        let made = |names| {
            componentize::component(module, names)
                .with_context(|| format!("{name} could not be made a component"))
        };
        anyhow::Ok((made(componentize::Names::Stripped)?, made(componentize::Names::Kept)?, "wasm"))
    };
    let (plain, debug, debug_extension) = match &project.language {
        Language::Rust { id } => component_of(&rust::compile(project, id, progress)?)?,
        Language::Compiled(path) => {
            let made =
                fs::read(path).with_context(|| format!("{} could not be read", path.display()))?;
            if Parser::is_component(&made) {
                (made.clone(), made, "wasm")
            } else {
                component_of(&made)?
            }
        }
        Language::TypeScript(package) => {
            let made = typescript::make(project, package, progress)?;
            (made.component, made.source, "js")
        }
    };

    progress.say("Checking it against loggia.toml");
    let imports =
        loggia_runtime::package::imports(&plain).context("the component could not be read")?;
    let source = Source::new(manifest::FILE, &project.manifest_source);
    let differences = manifest::differences(&imports, &project.manifest, Some(&source));
    if !differences.is_empty() {
        progress.done();
        return Err(Findings(differences).into());
    }

    let assets = assets::collect(&project.folder.join("assets"), &limits)?;
    let asset_bytes = assets.values().map(Vec::len).sum();
    let bytes = pack(&plain, &project.manifest, &assets, &limits)
        .map_err(|error| Problem::new(format!("the package could not be made: {error}")))?;
    let package = Package::read(&bytes, &limits).context("the package could not be read back")?;
    let debug = match &project.language {
        Language::TypeScript(_) => debug,
        // With its names it may be too large to be run; then it can still be looked into.
        _ => pack(&debug, &project.manifest, &assets, &limits).unwrap_or(debug),
    };

    let folder = project.target.join("loggia");
    let stem = format!("{name}-{}", project.manifest.version);
    let built = Built {
        package: folder.join(format!("{stem}.wasm")),
        debug: folder.join(format!("{stem}.debug.{debug_extension}")),
        digest: package.digest(),
        bytes: bytes.len(),
        component_bytes: plain.len(),
        asset_bytes,
        manifest: project.manifest.clone(),
    };
    write(&built.package, &bytes)?;
    write(&built.debug, &debug)?;
    progress.done();
    Ok(built)
}

/// Writes a file whole or not at all.
fn write(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let failed = || format!("{} could not be written", path.display());
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).with_context(failed)?;
    let mut unfinished = NamedTempFile::new_in(folder).with_context(failed)?;
    unfinished.write_all(bytes).with_context(failed)?;
    // A temporary file is its owner's alone.
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let permissions = fs::Permissions::from_mode(0o644);
        unfinished.as_file().set_permissions(permissions).with_context(failed)?;
    }
    unfinished.persist(path).with_context(failed)?;
    Ok(())
}
