//! One version of a key in a file that only its owner can read.
//!
//! A line: `loggia-key-1 NAME VERSION SECRET CHECK`. The check finds what was cut off or mistyped; who
//! changes a key on purpose can make a new one, and gains a key that opens nothing.

use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use cap_std::fs::{Dir, OpenOptions};
use zeroize::Zeroizing;

use crate::KeyName;
use crate::error::KeysError;
use crate::material::Material;

/// What a key's line begins with, with the number of its form.
const FORM: &str = "loggia-key-1";
/// More than any key's line has.
const MOST_BYTES: u64 = 256;

/// How the file of a version is called.
pub(crate) fn file_name(name: KeyName, version: u32) -> String {
    format!("{name}.{version}.key")
}

/// Which version's file this is, if it is one of that key's.
pub(crate) fn version_in(name: KeyName, file: &str) -> Option<u32> {
    let version = file.strip_prefix(name.name())?.strip_prefix('.')?.strip_suffix(".key")?;
    let version: u32 = version.parse().ok().filter(|version| *version > 0)?;
    // As it is written, and no other way.
    (file_name(name, version) == file).then_some(version)
}

/// Reads a version; none where there is no such file.
pub(crate) fn read(
    dir: &Dir,
    folder: &Path,
    name: KeyName,
    version: u32,
) -> Result<Option<Material>, KeysError> {
    let file_name = file_name(name, version);
    let path = folder.join(&file_name);
    let unreachable = |error: std::io::Error| unreachable(&path, &error);
    let file = match dir.open(&file_name) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(unreachable(error)),
    };
    let metadata = file.metadata().map_err(unreachable)?;
    if !metadata.is_file() {
        return Err(KeysError::Damaged { path, what: "it is no file" });
    }
    refuse_open(&path, &metadata, 0o077)?;
    let mut line = Zeroizing::new(String::new());
    match file.take(MOST_BYTES).read_to_string(&mut line) {
        Ok(_) => {}
        Err(error) if error.kind() == ErrorKind::InvalidData => {
            return Err(KeysError::Damaged { path, what: "it is no text" });
        }
        Err(error) => return Err(unreachable(error)),
    }
    match parse(line.trim_end(), name, version) {
        Ok(key) => Ok(Some(key)),
        Err(what) => Err(KeysError::Damaged { path, what }),
    }
}

/// Writes a version, whole or not at all; false where there is one of that number already.
pub(crate) fn create(
    dir: &Dir,
    folder: &Path,
    name: KeyName,
    version: u32,
    key: &Material,
) -> Result<bool, KeysError> {
    let file_name = file_name(name, version);
    let path = folder.join(&file_name);
    let mut random = [0; 8];
    getrandom::fill(&mut random)
        .map_err(|error| KeysError::NoRandomness { reason: error.to_string() })?;
    let unfinished = format!(".{file_name}.{:016x}.unfinished", u64::from_be_bytes(random));
    let made = write_private(dir, &unfinished, line(name, version, key).as_bytes())
        .and_then(|()| dir.hard_link(&unfinished, dir, &file_name));
    let linked = match made {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(false),
        // A disk without links, such as a stick.
        Err(_) if dir.exists(&unfinished) && !dir.exists(&file_name) => {
            dir.rename(&unfinished, dir, &file_name).map(|()| true)
        }
        Err(error) => Err(error),
        Ok(()) => Ok(true),
    };
    // Where it was renamed, it is not there.
    let _ = dir.remove_file(&unfinished);
    let new = linked.map_err(|error| unreachable(&path, &error))?;
    sync(dir).map_err(|error| unreachable(folder, &error))?;
    Ok(new)
}

/// Overwrites a version, and takes it away. On a disk that never writes in place, such as most flash,
/// the old bytes may lie on for a while.
pub(crate) fn destroy(
    dir: &Dir,
    folder: &Path,
    name: KeyName,
    version: u32,
) -> Result<(), KeysError> {
    let file_name = file_name(name, version);
    let unreachable = |error: &std::io::Error| unreachable(&folder.join(&file_name), error);
    match dir.open_with(&file_name, OpenOptions::new().write(true)) {
        Ok(mut file) => {
            let length = file.metadata().map_err(|error| unreachable(&error))?.len();
            let zeros = vec![0; usize::try_from(length.min(MOST_BYTES)).unwrap_or_default()];
            file.write_all(&zeros)
                .and_then(|()| file.sync_all())
                .and_then(|()| dir.remove_file(&file_name))
                .and_then(|()| sync(dir))
                .map_err(|error| unreachable(&error))
        }
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        Err(error) => Err(unreachable(&error)),
    }
}

/// Refuses what others than its owner have one of these rights to.
pub(crate) fn refuse_open(
    path: &Path,
    metadata: &cap_std::fs::Metadata,
    others: u32,
) -> Result<(), KeysError> {
    #[cfg(unix)]
    {
        use cap_std::fs::PermissionsExt;
        let mode = metadata.permissions().mode() & 0o777;
        if mode & others != 0 {
            return Err(KeysError::TooOpen { path: path.to_owned(), mode });
        }
    }
    #[cfg(not(unix))]
    let _ = (path, metadata, others);
    Ok(())
}

pub(crate) fn unreachable(path: &Path, error: &std::io::Error) -> KeysError {
    KeysError::Unreachable { path: PathBuf::from(path), reason: error.to_string() }
}

fn write_private(dir: &Dir, name: &str, bytes: &[u8]) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    cap_std::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = dir.open_with(name, &options)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Has the folder's own entries on the disk.
fn sync(dir: &Dir) -> std::io::Result<()> {
    #[cfg(unix)]
    dir.open(".")?.sync_all()?;
    #[cfg(not(unix))]
    let _ = dir;
    Ok(())
}

fn line(name: KeyName, version: u32, key: &Material) -> Zeroizing<String> {
    let secret = Zeroizing::new(STANDARD.encode(key.as_bytes()));
    let said = Zeroizing::new(format!("{FORM} {name} {version} {}", *secret));
    let check = check(&said);
    Zeroizing::new(format!("{} {check}\n", *said))
}

fn check(said: &str) -> String {
    let hash = blake3::derive_key("loggia-keys 2026 check of a key's file", said.as_bytes());
    hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

fn parse(line: &str, name: KeyName, version: u32) -> Result<Material, &'static str> {
    let (said, found) = line.rsplit_once(' ').ok_or("it holds no key")?;
    if !line.starts_with(FORM) {
        return Err("it holds no key of this form; a newer Loggia may have written it");
    }
    if check(said) != found {
        return Err("its check does not fit: it was cut off or changed");
    }
    let secret = said
        .strip_prefix(&format!("{FORM} {name} {version} "))
        .ok_or("it holds another key, or another version of it, than its name says")?;
    let secret = Zeroizing::new(STANDARD.decode(secret).map_err(|_| "its secret is no Base64")?);
    let secret = secret.as_slice().try_into().map_err(|_| "its secret has another length")?;
    Ok(Material::from_bytes(secret))
}
