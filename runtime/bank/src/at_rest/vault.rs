//! The keys of everything that is sealed, opened once and kept for a while.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use loggia_keys::{DataKey, KeyName, Keys, KeysError};
use loggia_runtime::UserId;
use loggia_runtime::store::Owner;

use super::sealed::{OwnerKey, SealingKey, bound_to};
use crate::error::DatabaseError;

/// Owners whose keys are kept at once: those of a busy minute. Each takes some 300 bytes.
const KEPT: usize = 4_096;

/// What the wrapped row is bound to by which a bank knows its master key.
const CHECK: &[&[u8]] = &[b"bank"];

/// Opens data keys with the bank's master key, and remembers them.
pub(crate) struct Vault {
    keys: Arc<dyn Keys>,
    owners: Mutex<HashMap<Owner, Arc<OwnerKey>>>,
    tokens: Mutex<HashMap<u8, TokenKey>>,
}

/// A key of tokens, as it was wrapped and opened.
struct TokenKey {
    wrapped: Vec<u8>,
    key: Arc<SealingKey>,
}

impl Vault {
    pub(crate) fn new(keys: Arc<dyn Keys>) -> Self {
        Self { keys, owners: Mutex::default(), tokens: Mutex::default() }
    }

    pub(crate) fn keys(&self) -> &Arc<dyn Keys> {
        &self.keys
    }

    /// The owner's key as it was last opened, which may not be theirs any more.
    pub(crate) fn remembered(&self, owner: &Owner) -> Option<Arc<OwnerKey>> {
        self.owners().get(owner).map(Arc::clone)
    }

    /// Opens the owner's key, unless it was opened before.
    pub(super) fn open(
        &self,
        owner: &Owner,
        wrapped: Vec<u8>,
    ) -> Result<Arc<OwnerKey>, DatabaseError> {
        if let Some(known) = self.remembered(owner).filter(|known| known.wrapped() == wrapped) {
            return Ok(known);
        }
        let key = self.keys.unwrap(KeyName::Data, &bound_to(owner), &wrapped)?;
        let key = Arc::new(OwnerKey::new(wrapped, &key));
        let mut owners = self.owners();
        if owners.len() >= KEPT {
            // Any of them: whoever comes again has it opened again.
            owners.clear();
        }
        owners.insert(owner.clone(), Arc::clone(&key));
        Ok(key)
    }

    pub(super) fn wrap_new(&self, owner: &Owner) -> Result<Vec<u8>, KeysError> {
        self.keys.wrap(KeyName::Data, &bound_to(owner), &DataKey::random()?)
    }

    /// Wraps the owner's key under the newest version of the master key.
    pub(super) fn rewrap(&self, owner: &Owner, wrapped: &[u8]) -> Result<Vec<u8>, KeysError> {
        self.rewrap_bound(&bound_to(owner), wrapped)
    }

    pub(super) fn rewrap_token(&self, version: u8, wrapped: &[u8]) -> Result<Vec<u8>, KeysError> {
        self.rewrap_bound(&[b"token key", &[version]], wrapped)
    }

    pub(super) fn rewrap_check(&self, wrapped: &[u8]) -> Result<Vec<u8>, KeysError> {
        self.rewrap_bound(CHECK, wrapped)
    }

    fn rewrap_bound(&self, bound_to: &[&[u8]], wrapped: &[u8]) -> Result<Vec<u8>, KeysError> {
        let key = self.keys.unwrap(KeyName::Data, bound_to, wrapped)?;
        self.keys.wrap(KeyName::Data, bound_to, &key)
    }

    /// A new key for tokens, wrapped.
    pub(crate) fn wrap_new_token(&self, version: u8) -> Result<Vec<u8>, KeysError> {
        self.keys.wrap(KeyName::Data, &[b"token key", &[version]], &DataKey::random()?)
    }

    /// The key that tokens of a version are sealed with.
    pub(crate) fn token_key(
        &self,
        version: u8,
        wrapped: Vec<u8>,
    ) -> Result<Arc<SealingKey>, DatabaseError> {
        let mut tokens = self.tokens.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = tokens.get(&version).filter(|known| known.wrapped == wrapped) {
            return Ok(Arc::clone(&known.key));
        }
        let key = self.keys.unwrap(KeyName::Data, &[b"token key", &[version]], &wrapped)?;
        let key = Arc::new(SealingKey::of(&key, "loggia-bank 2026 tokens"));
        tokens.insert(version, TokenKey { wrapped, key: Arc::clone(&key) });
        Ok(key)
    }

    /// What a new bank keeps to know its master key by, which is made where there is none.
    pub(super) fn wrap_check(&self) -> Result<Vec<u8>, KeysError> {
        self.keys.make(KeyName::Data)?;
        self.keys.wrap(KeyName::Data, CHECK, &DataKey::random()?)
    }

    pub(super) fn check(&self, wrapped: &[u8]) -> Result<(), KeysError> {
        self.keys.unwrap(KeyName::Data, CHECK, wrapped).map(drop)
    }

    /// Wipes what is remembered of a user.
    pub(crate) fn forget(&self, user: &UserId) {
        self.owners().retain(|owner, _| owner.user != *user);
    }

    fn owners(&self) -> MutexGuard<'_, HashMap<Owner, Arc<OwnerKey>>> {
        self.owners.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Vault").field("keys", &self.keys).finish_non_exhaustive()
    }
}
