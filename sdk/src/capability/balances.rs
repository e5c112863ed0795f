use std::marker::PhantomData;

use serde::Serialize;

use super::{amount, context};
use crate::answer::{Answer, sealed::Fetch};
pub use crate::bindings::loggia::accounts::balances::BalanceType;
pub use crate::bindings::loggia::types::types::CreditDebitIndicator;
use crate::bindings::loggia::types::types::Error;
use crate::host;
use crate::money::Money;
use crate::timestamp::Timestamp;

/// What is on an account.
#[derive(Clone, Copy, Debug)]
pub struct Balances<M>(PhantomData<fn() -> M>);

/// A balance of an account.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AccountBalance {
    /// Which balance it is.
    pub kind: BalanceType,
    /// How much.
    pub amount: Money,
    /// `Debit` where the account owes it.
    pub indicator: CreditDebitIndicator,
    /// When it was so.
    pub at: Timestamp,
}

impl<M> Balances<M> {
    pub(crate) const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<M: Serialize> Balances<M> {
    /// Asks for the balances of an account: one of each type that the bank has. Where the user has
    /// not consented yet, the bank asks them first. The answer's errors: `not-found` (no such
    /// account), `denied`, `expired`, `unavailable`.
    ///
    /// # Errors
    /// `denied` (not granted; or the user would have to be asked, and no action or opening led here),
    /// `limit-exceeded`.
    pub fn get(
        self,
        account: &str,
        then: impl FnOnce(Answer<Vec<AccountBalance>>) -> M,
    ) -> Result<(), Error> {
        let context = context(&then(Answer::expected()))?;
        host::balances::get_balances(account, &context).map(drop)
    }
}

impl Fetch for Vec<AccountBalance> {
    fn fetch(request: u64) -> Result<Self, Error> {
        let balances = host::balances::take_balances(request)?;
        let balances = balances.into_iter().map(|balance| {
            Ok(AccountBalance {
                kind: balance.kind,
                amount: amount("a balance", &balance.amount)?,
                indicator: balance.indicator,
                at: Timestamp::from_millis(balance.at),
            })
        });
        balances.collect()
    }
}
