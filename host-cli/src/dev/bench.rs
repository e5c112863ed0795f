//! The bench that a mini-app is developed on: what stands between its sessions and the bank, has things go
//! wrong, and keeps what happened.

use std::sync::{Arc, Mutex, PoisonError};

use loggia_runtime::capability::identity_basic::Identity;
use loggia_runtime::capability::payments::{Initiated, Initiation, Payment, Payments, ReplyTo};
use loggia_runtime::capability::{Denial, Effect, Refusal, RefusalCode, Unavailable};
use loggia_runtime::journal::{Left, Listener, Recorder, StepRecord};
use loggia_runtime::store::{
    Closed, Commit, CommitError, HostEvent, Mark, Owner, Saved, StorageStatus, Store, StoreError,
    WaitingEvent,
};
use loggia_runtime::{
    Backends, Clock, EffectId, PackageDigest, PartnerId, PaymentId, SessionId, SubjectPseudonym,
};

use super::timeline::Moment;
use super::troubles::{DELAY, Trouble, Troubles};
use crate::run::Between;

/// As large as the journal grows: it gets every build.
const JOURNAL_BYTES: u64 = 256 << 20;

const IDENTITY: &str = "loggia:identity/identity-basic";
const PAYMENTS: [&str; 2] =
    ["loggia:payments/payments-initiate", "loggia:payments/payments-scheduled"];
const STORAGE: &str = "loggia:storage/storage";

/// What stands between the sessions and the bank.
pub(crate) struct Bench {
    troubles: Arc<Troubles>,
    ended: Arc<Ended>,
    clock: Arc<dyn Clock>,
}

/// The steps that have ended since somebody last took them.
#[derive(Debug, Default)]
struct Ended(Mutex<Vec<Moment>>);

impl Bench {
    /// By this clock, with nothing wrong.
    pub(crate) fn new(clock: Arc<dyn Clock>) -> Self {
        Self { troubles: Arc::default(), ended: Arc::default(), clock }
    }

    /// What is wrong with the capabilities.
    pub(crate) fn troubles(&self) -> &Troubles {
        &self.troubles
    }

