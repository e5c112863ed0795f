use time::Date;

use super::{Bank, error};
use crate::bindings::loggia::payments::payments_initiate::{
    ConsentStatus, Instruction, Payment, PaymentStatus,
};
use crate::bindings::loggia::payments::payments_scheduled::Scheduled;
use crate::bindings::loggia::types::types::{Error, ErrorCode};

/// A payment with the words in which it was asked for.
#[derive(Clone, Debug)]
pub(in super::super) struct Booked {
    pub(in super::super) instruction: Instruction,
    pub(in super::super) payment: Payment,
    /// The day for which it is scheduled.
    pub(in super::super) on: Option<Date>,
    /// There will not be enough for it on its day.
    pub(in super::super) lacks_funds: bool,
}

/// From when on a day's payments are carried out, in milliseconds after its midnight: 06:00 UTC.
const EXECUTION: i64 = 6 * 60 * 60 * 1_000;

impl Booked {
    /// When it is carried out, if it waits for that.
    pub(in super::super) fn due_at(&self) -> Option<u64> {
        let on = self.on.filter(|_| self.payment.status == Some(PaymentStatus::Rcvd))?;
        let midnight = on.midnight().assume_utc().unix_timestamp().checked_mul(1_000)?;
        u64::try_from(midnight.checked_add(EXECUTION)?).ok()
    }

    /// As `payments-scheduled` has it.
    pub(in super::super) fn scheduled(&self) -> Option<Scheduled> {
        let on = self.on?;
        let on = format!("{:04}-{:02}-{:02}", on.year(), u8::from(on.month()), on.day());
        Some(Scheduled { payment: self.payment.clone(), on })
    }
}

impl Bank {
    pub(in super::super) fn booked(&self, id: &str) -> Option<&Booked> {
        self.payments.iter().find(|booked| booked.payment.id == id)
    }

    pub(in super::super) fn booked_mut(&mut self, id: &str) -> Option<&mut Booked> {
        self.payments.iter_mut().find(|booked| booked.payment.id == id)
    }

    pub(in super::super) fn book(&mut self, instruction: &Instruction, on: Option<Date>) -> String {
        let id = format!("{:032x}", self.payments.len() + 1);
        self.payments.push(Booked {
            instruction: instruction.clone(),
            payment: Payment {
                id: id.clone(),
                instruction_id: instruction.instruction_id.clone(),
                consent: ConsentStatus::Awau,
                status: None,
                amount: instruction.amount.clone(),
                updated_at: self.now,
            },
            on,
            lacks_funds: false,
        });
        id
    }

    pub(super) fn outcome(&self, id: &str) -> Result<&Booked, Error> {
        let booked =
            self.booked(id).ok_or_else(|| error(ErrorCode::NotFound, "no such payment"))?;
        match booked.payment.consent {
            ConsentStatus::Expd => {
                Err(error(ErrorCode::Expired, "the user did not decide in time"))
            }
            _ => Ok(booked),
        }
    }
}
