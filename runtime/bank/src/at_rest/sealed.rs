//! A sealed column.

use std::fmt;

use aes_siv::KeyInit;
use aes_siv::siv::Aes256Siv;
use loggia_keys::DataKey;
use loggia_runtime::store::{LogLevel, Owner};
use loggia_runtime::{EffectId, PaymentId, SessionId};
use zeroize::Zeroizing;

use crate::error::DatabaseError;

/// The first byte of what is sealed: the number of its form.
const FORM: u8 = 1;
const NONCE: usize = 16;
/// What AES-SIV adds.
const TAG: usize = 16;
/// By how much a sealed value is longer than what is in it. The schema counts storage with it.
pub(super) const OVERHEAD: usize = 1 + NONCE + TAG;

/// Where a sealed column stands, which is what it is bound to.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Place<'a> {
    /// A session after so many steps.
    Session(&'a SessionId, u64),
    /// An event of this id that waits for a session.
    Event(&'a SessionId, i64),
    /// An effect in the outbox.
    Effect(&'a EffectId, &'a SessionId),
    /// A value in the storage of the key's owner.
    Storage(&'a str),
    /// A line of a partner's log, of a session, time and level. It is sealed before its row has a number.
    Log(&'a SessionId, u64, LogLevel),
    /// What a mini-app said of its own about a payment.
    Payment(&'a PaymentId),
}

/// One owner's key, as it was wrapped and opened.
pub(crate) struct OwnerKey {
    wrapped: Vec<u8>,
    key: SealingKey,
}

/// A key that columns are sealed with: 64 bytes, derived from a data key.
pub(crate) struct SealingKey(Zeroizing<[u8; 64]>);

impl OwnerKey {
    pub(super) fn new(wrapped: Vec<u8>, key: &DataKey) -> Self {
        Self { wrapped, key: SealingKey::of(key, "loggia-bank 2026 data at rest") }
    }

    /// As it stands in the database.
    pub(crate) fn wrapped(&self) -> &[u8] {
        &self.wrapped
    }

    pub(crate) fn seal(&self, place: &Place<'_>, plain: &[u8]) -> Result<Vec<u8>, DatabaseError> {
        let mut head = [FORM; 1 + NONCE];
        let [_, nonce @ ..] = &mut head;
        getrandom::fill(nonce)
            .map_err(|error| DatabaseError::NoRandomness { reason: error.to_string() })?;
        let sealed = place.bind(&head, |bound_to| self.key.cipher().encrypt(bound_to, plain));
        let sealed = sealed.map_err(|_| DatabaseError::Damaged {
            what: format!("{place} has too many bytes to be sealed"),
        })?;
        let mut whole = Vec::with_capacity(OVERHEAD + plain.len());
        whole.extend(head);
        whole.extend(sealed);
        Ok(whole)
    }

    pub(crate) fn open(&self, place: &Place<'_>, sealed: &[u8]) -> Result<Vec<u8>, DatabaseError> {
        let changed = || DatabaseError::Damaged {
            what: format!(
                "{place} does not open: it was changed, comes from another row, or was sealed with another key"
            ),
        };
        let (head, sealed) = sealed.split_at_checked(1 + NONCE).ok_or_else(changed)?;
        place
            .bind(head, |bound_to| self.key.cipher().decrypt(bound_to, sealed))
            .map_err(|_| changed())
    }
}

impl SealingKey {
    pub(crate) fn of(key: &DataKey, purpose: &str) -> Self {
        let mut derived = Zeroizing::new([0; 64]);
        blake3::Hasher::new_derive_key(purpose)
            .update(key.as_bytes())
            .finalize_xof()
            .fill(derived.as_mut());
        Self(derived)
    }

    pub(crate) fn cipher(&self) -> Aes256Siv {
        Aes256Siv::new((&*self.0).into())
    }
}

impl Place<'_> {
    /// Calls `with` with all that binds a column to this place.
    fn bind<T>(&self, head: &[u8], with: impl FnOnce(&[&[u8]]) -> T) -> T {
        match self {
            Self::Session(id, sequence) => {
                with(&[head, b"session", id.as_bytes(), &sequence.to_be_bytes()])
            }
            Self::Event(session, id) => {
                with(&[head, b"event", session.as_bytes(), &id.to_be_bytes()])
            }
            Self::Effect(id, session) => {
                with(&[head, b"effect", id.as_bytes(), session.as_bytes()])
            }
            Self::Storage(key) => with(&[head, b"storage", key.as_bytes()]),
            Self::Log(session, at, level) => with(&[
                head,
                b"log",
                session.as_bytes(),
                &at.to_be_bytes(),
                crate::partner_log::level_code(*level).as_bytes(),
            ]),
            Self::Payment(id) => with(&[head, b"payment", id.as_bytes()]),
        }
    }
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Session(id, sequence) => write!(f, "session {id} after {sequence} steps"),
            Self::Event(session, id) => write!(f, "event {id}, which waits for session {session}"),
            Self::Effect(id, _) => write!(f, "effect {id}"),
            Self::Storage(_) => write!(f, "a stored value"),
            Self::Log(session, ..) => write!(f, "a log line of session {session}"),
            Self::Payment(id) => write!(f, "the context of payment {id}"),
        }
    }
}

impl fmt::Debug for OwnerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OwnerKey").finish_non_exhaustive()
    }
}

