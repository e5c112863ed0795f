//! The bank behind the capabilities while a test runs: it behaves as the contract's documents say.

mod accounts;
mod claims;
mod fx;
mod http;
mod location;
mod loyalty;
mod payments;
mod requests;
mod trouble;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::Opening;
use super::account::DetailField;
use accounts::Held;
pub(super) use accounts::{Direction, check_limit};
pub(super) use fx::Rate;
pub(super) use http::PartnerServer;
use loyalty::Redemption;
pub(super) use payments::Booked;
pub(super) use requests::{Question, Reply, Request, Sheet};
pub use trouble::Trouble;

use crate::bindings::loggia::loyalty::loyalty::Booking;
use crate::bindings::loggia::types::types::{Error, ErrorCode};
use crate::capability::{Claim, Claims, HttpRequest};

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
    /// The same for the opening.
    opening: bool,
    opened_at: Option<u64>,
    pub(super) answering: Option<(u64, Reply)>,
    pub(super) open: VecDeque<Request>,
    last_request: u64,
    calls_in_step: u32,
    pub(super) calls: u64,
    consented: BTreeSet<&'static str>,
    pub(super) subject: String,
    pub(super) given_name: String,
    /// What the bank has made sure of about the user.
    pub(super) masked_details: Vec<DetailField>,
    pub(super) claims: Claims,
    pub(super) granted_claims: Option<Vec<Claim>>,
    accounts: Vec<Held>,
    /// The transactions that the mini-app has been shown, by their ids.
    seen: BTreeSet<String>,
    pub(super) payments: Vec<Booked>,
    /// How many sessions there were before this one.
    pub(super) session: u32,
    /// The payments of earlier sessions that have moved on, which this one has still to hear of.
    pub(super) moved_on: VecDeque<String>,
    pub(super) server: Option<PartnerServer>,
    /// What was sent to it, the oldest first.
    pub(super) requests: Vec<HttpRequest>,
    pub(super) rates: Vec<Rate>,
    /// Degrees of latitude and longitude.
    pub(super) position: Option<(f64, f64)>,
    pub(super) points: u64,
    pub(super) points_per_unit: u32,
    earned: BTreeMap<String, Booking>,
    redeemed: BTreeMap<String, Redemption>,
    pub(crate) stored: BTreeMap<String, Vec<u8>>,
    pub(super) timers: Vec<Timer>,
    pub(super) log: Vec<String>,
    pub(super) closed: bool,
    /// What the user was offered to open.
    pub(super) openings: Vec<Opening>,
    /// Whether this step leads to another mini-app.
    pub(super) leads_elsewhere: bool,
    /// The interface that something is wrong with, and what.
    trouble: Option<(String, Trouble)>,
    /// The interfaces that were called so far.
    pub(super) called: BTreeSet<String>,
}

/// What leads to a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cause {
    /// The user did something.
    User,
    /// The user opened the mini-app.
    Opening,
    /// The bank, or the clock.
    Host,
}

#[derive(Clone, Debug)]
pub(super) struct Timer {
    pub(super) at: u64,
    pub(super) context: Vec<u8>,
}

/// The interfaces that one sheet asks the user for, once.
const CONSENTED_TOGETHER: [&str; 7] = [
    "loggia:accounts/accounts-basic",
    "loggia:accounts/balances",
    "loggia:accounts/transactions-credits",
    "loggia:accounts/transactions-debits",
    "loggia:accounts/transactions-detail",
    "loggia:identity/identity-basic",
    "loggia:location/location",
];

/// How long after the user's last action an answer may still raise a sheet.
const RAISE_MS: u64 = 5_000;

impl Bank {
    pub(super) fn new(now: u64) -> Self {
        Self {
            now,
            points_per_unit: 10,
            subject: "5ab1ec70000000000000000000000001".to_owned(),
            given_name: "Ada".to_owned(),
            ..Self::default()
        }
    }

    /// What every call comes through: is the capability there, and is there room for another call?
    pub(crate) fn admit(&mut self, interface: &str) -> Result<(), Error> {
        self.calls += 1;
        self.calls_in_step += 1;
        if !self.called.contains(interface) {
            self.called.insert(interface.to_owned());
        }
        if self.calls_in_step > 64 {
            return Err(error(ErrorCode::LimitExceeded, "a step makes at most 64 calls"));
        }
        if self.denied.contains(interface) || self.is_taken_back(interface) {
            return Err(error(ErrorCode::Denied, format!("{interface} is not granted")));
        }
        Ok(())
    }

    pub(crate) fn reachable(&self, interface: &str) -> Result<(), Error> {
        // Who doesn't want to pay declines on the sheet: the payment itself can be looked at.
        let declined = interface.starts_with("loggia:payments/");
        if !declined && self.has_trouble(interface, Trouble::Withdrawn) {
            return Err(error(ErrorCode::Denied, format!("{interface} was withdrawn")));
        }
        if self.unavailable.contains(interface) {
            return Err(error(
                ErrorCode::Unavailable,
                format!("{interface} does not work at the moment"),
            ));
        }
        Ok(())
    }

    pub(super) fn begin_step(&mut self, cause: Cause, answering: Option<(u64, Reply)>) {
        self.calls_in_step = 0;
        self.leads_elsewhere = false;
        self.user_acts = cause == Cause::User;
        self.opening = cause == Cause::Opening;
        self.answering = answering;
        if self.user_acts {
            self.user_acted_at = Some(self.now);
        }
        if self.opening {
            self.opened_at = Some(self.now);
        }
    }

    /// Sheets are raised for a user's action, or for an answer within five seconds of one.
    pub(super) fn may_raise_sheet(&self) -> bool {
        self.user_acts || self.answers_soon_after(self.user_acted_at)
    }

    /// The sheet for a consent is raised for the opening too.
    fn may_ask_for_consent(&self) -> bool {
        self.may_raise_sheet() || self.opening || self.answers_soon_after(self.opened_at)
    }

    fn answers_soon_after(&self, moment: Option<u64>) -> bool {
        let recently = moment.is_some_and(|at| self.now.saturating_sub(at) <= RAISE_MS);
        self.answering.is_some() && recently
    }

    /// Whether the user need not be asked for this interface any more.
    pub(super) fn has_consent(&self, interface: &str) -> bool {
        self.consented.contains(interface)
    }

    /// The user's word on one sheet, for all that it asks.
    pub(super) fn give_consent(&mut self) {
        self.consented.extend(CONSENTED_TOGETHER);
    }

    /// The user takes a consent back; whether it is one that can be given.
    pub(super) fn withdraw_consent(&mut self, interface: &str) -> bool {
        self.consented.remove(interface);
        CONSENTED_TOGETHER.contains(&interface)
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
