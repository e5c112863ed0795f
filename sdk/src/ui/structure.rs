use super::node::{Body, Meta, element};
use super::{IntoNodes, Label, Node};
use crate::bindings::loggia::app::ui as wire;

/// A titled part of the screen.
#[derive(Clone, Debug)]
pub struct Section<M> {
    meta: Meta,
    title: Label,
    children: Vec<Node<M>>,
}

/// Children in a row or a column.
#[derive(Clone, Debug)]
pub struct Stack<M> {
    meta: Meta,
    stack: wire::Stack,
    children: Vec<Node<M>>,
}

/// Children in columns.
#[derive(Clone, Debug)]
pub struct Grid<M> {
    meta: Meta,
    columns: u8,
    children: Vec<Node<M>>,
}

/// A framed group.
#[derive(Clone, Debug)]
pub struct Card<M> {
    meta: Meta,
    on_tap: Option<M>,
    children: Vec<Node<M>>,
}

/// List items, one below the other.
#[derive(Clone, Debug)]
pub struct List<M> {
    meta: Meta,
    children: Vec<Node<M>>,
}

/// A line of a list.
#[derive(Clone, Debug)]
pub struct ListItem<M> {
    meta: Meta,
    item: Box<wire::Item>,
    on_tap: Option<M>,
    children: Vec<Node<M>>,
}

/// A line between what stands above it and below.
#[derive(Clone, Debug)]
pub struct Divider {
    meta: Meta,
}

/// Inputs that are submitted together.
#[derive(Clone, Debug)]
pub struct Form<M> {
    meta: Meta,
    submit: M,
    submit_label: Label,
    children: Vec<Node<M>>,
}

/// A titled part; the levels of headings come from how sections nest.
pub fn section<M>(title: impl Into<Label>, children: impl IntoNodes<M>) -> Section<M> {
    Section { meta: Meta::new(), title: title.into(), children: children.into_nodes() }
}

/// Children one below the other.
pub fn column<M>(children: impl IntoNodes<M>) -> Stack<M> {
    stack(wire::Axis::Vertical, children)
}

/// Children side by side.
pub fn row<M>(children: impl IntoNodes<M>) -> Stack<M> {
    stack(wire::Axis::Horizontal, children)
}

fn stack<M>(axis: wire::Axis, children: impl IntoNodes<M>) -> Stack<M> {
    Stack {
        meta: Meta::new(),
        stack: wire::Stack { axis, wrap: false },
        children: children.into_nodes(),
    }
}

/// Children in 2 to 4 columns (more or less is taken as the nearest), fewer where there is no room.
pub fn grid<M>(columns: u8, children: impl IntoNodes<M>) -> Grid<M> {
    Grid { meta: Meta::new(), columns: columns.clamp(2, 4), children: children.into_nodes() }
}

/// A framed group.
pub fn card<M>(children: impl IntoNodes<M>) -> Card<M> {
    Card { meta: Meta::new(), on_tap: None, children: children.into_nodes() }
}

/// A list of [`list_item`]s.
pub fn list<M>(items: impl IntoIterator<Item = ListItem<M>>) -> List<M> {
    List { meta: Meta::new(), children: items.into_iter().map(ListItem::into_node).collect() }
}

/// A line of a list.
pub fn list_item<M>(title: impl Into<Label>) -> ListItem<M> {
    let item = wire::Item {
        title: title.into().0,
        subtitle: Vec::new(),
        trailing: Vec::new(),
        image: None,
        on_tap: None,
    };
    ListItem { meta: Meta::new(), item: Box::new(item), on_tap: None, children: Vec::new() }
}

/// A line between what stands above it and below.
#[must_use]
pub fn divider() -> Divider {
    Divider { meta: Meta::new() }
}

/// Inputs whose values stay in the host until the button of this label is tapped: then `submit` comes, and
/// [`Ctx::fields`](crate::Ctx::fields) has them all.
pub fn form<M>(submit: M, submit_label: impl Into<Label>, children: impl IntoNodes<M>) -> Form<M> {
    Form {
        meta: Meta::new(),
        submit,
        submit_label: submit_label.into(),
        children: children.into_nodes(),
    }
}

impl<M> Section<M> {
    fn into_node(self) -> Node<M> {
        let body = Body::Plain(wire::Element::Section(self.title.0));
        Node { meta: self.meta, body, children: self.children }
    }
}

impl<M> Stack<M> {
    /// Lets what has no room go on in the next line.
    #[must_use]
    pub fn wrap(mut self) -> Self {
        self.stack.wrap = true;
        self
    }

    pub(crate) fn into_node(self) -> Node<M> {
        let body = Body::Plain(wire::Element::Stack(self.stack));
        Node { meta: self.meta, body, children: self.children }
    }
}

impl<M> Grid<M> {
    fn into_node(self) -> Node<M> {
        let body = Body::Plain(wire::Element::Grid(self.columns));
        Node { meta: self.meta, body, children: self.children }
    }
}

impl<M> Card<M> {
    /// Makes it tappable as a whole.
    #[must_use]
    pub fn on_tap(mut self, message: M) -> Self {
        self.on_tap = Some(message);
        self
    }

    fn into_node(self) -> Node<M> {
        Node { meta: self.meta, body: Body::Card(self.on_tap), children: self.children }
    }
}

impl<M> List<M> {
    fn into_node(self) -> Node<M> {
        Node { meta: self.meta, body: Body::Plain(wire::Element::List), children: self.children }
    }
}

impl<M> ListItem<M> {
    /// A second, quieter line.
    #[must_use]
    pub fn subtitle(mut self, subtitle: impl Into<Label>) -> Self {
        self.item.subtitle = subtitle.into().0;
        self
    }

    /// Short, at the end of the line: an amount, a time.
    #[must_use]
    pub fn trailing(mut self, trailing: impl Into<Label>) -> Self {
        self.item.trailing = trailing.into().0;
        self
    }

    /// An asset of the package, shown at the start; decorative.
    #[must_use]
    pub fn image(mut self, asset: impl Into<String>) -> Self {
        self.item.image = Some(asset.into());
        self
    }

    /// Makes the line tappable.
    #[must_use]
    pub fn on_tap(mut self, message: M) -> Self {
        self.on_tap = Some(message);
        self
    }

    /// What stands at its end: a badge, a stepper, a button.
    #[must_use]
    pub fn children(mut self, children: impl IntoNodes<M>) -> Self {
        children.add_to(&mut self.children);
        self
    }

    fn into_node(self) -> Node<M> {
        Node {
            meta: self.meta,
            body: Body::ListItem(self.item, self.on_tap),
            children: self.children,
        }
    }
}

impl Divider {
    fn into_node<M>(self) -> Node<M> {
        Node { meta: self.meta, body: Body::Plain(wire::Element::Divider), children: Vec::new() }
    }
}

impl<M> Form<M> {
    fn into_node(self) -> Node<M> {
        Node {
            meta: self.meta,
            body: Body::Form(self.submit, self.submit_label),
            children: self.children,
        }
    }
}

element!(Section<M>);
element!(Stack<M>);
element!(Grid<M>);
element!(Card<M>);
element!(List<M>);
element!(ListItem<M>);
element!(Divider);
element!(Form<M>);
