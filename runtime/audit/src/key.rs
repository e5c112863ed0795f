//! Keys that sign notes, in the texts that C2SP gives them.

use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::Signer as _;

use crate::hash::Hash;

/// What a key signs, which is a part of its id: the same bytes under another are another key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum KeyUse {
    /// Notes, such as the checkpoints of a log: Ed25519 (C2SP signed-note, type 0x01).
    Notes,
    /// Others' checkpoints, with the time of it: a witness' (C2SP tlog-cosignature, type 0x04).
    Cosignatures,
}

/// A public key with its owner's name.
///
/// Its text is C2SP's verifier key, `NAME+ID+KEY`, such as
/// `PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW`.
#[derive(Clone, PartialEq, Eq)]
pub struct VerifierKey {
    name: Box<str>,
    key_use: KeyUse,
    key: ed25519_dalek::VerifyingKey,
}

/// A secret key with its owner's name. Its bytes are wiped when it is dropped.
///
/// [`SignerKey::reveal`] gives its text: `PRIVATE+KEY+NAME+ID+SEED`, as Go's `note` package writes it.
pub struct SignerKey {
    verifier: VerifierKey,
    key: ed25519_dalek::SigningKey,
}

/// Signs with a key, wherever that lies: a file, or a service that never gives it away.
pub trait Signer: fmt::Debug + Send + Sync + 'static {
    /// By which its signatures are checked.
    fn verifier(&self) -> &VerifierKey;

    /// The Ed25519 signature of a message.
    ///
    /// # Errors
    ///
    /// The key cannot be used now.
    fn sign(&self, message: &[u8]) -> Result<[u8; 64], SigningFailed>;
}

/// A key could not be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the key cannot sign: {reason}")]
pub struct SigningFailed {
    reason: String,
}

/// A text that is no key, or a name that no key can have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct MalformedKey(&'static str);

const NO_NAME: &str =
    "a key's name has at least one character, and no space, plus or control character";

/// What [`SignerKey::reveal`] begins with.
const SECRET: &str = "PRIVATE+KEY+";

impl KeyUse {
    const fn byte(self) -> u8 {
        match self {
            Self::Notes => 0x01,
            Self::Cosignatures => 0x04,
        }
    }

    const fn of_byte(byte: u8) -> Option<Self> {
        match byte {
            0x01 => Some(Self::Notes),
            0x04 => Some(Self::Cosignatures),
            _ => None,
        }
    }
}

impl VerifierKey {
    /// The key of 32 public bytes, such as a service gives that keeps the secret ones.
    ///
    /// # Errors
    ///
    /// The name is empty, or has a space, a plus or a control character in it; or the bytes are no key.
    pub fn from_public(
        name: &str,
        key_use: KeyUse,
        public: [u8; 32],
    ) -> Result<Self, MalformedKey> {
        let key = ed25519_dalek::VerifyingKey::from_bytes(&public)
            .map_err(|_| MalformedKey("a public key of Ed25519 is a point of its curve"))?;
        if is_name(name) { Ok(Self::new(name, key_use, key)) } else { Err(MalformedKey(NO_NAME)) }
    }

    /// Whose it is.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it signs.
    #[must_use]
    pub fn key_use(&self) -> KeyUse {
        self.key_use
    }

    /// What signatures are found by, beside the name. Others can make a key with the same id, and
    /// gain nothing by it.
    #[must_use]
    pub fn id(&self) -> [u8; 4] {
        let parts: [&[u8]; 4] =
            [self.name.as_bytes(), b"\n", &[self.key_use.byte()], self.key.as_bytes()];
        let [a, b, c, d, ..] = *Hash::of(&parts).as_bytes();
        [a, b, c, d]
    }

    /// Whether the key made this signature of the message. Strict: no weak keys, one signature only
    /// that is right.
    pub(crate) fn signed(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        let signature = ed25519_dalek::Signature::from_bytes(signature);
        self.key.verify_strict(message, &signature).is_ok()
    }

    fn new(name: &str, key_use: KeyUse, key: ed25519_dalek::VerifyingKey) -> Self {
        Self { name: name.into(), key_use, key }
    }
}

