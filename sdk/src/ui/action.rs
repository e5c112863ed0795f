use super::node::{Body, Meta, element};
use super::{Label, Node};
use crate::bindings::loggia::app::ui as wire;

/// A button.
#[derive(Clone, Debug)]
pub struct Button<M> {
    meta: Meta,
    button: wire::Button,
    message: M,
}

/// What acts as a button does, and looks like a part of the text.
#[derive(Clone, Debug)]
pub struct Link<M> {
    meta: Meta,
    label: Label,
    message: M,
}

/// What can be done besides, folded away.
#[derive(Clone, Debug)]
pub struct Menu<M> {
    meta: Meta,
    label: Label,
    children: Vec<Node<M>>,
}

/// What acts as a button does, and looks like a part of the text. It leads to another screen of the mini-app,
/// never out of it.
pub fn link<M>(label: impl Into<Label>, message: M) -> Link<M> {
    Link { meta: Meta::new(), label: label.into(), message }
}

/// What can be done besides: buttons that are seen once the user opens it.
pub fn menu<M>(label: impl Into<Label>, buttons: impl IntoIterator<Item = Button<M>>) -> Menu<M> {
    let children = buttons.into_iter().map(Button::into_node).collect();
    Menu { meta: Meta::new(), label: label.into(), children }
}

/// A button that sends `message`: a secondary one, unless told otherwise.
pub fn button<M>(label: impl Into<Label>, message: M) -> Button<M> {
    let button = wire::Button {
        label: label.into().0,
        on_tap: 0,
        kind: wire::ButtonKind::Secondary,
        enabled: true,
        busy: false,
    };
    Button { meta: Meta::new(), button, message }
}

impl<M> Button<M> {
    /// What this screen is there for; one a screen.
    #[must_use]
    pub fn primary(mut self) -> Self {
        self.button.kind = wire::ButtonKind::Primary;
        self
    }

    /// What can't be undone.
    #[must_use]
    pub fn danger(mut self) -> Self {
        self.button.kind = wire::ButtonKind::Danger;
        self
    }

    /// Whether it acts; it does unless told otherwise.
    #[must_use]
    pub fn enabled(mut self, enabled: bool) -> Self {
        self.button.enabled = enabled;
        self
    }

    /// Whether it is at work: it then shows it, and doesn't act.
    #[must_use]
    pub fn busy(mut self, busy: bool) -> Self {
        self.button.busy = busy;
        self
    }

    fn into_node(self) -> Node<M> {
        Node {
            meta: self.meta,
            body: Body::Button(self.button, self.message),
            children: Vec::new(),
        }
    }
}

impl<M> Link<M> {
    fn into_node(self) -> Node<M> {
        Node { meta: self.meta, body: Body::Link(self.label, self.message), children: Vec::new() }
    }
}

impl<M> Menu<M> {
    fn into_node(self) -> Node<M> {
        let body = Body::Plain(wire::Element::Menu(self.label.0));
        Node { meta: self.meta, body, children: self.children }
    }
}

element!(Button<M>);
element!(Link<M>);
element!(Menu<M>);
