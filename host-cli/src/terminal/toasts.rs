//! What the mini-app says in passing: each is shown for some seconds when it appears.

use loggia_runtime::ui::{Element, NodePath, View};

/// How long each is shown, in milliseconds.
const SHOWN_MILLIS: u64 = 4_000;

/// The toasts of the view on screen, each with the moment until which it is shown.
#[derive(Debug, Default)]
pub(super) struct Toasts {
    known: Vec<(NodePath, Element, u64)>,
    shown: Vec<NodePath>,
}

impl Toasts {
    /// Takes over to the view as it is drawn now: what appeared is shown from now on, and what is gone can be said
    /// anew.
    pub(super) fn adopt(&mut self, view: &View, now: u64) {
        let before = std::mem::take(&mut self.known);
        for (_, node) in view.nodes() {
            if !matches!(node.element, Element::Toast { .. }) {
                continue;
            }
            let until = before
                .iter()
                .find(|(path, element, _)| *path == node.path && *element == node.element)
                .map_or(now.saturating_add(SHOWN_MILLIS), |(_, _, until)| *until);
            self.known.push((node.path, node.element.clone(), until));
        }
        let shown = self.known.iter().filter(|(_, _, until)| now < *until);
        self.shown = shown.map(|(path, ..)| *path).collect();
    }

    /// Those that are shown now.
    pub(super) fn shown(&self) -> &[NodePath] {
        &self.shown
    }

    /// Whether there are any: they go by themselves.
    pub(super) fn are_shown(&self) -> bool {
        !self.shown.is_empty()
    }
}
