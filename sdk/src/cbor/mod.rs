//! CBOR (RFC 8949) for serde, as small as a component needs it: structs by their field names, enums by their
//! variants' names, everything else in CBOR's own types.
//!
//! A component carries its codec, and runs it three times a step. General ones name every type in their
//! errors, floats included, and made the sample twice as large.

mod de;
mod error;
mod ser;

pub(crate) use error::CborError;

/// Containers within containers, at most; a component's stack is 64 KiB.
const DEPTH: u8 = 64;
const TOO_DEEP: &str = "more than 64 containers within each other";

mod major {
    pub(super) const UNSIGNED: u8 = 0;
    pub(super) const NEGATIVE: u8 = 1;
    pub(super) const BYTES: u8 = 2;
    pub(super) const TEXT: u8 = 3;
    pub(super) const ARRAY: u8 = 4;
    pub(super) const MAP: u8 = 5;
    pub(super) const TAG: u8 = 6;
    pub(super) const SIMPLE: u8 = 7;
}

mod byte {
    pub(super) const FALSE: u8 = 0xf4;
    pub(super) const TRUE: u8 = 0xf5;
    pub(super) const NULL: u8 = 0xf6;
    pub(super) const FLOAT_32: u8 = 0xfa;
    pub(super) const FLOAT_64: u8 = 0xfb;
    pub(super) const BREAK: u8 = 0xff;
}

/// The value as bytes.
///
/// # Errors
/// When the value's own `Serialize` fails, or the value is deeper than [`from_slice`] reads.
pub(crate) fn to_vec<T: serde::Serialize>(value: &T) -> Result<Vec<u8>, CborError> {
    let mut writer = ser::Writer::default();
    value.serialize(&mut writer)?;
    Ok(writer.into_bytes())
}

