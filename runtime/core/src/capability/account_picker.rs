//! `loggia:accounts/account-picker`: the one account that the user picks on the bank's sheet.
//!
//! A grant has no limits of its own; the sheet is the user's consent, each time.

use wasmtime::component::{HasSelf, Linker};

use super::account_information::{Account, Pick};
use super::payments::text;
use super::{Answer, EffectKind, Refusal, only_when_the_user_acts, wrong_take};
use crate::contract::loggia::accounts::account_picker as wit;
use crate::contract::loggia::types::types as wit_types;
use crate::state::StepState;

impl wit::Host for StepState {
    fn pick_account(&mut self, reason: String, context: Vec<u8>) -> Result<u64, wit_types::Error> {
        self.request_pick(reason, context).map_err(|refusal| self.refuse(refusal))
    }

    fn take_picked(&mut self, request: u64) -> Result<wit::Picked, wit_types::Error> {
        let taken = self.begin_call().and_then(|()| match self.answer_to(request)? {
            Answer::Picked(picked) => picked.clone(),
            _ => Err(wrong_take()),
        });
        let Account { id, nickname, currency, .. } =
            taken.map_err(|refusal| self.refuse(refusal))?;
        Ok(wit::Picked { id: id.to_string(), nickname, currency: currency.code().to_owned() })
    }
}

impl StepState {
    fn request_pick(&mut self, reason: String, context: Vec<u8>) -> Result<u64, Refusal> {
        self.begin_call()?;
        if !self.cause.may_raise {
            return Err(only_when_the_user_acts("an account can be picked"));
        }
        text("reason", &reason, 1..=140)?;
        self.stage_request(EffectKind::PickAccount(Pick { reason }), context)
    }
}

pub(super) fn link(linker: &mut Linker<StepState>) -> wasmtime::Result<()> {
    wit::add_to_linker::<_, HasSelf<StepState>>(linker, |state| {
        state.calling("loggia:accounts/account-picker")
    })
}
