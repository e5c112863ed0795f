//! What can befall one capability of a mini-app, between it and the bank.
//!
//! Requests are met on their way out of the outbox, what answers at once where the host asks for it; all
//! else goes through as it is.

mod answers;

use std::fmt;
use std::sync::Arc;

use loggia_runtime::capability::identity_basic::Identity;
use loggia_runtime::capability::payments::{Initiated, Initiation, Payment, Payments, ReplyTo};
use loggia_runtime::capability::{
    Answer, ConsentRule, Effect, EffectKind, Interface, Refusal, RefusalCode, Unavailable,
};
use loggia_runtime::store::{
    Closed, Commit, CommitError, HostEvent, Mark, Owner, Saved, StorageStatus, Store, StoreError,
    WaitingEvent,
};
use loggia_runtime::{
    Backends, Clock, EffectId, PackageDigest, PartnerId, PaymentId, SessionId, SubjectPseudonym,
};
use serde::Serialize;

use self::answers::{LARGEST_VALUE, LONGEST_KEY, LONGEST_NAME, nothing, very_much};
use super::Between;

/// What goes wrong with a capability.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Trouble {
    /// The bank does not grant it.
    Refused,
    /// The user says no to it on every sheet.
    Declined,
    /// Nothing answers before the host gives up, and then with `unavailable`.
    Slow,
    /// It is out of order: `unavailable`, at once.
    Failing,
    /// It answers that there is nothing.
    Empty,
    /// It answers with as much as the contract allows.
    Huge,
}

const STORAGE: &str = "loggia:storage/storage";
const IDENTITY: &str = "loggia:identity/identity-basic";
const PAYMENTS: &str = "loggia:payments/";

/// What can say that there is nothing, or very much.
const SAYING: &[&str] = &[
    "loggia:accounts/accounts-basic",
    "loggia:accounts/balances",
    "loggia:accounts/transactions-credits",
    "loggia:accounts/transactions-debits",
    "loggia:accounts/transactions-detail",
    "loggia:identity/identity-verified",
    "loggia:http/http",
    "loggia:fx/fx",
    "loggia:loyalty/loyalty",
    STORAGE,
];

impl Trouble {
    /// All of them.
    pub(crate) const ALL: [Self; 6] =
        [Self::Refused, Self::Declined, Self::Slow, Self::Failing, Self::Empty, Self::Huge];

    /// Whether it can befall this interface, which the mini-app may or may not do without.
    pub(crate) fn can_befall(self, interface: &Interface, is_optional: bool) -> bool {
        let is_platform = interface.name.starts_with("loggia:platform/");
        match self {
            Self::Refused => is_optional,
            Self::Declined => interface.consent != ConsentRule::None,
            Self::Slow => !is_platform && interface.name != STORAGE,
            Self::Failing => !is_platform,
            Self::Empty => SAYING.contains(&interface.name),
            Self::Huge => SAYING.contains(&interface.name) || interface.name == IDENTITY,
        }
    }

    /// For a table.
    pub(crate) fn in_a_word(self) -> &'static str {
        match self {
            Self::Refused => "refused",
            Self::Declined => "declined",
            Self::Slow => "slow",
            Self::Failing => "failing",
            Self::Empty => "empty",
            Self::Huge => "huge",
        }
    }

    /// As the end of "the capability …".
    pub(crate) fn in_words(self) -> &'static str {
        match self {
            Self::Refused => "is not granted",
            Self::Declined => "is declined by the user",
            Self::Slow => "does not answer in time",
            Self::Failing => "is out of order",
            Self::Empty => "has nothing to say",
            Self::Huge => "says as much as it may",
        }
    }
}

/// One capability and what has befallen it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Beset {
    pub(crate) interface: &'static str,
    pub(crate) trouble: Trouble,
}

impl Beset {
    /// With the time by which what is slow is late.
    pub(crate) fn by(self, clock: Arc<dyn Clock>) -> impl Between {
        BesetBank { of: self, clock }
    }

    fn is(self, interface: &str, trouble: Trouble) -> bool {
        self.interface == interface && self.trouble == trouble
    }

    /// What becomes of an effect that waits.
    fn meets(self, effect: &Effect, now: u64) -> Met {
        // What takes a payment back answers nothing.
        let takes_back = matches!(effect.kind, EffectKind::CancelPayment(_));
        if effect.kind.interface() != self.interface || takes_back {
            return Met::Passed;
        }
        let unavailable = |said: &str| {
            let refusal = Refusal::new(RefusalCode::Unavailable, said);
            Met::Settled(effect.kind.refused(refusal))
        };
        match self.trouble {
            Trouble::Refused | Trouble::Declined => Met::Passed,
            Trouble::Slow if now < effect.deadline => Met::Held,
            Trouble::Slow => unavailable("the bank did not answer in time"),
            Trouble::Failing => unavailable("this is out of order now"),
            Trouble::Empty => {
                nothing(&effect.kind).map_or(Met::Passed, |said| Met::Settled(Some(said)))
            }
            Trouble::Huge => {
                very_much(&effect.kind, now).map_or(Met::Passed, |said| Met::Settled(Some(said)))
            }
        }
    }
}

struct BesetBank {
    of: Beset,
    clock: Arc<dyn Clock>,
}

impl Between for BesetBank {
    fn store(&self, bank: Arc<dyn Store>) -> Arc<dyn Store> {
        Arc::new(BesetStore { of: self.of, inner: bank, clock: Arc::clone(&self.clock) })
    }

    fn backends(&self, bank: Backends) -> Backends {
        let of = self.of;
        let Backends { identity, payments, .. } = bank.clone();
        let identity = identity.map(|inner| Arc::new(BesetIdentity { of, inner }) as _);
        let payments = payments.map(|inner| Arc::new(BesetPayments { of, inner }) as _);
        Backends { identity, payments, ..bank }
    }
}

