//! Signed notes (C2SP signed-note): a text, a blank line, and a line for each signature.

use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::key::{KeyUse, Signer, SigningFailed, VerifierKey, is_name};

/// More signatures than this are no note's: a bound on what is read of a stranger.
const MOST_SIGNATURES: usize = 100;

/// What a signature's line begins with.
const DASH: &str = "— ";

/// A text with its signatures, none of which is believed before [`Note::verify`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    text: String,
    signatures: Vec<Signature>,
}

/// A line under a note.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Signature {
    name: String,
    id: [u8; 4],
    bytes: Vec<u8>,
}

/// A text that is no note.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a signed note is a text, an empty line, and signatures of the form \"— NAME BASE64\"")]
pub struct MalformedNote;

/// A key's signature is not there, or not right.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotSigned {
    /// There is none of that name and id.
    #[error("it is not signed by {name}")]
    Absent {
        /// The key's.
        name: String,
    },
    /// There is one, and the key did not make it for this text.
    #[error("the signature of {name} is not of this text")]
    Wrong {
        /// The key's.
        name: String,
    },
}

impl Note {
    /// A text that nobody has signed yet.
    ///
    /// # Errors
    ///
    /// It does not end with a line feed, or has another control character in it.
    pub fn new(text: String) -> Result<Self, MalformedNote> {
        if !text.ends_with('\n') || text.chars().any(|c| c < ' ' && c != '\n') {
            return Err(MalformedNote);
        }
        Ok(Self { text, signatures: Vec::new() })
    }

    /// The text, with its last line feed.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Signs it. `time`, in seconds since 1970, is what a witness' key says of when that was; a note's
    /// key says none. A signature of the same key is replaced.
    ///
    /// # Errors
    ///
    /// The key cannot be used now.
    pub fn sign(&mut self, signer: &dyn Signer, time: u64) -> Result<(), SigningFailed> {
        let key = signer.verifier();
        let mut bytes = match key.key_use() {
            KeyUse::Notes => Vec::new(),
            KeyUse::Cosignatures => time.to_be_bytes().to_vec(),
        };
        bytes.extend(signer.sign(self.message(key.key_use(), time).as_bytes())?);
        self.signatures.retain(|signature| !signature.claims(key));
        self.signatures.push(Signature { name: key.name().to_owned(), id: key.id(), bytes });
        Ok(())
    }

    /// Whether the key signed it, and all that claims to be the key's is. For a witness' key: when, in
    /// seconds since 1970.
    ///
    /// # Errors
    ///
    /// [`NotSigned`].
    pub fn verify(&self, key: &VerifierKey) -> Result<Option<u64>, NotSigned> {
        let mut signed = Err(NotSigned::Absent { name: key.name().to_owned() });
        for signature in self.signatures.iter().filter(|signature| signature.claims(key)) {
            let wrong = || NotSigned::Wrong { name: key.name().to_owned() };
            let (time, bytes) = match key.key_use() {
                KeyUse::Notes => (None, signature.bytes.as_slice()),
                KeyUse::Cosignatures => {
                    let (time, rest) = signature.bytes.split_first_chunk().ok_or_else(wrong)?;
                    (Some(u64::from_be_bytes(*time)), rest)
                }
            };
            let bytes = bytes.try_into().map_err(|_| wrong())?;
            let message = self.message(key.key_use(), time.unwrap_or(0));
            if !key.signed(message.as_bytes(), bytes) {
                return Err(wrong());
            }
            signed = Ok(time);
        }
        signed
    }

    /// The names under it, believed or not, in their order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.signatures.iter().map(|signature| signature.name.as_str())
    }

    /// What is signed.
    fn message(&self, key_use: KeyUse, time: u64) -> String {
        match key_use {
            KeyUse::Notes => self.text.clone(),
            KeyUse::Cosignatures => format!("cosignature/v1\ntime {time}\n{}", self.text),
        }
    }
}

impl Signature {
    fn claims(&self, key: &VerifierKey) -> bool {
        self.name == key.name() && self.id == key.id()
    }

    fn parse(line: &str) -> Option<Self> {
        let (name, bytes) = line.strip_prefix(DASH)?.split_once(' ')?;
        let bytes = STANDARD.decode(bytes).ok()?;
        let (id, bytes) = bytes.split_first_chunk()?;
        let there = is_name(name) && !bytes.is_empty();
        there.then(|| Self { name: name.to_owned(), id: *id, bytes: bytes.to_vec() })
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)?;
        self.signatures.iter().try_for_each(|Signature { name, id, bytes }| {
            writeln!(f, "{DASH}{name} {}", STANDARD.encode([id, bytes.as_slice()].concat()))
        })
    }
}

impl FromStr for Note {
    type Err = MalformedNote;

    fn from_str(note: &str) -> Result<Self, MalformedNote> {
        // The text may have empty lines of its own: the last one ends it.
        let (text, signatures) = note.rsplit_once("\n\n").ok_or(MalformedNote)?;
        let mut note = Self::new(format!("{text}\n"))?;
        let lines = signatures.strip_suffix('\n').ok_or(MalformedNote)?;
        for line in lines.split('\n') {
            note.signatures.push(Signature::parse(line).ok_or(MalformedNote)?);
            if note.signatures.len() > MOST_SIGNATURES {
                return Err(MalformedNote);
            }
        }
        Ok(note)
    }
}
