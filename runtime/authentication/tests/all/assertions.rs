//! Each thing that an assertion must be, and what is said where it is not.

use loggia_authentication::{Assertion, Credential, CredentialId, Refused};
use p256::ecdsa::Signature;

use super::{
    AT, Authenticator, BE, BS, ED, NOW, ORIGIN, UP, USER, UV, bank, facts, pending, try_with,
    verify,
};

fn malformed(reason: &'static str) -> Refused {
    Refused::AuthenticatorData { reason }
}

/// What the bank says to a right answer that was changed after it was signed.
fn try_changed(change: impl FnOnce(&mut Assertion)) -> Refused {
    let (authenticator, pending) = (Authenticator::new(), pending());
    let mut answer = authenticator.answer(&pending.challenge());
    change(&mut answer);
    verify(&authenticator.credential(), &pending, &answer).unwrap_err()
}

#[test]
fn a_right_answer_is_verified() {
    let authenticator = Authenticator::new();
    let verified = try_with(&authenticator, &authenticator.credential()).unwrap();
    assert_eq!(verified.credential, authenticator.credential());
    assert_eq!((verified.origin.as_str(), verified.at), (ORIGIN, NOW));
}

#[test]
fn the_authenticator_must_have_been_asked_by_the_bank() {
    let credential = Authenticator::new().credential();
    for rp_id in ["evil.example", "www.bank.example", "https://bank.example", ""] {
        let authenticator = Authenticator { rp_id, ..Authenticator::new() };
        assert_eq!(try_with(&authenticator, &credential), Err(Refused::RelyingParty), "{rp_id}");
    }
}

#[test]
fn each_flag_has_its_say() {
    let credential = Authenticator::new().credential();
    let eligible = Credential { backup_eligible: true, ..credential.clone() };
    let cases = [
        (UP | UV, &credential, Ok(())),
        // Reserved for the future.
        (UP | UV | 0x02 | 0x20, &credential, Ok(())),
        (UV, &credential, Err(Refused::NotPresent)),
        (UP, &credential, Err(Refused::NotVerified)),
        (0, &credential, Err(Refused::NotPresent)),
        (UP | UV | BE, &credential, Err(Refused::BackupEligibility)),
        (UP | UV | BE, &eligible, Ok(())),
        (UP | UV | BE | BS, &eligible, Ok(())),
        (UP | UV, &eligible, Err(Refused::BackupEligibility)),
        (
            UP | UV | BS,
            &credential,
            Err(malformed("what is backed up (BS) must be eligible for it (BE)")),
        ),
        (UP | UV | AT, &credential, Err(malformed("they end within the credential"))),
        (UP | UV | ED, &credential, Err(malformed("the extensions (ED) are no CBOR map"))),
    ];
    for (flags, credential, expected) in cases {
        let authenticator = Authenticator { flags, ..Authenticator::new() };
        let verified = try_with(&authenticator, credential);
        assert_eq!(verified.clone().map(|_| ()), expected, "{flags:#010b}");
        if let Ok(verified) = verified {
            assert_eq!(verified.credential.backed_up, flags & BS != 0, "kept for the bank");
        }
    }
}

#[test]
fn a_bank_may_ask_for_credentials_that_stay_on_their_device() {
    let authenticator = Authenticator { flags: UP | UV | BE, ..Authenticator::new() };
    let credential = Credential { backup_eligible: true, ..authenticator.credential() };
    let mut pending = pending();
    let answer = authenticator.answer(&pending.challenge());
    let strict = bank().device_bound_only();
    let refused = strict.verify_payment(&credential, &mut pending, &facts(), &answer, NOW);
    assert_eq!(refused.unwrap_err(), Refused::NotDeviceBound);
    assert!(bank().verify_payment(&credential, &mut pending, &facts(), &answer, NOW).is_ok());

    let (authenticator, mut pending) = (Authenticator::new(), super::pending());
    let answer = authenticator.answer(&pending.challenge());
    let credential = authenticator.credential();
    assert!(strict.verify_payment(&credential, &mut pending, &facts(), &answer, NOW).is_ok());
}

