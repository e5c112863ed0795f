//! One build of a project at a time: two at once would read each other's half-written files.

use std::fs::{self, File, TryLockError};

use anyhow::Context;

use super::project::Project;
use crate::progress::Progress;

/// Takes a project's turn, and waits for it where another process is building. It ends with the file, or
/// with the process.
pub(super) fn of(project: &Project, progress: &Progress) -> anyhow::Result<File> {
    let folder = project.target.join("loggia");
    let path = folder.join(format!("{}.lock", project.name));
    let failed = || format!("{} could not be locked", path.display());
    fs::create_dir_all(&folder).with_context(failed)?;
    let file = File::create(&path).with_context(failed)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            progress.say(&format!("Waiting for another build of {}", project.name));
            file.lock().with_context(failed)?;
        }
        Err(TryLockError::Error(error)) => return Err(error).with_context(failed),
    }
    Ok(file)
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex, mpsc};
    use std::thread;
    use std::time::Duration;

    use super::*;

    /// A mini-app that its own tools have made: nothing is compiled.
    fn project(folder: &std::path::Path) -> Project {
        fs::write(folder.join("mini-app.wasm"), b"").unwrap();
        let manifest = "app_id = \"com.example.counter\"\nname = \"Counter\"\nversion = \"1.0.0\"\n\
                        description = \"Counts.\"\nlocales = [\"en\"]\n[partner]\nid = \"example\"\n\
                        name = \"Example Ltd\"\n";
        fs::write(folder.join("loggia.toml"), manifest).unwrap();
        Project::open(folder).unwrap()
    }

    #[test]
    fn the_second_waits_for_the_first_and_says_so() {
        let folder = tempfile::tempdir().unwrap();
        let project = project(folder.path());
        let said = Arc::default();
        let first = of(&project, &Progress::kept_in(&said)).unwrap();
        assert_eq!(said.lock().unwrap().doing, "");

        let (tell, told) = mpsc::channel();
        thread::scope(|scope| {
            scope.spawn(|| {
                let second = of(&project, &Progress::kept_in(&said)).unwrap();
                tell.send(()).unwrap();
                drop(second);
            });
            while said.lock().unwrap().doing.is_empty() {
                thread::sleep(Duration::from_millis(1));
            }
            assert_eq!(said.lock().unwrap().doing, "Waiting for another build of counter");
            assert!(told.try_recv().is_err(), "two had their turn at once");
            drop(first);
            told.recv().unwrap();
        });
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let project = project(folder.path());
        fs::write(folder.path().join("target"), b"a file").unwrap();
        let said: Arc<Mutex<_>> = Arc::default();
        let error = of(&project, &Progress::kept_in(&said)).unwrap_err();
        assert!(format!("{error:#}").contains("counter.lock could not be locked: "), "{error:#}");
    }
}
