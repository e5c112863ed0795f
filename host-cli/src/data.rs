//! Where the bank on this machine keeps its data.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;
use etcetera::BaseStrategy;
use loggia_bank::Bank;

use crate::problem::Problem;

/// The file in the data folder that holds the bank.
const FILE: &str = "bank.sqlite3";

/// The bank's file in this folder, or else in the user's data folder.
///
/// # Errors
///
/// No folder is named, and the user has no home.
pub(crate) fn bank_file(folder: Option<&Path>) -> anyhow::Result<PathBuf> {
    if let Some(folder) = folder {
        return Ok(folder.join(FILE));
    }
    let strategy = etcetera::choose_base_strategy().map_err(|_| {
        Problem::new("the user's data folder is not known").advice("name a folder: --data DIR")
    })?;
    Ok(strategy.data_dir().join("loggia").join(FILE))
}

/// Opens the bank in a file, making it and its folder where they are missing.
///
/// # Errors
///
/// The folder cannot be made, or the bank refuses to serve.
pub(crate) fn open_bank(file: &Path) -> anyhow::Result<Bank> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)
            .with_context(|| format!("the folder {} could not be made", folder.display()))?;
    }
    Bank::open(file).with_context(|| format!("the bank in {} could not be opened", file.display()))
}
