//! The tree of a view as it travels through JSON, for hosts without a typed contract.
//!
//! The peers' hosts read it into these types, as Loggia's reads its own; the plug-in writes it.

use serde::{Deserialize, Serialize};

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct View<A> {
    pub(crate) screen: String,
    pub(crate) title: String,
    pub(crate) nodes: Vec<Node>,
    #[serde(default = "Vec::new")]
    pub(crate) actions: Vec<A>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Node {
    pub(crate) parent: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) key: Option<String>,
    pub(crate) element: Element,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Element {
    Section { title: Label },
    Stack { axis: Axis, wrap: bool },
    List,
    ListItem(Box<Item>),
    Heading { title: Label },
    Text { label: Label, tone: Tone, size: Size },
    Image { asset: String, alt: Option<String>, size: Size },
    Form { submit: u32, submit_label: Label },
    Input(Box<Input>),
    Button { label: Label, on_tap: u32, style: ButtonStyle, enabled: bool, busy: bool },
}

pub(crate) type Label = Vec<Inline>;

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Inline {
    Text(String),
    Money { minor_units: u64, currency: String },
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Item {
    pub(crate) title: Label,
    pub(crate) subtitle: Label,
    pub(crate) trailing: Label,
    pub(crate) image: Option<String>,
    pub(crate) on_tap: Option<u32>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Input {
    pub(crate) name: String,
    pub(crate) label: String,
    pub(crate) help: Option<String>,
    pub(crate) error: Option<String>,
    pub(crate) required: bool,
    pub(crate) enabled: bool,
    pub(crate) on_change: Option<u32>,
    pub(crate) control: Control,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Control {
    Choice { options: Vec<ChoiceOption> },
    MultiChoice { options: Vec<ChoiceOption>, min: u32, max: u32 },
    Stepper { value: i64, min: i64, max: i64, step: u32 },
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct ChoiceOption {
    pub(crate) value: String,
    pub(crate) label: Label,
    pub(crate) selected: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Axis {
    Vertical,
    Horizontal,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Tone {
    Neutral,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Size {
    Medium,
    Large,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum ButtonStyle {
    Secondary,
}

/// What wakes a mini-app.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Event<A> {
    pub(crate) now: u64,
    pub(crate) entropy: String,
    pub(crate) kind: Kind<A>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Kind<A> {
    Launched { environment: Environment, params: Vec<(String, String)>, rights: Vec<String> },
    Action { action: A, fields: Vec<(String, String)> },
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Environment {
    pub(crate) locale: String,
    pub(crate) time_zone: String,
    pub(crate) utc_offset_minutes: i16,
    pub(crate) currency: String,
}
