//! The view: a declarative tree, checked here and rendered by shells.
//!
//! [`View`] is the core's own tree. A guest's view is converted into it and checked in one pass
//! (`decode`); [`Patch`] says what changed; `actions` decides what a client may do with what is on
//! screen; `fields` holds what the user entered to the rules that the view declared; `texts` says which
//! words are the mini-app's own, and `wording` what they may not do, however they are spelt (`folded`).

mod actions;
mod data;
mod decode;
mod diff;
mod fields;
mod folded;
mod pattern;
mod problem;
#[cfg(test)]
mod property_tests;
mod secret;
mod shape;
mod texts;
mod tree;
mod wording;

pub(crate) use self::actions::{Acting, Unresolved, resolve};
pub use self::data::{Cell, ChartKind, Column, ColumnKind, Dataset};
pub(crate) use self::decode::decode;
pub use self::diff::{Change, Patch};
pub use self::fields::{FieldProblem, FieldValue};
pub use self::pattern::Pattern;
pub use self::problem::{ViewError, ViewProblem};
pub use self::secret::Secret;
pub use self::texts::words;
pub use self::tree::*;
pub use self::wording::{Doubt, Wording};