#[test]
fn nothing_follows_but_extensions() {
    let credential = Authenticator::new().credential();
    let extensions = malformed("the extensions (ED) are no CBOR map");
    let follows = malformed("bytes follow that no flag tells of");
    let mut bomb = vec![0xa1, 0x61, b'a'];
    bomb.extend([0x81; 200]);
    let cases: [(u8, Vec<u8>, Result<(), Refused>); 9] = [
        (0, vec![0], Err(follows.clone())),
        (0, vec![0xa0], Err(follows.clone())),
        (ED, vec![0xa0], Ok(())),
        (ED, vec![0xa1, 0x61, b'a', 0xf5], Ok(())),
        (ED, vec![0xa0, 0xa0], Err(follows)),
        (ED, vec![0x80], Err(extensions.clone())),
        (ED, vec![0xa1, 0x61, b'a'], Err(extensions.clone())),
        // A map of 2^64 - 1 entries, and arrays 200 deep.
        (ED, [vec![0xbb], vec![0xff; 8]].concat(), Err(extensions.clone())),
        (ED, bomb, Err(extensions)),
    ];
    for (flag, rest, expected) in cases {
        let authenticator =
            Authenticator { flags: UP | UV | flag, rest: rest.clone(), ..Authenticator::new() };
        let verified = try_with(&authenticator, &credential).map(|_| ());
        assert_eq!(verified, expected, "{flag} {rest:02x?}");
    }
}

#[test]
fn an_assertion_that_brings_a_credential_along_is_refused() {
    let attested = super::registrations::attested(&Authenticator::new(), [0; 16]);
    let authenticator =
        Authenticator { flags: UP | UV | AT, rest: attested, ..Authenticator::new() };
    let refused = try_with(&authenticator, &authenticator.credential());
    assert_eq!(refused, Err(malformed("an assertion holds no new credential (AT)")));
}

#[test]
fn every_shorter_authenticator_data_is_refused() {
    let (authenticator, pending) = (Authenticator::new(), pending());
    let whole = authenticator.authenticator_data();
    for length in 0..whole.len() {
        let client_data = authenticator.client_data(&pending.challenge());
        let answer = authenticator.sign(whole[..length].to_vec(), client_data);
        let refused = verify(&authenticator.credential(), &pending, &answer);
        let reason = "they are shorter than a hash, the flags and a counter";
        assert_eq!(refused, Err(malformed(reason)), "{length}");
    }
}

#[test]
fn a_counter_stays_at_zero_or_grows() {
    for (kept, given, good) in [
        (0, 0, true),
        (0, 1, true),
        (1, 2, true),
        (7, 700, true),
        (u32::MAX - 1, u32::MAX, true),
        (1, 1, false),
        (1, 0, false),
        (7, 6, false),
        (u32::MAX, 0, false),
    ] {
        let authenticator = Authenticator { count: given, ..Authenticator::new() };
        let credential = Credential { sign_count: kept, ..authenticator.credential() };
        match try_with(&authenticator, &credential) {
            Ok(verified) => {
                assert!(good, "{kept} {given}");
                assert_eq!(verified.credential.sign_count, given);
            }
            Err(refused) => {
                assert!(!good, "{kept} {given}");
                assert_eq!(refused, Refused::Counter { kept, given });
            }
        }
    }
}

#[test]
fn the_credential_is_the_user_s_and_the_assertion_is_its() {
    let authenticator = Authenticator::new();
    let others = Credential { user: "u-0000".into(), ..authenticator.credential() };
    assert_eq!(try_with(&authenticator, &others), Err(Refused::Owner));
    let id = CredentialId::from_bytes(&[6; 20]).unwrap();
    let another = Credential { id: id.clone(), ..authenticator.credential() };
    assert_eq!(try_with(&authenticator, &another), Err(Refused::Credential));
    assert_eq!(try_changed(|answer| answer.credential_id = id), Refused::Credential);
    for handle in ["", "u-7f3", "u-0000"] {
        let refused = try_changed(|answer| answer.user_handle = Some(handle.into()));
        assert_eq!(refused, Refused::UserHandle, "{handle}");
    }
    // An authenticator that is told the credential may leave the handle out.
    let pending = pending();
    let answer = Assertion { user_handle: None, ..authenticator.answer(&pending.challenge()) };
    assert!(verify(&authenticator.credential(), &pending, &answer).is_ok());
    assert_eq!(authenticator.credential().user, USER);
}

