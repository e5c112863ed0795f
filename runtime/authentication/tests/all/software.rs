//! The software authenticator: the same protocol, and refused unless a bank says otherwise.

use loggia_authentication::{
    Class, NotAnAuthenticator, PendingChallenge, Refused, SOFTWARE_AAGUID, SoftwareAuthenticator,
};

use super::{AT, Authenticator, NOW, ORIGIN, UP, USER, UV, bank, facts, pending};

#[test]
fn it_is_refused_at_registration_and_at_every_use() {
    let authenticator = SoftwareAuthenticator::generate().unwrap();
    let lax = bank().accepting_software_authenticators();
    let mut asked = PendingChallenge::registration(USER, NOW).unwrap();
    let made = authenticator.register("bank.example", ORIGIN, &asked.challenge());
    let refused = bank().verify_registration(&mut asked, &made, NOW);
    assert_eq!(refused, Err(Refused::Software));
    let credential = lax.verify_registration(&mut asked, &made, NOW).unwrap();
    assert_eq!(credential.class, Class::Software);
    assert_eq!(credential.id, authenticator.credential_id());
    assert_eq!(credential.public_key, *authenticator.public_key());

    let mut pending = pending();
    let answer = authenticator.assert("bank.example", ORIGIN, &pending.challenge());
    let refused = bank().verify_payment(&credential, &mut pending, &facts(), &answer, NOW);
    assert_eq!(refused.unwrap_err(), Refused::Software);
    let (_, evidence) =
        lax.verify_payment(&credential, &mut pending, &facts(), &answer, NOW).unwrap();
    assert_eq!(evidence.verify().unwrap().class, Class::Software);
}

#[test]
fn its_bytes_are_those_of_an_authenticator_by_the_standard() {
    let secret = [1; 32];
    let software = SoftwareAuthenticator::from_secret(&secret).unwrap();
    let by_hand = Authenticator::new();
    let challenge = pending().challenge();
    let ours = software.assert("bank.example", ORIGIN, &challenge);
    let theirs = by_hand.answer(&challenge);
    assert_eq!(ours.client_data, theirs.client_data);
    assert_eq!(ours.authenticator_data, theirs.authenticator_data);
    assert_eq!(ours.signature, theirs.signature);

    let made = software.register("bank.example", ORIGIN, &challenge);
    let mut rest = super::registrations::attested(&by_hand, SOFTWARE_AAGUID);
    // The length and the bytes of its own id.
    rest.splice(16..38, [&[0, 32], software.credential_id().as_bytes()].concat());
    let maker = Authenticator {
        client_type: "webauthn.create",
        flags: UP | UV | AT,
        rest,
        ..Authenticator::new()
    };
    assert_eq!(made.client_data, maker.client_data(&challenge));
    assert!(made.attestation_object.ends_with(&maker.authenticator_data()));
}

#[test]
fn it_comes_back_from_its_secret_and_shows_it_to_nobody() {
    let authenticator = SoftwareAuthenticator::generate().unwrap();
    let secret = authenticator.reveal();
    let again = SoftwareAuthenticator::from_secret(&secret).unwrap();
    let challenge = pending().challenge();
    let assert = |authenticator: &SoftwareAuthenticator| {
        authenticator.assert("bank.example", ORIGIN, &challenge)
    };
    assert_eq!(assert(&again), assert(&authenticator));
    let other = SoftwareAuthenticator::generate().unwrap();
    assert_ne!(other.credential_id(), authenticator.credential_id());

    let ones = SoftwareAuthenticator::from_secret(&[0x11; 32]).unwrap();
    let shown = format!("{ones:?}");
    assert!(!shown.contains("1111") && !shown.contains("17, 17") && !shown.contains("ERER"));
    for wrong in [[0; 32], [0xff; 32]] {
        let refused = SoftwareAuthenticator::from_secret(&wrong).unwrap_err();
        assert_eq!(refused, NotAnAuthenticator::Secret);
    }
}

#[test]
fn an_origin_with_quotes_breaks_no_json() {
    let authenticator = SoftwareAuthenticator::from_secret(&[1; 32]).unwrap();
    let origin = r#"https://x","origin":"https://bank.example"#;
    let answer = authenticator.assert("bank.example", origin, &pending().challenge());
    let json: serde_json::Value = serde_json::from_slice(&answer.client_data).unwrap();
    assert_eq!(json["origin"], origin);
}
