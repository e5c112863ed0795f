//! What can go wrong with the capabilities of a mini-app, between it and the bank.
//!
//! Requests are met on their way out of the outbox, what answers at once where the host asks for it; all
//! else goes through as it is.

mod answers;
mod troubles;

use std::sync::Arc;

use loggia_runtime::capability::identity_basic::Identity;
use loggia_runtime::capability::payments::{Initiated, Initiation, Payment, Payments, ReplyTo};
use loggia_runtime::capability::{
    Answer, ConsentRule, Effect, EffectKind, Interface, Refusal, RefusalCode, Unavailable,
};
use loggia_runtime::store::{HostEvent, Layer, Layered, Owner, StorageStatus, Store, StoreError};
use loggia_runtime::{
    Backends, Clock, EffectId, PartnerId, PaymentId, SessionId, SubjectPseudonym,
};
use serde::Serialize;

use self::answers::{LARGEST_VALUE, LONGEST_KEY, LONGEST_NAME, nothing, very_much};
pub(crate) use self::troubles::Troubles;
use super::Between;

/// What goes wrong with a capability.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Trouble {
    /// The bank does not grant it.
    Refused,
    /// The user says no to it on every sheet.
    Declined,
    /// What is asked for is answered [`DELAY`] later.
    Delayed,
    /// Nothing answers before the host gives up, and then with `unavailable`.
    Slow,
    /// It is out of order: `unavailable`, at once.
    Failing,
    /// It answers that there is nothing.
    Empty,
    /// It answers with as much as the contract allows.
    Huge,
}

/// How much later what is delayed is answered, in milliseconds.
const DELAY: u64 = 5_000;

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
    /// What `loggia check` has happen to each capability in turn.
    pub(crate) const MATRIX: [Self; 6] =
        [Self::Refused, Self::Declined, Self::Slow, Self::Failing, Self::Empty, Self::Huge];
    /// What a developer can have happen.
    pub(crate) const BENCH: [Self; 3] = [Self::Refused, Self::Delayed, Self::Failing];

    /// Whether it can befall this interface.
    pub(crate) fn can_befall(self, interface: &Interface) -> bool {
        let is_platform = interface.name.starts_with("loggia:platform/");
        match self {
            Self::Refused => true,
            Self::Declined => interface.consent != ConsentRule::None,
            // What the platform does it does at once, and what is stored is at hand.
            Self::Delayed | Self::Slow => !is_platform && interface.name != STORAGE,
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
            Self::Delayed => "delayed",
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
            Self::Delayed => "answers 5 seconds late",
            Self::Slow => "does not answer in time",
            Self::Failing => "is out of order",
            Self::Empty => "has nothing to say",
            Self::Huge => "says as much as it may",
        }
    }
}

/// The bank's store, in which requests to a capability that is in trouble wait or come to something else.
pub(crate) fn store(
    troubles: &Arc<Troubles>,
    clock: &Arc<dyn Clock>,
    bank: Arc<dyn Store>,
) -> Arc<dyn Store> {
    let layer = Troubled { troubles: Arc::clone(troubles), clock: Arc::clone(clock) };
    Arc::new(Layered::new(layer, bank))
}

/// The bank's backends, of which those that answer at once are in trouble too.
pub(crate) fn backends(troubles: &Arc<Troubles>, bank: Backends) -> Backends {
    let Backends { identity, payments, .. } = bank.clone();
    Backends {
        identity: identity.map(|bank| AtOnce::over(bank, troubles) as _),
        payments: payments.map(|bank| AtOnce::over(bank, troubles) as _),
        ..bank
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
        BesetBank { troubles: Arc::new(Troubles::of_one(self)), clock }
    }
}

struct BesetBank {
    troubles: Arc<Troubles>,
    clock: Arc<dyn Clock>,
}

impl Between for BesetBank {
    fn store(&self, bank: Arc<dyn Store>) -> Arc<dyn Store> {
        store(&self.troubles, &self.clock, bank)
    }

