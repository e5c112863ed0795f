//! Each thing that a registration must be.

use loggia_authentication::{Class, Credential, PendingChallenge, Refused, Registration};

use super::cbor::Item::{Bytes, Int, Map, Text};
use super::{AT, Authenticator, BE, BS, ED, NOW, UP, USER, UV, bank};

pub(super) fn point(authenticator: &Authenticator) -> ([u8; 32], [u8; 32]) {
    let point = authenticator.credential().public_key.to_sec1();
    (point[1..33].try_into().unwrap(), point[33..].try_into().unwrap())
}

/// The attested credential data with this COSE key.
pub(super) fn attested_with(aaguid: [u8; 16], id: &[u8], key: &[u8]) -> Vec<u8> {
    let length = u16::try_from(id.len()).unwrap().to_be_bytes();
    [&aaguid, length.as_slice(), id, key].concat()
}

pub(super) fn cose(x: &[u8], y: &[u8]) -> Vec<u8> {
    let key = [
        (Int(1), Int(2)),
        (Int(3), Int(-7)),
        (Int(-1), Int(1)),
        (Int(-2), Bytes(x)),
        (Int(-3), Bytes(y)),
    ];
    Map(key.into()).encode()
}

/// The attested credential data of this authenticator's credential.
pub(super) fn attested(authenticator: &Authenticator, aaguid: [u8; 16]) -> Vec<u8> {
    let (x, y) = point(authenticator);
    attested_with(aaguid, authenticator.credential().id.as_bytes(), &cose(&x, &y))
}

pub(super) fn maker() -> Authenticator {
    let authenticator = Authenticator::new();
    let rest = attested(&authenticator, [0; 16]);
    Authenticator { client_type: "webauthn.create", flags: UP | UV | AT, rest, ..authenticator }
}

fn attestation_object(data: &[u8]) -> Vec<u8> {
    let none = Map(Vec::new());
    Map(vec![(Text("fmt"), Text("none")), (Text("attStmt"), none), (Text("authData"), Bytes(data))])
        .encode()
}

fn try_object(maker: &Authenticator, attestation_object: Vec<u8>) -> Result<Credential, Refused> {
    let mut pending = PendingChallenge::registration(USER, NOW).unwrap();
    let client_data = maker.client_data(&pending.challenge());
    let registration = Registration { client_data, attestation_object };
    let made = bank().verify_registration(&mut pending, &registration, NOW);
    assert_eq!(pending.is_spent(), made.is_ok());
    made
}

pub(super) fn try_with(maker: &Authenticator) -> Result<Credential, Refused> {
    try_object(maker, attestation_object(&maker.authenticator_data()))
}

#[test]
fn a_new_credential_is_as_it_was_made() {
    assert_eq!(try_with(&maker()), Ok(maker().credential()));
    let synced = Authenticator { flags: UP | UV | AT | BE | BS, count: 3, ..maker() };
    let credential = try_with(&synced).unwrap();
    let expected = Credential {
        backup_eligible: true,
        backed_up: true,
        sign_count: 3,
        ..maker().credential()
    };
    assert_eq!(credential, expected);
    assert_eq!(credential.class, Class::Passkey);
    let kept = serde_json::to_string(&credential).unwrap();
    assert_eq!(serde_json::from_str::<Credential>(&kept).unwrap(), credential);
}

