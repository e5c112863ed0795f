use std::marker::PhantomData;

use serde::Serialize;

use super::page::{Page, PageRequest};
use super::{amount, context};
use crate::answer::{Answer, sealed::Fetch};
use crate::bindings::loggia::accounts::transactions as wire;
pub use crate::bindings::loggia::accounts::transactions::EntryStatus;
use crate::bindings::loggia::types::types::Error;
use crate::host;
use crate::money::Money;
use crate::timestamp::Timestamp;

/// What came in, what went out, and with whom: three interfaces, of which a mini-app asks for those
/// whose functions it calls.
///
/// Each function is a request: `then` makes the message that brings the answer. Where the user has
/// not consented yet, the bank asks them first, and answers then.
#[derive(Clone, Copy, Debug)]
pub struct Transactions<M>(PhantomData<fn() -> M>);

/// What came in on an account or went out, the newest first. Which of the two is said by where it
/// stands: in [`Credits`] or in [`Debits`].
#[derive(Clone, Debug, PartialEq)]
pub struct Transaction {
    /// For this user and mini-app alone: at most 128 bytes.
    pub id: String,
    /// Whether it is booked, or held and not booked yet.
    pub status: EntryStatus,
    /// How much.
    pub amount: Money,
    /// When it was booked, or held.
    pub booked_at: Timestamp,
}

/// A page of what came in.
#[derive(Clone, Debug, PartialEq)]
pub struct Credits(pub Page<Transaction>);

/// A page of what went out.
#[derive(Clone, Debug, PartialEq)]
pub struct Debits(pub Page<Transaction>);

/// With whom a transaction was, and what for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransactionDetail {
    /// The transaction's id.
    pub id: String,
    /// The merchant or the other party, by name; none where the bank masks it for this mini-app, as it may
    /// each of these.
    pub counterparty: Option<String>,
    /// Merchant category code (ISO 18245), four digits, where there was a merchant.
    pub category: Option<String>,
    /// What it was for.
    pub remittance: Option<String>,
}

/// Which transactions are wanted. What is older than the history that the bank granted and the user
/// consented to is left out.
///
/// ```
/// use loggia_sdk::{Period, Timestamp};
///
/// let january = Period::all()
///     .since(Timestamp::from_millis(1_767_225_600_000))
///     .until(Timestamp::from_millis(1_769_904_000_000));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    since: Option<Timestamp>,
    until: Option<Timestamp>,
}

impl Period {
    /// As far back as the bank lets the mini-app see.
    #[must_use]
    pub const fn all() -> Self {
        Self { since: None, until: None }
    }

    /// From this moment on.
    #[must_use]
    pub const fn since(mut self, moment: Timestamp) -> Self {
        self.since = Some(moment);
        self
    }

    /// Before this moment.
    #[must_use]
    pub const fn until(mut self, moment: Timestamp) -> Self {
        self.until = Some(moment);
        self
    }

    fn to_wire(self) -> wire::Period {
        wire::Period {
            since: self.since.map(Timestamp::millis),
            until: self.until.map(Timestamp::millis),
        }
    }
}

impl<M> Transactions<M> {
    pub(crate) const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<M: Serialize> Transactions<M> {
    /// Asks for what came in on an account: `loggia:accounts/transactions-credits`. The answer's
    /// errors: `not-found` (no such account), `denied` (the user refused, or withdrew it), `expired`
    /// (the user did not decide in time), `unavailable`.
    ///
    /// # Errors
    /// `denied` (not granted; or the user would have to be asked, and no action or opening led here),
    /// `invalid-argument` (limit, cursor), `limit-exceeded`.
    pub fn list_credits(
        self,
        account: &str,
        period: Period,
        page: &PageRequest,
        then: impl FnOnce(Answer<Credits>) -> M,
    ) -> Result<(), Error> {
        let context = context(&then(Answer::expected()))?;
        let (period, page) = (period.to_wire(), page.to_wire());
        host::transactions_credits::list_credits(account, period, &page, &context).map(drop)
    }

    /// Asks for what went out of an account: `loggia:accounts/transactions-debits`. The answer's
    /// errors: as of [`list_credits`](Self::list_credits).
    ///
    /// # Errors
    /// As [`list_credits`](Self::list_credits).
    pub fn list_debits(
        self,
        account: &str,
        period: Period,
        page: &PageRequest,
        then: impl FnOnce(Answer<Debits>) -> M,
    ) -> Result<(), Error> {
        let context = context(&then(Answer::expected()))?;
        let (period, page) = (period.to_wire(), page.to_wire());
        host::transactions_debits::list_debits(account, period, &page, &context).map(drop)
    }

    /// Asks for the details of 1 to 100 transactions that this mini-app has seen:
    /// `loggia:accounts/transactions-detail`. They come in the order in which they were asked for;
    /// ids of other mini-apps and invented ones are left out. The answer's errors: `denied`,
    /// `expired`, `unavailable`.
    ///
    /// # Errors
    /// `denied` (not granted; or the user would have to be asked, and no action or opening led here),
    /// `invalid-argument` (none, or more than 100), `limit-exceeded`.
    pub fn get_details(
        self,
        transactions: &[String],
        then: impl FnOnce(Answer<Vec<TransactionDetail>>) -> M,
    ) -> Result<(), Error> {
        let context = context(&then(Answer::expected()))?;
        host::transactions_detail::get_details(transactions, &context).map(drop)
    }
}

impl Fetch for Credits {
    fn fetch(request: u64) -> Result<Self, Error> {
        from_wire(host::transactions_credits::take_credits(request)?).map(Self)
    }
}

impl Fetch for Debits {
    fn fetch(request: u64) -> Result<Self, Error> {
        from_wire(host::transactions_debits::take_debits(request)?).map(Self)
    }
}

impl Fetch for Vec<TransactionDetail> {
    fn fetch(request: u64) -> Result<Self, Error> {
        let details = host::transactions_detail::take_details(request)?;
        let details = details.into_iter().map(|detail| TransactionDetail {
            id: detail.id,
            counterparty: detail.counterparty,
            category: detail.category,
            remittance: detail.remittance,
        });
        Ok(details.collect())
    }
}

fn from_wire(page: wire::Page) -> Result<Page<Transaction>, Error> {
    let items = page.items.into_iter().map(|transaction| {
        Ok(Transaction {
            id: transaction.id,
            status: transaction.status,
            amount: amount("a transaction's amount", &transaction.amount)?,
            booked_at: Timestamp::from_millis(transaction.booked_at),
        })
    });
    Ok(Page { items: items.collect::<Result<_, Error>>()?, next: page.next })
}
