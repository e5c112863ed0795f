//! The store of a replay: one session, and what its step commits.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::capability::{Denial, Effect};
use crate::ids::{EffectId, PackageDigest, SessionId};
use crate::store::{
    Closed, Commit, CommitError, HostEvent, LogLine, Mark, Owner, Saved, StorageCommit,
    StorageStatus, Store, StoreError, WaitingEvent,
};

/// Keeps what one step commits, and does nothing else.
#[derive(Default)]
pub(super) struct Ledger(Mutex<Option<Kept>>);

/// What a step committed.
pub(super) struct Kept {
    pub(super) session: Saved,
    pub(super) writes: Vec<(String, Option<Vec<u8>>)>,
    pub(super) effects: Vec<Effect>,
    pub(super) denials: Vec<Denial>,
    log: Vec<LogLine>,
}

impl Kept {
    /// As it was committed.
    pub(super) fn as_commit(&self) -> Commit<'_> {
        Commit {
            session: &self.session,
            opens: None,
            handled: None,
            storage: StorageCommit { seen_version: None, writes: &self.writes },
            log: &self.log,
            effects: &self.effects,
            denials: &self.denials,
        }
    }
}

impl Ledger {
    /// What was committed, if anything was.
    pub(super) fn take(&self) -> Option<Kept> {
        self.lock().take()
    }

    fn lock(&self) -> MutexGuard<'_, Option<Kept>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store for Ledger {
    fn load(&self, _: &SessionId) -> Result<Option<Saved>, StoreError> {
        Ok(self.lock().as_ref().map(|kept| kept.session.clone()))
    }

    fn commit(&self, commit: &Commit<'_>) -> Result<(), CommitError> {
        *self.lock() = Some(Kept {
            session: commit.session.clone(),
            writes: commit.storage.writes.to_vec(),
            effects: commit.effects.to_vec(),
            denials: commit.denials.to_vec(),
            log: commit.log.to_vec(),
        });
        Ok(())
    }

    fn strike(&self, _: &SessionId, _: u64, _: u64, _: &str) -> Result<u32, StoreError> {
        Ok(0)
    }

    fn deny(
        &self,
        _: &SessionId,
        _: &PackageDigest,
        _: u64,
        _: &[Denial],
    ) -> Result<(), StoreError> {
        Ok(())
    }

    fn close(&self, _: &SessionId, _: Closed) -> Result<(), StoreError> {
        Ok(())
    }

    fn storage_status(&self, _: &Owner) -> Result<StorageStatus, StoreError> {
        Ok(StorageStatus::default())
    }

    fn storage_get(&self, _: &Owner, _: &str) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(None)
    }

    fn storage_keys(&self, _: &Owner, _: &str, _: usize) -> Result<Vec<String>, StoreError> {
        Ok(Vec::new())
    }

    fn next_event(&self, _: &SessionId) -> Result<Option<WaitingEvent>, StoreError> {
        Ok(None)
    }

    fn post(&self, _: &SessionId, _: &HostEvent) -> Result<(), StoreError> {
        Ok(())
    }

    fn event_faulted(&self, _: u64) -> Result<u32, StoreError> {
        Ok(0)
    }

    fn outbox(&self, _: Option<&SessionId>) -> Result<Vec<Effect>, StoreError> {
        Ok(Vec::new())
    }

    fn mark(&self, _: &EffectId, _: Option<u64>, _: u64) -> Result<Mark, StoreError> {
        Ok(Mark::Gone)
    }

    fn settle(&self, _: &EffectId, _: Option<&HostEvent>) -> Result<(), StoreError> {
        Ok(())
    }
}
