//! Where the bank on this machine keeps its data, and `loggia run` its compiled code.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process;

use anyhow::Context;
use cap_std::ambient_authority;
use cap_std::fs::Dir;
use etcetera::BaseStrategy;
use loggia_bank::Bank;
use loggia_runtime::code::CodeCache;

use crate::problem::Problem;

/// The file in the data folder that holds the bank.
const FILE: &str = "bank.sqlite3";
/// The folder beside it that holds compiled code.
const CODE: &str = "code";
/// The file beside it that says which compiled code is this user's own.
const CODE_KEY: &str = "code.key";
/// What all compiled code together may take: dozens of mini-apps.
const CODE_BYTES: u64 = 256 << 20;

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

/// The compiled code beside the bank in a file, whose folder is there.
///
/// # Errors
///
/// The code's folder or its key cannot be made or read.
pub(crate) fn code_cache(file: &Path) -> io::Result<CodeCache> {
    let folder = file.with_file_name(CODE);
    fs::create_dir_all(&folder)?;
    let key = code_key(&file.with_file_name(CODE_KEY))?;
    let folder = Dir::open_ambient_dir(folder, ambient_authority())?;
    Ok(CodeCache::new(folder, key, CODE_BYTES))
}

/// The key in a file that only its owner can read; a new one where there is none, or no whole one.
fn code_key(file: &Path) -> io::Result<[u8; 32]> {
    if let Some(key) = read_key(file)? {
        return Ok(key);
    }
    let mut key = [0; 32];
    getrandom::fill(&mut key).map_err(io::Error::other)?;
    // Whole from the moment on that it has its name. Of two processes the later one's stays, and the
    // other one's entries are compiled again.
    let unfinished = file.with_extension(format!("key-{}", process::id()));
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(&unfinished)?.write_all(&key)?;
    fs::rename(&unfinished, file)?;
    Ok(read_key(file)?.unwrap_or(key))
}

fn read_key(file: &Path) -> io::Result<Option<[u8; 32]>> {
    match fs::read(file) {
        Ok(key) => Ok(key.try_into().ok()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}
