//! `loggia:loyalty/loyalty`: points in the one scheme that the grant names.
//!
//! Points are earned by settled payments at the scheme's rate, so a mini-app cannot mint any.
//! Every function is a request: it is staged, committed with the step, and then done by the
//! backend.

use serde::{Deserialize, Serialize};
use wasmtime::component::{HasSelf, Linker};

use super::payments::reference;
use super::{Answer, EffectKind, Refusal, RefusalCode, Unavailable, not_granted, wrong_take};
use crate::contract::loggia::loyalty::loyalty as wit;
use crate::contract::loggia::types::types as wit_types;
use crate::ids::{EffectId, PaymentId};
use crate::state::StepState;
use crate::store::Owner;

/// Which scheme a mini-app may use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct LoyaltyGrant {
    /// The scheme's id at the bank.
    pub scheme: String,
}

/// Where a user stands in a scheme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Balance {
    /// Points that can be redeemed.
    pub points: u64,
    /// The scheme's name.
    pub scheme: String,
    /// Points for one whole unit of a payment's currency.
    pub points_per_unit: u32,
}

/// What is to be booked, in which scheme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Booking {
    /// The scheme's id.
    pub scheme: String,
    /// What.
    pub kind: BookingKind,
}

/// What is to be booked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BookingKind {
    /// The points of a settled payment; each payment once, for ever.
    Earn {
        /// Which, of the owner's.
        payment: PaymentId,
    },
    /// Points spent.
    Redeem {
        /// How many.
        points: u64,
        /// The mini-app's idempotency key.
        reference: String,
    },
    /// The points redeemed for a reference given back, once.
    Return {
        /// Which.
        reference: String,
    },
}

/// A booking that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Booked {
    /// How many points it moved.
    pub points: u64,
    /// Points that can be redeemed after it.
    pub balance: u64,
}

/// The bank's loyalty schemes.
pub trait Loyalty: Send + Sync + 'static {
    /// Where the owner stands in a scheme.
    ///
    /// # Errors
    ///
    /// It cannot be read now.
    fn balance(&self, owner: &Owner, scheme: &str)
    -> Result<Result<Balance, Refusal>, Unavailable>;

    /// Books, once per effect, and once per payment or reference: a repeat is answered with the
    /// first booking.
    ///
    /// # Errors
    ///
    /// It may or may not have been done; it will be called again.
    fn book(
        &self,
        effect: &EffectId,
        owner: &Owner,
        booking: &Booking,
    ) -> Result<Result<Booked, Refusal>, Unavailable>;
}

/// The most points that one call can redeem.
const MAX_POINTS: u64 = 1_000_000;

impl wit::Host for StepState {
    fn get_balance(&mut self, context: Vec<u8>) -> Result<u64, wit_types::Error> {
        self.request_in_scheme(context, |scheme| Ok(EffectKind::LoyaltyBalance(scheme)))
    }

    fn take_balance(&mut self, request: u64) -> Result<wit::Balance, wit_types::Error> {
        let taken = self.begin_call().and_then(|()| match self.answer_to(request)? {
            Answer::LoyaltyBalance(balance) => balance.clone(),
            _ => Err(wrong_take()),
        });
        let Balance { points, scheme, points_per_unit } =
            taken.map_err(|refusal| self.refuse(refusal))?;
        Ok(wit::Balance { points, scheme, points_per_unit })
    }

    fn earn(&mut self, payment: String, context: Vec<u8>) -> Result<u64, wit_types::Error> {
        self.request_booking(context, || {
            let payment = payment.parse().map_err(|error| {
                Refusal::new(RefusalCode::InvalidArgument, format!("payment: {error}"))
            })?;
            Ok(BookingKind::Earn { payment })
        })
    }

    fn redeem(
        &mut self,
        points: u64,
        reference: String,
        context: Vec<u8>,
    ) -> Result<u64, wit_types::Error> {
        self.request_booking(context, || {
            check_reference(&reference)?;
            if !(1..=MAX_POINTS).contains(&points) {
                return Err(Refusal::new(
                    RefusalCode::InvalidArgument,
                    "points must be 1 to 1 000 000",
                ));
            }
            Ok(BookingKind::Redeem { points, reference })
        })
    }

    fn return_points(
        &mut self,
        reference: String,
        context: Vec<u8>,
    ) -> Result<u64, wit_types::Error> {
        self.request_booking(context, || {
            check_reference(&reference)?;
            Ok(BookingKind::Return { reference })
        })
    }

    fn take_booking(&mut self, request: u64) -> Result<wit::Booking, wit_types::Error> {
        let taken = self.begin_call().and_then(|()| match self.answer_to(request)? {
            Answer::LoyaltyBooking(booked) => booked.clone(),
            _ => Err(wrong_take()),
        });
        let Booked { points, balance } = taken.map_err(|refusal| self.refuse(refusal))?;
        Ok(wit::Booking { points, balance })
    }
}

impl StepState {
    fn request_booking(
        &mut self,
        context: Vec<u8>,
        kind: impl FnOnce() -> Result<BookingKind, Refusal>,
    ) -> Result<u64, wit_types::Error> {
        self.request_in_scheme(context, |scheme| {
            Ok(EffectKind::LoyaltyBooking(Booking { scheme, kind: kind()? }))
        })
    }

    /// Counts the call, authorises it, and stages what `effect` makes for the granted scheme.
    #[tracing::instrument(name = "capability.loyalty", level = "debug", skip_all)]
    fn request_in_scheme(
        &mut self,
        context: Vec<u8>,
        effect: impl FnOnce(String) -> Result<EffectKind, Refusal>,
    ) -> Result<u64, wit_types::Error> {
        let staged = self.begin_call().and_then(|()| {
            let grant =
                self.grant.loyalty.as_ref().ok_or_else(|| not_granted("a loyalty scheme"))?;
            let effect = effect(grant.scheme.clone())?;
            self.stage_request(effect, context)
        });
        staged.map_err(|refusal| self.refuse(refusal))
    }
}

fn check_reference(value: &str) -> Result<(), Refusal> {
    reference("reference", value)
}

pub(super) fn link(linker: &mut Linker<StepState>) -> wasmtime::Result<()> {
    wit::add_to_linker::<_, HasSelf<StepState>>(linker, |state| {
        state.calling("loggia:loyalty/loyalty")
    })
}
