//! What every holder of keys does alike.

use loggia_keys::{DataKey, FileKeys, KeyName, Keys, KeysError, ThrowAwayKeys, version_of};

fn everywhere(test: impl Fn(&dyn Keys)) {
    test(&ThrowAwayKeys::new());
    let folder = tempfile::tempdir().unwrap();
    test(&FileKeys::in_folder(folder.path().join("keys")));
}

#[test]
fn what_is_wrapped_opens_for_whom_it_was_made_and_unchanged_only() {
    everywhere(|keys| {
        keys.make(KeyName::Data).unwrap();
        keys.make(KeyName::Machine).unwrap();
        let key = DataKey::random().unwrap();
        let wrapped = keys.wrap(KeyName::Data, &[b"a", b"b"], &key).unwrap();
        assert_eq!(version_of(&wrapped), Some(1));
        assert!(!wrapped.windows(32).any(|window| window == key.as_bytes()));
        let opened = keys.unwrap(KeyName::Data, &[b"a", b"b"], &wrapped).unwrap();
        assert_eq!(opened.as_bytes(), key.as_bytes());

        let elsewhere: [&[&[u8]]; 5] = [&[b"a"], &[b"ab"], &[b"b", b"a"], &[b"a", b"b", b""], &[]];
        for bound_to in elsewhere {
            let refused = keys.unwrap(KeyName::Data, bound_to, &wrapped).unwrap_err();
            assert_eq!(refused, KeysError::NotWrapped { name: KeyName::Data });
        }
        assert!(keys.unwrap(KeyName::Machine, &[b"a", b"b"], &wrapped).is_err());
        for at in 0..wrapped.len() {
            let mut changed = wrapped.clone();
            changed[at] ^= 1;
            assert!(keys.unwrap(KeyName::Data, &[b"a", b"b"], &changed).is_err(), "byte {at}");
            assert!(keys.unwrap(KeyName::Data, &[b"a", b"b"], &wrapped[..at]).is_err());
        }
        let longer = [wrapped.as_slice(), &[0]].concat();
        assert!(keys.unwrap(KeyName::Data, &[b"a", b"b"], &longer).is_err());
    });
}

#[test]
fn a_rotation_wraps_anew_and_the_newest_version_is_never_destroyed() {
    everywhere(|keys| {
        assert!(keys.versions(KeyName::Data).unwrap().is_empty());
        let key = DataKey::random().unwrap();
        let none = keys.wrap(KeyName::Data, &[], &key).unwrap_err();
        assert!(matches!(none, KeysError::None { .. }), "{none}");
        keys.make(KeyName::Data).unwrap();
        keys.make(KeyName::Data).unwrap();
        let old = keys.wrap(KeyName::Data, &[], &key).unwrap();
        assert_eq!(keys.rotate(KeyName::Data).unwrap(), 2);
        assert_eq!(version_of(&keys.wrap(KeyName::Data, &[], &key).unwrap()), Some(2));
        assert!(keys.unwrap(KeyName::Data, &[], &old).is_ok());
        let in_use = keys.destroy(KeyName::Data, 2).unwrap_err();
        assert_eq!(in_use, KeysError::InUse { name: KeyName::Data, version: 2 });
        keys.destroy(KeyName::Data, 1).unwrap();
        keys.destroy(KeyName::Data, 1).unwrap();
        let gone = keys.unwrap(KeyName::Data, &[], &old).unwrap_err();
        assert!(matches!(gone, KeysError::Missing { version: 1, .. }), "{gone}");
        assert_eq!(keys.versions(KeyName::Data).unwrap(), [2]);
    });
}

#[test]
fn a_key_signs_or_wraps_and_not_both() {
    everywhere(|keys| {
        for name in KeyName::ALL {
            keys.make(name).unwrap();
        }
        let signature = keys.sign(KeyName::Audit, b"message").unwrap();
        assert_eq!(keys.sign(KeyName::Audit, b"message").unwrap(), signature);
        assert_ne!(
            keys.public_key(KeyName::Audit).unwrap(),
            keys.public_key(KeyName::Outbound).unwrap()
        );
        let key = DataKey::random().unwrap();
        for refused in [
            keys.sign(KeyName::Data, b"message").map(drop).unwrap_err(),
            keys.public_key(KeyName::Machine).map(drop).unwrap_err(),
            keys.wrap(KeyName::Outbound, &[], &key).map(drop).unwrap_err(),
        ] {
            assert!(matches!(refused, KeysError::OtherUse { .. }), "{refused}");
        }
        assert!(!format!("{keys:?} {key:?}").contains(&format!("{:?}", key.as_bytes())));
    });
}
