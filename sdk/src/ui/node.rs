use crate::bindings::loggia::app::ui as wire;
use crate::ui::{Label, Sensitivity};

/// One element with its children, ready to be put into a container.
#[derive(Clone, Debug)]
pub struct Node<M> {
    pub(crate) meta: Meta,
    pub(crate) body: Body<M>,
    pub(crate) children: Vec<Node<M>>,
}

/// What every element may carry.
#[derive(Clone, Debug)]
pub(crate) struct Meta {
    pub(crate) key: Option<String>,
    pub(crate) test_id: Option<String>,
    pub(crate) sensitivity: Sensitivity,
}

/// What an element is; the wire's elements name their actions by number, here they hold the message.
#[derive(Clone, Debug)]
pub(crate) enum Body<M> {
    Plain(wire::Element),
    Card(Option<M>),
    ListItem(Box<wire::Item>, Option<M>),
    Form(M, Label),
    Input(Box<wire::Input>, Option<M>, wire::Element),
    Button(wire::Button, M),
    Link(Label, M),
    Tab(wire::Tab, Option<M>),
    /// A table or a chart.
    Data(Box<wire::Dataset>, wire::Element),
    Dialog(Label, Option<M>),
}

impl Meta {
    pub(crate) const fn new() -> Self {
        Self { key: None, test_id: None, sensitivity: Sensitivity::None }
    }
}

/// What can be put into a container: an element, and as many as a tuple, `Option`, `Vec` or array holds.
pub trait IntoNodes<M> {
    /// Appends the elements.
    fn add_to(self, nodes: &mut Vec<Node<M>>);

    /// All of them.
    fn into_nodes(self) -> Vec<Node<M>>
    where
        Self: Sized,
    {
        let mut nodes = Vec::new();
        self.add_to(&mut nodes);
        nodes
    }
}

impl<M> IntoNodes<M> for Node<M> {
    fn add_to(self, nodes: &mut Vec<Node<M>>) {
        nodes.push(self);
    }
}

impl<M, T: IntoNodes<M>> IntoNodes<M> for Option<T> {
    fn add_to(self, nodes: &mut Vec<Node<M>>) {
        if let Some(one) = self {
            one.add_to(nodes);
        }
    }
}

impl<M, T: IntoNodes<M>> IntoNodes<M> for Vec<T> {
    fn add_to(self, nodes: &mut Vec<Node<M>>) {
        for one in self {
            one.add_to(nodes);
        }
    }
}

impl<M, T: IntoNodes<M>, const N: usize> IntoNodes<M> for [T; N] {
    fn add_to(self, nodes: &mut Vec<Node<M>>) {
        for one in self {
            one.add_to(nodes);
        }
    }
}

impl<M> IntoNodes<M> for () {
    fn add_to(self, _: &mut Vec<Node<M>>) {}
}

macro_rules! nodes_of_a_tuple {
    ($($part:ident)+) => {
        impl<Msg, $($part: IntoNodes<Msg>),+> IntoNodes<Msg> for ($($part,)+) {
            #[allow(non_snake_case, reason = "each part is named as its type parameter")]
            fn add_to(self, nodes: &mut Vec<Node<Msg>>) {
                let ($($part,)+) = self;
                $($part.add_to(nodes);)+
            }
        }
    };
}

nodes_of_a_tuple!(A);
nodes_of_a_tuple!(A B);
nodes_of_a_tuple!(A B C);
nodes_of_a_tuple!(A B C D);
nodes_of_a_tuple!(A B C D E);
nodes_of_a_tuple!(A B C D E F);
nodes_of_a_tuple!(A B C D E F G);
nodes_of_a_tuple!(A B C D E F G H);
nodes_of_a_tuple!(A B C D E F G H I);
nodes_of_a_tuple!(A B C D E F G H I J);
nodes_of_a_tuple!(A B C D E F G H I J K);
nodes_of_a_tuple!(A B C D E F G H I J K L);

/// The methods that every element has, and its way into a container by its own `into_node`.
macro_rules! element {
    ($element:ident<M>) => {
        impl<M> $crate::ui::IntoNodes<M> for $element<M> {
            fn add_to(self, nodes: &mut Vec<$crate::ui::Node<M>>) {
                nodes.push(self.into_node());
            }
        }

        impl<M> $element<M> {
            $crate::ui::node::element!(@modifiers);
        }
    };
    ($element:ident) => {
        impl<M> $crate::ui::IntoNodes<M> for $element {
            fn add_to(self, nodes: &mut Vec<$crate::ui::Node<M>>) {
                nodes.push(self.into_node());
            }
        }

        impl $element {
            $crate::ui::node::element!(@modifiers);
        }
    };
    (@modifiers) => {
        /// Stable and unique among siblings, 1 to 64 bytes: keeps focus, scroll and half-typed values.
        #[must_use]
        pub fn key(mut self, key: impl Into<String>) -> Self {
            self.meta.key = Some(key.into());
            self
        }

        /// A name for the partner's own tests.
        #[must_use]
        pub fn test_id(mut self, id: impl Into<String>) -> Self {
            self.meta.test_id = Some(id.into());
            self
        }

        /// How its text is treated in logs, journals and screenshots; nothing special by default.
        #[must_use]
        pub fn sensitivity(mut self, sensitivity: $crate::ui::Sensitivity) -> Self {
            self.meta.sensitivity = sensitivity;
            self
        }
    };
}

pub(crate) use element;
