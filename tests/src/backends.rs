//! Backends that note every call, and do as little as they can.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use loggia_runtime::capability::loyalty::{Balance, Booked, Booking, BookingKind, Loyalty};
use loggia_runtime::capability::payments::{
    ConsentStatus, Initiated, Initiation, Payment, Payments, ReplyTo,
};
use loggia_runtime::capability::{Refusal, Unavailable};
use loggia_runtime::store::{HostEvent, MemoryStore, Owner, Store};
use loggia_runtime::{EffectId, PaymentId};

/// Payments that await their user until a test decides on them.
#[derive(Debug, Default)]
pub struct RecordedPayments {
    calls: Mutex<Vec<EffectId>>,
    reads: AtomicU64,
    fails: AtomicU64,
    payments: Mutex<BTreeMap<PaymentId, Recorded>>,
}

#[derive(Debug)]
struct Recorded {
    owner: Owner,
    initiation: Initiation,
    payment: Payment,
    reply_to: ReplyTo,
}

impl RecordedPayments {
    /// What was to be paid, in no order.
    pub fn initiations(&self) -> Vec<Initiation> {
        self.payments.lock().unwrap().values().map(|kept| kept.initiation.clone()).collect()
    }

    /// The effects of all calls that change something, repeats included.
    pub fn calls(&self) -> Vec<EffectId> {
        self.calls.lock().unwrap().clone()
    }

    /// How often a payment was read.
    pub fn reads(&self) -> u64 {
        self.reads.load(Ordering::SeqCst)
    }

    /// As many of the next calls that change something come to nothing.
    pub fn fail(&self, calls: u64) {
        self.fails.store(calls, Ordering::SeqCst);
    }

    fn called(&self, effect: &EffectId) -> Result<(), Unavailable> {
        self.calls.lock().unwrap().push(*effect);
        let left = |fails: u64| fails.checked_sub(1);
        match self.fails.try_update(Ordering::SeqCst, Ordering::SeqCst, left) {
            Ok(_) => Err(Unavailable { reason: "the test has it fail".into() }),
            Err(_) => Ok(()),
        }
    }

    /// Answers the request of a payment with the user's decision.
    pub fn decide(&self, store: &MemoryStore, id: PaymentId, consent: ConsentStatus) {
        let mut payments = self.payments.lock().unwrap();
        let Recorded { initiation, payment, reply_to, .. } =
            payments.get_mut(&id).expect("the payment was initiated");
        payment.consent = consent;
        let answered = HostEvent::Answered {
            request: reply_to.reply.request,
            context: reply_to.reply.context.clone(),
            answer: initiation.instruction.answer(Ok(payment.clone())),
        };
        store.post(&reply_to.session, &answered).unwrap();
    }
}

impl Payments for RecordedPayments {
    fn initiate(
        &self,
        effect: &EffectId,
        owner: &Owner,
        initiation: &Initiation,
        reply_to: &ReplyTo,
    ) -> Result<Initiated, Unavailable> {
        self.called(effect)?;
        let payment = Payment {
            id: initiation.payment,
            instruction_id: initiation.instruction.instruction_id.clone(),
            consent: ConsentStatus::Awau,
            status: None,
            amount: initiation.instruction.amount,
            on: initiation.instruction.on,
            updated_at: 0,
        };
        let (owner, initiation) = (owner.clone(), initiation.clone());
        let id = initiation.payment;
        let kept = Recorded { owner, initiation, payment, reply_to: reply_to.clone() };
        self.payments.lock().unwrap().entry(id).or_insert(kept);
        Ok(Initiated::AwaitingUser)
    }

    fn payment(&self, owner: &Owner, id: &PaymentId) -> Result<Option<Payment>, Unavailable> {
        self.reads.fetch_add(1, Ordering::SeqCst);
        let payments = self.payments.lock().unwrap();
        let own = payments.get(id).filter(|kept| kept.owner == *owner);
        Ok(own.map(|kept| kept.payment.clone()))
    }

    fn cancel(&self, effect: &EffectId, _owner: &Owner, id: &PaymentId) -> Result<(), Unavailable> {
        self.called(effect)?;
        if let Some(kept) = self.payments.lock().unwrap().get_mut(id) {
            kept.payment.consent = ConsentStatus::Canc;
        }
        Ok(())
    }
}

/// A loyalty scheme in which everybody has 120 points, unless it is dead.
#[derive(Debug, Default)]
pub struct RecordedLoyalty {
    calls: Mutex<Vec<Option<EffectId>>>,
    dead: AtomicBool,
}

impl RecordedLoyalty {
    /// The effects of all calls, repeats included; none for those that only read.
    pub fn calls(&self) -> Vec<Option<EffectId>> {
        self.calls.lock().unwrap().clone()
    }

    /// From now on it can do nothing.
    pub fn die(self: &Arc<Self>) {
        self.dead.store(true, Ordering::SeqCst);
    }

    fn called(&self, effect: Option<EffectId>) -> Result<(), Unavailable> {
        self.calls.lock().unwrap().push(effect);
        if self.dead.load(Ordering::SeqCst) {
            return Err(Unavailable { reason: "the test took it away".into() });
        }
        Ok(())
    }
}

impl Loyalty for RecordedLoyalty {
    fn balance(
        &self,
        _owner: &Owner,
        scheme: &str,
    ) -> Result<Result<Balance, Refusal>, Unavailable> {
        self.called(None)?;
        Ok(Ok(Balance { points: 120, scheme: scheme.into(), points_per_unit: 1 }))
    }

    fn book(
        &self,
        effect: &EffectId,
        _owner: &Owner,
        booking: &Booking,
    ) -> Result<Result<Booked, Refusal>, Unavailable> {
        self.called(Some(*effect))?;
        let points = match booking.kind {
            BookingKind::Redeem { points, .. } => points,
            BookingKind::Earn { .. } | BookingKind::Return { .. } => 10,
        };
        Ok(Ok(Booked { points, balance: 120 }))
    }
}
