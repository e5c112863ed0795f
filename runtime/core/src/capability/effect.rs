//! What a committed step wants done outside of its session, and what comes of it.

use serde::{Deserialize, Serialize};

use super::account_information::{
    Account, Balance, CreditDebit, Detail, Page, Pick, Query, Transaction,
};
use super::fx::{Quote, QuoteRequest};
use super::http::{Outgoing, Response};
use super::identity_verified::{Claims, ClaimsRequest};
use super::location::Position;
use super::{Refusal, loyalty, payments};
use crate::ids::{EffectId, SessionId};
use crate::store::Owner;

/// Something that a committed step wants done outside of its session.
///
/// It waits in the store's outbox until a backend has done it. Backends are idempotent by `id`, so
/// that it may be handed to them more than once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Effect {
    /// What backends recognise a repeat by.
    pub id: EffectId,
    /// Which session asked.
    pub session: SessionId,
    /// Whose.
    pub owner: Owner,
    /// The request that its answer goes to; none for effects without one.
    pub reply: Option<Reply>,
    /// Whether its step may have the bank raise a sheet: the user did something just before.
    #[serde(default)]
    pub may_raise: bool,
    /// When it was committed, in milliseconds since 1970.
    pub at: u64,
    /// When its request is answered `unavailable` if no backend could do it, likewise; later by as long as
    /// it waited for the user's consent. What has no request is tried until it is done.
    pub deadline: u64,
    /// What is to be done.
    pub kind: EffectKind,
}

/// Where an answer goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// The request.
    pub request: u64,
    /// The mini-app's own words about it.
    #[serde(with = "serde_bytes")]
    pub context: Vec<u8>,
}

/// What an effect does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum EffectKind {
    /// Of `accounts-basic`, `balances` and `transactions-…`.
    AccountInformation(Query),
    /// `account-picker.pick-account`
    PickAccount(Pick),
    /// `identity-basic.request-consent`, of the interface.
    RequestConsent(String),
    /// `identity-verified.request-claims`
    RequestClaims(ClaimsRequest),
    /// `fx.get-quote`
    Quote(QuoteRequest),
    /// `http.send`
    SendHttp(Box<Outgoing>),
    /// `location.current`
    Locate {
        /// No finer than this.
        metres: u32,
        /// The side of the smallest square that the grant lets be told.
        #[serde(default)]
        finest: u32,
    },
    /// `payments-initiate.initiate` and `payments-scheduled.schedule`
    InitiatePayment(payments::Initiation),
    /// `payments-initiate.cancel` and `payments-scheduled.cancel`
    CancelPayment(crate::ids::PaymentId),
    /// `loyalty.get-balance`, of the scheme
    LoyaltyBalance(String),
    /// `loyalty.earn`, `redeem` and `return-points`
    LoyaltyBooking(loyalty::Booking),
}

/// What `take-…` gives in the step that handles the answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Answer {
    /// Of `accounts-basic.list-accounts`.
    Accounts(Result<Page<Account>, Refusal>),
    /// Of `account-picker.pick-account`.
    Picked(Result<Account, Refusal>),
    /// Of `balances.get-balances`.
    Balances(Result<Vec<Balance>, Refusal>),
    /// Of `transactions-credits.list-credits` and `transactions-debits.list-debits`.
    Transactions(CreditDebit, Result<Page<Transaction>, Refusal>),
    /// Of `transactions-detail.get-details`.
    Details(Result<Vec<Detail>, Refusal>),
    /// Of `identity-basic.request-consent`.
    Consent(Result<(), Refusal>),
    /// Of `identity-verified.request-claims`.
    Claims(Result<Box<Claims>, Refusal>),
    /// Of `fx.get-quote`.
    Quote(Result<Quote, Refusal>),
    /// Of `http.send`.
    Http(Result<Response, Refusal>),
    /// Of `location.current`.
    Position(Result<Position, Refusal>),
    /// Of `payments-initiate.initiate`.
    Payment(Result<payments::Payment, Refusal>),
    /// Of `payments-scheduled.schedule`.
    ScheduledPayment(Result<payments::Payment, Refusal>),
    /// Of `loyalty.get-balance`.
    LoyaltyBalance(Result<loyalty::Balance, Refusal>),
    /// Of `loyalty.earn`, `redeem` and `return-points`.
    LoyaltyBooking(Result<loyalty::Booked, Refusal>),
}

