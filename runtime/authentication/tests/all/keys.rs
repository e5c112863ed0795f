//! Which keys a new credential may have.

use loggia_authentication::{Credential, MalformedKey, PublicKey, Refused};

use super::Authenticator;
use super::cbor::Item::{self, Bytes, Int, Map, Text};
use super::registrations::{attested_with, cose, maker, point, try_with};

fn try_key(key: &[u8]) -> Result<Credential, Refused> {
    try_with(&Authenticator { rest: attested_with([0; 16], &[5; 20], key), ..maker() })
}

#[test]
fn a_key_must_be_one_for_es256_on_the_curve() {
    let (x, y) = point(&maker());
    let key = |entries: Vec<(Item<'_>, Item<'_>)>| try_key(&Map(entries).encode());
    let with = |kty, alg, crv| {
        key(vec![
            (Int(1), Int(kty)),
            (Int(3), Int(alg)),
            (Int(-1), Int(crv)),
            (Int(-2), Bytes(&x)),
            (Int(-3), Bytes(&y)),
        ])
    };
    assert!(with(2, -7, 1).is_ok());
    for (kty, alg, crv) in [(1, -7, 1), (2, -8, 1), (2, -257, 1), (2, -7, 2), (2, 7, 1)] {
        assert_eq!(with(kty, alg, crv), Err(MalformedKey::Algorithm.into()));
    }
    let mut off = y;
    off[31] ^= 1;
    let zero = [0; 32];
    let p = [
        0xff, 0xff, 0xff, 0xff, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff,
        0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    ];
    let points: [(&[u8], &[u8]); 7] =
        [(&x, &off), (&y, &x), (&zero, &zero), (&p, &y), (&x[1..], &y), (&x, &y[..31]), (&[], &[])];
    for (x, y) in points {
        assert_eq!(try_key(&cose(x, y)), Err(MalformedKey::Point.into()));
    }
    let cose = |entries| assert_eq!(key(entries), Err(MalformedKey::Cose.into()));
    cose(vec![(Int(1), Int(2)), (Int(3), Int(-7)), (Int(-1), Int(1)), (Int(-2), Bytes(&x))]);
    cose(vec![
        (Int(1), Int(2)),
        (Int(3), Int(-7)),
        (Int(-1), Int(1)),
        (Int(-2), Bytes(&x)),
        (Int(-2), Bytes(&y)),
    ]);
    cose(vec![
        (Int(1), Int(2)),
        (Int(3), Int(-7)),
        (Int(-1), Int(1)),
        (Int(-2), Bytes(&x)),
        (Int(-4), Bytes(&y)),
    ]);
    cose(vec![
        (Int(1), Int(2)),
        (Int(3), Int(-7)),
        (Int(-1), Int(1)),
        (Int(-2), Bytes(&x)),
        (Int(-3), Int(1)),
    ]);
    cose(vec![
        (Int(1), Int(2)),
        (Int(3), Int(-7)),
        (Int(-1), Int(1)),
        (Int(-2), Bytes(&x)),
        (Int(-3), Bytes(&y)),
        (Int(2), Bytes(b"key id")),
    ]);
    cose(vec![(Text("kty"), Int(2))]);
}

#[test]
fn a_kept_key_has_one_text() {
    let key = maker().credential().public_key;
    assert_eq!(key.to_string().parse(), Ok(key));
    let mut compressed = key.to_sec1();
    compressed.truncate(33);
    compressed[0] = 2 | (key.to_sec1()[64] & 1);
    assert!(p256::PublicKey::from_sec1_bytes(&compressed).is_ok());
    assert_eq!(PublicKey::from_sec1(&compressed), Err(MalformedKey::Point));
    for wrong in [vec![], vec![0], [vec![4], vec![1; 64]].concat()] {
        assert_eq!(PublicKey::from_sec1(&wrong), Err(MalformedKey::Point));
    }
}
