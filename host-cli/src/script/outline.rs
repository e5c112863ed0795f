//! A view as text: one line a thing, indented as the tree is, with what the user entered.

use loggia_runtime::ui::{
    ChoiceOption, Control, Element, FieldValue, Input, Node, NodeIndex, Sensitivity, SoFar, View,
};

use crate::entries::Entries;
use crate::folds::Folds;
use crate::locale::{self, Locale};
use crate::terminal::look::{Accounts, Seen};
use crate::terminal::widgets::MASK;

/// The view's lines, its title first.
pub(super) fn outline(seen: &Seen<'_>) -> Vec<String> {
    lines_of(seen, &|index, node| described(seen, index, node))
}

/// The same without what is marked as personal or secret, without what was entered, and without what
/// only the bank knows.
pub(crate) fn redacted(view: &View, locale: &Locale, now: u64) -> Vec<String> {
    let (entries, folds, accounts) = (Entries::default(), Folds::default(), Accounts::default());
    let seen = Seen { view, entries: &entries, folds: &folds, accounts: &accounts, locale, now };
    lines_of(&seen, &|index, node| {
        let is_shown = node.sensitivity == Sensitivity::None
            && !matches!(node.element, Element::AccountChip { .. });
        if is_shown {
            described(&seen, index, node)
        } else {
            vec![format!("{}: •••", node.element.kind())]
        }
    })
}

/// A node's own lines.
type Own<'a> = dyn Fn(NodeIndex, &Node) -> Vec<String> + 'a;

fn lines_of(seen: &Seen<'_>, own: &Own<'_>) -> Vec<String> {
    let view = seen.view;
    let mut lines = vec![format!("{} ({})", view.title(), view.screen())];
    if let Some(root) = view.node(view.root()) {
        node_lines(seen, own, (view.root(), root), 1, &mut lines);
    }
    lines
}

/// The texts of one node itself, without its children: what it is called, then what else it shows.
pub(crate) fn texts(node: &Node, locale: &Locale) -> Vec<String> {
    let label = |label: &[_]| locale.label(label);
    match &node.element {
        Element::Section { title }
        | Element::Heading { title }
        | Element::Dialog { title, .. }
        | Element::EmptyState { title, .. }
        | Element::Tab { label: title, .. }
        | Element::Details { summary: title, .. }
        | Element::Link { label: title, .. }
        | Element::Menu { label: title }
        | Element::Elapsed { label: title, .. }
        | Element::Toast { label: title, .. } => {
            vec![label(title)]
        }
        Element::Table(data) | Element::Chart { data, .. } => vec![data.label.to_string()],
        Element::QrCode { label, .. } | Element::SecretValue { label, .. } => {
            vec![label.to_string()]
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
        | Element::Tabs
        | Element::Skeleton { .. }
        | Element::AccountChip { .. }
        | Element::Divider => Vec::new(),
    }
}

fn node_lines(
    seen: &Seen<'_>,
    own: &Own<'_>,
    (index, node): (NodeIndex, &Node),
    depth: usize,
    lines: &mut Vec<String>,
) {
    let indent = "  ".repeat(depth);
    let mut deeper = depth;
    for line in own(index, node) {
        lines.push(format!("{indent}{line}"));
        deeper = depth + 1;
    }
    for (child, node) in seen.view.children(index) {
        if seen.folds.shows(seen.view, child) {
            node_lines(seen, own, (child, node), deeper, lines);
        }
    }
    if let Element::Form { submit_label, .. } = &node.element {
        lines.push(format!("{indent}[{}]", seen.locale.label(submit_label)));
    }
}

/// A node's own lines; none for one that only arranges its children.
fn described(seen: &Seen<'_>, index: NodeIndex, node: &Node) -> Vec<String> {
    let Seen { view, entries, folds, locale, now, .. } = *seen;
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
        Element::Elapsed { since, .. } => {
            vec![format!("{first} {}", locale::elapsed(now, *since)).trim_start().to_owned()]
        }
        Element::Tabs => {
            let open = folds.tab(view, index);
            let tab = |(tab, node): (NodeIndex, &Node)| match &node.element {
                Element::Tab { label, .. } if open == Some(tab) => {
                    format!("[{}]", locale.label(label))
                }
                Element::Tab { label, .. } => locale.label(label),
                _ => String::new(),
            };
            let tabs: Vec<String> = view.children(index).map(tab).collect();
            vec![format!("tabs {}", tabs.join(" | "))]
        }
        // Its content stands under the tabs' own line.
        Element::Tab { .. } => Vec::new(),
        Element::Details { .. } => {
            let sign = if folds.is_open(node.path, &node.element) { "▾" } else { "▸" };
            vec![format!("{sign} {first}")]
        }
        Element::Menu { .. } => vec![format!("[{first} ▾]")],
        Element::Link { .. } => vec![format!("[{first}]")],
        Element::Toast { .. } => vec![format!("toast: {first}")],
        Element::Skeleton { lines } => vec![format!("… {lines} lines to come")],
        Element::Table(data) | Element::Chart { data, .. } => {
            let mut lines = vec![format!("{} {}", node.element.kind(), data.label)];
            let titles = data.columns.iter().map(|column| column.title.as_str());
            lines.push(format!("  {}", titles.collect::<Vec<_>>().join(" | ")));
            for row in data.rows() {
                let cells = row.iter().zip(&data.columns);
                let cells = cells.map(|(cell, column)| locale.cell(cell, column.kind));
                lines.push(format!("  {}", cells.collect::<Vec<_>>().join(" | ")));
            }
            lines
        }
        Element::QrCode { content, .. } => vec![format!("code {first}: {content}")],
        Element::AccountChip { account } => {
            vec![seen.accounts.get(account).map_or_else(
                || "no such account".to_owned(),
                |account| format!("{} {}", account.nickname, account.iban_masked),
            )]
        }
        Element::SecretValue { value, .. } => {
            let shown = folds.is_open(node.path, &node.element);
            vec![format!("{first}: {}", if shown { value.reveal().as_str() } else { MASK })]
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
        Element::Progress { so_far, .. } => vec![match so_far {
            SoFar::Unknown => format!("{first} …"),
            SoFar::Permille(permille) => format!("{first} {} %", (permille + 5) / 10),
            SoFar::Steps { done, count } => format!("{first} {done}/{count}"),
        }],
        Element::Input(input) => {
            let mut lines = vec![format!("{first}: {}", value(node, input, entries, locale))];
            lines.extend(texts.into_iter().skip(1));
            let problem = entries.problem(node.path).or(entries.unreadable(node.path));
            lines.extend(problem.map(|problem| format!("✗ {problem}")));
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
        (FieldValue::Integer(value), Control::Slider { min, max, .. }) => {
            format!("{value} of {min} to {max}")
        }
        (FieldValue::Integer(value), _) => format!("− {value} +"),
        (FieldValue::Money(Some(amount)), _) => locale.money(amount),
        (FieldValue::Number(_) | FieldValue::Money(_) | FieldValue::Date(_), _) => {
            entries.text(node.path, input, locale).unwrap_or_default()
        }
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
