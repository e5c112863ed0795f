//! Witnesses: whoever keeps a log's earlier checkpoints elsewhere finds every rewriting of it.

use std::fmt;

use serde::Serialize;

use crate::checkpoint::{MalformedCheckpoint, NotBelieved, SignedCheckpoint};
use crate::key::VerifierKey;
use crate::proof::ConsistencyProof;
use crate::tree::Nodes;

/// The checkpoints that a second holder keeps, from the smallest to the largest. Its text is one
/// signed note after the other.
///
/// Its strength is that they lie where whoever holds the log cannot change them: also a log that was
/// rewritten whole, and signed with its own key, does not agree with them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Witness {
    heads: Vec<SignedCheckpoint>,
}

/// The log is not the one that was witnessed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, thiserror::Error)]
pub struct Rewrite {
    /// How many leaves are still those that were witnessed.
    pub from: u64,
    /// How many leaves the first checkpoint has that the log does not agree with: something between
    /// the two was changed, removed or moved.
    pub to: u64,
    /// How many leaves the log has now.
    pub size: u64,
}

/// Why a witness' checkpoints cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("checkpoint {number} is not to be used: {reason}")]
pub struct UnusableHead {
    /// Which, from 1.
    pub number: usize,
    /// Why.
    pub reason: HeadReason,
}

/// Why one of a witness' checkpoints cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HeadReason {
    /// It is none.
    #[error(transparent)]
    Malformed(#[from] MalformedCheckpoint),
    /// The log did not sign it, or the witness did not.
    #[error(transparent)]
    NotBelieved(#[from] NotBelieved),
}

/// Why a witness takes no new checkpoint.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotAccepted {
    /// The log's key did not sign it.
    #[error(transparent)]
    NotBelieved(#[from] NotBelieved),
    /// It does not continue what the witness has seen.
    #[error(transparent)]
    Rewritten(#[from] Rewrite),
}

impl Witness {
    /// One who has seen nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads what a witness keeps. Each checkpoint must be signed by the log's key, and by that of the
    /// witness where one is given.
    ///
    /// # Errors
    ///
    /// [`UnusableHead`]: the first of them.
    pub fn parse(
        text: &str,
        log: &VerifierKey,
        witness: Option<&VerifierKey>,
    ) -> Result<Self, UnusableHead> {
        let head = |(number, note): (usize, String)| {
            let head: SignedCheckpoint = note
                .parse()
                .map_err(|error: MalformedCheckpoint| UnusableHead::new(number, error))?;
            head.verify(log).map_err(|error| UnusableHead::new(number, error))?;
            if let Some(witness) = witness {
                head.cosigned(witness)
                    .map_err(|error| UnusableHead::new(number, NotBelieved::from(error)))?;
            }
            Ok(head)
        };
        let mut heads: Vec<_> =
            notes(text).into_iter().enumerate().map(head).collect::<Result<_, _>>()?;
        heads.sort_by_key(|head| head.unverified().size);
        Ok(Self { heads })
    }

    /// What is kept, from the smallest.
    #[must_use]
    pub fn heads(&self) -> &[SignedCheckpoint] {
        &self.heads
    }

    /// Compares the log, as it is now with `size` leaves, with everything that was witnessed.
    ///
    /// # Errors
    ///
    /// A node cannot be read.
    pub fn check<N: Nodes>(&self, log: &N, size: u64) -> Result<Result<(), Rewrite>, N::Error> {
        let mut from = 0;
        for head in self.heads.iter().map(SignedCheckpoint::unverified) {
            if head.size > size || log.root(head.size)? != head.root {
                return Ok(Err(Rewrite { from, to: head.size, size }));
            }
            from = head.size;
        }
        Ok(Ok(()))
    }

    /// Takes a newer checkpoint of the log, if it is proven to continue the largest one that is kept.
    /// False: it is that one.
    ///
    /// # Errors
    ///
    /// [`NotAccepted`]; what is kept stays as it was.
    pub fn accept(
        &mut self,
        checkpoint: SignedCheckpoint,
        proof: &ConsistencyProof,
        log: &VerifierKey,
    ) -> Result<bool, NotAccepted> {
        let new = checkpoint.verify(log)?;
        if let Some(kept) = self.heads.last().map(SignedCheckpoint::unverified) {
            proof.verify((kept.size, &kept.root), (new.size, &new.root)).map_err(|_| {
                // One proof tells of the largest only; an earlier one would need its own.
                Rewrite { from: 0, to: kept.size, size: new.size }
            })?;
            if kept == new {
                return Ok(false);
            }
        }
        self.heads.push(checkpoint);
        Ok(true)
    }
}

impl fmt::Display for Witness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.heads.iter().enumerate().try_for_each(|(number, head)| {
            let gap = if number == 0 { "" } else { "\n" };
            write!(f, "{gap}{head}")
        })
    }
}

impl fmt::Display for Rewrite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { from, to, size } = self;
        if to > size {
            return write!(
                f,
                "the log has {size} leaves, and had {to} when it was witnessed: leaves were removed"
            );
        }
        write!(
            f,
            "the log was rewritten between its size {from} and its size {to}: its leaves are not those \
             that were witnessed"
        )
    }
}

impl UnusableHead {
    fn new(number: usize, reason: impl Into<HeadReason>) -> Self {
        Self { number: number + 1, reason: reason.into() }
    }
}

/// The notes in a text: each ends with its signatures.
fn notes(text: &str) -> Vec<String> {
    let mut notes: Vec<String> = Vec::new();
    let mut signed = true;
    for line in text.split_inclusive('\n') {
        let signature = line.starts_with('—');
        if signed && !signature {
            if line.trim().is_empty() {
                continue;
            }
            notes.push(String::new());
        }
        signed = signature;
        if let Some(note) = notes.last_mut() {
            note.push_str(line);
        }
    }
    notes
}
