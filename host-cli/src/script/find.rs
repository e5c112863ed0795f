//! From a label to the thing that is meant.

use loggia_runtime::ui::{Control, Element, Node, NodeIndex, NodePath, View};

use super::outline::texts;
use super::parse::Label;
use crate::locale::Locale;
use crate::terminal::block::Target;
use crate::terminal::look::Seen;
use crate::terminal::widgets::open_dialog;

/// What a line wants to do with a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Want {
    Tap,
    Fill,
    Choose,
}

/// A thing that a label could mean.
struct Candidate {
    target: Target,
    index: NodeIndex,
    label: String,
    kind: &'static str,
    /// Why it does not act now.
    idle: Option<&'static str>,
}

/// The thing that is meant.
///
/// # Errors
///
/// There is none, or there are several, or it does not act now: said with what there is.
pub(super) fn find(seen: &Seen<'_>, want: Want, label: &Label) -> Result<Target, String> {
    let Seen { view, locale, .. } = *seen;
    let all = candidates(view, locale, want);
    let modal = open_dialog(view);
    let reachable = |index: NodeIndex| {
        let in_dialog = |dialog| view.ancestors(index).any(|(above, _)| above == dialog);
        modal.is_none_or(in_dialog) && seen.folds.shows(view, index)
    };
    let all: Vec<Candidate> =
        all.into_iter().filter(|candidate| reachable(candidate.index)).collect();
    let mut named: Vec<&Candidate> =
        all.iter().filter(|candidate| same(&candidate.label, &label.label)).collect();
    if named.is_empty() {
        named = all.iter().filter(|candidate| begins(&candidate.label, &label.label)).collect();
    }
    let meant: Vec<&Candidate> = match &label.within {
        None => named.clone(),
        Some(within) => named
            .iter()
            .filter(|candidate| stands_in(view, locale, candidate, within))
            .copied()
            .collect(),
    };
    match meant.as_slice() {
        [one] => match one.idle {
            None => Ok(one.target),
            Some(why) => Err(format!("{label} is {why}")),
        },
        [] if named.is_empty() => {
            let mut labels: Vec<String> =
                all.iter().map(|candidate| format!("{:?}", candidate.label)).collect();
            labels.dedup();
            let there = if labels.is_empty() { "nothing".to_owned() } else { labels.join(", ") };
            Err(format!("there is no {label} to {}; there is {there}", verb(want)))
        }
        [] => Err(format!(
            "{:?} is there, but not in {:?}:{}",
            label.label,
            label.within.as_deref().unwrap_or_default(),
            listed(view, locale, &named)
        )),
        several => Err(format!(
            "{label} means {} things; say which by in and a title or text of what it stands in:{}",
            several.len(),
            listed(view, locale, several)
        )),
    }
}

/// The option of a choice.
///
/// # Errors
///
/// There is no such option.
pub(super) fn option(
    view: &View,
    locale: &Locale,
    path: NodePath,
    label: &str,
) -> Result<Target, String> {
    let node = view.find(path).and_then(|index| view.node(index));
    let Some(Element::Input(input)) = node.map(|node| &node.element) else {
        return Err("it is no choice".to_owned());
    };
    let (Control::Choice { options } | Control::MultiChoice { options, .. }) = &input.control
    else {
        return Err(format!("{} is no choice", input.label));
    };
    let labels: Vec<String> = options.iter().map(|option| locale.label(&option.label)).collect();
    let mut begun =
        labels.iter().enumerate().filter(|(_, other)| begins(other, label)).map(|(at, _)| at);
    let only_one = begun.next().filter(|_| begun.next().is_none());
    let at = labels.iter().position(|other| same(other, label)).or(only_one);
    at.map(|at| Target::Option(path, at)).ok_or_else(|| {
        let there: Vec<String> = labels.iter().map(|label| format!("{label:?}")).collect();
        format!("{} has no option {label:?}; it has {}", input.label, there.join(", "))
    })
}

/// Texts are the same whichever spaces they are set with: amounts have no-break ones.
pub(super) fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn same(a: &str, b: &str) -> bool {
    plain(a) == plain(b)
}

/// Whether a label begins with these words: `Pay` is enough for `Pay 3,40 €`.
fn begins(label: &str, words: &str) -> bool {
    plain(label).strip_prefix(&plain(words)).is_some_and(|rest| rest.starts_with(' '))
}

fn verb(want: Want) -> &'static str {
    match want {
        Want::Tap => "tap",
        Want::Fill => "fill",
        Want::Choose => "choose from",
    }
}