/// The value that these bytes are, all of them.
///
/// # Errors
/// When they aren't one, or something follows it.
pub(crate) fn from_slice<'de, T: serde::Deserialize<'de>>(
    bytes: &'de [u8],
) -> Result<T, CborError> {
    let mut reader = de::Reader::new(bytes);
    let value = T::deserialize(&mut reader)?;
    reader.end()?;
    Ok(value)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::fmt::Debug;

    use serde::de::DeserializeOwned;
    use serde::{Deserialize, Serialize};

    use super::*;

    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    enum Shape {
        Unit,
        Newtype(Option<u8>),
        Tuple(i64, String),
        Struct { a: bool, b: Vec<Shape> },
    }

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Everything {
        unsigned: u64,
        signed: i64,
        float: f64,
        small_float: f32,
        letter: char,
        text: String,
        nothing: (),
        absent: Option<u8>,
        shapes: Vec<Shape>,
        map: BTreeMap<u8, (u8, String)>,
        #[serde(flatten)]
        flat: Flat,
    }

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Flat {
        inner: i8,
        list: Vec<bool>,
    }

    fn round_trip<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T) -> Vec<u8> {
        let bytes = to_vec(value).unwrap();
        assert_eq!(from_slice::<T>(&bytes).as_ref(), Ok(value), "{bytes:02x?}");
        bytes
    }

    #[test]
    fn everything_that_serde_has_comes_back() {
        round_trip(&Everything {
            unsigned: u64::MAX,
            signed: i64::MIN,
            float: -0.1,
            small_float: 1.5,
            letter: 'ß',
            text: "Grüße".to_owned(),
            nothing: (),
            absent: None,
            shapes: vec![
                Shape::Unit,
                Shape::Newtype(Some(7)),
                Shape::Newtype(None),
                Shape::Tuple(-1, String::new()),
                Shape::Struct { a: true, b: vec![Shape::Unit] },
            ],
            map: BTreeMap::from([(1, (2, "x".to_owned())), (200, (0, "y".to_owned()))]),
            flat: Flat { inner: -5, list: vec![true, false] },
        });
    }

    #[test]
    fn numbers_take_as_few_bytes_as_rfc_8949_appendix_a_says() {
        assert_eq!(round_trip(&0u64), [0x00]);
        assert_eq!(round_trip(&23u64), [0x17]);
        assert_eq!(round_trip(&24u64), [0x18, 0x18]);
        assert_eq!(round_trip(&1000u64), [0x19, 0x03, 0xe8]);
        assert_eq!(round_trip(&1_000_000u64), [0x1a, 0x00, 0x0f, 0x42, 0x40]);
        assert_eq!(
            round_trip(&1_000_000_000_000u64),
            [0x1b, 0x00, 0x00, 0x00, 0xe8, 0xd4, 0xa5, 0x10, 0x00]
        );
        assert_eq!(round_trip(&-1i64), [0x20]);
        assert_eq!(round_trip(&-1000i64), [0x39, 0x03, 0xe7]);
        assert_eq!(round_trip(&1.1f64), [0xfb, 0x3f, 0xf1, 0x99, 0x99, 0x99, 0x99, 0x99, 0x9a]);
        assert_eq!(round_trip(&"IETF".to_owned()), [0x64, 0x49, 0x45, 0x54, 0x46]);
        assert_eq!(round_trip(&vec![1u8, 2, 3]), [0x83, 0x01, 0x02, 0x03]);
    }

    #[test]
    fn a_newer_release_reads_what_an_older_one_wrote_and_the_other_way_round() {
        #[derive(Serialize)]
        struct Newer {
            extra: Shape,
            kept: u8,
            more: BTreeMap<String, Vec<Option<f64>>>,
        }
        #[derive(Debug, PartialEq, Serialize, Deserialize)]
        struct Older {
            kept: u8,
            #[serde(default)]
            missing: u8,
        }
        let newer = Newer {
            extra: Shape::Struct { a: false, b: vec![Shape::Tuple(1, "x".to_owned())] },
            kept: 3,
            more: BTreeMap::from([("k".to_owned(), vec![None, Some(2.5)])]),
        };
        assert_eq!(from_slice(&to_vec(&newer).unwrap()), Ok(Older { kept: 3, missing: 0 }));
    }

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    enum Chain {
        End,
        Newtype(Box<Chain>),
        Struct { next: Box<Chain> },
        Tuple((), Box<Chain>),
        List(Vec<Chain>),
    }

    #[test]
    fn what_could_not_be_read_again_is_not_written() {
        let links: [fn(Chain) -> Chain; 4] = [
            |next| Chain::Newtype(next.into()),
            |next| Chain::Struct { next: next.into() },
            |next| Chain::Tuple((), next.into()),
            |next| Chain::List(vec![next]),
        ];
        for link in links {
            let mut written = 0;
            for length in 0..80 {
                let chain = (0..length).fold(Chain::End, |next, _| link(next));
                match to_vec(&chain) {
                    Ok(bytes) => {
                        assert_eq!(from_slice(&bytes), Ok(chain));
                        written += 1;
                    }
                    Err(error) => assert_eq!(error.to_string(), TOO_DEEP),
                }
            }
            assert!((32..=65).contains(&written), "{written}");
        }
    }

    #[test]
    fn errors_say_what_was_met() {
        #[derive(Debug, Deserialize)]
        #[allow(dead_code, reason = "only ever read from bytes that lack it")]
        struct Wants {
            name: String,
        }
        let error = |bytes: &[u8]| from_slice::<Wants>(bytes).unwrap_err().to_string();
        assert_eq!(
            error(&to_vec(&BTreeMap::<String, u8>::new()).unwrap()),
            "field `name` is missing"
        );
        assert_eq!(error(&to_vec(&BTreeMap::from([("name", 1)])).unwrap()), "not a text");
        assert_eq!(error(&[]), "the bytes end too early");
        assert_eq!(error(&[0xa0, 0x00]), "field `name` is missing");
        assert_eq!(from_slice::<u8>(&[1, 2]).unwrap_err().to_string(), "bytes follow the value");
        assert_eq!(from_slice::<u8>(&[0x19, 1, 0]).unwrap_err().to_string(), "the value is not u8");
        let variant = from_slice::<Shape>(&to_vec(&"Circle").unwrap()).unwrap_err();
        assert_eq!(variant.to_string(), "there is no variant `Circle`");
    }

    #[test]
    fn no_bytes_make_it_panic_or_allocate_by_their_own_word() {
        let good =
            to_vec(&vec![Shape::Struct { a: true, b: vec![Shape::Tuple(1, "x".to_owned())] }])
                .unwrap();
        for cut in 0..good.len() {
            assert!(from_slice::<Vec<Shape>>(&good[..cut]).is_err());
        }
        for position in 0..good.len() {
            for value in 0..=255 {
                let mut bad = good.clone();
                bad[position] = value;
                let _ = from_slice::<Vec<Shape>>(&bad);
                let _ = from_slice::<serde::de::IgnoredAny>(&bad);
            }
        }
        let claims_two_to_the_sixty = [0x9b, 0x10, 0, 0, 0, 0, 0, 0, 0];
        assert!(from_slice::<Vec<u64>>(&claims_two_to_the_sixty).is_err());
        let nested = vec![0x81; 100_000];
        assert!(from_slice::<serde::de::IgnoredAny>(&nested).is_err());
    }
}
