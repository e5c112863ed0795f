//! Where the bank on this machine keeps its data, and `loggia run` its compiled code.

use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use cap_std::ambient_authority;
use cap_std::fs::Dir;
use etcetera::BaseStrategy;
use loggia_audit::{KeyUse, Signer, SignerKey};
use loggia_bank::Bank;
use loggia_keys::{DataKey, KeyName, Keys};
use loggia_runtime::code::CodeCache;
use tempfile::NamedTempFile;

use crate::problem::Problem;

/// The file in the data folder that holds the bank.
const FILE: &str = "bank.sqlite3";
/// The folder beside it that holds compiled code.
const CODE: &str = "code";
/// The file beside it that says which compiled code is this user's own: a key, wrapped by the machine's.
const CODE_KEY: &str = "code.key";
/// What all compiled code together may take: dozens of mini-apps.
const CODE_BYTES: u64 = 256 << 20;
/// The file beside it that holds the secret of this machine's software authenticator, wrapped likewise.
const AUTHENTICATOR_KEY: &str = "authenticator.key";
/// What its audit log is called, before the number.
const LOG: &str = "localhost/loggia";

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

/// Opens the bank in this folder, or else in the user's data folder.
///
/// # Errors
///
/// There is none, or it refuses to serve.
pub(crate) fn existing_bank(folder: Option<&Path>) -> anyhow::Result<Bank> {
    let file = bank_file(folder)?;
    if !file.exists() {
        let problem = Problem::new(format!("there is no bank at {}", file.display()));
        return Err(problem
            .advice(
                "it is made by the first run of a mini-app, such as: loggia run sample-miniapps/coffee",
            )
            .into());
    }
    open_bank(&file)
}

/// Opens the bank in a file, making it, its folder and its keys where they are missing.
///
/// # Errors
///
/// The folder or a key cannot be made, the key of a log that was signed for is missing, or the bank
/// refuses to serve.
pub(crate) fn open_bank(file: &Path) -> anyhow::Result<Bank> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)
            .with_context(|| format!("the folder {} could not be made", folder.display()))?;
    }
    let bank = Bank::open(file)
        .with_context(|| format!("the bank in {} could not be opened", file.display()))?;
    Ok(bank.with_own_audit_key(LOG)?)
}

/// The key in a file; a new one where there is no file.
///
/// # Errors
///
/// The file holds something else, or cannot be made.
pub(crate) fn key_file(file: &Path, whose: &str, key_use: KeyUse) -> anyhow::Result<SignerKey> {
    // Each log and each witness has a name of its own, so that nobody takes one for another.
    let new = || {
        let mut random = [0; 8];
        getrandom::fill(&mut random).map_err(io::Error::other)?;
        let name = format!("localhost/{whose}/{:016x}", u64::from_be_bytes(random));
        let key = SignerKey::generate(&name, key_use).map_err(io::Error::other)?;
        Ok(key.reveal().as_bytes().to_vec())
    };
    let bytes = secret(file, new)
        .with_context(|| format!("the key {} could not be made or read", file.display()))?;
    let text = String::from_utf8(bytes).unwrap_or_default();
    let key = SignerKey::parse(text.trim())
        .with_context(|| format!("{} holds no secret key", file.display()))?;
    if key.verifier().key_use() == key_use {
        return Ok(key);
    }
    Err(Problem::new(format!("{} holds a key of another use", file.display())).into())
}

/// What stands in a file that only its owner can read; something new where there is none.
fn secret(file: &Path, new: impl FnOnce() -> io::Result<Vec<u8>>) -> io::Result<Vec<u8>> {
    match fs::read(file) {
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        read => return read,
    }
    let made = private_beside(file, &new()?)?;
    // It is there whole or not at all, and whoever comes second takes the first one's.
    match made.persist_noclobber(file) {
        Err(kept) if kept.error.kind() != ErrorKind::AlreadyExists => return Err(kept.error),
        _ => {}
    }
    fs::read(file)
}

/// Writes a file, so that after a crash it is the old or the new one.
///
/// # Errors
///
/// It cannot be written.
pub(crate) fn replace(file: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    private_beside(file, bytes)
        .and_then(|made| made.persist(file).map_err(|kept| kept.error))
        .map(drop)
        .with_context(|| format!("{} could not be written", file.display()))
}

/// What is to become `file`, on the disk and only its owner's to read. Dropped, it is gone.
fn private_beside(file: &Path, bytes: &[u8]) -> io::Result<NamedTempFile> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    let mut made = NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))?;
    made.write_all(bytes)?;
    made.as_file().sync_all()?;
    Ok(made)
}

/// The compiled code beside the bank in a file, whose folder is there.
///
/// # Errors
///
/// The code's folder or its key cannot be made or read.
pub(crate) fn code_cache(file: &Path, keys: &dyn Keys) -> anyhow::Result<CodeCache> {
    let folder = file.with_file_name(CODE);
    fs::create_dir_all(&folder)?;
    let key_file = file.with_file_name(CODE_KEY);
    let key = match machine_secret(&key_file, keys) {
        Ok(key) => key,
        // What an unusable key said was its code is compiled again.
        Err(_) => {
            fs::remove_file(&key_file)?;
            machine_secret(&key_file, keys)?
        }
    };
    let key = *key.as_bytes();
    let folder = Dir::open_ambient_dir(folder, ambient_authority())?;
    Ok(CodeCache::new(folder, key, CODE_BYTES))
}

/// The secret of this machine's software authenticator, beside the bank in a file.
///
/// # Errors
///
/// It cannot be made or read, or the machine's key does not open it.
pub(crate) fn authenticator_secret(file: &Path, keys: &dyn Keys) -> anyhow::Result<DataKey> {
    let file = file.with_file_name(AUTHENTICATOR_KEY);
    machine_secret(&file, keys).map_err(|error| {
        Problem::new(format!("{error:#}"))
            .advice("delete it: a new one is made for the bank on this machine")
            .into()
    })
}

/// The secret in a file, which the machine's key has wrapped; a new one where there is no file.
fn machine_secret(file: &Path, keys: &dyn Keys) -> anyhow::Result<DataKey> {
    let name = file.file_name().unwrap_or_default().as_encoded_bytes();
    keys.make(KeyName::Machine)?;
    let new = || {
        let made = DataKey::random().map_err(io::Error::other)?;
        keys.wrap(KeyName::Machine, &[name], &made).map_err(io::Error::other)
    };
    let wrapped = secret(file, new)
        .with_context(|| format!("the key {} could not be made or read", file.display()))?;
    keys.unwrap(KeyName::Machine, &[name], &wrapped)
        .with_context(|| format!("the key {} does not open", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_made_once_for_its_owner_alone_and_nothing_is_left_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.key");
        let made = |secret: &'static [u8]| move || Ok(secret.to_vec());
        assert_eq!(secret(&file, made(b"first")).unwrap(), b"first");
        assert_eq!(secret(&file, made(b"second")).unwrap(), b"first");
        replace(&file, b"third").unwrap();
        assert_eq!(fs::read(&file).unwrap(), b"third");
        // A folder stands where it is to be put.
        let taken = folder.path().join("taken");
        fs::create_dir_all(taken.join("in")).unwrap();
        replace(&taken, b"lost").unwrap_err();
        let names = fs::read_dir(folder.path()).unwrap().flatten().map(|entry| entry.file_name());
        assert_eq!(names.count(), 2, "a.key and taken");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(&file).unwrap().permissions().mode();
            assert_eq!(mode & 0o077, 0);
        }
    }
}
