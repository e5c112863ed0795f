//! Keys of credentials that somebody is about to sign with, so that nothing is read before their
//! signature is looked at.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use loggia_authentication::{Credential, CredentialId, PublicKey};

/// With so many, all are forgotten: they are read again.
const MOST: usize = 10_000;

/// Nothing is decided by them: whether a key is still its credential's is looked at where that is.
#[derive(Debug, Default)]
pub(crate) struct RememberedKeys(Mutex<HashMap<CredentialId, PublicKey>>);

impl RememberedKeys {
    pub(super) fn remember(&self, credentials: &[Credential]) {
        let mut keys = self.lock();
        if keys.len().saturating_add(credentials.len()) > MOST {
            keys.clear();
        }
        keys.extend(credentials.iter().map(|known| (known.id.clone(), known.public_key)));
    }

    pub(super) fn of(&self, id: &CredentialId) -> Option<PublicKey> {
        self.lock().get(id).copied()
    }

    /// Forgets all of them: somebody is erased, or a credential is taken away.
    pub(crate) fn forget(&self) {
        self.lock().clear();
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<CredentialId, PublicKey>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
