//! `loggia:payments/payments-scheduled`: payments on a later day, from an account that the user picks
//! on the bank's sheet.
//!
//! A grant names the payees, the ceilings and how far ahead. Checked at the call: the day, and all that
//! [`payments`](super::payments) checks. The day is the step's, in UTC. The backend is the same one, and
//! counts a payment towards the ceiling of the day on which it is carried out.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use wasmtime::component::{HasSelf, Linker};

use super::payments::{Payment, PaymentsGrant, invalid, wit_payment};
use super::{Answer, Refusal, RefusalCode, not_granted, wrong_take};
use crate::contract::loggia::payments::payments_scheduled as wit;
use crate::contract::loggia::types::types as wit_types;
use crate::day::Day;
use crate::state::StepState;

/// What the bank lets a mini-app have paid on a later day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ScheduledPaymentsGrant {
    /// To whom, and how much.
    #[serde(flatten)]
    pub payments: PaymentsGrant,
    /// How many days ahead at most; 365 where it does not say.
    #[serde(default = "a_year")]
    pub days_ahead: u32,
}

fn a_year() -> u32 {
    365
}

impl ScheduledPaymentsGrant {
    /// The day that `on` names, if the grant permits it at `now`, in milliseconds since 1970.
    ///
    /// # Errors
    ///
    /// `invalid-argument` for what is no day later than today, `denied` for one that is too far ahead,
    /// with what would be permitted.
    pub fn permits_day(&self, on: &str, now: u64) -> Result<Day, Refusal> {
        let today = Day::of(now);
        let tomorrow = today.later_by(1);
        let day = on.parse().ok().filter(|day| *day > today).ok_or_else(|| {
            invalid(format!(
                "on must be a day of the calendar, written as YYYY-MM-DD, from {tomorrow} on: today \
                 is {today} in UTC"
            ))
        })?;
        let last = today.later_by(self.days_ahead);
        if day > last {
            return Err(Refusal::new(
                RefusalCode::Denied,
                format!("on must be at most {} days ahead: {last} at the latest", self.days_ahead),
            ));
        }
        Ok(day)
    }
}

impl wit::Host for StepState {
    fn schedule(
        &mut self,
        instruction: wit::Instruction,
        on: String,
        context: Vec<u8>,
    ) -> Result<wit::Initiated, wit_types::Error> {
        self.schedule_payment(instruction, &on, context).map_err(|refusal| self.refuse(refusal))
    }

    fn take_outcome(&mut self, request: u64) -> Result<wit::Scheduled, wit_types::Error> {
        self.take_scheduled(request).map_err(|refusal| self.refuse(refusal))
    }

    fn get_payment(&mut self, id: String) -> Result<wit::Scheduled, wit_types::Error> {
        self.own_payment(&id, scheduled).map(wit_scheduled).map_err(|refusal| self.refuse(refusal))
    }

    fn cancel(&mut self, id: String) -> Result<(), wit_types::Error> {
        self.cancel_payment(&id, scheduled).map_err(|refusal| self.refuse(refusal))
    }
}

impl StepState {
    #[tracing::instrument(name = "capability.payments.schedule", level = "debug", skip_all)]
    fn schedule_payment(
        &mut self,
        instruction: wit::Instruction,
        on: &str,
        context: Vec<u8>,
    ) -> Result<wit::Initiated, Refusal> {
        self.begin_call()?;
        let grant = Arc::clone(&self.grant);
        let grant =
            grant.payments_scheduled.as_ref().ok_or_else(|| not_granted("payments on a day"))?;
        let day = grant.permits_day(on, self.now)?;
        self.stage_payment(&grant.payments, instruction, Some(day), context)
    }

    fn take_scheduled(&mut self, request: u64) -> Result<wit::Scheduled, Refusal> {
        self.begin_call()?;
        match self.answer_to(request)? {
            Answer::ScheduledPayment(outcome) => outcome.clone().map(wit_scheduled),
            _ => Err(wrong_take()),
        }
    }
}

/// Whether a payment is one of this interface.
fn scheduled(on: Option<Day>) -> bool {
    on.is_some()
}

fn wit_scheduled(payment: Payment) -> wit::Scheduled {
    let on = payment.on.map(|day| day.to_string()).unwrap_or_default();
    wit::Scheduled { payment: wit_payment(payment), on }
}

pub(super) fn link(linker: &mut Linker<StepState>) -> wasmtime::Result<()> {
    wit::add_to_linker::<_, HasSelf<StepState>>(linker, |state| {
        state.calling("loggia:payments/payments-scheduled")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: u64 = 20_454 * 86_400_000 + 43_200_000;

    fn grant() -> ScheduledPaymentsGrant {
        serde_json::from_str(
            r#"{"payees": [{"iban": "AT611904300234573201", "name": "Tax"}],
                "per-payment": "1.00 EUR", "per-day": "2.00 EUR", "days-ahead": 30}"#,
        )
        .unwrap()
    }

    #[test]
    fn a_payment_is_for_tomorrow_or_later_and_not_too_late() {
        let code =
            |on: &str, now: u64| grant().permits_day(on, now).map_err(|refused| refused.code);
        let invalid = Err(RefusalCode::InvalidArgument);
        for on in ["2025-12-31", "2026-01-01", "2026-02-30", "1969-12-31", "", "2026-1-2"] {
            assert_eq!(code(on, NOON), invalid, "{on}");
        }
        assert_eq!(code("2026-01-02", NOON).unwrap().number(), 20_455);
        assert_eq!(code("2026-01-31", NOON).unwrap().number(), 20_484);
        for on in ["2026-02-01", "2027-01-01", "9999-12-31"] {
            assert_eq!(code(on, NOON), Err(RefusalCode::Denied), "{on}");
        }
        // To the millisecond: a day ends in UTC.
        let midnight = 20_455 * 86_400_000;
        assert!(code("2026-01-02", midnight - 1).is_ok());
        assert_eq!(code("2026-01-02", midnight), invalid);
    }

    #[test]
    fn a_grant_says_how_far_ahead_or_it_is_a_year() {
        let written = serde_json::to_string(&grant()).unwrap();
        assert_eq!(serde_json::from_str::<ScheduledPaymentsGrant>(&written).unwrap(), grant());
        let silent = written.replace(r#","days-ahead":30"#, "");
        let silent: ScheduledPaymentsGrant = serde_json::from_str(&silent).unwrap();
        assert_eq!(silent.days_ahead, 365);
        for wrong in [
            written.replace("days-ahead", "days-behind"),
            written.replace("per-day", "per-week"),
            written.replace("30", "-1"),
        ] {
            assert!(serde_json::from_str::<ScheduledPaymentsGrant>(&wrong).is_err(), "{wrong}");
        }
    }
}