#[test]
fn another_key_s_signature_is_none() {
    let other = Authenticator {
        key: p256::ecdsa::SigningKey::from_slice(&[2; 32]).unwrap(),
        ..Authenticator::new()
    };
    assert_eq!(try_with(&other, &Authenticator::new().credential()), Err(Refused::Signature));
}

#[test]
fn no_bit_of_a_signature_can_be_another_and_no_other_form_will_do() {
    let (authenticator, pending) = (Authenticator::new(), pending());
    let answer = authenticator.answer(&pending.challenge());
    let right = answer.signature.clone();
    let flipped = (0..right.len() * 8).map(|bit| {
        let mut signature = right.clone();
        signature[bit / 8] ^= 1 << (bit % 8);
        signature
    });
    let others = [
        Signature::from_der(&right).unwrap().to_bytes().to_vec(),
        Vec::new(),
        [right.clone(), vec![0]].concat(),
        right[..right.len() - 1].to_vec(),
        // r and s of 0.
        vec![0x30, 6, 2, 1, 0, 2, 1, 0],
    ];
    for signature in flipped.chain(others) {
        let wrong = Assertion { signature, ..answer.clone() };
        let refused = verify(&authenticator.credential(), &pending, &wrong);
        assert_eq!(refused, Err(Refused::Signature), "{:02x?}", wrong.signature);
    }
    assert!(verify(&authenticator.credential(), &pending, &answer).is_ok());
}

#[test]
fn either_s_of_a_signature_will_do() {
    let (authenticator, pending) = (Authenticator::new(), pending());
    let answer = authenticator.answer(&pending.challenge());
    let signature = Signature::from_der(&answer.signature).unwrap();
    let other = Signature::from_scalars(signature.r().to_bytes(), (-*signature.s()).to_bytes());
    let other =
        Assertion { signature: other.unwrap().to_der().as_bytes().to_vec(), ..answer.clone() };
    assert_ne!(other, answer);
    assert!(verify(&authenticator.credential(), &pending, &answer).is_ok());
    assert!(verify(&authenticator.credential(), &pending, &other).is_ok());
}

#[test]
fn what_is_too_long_is_not_looked_at() {
    let too_long = |part, length, limit| Refused::TooLong { part, length, limit };
    let refused = try_changed(|answer| answer.client_data.resize(2049, b' '));
    assert_eq!(refused, too_long("clientDataJSON", 2049, 2048));
    let refused = try_changed(|answer| answer.authenticator_data.resize(1025, 0));
    assert_eq!(refused, too_long("authenticatorData", 1025, 1024));
    let refused = try_changed(|answer| answer.signature.resize(81, 0));
    assert_eq!(refused, too_long("signature", 81, 80));
    let refused = try_changed(|answer| answer.user_handle = Some(vec![b'u'; 65]));
    assert_eq!(refused, too_long("userHandle", 65, 64));
    assert!(CredentialId::from_bytes(&[1; 1023]).is_ok());
    assert!(CredentialId::from_bytes(&[1; 1024]).is_err());
    assert!(CredentialId::from_bytes(&[]).is_err());
    // A byte less, and it is looked at.
    assert_eq!(try_changed(|answer| answer.client_data.resize(2048, b'x')), Refused::ClientData);
    assert_eq!(try_changed(|answer| answer.signature.resize(80, 0)), Refused::Signature);
}

#[test]
fn an_assertion_comes_as_json() {
    let answer = Authenticator::new().answer(&pending().challenge());
    let json = serde_json::to_value(&answer).unwrap();
    assert_eq!(json["credentialId"], "BQUFBQUFBQUFBQUFBQUFBQUFBQU");
    assert_eq!(json["userHandle"], "dS03ZjNh");
    assert!(json["clientDataJSON"].as_str().unwrap().starts_with("eyJ0eXBlIjoi"));
    assert_eq!(serde_json::from_value::<Assertion>(json.clone()).unwrap(), answer);
    for (name, value) in
        [("signature", "AA=="), ("signature", "+/"), ("credentialId", ""), ("more", "")]
    {
        let mut wrong = json.clone();
        wrong[name] = value.into();
        assert!(serde_json::from_value::<Assertion>(wrong).is_err(), "{name} {value}");
    }
}
