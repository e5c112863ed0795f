//! What is kept, and what becomes of entries that somebody has been at.

use std::fs;
use std::path::Path;

use loggia_runtime::Profile;

use super::{Folder, KEY, ROOMY, SERVER, engine, load, marked, stats, works};

#[test]
fn the_next_process_compiles_nothing() {
    for profile in [Profile::Embedded, SERVER] {
        let folder = Folder::new();
        let app = marked("a");
        let first = engine(profile).with_code_cache(folder.cache(ROOMY));
        works(&first, &app);
        assert_eq!(stats(&first), [0, 1, 0, 0]);
        works(&first, &app);
        assert_eq!(stats(&first), [1, 1, 0, 0]);

        let next = engine(profile).with_code_cache(folder.cache(ROOMY));
        works(&next, &app);
        assert_eq!(stats(&next), [1, 0, 0, 0]);
        works(&next, &marked("b"));
        assert_eq!(stats(&next), [1, 1, 0, 0], "another package is another's code");
    }
}

#[test]
fn without_a_cache_each_load_compiles() {
    let engine = engine(Profile::Embedded);
    let app = marked("a");
    works(&engine, &app);
    works(&engine, &app);
    assert_eq!(stats(&engine), [0, 2, 0, 0]);
}

#[test]
fn profiles_share_a_folder_and_not_their_code() {
    let folder = Folder::new();
    let app = marked("a");
    for profile in [Profile::Embedded, SERVER] {
        let engine = engine(profile).with_code_cache(folder.cache(ROOMY));
        works(&engine, &app);
        assert_eq!(stats(&engine), [0, 1, 0, 0]);
    }
    let [one, other] = folder.entries().try_into().unwrap();
    swap(&one, &other);
    for profile in [Profile::Embedded, SERVER] {
        let engine = engine(profile).with_code_cache(folder.cache(ROOMY));
        works(&engine, &app);
        assert_eq!(stats(&engine), [0, 1, 1, 0], "the other profile's code is not run");
    }
}

#[test]
fn an_entry_that_was_changed_is_rejected_and_replaced() {
    let folder = Folder::new();
    let app = marked("a");
    works(&folder.engine(), &app);
    let entry = folder.entry();
    let good = fs::read(&entry).unwrap();
    let end = good.len();

    let ends = [0, 1, 31, 32, 33, end / 2, end - 33, end - 32, end - 1];
    let cut = ends.map(|end| good[..end].to_vec());
    let flips = (0..8).chain((0..16).map(|part| part * end / 16)).chain(end - 33..end);
    let flipped = flips.map(|at| {
        let mut bytes = good.clone();
        bytes[at] ^= 1 << (at % 8);
        bytes
    });
    let longer = [[&good[..], b"\0"].concat(), [b"\0", &good[..]].concat(), good.repeat(2)];
    let engine = folder.engine();
    let mut rejected = 0;
    for bytes in cut.into_iter().chain(flipped).chain(longer).chain([vec![0; end]]) {
        fs::write(&entry, &bytes).unwrap();
        load(&engine, &app).expect("it loads all the same");
        rejected += 1;
        assert_eq!(stats(&engine), [rejected - 1, rejected, rejected, 0]);
        load(&engine, &app).expect("it loads");
        assert_eq!(stats(&engine), [rejected, rejected, rejected, 0], "the new entry is good");
    }
    works(&engine, &app);
}

#[test]
fn entries_that_change_places_are_rejected() {
    let folder = Folder::new();
    let apps = [marked("a"), marked("b")];
    apps.iter().for_each(|app| works(&folder.engine(), app));
    let [one, other] = folder.entries().try_into().unwrap();
    swap(&one, &other);
    let engine = folder.engine();
    apps.iter().for_each(|app| works(&engine, app));
    assert_eq!(stats(&engine), [0, 2, 2, 0]);
    apps.iter().for_each(|app| works(&engine, app));
    assert_eq!(stats(&engine), [2, 2, 2, 0]);
}

#[test]
fn entries_made_with_another_key_are_rejected() {
    let folder = Folder::new();
    let app = marked("a");
    let mut other = KEY;
    other[31] ^= 1;
    works(&engine(Profile::Embedded).with_code_cache(folder.cache_with(other, ROOMY)), &app);
    let engine = folder.engine();
    works(&engine, &app);
    assert_eq!(stats(&engine), [0, 1, 1, 0]);
}

#[test]
fn a_huge_entry_is_not_read() {
    let folder = Folder::new();
    let app = marked("a");
    works(&folder.engine(), &app);
    // Without a byte on the disk.
    fs::File::options().write(true).open(folder.entry()).unwrap().set_len(1 << 40).unwrap();
    let engine = folder.engine();
    works(&engine, &app);
    assert_eq!(stats(&engine), [0, 1, 1, 0]);
    assert!(fs::metadata(folder.entry()).unwrap().len() < ROOMY, "it was replaced");
}

#[test]
fn what_is_no_file_is_not_opened() {
    let folder = Folder::new();
    let app = marked("a");
    works(&folder.engine(), &app);
    let entry = folder.entry();
    let good = fs::read(&entry).unwrap();

    // Also not to a good entry inside the folder.
    let inside = folder.path().join("elsewhere");
    fs::write(&inside, good).unwrap();
    for target in [Path::new("/dev/zero"), Path::new("elsewhere")] {
        fs::remove_file(&entry).unwrap();
        std::os::unix::fs::symlink(target, &entry).unwrap();
        let engine = folder.engine();
        works(&engine, &app);
        assert_eq!(stats(&engine), [0, 1, 1, 0]);
        assert!(fs::symlink_metadata(&entry).unwrap().is_file(), "it was replaced");
    }

    // A pipe that nobody writes to would be waited for without end.
    fs::remove_file(&entry).unwrap();
    assert!(std::process::Command::new("mkfifo").arg(&entry).status().unwrap().success());
    let engine = folder.engine();
    works(&engine, &app);
    assert_eq!(stats(&engine), [0, 1, 1, 0]);

    // What cannot be replaced stays, and the mini-app loads.
    fs::remove_file(&entry).unwrap();
    fs::create_dir(&entry).unwrap();
    fs::write(entry.join("kept"), "").unwrap();
    let engine = folder.engine();
    works(&engine, &app);
    works(&engine, &app);
    assert_eq!(stats(&engine), [0, 2, 2, 0]);
    assert!(entry.join("kept").is_file());
}

#[test]
fn a_folder_that_cannot_be_written_costs_a_compilation_and_nothing_else() {
    let folder = Folder::new();
    let engine = folder.engine();
    // No permission of a file system binds a superuser, as whom tests may run; this does.
    fs::remove_dir(folder.path()).unwrap();
    works(&engine, &marked("a"));
    works(&engine, &marked("a"));
    assert_eq!(stats(&engine), [0, 2, 0, 0]);
}

fn swap(one: &Path, other: &Path) {
    let aside = one.with_extension("aside");
    fs::rename(one, &aside).unwrap();
    fs::rename(other, one).unwrap();
    fs::rename(&aside, other).unwrap();
}
