//! Keys that are gone with their process.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::data_key::DataKey;
use crate::error::KeysError;
use crate::material::{Material, version_of};
use crate::{KeyName, Keys};

/// Keys in memory, for tests and for banks in memory.
#[derive(Default)]
pub struct ThrowAwayKeys(Mutex<BTreeMap<(KeyName, u32), Material>>);

impl ThrowAwayKeys {
    /// None yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn held(&self) -> MutexGuard<'_, BTreeMap<(KeyName, u32), Material>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn newest<T>(
        &self,
        name: KeyName,
        with: impl FnOnce(u32, &Material) -> Result<T, KeysError>,
    ) -> Result<T, KeysError> {
        let held = self.held();
        let newest = held.range((name, 0)..=(name, u32::MAX)).next_back();
        let ((_, version), key) =
            newest.ok_or_else(|| KeysError::None { name, place: PLACE.to_owned() })?;
        with(*version, key)
    }
}

/// Where they are, for messages.
const PLACE: &str = "this process' memory";

impl Keys for ThrowAwayKeys {
    fn make(&self, name: KeyName) -> Result<(), KeysError> {
        if self.versions(name)?.is_empty() {
            self.held().entry((name, 1)).or_insert(Material::random()?);
        }
        Ok(())
    }

    fn wrap(&self, name: KeyName, bound_to: &[&[u8]], key: &DataKey) -> Result<Vec<u8>, KeysError> {
        self.newest(name, |version, newest| newest.wrap(name, version, bound_to, key))
    }

    fn unwrap(
        &self,
        name: KeyName,
        bound_to: &[&[u8]],
        wrapped: &[u8],
    ) -> Result<DataKey, KeysError> {
        let version = version_of(wrapped).ok_or(KeysError::NotWrapped { name })?;
        let held = self.held();
        let missing = || KeysError::Missing { name, version, place: PLACE.to_owned() };
        held.get(&(name, version)).ok_or_else(missing)?.unwrap(name, bound_to, wrapped)
    }

    fn sign(&self, name: KeyName, message: &[u8]) -> Result<[u8; 64], KeysError> {
        self.newest(name, |_, newest| newest.sign(name, message))
    }

    fn public_key(&self, name: KeyName) -> Result<[u8; 32], KeysError> {
        self.newest(name, |_, newest| newest.public_key(name))
    }

    fn versions(&self, name: KeyName) -> Result<Vec<u32>, KeysError> {
        Ok(self
            .held()
            .range((name, 0)..=(name, u32::MAX))
            .map(|((_, version), _)| *version)
            .collect())
    }

    fn rotate(&self, name: KeyName) -> Result<u32, KeysError> {
        let new = Material::random()?;
        let mut held = self.held();
        let newest = held.range((name, 0)..=(name, u32::MAX)).next_back();
        let version = newest.map_or(0, |((_, version), _)| *version).saturating_add(1);
        held.insert((name, version), new);
        Ok(version)
    }

    fn destroy(&self, name: KeyName, version: u32) -> Result<(), KeysError> {
        if self.versions(name)?.last() == Some(&version) {
            return Err(KeysError::InUse { name, version });
        }
        self.held().remove(&(name, version));
        Ok(())
    }
}

impl fmt::Debug for ThrowAwayKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ThrowAwayKeys").finish_non_exhaustive()
    }
}
