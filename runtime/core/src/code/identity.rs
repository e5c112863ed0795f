//! What compiled code is bound to: the engine that it was made for, and the package it was made of.

use std::hash::{Hash, Hasher};

use crate::ids::PackageDigest;

/// Everything of an engine that decides over the code it makes: the compiler's version and settings,
/// the machine's features, the WebAssembly features. Two engines of one identity can run each other's
/// code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct EngineIdentity([u8; 32]);

impl EngineIdentity {
    pub(super) fn of(engine: &wasmtime::Engine) -> Self {
        let context = "loggia 2026 engine identity";
        let mut collected = Collected(blake3::Hasher::new_derive_key(context));
        engine.precompile_compatibility_hash().hash(&mut collected);
        Self(*collected.0.finalize().as_bytes())
    }

    pub(super) const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    pub(super) fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// One package's code for one kind of engine.
#[derive(Debug, Clone, Copy)]
pub(super) struct CodeIdentity {
    pub(super) engine: EngineIdentity,
    pub(super) package: PackageDigest,
}

impl CodeIdentity {
    /// What it is filed under.
    pub(super) fn name(&self) -> blake3::Hash {
        self.feed(blake3::Hasher::new_derive_key("loggia 2026 compiled code name")).finalize()
    }

    /// What says, to whoever has `key`, that `code` was made by this engine of this package.
    pub(super) fn mac(&self, key: &[u8; 32], code: &[u8]) -> blake3::Hash {
        let mut hasher = self.feed(blake3::Hasher::new_keyed(key));
        hasher.update(code);
        hasher.finalize()
    }

    /// Both parts have one length, so no other pair feeds the same bytes.
    fn feed(&self, mut hasher: blake3::Hasher) -> blake3::Hasher {
        hasher.update(self.engine.as_bytes());
        hasher.update(self.package.as_bytes());
        hasher
    }
}

/// Takes in what is hashed whole, where [`Hasher`] would keep 64 bits of it.
struct Collected(blake3::Hasher);

impl Hasher for Collected {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    fn finish(&self) -> u64 {
        self.0.finalize().as_bytes().first_chunk().map_or(0, |bytes| u64::from_le_bytes(*bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Profile;
    use crate::engine::compiler;

    #[test]
    fn profiles_that_make_different_code_have_different_identities() {
        let identity = |profile| EngineIdentity::of(&compiler(profile).unwrap());
        let server = |max_instances| identity(Profile::Server { max_instances });
        assert_eq!(server(1), server(1_000), "the pool's size is not in the code");
        assert_eq!(identity(Profile::Embedded), identity(Profile::Embedded));
        assert_ne!(server(1), identity(Profile::Embedded));
    }

    #[test]
    fn a_mac_stands_for_the_key_the_engine_the_package_and_every_byte() {
        let identity = |engine, package| CodeIdentity {
            engine: EngineIdentity([engine; 32]),
            package: PackageDigest::from_bytes([package; 32]),
        };
        let mac = identity(1, 2).mac(&[3; 32], b"code");
        assert_eq!(mac, identity(1, 2).mac(&[3; 32], b"code"));
        assert_ne!(mac, identity(9, 2).mac(&[3; 32], b"code"));
        assert_ne!(mac, identity(1, 9).mac(&[3; 32], b"code"));
        assert_ne!(mac, identity(1, 2).mac(&[9; 32], b"code"));
        assert_ne!(mac, identity(1, 2).mac(&[3; 32], b"cod"));
        assert_ne!(identity(1, 2).name(), identity(2, 1).name());
    }
}
