use super::content::leaf;
use super::node::{Body, Meta, element};
use super::{IconName, IntoNodes, Label, Node, Tone};
use crate::bindings::loggia::app::ui as wire;

/// A notice above the content.
#[derive(Clone, Debug)]
pub struct Banner {
    meta: Meta,
    banner: wire::Banner,
}

/// Something that is said in passing.
#[derive(Clone, Debug)]
pub struct Toast {
    meta: Meta,
    toast: wire::Badge,
}

/// Stands for what is not there yet.
#[derive(Clone, Debug)]
pub struct Skeleton {
    meta: Meta,
    lines: u8,
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
    let politeness = wire::Politeness::Polite;
    let banner = wire::Banner { label: label.into().0, tone, politeness };
    Banner { meta: Meta::new(), banner }
}

/// Something that is said in passing: the host shows it for some seconds when it appears, and no more while it
/// stays the same. What must not be missed is a [`banner`].
pub fn toast(label: impl Into<Label>, tone: Tone) -> Toast {
    Toast { meta: Meta::new(), toast: wire::Badge { label: label.into().0, tone } }
}

/// Stands for so many lines that are not there yet: 1 to 20, more or less is taken as the nearest.
#[must_use]
pub fn skeleton(lines: u8) -> Skeleton {
    Skeleton { meta: Meta::new(), lines: lines.clamp(1, 20) }
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
    let so_far = wire::ProgressSoFar::Unknown;
    let progress = wire::Progress { label: label.into(), so_far };
    Progress { meta: Meta::new(), progress }
}

impl Toast {
    fn into_node<M>(self) -> Node<M> {
        leaf(self.meta, wire::Element::Toast(self.toast))
    }
}

impl Skeleton {
    fn into_node<M>(self) -> Node<M> {
        leaf(self.meta, wire::Element::Skeleton(self.lines))
    }
}

impl Banner {
    /// Lets a screen reader interrupt itself to say it.
    #[must_use]
    pub fn assertive(mut self) -> Self {
        self.banner.politeness = wire::Politeness::Assertive;
        self
    }

    fn into_node<M>(self) -> Node<M> {
        leaf(self.meta, wire::Element::Banner(self.banner))
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
        self.progress.so_far = wire::ProgressSoFar::Permille(permille.min(1000));
        self
    }

    /// So many of so many steps are behind the user: `count` is 1 to 20 and `done` at most that, more or less is
    /// taken as the nearest.
    #[must_use]
    pub fn steps(mut self, done: u8, count: u8) -> Self {
        let count = count.clamp(1, 20);
        let steps = wire::Steps { done: done.min(count), count };
        self.progress.so_far = wire::ProgressSoFar::Steps(steps);
        self
    }

    fn into_node<M>(self) -> Node<M> {
        leaf(self.meta, wire::Element::Progress(self.progress))
    }
}

element!(Banner);
element!(Toast);
element!(Skeleton);
element!(Dialog<M>);
element!(EmptyState<M>);
element!(Progress);
