//! W3C's own: Web Authentication, Level 3, section 16, "Test Vectors". The relying party of all is
//! example.org, their origin https://example.org.

use loggia_authentication::{
    Assertion, Challenge, Class, Credential, CredentialId, PublicKey, Refused, Registration,
    RelyingParty, Verified,
};

use super::hex;

/// What the assertions of the section have.
struct Vector {
    challenge: &'static str,
    x: &'static str,
    y: &'static str,
    credential_id: Vec<u8>,
    authenticator_data: &'static str,
    client_data: &'static str,
    signature: &'static str,
}

/// 16.2, "ES256 Credential with No Attestation": its registration.
const CREATE_CHALLENGE: &str = "00c30fb78531c464d2b6771dab8d7b603c01162f2fa486bea70f283ae556e130";
const CREATE_CLIENT_DATA: &str = "
    7b2274797065223a22776562617574686e2e637265617465222c226368616c6c656e6765223a2241
    4d4d507434557878475453746e63647134313759447742466938767049612d7077386f4f75565734
    5441222c226f726967696e223a2268747470733a2f2f6578616d706c652e6f7267222c2263726f73
    734f726967696e223a66616c73652c22657874726144617461223a22636c69656e74446174614a53
    4f4e206d617920626520657874656e6465642077697468206164646974696f6e616c206669656c64
    7320696e20746865206675747572652c207375636820617320746869733a20426b5165446a646354
    427258426941774a544c453551227d";
const ATTESTATION_OBJECT: &str = "
    a363666d74646e6f6e656761747453746d74a068617574684461746158a4bfabc37432958b063360
    d3ad6461c9c4735ae7f8edd46592a5e0f01452b2e4b559000000008446ccb9ab1db374750b2367ff
    6f3a1f0020f91f391db4c9b2fde0ea70189cba3fb63f579ba6122b33ad94ff3ec330084be4a50102
    03262001215820afefa16f97ca9b2d23eb86ccb64098d20db90856062eb249c33a9b672f26df6122
    5820930a56b87a2fca66334b03458abf879717c12cc68ed73290af2e2664796b9220";
const CREDENTIAL_ID: &str = "f91f391db4c9b2fde0ea70189cba3fb63f579ba6122b33ad94ff3ec330084be4";

/// 16.2: its authentication. The user was present, and not verified.
fn not_verified() -> Vector {
    Vector {
        challenge: "39c0e7521417ba54d43e8dc95174f423dee9bf3cd804ff6d65c857c9abf4d408",
        x: "afefa16f97ca9b2d23eb86ccb64098d20db90856062eb249c33a9b672f26df61",
        y: "930a56b87a2fca66334b03458abf879717c12cc68ed73290af2e2664796b9220",
        credential_id: hex(CREDENTIAL_ID),
        authenticator_data: "bfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0f01452b2e4b5
            1900000000",
        client_data: "
            7b2274797065223a22776562617574686e2e676574222c226368616c6c656e6765223a224f63446e
            55685158756c5455506f334a5558543049393770767a7a59425039745a6368587961763031416722
            2c226f726967696e223a2268747470733a2f2f6578616d706c652e6f7267222c2263726f73734f72
            6967696e223a66616c73657d",
        signature: "
            3046022100f50a4e2e4409249c4a853ba361282f09841df4dd4547a13a87780218deffcd38022100
            8480ac0f0b93538174f575bf11a1dd5d78c6e486013f937295ea13653e331e87",
    }
}

/// 16.6, "ES256 Credential with very long credential ID": its authentication. The user was verified.
/// Of the id, which no assertion signs, only the length is the published one's.
fn verified() -> Vector {
    Vector {
        challenge: "ef1deba56dce48f674a447ccf63b9599258ce87648e5c396f2ef0ca1da460e3b",
        x: "3b8176b7504489cc593046d7988abb7905a742de6ac2cdc748a873c663e90cb1",
        y: "1436d5edc9a75f23999eef9d5950a5c2455514ee1014084720f841a06b828a11",
        credential_id: vec![0x3a; 1023],
        authenticator_data: "bfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0f01452b2e4b5
            0d00000000",
        client_data: "
            7b2274797065223a22776562617574686e2e676574222c226368616c6c656e6765223a2237783372
            7057334f53505a307045664d396a75566d53574d36485a4935634f573875384d6f647047446a7322
            2c226f726967696e223a2268747470733a2f2f6578616d706c652e6f7267222c2263726f73734f72
            6967696e223a66616c73657d",
        signature: "
            304502203ecef83fb12a0cae7841055f9f87103a99fd14b424194bbf06c4623d3ee6e3fd022100d2
            ace346db262b1374a6b70faa51f518a42ddca13a4125ce6f5052a75bac9fb6",
    }
}

