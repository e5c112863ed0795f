//! Keys in files.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use cap_std::ambient_authority;
use cap_std::fs::Dir;

use crate::data_key::DataKey;
use crate::error::KeysError;
use crate::file::{self, unreachable, version_in};
use crate::material::{Material, version_of};
use crate::{KeyName, Keys};

/// Keys in a folder, a file for each version, which only its owner can read: `data.1.key`. Several
/// processes may use it; what one makes or rotates the others find.
///
/// Whoever can read the folder has the keys. It belongs on another disk than the bank's backups, and
/// needs a backup of its own: without it a bank is lost.
pub struct FileKeys {
    folder: PathBuf,
    /// What was read. A version never changes.
    known: Mutex<BTreeMap<(KeyName, u32), Arc<Material>>>,
}

impl FileKeys {
    /// Those in a folder, which is made together with its first key.
    #[must_use]
    pub fn in_folder(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into(), known: Mutex::default() }
    }

    /// Where they are.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The folder; none where it is not there. It is opened each time: it may have been put back.
    fn dir(&self) -> Result<Option<Dir>, KeysError> {
        let failed = |error: std::io::Error| unreachable(&self.folder, &error);
        let dir = match Dir::open_ambient_dir(&self.folder, ambient_authority()) {
            Ok(dir) => dir,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(failed(error)),
        };
        // Who may write there may put a key of their own in the place of the bank's.
        file::refuse_open(&self.folder, &dir.dir_metadata().map_err(failed)?, 0o022)?;
        Ok(Some(dir))
    }

    fn dir_to_write(&self) -> Result<Dir, KeysError> {
        if let Some(dir) = self.dir()? {
            return Ok(dir);
        }
        let mut builder = std::fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        match builder.create(&self.folder) {
            Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => {
                return Err(unreachable(&self.folder, &error));
            }
            _ => {}
        }
        let gone = std::io::Error::from(std::io::ErrorKind::NotFound);
        self.dir()?.ok_or_else(|| unreachable(&self.folder, &gone))
    }

    fn version(&self, name: KeyName, version: u32) -> Result<Arc<Material>, KeysError> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(key) = known.get(&(name, version)) {
            return Ok(Arc::clone(key));
        }
        let read = match self.dir()? {
            Some(dir) => file::read(&dir, &self.folder, name, version)?,
            None => None,
        };
        let key = Arc::new(read.ok_or_else(|| KeysError::Missing {
            name,
            version,
            place: self.folder.join(file::file_name(name, version)).display().to_string(),
        })?);
        known.insert((name, version), Arc::clone(&key));
        Ok(key)
    }

    /// Looked up each time: another process may have rotated it.
    fn newest(&self, name: KeyName) -> Result<(u32, Arc<Material>), KeysError> {
        let place = || self.folder.display().to_string();
        let newest = self.versions(name)?.last().copied();
        let version = newest.ok_or_else(|| KeysError::None { name, place: place() })?;
        Ok((version, self.version(name, version)?))
    }

    fn create(&self, name: KeyName, version: u32) -> Result<bool, KeysError> {
        file::create(&self.dir_to_write()?, &self.folder, name, version, &Material::random()?)
    }
}

impl Keys for FileKeys {
    fn make(&self, name: KeyName) -> Result<(), KeysError> {
        if self.versions(name)?.is_empty() {
            // Where another process was faster, that one's is the key.
            self.create(name, 1)?;
        }
        self.newest(name).map(drop)
    }

    fn wrap(&self, name: KeyName, bound_to: &[&[u8]], key: &DataKey) -> Result<Vec<u8>, KeysError> {
        let (version, newest) = self.newest(name)?;
        newest.wrap(name, version, bound_to, key)
    }

    fn unwrap(
        &self,
        name: KeyName,
        bound_to: &[&[u8]],
        wrapped: &[u8],
    ) -> Result<DataKey, KeysError> {
        let version = version_of(wrapped).ok_or(KeysError::NotWrapped { name })?;
        self.version(name, version)?.unwrap(name, bound_to, wrapped)
    }

    fn sign(&self, name: KeyName, message: &[u8]) -> Result<[u8; 64], KeysError> {
        self.newest(name)?.1.sign(name, message)
    }

    fn public_key(&self, name: KeyName) -> Result<[u8; 32], KeysError> {
        self.newest(name)?.1.public_key(name)
    }

    fn versions(&self, name: KeyName) -> Result<Vec<u32>, KeysError> {
        let Some(dir) = self.dir()? else { return Ok(Vec::new()) };
        let failed = |error: std::io::Error| unreachable(&self.folder, &error);
        let mut versions = Vec::new();
        for entry in dir.entries().map_err(failed)? {
            let file = entry.map_err(failed)?.file_name();
            versions.extend(file.to_str().and_then(|file| version_in(name, file)));
        }
        versions.sort_unstable();
        Ok(versions)
    }

    fn rotate(&self, name: KeyName) -> Result<u32, KeysError> {
        loop {
            let version = self.versions(name)?.last().map_or(1, |newest| newest.saturating_add(1));
            // Where another process rotates too, each has a version of its own.
            if self.create(name, version)? {
                return Ok(version);
            }
        }
    }

    fn destroy(&self, name: KeyName, version: u32) -> Result<(), KeysError> {
        if self.versions(name)?.last() == Some(&version) {
            return Err(KeysError::InUse { name, version });
        }
        self.known.lock().unwrap_or_else(PoisonError::into_inner).remove(&(name, version));
        match self.dir()? {
            Some(dir) => file::destroy(&dir, &self.folder, name, version),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for FileKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileKeys").field("folder", &self.folder).finish_non_exhaustive()
    }
}