#[test]
fn the_same_is_asked_of_it_as_of_an_assertion() {
    let expected = "webauthn.create";
    let cases = [
        (Authenticator { client_type: "webauthn.get", ..maker() }, Refused::Type { expected }),
        (Authenticator { origin: "https://evil.example", ..maker() }, Refused::Origin),
        (Authenticator { more: r#","crossOrigin":true"#, ..maker() }, Refused::CrossOrigin),
        (Authenticator { rp_id: "evil.example", ..maker() }, Refused::RelyingParty),
        (Authenticator { flags: UV | AT, ..maker() }, Refused::NotPresent),
        (Authenticator { flags: UP | AT, ..maker() }, Refused::NotVerified),
    ];
    for (maker, refused) in cases {
        assert_eq!(try_with(&maker), Err(refused));
    }
    for (flags, rest) in
        [(UP | UV, vec![]), (UP | UV | AT | BS, maker().rest), (UP | UV, maker().rest)]
    {
        let refused = try_with(&Authenticator { flags, rest, ..maker() }).unwrap_err();
        assert_eq!(refused.code(), "authenticator-data");
    }
    let strict = bank().device_bound_only();
    let mut pending = PendingChallenge::registration(USER, NOW).unwrap();
    let synced = Authenticator { flags: UP | UV | AT | BE, ..maker() };
    let registration = Registration {
        client_data: synced.client_data(&pending.challenge()),
        attestation_object: attestation_object(&synced.authenticator_data()),
    };
    let refused = strict.verify_registration(&mut pending, &registration, NOW);
    assert_eq!(refused, Err(Refused::NotDeviceBound));
    assert!(bank().verify_registration(&mut pending, &registration, NOW).is_ok());
    let refused = bank().verify_registration(&mut pending, &registration, NOW);
    assert_eq!(refused, Err(Refused::Spent));
}

#[test]
fn another_challenge_or_user_or_time_is_refused() {
    let maker = maker();
    let pending = || PendingChallenge::registration(USER, NOW).unwrap();
    let attestation_object = attestation_object(&maker.authenticator_data());
    let client_data = maker.client_data(&pending().challenge());
    let registration = Registration { client_data, attestation_object };
    let refused = bank().verify_registration(&mut pending(), &registration, NOW);
    assert_eq!(refused, Err(Refused::Challenge));
    let refused = bank().verify_registration(&mut pending(), &registration, NOW + 300_000);
    assert_eq!(refused, Err(Refused::Expired));
    let mut payment = super::pending();
    let refused = bank().verify_registration(&mut payment, &registration, NOW);
    assert_eq!(refused, Err(Refused::Purpose));
}

#[test]
fn every_shorter_or_longer_object_is_refused() {
    let maker = maker();
    let whole = attestation_object(&maker.authenticator_data());
    assert!(try_object(&maker, whole.clone()).is_ok());
    for length in 0..whole.len() {
        assert!(try_object(&maker, whole[..length].to_vec()).is_err(), "{length}");
    }
    let longer = [whole.clone(), vec![0]].concat();
    assert_eq!(try_object(&maker, longer).unwrap_err().code(), "attestation");
    let huge = [whole, vec![0; 16 * 1024]].concat();
    assert_eq!(try_object(&maker, huge).unwrap_err().code(), "too-long");
    let data = maker.authenticator_data();
    for length in 0..data.len() {
        assert!(try_object(&maker, attestation_object(&data[..length])).is_err(), "{length}");
    }
    let refused = try_object(&maker, attestation_object(&[0; 4097]));
    assert_eq!(refused.unwrap_err().code(), "too-long");
}

#[test]
fn an_object_has_three_entries_each_once() {
    let maker = maker();
    for count in [0xa2, 0xa4] {
        let mut miscounted = attestation_object(&maker.authenticator_data());
        miscounted[0] = count;
        assert_eq!(try_object(&maker, miscounted).unwrap_err().code(), "attestation");
    }
    let data = maker.authenticator_data();
    let none = || (Text("fmt"), Text("none"));
    let empty = || (Text("attStmt"), Map(vec![]));
    let held = || (Text("authData"), Bytes(&data));
    let object = |entries| try_object(&maker, Map(entries).encode());
    // In whatever order.
    assert!(object(vec![held(), none(), empty()]).is_ok());
    for entries in [
        vec![none(), empty()],
        vec![none(), empty(), none()],
        vec![none(), empty(), held(), held()],
        vec![none(), empty(), (Text("data"), Bytes(&data))],
        vec![none(), (Text("attStmt"), Int(0)), held()],
        vec![(Text("fmt"), Int(0)), empty(), held()],
        vec![none(), empty(), (Text("authData"), Text("x"))],
        vec![none(), (Text("attStmt"), Map(vec![(Text("alg"), Int(-7))])), held()],
    ] {
        assert_eq!(object(entries).unwrap_err().code(), "attestation");
    }
    for object in [
        vec![],
        vec![0xf6],
        vec![0xbf, 0xff],
        vec![0x81; 9000],
        vec![0xbb, 255, 255, 255, 255, 255, 255, 255, 255],
    ] {
        assert_eq!(try_object(&maker, object).unwrap_err().code(), "attestation");
    }
}

#[test]
fn a_statement_of_another_format_is_passed_over() {
    let maker = maker();
    let data = maker.authenticator_data();
    let packed = |statement| {
        Map(vec![
            (Text("fmt"), Text("packed")),
            (Text("attStmt"), statement),
            (Text("authData"), Bytes(&data)),
        ])
        .encode()
    };
    let statement = Map(vec![(Text("alg"), Int(-7)), (Text("sig"), Bytes(&[1, 2, 3]))]);
    assert_eq!(try_object(&maker, packed(statement)), Ok(maker.credential()));
    // But only as deep as one is.
    let mut deep = Map(vec![]);
    for _ in 0..40 {
        deep = Map(vec![(Int(0), deep)]);
    }
    assert_eq!(try_object(&maker, packed(deep)).unwrap_err().code(), "attestation");
}

#[test]
fn a_credential_s_id_has_its_bounds_and_extensions_may_follow() {
    let (x, y) = point(&maker());
    let with = |id: &[u8]| {
        try_with(&Authenticator { rest: attested_with([0; 16], id, &cose(&x, &y)), ..maker() })
    };
    assert_eq!(with(&[7; 1023]).unwrap().id.as_bytes().len(), 1023);
    assert_eq!(with(&[7; 1024]).unwrap_err().code(), "authenticator-data");
    assert_eq!(with(&[]).unwrap_err().code(), "authenticator-data");

    let extensions = Map(vec![(Text("credProtect"), Int(2))]).encode();
    let rest = [maker().rest, extensions].concat();
    let told = Authenticator { flags: UP | UV | AT | ED, rest: rest.clone(), ..maker() };
    assert!(try_with(&told).is_ok());
    let untold = Authenticator { rest, ..maker() };
    assert_eq!(try_with(&untold).unwrap_err().code(), "authenticator-data");
}
