//! The little CBOR (RFC 8949) that WebAuthn has, read from a slice in place.

use cbor4ii::core::dec::{self, Decode, IgnoredAny, Reference};
use cbor4ii::core::types;

/// What is left to read. Nothing is allocated for it, whatever lengths it claims.
pub(crate) struct Cbor<'a> {
    rest: &'a [u8],
    depth: usize,
}

/// How deep an item may be nested. Authenticators are told to stay within 4 (CTAP 2.1, 8); a
/// statement about one may hold a few more.
const DEPTH: usize = 16;

impl<'a> Cbor<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes, depth: DEPTH }
    }

    /// The number of entries of a map of definite length.
    pub(crate) fn map(&mut self) -> Option<usize> {
        types::Map::len(self).ok()?
    }

    pub(crate) fn text(&mut self) -> Option<&'a str> {
        <&str>::decode(self).ok()
    }

    pub(crate) fn bytes(&mut self) -> Option<&'a [u8]> {
        <types::Bytes<&[u8]>>::decode(self).ok().map(|bytes| bytes.0)
    }

    pub(crate) fn integer(&mut self) -> Option<i64> {
        i64::decode(self).ok()
    }

    /// Passes over one item, whatever it is.
    pub(crate) fn skip(&mut self) -> Option<()> {
        IgnoredAny::decode(self).ok().map(|_| ())
    }

    /// What follows the items that were read.
    pub(crate) fn rest(self) -> &'a [u8] {
        self.rest
    }
}

impl<'a> dec::Read<'a> for Cbor<'a> {
    type Error = std::convert::Infallible;

    fn fill<'b>(&'b mut self, want: usize) -> Result<Reference<'a, 'b>, Self::Error> {
        Ok(Reference::Long(self.rest.get(..want).unwrap_or(self.rest)))
    }

    fn advance(&mut self, n: usize) {
        self.rest = self.rest.get(n..).unwrap_or_default();
    }

    fn step_in(&mut self) -> bool {
        let deeper = self.depth.checked_sub(1);
        self.depth = deeper.unwrap_or_default();
        deeper.is_some()
    }

    fn step_out(&mut self) {
        self.depth += 1;
    }
}
