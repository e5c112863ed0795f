//! The compiled code that `loggia run` keeps in its data folder.

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use loggia_tests::coffee::built;
use tempfile::tempdir;

use super::{Said, loggia, play, said, say};

fn run(data: &Path) -> Said {
    let (grant, data) = (built().grant.display().to_string(), data.display().to_string());
    let options = ["--grant", &grant, "--data", &data, "--new"];
    play(&built().package, &options, "expect Menu\nrestart\nexpect Menu").went_well()
}

/// The only file in the data folder's folder of code.
fn entry(data: &Path) -> PathBuf {
    let mut entries = fs::read_dir(data.join("code")).unwrap();
    let entry = entries.next().expect("there is code").unwrap().path();
    assert!(entries.next().is_none());
    entry
}

/// Which file it is: one that is written anew is another.
fn number(file: &Path) -> u64 {
    fs::metadata(file).unwrap().ino()
}

/// Form, version and tag around the 32 bytes of a wrapped key.
const WRAPPED: usize = 1 + 4 + 16 + 32;

#[test]
fn the_second_run_compiles_nothing() {
    let data = tempdir().unwrap();
    let first = run(data.path());
    assert_eq!(first.err, "", "a cold start makes no noise");
    let (entry, kept) = (entry(data.path()), number(&entry(data.path())));
    let second = run(data.path());
    assert_eq!(number(&entry), kept, "what is there is used");
    assert_eq!((second.out, second.err), (first.out, first.err));

    let key = data.path().join("code.key");
    assert_eq!(fs::metadata(&key).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(fs::read(&key).unwrap().len(), WRAPPED);
}

#[test]
fn code_or_a_key_that_somebody_has_changed_is_replaced_without_a_word() {
    let data = tempdir().unwrap();
    let first = run(data.path());
    let (entry, key) = (entry(data.path()), data.path().join("code.key"));
    let good = fs::read(&entry).unwrap();

    let changes: [&dyn Fn(); 4] = [
        &|| fs::write(&entry, good.iter().map(|byte| byte ^ 1).collect::<Vec<_>>()).unwrap(),
        &|| fs::write(&key, [0; 32]).unwrap(),
        &|| fs::write(&key, "short").unwrap(),
        &|| fs::remove_file(&key).unwrap(),
    ];
    for change in changes {
        let before = number(&entry);
        change();
        // The number of a removed file may be given to the next one.
        let held = fs::File::open(&entry).unwrap();
        let run = run(data.path());
        assert_ne!(number(&entry), before, "it is written anew");
        assert_eq!((run.out, run.err), (first.out.clone(), first.err.clone()));
        assert_eq!(fs::read(&key).unwrap().len(), WRAPPED);
        drop(held);
    }
}

#[test]
fn a_place_that_cannot_be_written_keeps_nobody_from_running() {
    let data = tempdir().unwrap();
    fs::write(data.path().join("code"), "this is no folder").unwrap();
    run(data.path());
    assert!(data.path().join("code").is_file());
}

#[test]
fn in_memory_no_file_is_left() {
    let home = tempdir().unwrap();
    fs::set_permissions(home.path(), Permissions::from_mode(0o700)).unwrap();
    let mut run = loggia();
    run.env("HOME", home.path()).env("XDG_DATA_HOME", home.path());
    run.arg("run").arg(&built().package).arg("--grant").arg(&built().grant);
    run.args(["--memory", "--locale", "en", "--script", "-"]);
    said(&mut run, "expect Menu").went_well();
    assert!(fs::read_dir(home.path()).unwrap().next().is_none());
}

#[test]
fn the_worker_is_nobody_s_command() {
    assert!(!say(loggia().arg("help")).went_well().out.contains("compile-worker"));
    for junk in ["", &"junk ".repeat(100)] {
        said(loggia().arg("compile-worker"), junk).failed_with(&["no order to compile"]);
    }
}
