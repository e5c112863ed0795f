//! A node of a view: where it stands, and what it says.

use loggia_runtime::ui::{Element, Node, NodeIndex, View};

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
    match node.texts().first() {
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
