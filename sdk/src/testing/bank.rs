//! The bank behind the capabilities while a test runs: it behaves as the contract's documents say.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::bindings::loggia::loyalty::loyalty::{Balance, Booking};
use crate::bindings::loggia::payments::payments_initiate::{
    ConsentStatus, Instruction, Payment, PaymentStatus,
};
use crate::bindings::loggia::types::types::{Error, ErrorCode};
use crate::currency::Currency;

/// All that the bank knows. A step works on it directly, and a failed one is undone by putting the copy
/// of before back.
#[derive(Clone, Debug, Default)]
pub(crate) struct Bank {
    pub(crate) now: u64,
    pub(super) denied: BTreeSet<String>,
    pub(super) unavailable: BTreeSet<String>,
    pub(super) per_payment: Option<crate::Money>,
    /// Whether this step handles a user's action; when the last one was handled.
    pub(super) user_acts: bool,
    pub(super) user_acted_at: Option<u64>,
    pub(super) answering: Option<(u64, Reply)>,
    pub(super) open: VecDeque<Request>,
    last_request: u64,
    calls: u32,
    pub(super) payments: Vec<Booked>,
    pub(super) points: u64,
    pub(super) points_per_unit: u32,
    earned: BTreeMap<String, Booking>,
    redeemed: BTreeMap<String, Redemption>,
    pub(crate) stored: BTreeMap<String, Vec<u8>>,
    pub(super) timers: Vec<Timer>,
    pub(super) log: Vec<String>,
    pub(super) closed: bool,
}

/// A question that is still to be answered.
#[derive(Clone, Debug)]
pub(super) struct Request {
    pub(super) id: u64,
    pub(super) context: Vec<u8>,
    pub(super) question: Question,
}

#[derive(Clone, Debug)]
pub(super) enum Question {
    Balance,
    Earn(String),
    Redeem {
        points: u64,
        reference: String,
    },
    Return(String),
    /// The payment of this id.
    Outcome(String),
    /// A payment whose instruction id stands for another one.
    Mismatch,
}

#[derive(Clone, Debug)]
pub(super) enum Reply {
    Balance(Result<Balance, Error>),
    Booking(Result<Booking, Error>),
    Outcome(Result<Payment, Error>),
}

/// A payment with the words in which it was asked for.
#[derive(Clone, Debug)]
pub(super) struct Booked {
    pub(super) instruction: Instruction,
    pub(super) payment: Payment,
}

#[derive(Clone, Copy, Debug)]
struct Redemption {
    points: u64,
    booking: Booking,
    returned: Option<Booking>,
}

#[derive(Clone, Debug)]
pub(super) struct Timer {
    pub(super) at: u64,
    pub(super) context: Vec<u8>,
}

const LOYALTY: &str = "loggia:loyalty/loyalty";
const PAYMENTS: &str = "loggia:payments/payments-initiate";

impl Bank {
    pub(super) fn new(now: u64) -> Self {
        Self { now, points_per_unit: 10, ..Self::default() }
    }

    /// What every call comes through: is the capability there, and is there room for another call?
    pub(crate) fn admit(&mut self, interface: &str) -> Result<(), Error> {
        self.calls += 1;
        if self.calls > 64 {
            return Err(error(ErrorCode::LimitExceeded, "a step makes at most 64 calls"));
        }
        if self.denied.contains(interface) {
            return Err(error(ErrorCode::Denied, format!("{interface} is not granted")));
        }
        Ok(())
    }

    pub(crate) fn reachable(&self, interface: &str) -> Result<(), Error> {
        if self.unavailable.contains(interface) {
            return Err(error(
                ErrorCode::Unavailable,
                format!("{interface} does not work at the moment"),
            ));
        }
        Ok(())
    }

    pub(super) fn begin_step(&mut self, user_acts: bool, answering: Option<(u64, Reply)>) {
        self.calls = 0;
        self.user_acts = user_acts;
        self.answering = answering;
        if user_acts {
            self.user_acted_at = Some(self.now);
        }
    }

    pub(super) fn ask(&mut self, question: Question, context: &[u8]) -> Result<u64, Error> {
        check_context(context)?;
        if self.open.len() >= 16 {
            return Err(error(ErrorCode::LimitExceeded, "at most 16 requests are open at once"));
        }
        self.last_request += 1;
        self.open.push_back(Request { id: self.last_request, context: context.to_vec(), question });
        Ok(self.last_request)
    }

    /// Sheets are raised for a user's action, or for an answer within five seconds of one.
    pub(super) fn may_raise_sheet(&self) -> bool {
        let recently = self.user_acted_at.is_some_and(|at| self.now.saturating_sub(at) <= 5_000);
        self.user_acts || (self.answering.is_some() && recently)
    }

    /// The oldest request whose answer is known: a payment's is not before the user has decided.
    pub(super) fn answerable(&self, hold: bool) -> Option<usize> {
        self.open.iter().position(|request| match &request.question {
            Question::Outcome(id) => {
                self.booked(id).is_some_and(|booked| booked.payment.consent != ConsentStatus::Awau)
            }
            Question::Mismatch => true,
            _ => !hold,
        })
    }

