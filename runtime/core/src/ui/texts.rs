//! Which words of a view are the mini-app's own.

use std::borrow::Cow;

use super::tree::{Control, Element, Inline, Input, Node};
use crate::guest_text::GuestText;

impl Node {
    /// Hands over each text that the mini-app itself says at this node: no amounts, no dates, no values,
    /// and nothing that is empty.
    pub(super) fn each_text(&self, to: &mut impl FnMut(&str)) {
        let mut say = |text: &str| {
            if !text.is_empty() {
                to(text);
            }
        };
        match &self.element {
            Element::Section { title: label }
            | Element::Heading { title: label }
            | Element::Dialog { title: label, .. }
            | Element::EmptyState { title: label, .. }
            | Element::Tab { label, .. }
            | Element::Details { summary: label, .. }
            | Element::Link { label, .. }
            | Element::Menu { label }
            | Element::Elapsed { label, .. }
            | Element::Countdown { label, .. }
            | Element::Toast { label, .. }
            | Element::Text { label, .. }
            | Element::Badge { label, .. }
            | Element::Button { label, .. }
            | Element::Banner { label, .. }
            | Element::Form { submit_label: label, .. } => say(&words(label)),
            Element::ListItem(item) => {
                for label in [&item.title, &item.subtitle, &item.trailing] {
                    say(&words(label));
                }
            }
            Element::KeyValues { rows } => {
                for (name, value) in rows {
                    say(name.as_str());
                    say(&words(value));
                }
            }
            Element::Table(data) | Element::Chart { data, .. } => say(data.label.as_str()),
            Element::QrCode { label, .. }
            | Element::SecretValue { label, .. }
            | Element::Progress { label, .. } => say(label.as_str()),
            Element::Icon { label: text, .. } | Element::Image { alt: text, .. } => {
                text.iter().for_each(|text| say(text.as_str()));
            }
            Element::Input(input) => {
                input.texts().for_each(&mut say);
                if let Control::Choice { options } | Control::MultiChoice { options, .. } =
                    &input.control
                {
                    options.iter().for_each(|option| say(&words(&option.label)));
                }
            }
            Element::Stack { .. }
            | Element::Grid { .. }
            | Element::Card { .. }
            | Element::List
            | Element::Tabs
            | Element::Skeleton { .. }
            | Element::AccountChip { .. }
            | Element::Divider => {}
        }
    }

    /// The texts that the mini-app itself says here: no amounts, no dates, no values, and none that is
    /// empty.
    #[must_use]
    pub fn texts(&self) -> Vec<String> {
        let mut texts = Vec::new();
        self.each_text(&mut |text| texts.push(text.to_owned()));
        texts
    }
}

impl Input {
    /// What is said of it: its label, and what helps or is wrong.
    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        let Self { label, help, error, .. } = self;
        [Some(label), help.as_ref(), error.as_ref()].into_iter().flatten().map(GuestText::as_str)
    }
}

/// The words of a label, without what the host writes.
#[must_use]
pub fn words(label: &[Inline]) -> Cow<'_, str> {
    let own = label.iter().filter_map(|inline| match inline {
        Inline::Text(text) | Inline::Strong(text) => Some(text.as_str()),
        Inline::Money(_) | Inline::Moment { .. } | Inline::Date(_) => None,
    });
    match label {
        [Inline::Text(text) | Inline::Strong(text)] => Cow::Borrowed(text.as_str()),
        _ => Cow::Owned(own.collect()),
    }
}