impl fmt::Debug for BesetBank {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.of.fmt(f)
    }
}

enum Met {
    /// It goes on to the bank.
    Passed,
    /// It waits.
    Held,
    /// It is done, with this answer.
    Settled(Option<Answer>),
}

struct BesetStore {
    of: Beset,
    inner: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
}

impl Store for BesetStore {
    fn outbox(&self, session: Option<&SessionId>) -> Result<Vec<Effect>, StoreError> {
        let now = self.clock.now();
        let mut passed = Vec::new();
        for effect in self.inner.outbox(session)? {
            match self.of.meets(&effect, now) {
                Met::Passed => passed.push(effect),
                Met::Held => {}
                Met::Settled(answer) => {
                    let event = effect.reply.as_ref().zip(answer).map(|(reply, answer)| {
                        let (request, context) = (reply.request, reply.context.clone());
                        HostEvent::Answered { request, context, answer }
                    });
                    self.inner.settle(&effect.id, event.as_ref())?;
                }
            }
        }
        Ok(passed)
    }

    fn storage_status(&self, owner: &Owner) -> Result<StorageStatus, StoreError> {
        if self.of.is(STORAGE, Trouble::Failing) {
            return Err(StoreError::new("it is out of order", None));
        }
        self.inner.storage_status(owner)
    }

    fn storage_get(&self, owner: &Owner, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        if self.of.is(STORAGE, Trouble::Empty) {
            return Ok(None);
        }
        if self.of.is(STORAGE, Trouble::Huge) {
            return Ok(Some(vec![b'x'; LARGEST_VALUE]));
        }
        self.inner.storage_get(owner, key)
    }

    fn storage_keys(
        &self,
        owner: &Owner,
        prefix: &str,
        limit: usize,
    ) -> Result<Vec<String>, StoreError> {
        if self.of.is(STORAGE, Trouble::Empty) {
            return Ok(Vec::new());
        }
        if self.of.is(STORAGE, Trouble::Huge) {
            let room = LONGEST_KEY.saturating_sub(prefix.len());
            return Ok((0..limit).map(|key| format!("{prefix}{key:0room$}")).collect());
        }
        self.inner.storage_keys(owner, prefix, limit)
    }

    fn load(&self, session: &SessionId) -> Result<Option<Saved>, StoreError> {
        self.inner.load(session)
    }

    fn commit(&self, commit: &Commit<'_>) -> Result<(), CommitError> {
        self.inner.commit(commit)
    }

    fn strike(
        &self,
        session: &SessionId,
        at: u64,
        since: u64,
        code: &str,
    ) -> Result<u32, StoreError> {
        self.inner.strike(session, at, since, code)
    }

    fn deny(
        &self,
        session: &SessionId,
        release: &PackageDigest,
        at: u64,
        denials: &[loggia_runtime::capability::Denial],
    ) -> Result<(), StoreError> {
        self.inner.deny(session, release, at, denials)
    }

    fn close(&self, session: &SessionId, reason: Closed) -> Result<(), StoreError> {
        self.inner.close(session, reason)
    }

    fn next_event(&self, session: &SessionId) -> Result<Option<WaitingEvent>, StoreError> {
        self.inner.next_event(session)
    }

    fn post(&self, session: &SessionId, event: &HostEvent) -> Result<(), StoreError> {
        self.inner.post(session, event)
    }

    fn event_faulted(&self, event: u64) -> Result<u32, StoreError> {
        self.inner.event_faulted(event)
    }

    fn mark(&self, effect: &EffectId, before: Option<u64>, at: u64) -> Result<Mark, StoreError> {
        self.inner.mark(effect, before, at)
    }

    fn settle(&self, effect: &EffectId, answer: Option<&HostEvent>) -> Result<(), StoreError> {
        self.inner.settle(effect, answer)
    }
}

struct BesetIdentity {
    of: Beset,
    inner: Arc<dyn Identity>,
}

impl Identity for BesetIdentity {
    fn subject(&self, owner: &Owner, partner: &PartnerId) -> Result<SubjectPseudonym, Unavailable> {
        if self.of.is(IDENTITY, Trouble::Failing) {
            return Err(out_of_order());
        }
        self.inner.subject(owner, partner)
    }

    fn given_name(&self, owner: &Owner) -> Result<String, Unavailable> {
        if self.of.is(IDENTITY, Trouble::Failing) {
            return Err(out_of_order());
        }
        if self.of.is(IDENTITY, Trouble::Huge) {
            return Ok("W".repeat(LONGEST_NAME));
        }
        self.inner.given_name(owner)
    }
}

struct BesetPayments {
    of: Beset,
    inner: Arc<dyn Payments>,
}

impl Payments for BesetPayments {
    fn initiate(
        &self,
        effect: &EffectId,
        owner: &Owner,
        initiation: &Initiation,
        reply_to: &ReplyTo,
    ) -> Result<Initiated, Unavailable> {
        self.inner.initiate(effect, owner, initiation, reply_to)
    }

    fn payment(&self, owner: &Owner, id: &PaymentId) -> Result<Option<Payment>, Unavailable> {
        if self.of.interface.starts_with(PAYMENTS) && self.of.trouble == Trouble::Failing {
            return Err(out_of_order());
        }
        self.inner.payment(owner, id)
    }

    fn cancel(&self, effect: &EffectId, owner: &Owner, id: &PaymentId) -> Result<(), Unavailable> {
        self.inner.cancel(effect, owner, id)
    }
}

fn out_of_order() -> Unavailable {
    Unavailable { reason: "it is out of order".into() }
}
