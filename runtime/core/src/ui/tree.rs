//! The core's own tree of nodes: checked, and harmless to render.
//!
//! Every contract version converts into it, so shells know one tree. All bounds of
//! [`Limits`](crate::Limits) hold, every text is a [`GuestText`], every reference is in range.

use serde::{Deserialize, Serialize};

use super::data::{ChartKind, Dataset};
use super::fields::FieldValue;
use super::pattern::Pattern;
use super::secret::Secret;
use super::wording::Doubt;
use crate::date::Date;
use crate::guest_text::GuestText;
use crate::ids::AccountPseudonym;
use crate::money::{Currency, Money};

/// What is on screen.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct View {
    pub(crate) screen: GuestText,
    pub(crate) title: GuestText,
    pub(crate) nodes: Vec<Node>,
    #[serde(skip)]
    pub(crate) actions: Vec<Vec<u8>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) test_ids: Vec<(NodeIndex, GuestText)>,
    #[serde(skip)]
    pub(crate) doubts: Vec<Doubt>,
}

/// Where a node stands in its view, from 0, the root.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct NodeIndex(pub(crate) u32);

/// A node's key path from the root, hashed: the same as long as the node keeps its key (or, without
/// one, its place among its siblings and its kind) and so do its ancestors. Unique in a view.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct NodePath(pub(crate) u64);

/// One element of the tree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Node {
    /// Stays while the node stays.
    pub path: NodePath,
    pub(crate) parent: NodeIndex,
    #[serde(skip)]
    pub(crate) first_child: Option<NodeIndex>,
    #[serde(skip)]
    pub(crate) next_sibling: Option<NodeIndex>,
    /// The partner's name for it among its siblings.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<GuestText>,
    /// How logs, journals and screenshots treat it.
    pub sensitivity: Sensitivity,
    /// What it is and shows.
    pub element: Element,
}

/// How a node's text is treated in logs, journals and screenshots.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sensitivity {
    /// As any other.
    None,
    /// About the user.
    Personal,
    /// Never shown outside of the view.
    Secret,
}

/// An action that a node names: which of the view's.
///
/// Any two are equal: where an action stands in its view's table is no part of what an element is.
/// What it does is compared by the action's bytes.
#[derive(Debug, Clone, Copy, Eq, Serialize)]
#[serde(transparent)]
pub struct ActionIndex(pub(crate) u32);

impl PartialEq for ActionIndex {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl std::hash::Hash for ActionIndex {
    fn hash<H: std::hash::Hasher>(&self, _: &mut H) {}
}

/// Text that the host formats.
pub type Label = Vec<Inline>;

/// A part of a label.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Inline {
    /// Plain.
    Text(GuestText),
    /// Stressed.
    Strong(GuestText),
    /// An amount, written as the user's locale has it.
    Money(Money),
    /// A moment, written as the user's locale and zone have it.
    Moment {
        /// Milliseconds since 1970, UTC.
        at: u64,
        /// How much of it.
        style: MomentStyle,
    },
    /// A day, written as the user's locale has it.
    Date(Date),
}

/// How much of a moment is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum MomentStyle {
    /// The day.
    Date,
    /// Hour and minute.
    Time,
    /// Both.
    DateTime,
}

/// The meaning of a colour; never stands by colour alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tone {
    /// None in particular.
    Neutral,
    /// To be noticed.
    Info,
    /// It went well.
    Success,
    /// Careful.
    Warning,
    /// It went wrong, or cannot be undone.
    Danger,
}

/// Which way a stack runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Axis {
    /// A column.
    Vertical,
    /// A row.
    Horizontal,
}

/// Of three.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Size {
    /// Smaller than the text round it.
    Small,
    /// As the text round it.
    Medium,
    /// Larger.
    Large,
}

/// The kinds of element that a view is made of. Their meaning is the contract's
/// (`loggia:app/ui`).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
#[allow(missing_docs, reason = "the contract's own docs say what each field means")]
pub enum Element {
    Section { title: Label },
    Stack { axis: Axis, wrap: bool },
    Grid { columns: u8 },
    Card { on_tap: Option<ActionIndex> },
    List,
    ListItem(Box<Item>),
    Divider,
    Tabs,
    Tab { label: Label, selected: bool, on_open: Option<ActionIndex> },
    Details { summary: Label, open: bool },
    Heading { title: Label },
    Text { label: Label, tone: Tone, size: Size },
    Countdown { label: Label, until: u64 },
    Elapsed { label: Label, since: u64 },
    Badge { label: Label, tone: Tone },
    KeyValues { rows: Vec<(GuestText, Label)> },
    Icon { name: IconName, label: Option<GuestText> },
    Image { asset: GuestText, alt: Option<GuestText>, size: Size },
    Table(Box<Dataset>),
    Chart { chart: ChartKind, data: Box<Dataset> },
    QrCode { content: GuestText, label: GuestText },
    Form { submit: ActionIndex, submit_label: Label },
    Input(Box<Input>),
    Button { label: Label, on_tap: ActionIndex, style: ButtonStyle, enabled: bool, busy: bool },
    Link { label: Label, on_tap: ActionIndex },
    Menu { label: Label },
    Banner { label: Label, tone: Tone, politeness: Politeness },
    Dialog { title: Label, on_dismiss: Option<ActionIndex> },
    EmptyState { icon: IconName, title: Label },
    Progress { label: GuestText, so_far: SoFar },
    Toast { label: Label, tone: Tone },
    Skeleton { lines: u8 },
    AccountChip { account: AccountPseudonym },
    SecretValue { label: GuestText, value: Secret },
}

