//! Compiled code in a folder that is not trusted.

use std::fmt;
use std::io::{self, Read, Write};
use std::time::{Duration, SystemTime};

use cap_std::fs::{Dir, DirEntry, Metadata, OpenOptions};

use super::identity::CodeIdentity;
use super::native::NativeCode;
use crate::ids::random_bytes;

/// What entries are called: nothing else in the folder is ever touched.
const ENTRY: &str = ".loggia-code";
/// What they are called while they are written.
const UNFINISHED: &str = ".loggia-code-unfinished";
/// After this, whoever began an entry will not finish it.
const STALE: Duration = Duration::from_secs(10 * 60);
/// At the end of an entry.
const MAC: usize = 32;

/// Keeps compiled code in a folder of the host app.
///
/// The folder is not trusted: each entry carries a keyed MAC (blake3) over the engine's identity, the
/// package's digest and the code, and what does not fit is compiled anew and replaced. So a process
/// that can write into the folder, but does not know the key, can make mini-apps load slowly, and
/// nothing else.
///
/// Several processes can share a folder, and should share the key: an entry made with another is no
/// better than a damaged one.
pub struct CodeCache {
    dir: Dir,
    key: [u8; 32],
    max_bytes: u64,
}

/// Why an entry is of no use.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unusable {
    #[error("it is not a file")]
    NoFile,
    #[error("it has more than {limit} bytes")]
    TooLarge { limit: u64 },
    #[error("it was not made with this key, by this engine, of this package, or was changed since")]
    Mac,
    #[error("the engine refuses it: {0}")]
    Refused(String),
    #[error("it cannot be read: {0}")]
    Unreadable(#[from] io::Error),
}

impl CodeCache {
    /// A cache in the folder `dir`, which is the cache's own or at least holds no file whose name ends
    /// in `.loggia-code` or `.loggia-code-unfinished`.
    ///
    /// `key` is random, and a secret of the processes that use the folder: whoever knows it can have
    /// any code run in them. `max_bytes` is how large all entries together may become before those go
    /// that were not used for longest; a single one larger than that is not kept at all.
    #[must_use]
    pub fn new(dir: Dir, key: [u8; 32], max_bytes: u64) -> Self {
        Self { dir, key, max_bytes }
    }

    /// The code of this identity, if there is an entry. At most `most` bytes are read.
    pub(super) fn read(
        &self,
        identity: &CodeIdentity,
        most: usize,
    ) -> Result<Option<NativeCode>, Unusable> {
        let name = entry_name(identity);
        match self.dir.symlink_metadata(&name) {
            Ok(metadata) => drop(check_form(&metadata, most)?),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error.into()),
        }
        let file = match self.dir.open(&name) {
            Ok(file) => file,
            // Another process has replaced or evicted it in between.
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        // What is open may be another file than the one looked at.
        let size = check_form(&file.metadata()?, most)?;
        let mut bytes = Vec::with_capacity(size);
        let file = file.into_std();
        (&file).take(largest(most)).read_to_end(&mut bytes)?;
        let (code, mac) = bytes.split_last_chunk::<MAC>().ok_or(Unusable::Mac)?;
        // Compares in constant time.
        if identity.mac(&self.key, code) != *mac {
            return Err(Unusable::Mac);
        }
        bytes.truncate(bytes.len().saturating_sub(MAC));
        if let Err(error) = file.set_modified(SystemTime::now()) {
            tracing::debug!(%error, "a use of compiled code cannot be noted: it may be evicted early");
        }
        Ok(Some(NativeCode::vouched_for(bytes)))
    }

    /// Takes away what stands in the place of this code.
    pub(super) fn remove(&self, identity: &CodeIdentity) {
        if let Err(error) = self.dir.remove_file(entry_name(identity)) {
            tracing::debug!(%error, "an unusable entry cannot be removed");
        }
    }

