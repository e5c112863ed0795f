//! The digest of a body (RFC 9530), by which a signature covers it.

use sfv::{Dictionary, ListEntry, Parser};
use sha2::{Digest, Sha256};

/// The header of it.
pub(crate) const DIGEST_FIELD: &str = "content-digest";

/// The value of `Content-Digest` for a body.
pub(crate) fn content_digest(body: &[u8]) -> String {
    let mut fields = sfv::DictSerializer::new();
    let digest = Sha256::digest(body);
    fields.bare_item(sfv::key_ref("sha-256"), digest.as_slice());
    fields.finish().unwrap_or_default()
}

/// Whether a `Content-Digest` is, by its SHA-256, that of a body. Other algorithms beside it say nothing.
pub(super) fn is_digest_of(field: &str, body: &[u8]) -> bool {
    let Ok(digests) = Parser::new(field).parse::<Dictionary>() else { return false };
    let Some(ListEntry::Item(item)) = digests.get("sha-256") else { return false };
    item.bare_item.as_byte_sequence() == Some(Sha256::digest(body).as_slice())
}