/// How a screen reader says something new.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Politeness {
    /// When it has finished what it is saying.
    Polite,
    /// At once.
    Assertive,
}

/// How far something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SoFar {
    /// Nobody knows.
    Unknown,
    /// 0 to 1 000.
    Permille(u16),
    /// So many of so many steps; 1 to 20.
    Steps {
        /// Behind the user; at most `count`.
        done: u8,
        /// In all.
        count: u8,
    },
}

/// What a list item shows; its children stand at its end.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[allow(missing_docs, reason = "the contract's own docs say what each field means")]
pub struct Item {
    pub title: Label,
    pub subtitle: Label,
    pub trailing: Label,
    pub image: Option<GuestText>,
    pub on_tap: Option<ActionIndex>,
}

/// An input: what all share, and its own rules.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[allow(missing_docs, reason = "the contract's own docs say what each field means")]
pub struct Input {
    pub name: GuestText,
    pub label: GuestText,
    pub help: Option<GuestText>,
    pub error: Option<GuestText>,
    pub required: bool,
    pub enabled: bool,
    pub on_change: Option<ActionIndex>,
    pub control: Control,
}

/// What the user enters a value with.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the contract's own docs say what each field means")]
pub enum Control {
    TextField {
        kind: TextKind,
        value: GuestText,
        min_length: u32,
        max_length: u32,
        pattern: Option<Pattern>,
    },
    Choice {
        options: Vec<ChoiceOption>,
    },
    MultiChoice {
        options: Vec<ChoiceOption>,
        min: u32,
        max: u32,
    },
    Checkbox {
        on: bool,
    },
    Switch {
        on: bool,
    },
    Stepper {
        value: i64,
        min: i64,
        max: i64,
        step: u32,
    },
    Slider {
        value: i64,
        min: i64,
        max: i64,
        step: u32,
    },
    NumberField {
        value: Option<i64>,
        min: i64,
        max: i64,
        decimals: u8,
    },
    MoneyField {
        value: Option<u64>,
        currency: Currency,
        min: u64,
        max: u64,
    },
    DateField {
        value: Option<Date>,
        min: Option<Date>,
        max: Option<Date>,
    },
}

/// What a text field is for: which keyboard, which completion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the names say it")]
pub enum TextKind {
    Plain,
    Multiline,
    Email,
    Phone,
    Search,
    Code,
}

/// One of a choice's options.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[allow(missing_docs, reason = "the contract's own docs say what each field means")]
pub struct ChoiceOption {
    pub value: GuestText,
    pub label: Label,
    pub selected: bool,
}

/// How much a button stands out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ButtonStyle {
    /// The one thing to do here.
    Primary,
    /// One of several.
    Secondary,
    /// Cannot be undone.
    Danger,
}

/// The host's own icons, by Lucide's names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the names say it")]
pub enum IconName {
    Check,
    CircleAlert,
    Clock,
    Coffee,
    Gift,
    Heart,
    History,
    House,
    Info,
    MapPin,
    Minus,
    Plus,
    Receipt,
    Search,
    Settings,
    ShoppingBag,
    Star,
    Trash,
    TriangleAlert,
    User,
    Wallet,
    X,
}

impl View {
    /// Names the screen: scroll, focus and the way back are kept per screen.
    #[must_use]
    pub fn screen(&self) -> &GuestText {
        &self.screen
    }

    /// For the bank's frame.
    #[must_use]
    pub fn title(&self) -> &GuestText {
        &self.title
    }

    /// All nodes in reading order, parents before children; the root first.
    pub fn nodes(&self) -> impl Iterator<Item = (NodeIndex, &Node)> {
        (0..).map(NodeIndex).zip(&self.nodes)
    }

    /// The root.
    #[must_use]
    pub fn root(&self) -> NodeIndex {
        NodeIndex(0)
    }

    /// One node, if it is this view's.
    #[must_use]
    pub fn node(&self, index: NodeIndex) -> Option<&Node> {
        self.nodes.get(index.0 as usize)
    }

