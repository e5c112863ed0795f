//! `loggia:storage/storage`: a small key-value store of the mini-app's own, for each user.
//!
//! A grant has no limits of its own; [`Limits`](crate::Limits) bounds keys, values and their total.
//! Reads see the step's own writes. If another session of the same user and mini-app writes
//! meanwhile, the step runs again.

use std::collections::BTreeSet;

use wasmtime::component::{HasSelf, Linker};

use super::{Refusal, RefusalCode};
use crate::contract::loggia::storage::storage as wit;
use crate::contract::loggia::types::types as wit_types;
use crate::state::StepState;
use crate::store::{StorageStatus, StoreError};

/// The most keys that one call lists.
const MAX_KEYS: usize = 1_000;

impl wit::Host for StepState {
    fn get(&mut self, key: String) -> Result<Option<Vec<u8>>, wit_types::Error> {
        self.storage_get(&key).map_err(|refusal| self.refuse(refusal))
    }

    fn set(&mut self, key: String, value: Vec<u8>) -> Result<(), wit_types::Error> {
        self.storage_set(key, value).map_err(|refusal| self.refuse(refusal))
    }

    fn delete(&mut self, key: String) -> Result<(), wit_types::Error> {
        self.storage_delete(key).map_err(|refusal| self.refuse(refusal))
    }

    fn list_keys(&mut self, prefix: String) -> Result<Vec<String>, wit_types::Error> {
        self.storage_keys(&prefix).map_err(|refusal| self.refuse(refusal))
    }
}

impl StepState {
    fn storage_get(&mut self, key: &str) -> Result<Option<Vec<u8>>, Refusal> {
        self.begin_storage_call(key)?;
        let value = self.stored(key)?;
        self.hands_over(value.as_ref().map_or(0, Vec::len))?;
        Ok(value)
    }

    fn storage_set(&mut self, key: String, value: Vec<u8>) -> Result<(), Refusal> {
        self.begin_storage_call(&key)?;
        let max = self.limits.storage_value_bytes;
        if value.len() > max {
            let message =
                format!("a value must have at most {max} bytes; this one has {}", value.len());
            return Err(Refusal::new(RefusalCode::InvalidArgument, message));
        }
        let size = |value: &Vec<u8>| (key.len() + value.len()) as u64;
        let before = self.stored(&key)?.as_ref().map_or(0, size);
        let after = size(&value);
        let max = self.limits.storage_total_bytes;
        let status = self.seen_storage()?;
        let total = status.total_bytes.saturating_sub(before).saturating_add(after);
        // What does not grow is fine even above the bound: a lowered limit must not stop a clean-up.
        if total > max as u64 && after > before {
            let message = format!("all keys and values together must have at most {max} bytes");
            return Err(Refusal::new(RefusalCode::LimitExceeded, message));
        }
        status.total_bytes = total;
        self.staged.storage.insert(key, Some(value));
        Ok(())
    }

    fn storage_delete(&mut self, key: String) -> Result<(), Refusal> {
        self.begin_storage_call(&key)?;
        if let Some(value) = self.stored(&key)? {
            let status = self.seen_storage()?;
            status.total_bytes =
                status.total_bytes.saturating_sub((key.len() + value.len()) as u64);
            self.staged.storage.insert(key, None);
        }
        Ok(())
    }

    fn storage_keys(&mut self, prefix: &str) -> Result<Vec<String>, Refusal> {
        self.begin_call()?;
        if prefix.len() > self.limits.storage_key_bytes {
            return Err(self.bad_key("a prefix", 0));
        }
        self.seen_storage()?;
        // Staged deletions hide at most so many of the committed keys.
        let limit = MAX_KEYS + self.staged.storage.len();
        let committed = self.store.storage_keys(&self.owner, prefix, limit).map_err(unavailable)?;
        let mut keys: BTreeSet<String> = committed.into_iter().collect();
        for (key, value) in self.staged.storage.iter().filter(|(key, _)| key.starts_with(prefix)) {
            match value {
                Some(_) => keys.insert(key.clone()),
                None => keys.remove(key),
            };
        }
        let keys: Vec<_> = keys.into_iter().take(MAX_KEYS).collect();
        self.hands_over(keys.iter().map(String::len).sum())?;
        Ok(keys)
    }

    fn begin_storage_call(&mut self, key: &str) -> Result<(), Refusal> {
        self.begin_call()?;
        if (1..=self.limits.storage_key_bytes).contains(&key.len()) {
            Ok(())
        } else {
            Err(self.bad_key("a key", 1))
        }
    }

    fn bad_key(&self, what: &str, least: usize) -> Refusal {
        let max = self.limits.storage_key_bytes;
        let message = format!("{what} must be {least} to {max} bytes of UTF-8");
        Refusal::new(RefusalCode::InvalidArgument, message)
    }

    /// The value at `key` as this step sees it.
    fn stored(&mut self, key: &str) -> Result<Option<Vec<u8>>, Refusal> {
        self.seen_storage()?;
        match self.staged.storage.get(key) {
            Some(staged) => Ok(staged.clone()),
            None => self.store.storage_get(&self.owner, key).map_err(unavailable),
        }
    }

    /// How full the storage is with the step's own writes. Its version was read before anything else
    /// of it, so whatever is written meanwhile by another session makes the commit a conflict.
    fn seen_storage(&mut self) -> Result<&mut StorageStatus, Refusal> {
        let status = match self.staged.storage_seen {
            Some(status) => status,
            None => self.store.storage_status(&self.owner).map_err(unavailable)?,
        };
        Ok(self.staged.storage_seen.insert(status))
    }
}

#[allow(clippy::needless_pass_by_value, reason = "for `map_err`")]
fn unavailable(error: StoreError) -> Refusal {
    tracing::error!(%error, "a mini-app's storage cannot be read");
    Refusal::new(RefusalCode::Unavailable, "the storage cannot be reached now")
}

pub(super) fn link(linker: &mut Linker<StepState>) -> wasmtime::Result<()> {
    wit::add_to_linker::<_, HasSelf<StepState>>(linker, |state| {
        state.calling("loggia:storage/storage")
    })
}
