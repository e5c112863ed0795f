//! What is not as it was.

use serde::Serialize;
use serde_json::Value;

use super::node_change::NodeChange;
use super::record::{Committed, Question};
use super::tape::{Astray, Tape};
use super::words;
use crate::error::Error;
use crate::guest_text::GuestText;

/// What is not as it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "what")]
#[non_exhaustive]
pub enum Difference {
    /// The view shows something else.
    View {
        /// Where, and what.
        changes: Vec<NodeChange>,
    },
    /// The view shows the same, and a tap does something else.
    Actions,
    /// The step fails now.
    Fails {
        /// The fault's code.
        code: &'static str,
        /// In words.
        text: GuestText,
    },
    /// The candidate ends well where the step had failed.
    FailsNoMore {
        /// The fault's code.
        code: String,
    },
    /// The candidate has nothing that the event could mean to it.
    NotDone {
        /// Why.
        reason: &'static str,
    },
    /// It asks store or backends for something else.
    Asks {
        /// For what; none where it stops asking.
        asked: Option<String>,
        /// For what it asked there before; none where it asked nothing more.
        before: Option<String>,
    },
    /// It asks the bank for something else.
    Requests {
        /// What it asked for, and does not any more.
        before: Vec<GuestText>,
        /// What it asks for, and did not before.
        after: Vec<GuestText>,
    },
    /// It is denied something else.
    Denials {
        /// What it was denied, and is not any more.
        before: Vec<GuestText>,
        /// What it is denied, and was not before.
        after: Vec<GuestText>,
    },
    /// It makes more calls, or fewer.
    Calls {
        /// How many it made.
        before: u32,
        /// How many it makes.
        after: u32,
    },
    /// It leaves another state.
    State,
    /// It stores something else.
    Storage,
    /// It logs something else.
    Log,
    /// It leaves other timers or open requests, or closes, or is another step of its session.
    Session,
    /// It burns more fuel, or less, on the same engine.
    Fuel {
        /// How much it burnt.
        before: u64,
        /// How much it burns.
        after: u64,
    },
}

pub(super) fn fails(error: &Error) -> Difference {
    Difference::Fails { code: error.code(), text: GuestText::cut(&error.to_string(), 2_000) }
}

pub(super) fn calls(then: &Committed, now: &Committed) -> Difference {
    Difference::Calls { before: then.calls, after: now.calls }
}

pub(super) fn asks(tape: &Tape) -> Option<Difference> {
    let text = |question: Question| question.to_string();
    match tape.astray() {
        (Some(Astray { asked, before }), _) => {
            Some(Difference::Asks { asked: Some(text(asked)), before: before.map(text) })
        }
        (None, Some(left)) => Some(Difference::Asks { asked: None, before: Some(text(left)) }),
        (None, None) => None,
    }
}

/// What is denied on one side only.
pub(super) fn denials(then: &[String], now: &[String]) -> Option<Difference> {
    let alone = |of: &[String], other: &[String]| -> Vec<GuestText> {
        let alone = of.iter().filter(|denial| !other.contains(denial));
        alone.map(|denial| GuestText::cut(denial, 1_000)).collect()
    };
    let (before, after) = (alone(then, now), alone(now, then));
    let is_same = before.is_empty() && after.is_empty();
    (!is_same).then_some(Difference::Denials { before, after })
}

/// What is asked of the bank on one side only, by what `part` of it is compared.
pub(super) fn requests(
    then: &[Value],
    now: &[Value],
    part: fn(&Value) -> Value,
) -> Option<Difference> {
    let alone = |of: &[Value], other: &[Value]| -> Vec<GuestText> {
        let mut other: Vec<Value> = other.iter().map(part).collect();
        let alone = of.iter().filter(|effect| {
            let at = other.iter().position(|other| *other == part(effect));
            at.map(|at| other.remove(at)).is_none()
        });
        alone.map(|effect| GuestText::cut(&words::effect(effect), 1_000)).collect()
    };
    let (before, after) = (alone(then, now), alone(now, then));
    let is_same = before.is_empty() && after.is_empty();
    (!is_same).then_some(Difference::Requests { before, after })
}