impl Answer {
    /// How many bytes it hands to the guest, about: all texts and bodies, and what holds lists of them.
    pub(crate) fn bytes(&self) -> usize {
        fn text(text: Option<&String>) -> usize {
            text.map_or(0, String::len)
        }
        fn each<T>(items: &[T], texts: impl Fn(&T) -> usize) -> usize {
            items.iter().map(|item| size_of::<T>() + texts(item)).sum()
        }
        match self {
            Self::Accounts(Ok(page)) => {
                let texts = |it: &Account| it.nickname.len() + it.type_code.len();
                text(page.next.as_ref()) + each(&page.items, texts)
            }
            Self::Transactions(_, Ok(page)) => {
                text(page.next.as_ref()) + each(&page.items, |it| it.id.len())
            }
            Self::Details(Ok(details)) => each(details, |it| {
                let facts = [&it.counterparty, &it.category, &it.remittance];
                it.id.len() + facts.into_iter().map(|fact| text(fact.as_ref())).sum::<usize>()
            }),
            Self::Balances(Ok(balances)) => each(balances, |_| 0),
            Self::Http(Ok(response)) => {
                let headers = each(&response.headers, |(name, value)| name.len() + value.len());
                // A body may be as large as the bound itself.
                headers.max(response.body.len())
            }
            Self::Claims(Ok(claims)) => {
                let lines = claims.known().filter_map(|claim| claims.lines(claim)).flatten();
                lines.map(|line| line.len()).sum()
            }
            Self::Picked(Ok(account)) => account.nickname.len(),
            Self::Quote(Ok(quote)) => quote.rate.len(),
            Self::LoyaltyBalance(Ok(balance)) => balance.scheme.len(),
            Self::Payment(Ok(payment)) | Self::ScheduledPayment(Ok(payment)) => {
                payment.instruction_id.len()
            }
            Self::Consent(Ok(())) | Self::Position(Ok(_)) | Self::LoyaltyBooking(Ok(_)) => 0,
            Self::Accounts(Err(refusal))
            | Self::Picked(Err(refusal))
            | Self::Balances(Err(refusal))
            | Self::Transactions(_, Err(refusal))
            | Self::Details(Err(refusal))
            | Self::Consent(Err(refusal))
            | Self::Claims(Err(refusal))
            | Self::Quote(Err(refusal))
            | Self::Http(Err(refusal))
            | Self::Position(Err(refusal))
            | Self::Payment(Err(refusal))
            | Self::ScheduledPayment(Err(refusal))
            | Self::LoyaltyBalance(Err(refusal))
            | Self::LoyaltyBooking(Err(refusal)) => refusal.message.len(),
        }
    }
}

impl EffectKind {
    /// The interface that the user must have consented to before it is done.
    pub(crate) fn needs_consent(&self) -> Option<&str> {
        match self {
            Self::AccountInformation(query) => Some(query.interface()),
            Self::RequestConsent(interface) => Some(interface),
            Self::Locate { .. } => Some("loggia:location/location"),
            Self::PickAccount(_)
            | Self::RequestClaims(_)
            | Self::Quote(_)
            | Self::SendHttp(_)
            | Self::InitiatePayment(_)
            | Self::CancelPayment(_)
            | Self::LoyaltyBalance(_)
            | Self::LoyaltyBooking(_) => None,
        }
    }

    /// Whose function asked for it, without its version: one of [`INTERFACES`](super::INTERFACES).
    /// To cancel a payment is of `payments-initiate` here, whichever began it.
    #[must_use]
    pub fn interface(&self) -> &str {
        match self {
            Self::AccountInformation(query) => query.interface(),
            Self::RequestConsent(interface) => interface,
            Self::PickAccount(_) => "loggia:accounts/account-picker",
            Self::RequestClaims(_) => "loggia:identity/identity-verified",
            Self::Quote(_) => "loggia:fx/fx",
            Self::SendHttp(_) => "loggia:http/http",
            Self::Locate { .. } => "loggia:location/location",
            Self::InitiatePayment(initiation) => initiation.instruction.interface(),
            Self::CancelPayment(_) => "loggia:payments/payments-initiate",
            Self::LoyaltyBalance(_) | Self::LoyaltyBooking(_) => "loggia:loyalty/loyalty",
        }
    }

    /// The answer to its request that says no; none where nothing is answered.
    #[must_use]
    pub fn refused(&self, refusal: Refusal) -> Option<Answer> {
        Some(match self {
            Self::AccountInformation(query) => query.refused(refusal),
            Self::PickAccount(_) => Answer::Picked(Err(refusal)),
            Self::RequestConsent(_) => Answer::Consent(Err(refusal)),
            Self::RequestClaims(_) => Answer::Claims(Err(refusal)),
            Self::Quote(_) => Answer::Quote(Err(refusal)),
            Self::SendHttp(_) => Answer::Http(Err(refusal)),
            Self::Locate { .. } => Answer::Position(Err(refusal)),
            Self::InitiatePayment(initiation) => initiation.instruction.answer(Err(refusal)),
            Self::LoyaltyBalance(_) => Answer::LoyaltyBalance(Err(refusal)),
            Self::LoyaltyBooking(_) => Answer::LoyaltyBooking(Err(refusal)),
            Self::CancelPayment(_) => return None,
        })
    }
}

impl Query {
    fn interface(&self) -> &'static str {
        match self {
            Self::Accounts(_) => "loggia:accounts/accounts-basic",
            Self::Balances(_) => "loggia:accounts/balances",
            Self::Transactions { indicator: CreditDebit::Credit, .. } => {
                "loggia:accounts/transactions-credits"
            }
            Self::Transactions { indicator: CreditDebit::Debit, .. } => {
                "loggia:accounts/transactions-debits"
            }
            Self::Details { .. } => "loggia:accounts/transactions-detail",
        }
    }

    fn refused(&self, refusal: Refusal) -> Answer {
        match self {
            Self::Accounts(_) => Answer::Accounts(Err(refusal)),
            Self::Balances(_) => Answer::Balances(Err(refusal)),
            Self::Transactions { indicator, .. } => Answer::Transactions(*indicator, Err(refusal)),
            Self::Details { .. } => Answer::Details(Err(refusal)),
        }
    }
}
