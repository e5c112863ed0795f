//! The shape of a view's tree: who stands in whom, how deep, how many, and under which path.

use rustc_hash::FxHashSet;

use super::problem::{ViewError, ViewProblem};
use super::tree::{Element, Node, NodeIndex, NodePath, Sensitivity};
use crate::guest_text::GuestText;
use crate::limits::Limits;

/// The longest that a place is told, in bytes.
const PLACE_BYTES: usize = 300;

/// The nodes so far, linked.
pub(super) struct Tree {
    pub(super) nodes: Vec<Node>,
    /// For each node: its last child so far, how many it has, its depth, and what it stands in.
    branches: Vec<Branch>,
}

#[derive(Clone, Copy)]
struct Branch {
    last_child: Option<NodeIndex>,
    children: u32,
    depth: usize,
    in_form: bool,
}

impl Tree {
    pub(super) fn with_capacity(count: usize) -> Self {
        Self { nodes: Vec::with_capacity(count), branches: Vec::with_capacity(count) }
    }

    pub(super) fn push(
        &mut self,
        index: u32,
        parent: u32,
        key: Option<GuestText>,
        sensitivity: Sensitivity,
        element: Element,
        limits: &Limits,
    ) -> Result<(), ViewProblem> {
        let this = NodeIndex(index);
        let mut branch = Branch { last_child: None, children: 0, depth: 1, in_form: false };
        let mut above = NodePath(0);
        let mut place = 0;
        if index == 0 {
            if parent != 0 {
                return Err(ViewProblem::RootHasParent { parent });
            }
        } else {
            let not_before = ViewProblem::ParentNotBefore { parent };
            let (Some(parents), Some(node)) =
                (self.branches.get_mut(parent as usize), self.nodes.get_mut(parent as usize))
            else {
                return Err(not_before);
            };
            check_place(&element, &node.element, parents.in_form)?;
            branch.in_form = parents.in_form || matches!(node.element, Element::Form { .. });
            branch.depth = parents.depth + 1;
            above = node.path;
            place = parents.children;
            parents.children += 1;
            if parents.children as usize > limits.view_children {
                return Err(ViewProblem::TooManyChildren { max: limits.view_children });
            }
            match parents.last_child.replace(this) {
                None => node.first_child = Some(this),
                Some(before) => {
                    if let Some(before) = self.nodes.get_mut(before.0 as usize) {
                        before.next_sibling = Some(this);
                    }
                }
            }
        }
        if branch.depth > limits.view_depth {
            return Err(ViewProblem::TooDeep { max: limits.view_depth });
        }
        self.nodes.push(Node {
            path: above.child(key.as_ref(), place, &element),
            parent: NodeIndex(parent),
            first_child: None,
            next_sibling: None,
            key,
            sensitivity,
            element,
        });
        self.branches.push(branch);
        Ok(())
    }

    /// What is wrong with a node below `parent`, and where it stands.
    pub(super) fn error(
        &self,
        screen: &GuestText,
        index: u32,
        parent: u32,
        key: Option<&GuestText>,
        problem: ViewProblem,
    ) -> ViewError {
        let mut names: Vec<String> = key.iter().map(ToString::to_string).collect();
        let mut above = (index > 0).then_some(parent);
        // Parents stand before their children, so this ends.
        while let Some(node) = above.and_then(|above| self.nodes.get(above as usize)) {
            let kind = node.element.kind();
            names.push(match &node.key {
                Some(key) => format!("{kind} {key}"),
                None => kind.to_owned(),
            });
            above = (node.parent.0 < above.unwrap_or(0)).then_some(node.parent.0);
        }
        names.push(screen.to_string());
        names.reverse();
        let place = GuestText::cut(&names.join(" › "), PLACE_BYTES);
        ViewError { node: Some(index), place, problem }
    }

    /// Of a node that is in the tree.
    pub(super) fn error_at(
        &self,
        screen: &GuestText,
        index: u32,
        problem: ViewProblem,
    ) -> ViewError {
        let node = self.nodes.get(index as usize);
        let parent = node.map_or(0, |node| node.parent.0);
        self.error(screen, index, parent, node.and_then(|node| node.key.as_ref()), problem)
    }

    /// Tabs have one tab at least, and open one at most.
    pub(super) fn check_tabs(&self, screen: &GuestText) -> Result<(), ViewError> {
        for (index, node) in (0..).zip(&self.nodes) {
            if !matches!(node.element, Element::Tabs) {
                continue;
            }
            let (mut tabs, mut selected) = (0_usize, 0_usize);
            let mut next = node.first_child;
            while let Some(tab) = next.and_then(|child| self.nodes.get(child.0 as usize)) {
                tabs += 1;
                selected += usize::from(matches!(tab.element, Element::Tab { selected: true, .. }));
                next = tab.next_sibling;
            }
            if tabs == 0 || selected > 1 {
                let problem = ViewProblem::OutOfBounds {
                    what: "tabs",
                    bounds: "one tab or more, one of them selected at most",
                };
                return Err(self.error_at(screen, index, problem));
            }
        }
        Ok(())
    }

    /// No two nodes share a path, which is to say: no two siblings share a key.
    pub(super) fn check_paths(&self, screen: &GuestText) -> Result<(), ViewError> {
        let mut seen = FxHashSet::with_capacity_and_hasher(self.nodes.len(), Default::default());
        for (index, node) in (0..).zip(&self.nodes) {
            if !seen.insert(node.path) {
                let key = node.key.clone().unwrap_or_default();
                return Err(self.error_at(screen, index, ViewProblem::DuplicateKey { key }));
            }
        }
        Ok(())
    }
}

fn check_place(child: &Element, parent: &Element, in_form: bool) -> Result<(), ViewProblem> {
    let is_leaf = !matches!(
        parent,
        Element::Section { .. }
            | Element::Stack { .. }
            | Element::Grid { .. }
            | Element::Card { .. }
            | Element::List
            | Element::ListItem(_)
            | Element::Form { .. }
            | Element::Dialog { .. }
            | Element::Banner { .. }
            | Element::EmptyState { .. }
            | Element::Tabs
            | Element::Tab { .. }
            | Element::Details { .. }
            | Element::Menu { .. }
    );
    let item = matches!(child, Element::ListItem(_));
    let tab = matches!(child, Element::Tab { .. });
    let in_menu = matches!(parent, Element::Menu { .. });
    let nested_form = matches!(child, Element::Form { .. })
        && (in_form || matches!(parent, Element::Form { .. }));
    if is_leaf
        || nested_form
        || item != matches!(parent, Element::List)
        || tab != matches!(parent, Element::Tabs)
        || (in_menu && !matches!(child, Element::Button { .. }))
    {
        return Err(ViewProblem::Misplaced { child: child.kind(), parent: parent.kind() });
    }
    Ok(())
}
