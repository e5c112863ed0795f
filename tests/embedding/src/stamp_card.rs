//! The loyalty backend: a card with points on it, for each customer.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use loggia_runtime::capability::loyalty::{Balance, Booked, Booking, BookingKind, Loyalty};
use loggia_runtime::capability::payments::{Payment, PaymentStatus, Payments};
use loggia_runtime::capability::{Refusal, RefusalCode, Unavailable};
use loggia_runtime::store::Owner;
use loggia_runtime::{EffectId, PaymentId};

use crate::Till;

/// Points for one whole unit of what was paid.
const POINTS_PER_UNIT: u32 = 10;

/// Keeps the points of all customers.
#[derive(Debug)]
pub struct StampCard {
    till: Till,
    cards: Mutex<Cards>,
}

#[derive(Debug, Default)]
struct Cards {
    points: BTreeMap<Owner, u64>,
    done: BTreeMap<EffectId, Result<Booked, Refusal>>,
    /// By whose payment.
    earned: BTreeMap<(Owner, PaymentId), u64>,
    redeemed: BTreeMap<(Owner, String), (u64, bool)>,
}

impl StampCard {
    /// Cards that earn by what is paid at `till`.
    #[must_use]
    pub fn new(till: Till) -> Self {
        Self { till, cards: Mutex::default() }
    }

    /// The points on a customer's card.
    #[must_use]
    pub fn points(&self, owner: &Owner) -> u64 {
        self.lock().points.get(owner).copied().unwrap_or_default()
    }

    fn lock(&self) -> MutexGuard<'_, Cards> {
        self.cards.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Loyalty for StampCard {
    fn balance(
        &self,
        owner: &Owner,
        scheme: &str,
    ) -> Result<Result<Balance, Refusal>, Unavailable> {
        let points = self.points(owner);
        Ok(Ok(Balance { points, scheme: scheme.to_owned(), points_per_unit: POINTS_PER_UNIT }))
    }

    fn book(
        &self,
        effect: &EffectId,
        owner: &Owner,
        booking: &Booking,
    ) -> Result<Result<Booked, Refusal>, Unavailable> {
        // Before the lock: the till has one of its own.
        let paid = match &booking.kind {
            BookingKind::Earn { payment } => self.till.payment(owner, payment)?,
            BookingKind::Redeem { .. } | BookingKind::Return { .. } => None,
        };
        let mut cards = self.lock();
        if let Some(done) = cards.done.get(effect) {
            return Ok(done.clone());
        }
        let outcome = cards.booked(owner, &booking.kind, paid);
        if let Ok(booked) = &outcome {
            cards.points.insert(owner.clone(), booked.balance);
        }
        cards.done.insert(*effect, outcome.clone());
        Ok(outcome)
    }
}

impl Cards {
    /// What a booking comes to. Its balance is what is on the card after it, also where it had been made
    /// before and moves nothing any more.
    fn booked(
        &mut self,
        owner: &Owner,
        kind: &BookingKind,
        paid: Option<Payment>,
    ) -> Result<Booked, Refusal> {
        let refused = |code, message: &str| Err(Refusal::new(code, message));
        let balance = self.points.get(owner).copied().unwrap_or_default();
        let before = |points: u64| Ok(Booked { points, balance });
        match kind {
            BookingKind::Earn { payment } => {
                let key = (owner.clone(), *payment);
                match (self.earned.get(&key), paid) {
                    (Some(earned), _) => before(*earned),
                    (None, Some(paid)) if paid.status == Some(PaymentStatus::Acsc) => {
                        let unit = 10_u64.pow(paid.amount.currency().exponent());
                        let earned = paid.amount.minor_units() / unit * u64::from(POINTS_PER_UNIT);
                        self.earned.insert(key, earned);
                        Ok(Booked { points: earned, balance: balance.saturating_add(earned) })
                    }
                    (None, Some(_)) => {
                        refused(RefusalCode::Conflict, "the payment has not settled")
                    }
                    (None, None) => refused(RefusalCode::NotFound, "there is no such payment"),
                }
            }
            BookingKind::Redeem { points, reference } => {
                let key = (owner.clone(), reference.clone());
                match (self.redeemed.get(&key), balance.checked_sub(*points)) {
                    (Some((redeemed, _)), _) if redeemed == points => before(*points),
                    (Some(_), _) => refused(
                        RefusalCode::DuplicateMismatch,
                        "the reference stands for other points",
                    ),
                    (None, None) => refused(RefusalCode::Conflict, "the points do not suffice"),
                    (None, Some(balance)) => {
                        self.redeemed.insert(key, (*points, false));
                        Ok(Booked { points: *points, balance })
                    }
                }
            }
            BookingKind::Return { reference } => {
                match self.redeemed.get_mut(&(owner.clone(), reference.clone())) {
                    None => {
                        refused(RefusalCode::NotFound, "nothing was redeemed for this reference")
                    }
                    Some((returned, true)) => before(*returned),
                    Some((redeemed, returned)) => {
                        *returned = true;
                        let balance = balance.saturating_add(*redeemed);
                        Ok(Booked { points: *redeemed, balance })
                    }
                }
            }
        }
    }
}
