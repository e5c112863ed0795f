//! Backups: all of the bank as one commit left it, while it goes on.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::Bank;
use crate::account_information::random;
use crate::error::{DatabaseError, OpenError};

/// Why there is no backup. There is no file under its name either, unless there was one before.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BackupError {
    /// Backups replace nothing.
    #[error("{path} is there already: a backup replaces nothing, so name a new file", path = path.display())]
    Exists {
        /// Which file.
        path: PathBuf,
    },
    /// Its folder or disk does not take it.
    #[error("the backup {path} cannot be written: {reason}", path = path.display())]
    Unwritable {
        /// Which file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// A bank in memory has none of its own.
    #[error("a bank in memory is gone with its process: there is no file to back up")]
    InMemory,
    /// The bank's database could not be read.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// It was written, and does not open as a bank whose books agree: it was thrown away.
    #[error("the backup was written and cannot be used: {0}")]
    Unusable(#[source] OpenError),
}

impl Bank {
    /// Writes all of the bank into a new file, as the last commit before it left it. Others read and
    /// write meanwhile. Before the file has its name it was opened as a bank, with its books worked
    /// out anew, and is on the disk.
    ///
    /// Keys are not in it, and it opens only with those versions of the master key that there are now:
    /// keep them, apart from it. What is acknowledged later is not in it either: whoever restores it has a
    /// shorter audit log than its witnesses saw, and [`Bank::audit_against`] says so.
    ///
    /// A process that is killed meanwhile leaves a file beside it whose name ends with `.unfinished`:
    /// nobody needs it, and it holds what a backup holds.
    ///
    /// # Errors
    ///
    /// [`BackupError`].
    pub fn back_up(&self, to: &Path) -> Result<(), BackupError> {
        let unwritable = |error: io::Error| BackupError::Unwritable {
            path: to.to_owned(),
            reason: error.to_string(),
        };
        if to.try_exists().map_err(unwritable)? {
            return Err(BackupError::Exists { path: to.to_owned() });
        }
        let unfinished = Unfinished::beside(to, random()?).map_err(unwritable)?;
        self.database().copy_into(&unfinished.0)?;
        Self::open_with(&unfinished.0, Arc::clone(self.keys())).map_err(BackupError::Unusable)?;
        File::open(&unfinished.0).and_then(|file| file.sync_all()).map_err(unwritable)?;
        unfinished.finish(to).map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => BackupError::Exists { path: to.to_owned() },
            _ => unwritable(error),
        })
    }
}

/// A file that is gone when it is dropped.
struct Unfinished(PathBuf);

impl Unfinished {
    /// An empty one that only its owner can read, under a name that no other has: in a container every
    /// process has the same number.
    fn beside(file: &Path, random: [u8; 8]) -> io::Result<Self> {
        let mut name = file.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{:016x}.unfinished", u64::from_be_bytes(random)));
        let path = file.with_file_name(name);
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(&path)?;
        Ok(Self(path))
    }

    /// Gives it its name, for good.
    fn finish(self, name: &Path) -> io::Result<()> {
        match fs::hard_link(&self.0, name) {
            // A disk without links, such as a stick.
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                fs::rename(&self.0, name)?;
            }
            linked => linked?,
        }
        #[cfg(unix)]
        if let Some(folder) = name.parent() {
            let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
            File::open(folder)?.sync_all()?;
        }
        Ok(())
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        // Where it was renamed, it is not there.
        let _ = fs::remove_file(&self.0);
        for companion in ["-wal", "-shm"] {
            let mut name = self.0.as_os_str().to_owned();
            name.push(companion);
            let _ = fs::remove_file(name);
        }
    }
}
