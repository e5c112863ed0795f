//! The switch by which a bank stops a mini-app.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{PoisonError, RwLock, RwLockReadGuard};

/// Counts how often the switch was thrown: odd while the mini-app is stopped.
///
/// A step notes the generation when it begins and is of no effect once it has changed, so that one
/// from before a kill cannot be committed after the mini-app is let on again.
#[derive(Debug, Default)]
pub(crate) struct KillSwitch {
    generation: AtomicU64,
    /// Read while a step is committed; written by nobody, and waited for by who throws the switch.
    committing: RwLock<()>,
}

/// The generation that a step began in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Generation(u64);

/// The mini-app is stopped, or was since the step began.
#[derive(Debug, thiserror::Error)]
#[error("the bank has stopped this mini-app")]
pub(crate) struct Killed;

impl KillSwitch {
    /// False if it was stopped already. Commits that had begun are done when this returns, and none begins
    /// any more.
    pub(crate) fn kill(&self) -> bool {
        let thrown = self.turn(|generation| generation.is_multiple_of(2));
        drop(self.committing.write().unwrap_or_else(PoisonError::into_inner));
        thrown
    }

    /// False if it was not stopped.
    pub(crate) fn revive(&self) -> bool {
        self.turn(|generation| !generation.is_multiple_of(2))
    }

    pub(crate) fn is_killed(&self) -> bool {
        !self.generation.load(Ordering::SeqCst).is_multiple_of(2)
    }

    /// For a step that begins now.
    pub(crate) fn generation(&self) -> Result<Generation, Killed> {
        let generation = self.generation.load(Ordering::SeqCst);
        if generation.is_multiple_of(2) { Ok(Generation(generation)) } else { Err(Killed) }
    }

    /// For one that began in `generation`.
    pub(crate) fn check(&self, Generation(generation): Generation) -> Result<(), Killed> {
        if self.generation.load(Ordering::SeqCst) == generation { Ok(()) } else { Err(Killed) }
    }

    /// For the commit of one that began in `generation`, as long as the guard lives.
    pub(crate) fn committing(
        &self,
        generation: Generation,
    ) -> Result<RwLockReadGuard<'_, ()>, Killed> {
        let committing = self.committing.read().unwrap_or_else(PoisonError::into_inner);
        self.check(generation).map(|()| committing)
    }

    fn turn(&self, from: impl Fn(u64) -> bool) -> bool {
        let next = |generation| from(generation).then_some(generation + 1);
        self.generation.try_update(Ordering::SeqCst, Ordering::SeqCst, next).is_ok()
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

    #[test]
    fn a_kill_waits_for_the_commits_that_have_begun_and_lets_none_begin() {
        let switch = KillSwitch::default();
        let generation = switch.generation().unwrap();
        let committing = switch.committing(generation).unwrap();
        std::thread::scope(|scope| {
            let killing = scope.spawn(|| switch.kill());
            while !switch.is_killed() {
                std::thread::yield_now();
            }
            std::thread::sleep(std::time::Duration::from_millis(20));
            assert!(!killing.is_finished(), "a commit is under way");
            drop(committing);
            assert!(killing.join().unwrap());
        });
        switch.committing(generation).unwrap_err();
    }
}
