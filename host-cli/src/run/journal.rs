//! The journal of a run: a file on the developer's own machine.

#[cfg(not(windows))]
use std::fs::TryLockError;
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read};
use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use loggia_runtime::journal::{Journal, JournalError, Recorder};

use crate::problem::Problem;

/// FILE_SHARE_READ.
#[cfg(windows)]
const OTHERS_READ: u32 = 1;

/// Begins a journal in a file, with the packages that will run; `dressed` is what a recorder becomes before
/// it writes any.
///
/// # Errors
///
/// The file is there and is no journal, or it cannot be written.
pub(super) fn begin(
    file: &Path,
    packages: &[Vec<u8>],
    dressed: impl FnOnce(Recorder) -> Recorder,
) -> anyhow::Result<Arc<Recorder>> {
    let name = file.display();
    if !may_be_written_over(file)
        .with_context(|| format!("the journal {name} cannot be looked at"))?
    {
        return Err(Problem::wrong_use(format!("{name} is there already, and is no journal"))
            .advice("name another file, or remove it")
            .into());
    }
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    // It holds what the mini-app is told of its user.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let unwritable = |error: std::io::Error| {
        Problem::wrong_use(format!("the journal {name} cannot be written: {error}"))
    };
    // Held as long as it is written; only then is what was in it gone.
    #[cfg(windows)]
    std::os::windows::fs::OpenOptionsExt::share_mode(&mut options, OTHERS_READ);
    let to = options.open(file).map_err(unwritable)?;
    // Where a lock keeps readers out too, not sharing it does as well.
    #[cfg(not(windows))]
    to.try_lock().map_err(|error| match error {
        TryLockError::WouldBlock => {
            Problem::wrong_use(format!("another process is writing the journal {name}"))
                .advice("name another file with --journal, or end that process")
        }
        TryLockError::Error(error) => unwritable(error),
    })?;
    let recorder = to.set_len(0).and_then(|()| Recorder::new(to)).map_err(unwritable)?;
    let recorder = dressed(recorder);
    for package in packages {
        recorder.keep_package(package);
    }
    Ok(Arc::new(recorder))
}

/// Nothing but another journal, or nothing at all. The head alone says so: what is behind it may be
/// torn or changed.
fn may_be_written_over(file: &Path) -> std::io::Result<bool> {
    let mut beginning = Vec::new();
    match File::open(file) {
        Ok(file) if !file.metadata()?.is_file() => return Ok(false),
        Ok(file) => file.take(1 << 10).read_to_end(&mut beginning)?,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(true),
        Err(error) => return Err(error),
    };
    let head = beginning.iter().position(|byte| *byte == b'\n').map_or(0, |end| end + 1);
    let head = beginning.get(..head).unwrap_or_default();
    let is_journal = !matches!(Journal::read(head), Err(JournalError::NotAJournal));
    Ok(beginning.is_empty() || (is_journal && !head.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_journal_is_written_over_and_nothing_else_is() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.journal");
        for _ in 0..2 {
            begin(&file, &[b"a package".to_vec()], |recorder| recorder).unwrap();
        }
        let text = std::fs::read_to_string(&file).unwrap();
        assert_eq!(text.lines().count(), 2, "{text}");
        for other in ["[grant]", "\n", "some text\nand more\n"] {
            std::fs::write(&file, other).unwrap();
            let error = begin(&file, &[], |recorder| recorder).unwrap_err();
            assert!(error.to_string().contains("is no journal"), "{other:?}: {error}");
            assert_eq!(std::fs::read_to_string(&file).unwrap(), other);
        }
        assert!(begin(folder.path(), &[], |recorder| recorder).is_err());
    }

    #[test]
    fn a_journal_that_is_being_written_is_not_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.journal");
        let first = begin(&file, &[b"a package".to_vec()], |recorder| recorder).unwrap();
        let written = std::fs::read(&file).unwrap();
        let error = begin(&file, &[], |recorder| recorder).unwrap_err();
        assert!(error.to_string().contains("another process is writing"), "{error}");
        assert_eq!(std::fs::read(&file).unwrap(), written);
        drop(first);
        begin(&file, &[], |recorder| recorder).unwrap();
    }
}
