//! The payments backend: slips that a clerk takes money for.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use loggia_runtime::capability::payments::{
    ConsentStatus, Initiated, Initiation, Payment, PaymentStatus, Payments, ReplyTo,
};
use loggia_runtime::capability::{Refusal, RefusalCode, Unavailable};
use loggia_runtime::store::{HostEvent, Owner, Store, StoreError};
use loggia_runtime::{Clock, Day, EffectId, PaymentId};

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
    made_at: u64,
    /// What its session has not been told yet, in order.
    untold: Vec<HostEvent>,
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
    /// of the settlement. A slip whose money was taken is told of again where that failed.
    ///
    /// # Errors
    ///
    /// The store is unavailable: the mini-app has not heard all of it. The money is taken once, however
    /// often this is called again.
    pub fn take_money(&self, id: PaymentId) -> Result<(), StoreError> {
        let mut slips = self.lock();
        let Some(slip) = slips.get_mut(&id) else { return Ok(()) };
        if slip.payment.consent == ConsentStatus::Awau {
            slip.payment.consent = ConsentStatus::Auth;
            slip.payment.status = Some(PaymentStatus::Acsc);
            slip.payment.updated_at = self.clock.now();
            slip.untold = vec![
                slip.answer(Ok(slip.payment.clone())),
                HostEvent::Changed { topic: "payment".into(), id: id.to_string() },
            ];
        }
        slip.tell(&*self.store)
    }

    /// What the owner's slips of a day come to, in minor units: those that are paid or may yet be.
    fn of_the_day(slips: &BTreeMap<PaymentId, Slip>, owner: &Owner, day: Day) -> u64 {
        let counted = slips.values().filter(|slip| {
            slip.owner == *owner
                && matches!(slip.payment.consent, ConsentStatus::Awau | ConsentStatus::Auth)
                && Day::of(slip.made_at) == day
        });
        counted.map(|slip| slip.payment.amount.minor_units()).fold(0, u64::saturating_add)
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
    /// Tells its session what it has not been told, each once.
    fn tell(&mut self, store: &dyn Store) -> Result<(), StoreError> {
        while let Some(event) = self.untold.first() {
            store.post(&self.reply_to.session, event)?;
            self.untold.remove(0);
        }
        Ok(())
    }

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
        let refused = |message: &str| {
            let refusal = Refusal::new(RefusalCode::Denied, message);
            Ok(Initiated::Answered(Err(refusal)))
        };
        if initiation.instruction.on.is_some() {
            return refused("the till takes money at once, and for no later day");
        }
        let now = self.clock.now();
        let (amount, per_day) = (initiation.instruction.amount, initiation.per_day);
        let before = Self::of_the_day(&slips, owner, Day::of(now));
        if amount.currency() != per_day.currency()
            || before.saturating_add(amount.minor_units()) > per_day.minor_units()
        {
            return refused("the user would pay more in a day than the grant's per-day");
        }
        let payment = Payment {
            id: initiation.payment,
            instruction_id: id.clone(),
            consent: ConsentStatus::Awau,
            status: None,
            amount,
            on: None,
            updated_at: now,
        };
        slips.insert(
            initiation.payment,
            Slip {
                effect: *effect,
                owner: owner.clone(),
                initiation: initiation.clone(),
                reply_to: reply_to.clone(),
                payment,
                made_at: now,
                untold: Vec::new(),
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
        let Some(slip) = slips.get_mut(id).filter(|slip| slip.owner == *owner) else {
            return Ok(());
        };
        if slip.payment.consent == ConsentStatus::Awau {
            slip.payment.consent = ConsentStatus::Canc;
            slip.payment.updated_at = self.clock.now();
            slip.untold = vec![slip.answer(Ok(slip.payment.clone()))];
        }
        Ok(slip.tell(&*self.store)?)
    }
}
