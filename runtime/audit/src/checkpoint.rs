//! Checkpoints (C2SP tlog-checkpoint): what a log's key says of the log's size and root.

use std::fmt;
use std::str::FromStr;

use crate::hash::Hash;
use crate::key::{KeyUse, Signer, SigningFailed, VerifierKey};
use crate::note::{MalformedNote, NotSigned, Note};

/// A log at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Which log: the name of its key.
    pub origin: String,
    /// How many leaves it has.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
}

/// A checkpoint with the signatures under it. Its text is a signed note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedCheckpoint {
    note: Note,
    checkpoint: Checkpoint,
}

/// A text that is no signed checkpoint.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MalformedCheckpoint {
    /// Not even a signed note.
    #[error(transparent)]
    Note(#[from] MalformedNote),
    /// A note that says something else.
    #[error("a checkpoint has three lines: the log's name, its size, and its root in Base64")]
    Lines,
}

/// Why a checkpoint is not believed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotBelieved {
    /// The key is another log's.
    #[error("it is a checkpoint of the log {origin}, and the key is that of {key}")]
    OtherLog {
        /// The checkpoint's.
        origin: String,
        /// The key's.
        key: String,
    },
    /// A signature is not there, or not right.
    #[error(transparent)]
    NotSigned(#[from] NotSigned),
}

impl SignedCheckpoint {
    /// A checkpoint of the signer's log, signed by it.
    ///
    /// A log must never sign two that contradict each other: make sure first that this one continues
    /// the last.
    ///
    /// # Errors
    ///
    /// The key cannot be used now, or is a witness'; or what signed is another key than the one that it is
    /// verified by, whose signature nobody would ever believe.
    pub fn sign(signer: &dyn Signer, size: u64, root: Hash) -> Result<Self, SigningFailed> {
        if signer.verifier().key_use() != KeyUse::Notes {
            return Err(SigningFailed::new("it is a witness' key, and this is a log's task"));
        }
        let origin = signer.verifier().name().to_owned();
        let checkpoint = Checkpoint { origin, size, root };
        let mut note = Note::new(checkpoint.to_string())
            .map_err(|error| SigningFailed::new(error.to_string()))?;
        note.sign(signer, 0)?;
        note.verify(signer.verifier()).map_err(|error| {
            SigningFailed::new(format!("another key signed than the log is known by: {error}"))
        })?;
        Ok(Self { note, checkpoint })
    }

    /// What it says, if the log's own key says so.
    ///
    /// # Errors
    ///
    /// [`NotBelieved`].
    pub fn verify(&self, key: &VerifierKey) -> Result<&Checkpoint, NotBelieved> {
        let Checkpoint { origin, .. } = &self.checkpoint;
        if origin != key.name() {
            let key = key.name().to_owned();
            return Err(NotBelieved::OtherLog { origin: origin.clone(), key });
        }
        self.note.verify(key)?;
        Ok(&self.checkpoint)
    }

    /// What it says, whoever says so.
    #[must_use]
    pub fn unverified(&self) -> &Checkpoint {
        &self.checkpoint
    }

    /// Adds a witness' word, given at `time` in seconds since 1970, that this is the largest tree of
    /// the log which it has seen, and that all before were its beginnings.
    ///
    /// # Errors
    ///
    /// The key cannot be used now, or is no witness'.
    pub fn cosign(&mut self, witness: &dyn Signer, time: u64) -> Result<(), SigningFailed> {
        if witness.verifier().key_use() != KeyUse::Cosignatures {
            return Err(SigningFailed::new("it is no witness' key"));
        }
        self.note.sign(witness, time)
    }

    /// When the witness cosigned it, in seconds since 1970.
    ///
    /// # Errors
    ///
    /// It did not.
    pub fn cosigned(&self, witness: &VerifierKey) -> Result<u64, NotSigned> {
        let absent = || NotSigned::Absent { name: witness.name().to_owned() };
        self.note.verify(witness)?.ok_or_else(absent)
    }

    /// The names under it, believed or not.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.note.names()
    }
}

impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n{}\n{}\n", self.origin, self.size, self.root)
    }
}

impl fmt::Display for SignedCheckpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.note.fmt(f)
    }
}

impl FromStr for SignedCheckpoint {
    type Err = MalformedCheckpoint;

    fn from_str(text: &str) -> Result<Self, MalformedCheckpoint> {
        let note: Note = text.parse()?;
        let checkpoint = checkpoint_of(note.text()).ok_or(MalformedCheckpoint::Lines)?;
        Ok(Self { note, checkpoint })
    }
}

/// Other logs may add lines; they are signed with the rest, and mean nothing here.
fn checkpoint_of(text: &str) -> Option<Checkpoint> {
    let mut lines = text.strip_suffix('\n')?.split('\n');
    let (origin, size, root) = (lines.next()?, lines.next()?, lines.next()?);
    if origin.is_empty() || lines.any(str::is_empty) {
        return None;
    }
    let number: u64 = size.parse().ok()?;
    // No plus, no leading zero: one text for one number.
    let canonical = number.to_string() == size;
    canonical.then_some(Checkpoint {
        origin: origin.to_owned(),
        size: number,
        root: root.parse().ok()?,
    })
}
