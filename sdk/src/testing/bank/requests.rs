//! Questions that are answered later, and what the bank says to them.

use super::accounts::{Cursor, Direction};
use super::{Bank, check_context, error};
use crate::bindings::loggia::accounts::{
    account_picker, accounts_basic, balances, transactions, transactions_detail,
};
use crate::bindings::loggia::fx::fx;
use crate::bindings::loggia::http::http;
use crate::bindings::loggia::identity::identity_verified;
use crate::bindings::loggia::location::location;
use crate::bindings::loggia::loyalty::loyalty;
use crate::bindings::loggia::payments::payments_initiate::{ConsentStatus, Payment};
use crate::bindings::loggia::payments::payments_scheduled::Scheduled;
use crate::bindings::loggia::types::types::{Error, ErrorCode};
use crate::capability::Claim;
use crate::currency::Currency;
use crate::money::Money;

/// A question that is still to be answered.
#[derive(Clone, Debug)]
pub(in super::super) struct Request {
    pub(in super::super) id: u64,
    pub(in super::super) context: Vec<u8>,
    pub(in super::super) question: Question,
    /// The sheet before which it waits.
    pub(in super::super) waits_for: Option<Sheet>,
    /// The answer that the user's decision made of it, if it is a refusal.
    pub(in super::super) refusal: Option<ErrorCode>,
}

/// A sheet of the bank's, other than a payment's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Sheet {
    Consent,
    Picker,
    Claims,
}

#[derive(Clone, Debug)]
pub(in super::super) enum Question {
    Accounts {
        from: usize,
        limit: usize,
    },
    /// The account that was picked, by its place among the user's.
    Pick {
        reason: String,
        picked: Option<usize>,
    },
    Balances {
        account: String,
    },
    Transactions {
        direction: Direction,
        account: String,
        period: transactions::Period,
        after: Option<Cursor>,
        limit: usize,
    },
    Details {
        transactions: Vec<String>,
    },
    Consent,
    Claims {
        asked: Vec<Claim>,
        purpose: String,
        ticked: Vec<Claim>,
    },
    Http(http::Request),
    Quote {
        amount: Money,
        into: Currency,
    },
    Position {
        accuracy_metres: u32,
    },
    Points,
    Earn(String),
    Redeem {
        points: u64,
        reference: String,
    },
    Return(String),
    /// What became of a payment, initiated or scheduled.
    Outcome {
        payment: String,
        scheduled: bool,
        /// It was asked for before: it is answered as it stands.
        repeated: bool,
    },
    /// A payment that the bank doesn't take in.
    NotTaken {
        scheduled: bool,
        error: Error,
    },
}

#[derive(Clone, Debug)]
pub(in super::super) enum Reply {
    Accounts(Result<accounts_basic::Page, Error>),
    Picked(Result<account_picker::Picked, Error>),
    Balances(Result<Vec<balances::Balance>, Error>),
    Transactions(Direction, Result<transactions::Page, Error>),
    Details(Result<Vec<transactions_detail::Detail>, Error>),
    Consent(Result<bool, Error>),
    Claims(Result<identity_verified::Claims, Error>),
    Http(Result<http::Response, Error>),
    Quote(Result<fx::Quote, Error>),
    Position(Result<location::Position, Error>),
    Points(Result<loyalty::Balance, Error>),
    Booking(Result<loyalty::Booking, Error>),
    Outcome(Result<Payment, Error>),
    Scheduled(Result<Scheduled, Error>),
}

impl Question {
    pub(in super::super) fn interface(&self) -> &'static str {
        match self {
            Self::Accounts { .. } => "loggia:accounts/accounts-basic",
            Self::Pick { .. } => "loggia:accounts/account-picker",
            Self::Balances { .. } => "loggia:accounts/balances",
            Self::Transactions { direction, .. } => direction.interface(),
            Self::Details { .. } => "loggia:accounts/transactions-detail",
            Self::Consent => "loggia:identity/identity-basic",
            Self::Claims { .. } => "loggia:identity/identity-verified",
            Self::Http(_) => "loggia:http/http",
            Self::Quote { .. } => "loggia:fx/fx",
            Self::Position { .. } => "loggia:location/location",
            Self::Points | Self::Earn(_) | Self::Redeem { .. } | Self::Return(_) => {
                "loggia:loyalty/loyalty"
            }
            Self::Outcome { scheduled: true, .. } | Self::NotTaken { scheduled: true, .. } => {
                "loggia:payments/payments-scheduled"
            }
            Self::Outcome { .. } | Self::NotTaken { .. } => "loggia:payments/payments-initiate",
        }
    }
}

impl Bank {
    pub(in super::super) fn ask(
        &mut self,
        question: Question,
        context: &[u8],
    ) -> Result<u64, Error> {
        check_context(context)?;
        if self.open.len() >= 16 {
            return Err(error(ErrorCode::LimitExceeded, "at most 16 requests are open at once"));
        }
        self.last_request += 1;
        // One sheet of this kind is enough: who asks behind it is refused.
        let asked_already = !self.waiting_for(Sheet::Claims).is_empty();
        let (waits_for, refusal) = match question {
            Question::Pick { .. } => (Some(Sheet::Picker), None),
            Question::Claims { .. } if asked_already => (None, Some(ErrorCode::LimitExceeded)),
            Question::Claims { .. } => (Some(Sheet::Claims), None),
            _ => (None, None),
        };
        self.open.push_back(Request {
            id: self.last_request,
            context: context.to_vec(),
            question,
            waits_for,
            refusal,
        });
        Ok(self.last_request)
    }

