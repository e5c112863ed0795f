//! Files that are lost, too open or damaged.

use std::path::{Path, PathBuf};

use loggia_keys::{DataKey, FileKeys, KeyName, Keys, KeysError};
use tempfile::TempDir;

fn keys() -> (TempDir, PathBuf, FileKeys) {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("keys");
    let keys = FileKeys::in_folder(&place);
    keys.make(KeyName::Data).unwrap();
    (folder, place, keys)
}

/// As a process finds them that was started later.
fn afresh(place: &Path) -> Result<Vec<u8>, KeysError> {
    FileKeys::in_folder(place).wrap(KeyName::Data, &[], &DataKey::random()?)
}

#[test]
fn nothing_is_made_before_it_is_needed() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("keys");
    assert!(afresh(&place).is_err());
    assert!(!place.exists());
}

#[cfg(unix)]
#[test]
fn only_its_owner_can_read_a_key_and_one_that_others_can_is_refused() {
    use std::fs::{Permissions, metadata, set_permissions};
    use std::os::unix::fs::PermissionsExt;

    let (_folder, place, keys) = keys();
    keys.rotate(KeyName::Data).unwrap();
    let file = place.join("data.2.key");
    let mode = |path: &Path| metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&place), mode(&file)), (0o700, 0o600));
    for open in [0o604, 0o640, 0o660, 0o622] {
        set_permissions(&file, Permissions::from_mode(open)).unwrap();
        let refused = afresh(&place).unwrap_err();
        assert_eq!(refused, KeysError::TooOpen { path: file.clone(), mode: open });
        assert!(refused.to_string().contains(&format!("{open:03o}")), "{refused}");
    }
    set_permissions(&file, Permissions::from_mode(0o400)).unwrap();
    assert!(afresh(&place).is_ok());
    set_permissions(&place, Permissions::from_mode(0o770)).unwrap();
    let refused = afresh(&place).unwrap_err();
    assert!(matches!(refused, KeysError::TooOpen { .. }), "{refused}");
}

#[test]
fn a_damaged_file_is_refused_and_never_replaced() {
    let (_folder, place, _keys) = keys();
    let file = place.join("data.1.key");
    let good = std::fs::read_to_string(&file).unwrap();
    assert!(good.starts_with("loggia-key-1 data 1 "), "{good}");
    let other = good.replace(" data ", " audit ");
    let mut bad: Vec<Vec<u8>> = vec![
        Vec::new(),
        b"\n".to_vec(),
        vec![0xff; 100],
        vec![b'x'; 1 << 20],
        other.into_bytes(),
        good.replace("key-1", "key-2").into_bytes(),
        good.to_uppercase().into_bytes(),
    ];
    let line = good.trim_end().as_bytes();
    bad.extend((0..line.len()).map(|at| line[..at].to_vec()));
    bad.extend((0..line.len()).map(|at| {
        let mut changed = line.to_vec();
        changed[at] ^= 1;
        changed
    }));
    for bytes in bad {
        std::fs::write(&file, &bytes).unwrap();
        let refused = afresh(&place).unwrap_err();
        assert!(matches!(refused, KeysError::Damaged { .. }), "{refused}");
        assert!(FileKeys::in_folder(&place).make(KeyName::Data).is_err());
        assert_eq!(std::fs::read(&file).unwrap(), bytes);
    }
    std::fs::write(&file, good).unwrap();
    assert!(afresh(&place).is_ok());
}

#[test]
fn another_version_in_the_place_of_one_is_refused() {
    let (_folder, place, keys) = keys();
    keys.rotate(KeyName::Data).unwrap();
    std::fs::copy(place.join("data.1.key"), place.join("data.2.key")).unwrap();
    let refused = afresh(&place).unwrap_err();
    assert!(refused.to_string().contains("another version of it"), "{refused}");
}

#[test]
fn many_who_make_the_same_key_at_once_have_one() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("keys");
    let key = DataKey::random().unwrap();
    let wrapped: Vec<Vec<u8>> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8)
            .map(|_| {
                scope.spawn(|| {
                    let keys = FileKeys::in_folder(&place);
                    keys.make(KeyName::Data).unwrap();
                    keys.wrap(KeyName::Data, &[], &key).unwrap()
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    // AES-SIV says the same of the same.
    assert!(wrapped.iter().all(|other| *other == wrapped[0]));
    let files: Vec<_> =
        std::fs::read_dir(&place).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert_eq!(files, ["data.1.key"], "and nothing is left over");
}

#[test]
fn a_version_that_is_destroyed_is_gone_from_the_folder() {
    let (_folder, place, keys) = keys();
    let secret = std::fs::read_to_string(place.join("data.1.key")).unwrap();
    keys.rotate(KeyName::Data).unwrap();
    keys.destroy(KeyName::Data, 1).unwrap();
    assert!(!place.join("data.1.key").exists());
    let secret = secret.split(' ').nth(3).unwrap();
    for file in std::fs::read_dir(&place).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        assert!(!text.contains(secret));
    }
}

#[test]
fn what_another_process_rotates_is_found() {
    let (_folder, place, keys) = keys();
    FileKeys::in_folder(&place).rotate(KeyName::Data).unwrap();
    let wrapped = keys.wrap(KeyName::Data, &[], &DataKey::random().unwrap()).unwrap();
    assert_eq!(loggia_keys::version_of(&wrapped), Some(2));
}