fn candidates(view: &View, locale: &Locale, want: Want) -> Vec<Candidate> {
    let mut found = Vec::new();
    for (index, node) in view.nodes() {
        let mut add = |target, label: String, idle| {
            found.push(Candidate { target, index, label, kind: node.element.kind(), idle })
        };
        let own = Target::Node(node.path);
        match (&node.element, want) {
            (Element::Button { label, enabled, busy, .. }, Want::Tap) => {
                let idle = if *busy { Some("busy") } else { (!*enabled).then_some("disabled") };
                add(own, locale.label(label), idle);
            }
            (Element::Link { label, .. }, Want::Tap)
            | (Element::Tab { label, .. }, Want::Tap)
            | (Element::Details { summary: label, .. }, Want::Tap)
            | (Element::Menu { label }, Want::Tap) => add(own, locale.label(label), None),
            (Element::Chart { data, .. }, Want::Tap) => add(own, data.label.to_string(), None),
            (Element::SecretValue { label, .. }, Want::Tap) => add(own, label.to_string(), None),
            (Element::ListItem(item), Want::Tap) if item.on_tap.is_some() => {
                add(own, locale.label(&item.title), None)
            }
            (Element::Card { on_tap: Some(_) }, Want::Tap) => {
                for text in texts_within(view, locale, index) {
                    add(own, text, None);
                }
            }
            (Element::Form { submit_label, .. }, Want::Tap) => {
                add(Target::Submit(node.path), locale.label(submit_label), None)
            }
            (Element::Dialog { on_dismiss: Some(_), .. }, Want::Tap) => {
                add(Target::Dismiss(node.path), "Close".to_owned(), None)
            }
            (Element::Input(input), want) => {
                let idle = (!input.enabled).then_some("disabled");
                let label = input.label.to_string();
                match (&input.control, want) {
                    (Control::Checkbox { .. } | Control::Switch { .. }, Want::Tap)
                    | (
                        Control::TextField { .. }
                        | Control::Stepper { .. }
                        | Control::Slider { .. }
                        | Control::NumberField { .. }
                        | Control::MoneyField { .. }
                        | Control::DateField { .. },
                        Want::Fill,
                    )
                    | (Control::Choice { .. } | Control::MultiChoice { .. }, Want::Choose) => {
                        add(own, label, idle)
                    }
                    (Control::Stepper { .. }, Want::Tap) => {
                        add(Target::Less(node.path), "-".to_owned(), idle);
                        add(Target::More(node.path), "+".to_owned(), idle);
                    }
                    (
                        Control::Choice { options } | Control::MultiChoice { options, .. },
                        Want::Tap,
                    ) => {
                        for (n, option) in options.iter().enumerate() {
                            add(Target::Option(node.path, n), locale.label(&option.label), idle);
                        }
                    }
                    _ => {}
                }
            }
            _ => {}
        }
    }
    // A card has as many labels as texts, and is still one thing.
    found.dedup_by(|a, b| a.target == b.target && a.label == b.label);
    found
}

/// Whether something that the candidate stands in, or it itself if it is an input, is called that.
fn stands_in(view: &View, locale: &Locale, candidate: &Candidate, within: &str) -> bool {
    view.ancestors(candidate.index)
        .any(|(index, node)| names(view, locale, index, node).iter().any(|name| same(name, within)))
}

/// What a thing is called by those who stand in it.
fn names(view: &View, locale: &Locale, index: NodeIndex, node: &Node) -> Vec<String> {
    match &node.element {
        Element::Section { .. }
        | Element::Tab { .. }
        | Element::Details { .. }
        | Element::Menu { .. }
        | Element::Dialog { .. }
        | Element::Form { .. }
        | Element::Input(_) => texts(node, locale),
        Element::Card { .. } | Element::ListItem(_) => texts_within(view, locale, index),
        // A row or column is called by what stands directly in it.
        Element::Stack { .. } if index != view.root() => view
            .children(index)
            .filter(|(_, child)| {
                matches!(
                    child.element,
                    Element::Heading { .. } | Element::Text { .. } | Element::Badge { .. }
                )
            })
            .flat_map(|(_, child)| texts(child, locale))
            .collect(),
        _ => Vec::new(),
    }
}

fn texts_within(view: &View, locale: &Locale, index: NodeIndex) -> Vec<String> {
    let inside =
        view.nodes().filter(|(inner, _)| view.ancestors(*inner).any(|(above, _)| above == index));
    inside.flat_map(|(_, node)| texts(node, locale)).collect()
}

fn listed(view: &View, locale: &Locale, candidates: &[&Candidate]) -> String {
    let line = |candidate: &&Candidate| {
        let around = view
            .ancestors(candidate.index)
            .skip(1)
            .find_map(|(index, node)| names(view, locale, index, node).into_iter().next());
        let around = around.map_or(String::new(), |name| format!(" in {:?}", plain(&name)));
        format!("\n- {:?}, a {}{around}", candidate.label, candidate.kind)
    };
    candidates.iter().map(line).collect()
}
