//! The payments backend: slips that a clerk takes money for.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use loggia_runtime::capability::payments::{
    ConsentStatus, Initiated, Initiation, Payment, PaymentStatus, Payments, ReplyTo,
};
use loggia_runtime::capability::{Refusal, RefusalCode, Unavailable};
use loggia_runtime::store::{HostEvent, Owner, Store, StoreError};
use loggia_runtime::{Clock, EffectId, PaymentId};

/// Takes money for slips. A clone is the same till.
#[derive(Clone)]
pub struct Till {
    slips: Arc<Mutex<BTreeMap<PaymentId, Slip>>>,
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
}

/// A payment at the till.
#[derive(Debug, Clone)]
pub struct Slip {
    effect: EffectId,
    owner: Owner,
    /// What is to be paid.
    pub initiation: Initiation,
    reply_to: ReplyTo,
    /// Where it stands.
    pub payment: Payment,
}

impl Till {
    /// An empty till that answers by way of `store`.
    pub fn new(store: Arc<dyn Store>, clock: Arc<dyn Clock>) -> Self {
        Self { slips: Arc::default(), store, clock }
    }

    /// The slips, paid and unpaid.
    #[must_use]
    pub fn slips(&self) -> Vec<Slip> {
        self.lock().values().cloned().collect()
    }

    /// Takes the money for a slip that awaits it, and tells the mini-app: first of the decision, then
    /// of the settlement.
    ///
    /// # Errors
    ///
    /// The store is unavailable; the slip is as it was.
    pub fn take_money(&self, id: PaymentId) -> Result<(), StoreError> {
        let mut slips = self.lock();
        let Some(slip) =
            slips.get_mut(&id).filter(|slip| slip.payment.consent == ConsentStatus::Awau)
        else {
            return Ok(());
        };
        let paid = Payment {
            consent: ConsentStatus::Auth,
            status: Some(PaymentStatus::Acsc),
            updated_at: self.clock.now(),
            ..slip.payment.clone()
        };
        let session = slip.reply_to.session;
        self.store.post(&session, &slip.answer(Ok(paid.clone())))?;
        let settled = HostEvent::Changed { topic: "payment".into(), id: id.to_string() };
        self.store.post(&session, &settled)?;
        slip.payment = paid;
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<PaymentId, Slip>> {
        self.slips.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for Till {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Till").field("slips", &self.slips).finish_non_exhaustive()
    }
}

impl Slip {
    fn answer(&self, outcome: Result<Payment, Refusal>) -> HostEvent {
        HostEvent::Answered {
            request: self.reply_to.reply.request,
            context: self.reply_to.reply.context.clone(),
            answer: self.initiation.instruction.answer(outcome),
        }
    }
}

impl Payments for Till {
    fn initiate(
        &self,
        effect: &EffectId,
        owner: &Owner,
        initiation: &Initiation,
        reply_to: &ReplyTo,
    ) -> Result<Initiated, Unavailable> {
        let mut slips = self.lock();
        if slips.values().any(|slip| slip.effect == *effect) {
            return Ok(Initiated::AwaitingUser);
        }
        let id = &initiation.instruction.instruction_id;
        let known = slips
            .values()
            .find(|slip| slip.owner == *owner && slip.initiation.instruction.instruction_id == *id);
        if let Some(slip) = known {
            let same = slip.initiation.instruction == initiation.instruction;
            return Ok(Initiated::Answered(if same {
                Ok(slip.payment.clone())
            } else {
                let message = "instruction-id stands for another payment already";
                Err(Refusal::new(RefusalCode::DuplicateMismatch, message))
            }));
        }
        let payment = Payment {
            id: initiation.payment,
            instruction_id: id.clone(),
            consent: ConsentStatus::Awau,
            status: None,
            amount: initiation.instruction.amount,
            on: initiation.instruction.on,
            updated_at: self.clock.now(),
        };
        slips.insert(
            initiation.payment,
            Slip {
                effect: *effect,
                owner: owner.clone(),
                initiation: initiation.clone(),
                reply_to: reply_to.clone(),
                payment,
            },
        );
        Ok(Initiated::AwaitingUser)
    }

    fn payment(&self, owner: &Owner, id: &PaymentId) -> Result<Option<Payment>, Unavailable> {
        let slips = self.lock();
        Ok(slips.get(id).filter(|slip| slip.owner == *owner).map(|slip| slip.payment.clone()))
    }

    fn cancel(&self, _: &EffectId, owner: &Owner, id: &PaymentId) -> Result<(), Unavailable> {
        let mut slips = self.lock();
        let awaiting =
            |slip: &&mut Slip| slip.owner == *owner && slip.payment.consent == ConsentStatus::Awau;
        if let Some(slip) = slips.get_mut(id).filter(awaiting) {
            let withdrawn = Payment {
                consent: ConsentStatus::Canc,
                updated_at: self.clock.now(),
                ..slip.payment.clone()
            };
            self.store.post(&slip.reply_to.session, &slip.answer(Ok(withdrawn.clone())))?;
            slip.payment = withdrawn;
        }
        Ok(())
    }
}
