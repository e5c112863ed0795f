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

element!(Button<M>);
