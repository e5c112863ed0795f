//! Mini-apps as the command line names them: a project or a package, with its grant and its server.

use std::path::{Path, PathBuf};

use loggia_runtime::Limits;
use loggia_runtime::package::{Manifest, Package};
use loggia_runtime::policy::{Grant, SizeGrant};

use super::grant;
use super::server::ServerProgram;
use crate::arguments::RunOptions;
use crate::build::{Project, build};
use crate::package_file;
use crate::problem::Problem;
use crate::progress::Progress;

/// A mini-app that is built, what is granted to it, and its partner's server.
#[derive(Debug, Clone)]
pub(crate) struct Given {
    pub(crate) package: Package,
    pub(crate) file: PathBuf,
    pub(crate) grant: Grant,
    pub(crate) server: Option<ServerProgram>,
}

impl Given {
    /// A package in a file, of a project if there is one, whose server is built.
    ///
    /// # Errors
    ///
    /// The file holds no package, or the server cannot be built.
    pub(crate) fn new(
        file: PathBuf,
        grant: Grant,
        project: Option<&Project>,
    ) -> anyhow::Result<Self> {
        let server = server_of(project)?;
        Ok(Self { package: package_in(&file)?, file, grant, server })
    }

    /// What a build made of a project, with the grant in `grant` or beside it.
    ///
    /// # Errors
    ///
    /// The package or the grant cannot be used.
    pub(crate) fn built(
        project: &Project,
        file: PathBuf,
        grant: Option<&Path>,
        server: Option<ServerProgram>,
    ) -> anyhow::Result<Self> {
        let package = package_in(&file)?;
        let grant = grant_of(grant, &project.folder, package.manifest())?;
        Ok(Self { package, file, grant, server })
    }
}

/// The mini-app to run, and then the others that it may lead to.
pub(super) fn given(options: &RunOptions) -> anyhow::Result<Vec<Given>> {
    let Found { package, file, folder, project } = package_at(&options.path)?;
    let grant = grant::load(options.grant.as_deref(), &folder, &options.deny, package.manifest())?;
    let mut given = vec![Given { package, file, grant, server: server_of(project.as_ref())? }];
    for path in &options.with {
        let Found { package, file, folder, project } = package_at(path)?;
        let grant = grant_of(None, &folder, package.manifest())?;
        let id = &package.manifest().app_id;
        if given.iter().any(|before| before.package.manifest().app_id == *id) {
            let problem = format!("--with {}: {id} is there already", path.display());
            return Err(Problem::wrong_use(problem).advice("name each mini-app once").into());
        }
        let server = server_of(project.as_ref())?;
        given.push(Given { package, file, grant, server });
    }
    Ok(given)
}

/// The server of a project, if it has one, which is built.
fn server_of(project: Option<&Project>) -> anyhow::Result<Option<ServerProgram>> {
    let server = project.map(|project| ServerProgram::of(project, &Progress::new()));
    Ok(server.transpose()?.flatten())
}

/// A package and what lies about it.
struct Found {
    package: Package,
    file: PathBuf,
    /// Where its grant lies.
    folder: PathBuf,
    project: Option<Project>,
}

/// The package at a path, built first where it is a project.
fn package_at(path: &Path) -> anyhow::Result<Found> {
    if path.is_dir() {
        let project = Project::open(path)?;
        let file = build(&project, &Progress::new())?.package;
        let (package, folder) = (package_in(&file)?, project.folder.clone());
        return Ok(Found { package, file, folder, project: Some(project) });
    }
    let folder = path.parent().map_or_else(PathBuf::new, PathBuf::from);
    Ok(Found { package: package_in(path)?, file: path.to_owned(), folder, project: None })
}

/// The package at a path, built first where it is a project, and the folder in which its grant lies.
pub(crate) fn package_to_try(path: &Path) -> anyhow::Result<(Package, PathBuf)> {
    let Found { package, folder, .. } = package_at(path)?;
    Ok((package, folder))
}

/// The package in a file.
pub(crate) fn package_in(file: &Path) -> anyhow::Result<Package> {
    // How large it may be is for its grant to say.
    let largest = SizeGrant::LARGEST.over(&Limits::default());
    Ok(Package::read(&bytes_of(file)?, &largest).map_err(|error| {
        Problem::new(format!("{} cannot be run: {error}", file.display()))
            .advice(format!("see what it is: loggia inspect {}", file.display()))
    })?)
}

pub(super) fn bytes_of(file: &Path) -> anyhow::Result<Vec<u8>> {
    Ok(package_file::read(file).map_err(|error| {
        Problem::wrong_use(format!("there is no package at {}: {error}", file.display()))
    })?)
}

/// A grant of all that a manifest asks for, as its author writes it.
pub(crate) fn grant_to_begin_with(manifest: &Manifest) -> String {
    grant::skeleton(manifest)
}

/// What a grant's file grants, or else the `grant.toml` of a folder.
pub(crate) fn grant_of(
    file: Option<&Path>,
    folder: &Path,
    manifest: &Manifest,
) -> anyhow::Result<Grant> {
    grant::load(file, folder, &[], manifest)
}
