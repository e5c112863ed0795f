//! Words that look like others, speak for the bank, ask for secrets: what the core says of them, and what
//! to change.

use loggia_runtime::ui::{View, Wording};

use super::code::Code;
use super::finding::{Finding, Place};
use super::node;

/// What the core has doubts about on a screen. What is worse it refuses, which undoes the step.
pub(super) fn in_view(view: &View, place: &Place) -> Vec<Finding> {
    let doubts = view.doubts().iter().map(|doubt| {
        let node = doubt.node.map(|node| node::trail(view, node));
        finding(&doubt.wording).at(Place { node, ..place.clone() })
    });
    doubts.collect()
}

/// What is wrong with some words, and what to change.
pub(super) fn finding(wording: &Wording) -> Finding {
    Finding::new(code(wording), wording.to_string(), remedy(wording))
}

/// The rule that they break.
pub(super) fn code(wording: &Wording) -> Code {
    match wording {
        Wording::LookAlike { .. } => Code::LookAlike,
        Wording::PosesAsBank { .. } => Code::PosesAsBank,
        _ => Code::AsksForSecret,
    }
}

/// What to change.
pub(super) fn remedy(wording: &Wording) -> &'static str {
    match wording {
        Wording::LookAlike { .. } => "write each word in letters of one script",
        Wording::PosesAsBank { .. } => "speak in your own name: only the bank says \"Your bank\"",
        _ => "remove it: the bank confirms payments and knows the user, on its own sheets",
    }
}
