//! Names and numbers by which things are told apart. Parsed once, at the edge.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// An id that is not of its form.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what} must be {form}")]
pub struct MalformedId {
    what: &'static str,
    form: &'static str,
}

macro_rules! bytes_id {
    ($(#[$doc:meta])* $name:ident, $len:literal, $what:literal, $form:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name([u8; $len]);

        impl $name {
            /// From its bytes.
            #[must_use]
            pub const fn from_bytes(bytes: [u8; $len]) -> Self {
                Self(bytes)
            }

            /// Its bytes.
            #[must_use]
            pub const fn as_bytes(&self) -> &[u8; $len] {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({self})", stringify!($name))
            }
        }

        impl FromStr for $name {
            type Err = MalformedId;

            fn from_str(text: &str) -> Result<Self, MalformedId> {
                decode_hex(text).map(Self).ok_or(MalformedId { what: $what, form: $form })
            }
        }

        impl TryFrom<String> for $name {
            type Error = MalformedId;

            fn try_from(text: String) -> Result<Self, MalformedId> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.to_string()
            }
        }
    };
}

bytes_id!(
    /// One user's open mini-app. Random.
    SessionId, 16, "a session id", "32 lower-case hexadecimal digits"
);
bytes_id!(
    /// A payment, as its mini-app and user know it. A pseudonym, never a core-banking id.
    PaymentId, 16, "a payment id", "32 lower-case hexadecimal digits"
);
bytes_id!(
    /// An account, as one mini-app and user know it. A pseudonym, never a core-banking id.
    AccountPseudonym, 16, "an account id", "32 lower-case hexadecimal digits"
);
bytes_id!(
    /// A user, as one partner knows them. A pseudonym that no other partner's can be matched with.
    SubjectPseudonym, 16, "a subject", "32 lower-case hexadecimal digits"
);
bytes_id!(
    /// A client's event, chosen by the client: a repeat gets the committed view.
    EventId, 16, "an event id", "32 lower-case hexadecimal digits"
);
bytes_id!(
    /// What one capability call did: blake3 of session, sequence and call index. Backends are
    /// idempotent by it.
    EffectId, 32, "an effect id", "64 lower-case hexadecimal digits"
);
bytes_id!(
    /// A package's identity: blake3 of its bytes.
    PackageDigest, 32, "a package digest", "64 lower-case hexadecimal digits (blake3)"
);

bytes_id!(
    /// blake3 of something that a journal compares and does not hold whole.
    Digest, 32, "a digest", "64 lower-case hexadecimal digits (blake3)"
);

impl SessionId {
    /// A new one from the system's randomness.
    ///
    /// # Errors
    ///
    /// The system has none.
    pub fn random() -> Result<Self, getrandom::Error> {
        random_bytes().map(Self)
    }
}

impl EventId {
    /// A new one from the system's randomness.
    ///
    /// # Errors
    ///
    /// The system has none.
    pub fn random() -> Result<Self, getrandom::Error> {
        random_bytes().map(Self)
    }
}

impl EffectId {
    /// The effect of call number `call` (from 0) in step number `sequence` of `session`.
    #[must_use]
    pub fn of(session: &SessionId, sequence: u64, call: u32) -> Self {
        let mut hasher = blake3::Hasher::new_derive_key("loggia 2026 effect id");
        hasher.update(session.as_bytes());
        hasher.update(&sequence.to_le_bytes());
        hasher.update(&call.to_le_bytes());
        Self(*hasher.finalize().as_bytes())
    }
}

impl PackageDigest {
    /// The identity of a package with these bytes.
    #[must_use]
    pub fn of(package: &[u8]) -> Self {
        Self(*blake3::hash(package).as_bytes())
    }
}

pub(crate) fn random_bytes<const N: usize>() -> Result<[u8; N], getrandom::Error> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)?;
    Ok(bytes)
}

fn decode_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if !rest.is_empty() || pairs.len() != N {
        return None;
    }
    let mut bytes = [0; N];
    for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
        *byte = digit(*high)? << 4 | digit(*low)?;
    }
    Some(bytes)
}

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident, $what:literal, $form:literal, $valid:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        // Shared: each step carries its owner along.
        pub struct $name(Arc<str>);

        impl $name {
            /// Its text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl FromStr for $name {
            type Err = MalformedId;

            fn from_str(text: &str) -> Result<Self, MalformedId> {
                let valid: fn(&str) -> bool = $valid;
                if valid(text) {
                    Ok(Self(text.into()))
                } else {
                    Err(MalformedId { what: $what, form: $form })
                }
            }
        }

        impl TryFrom<String> for $name {
            type Error = MalformedId;

            fn try_from(text: String) -> Result<Self, MalformedId> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0.as_ref().into()
            }
        }
    };
}

text_id!(
    /// A mini-app, over all its versions.
    AppId,
    "an app id",
    "2 to 8 parts of lower-case letters, digits and inner hyphens joined by dots, at most 100 \
     bytes, such as com.example.coffee",
    |text| {
        let parts = text.split('.').count();
        text.len() <= 100 && (2..=8).contains(&parts) && text.split('.').all(is_label)
    }
);
text_id!(
    /// A partner of the bank.
    PartnerId,
    "a partner id",
    "1 to 63 lower-case letters, digits and inner hyphens, such as bean-and-leaf",
    is_label
);
text_id!(
    /// What a mini-app can be opened for, such as `park`.
    IntentName,
    "an intent's name",
    "1 to 63 lower-case letters, digits and inner hyphens, such as park",
    is_label
);
text_id!(
    /// A parameter of an intent, such as `zone`.
    ParamName,
    "a parameter's name",
    "1 to 63 lower-case letters, digits and inner hyphens, such as zone",
    is_label
);
text_id!(
    /// A customer, as the bank names them. Never shown to a mini-app.
    UserId,
    "a user id",
    "1 to 128 bytes of printable ASCII without spaces",
    |text| (1..=128).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
);

/// As a DNS label (RFC 1123), in lower case.
fn is_label(text: &str) -> bool {
    (1..=63).contains(&text.len())
        && text.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
        && !text.starts_with('-')
        && !text.ends_with('-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hexadecimal_id_comes_back_from_its_text_and_refuses_all_else() {
        let id = SessionId::from_bytes(*b"0123456789abcdef");
        assert_eq!(id.to_string().parse::<SessionId>().unwrap(), id);
        for bad in ["", "30", "3031323334353637383961626364656G", &"30".repeat(17)] {
            assert!(bad.parse::<SessionId>().is_err(), "{bad}");
        }
    }

    #[test]
    fn app_ids_are_reverse_domain_names() {
        for good in ["com.beanandleaf.coffee", "a.b", "x-1.y"] {
            assert!(good.parse::<AppId>().is_ok(), "{good}");
        }
        for bad in ["", "coffee", "com..x", "Com.x", "-a.b", "a-.b", "a.b/../c", "a.\u{202e}b"] {
            assert!(bad.parse::<AppId>().is_err(), "{bad}");
        }
    }

    #[test]
    fn effect_ids_differ_by_session_sequence_and_call() {
        let (a, b) = (SessionId::from_bytes([1; 16]), SessionId::from_bytes([2; 16]));
        let ids = [
            EffectId::of(&a, 1, 0),
            EffectId::of(&b, 1, 0),
            EffectId::of(&a, 2, 0),
            EffectId::of(&a, 1, 1),
        ];
        for (n, id) in ids.iter().enumerate() {
            assert!(!ids[..n].contains(id));
        }
        assert_eq!(ids[0], EffectId::of(&a, 1, 0));
    }
}
