//! Who is told of steps as they are written down.

use std::sync::Arc;

use super::StepRecord;
use crate::store::Saved;
use crate::ui::View;

/// Someone who is told of each step of a [`Recorder`](super::Recorder)'s as it ends, by the thread that
/// made it; also of those that a full journal has no more room for.
pub trait Listener: Send + Sync + 'static {
    /// A step has ended: committed, and then `left` is what it left, or not.
    fn step_ended(&self, record: &StepRecord, left: Option<Left<'_>>);
}

/// What a committed step left.
#[derive(Debug, Clone, Copy)]
pub struct Left<'a> {
    /// The session.
    pub saved: &'a Saved,
    /// Its view.
    pub view: &'a Arc<View>,
}
