//! What the user has opened and closed: tabs, details and menus, secrets and the data of charts. None of it
//! is told to the mini-app.

use std::collections::HashMap;

use loggia_runtime::ui::{Element, NodeIndex, NodePath, View};

/// What is open of the view on screen, where it differs from what the view declares.
#[derive(Debug, Default)]
pub(crate) struct Folds {
    screen: String,
    /// The open tab, by its tabs.
    tabs: HashMap<NodePath, NodePath>,
    /// Details that were opened or closed, secrets that are shown, charts that are shown as tables.
    turned: HashMap<NodePath, bool>,
    menu: Option<NodePath>,
}

impl Folds {
    /// Takes over to a new view: what is no longer there, or stands on another screen, is forgotten.
    pub(crate) fn adopt(&mut self, view: &View) {
        if self.screen != view.screen().as_str() {
            *self = Self { screen: view.screen().as_str().to_owned(), ..Self::default() };
        }
        let stands = |path: &NodePath| view.find(*path).is_some();
        self.tabs.retain(|tabs, tab| stands(tabs) && stands(tab));
        self.turned.retain(|path, _| stands(path));
        self.menu = self.menu.filter(stands);
    }

    /// The tab of `tabs` that is open: the one that the user opened, or the view's own, or the first.
    pub(crate) fn tab(&self, view: &View, tabs: NodeIndex) -> Option<NodeIndex> {
        let chosen = view.node(tabs).and_then(|node| self.tabs.get(&node.path));
        let chosen = chosen
            .and_then(|tab| view.find(*tab))
            .filter(|tab| view.children(tabs).any(|(child, _)| child == *tab));
        let selected = || {
            view.children(tabs)
                .find(|(_, tab)| matches!(tab.element, Element::Tab { selected: true, .. }))
                .map(|(index, _)| index)
        };
        let first = || view.children(tabs).next().map(|(index, _)| index);
        chosen.or_else(selected).or_else(first)
    }

    /// Whether details are open, a secret is shown, or a chart is shown as a table.
    pub(crate) fn is_open(&self, path: NodePath, element: &Element) -> bool {
        let declared = matches!(element, Element::Details { open: true, .. });
        self.turned.get(&path).copied().unwrap_or(declared)
    }

    /// The menu that is open.
    pub(crate) fn menu(&self) -> Option<NodePath> {
        self.menu
    }

    /// Closes the menu; says whether one was open.
    pub(crate) fn close_menu(&mut self) -> bool {
        self.menu.take().is_some()
    }

    /// Opens what is closed and closes what is open; a tab is opened. Says whether that is anything that opens.
    pub(crate) fn turn(&mut self, view: &View, index: NodeIndex) -> bool {
        let Some(node) = view.node(index) else { return false };
        match &node.element {
            Element::Tab { .. } => {
                let tabs = view.ancestors(index).nth(1).map(|(_, tabs)| tabs.path);
                if let Some(tabs) = tabs {
                    self.tabs.insert(tabs, node.path);
                }
            }
            Element::Menu { .. } => {
                self.menu = if self.menu == Some(node.path) { None } else { Some(node.path) };
            }
            Element::Details { .. } | Element::Chart { .. } | Element::SecretValue { .. } => {
                let open = self.is_open(node.path, &node.element);
                self.turned.insert(node.path, !open);
            }
            _ => return false,
        }
        true
    }

    /// Opens all that a node stands in.
    pub(crate) fn uncover(&mut self, view: &View, index: NodeIndex) {
        for (above, node) in view.ancestors(index).skip(1) {
            let folded = match &node.element {
                Element::Tab { .. } => true,
                Element::Details { .. } => !self.is_open(node.path, &node.element),
                _ => false,
            };
            if folded {
                self.turn(view, above);
            }
        }
    }

    /// Whether nothing that a node stands in is closed.
    pub(crate) fn shows(&self, view: &View, index: NodeIndex) -> bool {
        let mut below = index;
        view.ancestors(index).skip(1).all(|(above, node)| {
            let child = std::mem::replace(&mut below, above);
            match &node.element {
                Element::Tabs => child == index || self.tab(view, above) == Some(child),
                Element::Details { .. } => self.is_open(node.path, &node.element),
                Element::Menu { .. } => self.menu == Some(node.path),
                _ => true,
            }
        })
    }
}
