use super::node::{Body, Meta, element};
use super::{Label, Node, TextKind};
use crate::bindings::loggia::app::ui as wire;

/// A field for text.
#[derive(Clone, Debug)]
pub struct TextField<M> {
    meta: Meta,
    input: Box<wire::Input>,
    on_change: Option<M>,
    field: wire::TextField,
}

/// One of some options; the host picks radio buttons, segments or a menu.
#[derive(Clone, Debug)]
pub struct Choice<M> {
    meta: Meta,
    input: Box<wire::Input>,
    on_change: Option<M>,
    options: Vec<wire::ChoiceOption>,
}

/// Any of some options.
#[derive(Clone, Debug)]
pub struct MultiChoice<M> {
    meta: Meta,
    input: Box<wire::Input>,
    on_change: Option<M>,
    choice: wire::MultiChoice,
}

/// Something to agree to; decided when the form is submitted.
#[derive(Clone, Debug)]
pub struct Checkbox<M> {
    meta: Meta,
    input: Box<wire::Input>,
    on_change: Option<M>,
    checked: bool,
}

/// Something that is on or off at once.
#[derive(Clone, Debug)]
pub struct Switch<M> {
    meta: Meta,
    input: Box<wire::Input>,
    on_change: Option<M>,
    on: bool,
}

/// A number with a minus and a plus.
#[derive(Clone, Debug)]
pub struct Stepper<M> {
    meta: Meta,
    input: Box<wire::Input>,
    on_change: Option<M>,
    stepper: wire::Stepper,
}

/// An option of a [`choice`] or [`multi_choice`].
#[derive(Clone, Debug)]
pub struct ChoiceOption(wire::ChoiceOption);

impl ChoiceOption {
    /// `value` is what comes back; it is unique among its siblings.
    pub fn new(value: impl Into<String>, label: impl Into<Label>) -> Self {
        Self(wire::ChoiceOption { value: value.into(), label: label.into().0, selected: false })
    }

    /// Whether it is chosen to begin with.
    #[must_use]
    pub fn selected(mut self, selected: bool) -> Self {
        self.0.selected = selected;
        self
    }
}

/// A field for a line of text. `name` is unique in the view and the name under which the value comes
/// back; the label is what a screen reader says.
pub fn text_field<M>(name: impl Into<String>, label: impl Into<String>) -> TextField<M> {
    let field = wire::TextField {
        kind: TextKind::Plain,
        value: String::new(),
        min_length: 0,
        max_length: 200,
        pattern: None,
    };
    TextField { meta: Meta::new(), input: input(name, label), on_change: None, field }
}

/// One of some options. `name` and `label` as for [`text_field`].
pub fn choice<M>(
    name: impl Into<String>,
    label: impl Into<String>,
    options: impl IntoIterator<Item = ChoiceOption>,
) -> Choice<M> {
    Choice {
        meta: Meta::new(),
        input: input(name, label),
        on_change: None,
        options: wire_options(options),
    }
}

/// Any of some options. `name` and `label` as for [`text_field`].
pub fn multi_choice<M>(
    name: impl Into<String>,
    label: impl Into<String>,
    options: impl IntoIterator<Item = ChoiceOption>,
) -> MultiChoice<M> {
    let options = wire_options(options);
    let max = u32::try_from(options.len()).unwrap_or(u32::MAX);
    let choice = wire::MultiChoice { options, min: 0, max };
    MultiChoice { meta: Meta::new(), input: input(name, label), on_change: None, choice }
}

/// Something to agree to. `name` and `label` as for [`text_field`].
pub fn checkbox<M>(name: impl Into<String>, label: impl Into<String>) -> Checkbox<M> {
    Checkbox { meta: Meta::new(), input: input(name, label), on_change: None, checked: false }
}

/// Something that is on or off. `name` and `label` as for [`text_field`].
pub fn switch<M>(name: impl Into<String>, label: impl Into<String>) -> Switch<M> {
    Switch { meta: Meta::new(), input: input(name, label), on_change: None, on: false }
}

/// A number from `min` to `max`, in steps of 1. `name` and `label` as for [`text_field`].
pub fn stepper<M>(
    name: impl Into<String>,
    label: impl Into<String>,
    value: i64,
    min: i64,
    max: i64,
) -> Stepper<M> {
    let stepper = wire::Stepper { value, min, max, step: 1 };
    Stepper { meta: Meta::new(), input: input(name, label), on_change: None, stepper }
}

pub(super) fn input(name: impl Into<String>, label: impl Into<String>) -> Box<wire::Input> {
    Box::new(wire::Input {
        name: name.into(),
        label: label.into(),
        help: None,
        error: None,
        required: false,
        enabled: true,
        on_change: None,
    })
}

