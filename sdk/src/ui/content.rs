use super::node::{Body, Meta, element};
use super::{IconName, Label, Node, Size, Tone};
use crate::bindings::loggia::app::ui as wire;
use crate::timestamp::Timestamp;

/// A heading; its level comes from the sections round it.
#[derive(Clone, Debug)]
pub struct Heading {
    meta: Meta,
    label: Label,
}

/// A paragraph.
#[derive(Clone, Debug)]
pub struct Text {
    meta: Meta,
    text: wire::Text,
}

/// Counts down to a moment by itself, and stays at zero.
#[derive(Clone, Debug)]
pub struct Countdown {
    meta: Meta,
    countdown: wire::Countdown,
}

/// Counts up from a moment by itself.
#[derive(Clone, Debug)]
pub struct Elapsed {
    meta: Meta,
    elapsed: wire::Elapsed,
}

/// A code for cameras.
#[derive(Clone, Debug)]
pub struct QrCode {
    meta: Meta,
    code: wire::QrCode,
}

/// A short word in a tone.
#[derive(Clone, Debug)]
pub struct Badge {
    meta: Meta,
    badge: wire::Badge,
}

/// Facts: names, and what they are.
#[derive(Clone, Debug)]
pub struct KeyValues {
    meta: Meta,
    pairs: Vec<(String, Vec<wire::Inline>)>,
}

/// An icon of the host's own set.
#[derive(Clone, Debug)]
pub struct Icon {
    meta: Meta,
    icon: wire::Icon,
}

/// An image of the package.
#[derive(Clone, Debug)]
pub struct Image {
    meta: Meta,
    image: wire::Image,
}

/// What an image or an icon says to whoever doesn't see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Alt {
    /// Nothing that the text beside it doesn't say.
    Decorative,
    /// This.
    Text(String),
}

impl Alt {
    /// A text that says what is to be seen.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    fn into_option(self) -> Option<String> {
        match self {
            Self::Decorative => None,
            Self::Text(text) => Some(text),
        }
    }
}

/// A heading; its level comes from the sections round it.
pub fn heading(label: impl Into<Label>) -> Heading {
    Heading { meta: Meta::new(), label: label.into() }
}

/// A paragraph, neutral and of medium size.
pub fn text(label: impl Into<Label>) -> Text {
    Text {
        meta: Meta::new(),
        text: wire::Text { label: label.into().0, tone: Tone::Neutral, size: Size::Medium },
    }
}

/// Counts down to `until` by itself, and stays at zero.
pub fn countdown(label: impl Into<Label>, until: Timestamp) -> Countdown {
    Countdown {
        meta: Meta::new(),
        countdown: wire::Countdown { label: label.into().0, until: until.millis() },
    }
}

/// Counts up from `since` by itself, and stays at zero before it.
pub fn elapsed(label: impl Into<Label>, since: Timestamp) -> Elapsed {
    let elapsed = wire::Elapsed { label: label.into().0, since: since.millis() };
    Elapsed { meta: Meta::new(), elapsed }
}

/// A code that says `content` (1 to 300 bytes) to a camera; `label` is what it is for.
pub fn qr_code(label: impl Into<String>, content: impl Into<String>) -> QrCode {
    let code = wire::QrCode { content: content.into(), label: label.into() };
    QrCode { meta: Meta::new(), code }
}

/// A short word in a tone.
pub fn badge(label: impl Into<Label>, tone: Tone) -> Badge {
    Badge { meta: Meta::new(), badge: wire::Badge { label: label.into().0, tone } }
}

/// Facts: names, and what they are.
pub fn key_values<K: Into<String>, V: Into<Label>>(
    pairs: impl IntoIterator<Item = (K, V)>,
) -> KeyValues {
    let pairs = pairs.into_iter().map(|(key, value)| (key.into(), value.into().0)).collect();
    KeyValues { meta: Meta::new(), pairs }
}

/// An icon of the host's own set.
#[must_use]
pub fn icon(name: IconName, alt: Alt) -> Icon {
    Icon { meta: Meta::new(), icon: wire::Icon { name, label: alt.into_option() } }
}

/// An asset of the package (PNG, JPEG or WebP), of medium size.
pub fn image(asset: impl Into<String>, alt: Alt) -> Image {
    let image = wire::Image { asset: asset.into(), alt: alt.into_option(), size: Size::Medium };
    Image { meta: Meta::new(), image }
}

impl Heading {
    fn into_node<M>(self) -> Node<M> {
        leaf(self.meta, wire::Element::Heading(self.label.0))
    }
}

impl Text {
    /// Its tone.
    #[must_use]
    pub fn tone(mut self, tone: Tone) -> Self {
        self.text.tone = tone;
        self
    }

    /// Its size.
    #[must_use]
    pub fn size(mut self, size: Size) -> Self {
        self.text.size = size;
        self
    }

    fn into_node<M>(self) -> Node<M> {
        leaf(self.meta, wire::Element::Text(self.text))
    }
}

impl Countdown {
    fn into_node<M>(self) -> Node<M> {
        leaf(self.meta, wire::Element::Countdown(self.countdown))
    }
}

impl Elapsed {
    fn into_node<M>(self) -> Node<M> {
        leaf(self.meta, wire::Element::Elapsed(self.elapsed))
    }
}

impl QrCode {
    fn into_node<M>(self) -> Node<M> {
        leaf(self.meta, wire::Element::QrCode(self.code))
    }
}

impl Badge {
    fn into_node<M>(self) -> Node<M> {
        leaf(self.meta, wire::Element::Badge(self.badge))
    }
}

impl KeyValues {
    fn into_node<M>(self) -> Node<M> {
        leaf(self.meta, wire::Element::KeyValues(self.pairs))
    }
}

impl Icon {
    fn into_node<M>(self) -> Node<M> {
        leaf(self.meta, wire::Element::Icon(self.icon))
    }
}

impl Image {
    /// Its size.
    #[must_use]
    pub fn size(mut self, size: Size) -> Self {
        self.image.size = size;
        self
    }

    fn into_node<M>(self) -> Node<M> {
        leaf(self.meta, wire::Element::Image(self.image))
    }
}

pub(super) fn leaf<M>(meta: Meta, element: wire::Element) -> Node<M> {
    Node { meta, body: Body::Plain(element), children: Vec::new() }
}

element!(Heading);
element!(Text);
element!(Countdown);
element!(Elapsed);
element!(QrCode);
element!(Badge);
element!(KeyValues);
element!(Icon);
element!(Image);
