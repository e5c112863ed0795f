//! The view: a declarative tree, checked here and rendered by shells.
//!
//! [`View`] is the core's own tree. A guest's view is converted into it and checked in one pass
//! (`decode`); [`Patch`] says what changed; `actions` decides what a client may do with what is on
//! screen; `fields` holds what the user entered to the rules that the view declared.

mod actions;
mod decode;
mod diff;
mod fields;
mod problem;
#[cfg(test)]
mod property_tests;
mod shape;
mod tree;

pub(crate) use self::actions::{Acting, Unresolved, resolve};
pub(crate) use self::decode::decode;
pub use self::diff::{Change, Patch};
pub use self::fields::{FieldProblem, FieldValue};
pub use self::problem::{ViewError, ViewProblem};
pub use self::tree::*;
