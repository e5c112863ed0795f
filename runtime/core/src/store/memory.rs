//! A store in memory, for tests, demonstrations and measurements. It is gone with its process.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::num::NonZeroU64;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rustc_hash::FxHashMap;

use super::{
    Closed, Commit, CommitError, HostEvent, LogLine, Mark, Owner, Saved, StorageStatus, Store,
    StoreError, WaitingEvent,
};
use crate::capability::{Denial, Effect};
use crate::ids::{EffectId, PackageDigest, SessionId, UserId};

/// Keeps everything in memory. Atomic by one lock.
#[derive(Debug, Default)]
pub struct MemoryStore {
    inner: Mutex<Inner>,
}

/// Ids are random or hashed already, by the host: a fast hash finds them as well.
#[derive(Debug, Default)]
struct Inner {
    sessions: FxHashMap<SessionId, Kept>,
    strikes: FxHashMap<SessionId, Vec<u64>>,
    storage: HashMap<Owner, Storage>,
    waiting: FxHashMap<SessionId, VecDeque<Waiting>>,
    next_event: u64,
    /// Each session's, oldest first, numbered over all sessions.
    outbox: FxHashMap<SessionId, Vec<(u64, Effect)>>,
    /// Whose effect it is.
    effects: FxHashMap<EffectId, SessionId>,
    /// Since when effects are being done.
    marks: FxHashMap<EffectId, u64>,
    next_effect: u64,
    /// How many open sessions a user has.
    open: HashMap<UserId, usize>,
    log: HashMap<Owner, VecDeque<LogLine>>,
    /// What open sessions were denied.
    denials: FxHashMap<SessionId, Vec<Denial>>,
}

/// A session as a database would have it: of millions, each takes what its bytes take.
#[derive(Debug)]
struct Kept {
    /// The step that it takes next; none once it is closed.
    next: Option<NonZeroU64>,
    saved: Box<[u8]>,
}

#[derive(Debug, Default)]
struct Storage {
    status: StorageStatus,
    values: BTreeMap<String, Vec<u8>>,
}

#[derive(Debug)]
struct Waiting {
    event: WaitingEvent,
    faults: u32,
}

/// Lines of a partner's log that are kept for one user.
const KEPT_LINES: usize = 1_000;

impl MemoryStore {
    /// An empty one.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The latest lines that a mini-app logged for a user, oldest first: 1 000 at most.
    #[must_use]
    pub fn log(&self, owner: &Owner) -> Vec<LogLine> {
        self.lock().log.get(owner).map(|lines| lines.iter().cloned().collect()).unwrap_or_default()
    }

