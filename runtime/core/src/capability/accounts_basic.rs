//! `loggia:accounts/accounts-basic`: which accounts there are.
//!
//! A grant has no limits of its own; the user consents once. A page has at most 100 accounts.

use wasmtime::component::{HasSelf, Linker};

use super::account_information::{Account, Page, Query, page_request};
use super::{Answer, EffectKind, Refusal, wrong_take};
use crate::contract::loggia::accounts::accounts_basic as wit;
use crate::contract::loggia::types::types as wit_types;
use crate::state::StepState;

impl wit::Host for StepState {
    fn list_accounts(
        &mut self,
        page: wit_types::PageRequest,
        context: Vec<u8>,
    ) -> Result<u64, wit_types::Error> {
        self.request_accounts(page, context).map_err(|refusal| self.refuse(refusal))
    }

    fn take_accounts(&mut self, request: u64) -> Result<wit::Page, wit_types::Error> {
        let taken = self.begin_call().and_then(|()| match self.answer_to(request)? {
            Answer::Accounts(page) => page.clone(),
            _ => Err(wrong_take()),
        });
        let Page { items, next } = taken.map_err(|refusal| self.refuse(refusal))?;
        Ok(wit::Page { items: items.into_iter().map(wit_account).collect(), next })
    }
}

impl StepState {
    fn request_accounts(
        &mut self,
        page: wit_types::PageRequest,
        context: Vec<u8>,
    ) -> Result<u64, Refusal> {
        self.begin_call()?;
        let query = Query::Accounts(page_request(page)?);
        self.stage_request(EffectKind::AccountInformation(query), context)
    }
}

fn wit_account(account: Account) -> wit::Account {
    wit::Account {
        id: account.id.to_string(),
        nickname: account.nickname,
        currency: account.currency.code().to_owned(),
        type_code: account.type_code,
    }
}

pub(super) fn link(linker: &mut Linker<StepState>) -> wasmtime::Result<()> {
    wit::add_to_linker::<_, HasSelf<StepState>>(linker, |state| {
        state.calling("loggia:accounts/accounts-basic")
    })
}