    /// The children of a node, in reading order.
    pub fn children(&self, of: NodeIndex) -> impl Iterator<Item = (NodeIndex, &Node)> {
        let mut next = self.node(of).and_then(|node| node.first_child);
        std::iter::from_fn(move || {
            let index = next?;
            let node = self.node(index)?;
            next = node.next_sibling;
            Some((index, node))
        })
    }

    /// The node at `path`, if there is one.
    #[must_use]
    pub fn find(&self, path: NodePath) -> Option<NodeIndex> {
        self.nodes().find(|(_, node)| node.path == path).map(|(index, _)| index)
    }

    /// The node itself, then its parent, and so on to the root.
    pub fn ancestors(&self, of: NodeIndex) -> impl Iterator<Item = (NodeIndex, &Node)> {
        let mut next = Some(of);
        std::iter::from_fn(move || {
            let index = next?;
            let node = self.node(index)?;
            next = (node.parent != index).then_some(node.parent);
            Some((index, node))
        })
    }

    /// The name for the partner's own tests, if the node has one.
    #[must_use]
    pub fn test_id(&self, of: NodeIndex) -> Option<&GuestText> {
        self.test_ids.iter().find(|(index, _)| *index == of).map(|(_, name)| name)
    }

    /// Words that may be meant well, and may be not: they look like others, speak for the bank, or name
    /// a secret. What is worse is refused.
    #[must_use]
    pub fn doubts(&self) -> &[Doubt] {
        &self.doubts
    }

    /// The bytes of an action.
    pub(crate) fn action(&self, index: ActionIndex) -> Option<&[u8]> {
        self.actions.get(index.0 as usize).map(Vec::as_slice)
    }
}

impl Element {
    /// Its kind, as the contract names it.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Section { .. } => "section",
            Self::Stack { .. } => "stack",
            Self::Grid { .. } => "grid",
            Self::Card { .. } => "card",
            Self::List => "list",
            Self::ListItem(_) => "list-item",
            Self::Divider => "divider",
            Self::Tabs => "tabs",
            Self::Tab { .. } => "tab",
            Self::Details { .. } => "details",
            Self::Heading { .. } => "heading",
            Self::Text { .. } => "text",
            Self::Countdown { .. } => "countdown",
            Self::Elapsed { .. } => "elapsed",
            Self::Badge { .. } => "badge",
            Self::KeyValues { .. } => "key-values",
            Self::Icon { .. } => "icon",
            Self::Image { .. } => "image",
            Self::Table(_) => "table",
            Self::Chart { .. } => "chart",
            Self::QrCode { .. } => "qr-code",
            Self::Form { .. } => "form",
            Self::Input(input) => input.control.kind(),
            Self::Button { .. } => "button",
            Self::Link { .. } => "link",
            Self::Menu { .. } => "menu",
            Self::Banner { .. } => "banner",
            Self::Dialog { .. } => "dialog",
            Self::EmptyState { .. } => "empty-state",
            Self::Progress { .. } => "progress",
            Self::Toast { .. } => "toast",
            Self::Skeleton { .. } => "skeleton",
            Self::AccountChip { .. } => "account-chip",
            Self::SecretValue { .. } => "secret-value",
        }
    }
}

impl Control {
    /// The value that the view itself gives it.
    #[must_use]
    pub fn declared(&self) -> FieldValue {
        match self {
            Self::TextField { value, .. } => FieldValue::Text(value.as_str().to_owned()),
            Self::Choice { options } | Self::MultiChoice { options, .. } => {
                let selected = options.iter().filter(|option| option.selected);
                FieldValue::Choice(selected.map(|option| option.value.to_string()).collect())
            }
            Self::Checkbox { on } | Self::Switch { on } => FieldValue::On(*on),
            Self::Stepper { value, .. } | Self::Slider { value, .. } => FieldValue::Integer(*value),
            Self::NumberField { value, .. } => FieldValue::Number(*value),
            Self::MoneyField { value, currency, .. } => FieldValue::Money(
                value.and_then(|minor_units| Money::new(minor_units, *currency).ok()),
            ),
            Self::DateField { value, .. } => FieldValue::Date(*value),
        }
    }

    /// Its kind, as the contract names it.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::TextField { .. } => "text-field",
            Self::Choice { .. } => "choice",
            Self::MultiChoice { .. } => "multi-choice",
            Self::Checkbox { .. } => "checkbox",
            Self::Switch { .. } => "switch",
            Self::Stepper { .. } => "stepper",
            Self::Slider { .. } => "slider",
            Self::NumberField { .. } => "number-field",
            Self::MoneyField { .. } => "money-field",
            Self::DateField { .. } => "date-field",
        }
    }
}