    /// What an open session was denied, all told.
    #[must_use]
    pub fn denials(&self, session: &SessionId) -> Vec<Denial> {
        self.lock().denials.get(session).cloned().unwrap_or_default()
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        // No method panics while it holds the lock half-way through a change.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store for MemoryStore {
    fn load(&self, session: &SessionId) -> Result<Option<Saved>, StoreError> {
        let saved = self.lock().sessions.get(session).map(|kept| kept.saved.clone());
        saved.map(|saved| Saved::decode(*session, &saved)).transpose()
    }

    fn commit(&self, commit: &Commit<'_>) -> Result<(), CommitError> {
        let session = commit.session;
        let after = Kept::of(session)?;
        let inner = &mut *self.lock();
        let user = &session.owner.user;
        let open = inner.open.get(user).copied().unwrap_or(0);
        let entry = inner.sessions.entry(session.id);
        match (commit.opens, &entry) {
            (None, Entry::Occupied(kept)) if kept.get().takes(session.sequence) => {}
            (Some(limit), Entry::Vacant(_)) if open >= limit => {
                return Err(CommitError::TooManySessions { limit });
            }
            (Some(_), Entry::Vacant(_)) => {}
            _ => return Err(CommitError::Conflict),
        }
        let waiting = inner.waiting.get_mut(&session.id);
        let handled = match (commit.handled, &waiting) {
            (None, _) => None,
            (Some(id), Some(waiting)) => {
                let at = waiting.iter().position(|waiting| waiting.event.id == id);
                Some(at.ok_or(CommitError::Conflict)?)
            }
            (Some(_), None) => return Err(CommitError::Conflict),
        };
        if commit.storage.seen_version.is_some() || !commit.storage.writes.is_empty() {
            let storage = inner.storage.entry(session.owner.clone()).or_default();
            if commit.storage.seen_version.is_some_and(|seen| seen != storage.status.version) {
                return Err(CommitError::Conflict);
            }
            storage.write(commit.storage.writes);
        }
        if let (Some(waiting), Some(at)) = (waiting, handled) {
            waiting.remove(at);
        }
        entry.insert_entry(after);
        if commit.opens.is_some() {
            inner.open.insert(user.clone(), open + 1);
        }
        inner.deny(&session.id, commit.denials);
        if session.closed.is_some() {
            inner.closed(&session.id, user);
        }
        inner.stage(commit.effects);
        if !commit.log.is_empty() {
            let lines = inner.log.entry(session.owner.clone()).or_default();
            lines.extend(commit.log.iter().cloned());
            let surplus = lines.len().saturating_sub(KEPT_LINES);
            lines.drain(..surplus);
        }
        Ok(())
    }

    fn strike(
        &self,
        session: &SessionId,
        at: u64,
        since: u64,
        _code: &str,
    ) -> Result<u32, StoreError> {
        let mut inner = self.lock();
        let strikes = inner.strikes.entry(*session).or_default();
        strikes.retain(|strike| *strike >= since);
        strikes.push(at);
        Ok(u32::try_from(strikes.len()).unwrap_or(u32::MAX))
    }

    fn deny(
        &self,
        session: &SessionId,
        _release: &PackageDigest,
        _at: u64,
        denials: &[Denial],
    ) -> Result<(), StoreError> {
        self.lock().deny(session, denials);
        Ok(())
    }

    fn close(&self, session: &SessionId, reason: Closed) -> Result<(), StoreError> {
        let mut inner = self.lock();
        let Some(kept) = inner.sessions.get_mut(session).filter(|kept| kept.next.is_some()) else {
            return Ok(());
        };
        let saved = Saved { closed: Some(reason), ..Saved::decode(*session, &kept.saved)? };
        *kept = Kept::of(&saved)?;
        inner.closed(session, &saved.owner.user);
        Ok(())
    }

    fn storage_status(&self, owner: &Owner) -> Result<StorageStatus, StoreError> {
        Ok(self.lock().storage.get(owner).map(|storage| storage.status).unwrap_or_default())
    }

    fn storage_get(&self, owner: &Owner, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.lock().storage.get(owner).and_then(|storage| storage.values.get(key).cloned()))
    }

    fn storage_keys(
        &self,
        owner: &Owner,
        prefix: &str,
        limit: usize,
    ) -> Result<Vec<String>, StoreError> {
        let inner = self.lock();
        let Some(storage) = inner.storage.get(owner) else {
            return Ok(Vec::new());
        };
        let from = storage
            .values
            .range::<str, _>((std::ops::Bound::Included(prefix), std::ops::Bound::Unbounded));
        let keys = from.map(|(key, _)| key).take_while(|key| key.starts_with(prefix));
        Ok(keys.take(limit).cloned().collect())
    }

    fn next_event(&self, session: &SessionId) -> Result<Option<WaitingEvent>, StoreError> {
        let inner = self.lock();
        let first = inner.waiting.get(session).and_then(VecDeque::front);
        Ok(first.map(|waiting| waiting.event.clone()))
    }

    fn post(&self, session: &SessionId, event: &HostEvent) -> Result<(), StoreError> {
        self.lock().post(session, event);
        Ok(())
    }

    fn event_faulted(&self, event: u64) -> Result<u32, StoreError> {
        let mut inner = self.lock();
        let mut waiting = inner.waiting.values_mut().flatten();
        let faults = waiting.find(|waiting| waiting.event.id == event).map(|waiting| {
            waiting.faults += 1;
            waiting.faults
        });
        Ok(faults.unwrap_or(0))
    }

