//! The switch by which a bank stops a mini-app.

use std::sync::atomic::{AtomicU64, Ordering};

/// Counts how often the switch was thrown: odd while the mini-app is stopped.
///
/// A step notes the generation when it begins and is of no effect once it has changed, so that one
/// from before a kill cannot be committed after the mini-app is let on again.
#[derive(Debug, Default)]
pub(crate) struct KillSwitch(AtomicU64);

/// The generation that a step began in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Generation(u64);

/// The mini-app is stopped, or was since the step began.
#[derive(Debug, thiserror::Error)]
#[error("the bank has stopped this mini-app")]
pub(crate) struct Killed;

impl KillSwitch {
    /// False if it was stopped already.
    pub(crate) fn kill(&self) -> bool {
        self.turn(|generation| generation.is_multiple_of(2))
    }

    /// False if it was not stopped.
    pub(crate) fn revive(&self) -> bool {
        self.turn(|generation| !generation.is_multiple_of(2))
    }

    pub(crate) fn is_killed(&self) -> bool {
        !self.0.load(Ordering::SeqCst).is_multiple_of(2)
    }

    /// For a step that begins now.
    pub(crate) fn generation(&self) -> Result<Generation, Killed> {
        let generation = self.0.load(Ordering::SeqCst);
        if generation.is_multiple_of(2) { Ok(Generation(generation)) } else { Err(Killed) }
    }

    /// For one that began in `generation`.
    pub(crate) fn check(&self, Generation(generation): Generation) -> Result<(), Killed> {
        if self.0.load(Ordering::SeqCst) == generation { Ok(()) } else { Err(Killed) }
    }

    fn turn(&self, from: impl Fn(u64) -> bool) -> bool {
        let next = |generation| from(generation).then_some(generation + 1);
        self.0.try_update(Ordering::SeqCst, Ordering::SeqCst, next).is_ok()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn a_step_from_before_a_kill_stays_dead_after_it() {
        let switch = KillSwitch::default();
        let before = switch.generation().unwrap();
        switch.check(before).unwrap();
        assert!(switch.kill());
        assert!(!switch.kill(), "it is stopped already");
        switch.generation().unwrap_err();
        switch.check(before).unwrap_err();
        assert!(switch.revive());
        assert!(!switch.revive(), "it runs already");
        switch.check(before).unwrap_err();
        switch.check(switch.generation().unwrap()).unwrap();
    }
}
