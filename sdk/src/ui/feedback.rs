use super::node::{Body, Meta, element};
use super::{IconName, IntoNodes, Label, Node, Tone};
use crate::bindings::loggia::app::ui as wire;

/// A notice above the content.
#[derive(Clone, Debug)]
pub struct Banner {
    meta: Meta,
    banner: wire::Badge,
}

/// A question that comes before all else.
#[derive(Clone, Debug)]
pub struct Dialog<M> {
    meta: Meta,
    title: Label,
    on_dismiss: Option<M>,
    children: Vec<Node<M>>,
}

/// What stands where there is nothing yet.
#[derive(Clone, Debug)]
pub struct EmptyState<M> {
    meta: Meta,
    empty: wire::EmptyState,
    children: Vec<Node<M>>,
}

/// Something is under way.
#[derive(Clone, Debug)]
pub struct Progress {
    meta: Meta,
    progress: wire::Progress,
}

/// A notice above the content.
pub fn banner(label: impl Into<Label>, tone: Tone) -> Banner {
    Banner { meta: Meta::new(), banner: wire::Badge { label: label.into().0, tone } }
}

/// A question with its content and buttons: while it is there, nothing outside of it acts.
pub fn dialog<M>(title: impl Into<Label>, children: impl IntoNodes<M>) -> Dialog<M> {
    Dialog {
        meta: Meta::new(),
        title: title.into(),
        on_dismiss: None,
        children: children.into_nodes(),
    }
}

/// What stands where there is nothing yet, with what could be done about it.
pub fn empty_state<M>(
    icon: IconName,
    title: impl Into<Label>,
    children: impl IntoNodes<M>,
) -> EmptyState<M> {
    let empty = wire::EmptyState { icon, title: title.into().0 };
    EmptyState { meta: Meta::new(), empty, children: children.into_nodes() }
}

/// Something is under way, nobody knows how far.
pub fn progress(label: impl Into<String>) -> Progress {
    Progress { meta: Meta::new(), progress: wire::Progress { label: label.into(), permille: None } }
}

impl Banner {
    fn into_node<M>(self) -> Node<M> {
        Node {
            meta: self.meta,
            body: Body::Plain(wire::Element::Banner(self.banner)),
            children: Vec::new(),
        }
    }
}

impl<M> Dialog<M> {
    /// Lets the user close it without an answer.
    #[must_use]
    pub fn on_dismiss(mut self, message: M) -> Self {
        self.on_dismiss = Some(message);
        self
    }

    fn into_node(self) -> Node<M> {
        Node {
            meta: self.meta,
            body: Body::Dialog(self.title, self.on_dismiss),
            children: self.children,
        }
    }
}

impl<M> EmptyState<M> {
    fn into_node(self) -> Node<M> {
        let body = Body::Plain(wire::Element::EmptyState(self.empty));
        Node { meta: self.meta, body, children: self.children }
    }
}

impl Progress {
    /// How far it is: 0 to 1 000, more is taken as 1 000.
    #[must_use]
    pub fn permille(mut self, permille: u16) -> Self {
        self.progress.permille = Some(permille.min(1000));
        self
    }

    fn into_node<M>(self) -> Node<M> {
        Node {
            meta: self.meta,
            body: Body::Plain(wire::Element::Progress(self.progress)),
            children: Vec::new(),
        }
    }
}

element!(Banner);
element!(Dialog<M>);
element!(EmptyState<M>);
element!(Progress);
