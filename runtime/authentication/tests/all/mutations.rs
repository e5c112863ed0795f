//! Whatever comes: it is refused, and nothing panics.

use loggia_authentication::{
    Assertion, Credential, CredentialId, PendingChallenge, Registration, SoftwareAuthenticator,
};
use proptest::prelude::*;

use super::{AT, Authenticator, ED, NOW, ORIGIN, UP, USER, UV, bank, pending, verify};

/// One change of a part's bytes.
#[derive(Debug, Clone)]
enum Change {
    Set(usize, u8),
    Insert(usize, u8),
    Remove(usize),
    Cut(usize),
    Append(Vec<u8>),
}

impl Change {
    fn apply(&self, bytes: &mut Vec<u8>) {
        let length = bytes.len();
        match self {
            Self::Set(at, byte) => bytes[at % length] = *byte,
            Self::Insert(at, byte) => bytes.insert(at % (length + 1), *byte),
            Self::Remove(at) => {
                bytes.remove(at % length);
            }
            Self::Cut(at) => bytes.truncate(at % length),
            Self::Append(more) => bytes.extend(more),
        }
    }
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        4 => (any::<usize>(), any::<u8>()).prop_map(|(at, byte)| Change::Set(at, byte)),
        1 => (any::<usize>(), any::<u8>()).prop_map(|(at, byte)| Change::Insert(at, byte)),
        1 => any::<usize>().prop_map(Change::Remove),
        1 => any::<usize>().prop_map(Change::Cut),
        1 => prop::collection::vec(any::<u8>(), 1..3000).prop_map(Change::Append),
    ]
}

fn config() -> ProptestConfig {
    ProptestConfig { cases: 1024, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn no_changed_assertion_verifies(part in 0_usize..4, change in change()) {
        let (authenticator, pending) = (Authenticator::new(), pending());
        let right = authenticator.answer(&pending.challenge());
        let mut wrong = right.clone();
        match part {
            0 => change.apply(&mut wrong.client_data),
            1 => change.apply(&mut wrong.authenticator_data),
            2 => change.apply(&mut wrong.signature),
            _ => {
                let mut id = wrong.credential_id.as_bytes().to_vec();
                change.apply(&mut id);
                let Ok(id) = CredentialId::from_bytes(&id) else { return Ok(()) };
                wrong.credential_id = id;
            }
        }
        let verified = verify(&authenticator.credential(), &pending, &wrong);
        prop_assert_eq!(verified.is_ok(), wrong == right);
    }

    #[test]
    fn no_bytes_panic_in_an_assertion_that_is_signed(
        flags in any::<u8>(),
        rest in prop::collection::vec(any::<u8>(), 0..200),
        cut in 0_usize..240,
    ) {
        let pending = pending();
        let authenticator = Authenticator { flags, rest: rest.clone(), ..Authenticator::new() };
        let mut data = authenticator.authenticator_data();
        data.truncate(cut);
        let answer = authenticator.sign(data, authenticator.client_data(&pending.challenge()));
        let verified = verify(&authenticator.credential(), &pending, &answer);
        // Without flags that tell of them, no bytes may follow.
        if verified.is_ok() {
            prop_assert_eq!(flags & (UP | UV | AT), UP | UV);
            prop_assert!(rest.is_empty() || cut == 37 || flags & ED != 0);
        }
    }

    #[test]
    fn no_changed_registration_panics_or_makes_what_cannot_be_kept(
        changes in prop::collection::vec(change(), 1..4),
    ) {
        let authenticator = SoftwareAuthenticator::from_secret(&[1; 32]).unwrap();
        let mut pending = PendingChallenge::registration(USER, NOW).unwrap();
        let mut made = authenticator.register("bank.example", ORIGIN, &pending.challenge());
        for change in changes {
            if made.attestation_object.is_empty() {
                break;
            }
            change.apply(&mut made.attestation_object);
        }
        let lax = bank().accepting_software_authenticators();
        if let Ok(credential) = lax.verify_registration(&mut pending, &made, NOW) {
            // A registration is not signed: what comes through is a registration of something else.
            let kept = serde_json::to_string(&credential).unwrap();
            prop_assert_eq!(serde_json::from_str::<Credential>(&kept).unwrap(), credential);
        }
    }

    #[test]
    fn no_text_panics(text in ".{0,200}") {
        let _ = serde_json::from_str::<Assertion>(&text);
        let _ = serde_json::from_str::<Registration>(&text);
    }
}
