//! `loggia:fx/fx`: what money is worth in another currency, at the bank's own rates.
//!
//! A grant may name the currencies. A quote exchanges nothing, so no user is asked.

use serde::{Deserialize, Serialize};
use wasmtime::component::{HasSelf, Linker};

use super::account_information::wit_money;
use super::{Answer, EffectKind, Refusal, RefusalCode, Unavailable, not_granted, wrong_take};
use crate::contract::loggia::fx::fx as wit;
use crate::contract::loggia::types::types as wit_types;
use crate::money::{Currency, Money};
use crate::state::StepState;

/// For which currencies a mini-app may ask.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct FxGrant {
    /// These; without it, all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currencies: Option<Vec<Currency>>,
}

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuoteRequest {
    /// More than zero.
    pub amount: Money,
    /// In which currency it is to be expressed.
    pub into: Currency,
}

/// What money is worth.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// What was asked about.
    pub amount: Money,
    /// What it is worth, rounded half up.
    pub worth: Money,
    /// Units of the one currency for one unit of the other, as a decimal number.
    pub rate: String,
    /// When, in milliseconds since 1970.
    pub at: u64,
    /// Until when the bank stands by it, likewise.
    pub expires_at: u64,
}

/// The bank's rates.
pub trait Fx: Send + Sync + 'static {
    /// What an amount is worth now; `not-found` where there is no rate.
    ///
    /// # Errors
    ///
    /// The rates cannot be read now.
    fn quote(&self, request: &QuoteRequest) -> Result<Result<Quote, Refusal>, Unavailable>;
}

impl FxGrant {
    /// Whether the mini-app may ask for a currency.
    ///
    /// # Errors
    ///
    /// `denied`, with those that it may ask for.
    pub fn permits(&self, currency: Currency) -> Result<(), Refusal> {
        let Some(currencies) = &self.currencies else { return Ok(()) };
        if currencies.contains(&currency) {
            return Ok(());
        }
        let codes: Vec<&str> = currencies.iter().map(|currency| currency.code()).collect();
        let message = format!("the currencies must be among {}", codes.join(", "));
        Err(Refusal::new(RefusalCode::Denied, message))
    }
}

impl wit::Host for StepState {
    fn get_quote(
        &mut self,
        amount: wit_types::Money,
        into: String,
        context: Vec<u8>,
    ) -> Result<u64, wit_types::Error> {
        self.request_quote(&amount, &into, context).map_err(|refusal| self.refuse(refusal))
    }

    fn take_quote(&mut self, request: u64) -> Result<wit::Quote, wit_types::Error> {
        let taken = self.begin_call().and_then(|()| match self.answer_to(request)? {
            Answer::Quote(quote) => quote.clone(),
            _ => Err(wrong_take()),
        });
        let Quote { amount, worth, rate, at, expires_at } =
            taken.map_err(|refusal| self.refuse(refusal))?;
        Ok(wit::Quote { amount: wit_money(amount), worth: wit_money(worth), rate, at, expires_at })
    }
}

impl StepState {
    fn request_quote(
        &mut self,
        amount: &wit_types::Money,
        into: &str,
        context: Vec<u8>,
    ) -> Result<u64, Refusal> {
        self.begin_call()?;
        let grant = self.grant.fx.as_ref().ok_or_else(|| not_granted("exchange rates"))?;
        let invalid = |message: String| Refusal::new(RefusalCode::InvalidArgument, message);
        let amount = amount
            .currency
            .parse()
            .and_then(|currency| Money::new(amount.minor_units, currency))
            .map_err(|error| invalid(format!("amount: {error}")))?;
        if amount.minor_units() == 0 {
            return Err(invalid("amount must be more than zero".into()));
        }
        let into: Currency = into.parse().map_err(|error| invalid(format!("into: {error}")))?;
        grant.permits(amount.currency())?;
        grant.permits(into)?;
        self.stage_request(EffectKind::Quote(QuoteRequest { amount, into }), context)
    }
}

pub(super) fn link(linker: &mut Linker<StepState>) -> wasmtime::Result<()> {
    wit::add_to_linker::<_, HasSelf<StepState>>(linker, |state| state.calling("loggia:fx/fx"))
}
