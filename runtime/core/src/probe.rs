//! Points of a step at which a host can look in: to count, to trace, or to fail on purpose and
//! prove that nothing is lost.

/// Where a step stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Point {
    /// A capability call begins: which of the step's, from 0.
    Call(u32),
    /// The step is made and not yet committed.
    BeforeCommit,
    /// The step is committed, and nobody has been told.
    AfterCommit,
    /// An effect is about to be handed to its backend.
    BeforeDispatch,
    /// The backend has done an effect, and it still stands in the outbox.
    AfterDispatch,
    /// The effect is out of the outbox, its answer posted.
    AfterSettle,
}

/// Told whenever a step reaches a [`Point`]. It may end the process there.
pub trait Probe: Send + Sync + 'static {
    /// The step is at `point`.
    fn reached(&self, point: Point);
}
