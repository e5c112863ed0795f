//! A session at rest, and the form in which a store keeps it.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_bytes::{ByteBuf, Bytes};

use super::{Owner, StoreError};
use crate::ids::{EventId, PackageDigest, SessionId};

/// A session between two steps: all that is left of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saved {
    /// Which session.
    pub id: SessionId,
    /// Whose, with which mini-app.
    pub owner: Owner,
    /// The package that made the last step.
    pub release: PackageDigest,
    /// Its version.
    pub version: Arc<str>,
    /// Steps committed so far.
    pub sequence: u64,
    /// What the steps' entropy is derived from.
    pub seed: [u8; 32],
    /// The mini-app's state.
    pub state: Vec<u8>,
    /// Which nodes of the view on screen act, and a fingerprint of what they are: sorted by path.
    pub acting: Vec<(u64, u64)>,
    /// Open timers.
    pub timers: Vec<Timer>,
    /// The number of the next request, from 1.
    pub next_request: u64,
    /// Requests that are not answered yet.
    pub open_requests: Vec<u64>,
    /// The clients' latest events, newest last: a repeat is recognised by them.
    pub recent_events: Vec<EventId>,
    /// What was used up in the current minute.
    pub meter: Meter,
    /// When the user opened the mini-app, in milliseconds since 1970.
    pub opened_at: u64,
    /// When they last did something in it, likewise; 0: not yet.
    pub last_action: u64,
    /// The `now` of the last step.
    pub last_step: u64,
    /// Why it is closed, if it is.
    pub closed: Option<Closed>,
}

/// What a session has used up in its current minute and second.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meter {
    /// Which minute since 1970.
    pub minute: u64,
    /// Fuel burnt in it.
    pub fuel: u64,
    /// Capability calls in it.
    pub calls: u32,
    /// Which second since 1970 `log_lines` counts.
    pub second: u64,
    /// Log lines in it.
    pub log_lines: u32,
}

/// A timer that has not gone off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timer {
    /// Milliseconds since 1970.
    pub at: u64,
    /// The mini-app's own words.
    #[serde(with = "crate::capability::bytes_as_text")]
    pub context: Vec<u8>,
}

/// Why a session is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Closed {
    /// The mini-app closed it, by `navigation.close`.
    ByMiniApp,
    /// The user closed it.
    ByUser,
    /// Too many faults in too short a time.
    Faults,
    /// A newer release could not take it over, and another session stands in its place.
    Superseded,
}

/// The form's number, which stands first. A later one reads this one too.
const FORM: u8 = 2;
/// The one before: it did not say when the session was opened.
const FORM_1: u8 = 1;
type Form1 = Form<String, ByteBuf, (u64, u64, Option<Closed>)>;

/// What stands for a session in a store: CBOR without names, and byte strings instead of lists of
/// numbers. A bank keeps millions.
type Form<Text, Blob, Last = (u64, u64, u64, Option<Closed>)> = (
    // Form, user, mini-app, version, release.
    (u8, Text, Text, Text, Blob),
    // Sequence, seed, state, acting nodes.
    (u64, Blob, Blob, Blob),
    // Timers, next request, open requests, recent events.
    (Vec<(u64, Blob)>, u64, Vec<u64>, Blob),
    // Meter: minute, fuel, calls, second, log lines.
    (u64, u64, u32, u64, u32),
    // Last action, last step, opened, closed.
    Last,
);

impl Saved {
    /// The session in a form that a store can keep as one value beside the session's id.
    ///
    /// # Errors
    ///
    /// Never in practice: CBOR can write all of it.
    pub fn encode(&self) -> Result<Vec<u8>, StoreError> {
        let acting: Vec<u8> = self
            .acting
            .iter()
            .flat_map(|(path, is)| [path.to_le_bytes(), is.to_le_bytes()])
            .flatten()
            .collect();
        let events: Vec<u8> =
            self.recent_events.iter().flat_map(EventId::as_bytes).copied().collect();
        let Meter { minute, fuel, calls, second, log_lines } = self.meter;
        let timers = self.timers.iter().map(|timer| (timer.at, Bytes::new(&timer.context)));
        let form: Form<&str, &Bytes> = (
            (
                FORM,
                self.owner.user.as_str(),
                self.owner.app.as_str(),
                &self.version,
                Bytes::new(self.release.as_bytes()),
            ),
            (self.sequence, Bytes::new(&self.seed), Bytes::new(&self.state), Bytes::new(&acting)),
            (timers.collect(), self.next_request, self.open_requests.clone(), Bytes::new(&events)),
            (minute, fuel, calls, second, log_lines),
            (self.last_action, self.last_step, self.opened_at, self.closed),
        );
        let room = Vec::with_capacity(256 + self.state.len() + acting.len() + events.len());
        cbor4ii::serde::to_vec(room, &form).map_err(|error| {
            StoreError::new("a session could not be encoded", Some(Box::new(error)))
        })
    }

