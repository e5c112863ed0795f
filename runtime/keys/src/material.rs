//! What a key is made of, and what is done with it.

use aes_siv::KeyInit;
use aes_siv::siv::Aes256Siv;
use ed25519_dalek::Signer as _;
use zeroize::Zeroizing;

use crate::data_key::DataKey;
use crate::error::KeysError;
use crate::{KeyName, KeyUse};

/// The first byte of what is wrapped: the number of its form.
const FORM: u8 = 1;
/// Form and version of the key.
const HEAD: usize = 1 + 4;
/// What AES-SIV adds.
const TAG: usize = 16;

/// 32 secret bytes of one version of a key.
pub(crate) struct Material(DataKey);

impl Material {
    pub(crate) fn random() -> Result<Self, KeysError> {
        DataKey::random().map(Self)
    }

    pub(crate) fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(DataKey::from_bytes(bytes))
    }

    pub(crate) fn as_bytes(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }

    /// AES-SIV (RFC 5297) over the data key, with its name and version in what it is bound to.
    pub(crate) fn wrap(
        &self,
        name: KeyName,
        version: u32,
        bound_to: &[&[u8]],
        key: &DataKey,
    ) -> Result<Vec<u8>, KeysError> {
        let head = head(version);
        let sealed = self
            .cipher(name)?
            .encrypt(headers(name, &head, bound_to), key.as_bytes().as_slice())
            .map_err(|_| KeysError::NotWrapped { name })?;
        Ok([head.as_slice(), &sealed].concat())
    }

    pub(crate) fn unwrap(
        &self,
        name: KeyName,
        bound_to: &[&[u8]],
        wrapped: &[u8],
    ) -> Result<DataKey, KeysError> {
        let not_wrapped = KeysError::NotWrapped { name };
        let (head, sealed) = wrapped.split_at_checked(HEAD).ok_or(not_wrapped.clone())?;
        let opened = self
            .cipher(name)?
            .decrypt(headers(name, head, bound_to), sealed)
            .map_err(|_| not_wrapped.clone())?;
        let opened = Zeroizing::new(opened);
        let bytes = opened.as_slice().try_into().map_err(|_| not_wrapped)?;
        Ok(DataKey::from_bytes(bytes))
    }

    pub(crate) fn sign(&self, name: KeyName, message: &[u8]) -> Result<[u8; 64], KeysError> {
        Ok(self.signing_key(name)?.sign(message).to_bytes())
    }

    pub(crate) fn public_key(&self, name: KeyName) -> Result<[u8; 32], KeysError> {
        Ok(self.signing_key(name)?.verifying_key().to_bytes())
    }

    fn cipher(&self, name: KeyName) -> Result<Aes256Siv, KeysError> {
        if name.key_use() != KeyUse::Wrapping {
            return Err(KeysError::OtherUse { name });
        }
        let mut key = Zeroizing::new([0; 64]);
        blake3::Hasher::new_derive_key("loggia-keys 2026 wrapping of data keys")
            .update(self.as_bytes())
            .finalize_xof()
            .fill(key.as_mut());
        Ok(Aes256Siv::new((&*key).into()))
    }

    fn signing_key(&self, name: KeyName) -> Result<ed25519_dalek::SigningKey, KeysError> {
        if name.key_use() != KeyUse::Signing {
            return Err(KeysError::OtherUse { name });
        }
        Ok(ed25519_dalek::SigningKey::from_bytes(self.as_bytes()))
    }
}

/// Which version of its key wrapped this; none for what [`Keys::wrap`](crate::Keys::wrap) did not make.
#[must_use]
pub fn version_of(wrapped: &[u8]) -> Option<u32> {
    let (form, rest) = wrapped.split_first()?;
    let (version, sealed) = rest.split_first_chunk()?;
    (*form == FORM && sealed.len() == TAG + 32).then_some(u32::from_be_bytes(*version))
}

fn head(version: u32) -> [u8; HEAD] {
    let [a, b, c, d] = version.to_be_bytes();
    [FORM, a, b, c, d]
}

fn headers<'a>(
    name: KeyName,
    head: &'a [u8],
    bound_to: &'a [&'a [u8]],
) -> impl Iterator<Item = &'a [u8]> {
    [name.name().as_bytes(), head].into_iter().chain(bound_to.iter().copied())
}
