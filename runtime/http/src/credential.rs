//! What the grant lets a request show, and the mini-app never sees.

use http::{HeaderName, HeaderValue};

use crate::header::{as_read, header_value, is_reserved};
use crate::response::Response;

/// The shortest secret: an answer is searched for it, and must not have it by chance.
const SHORTEST: usize = 16;

/// A header with a secret, of the grant: a partner's API key, a bearer token. It is put on the request
/// after the mini-app's own headers, which cannot have one of its name, and an answer that has the
/// secret in it is not handed on.
///
/// Its `Debug` shows the name only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credential {
    name: HeaderName,
    secret: HeaderValue,
}

/// What cannot be sent as a credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MalformedCredential {
    /// No header's name, or one that Loggia sets itself.
    #[error("a credential's header is one that Loggia does not set itself, such as Authorization")]
    Name,
    /// Not printable ASCII in one line, or too short to be secret.
    #[error(
        "a credential has {SHORTEST} printable ASCII characters or more, without spaces around it"
    )]
    Secret,
}

impl Credential {
    /// A header and what to send in it, such as `Authorization` and `Bearer …`.
    ///
    /// # Errors
    ///
    /// [`MalformedCredential`], which says nothing of the secret.
    pub fn new(name: &str, secret: &str) -> Result<Self, MalformedCredential> {
        let name: HeaderName = name.parse().map_err(|_| MalformedCredential::Name)?;
        if is_reserved(name.as_str()) {
            return Err(MalformedCredential::Name);
        }
        let mut secret = header_value(secret)
            .filter(|secret| secret.len() >= SHORTEST)
            .ok_or(MalformedCredential::Secret)?;
        secret.set_sensitive(true);
        Ok(Self { name, secret })
    }

    /// Whether a server could take a header of this name for it.
    pub(crate) fn is_named_like(&self, name: &HeaderName) -> bool {
        as_read(self.name.as_str()) == as_read(name.as_str())
    }

    pub(crate) fn header(&self) -> (HeaderName, HeaderValue) {
        (self.name.clone(), self.secret.clone())
    }

    /// Whether an answer has the secret in it: whole, or without its scheme (`Bearer`).
    pub(crate) fn is_shown_by(&self, answer: &Response) -> bool {
        let secret = self.secret.as_bytes();
        let bare = secret.rsplit(|byte| *byte == b' ').next().unwrap_or(secret);
        let needle = if bare.len() >= SHORTEST { bare } else { secret };
        let mut texts = answer.headers.iter().map(|(_, value)| value.as_bytes());
        let shown = |bytes: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
        shown(&answer.body) || texts.any(shown)
    }
}