    /// What the bank says to a question, and does for it.
    pub(super) fn reply(&mut self, question: &Question, refusal: Option<ErrorCode>) -> Reply {
        let interface = match question {
            Question::Outcome(_) | Question::Mismatch => PAYMENTS,
            _ => LOYALTY,
        };
        let refused = match refusal {
            Some(code) => Err(error(code, "the test has the bank refuse this")),
            None => self.reachable(interface),
        };
        match question {
            Question::Balance => Reply::Balance(refused.map(|()| Balance {
                points: self.points,
                scheme: "Test points".to_owned(),
                points_per_unit: self.points_per_unit,
            })),
            Question::Earn(payment) => Reply::Booking(refused.and_then(|()| self.earn(payment))),
            Question::Redeem { points, reference } => {
                Reply::Booking(refused.and_then(|()| self.redeem(*points, reference)))
            }
            Question::Return(reference) => {
                Reply::Booking(refused.and_then(|()| self.return_points(reference)))
            }
            Question::Outcome(id) => Reply::Outcome(refused.and_then(|()| self.outcome(id))),
            Question::Mismatch => Reply::Outcome(Err(error(
                ErrorCode::DuplicateMismatch,
                "this instruction id stands for another payment: use a new one for a new payment",
            ))),
        }
    }

    pub(super) fn booked(&self, id: &str) -> Option<&Booked> {
        self.payments.iter().find(|booked| booked.payment.id == id)
    }

    pub(super) fn booked_mut(&mut self, id: &str) -> Option<&mut Booked> {
        self.payments.iter_mut().find(|booked| booked.payment.id == id)
    }

    pub(super) fn book(&mut self, instruction: &Instruction) -> String {
        let id = format!("{:032x}", self.payments.len() + 1);
        self.payments.push(Booked {
            instruction: instruction.clone(),
            payment: Payment {
                id: id.clone(),
                instruction_id: instruction.instruction_id.clone(),
                consent: ConsentStatus::Awau,
                status: None,
                amount: instruction.amount.clone(),
                updated_at: self.now,
            },
        });
        id
    }

    fn outcome(&self, id: &str) -> Result<Payment, Error> {
        let booked =
            self.booked(id).ok_or_else(|| error(ErrorCode::NotFound, "no such payment"))?;
        match booked.payment.consent {
            ConsentStatus::Expd => {
                Err(error(ErrorCode::Expired, "the user did not decide in time"))
            }
            _ => Ok(booked.payment.clone()),
        }
    }

    fn earn(&mut self, id: &str) -> Result<Booking, Error> {
        if let Some(booking) = self.earned.get(id) {
            return Ok(*booking);
        }
        let payment =
            &self.booked(id).ok_or_else(|| error(ErrorCode::NotFound, "no such payment"))?.payment;
        if payment.status != Some(PaymentStatus::Acsc) {
            return Err(error(ErrorCode::Conflict, "the payment has not settled (acsc)"));
        }
        let decimals = Currency::new(&payment.amount.currency).map_or(2, Currency::decimals);
        let points =
            payment.amount.minor_units / 10u64.pow(decimals) * u64::from(self.points_per_unit);
        self.points += points;
        let booking = Booking { points, balance: self.points };
        self.earned.insert(id.to_owned(), booking);
        Ok(booking)
    }

    fn redeem(&mut self, points: u64, reference: &str) -> Result<Booking, Error> {
        if let Some(redemption) = self.redeemed.get(reference) {
            return if redemption.points == points {
                Ok(redemption.booking)
            } else {
                Err(error(ErrorCode::DuplicateMismatch, "this reference stands for other points"))
            };
        }
        let left = self.points.checked_sub(points);
        self.points =
            left.ok_or_else(|| error(ErrorCode::Conflict, "the points do not suffice"))?;
        let booking = Booking { points, balance: self.points };
        self.redeemed.insert(reference.to_owned(), Redemption { points, booking, returned: None });
        Ok(booking)
    }

    fn return_points(&mut self, reference: &str) -> Result<Booking, Error> {
        let redemption = self
            .redeemed
            .get_mut(reference)
            .ok_or_else(|| error(ErrorCode::NotFound, "nothing was redeemed for this reference"))?;
        if let Some(booking) = redemption.returned {
            return Ok(booking);
        }
        self.points += redemption.points;
        let booking = Booking { points: redemption.points, balance: self.points };
        redemption.returned = Some(booking);
        Ok(booking)
    }
}

pub(crate) fn check_context(context: &[u8]) -> Result<(), Error> {
    if context.len() > 1024 {
        return Err(error(
            ErrorCode::InvalidArgument,
            "context: at most 1 024 bytes, keep the message small",
        ));
    }
    Ok(())
}

pub(crate) fn error(code: ErrorCode, message: impl Into<String>) -> Error {
    Error {
        code,
        reason: None,
        message: message.into(),
        retry_after_ms: None,
        reference: "00000000deadbeef".to_owned(),
    }
}
