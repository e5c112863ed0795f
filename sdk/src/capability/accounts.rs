use std::marker::PhantomData;

use serde::Serialize;

use super::page::{Page, PageRequest};
use super::{context, currency};
use crate::answer::{Answer, sealed::Fetch};
use crate::bindings::loggia::types::types::Error;
use crate::currency::Currency;
use crate::host;

/// Which accounts the user has.
///
/// Each function is a request: `then` makes the message that brings the answer. Where the user has
/// not consented yet, the bank asks them first, and answers then.
#[derive(Clone, Copy, Debug)]
pub struct Accounts<M>(PhantomData<fn() -> M>);

/// One of the user's accounts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnAccount {
    /// 32 hexadecimal digits, random, this mini-app's own name for it.
    pub id: String,
    /// What the user calls it.
    pub nickname: String,
    /// In which currency it is kept.
    pub currency: Currency,
    /// ISO 20022 `ExternalCashAccountType1Code`: `CACC` current, `SVGS` savings, `CARD` card …
    pub type_code: String,
}

impl<M> Accounts<M> {
    pub(crate) const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<M: Serialize> Accounts<M> {
    /// Asks for the user's accounts, in the order in which they were opened. The answer's errors:
    /// `denied` (the user refused, or withdrew it), `expired` (the user did not decide in time),
    /// `unavailable`.
    ///
    /// # Errors
    /// `denied` (not granted; or the user would have to be asked, and no action or opening led here),
    /// `invalid-argument` (limit, cursor), `limit-exceeded`.
    pub fn list(
        self,
        page: &PageRequest,
        then: impl FnOnce(Answer<Page<OwnAccount>>) -> M,
    ) -> Result<(), Error> {
        let context = context(&then(Answer::expected()))?;
        host::accounts_basic::list_accounts(&page.to_wire(), &context).map(drop)
    }
}

impl Fetch for Page<OwnAccount> {
    fn fetch(request: u64) -> Result<Self, Error> {
        let page = host::accounts_basic::take_accounts(request)?;
        let items = page.items.into_iter().map(|account| {
            Ok(OwnAccount {
                id: account.id,
                nickname: account.nickname,
                currency: currency(&account.currency)?,
                type_code: account.type_code,
            })
        });
        Ok(Self { items: items.collect::<Result<_, Error>>()?, next: page.next })
    }
}
