//! The folder of a new project, written whole or not at all.

use std::path::{Path, PathBuf};
use std::{fs, io};

use anyhow::Context;

use super::{Name, Source, Template};
use crate::problem::Problem;

/// The link to Loggia's source, in the project.
const LINK: &str = "loggia";

/// Writes the project into the folder of its name, in `parent`.
///
/// # Errors
///
/// There is something of that name already, or it cannot be written. Nothing is left behind.
pub(crate) fn write(
    parent: &Path,
    name: &Name,
    template: Template,
    source: &Source,
) -> anyhow::Result<PathBuf> {
    let folder = parent.join(name.to_string());
    // A link that leads nowhere is something too.
    if folder.symlink_metadata().is_ok() {
        let problem = format!("there is a {name} here already, and nothing is overwritten");
        return Err(Problem::wrong_use(problem)
            .advice("choose another name, or move it away first")
            .into());
    }
    let failed = || format!("{} could not be written", folder.display());
    let unfinished = Unfinished::new(parent.join(format!(".{name}.{}.part", std::process::id())));
    for (path, content) in template.files(name) {
        write_file(&unfinished.0.join(path), &content).with_context(failed)?;
    }
    link(source.folder(), &unfinished.0.join(LINK)).with_context(failed)?;
    fs::rename(&unfinished.0, &folder).with_context(failed)?;
    Ok(folder)
}

/// A folder that goes if it is not given its name.
struct Unfinished(PathBuf);

impl Unfinished {
    fn new(folder: PathBuf) -> Self {
        // Of a process of the same number that was killed.
        let _ = fs::remove_dir_all(&folder);
        Self(folder)
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        // It has its name by now, or the error is about something else.
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn write_file(path: &Path, content: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, content)
}

#[cfg(unix)]
fn link(to: &Path, at: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(to, at)
}

#[cfg(windows)]
fn link(to: &Path, at: &Path) -> io::Result<()> {
    std::os::windows::fs::symlink_dir(to, at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn new(parent: &Path) -> anyhow::Result<PathBuf> {
        let name = Name::parse("corner-shop").unwrap();
        write(parent, &name, Template::Form, &Source::find(None).unwrap())
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }

    #[test]
    fn a_project_reaches_the_sdk_by_its_link() {
        let parent = tempfile::tempdir().unwrap();
        let folder = new(parent.path()).unwrap();
        assert!(folder.join("loggia/sdk/Cargo.toml").is_file());
        assert!(folder.join(".github/workflows/ci.yml").is_file());
        assert_eq!(names(parent.path()), ["corner-shop"]);
    }

    #[test]
    fn what_is_there_is_left_as_it_is() {
        let parent = tempfile::tempdir().unwrap();
        let taken = parent.path().join("corner-shop");
        fs::create_dir(&taken).unwrap();
        assert!(new(parent.path()).unwrap_err().to_string().contains("nothing is overwritten"));
        assert_eq!(names(&taken), [""; 0]);
        fs::remove_dir(&taken).unwrap();

        fs::write(&taken, "mine").unwrap();
        assert!(new(parent.path()).is_err());
        assert_eq!(fs::read_to_string(&taken).unwrap(), "mine");
        assert_eq!(names(parent.path()), ["corner-shop"]);
    }

    #[test]
    fn what_cannot_be_finished_leaves_nothing_behind() {
        let parent = tempfile::tempdir().unwrap();
        let unfinished = Unfinished::new(parent.path().join(".corner-shop.part"));
        write_file(&unfinished.0.join("src/lib.rs"), b"half").unwrap();
        drop(unfinished);
        assert_eq!(names(parent.path()), [""; 0]);

        fs::write(parent.path().join("file"), "").unwrap();
        let error = new(&parent.path().join("file")).unwrap_err();
        assert!(error.to_string().contains("could not be written"), "{error}");
    }
}
