//! `loggia:accounts/balances`: what is on an account.
//!
//! A grant has no limits of its own; the user consents once.

use wasmtime::component::{HasSelf, Linker};

use super::account_information::{
    Balance, BalanceKind, Query, account_id, wit_indicator, wit_money,
};
use super::{Answer, EffectKind, Refusal, wrong_take};
use crate::contract::loggia::accounts::balances as wit;
use crate::contract::loggia::types::types as wit_types;
use crate::state::StepState;

impl wit::Host for StepState {
    fn get_balances(&mut self, account: String, context: Vec<u8>) -> Result<u64, wit_types::Error> {
        self.request_balances(&account, context).map_err(|refusal| self.refuse(refusal))
    }

    fn take_balances(&mut self, request: u64) -> Result<Vec<wit::Balance>, wit_types::Error> {
        let taken = self.begin_call().and_then(|()| match self.answer_to(request)? {
            Answer::Balances(balances) => balances.clone(),
            _ => Err(wrong_take()),
        });
        let balances = taken.map_err(|refusal| self.refuse(refusal))?;
        Ok(balances.into_iter().map(wit_balance).collect())
    }
}

impl StepState {
    fn request_balances(&mut self, account: &str, context: Vec<u8>) -> Result<u64, Refusal> {
        self.begin_call()?;
        let query = Query::Balances(account_id(account)?);
        self.stage_request(EffectKind::AccountInformation(query), context)
    }
}

fn wit_balance(balance: Balance) -> wit::Balance {
    let Balance { kind, amount, indicator, at } = balance;
    wit::Balance {
        kind: match kind {
            BalanceKind::Clbd => wit::BalanceType::Clbd,
            BalanceKind::Itav => wit::BalanceType::Itav,
            BalanceKind::Itbd => wit::BalanceType::Itbd,
        },
        amount: wit_money(amount),
        indicator: wit_indicator(indicator),
        at,
    }
}

pub(super) fn link(linker: &mut Linker<StepState>) -> wasmtime::Result<()> {
    wit::add_to_linker::<_, HasSelf<StepState>>(linker, |state| {
        state.calling("loggia:accounts/balances")
    })
}
