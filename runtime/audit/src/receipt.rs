//! Receipts: what a person keeps of the log, and checks without it.

use serde::{Deserialize, Serialize};

use crate::checkpoint::{Checkpoint, MalformedCheckpoint, NotBelieved, SignedCheckpoint};
use crate::hash::Hash;
use crate::key::VerifierKey;
use crate::leaf::{Leaf, MalformedLeaf, Personal};
use crate::proof::InclusionProof;

/// The format's number.
const FORMAT: u32 = 1;

/// Leaves with the proof that they stand in a log, and the checkpoint that they stand under. Nothing
/// of it is believed before [`Receipt::verify`]. It is kept as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// The number of the format: 1.
    #[serde(rename = "loggia-audit-receipt")]
    format: u32,
    /// The signed note, whole.
    checkpoint: String,
    /// One for each leaf.
    entries: Vec<Entry>,
}

/// A leaf on a receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    index: u64,
    leaf: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    personal: Option<Personal>,
    path: Vec<Hash>,
}

/// What a receipt proves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proven {
    /// The log as it was signed for.
    pub checkpoint: Checkpoint,
    /// What stands in it, in the receipt's order.
    pub leaves: Vec<ProvenLeaf>,
}

/// A leaf that stands in a log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProvenLeaf {
    /// Its place, from 0.
    pub index: u64,
    /// What it says.
    pub leaf: Leaf,
    /// What its personal part says; none where the receipt has none, because there is none or because
    /// it was erased.
    pub personal: Option<String>,
}

/// Why a receipt proves nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotAReceipt {
    /// Not a receipt's JSON.
    #[error("it is no receipt: {reason}")]
    Malformed {
        /// What the JSON parser found.
        reason: String,
    },
    /// Another format's.
    #[error("it is a receipt of format {found}, and this Loggia knows format {FORMAT}")]
    Format {
        /// Its number.
        found: u32,
    },
    /// There is no leaf on it.
    #[error("there is nothing on it")]
    Empty,
    /// No checkpoint.
    #[error("its checkpoint is malformed: {0}")]
    Checkpoint(#[from] MalformedCheckpoint),
    /// Not the log's.
    #[error("its checkpoint is not to be believed: {0}")]
    NotBelieved(#[from] NotBelieved),
    /// The leaf does not stand there.
    #[error("leaf {index} does not stand in the log that the checkpoint signs for")]
    NotInTheLog {
        /// Which.
        index: u64,
    },
    /// The leaf says nothing that can be read.
    #[error("leaf {index} is malformed: {reason}")]
    Leaf {
        /// Which.
        index: u64,
        /// Why.
        reason: MalformedLeaf,
    },
    /// The personal part is not what the leaf was written with.
    #[error("the personal part of leaf {index} is not the one that it was written with")]
    Personal {
        /// Which.
        index: u64,
    },
}

impl Receipt {
    /// A receipt under this checkpoint, with nothing on it yet.
    #[must_use]
    pub fn under(checkpoint: &SignedCheckpoint) -> Self {
        Self { format: FORMAT, checkpoint: checkpoint.to_string(), entries: Vec::new() }
    }

    /// Adds a leaf, with its text as the tree hashed it, and its personal part where that is still
    /// there.
    pub fn add(&mut self, leaf: String, personal: Option<Personal>, proof: InclusionProof) {
        let InclusionProof { index, path } = proof;
        self.entries.push(Entry { index, leaf, personal, path });
    }

    /// Reads a receipt; what it says is not believed yet.
    ///
    /// # Errors
    ///
    /// It is none.
    pub fn parse(json: &str) -> Result<Self, NotAReceipt> {
        let receipt: Self = serde_json::from_str(json)
            .map_err(|error| NotAReceipt::Malformed { reason: error.to_string() })?;
        match receipt.format {
            FORMAT => Ok(receipt),
            found => Err(NotAReceipt::Format { found }),
        }
    }

    /// What it proves, by the log's public key alone.
    ///
    /// # Errors
    ///
    /// [`NotAReceipt`]: then nothing of it is proven.
    pub fn verify(&self, key: &VerifierKey) -> Result<Proven, NotAReceipt> {
        let checkpoint: SignedCheckpoint = self.checkpoint.parse()?;
        let checkpoint = checkpoint.verify(key)?.clone();
        if self.entries.is_empty() {
            return Err(NotAReceipt::Empty);
        }
        let leaves = self.entries.iter().map(|entry| entry.verify(&checkpoint));
        let leaves = leaves.collect::<Result<_, _>>()?;
        Ok(Proven { checkpoint, leaves })
    }
}

impl Entry {
    fn verify(&self, checkpoint: &Checkpoint) -> Result<ProvenLeaf, NotAReceipt> {
        let index = self.index;
        InclusionProof { index, path: self.path.clone() }
            .verify(&Hash::of_leaf(self.leaf.as_bytes()), checkpoint.size, &checkpoint.root)
            .map_err(|_| NotAReceipt::NotInTheLog { index })?;
        let leaf: Leaf = self.leaf.parse().map_err(|reason| NotAReceipt::Leaf { index, reason })?;
        if let Some(personal) = &self.personal
            && leaf.personal != Some(personal.commitment())
        {
            return Err(NotAReceipt::Personal { index });
        }
        let personal = self.personal.as_ref().map(|personal| personal.data.clone());
        Ok(ProvenLeaf { index, leaf, personal })
    }
}
