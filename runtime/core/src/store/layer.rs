//! A store over another, of which it changes some methods and leaves the others as they are.

use std::sync::Arc;

use super::{
    Closed, Commit, CommitError, HostEvent, Mark, Owner, Saved, StorageStatus, Store, StoreError,
    WaitingEvent,
};
use crate::capability::{Denial, Effect};
use crate::ids::{EffectId, PackageDigest, SessionId};

/// What lies over a store. Each method is that of [`Store`], with the store below as its first argument,
/// which is asked where the layer says nothing else.
#[allow(clippy::missing_errors_doc, reason = "as Store has it")]
pub trait Layer: Send + Sync + 'static {
    /// As [`Store::load`].
    fn load(&self, below: &dyn Store, session: &SessionId) -> Result<Option<Saved>, StoreError> {
        below.load(session)
    }

    /// As [`Store::commit`].
    fn commit(&self, below: &dyn Store, commit: &Commit<'_>) -> Result<(), CommitError> {
        below.commit(commit)
    }

    /// As [`Store::strike`].
    fn strike(
        &self,
        below: &dyn Store,
        session: &SessionId,
        at: u64,
        since: u64,
        code: &str,
    ) -> Result<u32, StoreError> {
        below.strike(session, at, since, code)
    }

    /// As [`Store::deny`].
    fn deny(
        &self,
        below: &dyn Store,
        session: &SessionId,
        release: &PackageDigest,
        at: u64,
        denials: &[Denial],
    ) -> Result<(), StoreError> {
        below.deny(session, release, at, denials)
    }

    /// As [`Store::close`].
    fn close(
        &self,
        below: &dyn Store,
        session: &SessionId,
        reason: Closed,
    ) -> Result<(), StoreError> {
        below.close(session, reason)
    }

    /// As [`Store::storage_status`].
    fn storage_status(
        &self,
        below: &dyn Store,
        owner: &Owner,
    ) -> Result<StorageStatus, StoreError> {
        below.storage_status(owner)
    }

    /// As [`Store::storage_get`].
    fn storage_get(
        &self,
        below: &dyn Store,
        owner: &Owner,
        key: &str,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        below.storage_get(owner, key)
    }

    /// As [`Store::storage_keys`].
    fn storage_keys(
        &self,
        below: &dyn Store,
        owner: &Owner,
        prefix: &str,
        limit: usize,
    ) -> Result<Vec<String>, StoreError> {
        below.storage_keys(owner, prefix, limit)
    }

    /// As [`Store::next_event`].
    fn next_event(
        &self,
        below: &dyn Store,
        session: &SessionId,
    ) -> Result<Option<WaitingEvent>, StoreError> {
        below.next_event(session)
    }

    /// As [`Store::post`].
    fn post(
        &self,
        below: &dyn Store,
        session: &SessionId,
        event: &HostEvent,
    ) -> Result<(), StoreError> {
        below.post(session, event)
    }

    /// As [`Store::event_faulted`].
    fn event_faulted(&self, below: &dyn Store, event: u64) -> Result<u32, StoreError> {
        below.event_faulted(event)
    }

    /// As [`Store::outbox`].
    fn outbox(
        &self,
        below: &dyn Store,
        session: Option<&SessionId>,
    ) -> Result<Vec<Effect>, StoreError> {
        below.outbox(session)
    }

    /// As [`Store::mark`].
    fn mark(
        &self,
        below: &dyn Store,
        effect: &EffectId,
        before: Option<u64>,
        at: u64,
    ) -> Result<Mark, StoreError> {
        below.mark(effect, before, at)
    }

    /// As [`Store::settle`].
    fn settle(
        &self,
        below: &dyn Store,
        effect: &EffectId,
        answer: Option<&HostEvent>,
    ) -> Result<(), StoreError> {
        below.settle(effect, answer)
    }
}

/// A store with a layer over it.
#[derive(Clone)]
pub struct Layered<L> {
    layer: L,
    below: Arc<dyn Store>,
}

impl<L: Layer> Layered<L> {
    /// The layer over a store.
    pub fn new(layer: L, below: Arc<dyn Store>) -> Self {
        Self { layer, below }
    }

    /// The layer.
    pub fn layer(&self) -> &L {
        &self.layer
    }
}

impl<L: std::fmt::Debug> std::fmt::Debug for Layered<L> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Layered").field("layer", &self.layer).finish_non_exhaustive()
    }
}

impl<L: Layer> Store for Layered<L> {
    fn load(&self, session: &SessionId) -> Result<Option<Saved>, StoreError> {
        self.layer.load(&*self.below, session)
    }

    fn commit(&self, commit: &Commit<'_>) -> Result<(), CommitError> {
        self.layer.commit(&*self.below, commit)
    }

    fn strike(
        &self,
        session: &SessionId,
        at: u64,
        since: u64,
        code: &str,
    ) -> Result<u32, StoreError> {
        self.layer.strike(&*self.below, session, at, since, code)
    }

    fn deny(
        &self,
        session: &SessionId,
        release: &PackageDigest,
        at: u64,
        denials: &[Denial],
    ) -> Result<(), StoreError> {
        self.layer.deny(&*self.below, session, release, at, denials)
    }

    fn close(&self, session: &SessionId, reason: Closed) -> Result<(), StoreError> {
        self.layer.close(&*self.below, session, reason)
    }

    fn storage_status(&self, owner: &Owner) -> Result<StorageStatus, StoreError> {
        self.layer.storage_status(&*self.below, owner)
    }

    fn storage_get(&self, owner: &Owner, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.layer.storage_get(&*self.below, owner, key)
    }

    fn storage_keys(
        &self,
        owner: &Owner,
        prefix: &str,
        limit: usize,
    ) -> Result<Vec<String>, StoreError> {
        self.layer.storage_keys(&*self.below, owner, prefix, limit)
    }

    fn next_event(&self, session: &SessionId) -> Result<Option<WaitingEvent>, StoreError> {
        self.layer.next_event(&*self.below, session)
    }

    fn post(&self, session: &SessionId, event: &HostEvent) -> Result<(), StoreError> {
        self.layer.post(&*self.below, session, event)
    }

    fn event_faulted(&self, event: u64) -> Result<u32, StoreError> {
        self.layer.event_faulted(&*self.below, event)
    }

    fn outbox(&self, session: Option<&SessionId>) -> Result<Vec<Effect>, StoreError> {
        self.layer.outbox(&*self.below, session)
    }

    fn mark(&self, effect: &EffectId, before: Option<u64>, at: u64) -> Result<Mark, StoreError> {
        self.layer.mark(&*self.below, effect, before, at)
    }

    fn settle(&self, effect: &EffectId, answer: Option<&HostEvent>) -> Result<(), StoreError> {
        self.layer.settle(&*self.below, effect, answer)
    }
}
