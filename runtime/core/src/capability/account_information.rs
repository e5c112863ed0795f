//! What the interfaces about a user's accounts share: the backend trait, and what it gives.
//!
//! No core-banking id leaves the backend. Accounts are pseudonyms of one mini-app and user;
//! transactions and cursors are tokens that only the backend reads. What is another mini-app's, and
//! what was made up, look the same: `not-found`, or `invalid-argument` for a cursor.

use serde::{Deserialize, Serialize};

use super::transactions_detail::DetailField;
use super::{Refusal, RefusalCode, Unavailable};
use crate::contract::loggia::types::types as wit_types;
use crate::ids::{AccountPseudonym, EffectId, SessionId};
use crate::money::{Currency, Money};
use crate::store::Owner;

/// The most items that a page can have.
pub const MAX_PAGE: u32 = 100;
/// The longest token for a transaction or a place in a list, in bytes.
pub const MAX_TOKEN: usize = 128;
/// A day, in milliseconds.
const DAY: u64 = 24 * 60 * 60 * 1_000;

/// What is asked about a user's accounts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Query {
    /// `accounts-basic.list-accounts`
    Accounts(PageRequest),
    /// `balances.get-balances`
    Balances(AccountPseudonym),
    /// `transactions-credits.list-credits` and `transactions-debits.list-debits`
    Transactions {
        /// Which of the two.
        indicator: CreditDebit,
        /// On which account.
        account: AccountPseudonym,
        /// From when to when.
        period: Period,
        /// How far back the grant lets them be seen, in days.
        history_days: u32,
        /// Which part.
        page: PageRequest,
    },
    /// `transactions-detail.get-details`
    Details {
        /// Of which transactions.
        transactions: Vec<String>,
        /// How far back the grant lets them be seen, in days.
        history_days: u32,
        /// What the grant leaves out.
        masked: Vec<DetailField>,
    },
}

/// Which part of a list is wanted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageRequest {
    /// Where to go on.
    pub cursor: Option<String>,
    /// 1 to [`MAX_PAGE`].
    pub limit: u32,
}

/// A part of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page<T> {
    /// At most as many as were asked for.
    pub items: Vec<T>,
    /// Where the list goes on.
    pub next: Option<String>,
}

/// Which way money went, seen from the account (ISO 20022 CreditDebitCode).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CreditDebit {
    /// It came in.
    Credit,
    /// It went out.
    Debit,
}

/// From when (inclusive) to when (exclusive), in milliseconds since 1970.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the type's docs say it")]
pub struct Period {
    pub since: Option<u64>,
    pub until: Option<u64>,
}

impl Period {
    /// Without what is older than so many days.
    #[must_use]
    pub fn within(self, days: u32, now: u64) -> Self {
        let earliest = earliest(days, now);
        Self { since: Some(self.since.map_or(earliest, |since| since.max(earliest))), ..self }
    }
}

/// The moment so many days ago.
pub(crate) fn earliest(days: u32, now: u64) -> u64 {
    now.saturating_sub(u64::from(days).saturating_mul(DAY))
}

/// An account as a mini-app sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// The mini-app's name for it.
    pub id: AccountPseudonym,
    /// The user's.
    pub nickname: String,
    /// Its currency.
    pub currency: Currency,
    /// ISO 20022 ExternalCashAccountType1Code.
    pub type_code: String,
}

/// What is on an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Balance {
    /// Which.
    pub kind: BalanceKind,
    /// How much.
    pub amount: Money,
    /// `Debit` where the account owes.
    pub indicator: CreditDebit,
    /// When, in milliseconds since 1970.
    pub at: u64,
}

/// ISO 20022 ExternalBalanceType1Code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum BalanceKind {
    /// Closing booked, of the last day.
    Clbd,
    /// Interim available.
    Itav,
    /// Interim booked.
    Itbd,
}

/// Something that came in or went out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transaction {
    /// The backend's token for it, at most [`MAX_TOKEN`] bytes.
    pub id: String,
    /// Whether it is booked, or pending.
    pub booked: bool,
    /// How much.
    pub amount: Money,
    /// When it was booked or held, in milliseconds since 1970.
    pub booked_at: u64,
}