    fn backends(&self, bank: Backends) -> Backends {
        backends(&self.troubles, bank)
    }
}

impl std::fmt::Debug for BesetBank {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.troubles.fmt(f)
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

struct Troubled {
    troubles: Arc<Troubles>,
    clock: Arc<dyn Clock>,
}

impl Troubled {
    /// What becomes of an effect that waits.
    fn meets(&self, effect: &Effect, now: u64) -> Met {
        // What takes a payment back answers nothing, and must be done in any case.
        if matches!(effect.kind, EffectKind::CancelPayment(_)) {
            return Met::Passed;
        }
        let Some(trouble) = self.troubles.of(effect.kind.interface()) else { return Met::Passed };
        let unavailable = |said: &str| {
            let refusal = Refusal::new(RefusalCode::Unavailable, said);
            Met::Settled(effect.kind.refused(refusal))
        };
        let said =
            |answer: Option<Answer>| answer.map_or(Met::Passed, |said| Met::Settled(Some(said)));
        match trouble {
            Trouble::Refused | Trouble::Declined => Met::Passed,
            Trouble::Delayed if now < effect.at.saturating_add(DELAY) => Met::Held,
            Trouble::Delayed => Met::Passed,
            Trouble::Slow if now < effect.deadline => Met::Held,
            Trouble::Slow => unavailable("the bank did not answer in time"),
            Trouble::Failing => unavailable("this is out of order now"),
            Trouble::Empty => said(nothing(&effect.kind)),
            Trouble::Huge => said(very_much(&effect.kind, now)),
        }
    }

    /// What is wrong with the storage.
    fn of_storage(&self) -> Result<Option<Trouble>, StoreError> {
        match self.troubles.of(STORAGE) {
            Some(Trouble::Failing) => Err(StoreError::new("it is out of order", None)),
            trouble => Ok(trouble),
        }
    }
}

impl Layer for Troubled {
    fn outbox(
        &self,
        below: &dyn Store,
        session: Option<&SessionId>,
    ) -> Result<Vec<Effect>, StoreError> {
        let now = self.clock.now();
        let mut passed = Vec::new();
        for effect in below.outbox(session)? {
            match self.meets(&effect, now) {
                Met::Passed => passed.push(effect),
                Met::Held => {}
                Met::Settled(answer) => {
                    let event = effect.reply.as_ref().zip(answer).map(|(reply, answer)| {
                        let (request, context) = (reply.request, reply.context.clone());
                        HostEvent::Answered { request, context, answer }
                    });
                    below.settle(&effect.id, event.as_ref())?;
                }
            }
        }
        Ok(passed)
    }

    fn storage_status(
        &self,
        below: &dyn Store,
        owner: &Owner,
    ) -> Result<StorageStatus, StoreError> {
        self.of_storage()?;
        below.storage_status(owner)
    }

    fn storage_get(
        &self,
        below: &dyn Store,
        owner: &Owner,
        key: &str,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        match self.of_storage()? {
            Some(Trouble::Empty) => Ok(None),
            Some(Trouble::Huge) => Ok(Some(vec![b'x'; LARGEST_VALUE])),
            _ => below.storage_get(owner, key),
        }
    }

    fn storage_keys(
        &self,
        below: &dyn Store,
        owner: &Owner,
        prefix: &str,
        limit: usize,
    ) -> Result<Vec<String>, StoreError> {
        match self.of_storage()? {
            Some(Trouble::Empty) => Ok(Vec::new()),
            Some(Trouble::Huge) => {
                let room = LONGEST_KEY.saturating_sub(prefix.len());
                Ok((0..limit).map(|key| format!("{prefix}{key:0room$}")).collect())
            }
            _ => below.storage_keys(owner, prefix, limit),
        }
    }
}

/// A backend that a step asks and that answers at once.
struct AtOnce<T: ?Sized> {
    bank: Arc<T>,
    troubles: Arc<Troubles>,
}

impl<T: ?Sized> AtOnce<T> {
    fn over(bank: Arc<T>, troubles: &Arc<Troubles>) -> Arc<Self> {
        Arc::new(Self { bank, troubles: Arc::clone(troubles) })
    }

