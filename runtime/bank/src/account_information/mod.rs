//! What mini-apps are told of accounts, once grant and consent are made sure of.

pub(crate) mod balances;
mod picks;
mod pseudonyms;
mod tokens;
mod transactions;

use loggia_runtime::capability::account_information::{
    Account, AccountInformation, Balance, CreditDebit, Detail, Page, PageRequest, Period, Pick,
    Picking, Transaction, no_such_account,
};
use loggia_runtime::capability::identity_basic::Identity;
use loggia_runtime::capability::{Refusal, RefusalCode, Unavailable};
use loggia_runtime::store::Owner;
use loggia_runtime::{AccountPseudonym, EffectId, PartnerId, SessionId, SubjectPseudonym};

pub use self::picks::{AccountSheet, PickableAccount};
pub(crate) use self::pseudonyms::{make_subject, random};
use self::tokens::TokenKind;
use crate::Bank;
use crate::account::{self, AccountId};
use crate::connection::Connection;
use crate::error::DatabaseError;

impl AccountInformation for Bank {
    fn accounts(
        &self,
        owner: &Owner,
        page: &PageRequest,
    ) -> Result<Result<Page<Account>, Refusal>, Unavailable> {
        let now = self.now();
        // Read first: only the first look at a new account has anything to write.
        let there = self.database().read(|connection| list(connection, owner, page))?;
        if let Some(listed) = there {
            return Ok(listed);
        }
        self.database().write(|connection| pseudonyms::make_missing(connection, owner, now))?;
        let listed = self.database().read(|connection| list(connection, owner, page))?;
        listed.ok_or_else(|| Unavailable { reason: "an account was opened meanwhile".into() })
    }

    fn balances(
        &self,
        owner: &Owner,
        account: &AccountPseudonym,
    ) -> Result<Result<Vec<Balance>, Refusal>, Unavailable> {
        let now = self.now();
        Ok(self.database().read(|connection| match own(connection, owner, account)? {
            Some(account) => balances::of(connection, &account, now).map(Ok),
            None => Ok::<_, DatabaseError>(Err(no_such_account())),
        })?)
    }

    fn transactions(
        &self,
        owner: &Owner,
        account: &AccountPseudonym,
        indicator: CreditDebit,
        period: Period,
        page: &PageRequest,
    ) -> Result<Result<Page<Transaction>, Refusal>, Unavailable> {
        Ok(self.database().read(|connection| match own(connection, owner, account)? {
            Some(account) => {
                transactions::page(connection, owner, &account, indicator, period, page)
            }
            None => Ok(Err(no_such_account())),
        })?)
    }

    fn details(
        &self,
        owner: &Owner,
        transactions: &[String],
        since: u64,
    ) -> Result<Vec<Detail>, Unavailable> {
        Ok(self
            .database()
            .read(|connection| transactions::details(connection, owner, transactions, since))?)
    }

    fn pick(
        &self,
        effect: &EffectId,
        session: &SessionId,
        owner: &Owner,
        pick: &Pick,
    ) -> Result<Picking, Unavailable> {
        let now = self.now();
        // Asked again several times a second while the user thinks: without the write lock.
        if self.database().read(|connection| picks::awaits(connection, effect, now))? {
            return Ok(Picking::AwaitingUser);
        }
        Ok(self
            .database()
            .write(|connection| picks::pick(connection, effect, session, owner, pick, now))?)
    }
}

impl Identity for Bank {
    fn subject(&self, owner: &Owner, partner: &PartnerId) -> Result<SubjectPseudonym, Unavailable> {
        let user = &owner.user;
        let there =
            self.database().read(|connection| pseudonyms::subject(connection, user, partner))?;
        match there {
            Some(subject) => Ok(subject),
            None => Ok(self
                .database()
                .write(|connection| pseudonyms::make_subject(connection, user, partner))?),
        }
    }

    fn given_name(&self, owner: &Owner) -> Result<String, Unavailable> {
        let customer = self.customer(&owner.user)?;
        let name = customer.map(|customer| customer.given_name);
        name.ok_or_else(|| Unavailable { reason: "the bank knows no name of this user".into() })
    }
}

/// A page of the owner's accounts; none while one of them has no pseudonym yet.
fn list(
    connection: &Connection,
    owner: &Owner,
    page: &PageRequest,
) -> Result<Option<Result<Page<Account>, Refusal>>, DatabaseError> {
    let after = match &page.cursor {
        None => i64::MIN,
        Some(cursor) => match tokens::open(connection, TokenKind::Accounts, owner, cursor)? {
            Some(account) => i64::from_be_bytes(account),
            None => return Ok(Some(Err(no_such_page()))),
        },
    };
    let pseudonyms = pseudonyms::of(connection, owner)?;
    let limit = page.limit as usize;
    let mut items = Vec::new();
    let mut next = None;
    for account in account::all_of_customer(connection, &owner.user)? {
        if account.id.0 <= after {
            continue;
        }
        if items.len() == limit {
            next = Some(next_page(connection, owner, items.last())?);
            break;
        }
        let Some(id) = pseudonyms.get(&account.id) else { return Ok(None) };
        items.push((account.id, known(&account, *id)));
    }
    let items = items.into_iter().map(|(_, account)| account).collect();
    Ok(Some(Ok(Page { items, next })))
}

fn next_page(
    connection: &Connection,
    owner: &Owner,
    last: Option<&(AccountId, Account)>,
) -> Result<String, DatabaseError> {
    let last = last.map_or(i64::MIN, |(id, _)| id.0);
    tokens::seal(connection, TokenKind::Accounts, owner, &last.to_be_bytes())
}

/// An account, as a mini-app that knows it by this pseudonym sees it.
fn known(account: &account::Account, id: AccountPseudonym) -> Account {
    Account {
        id,
        nickname: account.name.clone(),
        currency: account.currency,
        type_code: account.kind.code().to_owned(),
    }
}

/// The account behind an owner's pseudonym.
fn own(
    connection: &Connection,
    owner: &Owner,
    pseudonym: &AccountPseudonym,
) -> Result<Option<account::Account>, DatabaseError> {
    match pseudonyms::account(connection, owner, pseudonym)? {
        Some(id) => account::by_id(connection, id),
        None => Ok(None),
    }
}

/// The one answer to a cursor of another call or mini-app, and to an invented one.
fn no_such_page() -> Refusal {
    Refusal::new(
        RefusalCode::InvalidArgument,
        "page.cursor must be the `next` of the page before, from the same call",
    )
}
