//! Names and ids that stand in headers and signatures.

use std::fmt;
use std::str::FromStr;

use http::HeaderValue;

/// A name or id: 1 to 128 of ASCII's letters, digits and `._:/+=@-`. It stands in a header, a quoted
/// string and a log as it is.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Label(HeaderValue);

/// A text that is no label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a name or id has 1 to 128 letters, digits and ._:/+=@-")]
pub struct MalformedLabel;

impl Label {
    /// Its text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        // What was checked is ASCII.
        self.0.to_str().unwrap_or_default()
    }

    pub(crate) fn header(&self) -> HeaderValue {
        self.0.clone()
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Label {
    type Err = MalformedLabel;

    fn from_str(text: &str) -> Result<Self, MalformedLabel> {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._:/+=@-".contains(&byte);
        if (1..=128).contains(&text.len()) && text.bytes().all(plain) {
            text.parse().map(Self).map_err(|_| MalformedLabel)
        } else {
            Err(MalformedLabel)
        }
    }
}