    fn outbox(&self, session: Option<&SessionId>) -> Result<Vec<Effect>, StoreError> {
        let inner = self.lock();
        let mut effects: Vec<(u64, Effect)> = match session {
            Some(session) => inner.outbox.get(session).cloned().unwrap_or_default(),
            None => inner.outbox.values().flatten().cloned().collect(),
        };
        effects.sort_unstable_by_key(|(number, _)| *number);
        Ok(effects.into_iter().map(|(_, effect)| effect).collect())
    }

    fn mark(&self, effect: &EffectId, before: Option<u64>, at: u64) -> Result<Mark, StoreError> {
        let mut inner = self.lock();
        if !inner.effects.contains_key(effect) {
            return Ok(Mark::Gone);
        }
        match inner.marks.get(effect).copied() {
            Some(marked) if before != Some(marked) => Ok(Mark::MadeBefore(marked)),
            _ => {
                inner.marks.insert(*effect, at);
                Ok(Mark::Made)
            }
        }
    }

    fn settle(&self, effect: &EffectId, answer: Option<&HostEvent>) -> Result<(), StoreError> {
        let mut inner = self.lock();
        let Some(session) = inner.effects.remove(effect) else {
            return Ok(());
        };
        inner.marks.remove(effect);
        if let Some(waiting) = inner.outbox.get_mut(&session) {
            waiting.retain(|(_, waiting)| waiting.id != *effect);
            if waiting.is_empty() {
                inner.outbox.remove(&session);
            }
        }
        if let Some(answer) = answer {
            inner.post(&session, answer);
        }
        Ok(())
    }
}

impl Inner {
    fn stage(&mut self, effects: &[Effect]) {
        for effect in effects {
            self.next_effect += 1;
            self.effects.insert(effect.id, effect.session);
            let waiting = self.outbox.entry(effect.session).or_default();
            waiting.push((self.next_effect, effect.clone()));
        }
    }

    fn deny(&mut self, session: &SessionId, denials: &[Denial]) {
        if denials.is_empty() || !self.sessions.contains_key(session) {
            return;
        }
        let kept = self.denials.entry(*session).or_default();
        for new in denials {
            let same =
                |kept: &&mut Denial| (kept.interface, kept.code) == (new.interface, new.code);
            match kept.iter_mut().find(same) {
                Some(kept) => kept.count = kept.count.saturating_add(new.count),
                None => kept.push(*new),
            }
        }
    }

    fn closed(&mut self, session: &SessionId, user: &UserId) {
        self.denials.remove(session);
        self.waiting.remove(session);
        self.strikes.remove(session);
        if let Some(open) = self.open.get_mut(user) {
            *open = open.saturating_sub(1);
            if *open == 0 {
                self.open.remove(user);
            }
        }
    }

    fn post(&mut self, session: &SessionId, event: &HostEvent) {
        if self.sessions.get(session).is_none_or(|kept| kept.next.is_none()) {
            return;
        }
        self.next_event += 1;
        let event = WaitingEvent { id: self.next_event, event: event.clone() };
        self.waiting.entry(*session).or_default().push_back(Waiting { event, faults: 0 });
    }
}

impl Kept {
    fn of(session: &Saved) -> Result<Self, StoreError> {
        let next = session.sequence.checked_add(1).and_then(NonZeroU64::new);
        let next = next.filter(|_| session.closed.is_none());
        Ok(Self { next, saved: session.encode()?.into_boxed_slice() })
    }

    fn takes(&self, sequence: u64) -> bool {
        self.next.is_some_and(|next| next.get() == sequence)
    }
}

impl Storage {
    fn write(&mut self, writes: &[(String, Option<Vec<u8>>)]) {
        for (key, value) in writes {
            let size = |value: &Vec<u8>| (key.len() + value.len()) as u64;
            let added = value.as_ref().map_or(0, size);
            let before = match value {
                Some(value) => self.values.insert(key.clone(), value.clone()),
                None => self.values.remove(key),
            };
            let removed = before.as_ref().map_or(0, size);
            self.status.total_bytes = (self.status.total_bytes + added).saturating_sub(removed);
        }
        if !writes.is_empty() {
            self.status.version += 1;
        }
    }
}
