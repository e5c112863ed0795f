//! What goes when the folder is full.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use loggia_runtime::package::Package;
use loggia_runtime::{Engine, Profile};

use super::{Folder, engine, marked, stats, works};

/// A folder with room for so many of these mini-apps.
fn tight(room: u64) -> (Folder, Engine) {
    let measured = Folder::new();
    works(&measured.engine(), &marked("x"));
    let entry = fs::metadata(measured.entry()).unwrap().len();
    let folder = Folder::new();
    let engine = engine(Profile::Embedded).with_code_cache(folder.cache(entry * room + entry / 2));
    (folder, engine)
}

/// Loads it, and makes its entry as old as that.
fn used(folder: &Folder, engine: &Engine, app: &Package, seconds_ago: u64) -> PathBuf {
    let before = folder.entries();
    works(engine, app);
    let mut new = folder.entries();
    new.retain(|entry| !before.contains(entry));
    assert_eq!(new.len(), 1);
    date(&new[0], seconds_ago);
    new.remove(0)
}

fn date(file: &Path, seconds_ago: u64) {
    let then = SystemTime::now() - Duration::from_secs(seconds_ago);
    File::options().write(true).open(file).unwrap().set_modified(then).unwrap();
}

#[test]
fn what_was_not_used_for_longest_goes_first() {
    let (folder, engine) = tight(3);
    let [a, b, c, d] = ["a", "b", "c", "d"].map(marked);
    let of_a = used(&folder, &engine, &a, 300);
    let of_b = used(&folder, &engine, &b, 200);
    let of_c = used(&folder, &engine, &c, 100);
    works(&engine, &a);
    assert_eq!(stats(&engine), [1, 3, 0, 0]);
    let of_d = used(&folder, &engine, &d, 0);
    assert_eq!(stats(&engine), [1, 4, 0, 1]);
    let mut left = [of_a, of_c, of_d];
    left.sort();
    assert_eq!(folder.entries(), left, "{} was not used since", of_b.display());
}

#[test]
fn the_folder_never_outgrows_its_bound_and_the_newest_stays() {
    let (folder, engine) = tight(2);
    for number in 0..6 {
        // From the future: it seems to be newer than the newest.
        let entry = used(&folder, &engine, &marked(&number.to_string()), 0);
        let future = SystemTime::now() + Duration::from_secs(3600 * (6 - number));
        File::options().write(true).open(entry).unwrap().set_modified(future).unwrap();
        assert!(folder.entries().len() <= 2);
    }
    assert_eq!(stats(&engine), [0, 6, 0, 4]);
}

#[test]
fn code_that_is_larger_than_the_bound_is_not_kept() {
    let (folder, engine) = tight(0);
    works(&engine, &marked("a"));
    works(&engine, &marked("a"));
    assert!(folder.entries().is_empty());
    assert_eq!(stats(&engine), [0, 2, 0, 0]);
}

#[test]
fn nothing_but_the_cache_s_own_files_is_removed() {
    let (folder, engine) = tight(1);
    let foreign = ["bank.sqlite3", "notes.loggia-code.txt", ".loggia", "loggia-code"];
    for name in foreign {
        fs::write(folder.path().join(name), vec![0; 100_000]).unwrap();
        date(&folder.path().join(name), 1_000_000);
    }
    fs::create_dir(folder.path().join("folder.loggia-code")).unwrap();
    let unfinished = |name: &str, seconds_ago| {
        let path = folder.path().join(format!("{name}.loggia-code-unfinished"));
        fs::write(&path, "half").unwrap();
        date(&path, seconds_ago);
        path
    };
    let (young, stale) = (unfinished("young", 5), unfinished("stale", 3_600));
    for app in ["a", "b", "c"] {
        used(&folder, &engine, &marked(app), 100);
    }
    assert_eq!(stats(&engine), [0, 3, 0, 2]);
    for name in foreign.into_iter().chain(["folder.loggia-code"]) {
        assert!(folder.path().join(name).exists(), "{name}");
    }
    assert!(young.exists(), "somebody may be writing it");
    assert!(!stale.exists());
}
