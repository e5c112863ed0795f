use std::marker::PhantomData;

use serde::Serialize;

use super::{context, currency};
use crate::answer::{Answer, sealed::Fetch};
use crate::bindings::loggia::types::types::Error;
use crate::currency::Currency;
use crate::host;

/// The bank's own picker: the mini-app learns of the one account that the user chose.
#[derive(Clone, Copy, Debug)]
pub struct AccountPicker<M>(PhantomData<fn() -> M>);

/// The account that the user chose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PickedAccount {
    /// 32 hexadecimal digits, random, this mini-app's own name for it.
    pub id: String,
    /// What the user calls it.
    pub nickname: String,
    /// In which currency it is kept.
    pub currency: Currency,
}

impl<M> AccountPicker<M> {
    pub(crate) const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<M: Serialize> AccountPicker<M> {
    /// Has the user pick one of their accounts on the bank's sheet, which shows `reason`: 1 to 140
    /// characters. Only in a step that handles a user's action, or an answer within five seconds of
    /// one. The answer's errors: `cancelled` (the user picked none), `denied`, `expired`,
    /// `unavailable`.
    ///
    /// # Errors
    /// `denied` (not granted; no user's action), `invalid-argument`, `limit-exceeded`.
    pub fn pick(
        self,
        reason: &str,
        then: impl FnOnce(Answer<PickedAccount>) -> M,
    ) -> Result<(), Error> {
        let context = context(&then(Answer::expected()))?;
        host::account_picker::pick_account(reason, &context).map(drop)
    }
}

impl Fetch for PickedAccount {
    fn fetch(request: u64) -> Result<Self, Error> {
        let picked = host::account_picker::take_picked(request)?;
        Ok(Self { id: picked.id, nickname: picked.nickname, currency: currency(&picked.currency)? })
    }
}