    /// The bank's, unless an interface whose name begins like this fails.
    fn unless_failing(&self, interfaces: &str) -> Result<&T, Unavailable> {
        if self.troubles.any(interfaces, Trouble::Failing) {
            return Err(Unavailable { reason: "it is out of order".into() });
        }
        Ok(&self.bank)
    }
}

impl Identity for AtOnce<dyn Identity> {
    fn subject(&self, owner: &Owner, partner: &PartnerId) -> Result<SubjectPseudonym, Unavailable> {
        self.unless_failing(IDENTITY)?.subject(owner, partner)
    }

    fn given_name(&self, owner: &Owner) -> Result<String, Unavailable> {
        let bank = self.unless_failing(IDENTITY)?;
        if self.troubles.any(IDENTITY, Trouble::Huge) {
            return Ok("W".repeat(LONGEST_NAME));
        }
        bank.given_name(owner)
    }
}

impl Payments for AtOnce<dyn Payments> {
    fn initiate(
        &self,
        effect: &EffectId,
        owner: &Owner,
        initiation: &Initiation,
        reply_to: &ReplyTo,
    ) -> Result<Initiated, Unavailable> {
        self.bank.initiate(effect, owner, initiation, reply_to)
    }

    fn payment(&self, owner: &Owner, id: &PaymentId) -> Result<Option<Payment>, Unavailable> {
        self.unless_failing(PAYMENTS)?.payment(owner, id)
    }

    fn cancel(&self, effect: &EffectId, owner: &Owner, id: &PaymentId) -> Result<(), Unavailable> {
        self.bank.cancel(effect, owner, id)
    }
}

#[cfg(test)]
mod tests {
    use loggia_runtime::SystemClock;

    use super::*;

    fn effect(kind: EffectKind) -> Effect {
        Effect {
            id: EffectId::from_bytes([1; 32]),
            session: SessionId::from_bytes([2; 16]),
            owner: Owner { user: "alice".parse().unwrap(), app: "com.example.a".parse().unwrap() },
            reply: None,
            may_raise: false,
            at: 1_000,
            deadline: 61_000,
            kind,
        }
    }

    #[test]
    fn a_payment_that_is_taken_back_is_taken_back_in_any_trouble() {
        let withdrawal = effect(EffectKind::CancelPayment(PaymentId::from_bytes([3; 16])));
        let interface = "loggia:payments/payments-initiate";
        assert_eq!(withdrawal.kind.interface(), interface);
        for trouble in Trouble::MATRIX.into_iter().chain(Trouble::BENCH) {
            let troubles = Arc::new(Troubles::of_one(Beset { interface, trouble }));
            let troubled = Troubled { troubles, clock: Arc::new(SystemClock) };
            assert!(matches!(troubled.meets(&withdrawal, 2_000), Met::Passed), "{trouble:?}");
        }
    }

    #[test]
    fn what_is_delayed_comes_late_and_what_is_slow_never() {
        let asked = effect(EffectKind::RequestConsent("loggia:accounts/balances".into()));
        let interface = "loggia:accounts/balances";
        assert_eq!(asked.kind.interface(), interface);
        let met = |trouble, now| {
            let troubles = Arc::new(Troubles::of_one(Beset { interface, trouble }));
            Troubled { troubles, clock: Arc::new(SystemClock) }.meets(&asked, now)
        };
        assert!(matches!(met(Trouble::Delayed, 5_999), Met::Held));
        assert!(matches!(met(Trouble::Delayed, 6_000), Met::Passed));
        assert!(matches!(met(Trouble::Slow, 60_999), Met::Held));
        assert!(matches!(met(Trouble::Slow, 61_000), Met::Settled(Some(_))));
        assert!(matches!(met(Trouble::Failing, 1_000), Met::Settled(Some(_))));
    }
}