    /// The steps that have ended since this was last asked.
    pub(crate) fn take_ended(&self) -> Vec<Moment> {
        std::mem::take(&mut *self.ended.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl std::fmt::Debug for Bench {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Bench").field("troubles", &self.troubles).finish_non_exhaustive()
    }
}

impl Between for Bench {
    fn store(&self, bank: Arc<dyn Store>) -> Arc<dyn Store> {
        let (troubles, clock) = (Arc::clone(&self.troubles), Arc::clone(&self.clock));
        Arc::new(BenchStore { bank, troubles, clock })
    }

    fn backends(&self, bank: Backends) -> Backends {
        let Backends { identity, payments, .. } = bank.clone();
        let troubles = &self.troubles;
        Backends {
            identity: identity.map(|bank| Troubled::over(bank, troubles) as _),
            payments: payments.map(|bank| Troubled::over(bank, troubles) as _),
            ..bank
        }
    }

    fn recorder(&self, recorder: Recorder) -> Recorder {
        let listener = Arc::clone(&self.ended) as Arc<dyn Listener>;
        recorder.with_bound(JOURNAL_BYTES).with_listener(listener)
    }
}

impl Listener for Ended {
    fn step_ended(&self, record: &StepRecord, left: Option<Left<'_>>) {
        let moment = Moment::of(record, left);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(moment);
    }
}

/// The bank's store, in which requests to a capability that is in trouble wait or come to nothing, and
/// which closes no session for its faults.
struct BenchStore {
    bank: Arc<dyn Store>,
    troubles: Arc<Troubles>,
    clock: Arc<dyn Clock>,
}

impl BenchStore {
    fn answers(&self) -> Result<(), StoreError> {
        match self.troubles.of(STORAGE) {
            Some(Trouble::Failing) => Err(StoreError::new("loggia dev has it fail", None)),
            _ => Ok(()),
        }
    }
}

impl Store for BenchStore {
    fn outbox(&self, session: Option<&SessionId>) -> Result<Vec<Effect>, StoreError> {
        let mut waiting = Vec::new();
        for effect in self.bank.outbox(session)? {
            match self.troubles.of(effect.kind.interface()) {
                Some(Trouble::Delayed) if self.clock.now() < effect.at.saturating_add(DELAY) => {}
                Some(Trouble::Failing) => {
                    let refusal = Refusal::new(RefusalCode::Unavailable, "loggia dev has it fail");
                    let answer = effect.reply.as_ref().zip(effect.kind.refused(refusal));
                    let event = answer.map(|(reply, answer)| HostEvent::Answered {
                        request: reply.request,
                        context: reply.context.clone(),
                        answer,
                    });
                    self.bank.settle(&effect.id, event.as_ref())?;
                }
                _ => waiting.push(effect),
            }
        }
        Ok(waiting)
    }

    fn strike(&self, _: &SessionId, _: u64, _: u64, _: &str) -> Result<u32, StoreError> {
        // A mini-app that is being written fails often.
        Ok(0)
    }

    fn storage_status(&self, owner: &Owner) -> Result<StorageStatus, StoreError> {
        self.answers()?;
        self.bank.storage_status(owner)
    }

    fn storage_get(&self, owner: &Owner, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.answers()?;
        self.bank.storage_get(owner, key)
    }

    fn storage_keys(
        &self,
        owner: &Owner,
        prefix: &str,
        limit: usize,
    ) -> Result<Vec<String>, StoreError> {
        self.answers()?;
        self.bank.storage_keys(owner, prefix, limit)
    }

    fn load(&self, session: &SessionId) -> Result<Option<Saved>, StoreError> {
        self.bank.load(session)
    }

    fn commit(&self, commit: &Commit<'_>) -> Result<(), CommitError> {
        self.bank.commit(commit)
    }

    fn deny(
        &self,
        session: &SessionId,
        release: &PackageDigest,
        at: u64,
        denials: &[Denial],
    ) -> Result<(), StoreError> {
        self.bank.deny(session, release, at, denials)
    }

    fn close(&self, session: &SessionId, reason: Closed) -> Result<(), StoreError> {
        self.bank.close(session, reason)
    }

    fn next_event(&self, session: &SessionId) -> Result<Option<WaitingEvent>, StoreError> {
        self.bank.next_event(session)
    }

    fn post(&self, session: &SessionId, event: &HostEvent) -> Result<(), StoreError> {
        self.bank.post(session, event)
    }

    fn event_faulted(&self, event: u64) -> Result<u32, StoreError> {
        self.bank.event_faulted(event)
    }

    fn mark(&self, effect: &EffectId, before: Option<u64>, at: u64) -> Result<Mark, StoreError> {
        self.bank.mark(effect, before, at)
    }

    fn settle(&self, effect: &EffectId, answer: Option<&HostEvent>) -> Result<(), StoreError> {
        self.bank.settle(effect, answer)
    }
}

/// A backend whose direct calls fail while its capability does.
struct Troubled<T: ?Sized> {
    bank: Arc<T>,
    troubles: Arc<Troubles>,
}

impl<T: ?Sized> Troubled<T> {
    fn over(bank: Arc<T>, troubles: &Arc<Troubles>) -> Arc<Self> {
        Arc::new(Self { bank, troubles: Arc::clone(troubles) })
    }

    /// The bank's, unless one of these interfaces fails.
    fn bank(&self, interfaces: &[&str]) -> Result<&T, Unavailable> {
        let fails = |interface: &&str| self.troubles.of(interface) == Some(Trouble::Failing);
        if interfaces.iter().any(fails) {
            return Err(Unavailable { reason: "loggia dev has it fail".into() });
        }
        Ok(&self.bank)
    }
}

impl Identity for Troubled<dyn Identity> {
    fn subject(&self, owner: &Owner, partner: &PartnerId) -> Result<SubjectPseudonym, Unavailable> {
        self.bank(&[IDENTITY])?.subject(owner, partner)
    }

    fn given_name(&self, owner: &Owner) -> Result<String, Unavailable> {
        self.bank(&[IDENTITY])?.given_name(owner)
    }
}

impl Payments for Troubled<dyn Payments> {
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
        self.bank(&PAYMENTS)?.payment(owner, id)
    }

    fn cancel(&self, effect: &EffectId, owner: &Owner, id: &PaymentId) -> Result<(), Unavailable> {
        self.bank.cancel(effect, owner, id)
    }
}