    /// Asks what only a user who has consented lets be answered: before the answer there is a sheet,
    /// if need be, the same one for all that is asked while it is on screen.
    pub(in super::super) fn ask_with_consent(
        &mut self,
        question: Question,
        context: &[u8],
    ) -> Result<u64, Error> {
        let consented = self.has_consent(question.interface());
        if !consented && !self.may_ask_for_consent() {
            return Err(error(
                ErrorCode::Denied,
                "the user has not consented, and is asked for a user's action or the opening only",
            ));
        }
        let id = self.ask(question, context)?;
        if let Some(request) = self.open.back_mut().filter(|_| !consented) {
            request.waits_for = Some(Sheet::Consent);
        }
        Ok(id)
    }

    /// The requests that wait before this sheet.
    pub(in super::super) fn waiting_for(&mut self, sheet: Sheet) -> Vec<&mut Request> {
        self.open.iter_mut().filter(|request| request.waits_for == Some(sheet)).collect()
    }

    /// The oldest request whose answer is known: what waits for the user has none before they have
    /// decided.
    pub(in super::super) fn answerable(&self, hold: bool) -> Option<usize> {
        (0..self.open.len()).find(|which| self.is_answerable(*which, hold))
    }

    /// Whether the answer to the request at this place is known.
    pub(in super::super) fn is_answerable(&self, which: usize, hold: bool) -> bool {
        self.open.get(which).is_some_and(|request| match &request.question {
            _ if request.waits_for.is_some() => false,
            Question::Outcome { repeated: true, .. } => true,
            Question::Outcome { payment, .. } => self
                .booked(payment)
                .is_some_and(|booked| booked.payment.consent != ConsentStatus::Awau),
            // The user's decision is the answer.
            Question::Pick { .. }
            | Question::Consent
            | Question::Claims { .. }
            | Question::NotTaken { .. } => true,
            question if self.is_slow(question.interface()) => request.refusal.is_some(),
            _ => !hold || request.refusal.is_some(),
        })
    }

    /// What the bank says to a question, and does for it.
    pub(in super::super) fn reply(
        &mut self,
        question: &Question,
        refusal: Option<ErrorCode>,
    ) -> Reply {
        let interface = question.interface();
        if let (None, Some(reply)) = (refusal, self.troubled_reply(question)) {
            return reply;
        }
        let refused = match refusal {
            Some(code) => Err(error(code, "the user or the bank refuses this")),
            None => self.reachable(interface),
        };
        match question {
            Question::Accounts { from, limit } => {
                let consented = refused.and_then(|()| self.consented_to(interface));
                Reply::Accounts(consented.map(|()| self.list_accounts(*from, *limit)))
            }
            Question::Pick { picked, .. } => {
                Reply::Picked(refused.and_then(|()| self.picked(*picked)))
            }
            Question::Balances { account } => {
                let consented = refused.and_then(|()| self.consented_to(interface));
                Reply::Balances(consented.and_then(|()| self.balances_of(account)))
            }
            Question::Transactions { direction, account, period, after, limit } => {
                let consented = refused.and_then(|()| self.consented_to(interface));
                let page = consented.and_then(|()| {
                    self.list_transactions(*direction, account, *period, *after, *limit)
                });
                Reply::Transactions(*direction, page)
            }
            Question::Details { transactions } => {
                let consented = refused.and_then(|()| self.consented_to(interface));
                Reply::Details(consented.map(|()| self.details_of(transactions)))
            }
            // A refusal is an answer here: no.
            Question::Consent => Reply::Consent(match refused {
                Err(error) if error.code == ErrorCode::Unavailable => Err(error),
                _ => Ok(self.has_consent(interface)),
            }),
            Question::Claims { ticked, .. } => {
                Reply::Claims(refused.and_then(|()| self.tell(ticked)))
            }
            Question::Http(request) => Reply::Http(refused.and_then(|()| self.exchange(request))),
            Question::Quote { amount, into } => {
                Reply::Quote(refused.and_then(|()| self.quote(*amount, *into)))
            }
            Question::Position { accuracy_metres } => {
                let consented = refused.and_then(|()| self.consented_to(interface));
                Reply::Position(consented.and_then(|()| self.locate(*accuracy_metres)))
            }
            Question::Points => Reply::Points(refused.map(|()| loyalty::Balance {
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
            Question::Outcome { payment, scheduled: false, .. } => Reply::Outcome(
                refused.and_then(|()| self.outcome(payment).map(|booked| booked.payment.clone())),
            ),
            Question::Outcome { payment, scheduled: true, .. } => {
                let booked = refused.and_then(|()| self.outcome(payment));
                Reply::Scheduled(booked.and_then(|booked| {
                    booked.scheduled().ok_or_else(|| error(ErrorCode::NotFound, "no such payment"))
                }))
            }
            Question::NotTaken { scheduled: false, error } => {
                Reply::Outcome(refused.and_then(|()| Err(error.clone())))
            }
            Question::NotTaken { scheduled: true, error } => {
                Reply::Scheduled(refused.and_then(|()| Err(error.clone())))
            }
        }
    }

    /// A consent may be taken back between the question and the answer.
    fn consented_to(&self, interface: &str) -> Result<(), Error> {
        if self.has_consent(interface) {
            return Ok(());
        }
        Err(error(ErrorCode::Denied, format!("the user has withdrawn {interface}")))
    }
}
