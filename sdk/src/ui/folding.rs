use super::node::{Body, Meta, element};
use super::{IntoNodes, Label, Node};
use crate::bindings::loggia::app::ui as wire;

/// Parts of the screen of which one is seen at a time.
#[derive(Clone, Debug)]
pub struct Tabs<M> {
    meta: Meta,
    children: Vec<Node<M>>,
}

/// One of [`tabs`].
#[derive(Clone, Debug)]
pub struct Tab<M> {
    meta: Meta,
    tab: wire::Tab,
    on_open: Option<M>,
    children: Vec<Node<M>>,
}

/// A part of the screen that can be folded away.
#[derive(Clone, Debug)]
pub struct Details<M> {
    meta: Meta,
    summary: Label,
    open: bool,
    children: Vec<Node<M>>,
}

/// Parts of the screen, one tab at least, of which the host shows one at a time. It switches by itself and
/// remembers which: give tabs keys where they come and go.
pub fn tabs<M>(tabs: impl IntoIterator<Item = Tab<M>>) -> Tabs<M> {
    Tabs { meta: Meta::new(), children: tabs.into_iter().map(Tab::into_node).collect() }
}

/// One of [`tabs`], with its content.
pub fn tab<M>(label: impl Into<Label>, children: impl IntoNodes<M>) -> Tab<M> {
    Tab {
        meta: Meta::new(),
        tab: wire::Tab { label: label.into().0, selected: false, on_open: None },
        on_open: None,
        children: children.into_nodes(),
    }
}

/// A part of the screen that is folded away to begin with: the host opens and closes it by itself.
pub fn details<M>(summary: impl Into<Label>, children: impl IntoNodes<M>) -> Details<M> {
    Details {
        meta: Meta::new(),
        summary: summary.into(),
        open: false,
        children: children.into_nodes(),
    }
}

impl<M> Tabs<M> {
    fn into_node(self) -> Node<M> {
        Node { meta: self.meta, body: Body::Plain(wire::Element::Tabs), children: self.children }
    }
}

impl<M> Tab<M> {
    /// Whether it is open to begin with; without one the first is.
    #[must_use]
    pub fn selected(mut self, selected: bool) -> Self {
        self.tab.selected = selected;
        self
    }

    /// Sends `message` when the user opens it, to load what belongs there.
    #[must_use]
    pub fn on_open(mut self, message: M) -> Self {
        self.on_open = Some(message);
        self
    }

    fn into_node(self) -> Node<M> {
        Node { meta: self.meta, body: Body::Tab(self.tab, self.on_open), children: self.children }
    }
}

impl<M> Details<M> {
    /// Whether it is open to begin with.
    #[must_use]
    pub fn open(mut self, open: bool) -> Self {
        self.open = open;
        self
    }

    fn into_node(self) -> Node<M> {
        let details = wire::Details { summary: self.summary.0, open: self.open };
        let body = Body::Plain(wire::Element::Details(details));
        Node { meta: self.meta, body, children: self.children }
    }
}

element!(Tabs<M>);
element!(Tab<M>);
element!(Details<M>);
