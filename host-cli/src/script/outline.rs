//! A view as text: one line a thing, indented as the tree is, with what the user entered.

use loggia_runtime::ui::{
    ChoiceOption, Control, Element, FieldValue, Input, Node, NodeIndex, View,
};

use crate::entries::Entries;
use crate::locale::{self, Locale};

/// The view's lines, its title first.
pub(super) fn outline(view: &View, entries: &Entries, locale: &Locale, now: u64) -> Vec<String> {
    let mut lines = vec![format!("{} ({})", view.title(), view.screen())];
    if let Some(root) = view.node(view.root()) {
        node_lines(view, entries, locale, now, (view.root(), root), 1, &mut lines);
    }
    lines
}

/// The texts of one node itself, without its children: what it is called, then what else it shows.
pub(super) fn texts(node: &Node, locale: &Locale) -> Vec<String> {
    let label = |label: &[_]| locale.label(label);
    match &node.element {
        Element::Section { title }
        | Element::Heading { title }
        | Element::Dialog { title, .. }
        | Element::EmptyState { title, .. } => {
            vec![label(title)]
        }
        Element::Text { label: text, .. }
        | Element::Countdown { label: text, .. }
        | Element::Badge { label: text, .. }
        | Element::Button { label: text, .. }
        | Element::Banner { label: text, .. }
        | Element::Form { submit_label: text, .. } => vec![label(text)],
        Element::ListItem(item) => [&item.title, &item.subtitle, &item.trailing]
            .iter()
            .map(|text| label(text))
            .filter(|text| !text.is_empty())
            .collect(),
        Element::KeyValues { rows } => {
            rows.iter().map(|(name, value)| format!("{name}: {}", label(value))).collect()
        }
        Element::Icon { label, .. } => label.iter().map(ToString::to_string).collect(),
        Element::Image { alt, .. } => alt.iter().map(ToString::to_string).collect(),
        Element::Input(input) => {
            let mut texts = vec![input.label.to_string()];
            texts.extend(input.help.iter().chain(&input.error).map(ToString::to_string));
            texts
        }
        Element::Progress { label, .. } => vec![label.to_string()],
        Element::Stack { .. }
        | Element::Grid { .. }
        | Element::Card { .. }
        | Element::List
        | Element::Divider => Vec::new(),
    }
}

fn node_lines(
    view: &View,
    entries: &Entries,
    locale: &Locale,
    now: u64,
    (index, node): (NodeIndex, &Node),
    depth: usize,
    lines: &mut Vec<String>,
) {
    let indent = "  ".repeat(depth);
    let mut deeper = depth;
    for line in described(node, entries, locale, now) {
        lines.push(format!("{indent}{line}"));
        deeper = depth + 1;
    }
    for (child, node) in view.children(index) {
        node_lines(view, entries, locale, now, (child, node), deeper, lines);
    }
    if let Element::Form { submit_label, .. } = &node.element {
        lines.push(format!("{indent}[{}]", locale.label(submit_label)));
    }
}

/// A node's own lines; none for one that only arranges its children.
fn described(node: &Node, entries: &Entries, locale: &Locale, now: u64) -> Vec<String> {
    let texts = texts(node, locale);
    let first = texts.first().cloned().unwrap_or_default();
    match &node.element {
        Element::Section { .. } | Element::Heading { .. } => vec![format!("# {first}")],
        Element::Dialog { on_dismiss, .. } => {
            vec![format!("dialog {first}{}", if on_dismiss.is_some() { " [Close]" } else { "" })]
        }
        Element::Card { on_tap } => {
            vec![if on_tap.is_some() { "card, can be tapped" } else { "card" }.to_owned()]
        }
        Element::ListItem(item) => vec![format!(
            "- {}{}",
            texts.join(" · "),
            if item.on_tap.is_some() { " ›" } else { "" }
        )],
        Element::Countdown { until, .. } => {
            vec![format!("{first} {}", locale::countdown(now, *until)).trim_start().to_owned()]
        }
        Element::Badge { .. } => vec![format!("({first})")],
        Element::Banner { tone, .. } => {
            vec![format!("{}: {first}", format!("{tone:?}").to_lowercase())]
        }
        Element::Button { enabled, busy, .. } => {
            let state = if *busy {
                " (busy)"
            } else if *enabled {
                ""
            } else {
                " (disabled)"
            };
            vec![format!("[{first}]{state}")]
        }
        Element::Image { .. } => texts.iter().map(|alt| format!("picture: {alt}")).collect(),
        Element::Progress { permille, .. } => {
            vec![permille.map_or_else(
                || format!("{first} …"),
                |permille| format!("{first} {} %", permille / 10),
            )]
        }
        Element::Input(input) => {
            let mut lines = vec![format!("{first}: {}", value(node, input, entries, locale))];
            lines.extend(texts.into_iter().skip(1));
            lines.extend(entries.problem(node.path).map(|problem| format!("✗ {problem}")));
            lines
        }
        Element::Form { .. } | Element::Divider => Vec::new(),
        _ => texts,
    }
}

fn value(node: &Node, input: &Input, entries: &Entries, locale: &Locale) -> String {
    let state = if input.enabled { "" } else { " (disabled)" };
    let value = match (entries.value(node.path, input), &input.control) {
        (FieldValue::Text(text), _) => format!("{text:?}"),
        (FieldValue::Integer(value), _) => format!("− {value} +"),
        (FieldValue::On(on), _) => if on { "on" } else { "off" }.to_owned(),
        (
            FieldValue::Choice(chosen),
            Control::Choice { options } | Control::MultiChoice { options, .. },
        ) => {
            let (on, off) = if matches!(input.control, Control::Choice { .. }) {
                ("(•)", "( )")
            } else {
                ("[✓]", "[ ]")
            };
            let option = |option: &ChoiceOption| {
                let is_chosen = chosen.iter().any(|value| value == option.value.as_str());
                format!("{} {}", if is_chosen { on } else { off }, locale.label(&option.label))
            };
            options.iter().map(option).collect::<Vec<_>>().join("  ")
        }
        (FieldValue::Choice(_), _) => String::new(),
    };
    format!("{value}{state}")
}