impl SignerKey {
    /// A new key from the system's randomness.
    ///
    /// # Errors
    ///
    /// The name is empty, or has a space, a plus or a control character in it; or the system has no
    /// randomness.
    pub fn generate(name: &str, key_use: KeyUse) -> Result<Self, MalformedKey> {
        let mut seed = [0; 32];
        getrandom::fill(&mut seed)
            .map_err(|_| MalformedKey("the system has no randomness to make a key of"))?;
        Self::from_seed(name, key_use, seed)
    }

    /// The key of 32 secret bytes.
    ///
    /// # Errors
    ///
    /// As for [`SignerKey::generate`].
    pub fn from_seed(name: &str, key_use: KeyUse, seed: [u8; 32]) -> Result<Self, MalformedKey> {
        if !is_name(name) {
            return Err(MalformedKey(NO_NAME));
        }
        let key = ed25519_dalek::SigningKey::from_bytes(&seed);
        Ok(Self { verifier: VerifierKey::new(name, key_use, key.verifying_key()), key })
    }

    /// Its text, with the secret: for the file that only its owner reads.
    #[must_use]
    pub fn reveal(&self) -> String {
        let mut secret = vec![self.verifier.key_use.byte()];
        secret.extend(self.key.as_bytes());
        format!(
            "{SECRET}{}+{}+{}",
            self.verifier.name,
            Id(self.verifier.id()),
            STANDARD.encode(secret)
        )
    }

    /// From the text that [`SignerKey::reveal`] gave.
    ///
    /// # Errors
    ///
    /// It is not of that form, or its id is not the key's.
    pub fn parse(text: &str) -> Result<Self, MalformedKey> {
        let malformed = MalformedKey("a secret key reads PRIVATE+KEY+NAME+ID+SEED");
        let rest = text.strip_prefix(SECRET).ok_or(malformed.clone())?;
        let (name, id, key_use, seed) = parts(rest).ok_or(malformed.clone())?;
        let key = Self::from_seed(name, key_use, seed)?;
        if Id(key.verifier.id()).to_string() == id { Ok(key) } else { Err(malformed) }
    }
}

impl Signer for SignerKey {
    fn verifier(&self) -> &VerifierKey {
        &self.verifier
    }

    fn sign(&self, message: &[u8]) -> Result<[u8; 64], SigningFailed> {
        Ok(self.key.sign(message).to_bytes())
    }
}

impl SigningFailed {
    /// With what its operator should know.
    #[must_use]
    pub fn new(reason: impl Into<String>) -> Self {
        Self { reason: reason.into() }
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut key = vec![self.key_use.byte()];
        key.extend(self.key.as_bytes());
        write!(f, "{}+{}+{}", self.name, Id(self.id()), STANDARD.encode(key))
    }
}

impl fmt::Debug for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VerifierKey({self})")
    }
}

impl fmt::Debug for SignerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignerKey").field("verifier", &self.verifier).finish_non_exhaustive()
    }
}

impl FromStr for VerifierKey {
    type Err = MalformedKey;

    fn from_str(text: &str) -> Result<Self, MalformedKey> {
        let malformed = MalformedKey(
            "a public key reads NAME+ID+KEY, such as \
             PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        );
        let (name, id, key_use, key) = parts(text).ok_or(malformed.clone())?;
        let key = ed25519_dalek::VerifyingKey::from_bytes(&key).map_err(|_| malformed.clone())?;
        let key = Self::new(name, key_use, key);
        if Id(key.id()).to_string() == id { Ok(key) } else { Err(malformed) }
    }
}

/// A key's id, as it stands in a key's text.
struct Id([u8; 4]);

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// Name, id, use and bytes of a key's text. A name has no plus; Base64 may.
fn parts(text: &str) -> Option<(&str, &str, KeyUse, [u8; 32])> {
    let (name, rest) = text.split_once('+')?;
    let (id, key) = rest.split_once('+')?;
    let bytes = STANDARD.decode(key).ok()?;
    let (key_use, key) = bytes.split_first()?;
    let key_use = KeyUse::of_byte(*key_use)?;
    is_name(name).then_some((name, id, key_use, key.try_into().ok()?))
}

/// Whether a key, or a log, can be called that.
pub(crate) fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.chars().any(|c| c.is_whitespace() || c.is_control() || c == '+')
}