/// With whom, and what for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Detail {
    /// The transaction's token, as it was asked for.
    pub id: String,
    /// The merchant or the other party; a backend knows it, and a grant may mask it.
    pub counterparty: Option<String>,
    /// ISO 18245, four digits.
    pub category: Option<String>,
    /// What it was for.
    pub remittance: Option<String>,
}

/// An account that the user is to pick.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pick {
    /// Why, in the mini-app's words, harmless to show.
    pub reason: String,
}

/// How it stands with an account that the user is to pick.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Picking {
    /// The sheet is up; the request waits, and comes again.
    AwaitingUser,
    /// The one that they picked, or why there is none.
    Decided(Result<Account, Refusal>),
}

/// What the bank tells of a user's accounts. The host has made sure of grant and consent.
pub trait AccountInformation: Send + Sync + 'static {
    /// The owner's accounts.
    ///
    /// # Errors
    ///
    /// They cannot be read now.
    fn accounts(
        &self,
        owner: &Owner,
        page: &PageRequest,
    ) -> Result<Result<Page<Account>, Refusal>, Unavailable>;

    /// The balances of one of them.
    ///
    /// # Errors
    ///
    /// They cannot be read now.
    fn balances(
        &self,
        owner: &Owner,
        account: &AccountPseudonym,
    ) -> Result<Result<Vec<Balance>, Refusal>, Unavailable>;

    /// What came in or went out on one of them, the newest first.
    ///
    /// # Errors
    ///
    /// They cannot be read now.
    fn transactions(
        &self,
        owner: &Owner,
        account: &AccountPseudonym,
        indicator: CreditDebit,
        period: Period,
        page: &PageRequest,
    ) -> Result<Result<Page<Transaction>, Refusal>, Unavailable>;

    /// The details of those transactions that are the owner's and not older than `since`.
    ///
    /// # Errors
    ///
    /// They cannot be read now.
    fn details(
        &self,
        owner: &Owner,
        transactions: &[String],
        since: u64,
    ) -> Result<Vec<Detail>, Unavailable>;

    /// Has the user pick an account. Same effect: the same sheet, and the same answer.
    ///
    /// # Errors
    ///
    /// It may or may not have been done; it will be called again.
    fn pick(
        &self,
        effect: &EffectId,
        session: &SessionId,
        owner: &Owner,
        pick: &Pick,
    ) -> Result<Picking, Unavailable>;
}

pub(super) fn page_request(page: wit_types::PageRequest) -> Result<PageRequest, Refusal> {
    let wit_types::PageRequest { cursor, limit } = page;
    let invalid = |message: &str| Err(Refusal::new(RefusalCode::InvalidArgument, message));
    if !(1..=MAX_PAGE).contains(&limit) {
        return invalid("page.limit must be 1 to 100");
    }
    if cursor.as_ref().is_some_and(|cursor| cursor.len() > MAX_TOKEN) {
        return invalid("page.cursor must be the `next` of the page before, from the same call");
    }
    Ok(PageRequest { cursor, limit })
}

/// An account's id as the mini-app gives it. One that is malformed is none of its own.
pub(super) fn account_id(id: &str) -> Result<AccountPseudonym, Refusal> {
    id.parse().map_err(|_| no_such_account())
}

/// The one answer to another mini-app's account and to an invented one.
#[must_use]
pub fn no_such_account() -> Refusal {
    Refusal::new(RefusalCode::NotFound, "there is no such account of this user for this mini-app")
}

pub(super) fn wit_money(amount: Money) -> wit_types::Money {
    wit_types::Money {
        minor_units: amount.minor_units(),
        currency: amount.currency().code().to_owned(),
    }
}

pub(super) fn wit_indicator(indicator: CreditDebit) -> wit_types::CreditDebitIndicator {
    match indicator {
        CreditDebit::Credit => wit_types::CreditDebitIndicator::Credit,
        CreditDebit::Debit => wit_types::CreditDebitIndicator::Debit,
    }
}
