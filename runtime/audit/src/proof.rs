//! What proves something about a tree to whoever has no more of it than its root.

use serde::{Deserialize, Serialize};

use crate::hash::Hash;

/// Proves that a leaf stands in a tree, at one place (RFC 9162, 2.1.3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InclusionProof {
    /// Which leaf, from 0.
    pub index: u64,
    /// The siblings on the way from the leaf to the root.
    pub path: Vec<Hash>,
}

/// Proves that one tree is the beginning of another (RFC 9162, 2.1.4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConsistencyProof {
    /// The nodes from which both roots are made.
    pub path: Vec<Hash>,
}

/// The proof does not prove it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the proof does not lead to the root")]
pub struct NotProven;

impl InclusionProof {
    /// Whether the leaf with this hash stands at its place in the tree of this size and root. Size and
    /// root belong together: take both from one verified checkpoint.
    ///
    /// # Errors
    ///
    /// It is not proven.
    pub fn verify(&self, leaf: &Hash, size: u64, root: &Hash) -> Result<(), NotProven> {
        let mut last = size.checked_sub(1).ok_or(NotProven)?;
        let mut at = self.index;
        if at > last {
            return Err(NotProven);
        }
        let mut hash = *leaf;
        for sibling in &self.path {
            if last == 0 {
                return Err(NotProven);
            }
            if at % 2 == 1 || at == last {
                hash = Hash::of_node(sibling, &hash);
                // Levels on which this is the last node, and has no sibling.
                while at.is_multiple_of(2) && at != 0 {
                    (at, last) = (at / 2, last / 2);
                }
            } else {
                hash = Hash::of_node(&hash, sibling);
            }
            (at, last) = (at / 2, last / 2);
        }
        if last == 0 && hash == *root { Ok(()) } else { Err(NotProven) }
    }
}

impl ConsistencyProof {
    /// Whether the tree `from` (size and root) is the beginning of the tree `to`. The empty tree is
    /// the beginning of any.
    ///
    /// # Errors
    ///
    /// It is not proven.
    pub fn verify(&self, from: (u64, &Hash), to: (u64, &Hash)) -> Result<(), NotProven> {
        let proven = |holds: bool| if holds { Ok(()) } else { Err(NotProven) };
        let ((from, from_root), (to, to_root)) = (from, to);
        if from == to {
            return proven(self.path.is_empty() && from_root == to_root);
        }
        if from == 0 {
            return proven(self.path.is_empty() && *from_root == Hash::EMPTY);
        }
        if from > to {
            return Err(NotProven);
        }
        let (mut at, mut last) = (from - 1, to - 1);
        while at % 2 == 1 {
            (at, last) = (at / 2, last / 2);
        }
        let mut path = self.path.iter();
        // Where the older tree is one complete subtree, its root is what the proof begins with.
        let first =
            if from.is_power_of_two() { from_root } else { path.next().ok_or(NotProven)? };
        let (mut older, mut newer) = (*first, *first);
        for node in path {
            if last == 0 {
                return Err(NotProven);
            }
            if at % 2 == 1 || at == last {
                older = Hash::of_node(node, &older);
                newer = Hash::of_node(node, &newer);
                while at.is_multiple_of(2) && at != 0 {
                    (at, last) = (at / 2, last / 2);
                }
            } else {
                newer = Hash::of_node(&newer, node);
            }
            (at, last) = (at / 2, last / 2);
        }
        proven(last == 0 && older == *from_root && newer == *to_root)
    }
}