/// 16.4, "ES256 Credential with "crossOrigin": true in clientDataJSON": its authentication.
fn cross_origin() -> Vector {
    Vector {
        challenge: "876aa517ba83fdee65fcffdbca4c84eeae5d54f8041a1fc85c991e5bbb273137",
        x: "22200a473f90b11078851550d03b4e44a2279f8c4eca27b3153dedfe03e4e97d",
        y: "cbd0be95e746ad6f5a8191be11756e4c0420e72f65b466d39bc56b8b123a9c6e",
        credential_id: hex("6e1050c0d2ca2f07c755cb2c66a74c64fa43065c18f938354d9915db2bd5ce57"),
        authenticator_data: "bfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0f01452b2e4b5
            0500000000",
        client_data: "
            7b2274797065223a22776562617574686e2e676574222c226368616c6c656e6765223a226832716c
            463771445f65356c5f505f62796b7945377135645650674547685f49584a6b655737736e4d546322
            2c226f726967696e223a2268747470733a2f2f6578616d706c652e6f7267222c2263726f73734f72
            6967696e223a747275652c22657874726144617461223a22636c69656e74446174614a534f4e206d
            617920626520657874656e6465642077697468206164646974696f6e616c206669656c647320696e
            20746865206675747572652c207375636820617320746869733a2039327063545644304162792d71
            3464746d6a36656667227d",
        signature: "
            3046022100eb12fcf23b12764c0f122e22371fab92e283879fd798f38ee1841c951b6e40e7022100
            c76237ff9db77b3c56f30837cda6a09acfa2e915544e609c0733b1184036d1cf",
    }
}

impl Vector {
    fn credential(&self) -> Credential {
        let point = [vec![4], hex(self.x), hex(self.y)].concat();
        Credential {
            id: CredentialId::from_bytes(&self.credential_id).unwrap(),
            user: "ada".into(),
            public_key: PublicKey::from_sec1(&point).unwrap(),
            class: Class::Passkey,
            backup_eligible: hex(self.authenticator_data)[32] & 0x08 != 0,
            backed_up: false,
            sign_count: 0,
        }
    }

    fn assertion(&self) -> Assertion {
        Assertion {
            credential_id: CredentialId::from_bytes(&self.credential_id).unwrap(),
            client_data: hex(self.client_data),
            authenticator_data: hex(self.authenticator_data),
            signature: hex(self.signature),
            user_handle: None,
        }
    }

    fn verify(&self, assertion: &Assertion) -> Result<Verified, Refused> {
        let (credential, challenge) = (self.credential(), challenge(self.challenge));
        let party = example();
        party.verify_assertion_of_unchecked_challenge(&credential, &challenge, "ada", assertion, 1)
    }
}

fn example() -> RelyingParty {
    RelyingParty::new("example.org", ["https://example.org"]).unwrap()
}

fn challenge(text: &str) -> Challenge {
    Challenge::from_bytes(hex(text).try_into().unwrap())
}

#[test]
fn the_published_assertion_of_a_verified_user_verifies() {
    let vector = verified();
    let verified = vector.verify(&vector.assertion()).unwrap();
    assert_eq!(verified.origin, "https://example.org");
    assert!(verified.credential.backup_eligible && !verified.credential.backed_up);
    assert_eq!(verified.credential.id.as_bytes().len(), 1023);
}

#[test]
fn no_bit_of_the_published_assertion_can_be_another() {
    let vector = verified();
    let whole = vector.assertion();
    let parts: [fn(&mut Assertion) -> &mut Vec<u8>; 3] =
        [|a| &mut a.client_data, |a| &mut a.authenticator_data, |a| &mut a.signature];
    for part in parts {
        for bit in 0..part(&mut whole.clone()).len() * 8 {
            let mut changed = whole.clone();
            part(&mut changed)[bit / 8] ^= 1 << (bit % 8);
            assert!(vector.verify(&changed).is_err(), "bit {bit}");
        }
    }
}

#[test]
fn the_published_assertion_of_a_user_who_was_not_verified_lacks_nothing_else() {
    let vector = not_verified();
    // The signature is looked at first, and is right.
    assert_eq!(vector.verify(&vector.assertion()), Err(Refused::NotVerified));
    let mut changed = vector.assertion();
    *changed.signature.last_mut().unwrap() ^= 1;
    assert_eq!(vector.verify(&changed), Err(Refused::Signature));
}

#[test]
fn the_published_assertion_of_a_foreign_frame_is_refused_as_that() {
    let vector = cross_origin();
    assert_eq!(vector.verify(&vector.assertion()), Err(Refused::CrossOrigin));
}

#[test]
fn the_published_registration_lacks_the_user_s_verification_alone() {
    let mut registration = Registration {
        client_data: hex(CREATE_CLIENT_DATA),
        attestation_object: hex(ATTESTATION_OBJECT),
    };
    let challenge = challenge(CREATE_CHALLENGE);
    let verify = |registration: &Registration| {
        example().verify_registration_of_unchecked_challenge(&challenge, "ada", registration)
    };
    assert_eq!(verify(&registration), Err(Refused::NotVerified));

    // Nothing signs a registration without attestation: with the bit set it is one of a verified user.
    let flags = registration.attestation_object.iter().position(|byte| *byte == 0x59).unwrap();
    registration.attestation_object[flags] |= 0x04;
    let credential = verify(&registration).unwrap();
    assert_eq!(credential.id.as_bytes(), hex(CREDENTIAL_ID));
    assert_eq!(credential.public_key, not_verified().credential().public_key);
    assert_eq!(credential.class, Class::Passkey);
    assert!(credential.backup_eligible && credential.backed_up);
    assert_eq!(credential.sign_count, 0);
}
