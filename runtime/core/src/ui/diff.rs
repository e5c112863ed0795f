//! What changed from one view to the next, by key: what a shell needs to bring the old one up to date.

use rustc_hash::FxHashMap;
use serde::Serialize;

use super::actions::acts;
use super::tree::{Node, NodeIndex, NodePath, View};

/// The changes that lead from one view to the next, in the order in which they are to be made.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Patch {
    /// Removals first, then insertions in reading order, then the rest.
    pub changes: Vec<Change>,
}

/// One change. Paths are of the new view, but for [`Change::Remove`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// The node and all below it are gone.
    Remove(NodePath),
    /// The node is new, and all below it.
    Insert(NodePath),
    /// The node itself shows something else; its children are not meant.
    Update(NodePath),
    /// The node's children are to stand in the new view's order.
    Reorder(NodePath),
    /// Another screen: nothing of the old one is kept.
    Replace,
}

impl Patch {
    /// From `old` to `new`.
    pub(crate) fn between(old: &View, new: &View) -> Self {
        if old.screen != new.screen
            || old.nodes.first().map(|n| n.path) != new.nodes.first().map(|n| n.path)
        {
            return Self { changes: vec![Change::Replace] };
        }
        let same_shape = old.nodes.len() == new.nodes.len()
            && old
                .nodes
                .iter()
                .zip(&new.nodes)
                .all(|(a, b)| a.path == b.path && a.parent == b.parent);
        if same_shape {
            // Nearly every step: the same nodes, some of which show something else.
            let pairs = old.nodes.iter().zip(&new.nodes);
            let changed = pairs.filter(|(was, is)| !old.shows_same(was, new, is));
            return Self { changes: changed.map(|(_, is)| Change::Update(is.path)).collect() };
        }
        let index = |view: &View| -> FxHashMap<NodePath, NodeIndex> {
            view.nodes().map(|(index, node)| (node.path, index)).collect()
        };
        let (in_old, in_new) = (index(old), index(new));
        let stays = |view: &View, at: NodeIndex, other: &FxHashMap<_, _>| {
            view.node(at).is_some_and(|node| other.contains_key(&node.path))
        };
        let mut changes = Vec::new();
        // Of a subtree that comes or goes, its top alone is named.
        for (_, node) in old.nodes() {
            if !in_new.contains_key(&node.path) && stays(old, node.parent, &in_new) {
                changes.push(Change::Remove(node.path));
            }
        }
        for (_, node) in new.nodes() {
            if !in_old.contains_key(&node.path) && stays(new, node.parent, &in_old) {
                changes.push(Change::Insert(node.path));
            }
        }
        for (at, node) in new.nodes() {
            let Some(before) = in_old.get(&node.path).copied() else {
                continue;
            };
            if old.node(before).is_some_and(|was| !old.shows_same(was, new, node)) {
                changes.push(Change::Update(node.path));
            }
            let common = |view: &View, of, other: &FxHashMap<_, _>| -> Vec<NodePath> {
                view.children(of)
                    .map(|(_, child)| child.path)
                    .filter(|path| other.contains_key(path))
                    .collect()
            };
            let inserted = new.children(at).any(|(_, child)| !in_old.contains_key(&child.path));
            if inserted || common(old, before, &in_new) != common(new, at, &in_old) {
                changes.push(Change::Reorder(node.path));
            }
        }
        Self { changes }
    }

    /// Whether nothing changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }
}

impl View {
    /// Whether a node shows and does the same in both views.
    fn shows_same(&self, was: &Node, new: &View, is: &Node) -> bool {
        was.element == is.element
            && was.sensitivity == is.sensitivity
            && acts(&was.element).and_then(|action| self.action(action))
                == acts(&is.element).and_then(|action| new.action(action))
    }
}
