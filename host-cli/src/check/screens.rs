//! What must hold of a screen: titles, labels, headings, tones.

use loggia_runtime::ui::{Element, Label, NodeIndex, Tone, View, words};

use super::code::Code;
use super::finding::{Finding, Place};
use super::node;

/// All rules of one view.
pub(super) fn of_view(view: &View, place: &Place) -> Vec<Finding> {
    let mut findings = Vec::new();
    if view.title().as_str().trim().is_empty() {
        let finding = Finding::new(
            Code::MissingTitle,
            "the screen has no title",
            "give the view a title: it stands in the bank's frame, and is what a screen reader says first",
        );
        findings.push(finding.at(place.clone()));
    }
    for (index, own) in view.nodes() {
        let found = match &own.element {
            Element::Section { title } | Element::Heading { title } if is_blank(title) => {
                Some(Finding::new(
                    Code::EmptyHeading,
                    format!("the {} has no words", own.element.kind()),
                    "say what stands under it, or leave it out",
                ))
            }
            Element::Card { on_tap: Some(_) } if says_nothing(view, index) => Some(Finding::new(
                Code::MissingLabel,
                "the card can be tapped, and says nothing",
                "put a text into it that says what a tap does",
            )),
            Element::Banner { label, .. } if is_blank(label) && says_nothing(view, index) => {
                Some(Finding::new(
                    Code::MissingLabel,
                    "the banner says nothing",
                    "say in words what it is about",
                ))
            }
            Element::Text { label, tone, .. }
            | Element::Banner { label, tone, .. }
            | Element::Toast { label, tone } => tone_alone(own.element.kind(), label, *tone),
            Element::Badge { label, tone } => tone_alone("badge", label, *tone),
            _ => None,
        };
        let at = || Place { node: Some(node::trail(view, index)), ..place.clone() };
        findings.extend(found.map(|finding| finding.at(at())));
    }
    findings
}

/// A tone with signs instead of words.
fn tone_alone(kind: &str, label: &Label, tone: Tone) -> Option<Finding> {
    let is_word = |c: char| c.is_alphanumeric();
    let has_words = words(label).chars().any(is_word)
        || label.iter().any(|inline| {
            !matches!(
                inline,
                loggia_runtime::ui::Inline::Text(_) | loggia_runtime::ui::Inline::Strong(_)
            )
        });
    if tone == Tone::Neutral || has_words {
        return None;
    }
    Some(Finding::new(
        Code::ToneAlone,
        format!(
            "the {kind}'s tone stands alone: \"{}\" says nothing without its colour",
            words(label)
        ),
        "say it in a word: \"Paid\", \"Late\", \"3 left\"",
    ))
}

fn is_blank(label: &Label) -> bool {
    words(label).trim().is_empty()
        && label.iter().all(|inline| {
            matches!(
                inline,
                loggia_runtime::ui::Inline::Text(_) | loggia_runtime::ui::Inline::Strong(_)
            )
        })
}

/// Whether neither a node nor what stands in it has words.
fn says_nothing(view: &View, index: NodeIndex) -> bool {
    let inside =
        view.nodes().filter(|(inner, _)| view.ancestors(*inner).any(|(above, _)| above == index));
    inside.flat_map(|(_, node)| node.texts()).all(|text| text.trim().is_empty())
}
