//! A node of a view: where it stands, and what it says.

use loggia_runtime::ui::{Control, Element, Inline, Node, NodeIndex, View};

/// What a node stands in, from the root's children on, and then itself: by kinds, with the test id,
/// the key or the words that tell it from others.
pub(super) fn trail(view: &View, index: NodeIndex) -> String {
    let mut names: Vec<String> = view
        .ancestors(index)
        .filter(|(above, _)| *above != view.root())
        .map(|(above, node)| named(view, above, node))
        .collect();
    if names.is_empty() {
        names.extend(view.node(index).map(|node| named(view, index, node)));
    }
    names.reverse();
    names.join(" › ")
}

fn named(view: &View, index: NodeIndex, node: &Node) -> String {
    let kind = node.element.kind();
    if let Some(id) = view.test_id(index) {
        return format!("{kind} #{id}");
    }
    if let Some(key) = &node.key {
        return format!("{kind} {key}");
    }
    let is_named_by_words =
        !matches!(node.element, Element::Text { .. } | Element::KeyValues { .. });
    match texts(node).first() {
        Some(words) if is_named_by_words && !words.trim().is_empty() => {
            format!("{kind} {}", quoted(words))
        }
        _ => kind.to_owned(),
    }
}

/// The beginning of a text, in quotes.
pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", short(text))
}

fn short(text: &str) -> String {
    const LONGEST: usize = 40;
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    text.chars().take(LONGEST - 1).chain(['…']).collect()
}

/// The words that the mini-app itself says at a node: no amounts, no dates, no values.
pub(super) fn texts(node: &Node) -> Vec<String> {
    let mut texts: Vec<String> = match &node.element {
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
        | Element::Form { submit_label: label, .. } => vec![words(label)],
        Element::ListItem(item) => {
            vec![words(&item.title), words(&item.subtitle), words(&item.trailing)]
        }
        Element::KeyValues { rows } => {
            rows.iter().flat_map(|(name, value)| [name.to_string(), words(value)]).collect()
        }
        Element::Table(data) | Element::Chart { data, .. } => vec![data.label.to_string()],
        Element::QrCode { label, .. }
        | Element::SecretValue { label, .. }
        | Element::Progress { label, .. } => vec![label.to_string()],
        Element::Icon { label, .. } => label.iter().map(ToString::to_string).collect(),
        Element::Image { alt, .. } => alt.iter().map(ToString::to_string).collect(),
        Element::Input(input) => {
            let mut texts = vec![input.label.to_string()];
            texts.extend(input.help.iter().chain(&input.error).map(ToString::to_string));
            if let Control::Choice { options } | Control::MultiChoice { options, .. } =
                &input.control
            {
                texts.extend(options.iter().map(|option| words(&option.label)));
            }
            texts
        }
        Element::Stack { .. }
        | Element::Grid { .. }
        | Element::Card { .. }
        | Element::List
        | Element::Tabs
        | Element::Skeleton { .. }
        | Element::AccountChip { .. }
        | Element::Divider => Vec::new(),
    };
    texts.retain(|text| !text.is_empty());
    texts
}

/// The words of a label, without what the host writes.
pub(super) fn words(label: &[Inline]) -> String {
    let own = |inline: &Inline| match inline {
        Inline::Text(text) | Inline::Strong(text) => text.to_string(),
        Inline::Money(_) | Inline::Moment { .. } | Inline::Date(_) => String::new(),
    };
    label.iter().map(own).collect()
}
