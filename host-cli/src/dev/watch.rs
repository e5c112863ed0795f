//! Whether anything of a project has changed on the disk.
//!
//! By looking, a few times a second: a project has some dozens of files, and this works on every file
//! system, also on those that tell nobody of changes.

use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// What is made rather than written, or is somebody else's.
const NOT_WATCHED: [&str; 2] = ["target", "node_modules"];
/// Folders in folders, at most.
const DEPTH: usize = 16;
/// Files, at most: more are no project.
const FILES: usize = 20_000;

/// The files of a project as they stood at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Snapshot(BTreeMap<PathBuf, Stamp>);

/// By what a file that was written is told from the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stamp {
    modified: Option<SystemTime>,
    bytes: u64,
}

impl Snapshot {
    /// As they stand now, but for those in `target`, if that is known. What cannot be read is not there.
    pub(crate) fn of(folder: &Path, target: Option<&Path>) -> Self {
        let mut files = BTreeMap::new();
        look(folder, target, DEPTH, &mut files);
        Self(files)
    }

    /// Forgets what lies in a folder.
    pub(crate) fn leave_out(&mut self, folder: &Path) {
        self.0.retain(|path, _| !path.starts_with(folder));
    }

    /// A file that is not as it was then, if there is any.
    pub(crate) fn changed_since<'a>(&'a self, before: &'a Self) -> Option<&'a Path> {
        let of = |files: &Self, path: &PathBuf| files.0.get(path).copied();
        let mut all = self.0.keys().chain(before.0.keys());
        all.find(|path| of(self, path) != of(before, path)).map(PathBuf::as_path)
    }
}

fn look(folder: &Path, target: Option<&Path>, depth: usize, files: &mut BTreeMap<PathBuf, Stamp>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let (name, path) = (entry.file_name(), entry.path());
        let name = name.to_string_lossy();
        // Hidden files are editors' and version control's.
        if files.len() >= FILES || name.starts_with('.') || name.ends_with('~') {
            continue;
        }
        // Of a symbolic link itself: it may lead out of the project, or back into it.
        let Ok(metadata) = entry.metadata() else { continue };
        if metadata.is_dir() {
            if depth > 0 && !NOT_WATCHED.contains(&name.as_ref()) && Some(&*path) != target {
                look(&path, target, depth - 1, files);
            }
        } else {
            files.insert(path, Stamp::of(&metadata));
        }
    }
}

impl Stamp {
    fn of(metadata: &Metadata) -> Self {
        Self { modified: metadata.modified().ok(), bytes: metadata.len() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_written_added_or_removed_is_a_change_and_what_is_built_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str| folder.path().join(name);
        for inside in ["src", "target/debug", ".git", "node_modules"] {
            fs::create_dir_all(file(inside)).unwrap();
        }
        fs::write(file("src/lib.rs"), "fn a() {}").unwrap();
        let now = || Snapshot::of(folder.path(), None);
        let first = now();
        assert_eq!(now().changed_since(&first), None);

        for nothing in [
            "target/debug/a.wasm",
            ".git/index",
            "node_modules/a.js",
            "src/.lib.swp",
            "src/lib.rs~",
        ] {
            fs::write(file(nothing), "made").unwrap();
        }
        assert_eq!(now().changed_since(&first), None);

        fs::write(file("src/lib.rs"), "fn a() { }").unwrap();
        let second = now();
        assert_eq!(second.changed_since(&first), Some(file("src/lib.rs").as_path()));
        fs::write(file("grant.toml"), "").unwrap();
        let third = now();
        assert_eq!(third.changed_since(&second), Some(file("grant.toml").as_path()));
        fs::remove_file(file("src/lib.rs")).unwrap();
        let fourth = now();
        assert_eq!(fourth.changed_since(&third), Some(file("src/lib.rs").as_path()));
    }

    #[test]
    fn the_same_length_with_another_time_is_a_change() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("lib.rs");
        fs::write(&file, "a").unwrap();
        let first = Snapshot::of(folder.path(), None);
        fs::write(&file, "b").unwrap();
        let later = SystemTime::now() + std::time::Duration::from_secs(5);
        fs::File::options().write(true).open(&file).unwrap().set_modified(later).unwrap();
        assert!(Snapshot::of(folder.path(), None).changed_since(&first).is_some());
    }

    #[cfg(unix)]
    #[test]
    fn links_are_not_followed_and_a_link_that_leads_elsewhere_is_a_change() {
        use std::os::unix::fs::symlink;
        let (folder, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        fs::write(elsewhere.path().join("lib.rs"), "a").unwrap();
        let link = folder.path().join("sdk");
        symlink(elsewhere.path(), &link).unwrap();
        symlink(folder.path(), folder.path().join("around")).unwrap();
        let now = || Snapshot::of(folder.path(), None);
        let first = now();
        assert_eq!(first.0.len(), 2, "{first:?}");
        fs::write(elsewhere.path().join("lib.rs"), "and more").unwrap();
        assert_eq!(now().changed_since(&first), None);
        fs::remove_file(&link).unwrap();
        symlink(elsewhere.path().join("src"), &link).unwrap();
        assert_eq!(now().changed_since(&first), Some(link.as_path()));
    }

    #[test]
    fn the_target_folder_is_left_out_by_whatever_name() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("made");
        fs::create_dir(&target).unwrap();
        fs::write(folder.path().join("lib.rs"), "a").unwrap();
        fs::write(target.join("a.wasm"), "a").unwrap();
        let mut first = Snapshot::of(folder.path(), None);
        first.leave_out(&target);
        fs::write(target.join("a.wasm"), "another").unwrap();
        assert_eq!(Snapshot::of(folder.path(), Some(&target)).changed_since(&first), None);
    }
}