    /// Session `id` from what [`Self::encode`] made of it.
    ///
    /// # Errors
    ///
    /// The bytes are damaged, or a newer Loggia wrote them.
    pub fn decode(id: SessionId, bytes: &[u8]) -> Result<Self, StoreError> {
        let damaged = |source: Option<Box<dyn std::error::Error + Send + Sync>>| {
            StoreError::new("a saved session is damaged, or of a newer version", source)
        };
        // An array of five, of which the first is one of five, of which the first is the form's number.
        let form: Form<String, ByteBuf> = if bytes.get(2) == Some(&FORM_1) {
            let form: Form1 = cbor4ii::serde::from_slice(bytes)
                .map_err(|error| damaged(Some(Box::new(error))))?;
            let ((_, user, app, version, release), made, waits, meter, last) = form;
            let (last_action, last_step, closed) = last;
            let whose = (FORM, user, app, version, release);
            (whose, made, waits, meter, (last_action, last_step, 0, closed))
        } else {
            cbor4ii::serde::from_slice(bytes).map_err(|error| damaged(Some(Box::new(error))))?
        };
        let (
            (number, user, app, version, release),
            (sequence, seed, state, acting),
            (timers, next_request, open_requests, events),
            (minute, fuel, calls, second, log_lines),
            (last_action, last_step, opened_at, closed),
        ) = form;
        if number != FORM {
            return Err(damaged(None));
        }
        let malformed = |error: crate::ids::MalformedId| damaged(Some(Box::new(error)));
        Ok(Self {
            id,
            owner: Owner {
                user: user.parse().map_err(malformed)?,
                app: app.parse().map_err(malformed)?,
            },
            release: PackageDigest::from_bytes(array(&release).ok_or_else(|| damaged(None))?),
            version: version.into(),
            sequence,
            seed: array(&seed).ok_or_else(|| damaged(None))?,
            state: state.into_vec(),
            acting: pairs(&acting).ok_or_else(|| damaged(None))?,
            timers: timers
                .into_iter()
                .map(|(at, context)| Timer { at, context: context.into_vec() })
                .collect(),
            next_request,
            open_requests,
            recent_events: arrays(&events)
                .ok_or_else(|| damaged(None))?
                .iter()
                .map(|event| EventId::from_bytes(*event))
                .collect(),
            meter: Meter { minute, fuel, calls, second, log_lines },
            opened_at,
            last_action,
            last_step,
            closed,
        })
    }
}

fn array<const N: usize>(bytes: &[u8]) -> Option<[u8; N]> {
    bytes.try_into().ok()
}

/// Bytes that are arrays of `N`, without a rest.
fn arrays<const N: usize>(bytes: &[u8]) -> Option<&[[u8; N]]> {
    let (arrays, rest) = bytes.as_chunks();
    rest.is_empty().then_some(arrays)
}

fn pairs(bytes: &[u8]) -> Option<Vec<(u64, u64)>> {
    let numbers = arrays::<8>(bytes)?;
    let (pairs, rest) = numbers.as_chunks::<2>();
    let pair = |[path, is]: &[[u8; 8]; 2]| (u64::from_le_bytes(*path), u64::from_le_bytes(*is));
    rest.is_empty().then(|| pairs.iter().map(pair).collect())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    fn saved() -> Saved {
        Saved {
            id: SessionId::from_bytes([1; 16]),
            owner: Owner {
                user: "alice".parse().unwrap(),
                app: "com.example.coffee".parse().unwrap(),
            },
            release: PackageDigest::of(b"a package"),
            version: "1.2.3".into(),
            sequence: 300,
            seed: [2; 32],
            state: vec![0, 255, 3],
            acting: vec![(u64::MAX, 0), (7, 1 << 40)],
            timers: vec![Timer { at: 1_790_000_000_000, context: vec![9; 3] }],
            next_request: 5,
            open_requests: vec![3, 4],
            recent_events: vec![EventId::from_bytes([4; 16]), EventId::from_bytes([5; 16])],
            meter: Meter {
                minute: 29_833_333,
                fuel: 1 << 33,
                calls: 7,
                second: 1_790_000_000,
                log_lines: 2,
            },
            opened_at: 1_790_000_000_000,
            last_action: 1_790_000_000_001,
            last_step: 1_790_000_000_002,
            closed: Some(Closed::ByUser),
        }
    }

    #[test]
    fn a_session_comes_back_as_it_was() {
        let bare = Saved {
            state: Vec::new(),
            acting: Vec::new(),
            timers: Vec::new(),
            open_requests: Vec::new(),
            recent_events: Vec::new(),
            meter: Meter::default(),
            closed: None,
            ..saved()
        };
        for saved in [saved(), bare] {
            assert_eq!(Saved::decode(saved.id, &saved.encode().unwrap()).unwrap(), saved);
        }
    }

    #[test]
    fn a_session_of_the_form_before_comes_back_without_its_opening() {
        let bytes = saved().encode().unwrap();
        let form: Form<String, ByteBuf> = cbor4ii::serde::from_slice(&bytes).unwrap();
        let ((_, user, app, version, release), made, waits, meter, last) = form;
        let (last_action, last_step, _, closed) = last;
        let whose = (FORM_1, user, app, version, release);
        let before: Form1 = (whose, made, waits, meter, (last_action, last_step, closed));
        let before = cbor4ii::serde::to_vec(Vec::new(), &before).unwrap();
        let saved = Saved { opened_at: 0, ..saved() };
        assert_eq!(Saved::decode(saved.id, &before).unwrap(), saved);
    }

    #[test]
    fn what_is_cut_off_or_of_another_form_is_refused() {
        let bytes = saved().encode().unwrap();
        for length in 0..bytes.len() {
            let cut = bytes.get(..length).unwrap();
            assert!(Saved::decode(saved().id, cut).is_err(), "cut off at {length}");
        }
        let mut newer = bytes.clone();
        assert_eq!(newer.get(..3), Some(&[0x85, 0x85, FORM][..]));
        *newer.get_mut(2).unwrap() = FORM + 1;
        assert!(Saved::decode(saved().id, &newer).is_err());
        assert!(Saved::decode(saved().id, b"").is_err());
    }
}
