//! `loggia:accounts/transactions-detail`: with whom, and what for.
//!
//! A grant says how far back, and which facts are masked: those leave the host for no mini-app. The user
//! consents once. One call is for at most 100 transactions.

use serde::{Deserialize, Serialize};
use wasmtime::component::{HasSelf, Linker};

use super::account_information::{Detail, MAX_PAGE, MAX_TOKEN, Query};
use super::{Answer, EffectKind, Refusal, RefusalCode, not_granted, wrong_take};
use crate::contract::loggia::accounts::transactions_detail as wit;
use crate::contract::loggia::types::types as wit_types;
use crate::state::StepState;

/// How much of the details of a user's transactions a mini-app may see.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct TransactionsDetailGrant {
    /// How many days back.
    pub history_days: u32,
    /// What is left out all the same.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub masked: Vec<DetailField>,
}

/// A fact about a transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DetailField {
    /// With whom.
    Counterparty,
    /// With what kind of merchant.
    Category,
    /// What for.
    Remittance,
}

impl Detail {
    /// Without what is masked.
    #[must_use]
    pub fn without(mut self, masked: &[DetailField]) -> Self {
        for field in masked {
            match field {
                DetailField::Counterparty => self.counterparty = None,
                DetailField::Category => self.category = None,
                DetailField::Remittance => self.remittance = None,
            }
        }
        self
    }
}

impl wit::Host for StepState {
    fn get_details(
        &mut self,
        transactions: Vec<String>,
        context: Vec<u8>,
    ) -> Result<u64, wit_types::Error> {
        self.request_details(transactions, context).map_err(|refusal| self.refuse(refusal))
    }

    fn take_details(&mut self, request: u64) -> Result<Vec<wit::Detail>, wit_types::Error> {
        let taken = self.begin_call().and_then(|()| match self.answer_to(request)? {
            Answer::Details(details) => details.clone(),
            _ => Err(wrong_take()),
        });
        let details = taken.map_err(|refusal| self.refuse(refusal))?;
        Ok(details.into_iter().map(wit_detail).collect())
    }
}

impl StepState {
    fn request_details(
        &mut self,
        transactions: Vec<String>,
        context: Vec<u8>,
    ) -> Result<u64, Refusal> {
        self.begin_call()?;
        let grant = self.grant.transactions_detail.as_ref();
        let TransactionsDetailGrant { history_days, masked } =
            grant.cloned().ok_or_else(|| not_granted("transactions' details"))?;
        if !(1..=MAX_PAGE as usize).contains(&transactions.len()) {
            let message = "transactions must be 1 to 100 ids";
            return Err(Refusal::new(RefusalCode::InvalidArgument, message));
        }
        // What is too long for an id is nobody's, and is left out like any other of that kind.
        let transactions = transactions.into_iter().filter(|id| id.len() <= MAX_TOKEN).collect();
        let query = Query::Details { transactions, history_days, masked };
        self.stage_request(EffectKind::AccountInformation(query), context)
    }
}

fn wit_detail(detail: Detail) -> wit::Detail {
    wit::Detail {
        id: detail.id,
        counterparty: detail.counterparty,
        category: detail.category,
        remittance: detail.remittance,
    }
}

pub(super) fn link(linker: &mut Linker<StepState>) -> wasmtime::Result<()> {
    wit::add_to_linker::<_, HasSelf<StepState>>(linker, |state| {
        state.calling("loggia:accounts/transactions-detail")
    })
}