    /// Keeps this code, and evicts what there is no room for any more: how many entries.
    pub(super) fn keep(&self, identity: &CodeIdentity, code: &NativeCode) -> io::Result<u64> {
        let bytes = code.as_bytes();
        let size = u64::try_from(bytes.len().saturating_add(MAC)).unwrap_or(u64::MAX);
        if size > self.max_bytes {
            tracing::debug!(size, max = self.max_bytes, "compiled code is larger than its cache");
            return Ok(0);
        }
        let name = entry_name(identity);
        let random = random_bytes::<8>().map_err(io::Error::other)?;
        let unfinished = format!("{name}{:016x}{UNFINISHED}", u64::from_le_bytes(random));
        let mac = identity.mac(&self.key, bytes);
        let written = self
            .write(&unfinished, &[bytes, mac.as_bytes()])
            .and_then(|()| self.dir.rename(&unfinished, &self.dir, &name));
        if let Err(error) = written {
            // Nothing may be there yet; if it cannot be removed now, it will be as a stale one.
            let _ = self.dir.remove_file(&unfinished);
            return Err(error);
        }
        self.evict(&name)
    }

    fn write(&self, name: &str, parts: &[&[u8]]) -> io::Result<()> {
        let mut options = OpenOptions::new();
        let mut file = self.dir.open_with(name, options.write(true).create_new(true))?;
        parts.iter().try_for_each(|part| file.write_all(part))
    }

    /// Removes what was not used for longest, but never `kept`, until the rest has room.
    fn evict(&self, kept: &str) -> io::Result<u64> {
        let now = SystemTime::now();
        let mut entries = Vec::new();
        let mut total = 0_u64;
        for entry in self.dir.entries()? {
            // Other processes remove entries meanwhile.
            let Some((name, used, size)) = entry.ok().and_then(|entry| looked_at(&entry)) else {
                continue;
            };
            if name.ends_with(UNFINISHED) {
                // One from the future, by a clock that was set back, is as stale.
                let age = now.duration_since(used).or_else(|_| used.duration_since(now));
                if age.is_ok_and(|age| age > STALE) {
                    let _ = self.dir.remove_file(&name);
                }
            } else {
                total = total.saturating_add(size);
                entries.push((used, name, size));
            }
        }
        entries.sort_unstable();
        let mut evicted = 0;
        for (_, name, size) in entries.iter().filter(|(_, name, _)| name != kept) {
            if total <= self.max_bytes {
                break;
            }
            match self.dir.remove_file(name) {
                Ok(()) => evicted += 1,
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
            total = total.saturating_sub(*size);
        }
        Ok(evicted)
    }
}

impl fmt::Debug for CodeCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Never the key.
        f.debug_struct("CodeCache").field("max_bytes", &self.max_bytes).finish_non_exhaustive()
    }
}

fn entry_name(identity: &CodeIdentity) -> String {
    format!("{}{ENTRY}", identity.name().to_hex())
}

/// The size of an entry that may be read.
fn check_form(metadata: &Metadata, most: usize) -> Result<usize, Unusable> {
    // Not a pipe, which would never end, nor a link.
    if !metadata.is_file() {
        return Err(Unusable::NoFile);
    }
    let limit = largest(most);
    usize::try_from(metadata.len())
        .ok()
        .filter(|_| metadata.len() <= limit)
        .ok_or(Unusable::TooLarge { limit })
}

/// An entry with this much code.
fn largest(most: usize) -> u64 {
    u64::try_from(most.saturating_add(MAC)).unwrap_or(u64::MAX)
}

/// Name, last use and size of a file of ours; none where it is somebody else's or gone.
fn looked_at(entry: &DirEntry) -> Option<(String, SystemTime, u64)> {
    let name = entry.file_name().into_string().ok()?;
    if !name.ends_with(ENTRY) && !name.ends_with(UNFINISHED) {
        return None;
    }
    let metadata = entry.metadata().ok().filter(Metadata::is_file)?;
    let used = metadata.modified().ok()?.into_std();
    Some((name, used, metadata.len()))
}
