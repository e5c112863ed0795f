//! `loggia:accounts/transactions-credits` and `-debits`: what came in, and what went out.
//!
//! A grant says how far back; the user consents once, to each of the two. A page has at most 100
//! transactions.

use serde::{Deserialize, Serialize};
use wasmtime::component::{HasSelf, Linker};

use super::account_information::{
    CreditDebit, Page, Period, Query, Transaction, account_id, page_request, wit_money,
};
use super::{Answer, EffectKind, Refusal, not_granted, wrong_take};
use crate::contract::loggia::accounts::transactions as wit;
use crate::contract::loggia::accounts::{transactions_credits, transactions_debits};
use crate::contract::loggia::types::types as wit_types;
use crate::state::StepState;

/// How much of a user's transactions a mini-app may see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct TransactionsGrant {
    /// How many days back.
    pub history_days: u32,
}

impl transactions_credits::Host for StepState {
    fn list_credits(
        &mut self,
        account: String,
        period: wit::Period,
        page: wit_types::PageRequest,
        context: Vec<u8>,
    ) -> Result<u64, wit_types::Error> {
        let grant = self.grant.transactions_credits;
        self.request_transactions(CreditDebit::Credit, grant, &account, period, page, context)
            .map_err(|refusal| self.refuse(refusal))
    }

    fn take_credits(&mut self, request: u64) -> Result<wit::Page, wit_types::Error> {
        self.take_transactions(CreditDebit::Credit, request).map_err(|refusal| self.refuse(refusal))
    }
}

impl transactions_debits::Host for StepState {
    fn list_debits(
        &mut self,
        account: String,
        period: wit::Period,
        page: wit_types::PageRequest,
        context: Vec<u8>,
    ) -> Result<u64, wit_types::Error> {
        let grant = self.grant.transactions_debits;
        self.request_transactions(CreditDebit::Debit, grant, &account, period, page, context)
            .map_err(|refusal| self.refuse(refusal))
    }

    fn take_debits(&mut self, request: u64) -> Result<wit::Page, wit_types::Error> {
        self.take_transactions(CreditDebit::Debit, request).map_err(|refusal| self.refuse(refusal))
    }
}

impl StepState {
    fn request_transactions(
        &mut self,
        indicator: CreditDebit,
        grant: Option<TransactionsGrant>,
        account: &str,
        period: wit::Period,
        page: wit_types::PageRequest,
        context: Vec<u8>,
    ) -> Result<u64, Refusal> {
        self.begin_call()?;
        let TransactionsGrant { history_days } =
            grant.ok_or_else(|| not_granted("these transactions"))?;
        let query = Query::Transactions {
            indicator,
            account: account_id(account)?,
            period: Period { since: period.since, until: period.until },
            history_days,
            page: page_request(page)?,
        };
        self.stage_request(EffectKind::AccountInformation(query), context)
    }

    fn take_transactions(
        &mut self,
        indicator: CreditDebit,
        request: u64,
    ) -> Result<wit::Page, Refusal> {
        self.begin_call()?;
        let Page { items, next } = match self.answer_to(request)? {
            Answer::Transactions(of, page) if *of == indicator => page.clone()?,
            _ => return Err(wrong_take()),
        };
        Ok(wit::Page { items: items.into_iter().map(wit_transaction).collect(), next })
    }
}

fn wit_transaction(transaction: Transaction) -> wit::Transaction {
    wit::Transaction {
        id: transaction.id,
        status: if transaction.booked { wit::EntryStatus::Book } else { wit::EntryStatus::Pdng },
        amount: wit_money(transaction.amount),
        booked_at: transaction.booked_at,
    }
}

pub(super) fn link_credits(linker: &mut Linker<StepState>) -> wasmtime::Result<()> {
    transactions_credits::add_to_linker::<_, HasSelf<StepState>>(linker, |state| {
        state.calling("loggia:accounts/transactions-credits")
    })
}

pub(super) fn link_debits(linker: &mut Linker<StepState>) -> wasmtime::Result<()> {
    transactions_debits::add_to_linker::<_, HasSelf<StepState>>(linker, |state| {
        state.calling("loggia:accounts/transactions-debits")
    })
}
