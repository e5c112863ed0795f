//! The seal: the last section, which holds a hash of every byte before it.
//!
//! It finds damage and tampering by accident. Who vouches for a package is said by signatures over
//! its digest, which stand beside it.

use super::PackageError;

const NAME: &[u8] = b"loggia:seal";
const HASH: usize = 32;
/// A custom section (id 0), its size, and the size of its name: each one byte, being below 128.
const HEAD: [u8; 3] = [0, (1 + NAME.len() + HASH) as u8, NAME.len() as u8];
const WHOLE: usize = HEAD.len() + NAME.len() + HASH;

/// The bytes that the seal stands for, if it fits.
pub(super) fn open(bytes: &[u8]) -> Result<&[u8], PackageError> {
    let (sealed, seal) = bytes.split_last_chunk::<WHOLE>().ok_or(PackageError::NoSeal)?;
    let hash = seal
        .strip_prefix(HEAD.as_slice())
        .and_then(|rest| rest.strip_prefix(NAME))
        .ok_or(PackageError::NoSeal)?;
    if hash == hash_of(sealed) { Ok(sealed) } else { Err(PackageError::SealBroken) }
}

/// Appends the seal.
pub(super) fn close(bytes: &mut Vec<u8>) {
    let hash = hash_of(bytes);
    bytes.extend_from_slice(&HEAD);
    bytes.extend_from_slice(NAME);
    bytes.extend_from_slice(&hash);
}

fn hash_of(sealed: &[u8]) -> [u8; HASH] {
    let mut hasher = blake3::Hasher::new_derive_key("loggia 2026 package seal");
    hasher.update(sealed);
    *hasher.finalize().as_bytes()
}