fn wire_options(options: impl IntoIterator<Item = ChoiceOption>) -> Vec<wire::ChoiceOption> {
    options.into_iter().map(|option| option.0).collect()
}

impl<M> TextField<M> {
    /// What kind of text, which decides about keyboard and suggestions.
    #[must_use]
    pub fn kind(mut self, kind: TextKind) -> Self {
        self.field.kind = kind;
        self
    }

    /// A default: what the user typed stays while key and value are the same.
    #[must_use]
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.field.value = value.into();
        self
    }

    /// From how many to how many characters; 0 to 200 unless told otherwise, 4 096 at most.
    #[must_use]
    pub fn length(mut self, min: u32, max: u32) -> Self {
        self.field.min_length = min;
        self.field.max_length = max;
        self
    }

    /// What the whole text must match, as the crate `regex-lite` reads it, and the same in words: the field's
    /// help, which the host also shows where a text doesn't match. 200 bytes, for texts of 200 characters at most.
    #[must_use]
    pub fn pattern(mut self, pattern: impl Into<String>, in_words: impl Into<String>) -> Self {
        self.field.pattern = Some(pattern.into());
        self.input.help = Some(in_words.into());
        self
    }

    fn into_node(self) -> Node<M> {
        input_node(self.meta, self.input, self.on_change, wire::Element::TextField(self.field))
    }
}

impl<M> Choice<M> {
    fn into_node(self) -> Node<M> {
        input_node(self.meta, self.input, self.on_change, wire::Element::Choice(self.options))
    }
}

impl<M> MultiChoice<M> {
    /// At least and at most so many; any number unless told otherwise.
    #[must_use]
    pub fn between(mut self, min: u32, max: u32) -> Self {
        self.choice.min = min;
        self.choice.max = max;
        self
    }

    fn into_node(self) -> Node<M> {
        input_node(self.meta, self.input, self.on_change, wire::Element::MultiChoice(self.choice))
    }
}

impl<M> Checkbox<M> {
    /// Whether it is checked to begin with.
    #[must_use]
    pub fn checked(mut self, checked: bool) -> Self {
        self.checked = checked;
        self
    }

    fn into_node(self) -> Node<M> {
        input_node(self.meta, self.input, self.on_change, wire::Element::Checkbox(self.checked))
    }
}

impl<M> Switch<M> {
    /// Whether it is on.
    #[must_use]
    pub fn on(mut self, on: bool) -> Self {
        self.on = on;
        self
    }

    fn into_node(self) -> Node<M> {
        input_node(self.meta, self.input, self.on_change, wire::Element::Switch(self.on))
    }
}

impl<M> Stepper<M> {
    /// By how much a tap changes it.
    #[must_use]
    pub fn step(mut self, step: u32) -> Self {
        self.stepper.step = step;
        self
    }

    fn into_node(self) -> Node<M> {
        input_node(self.meta, self.input, self.on_change, wire::Element::Stepper(self.stepper))
    }
}

pub(super) fn input_node<M>(
    meta: Meta,
    input: Box<wire::Input>,
    on_change: Option<M>,
    element: wire::Element,
) -> Node<M> {
    Node { meta, body: Body::Input(input, on_change, element), children: Vec::new() }
}

macro_rules! input_element {
    ($element:ident) => {
        impl<M> $element<M> {
            /// A hint below the field.
            #[must_use]
            pub fn help(mut self, help: impl Into<String>) -> Self {
                self.input.help = Some(help.into());
                self
            }

            /// The mini-app's word about the value, shown at the field.
            #[must_use]
            pub fn error(mut self, error: Option<impl Into<String>>) -> Self {
                self.input.error = error.map(Into::into);
                self
            }

            /// The form isn't submitted without a value.
            #[must_use]
            pub fn required(mut self) -> Self {
                self.input.required = true;
                self
            }

            /// Whether it can be changed; it can unless told otherwise.
            #[must_use]
            pub fn enabled(mut self, enabled: bool) -> Self {
                self.input.enabled = enabled;
                self
            }

            /// Sends `message` with the value when it changes: text once the user pauses, all else at once.
            #[must_use]
            pub fn on_change(mut self, message: M) -> Self {
                self.on_change = Some(message);
                self
            }
        }

        element!($element<M>);
    };
}

pub(super) use input_element;

input_element!(TextField);
input_element!(Choice);
input_element!(MultiChoice);
input_element!(Checkbox);
input_element!(Switch);
input_element!(Stepper);
