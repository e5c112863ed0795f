//! What the runtime and the bank log, for whoever wants to know what a mini-app is not told.

use std::fs::OpenOptions;
use std::path::Path;
use std::sync::Arc;

use tracing::level_filters::LevelFilter;

use crate::problem::Problem;

/// Adds all that is logged from now on to a file.
///
/// # Errors
///
/// It cannot be written.
pub(crate) fn to(file: Option<&Path>) -> anyhow::Result<()> {
    let Some(file) = file else { return Ok(()) };
    let name = file.display();
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    // It says who asked for what.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let to = options.open(file).map_err(|error| {
        Problem::wrong_use(format!("the log {name} cannot be written: {error}"))
    })?;
    tracing_subscriber::fmt()
        .with_writer(Arc::new(to))
        .with_ansi(false)
        .with_max_level(LevelFilter::INFO)
        .try_init()
        .map_err(|error| Problem::new(format!("nothing is logged to {name}: {error}")).into())
}
