//! The mini-apps that are here.

use std::sync::Arc;

use loggia_runtime::package::Package;
use loggia_runtime::policy::Grant;
use loggia_runtime::{Engine, Limits, LoadError, MiniApp};

use crate::problem::Problem;

/// A mini-app that can be opened here, with what the bank grants to it.
pub(super) struct Installed {
    pub(super) package: Package,
    pub(super) grant: Grant,
    pub(super) app: Arc<MiniApp>,
}

impl Installed {
    pub(super) fn load(
        engine: &Engine,
        package: Package,
        grant: Grant,
        limits: &Limits,
    ) -> anyhow::Result<Self> {
        Ok(Self { app: load(engine, &package, &grant, limits)?, package, grant })
    }
}

/// Compiles and links a mini-app.
pub(super) fn load(
    engine: &Engine,
    package: &Package,
    grant: &Grant,
    limits: &Limits,
) -> anyhow::Result<Arc<MiniApp>> {
    let name = &package.manifest().name;
    let app = MiniApp::load(engine, package.clone(), grant, limits.clone()).map_err(|error| {
        let problem = match &error {
            LoadError::Compile(error) => {
                Problem::new(format!("{name} could not be compiled: {error}"))
            }
            LoadError::NotGranted { .. } => {
                Problem::new(format!("{name} cannot be run with this grant: {error}"))
                    .advice("grant it, or ask the partner to make it optional")
            }
            _ => Problem::new(format!("{name} cannot be run with this grant: {error}")),
        };
        anyhow::Error::new(error).context(problem)
    })?;
    Ok(Arc::new(app))
}