/// Whose key: what a wrapped one is bound to.
pub(super) fn bound_to(owner: &Owner) -> [&[u8]; 3] {
    [b"data key", owner.user.as_str().as_bytes(), owner.app.as_str().as_bytes()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> OwnerKey {
        OwnerKey::new(Vec::new(), &DataKey::from_bytes([7; 32]))
    }

    #[test]
    fn a_sealed_value_is_longer_by_what_the_schema_counts_with() {
        for plain in [&b""[..], b"x", &[7; 1000]] {
            let sealed = key().seal(&Place::Storage("key"), plain).unwrap();
            assert_eq!(sealed.len(), plain.len() + OVERHEAD);
            assert!(
                include_str!("../schema.sql")
                    .contains(&format!("octet_length(NEW.value) - {OVERHEAD}"))
            );
        }
    }

    #[test]
    fn the_same_value_is_never_sealed_to_the_same_bytes() {
        let seal = || key().seal(&Place::Storage("key"), b"yes").unwrap();
        assert_ne!(seal(), seal());
    }

    #[test]
    fn a_column_opens_in_its_own_place_only() {
        let (one, two) = (SessionId::from_bytes([1; 16]), SessionId::from_bytes([2; 16]));
        let (payment, effect) = (PaymentId::from_bytes([1; 16]), EffectId::from_bytes([1; 32]));
        let places = [
            Place::Session(&one, 1),
            Place::Session(&one, 2),
            Place::Session(&two, 1),
            Place::Event(&one, 1),
            Place::Event(&one, 2),
            Place::Event(&two, 1),
            Place::Effect(&effect, &one),
            Place::Effect(&effect, &two),
            Place::Storage("a"),
            Place::Storage("b"),
            Place::Log(&one, 1, LogLevel::Info),
            Place::Log(&one, 2, LogLevel::Info),
            Place::Log(&one, 1, LogLevel::Warn),
            Place::Payment(&payment),
        ];
        for (number, place) in places.iter().enumerate() {
            let sealed = key().seal(place, b"secret").unwrap();
            for (other, elsewhere) in places.iter().enumerate() {
                assert_eq!(
                    key().open(elsewhere, &sealed).is_ok(),
                    number == other,
                    "{place}, {elsewhere}"
                );
            }
            let another = OwnerKey::new(Vec::new(), &DataKey::from_bytes([8; 32]));
            assert!(another.open(place, &sealed).is_err());
        }
    }

    #[test]
    fn any_changed_byte_and_any_cut_is_refused() {
        let place = Place::Storage("key");
        let sealed = key().seal(&place, b"a value").unwrap();
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            *changed.get_mut(at).unwrap() ^= 1;
            assert!(key().open(&place, &changed).is_err(), "byte {at}");
            assert!(key().open(&place, sealed.get(..at).unwrap()).is_err(), "cut at {at}");
        }
        assert_eq!(key().open(&place, &sealed).unwrap(), b"a value");
    }
}
