//! The Merkle tree over a list of leaves, wherever its nodes are kept.

use crate::hash::Hash;
use crate::proof::{ConsistencyProof, InclusionProof};

/// Where the nodes of a tree are found.
///
/// Only *complete* subtrees are kept: node `position` of `level` is the root over the
/// `2^level` leaves from `position * 2^level` on, and never changes once it is there. Everything
/// else is worked out of those, in at most one look-up a level.
pub trait Nodes {
    /// What can go wrong with looking.
    type Error;

    /// A complete subtree's root; on level 0 a leaf's hash. Asked only for what lies within the
    /// tree's size.
    ///
    /// # Errors
    ///
    /// It cannot be read, or is not there.
    fn node(&self, level: u32, position: u64) -> Result<Hash, Self::Error>;

    /// The root of the first `size` leaves.
    ///
    /// # Errors
    ///
    /// A node cannot be read.
    fn root(&self, size: u64) -> Result<Hash, Self::Error> {
        range(self, 0, size)
    }

    /// What proves that leaf `index` (from 0) is one of the first `size`; none where it is not.
    ///
    /// # Errors
    ///
    /// A node cannot be read.
    fn inclusion(&self, index: u64, size: u64) -> Result<Option<InclusionProof>, Self::Error> {
        if index >= size {
            return Ok(None);
        }
        let (mut start, mut end) = (0, size);
        let mut path = Vec::new();
        while end - start > 1 {
            let middle = start + split(end - start);
            if index < middle {
                path.push(range(self, middle, end)?);
                end = middle;
            } else {
                path.push(range(self, start, middle)?);
                start = middle;
            }
        }
        path.reverse();
        Ok(Some(InclusionProof { index, path }))
    }

    /// What proves that the first `from` leaves are the beginning of the first `to`; none where
    /// `from` is more than `to`.
    ///
    /// # Errors
    ///
    /// A node cannot be read.
    fn consistency(&self, from: u64, to: u64) -> Result<Option<ConsistencyProof>, Self::Error> {
        if from > to {
            return Ok(None);
        }
        let mut path = Vec::new();
        if from == 0 || from == to {
            return Ok(Some(ConsistencyProof { path }));
        }
        let (mut start, mut end) = (0, to);
        while end != from {
            let middle = start + split(end - start);
            if from <= middle {
                path.push(range(self, middle, end)?);
                end = middle;
            } else {
                path.push(range(self, start, middle)?);
                start = middle;
            }
        }
        // The root of the older tree is known to whoever asks, unless it is but a part of it.
        if start > 0 {
            path.push(range(self, start, end)?);
        }
        path.reverse();
        Ok(Some(ConsistencyProof { path }))
    }

    /// The nodes that leaf `index`, the next one, makes complete, itself first: two in the mean.
    /// Whoever keeps the tree keeps them.
    ///
    /// # Errors
    ///
    /// A node cannot be read.
    fn completed_by(&self, index: u64, leaf: Hash) -> Result<Vec<NewNode>, Self::Error> {
        let mut newest = NewNode { level: 0, position: index, hash: leaf };
        let mut completed = vec![newest];
        // A right child completes its parent.
        while newest.position % 2 == 1 {
            let left = self.node(newest.level, newest.position - 1)?;
            newest = NewNode {
                level: newest.level + 1,
                position: newest.position / 2,
                hash: Hash::of_node(&left, &newest.hash),
            };
            completed.push(newest);
        }
        Ok(completed)
    }
}

/// A node that has become complete.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewNode {
    /// How far above the leaves.
    pub level: u32,
    /// Which of its level, from 0.
    pub position: u64,
    /// The root over its leaves.
    pub hash: Hash,
}

/// The root over the leaves from `start` to before `end`, as the tree has it.
fn range<N: Nodes + ?Sized>(nodes: &N, start: u64, end: u64) -> Result<Hash, N::Error> {
    let size = end - start;
    if size == 0 {
        return Ok(Hash::EMPTY);
    }
    if size.is_power_of_two() {
        // The tree is only ever parted so that such a range begins at a multiple of its size.
        let level = size.trailing_zeros();
        return nodes.node(level, start >> level);
    }
    let middle = start + split(size);
    Ok(Hash::of_node(&range(nodes, start, middle)?, &range(nodes, middle, end)?))
}

/// The largest power of two below `size`, which is at least 2.
fn split(size: u64) -> u64 {
    1 << (size - 1).ilog2()
}

/// A tree in memory.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tree {
    levels: Vec<Vec<Hash>>,
}

/// The tree in memory has fewer leaves than was asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the tree has no such node")]
pub struct NoSuchNode;

impl Tree {
    /// A tree without leaves.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// How many leaves there are.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.levels.first().map_or(0, |leaves| leaves.len() as u64)
    }

    /// Adds the hash of a leaf, and says which nodes that completed, the leaf first.
    pub fn push(&mut self, leaf: Hash) -> Vec<NewNode> {
        // It never fails: the left siblings of what becomes complete are there.
        let completed = self.completed_by(self.size(), leaf).unwrap_or_default();
        for node in &completed {
            match self.levels.get_mut(node.level as usize) {
                Some(level) => level.push(node.hash),
                None => self.levels.push(vec![node.hash]),
            }
        }
        completed
    }

    /// The root of all leaves.
    #[must_use]
    pub fn head(&self) -> Hash {
        self.root(self.size()).unwrap_or(Hash::EMPTY)
    }
}

impl Nodes for Tree {
    type Error = NoSuchNode;

    fn node(&self, level: u32, position: u64) -> Result<Hash, NoSuchNode> {
        let level = self.levels.get(level as usize).ok_or(NoSuchNode)?;
        let position = usize::try_from(position).map_err(|_| NoSuchNode)?;
        level.get(position).copied().ok_or(NoSuchNode)
    }
}

impl<'a> FromIterator<&'a [u8]> for Tree {
    fn from_iter<I: IntoIterator<Item = &'a [u8]>>(leaves: I) -> Self {
        let mut tree = Self::new();
        for leaf in leaves {
            tree.push(Hash::of_leaf(leaf));
        }
        tree
    }
}
