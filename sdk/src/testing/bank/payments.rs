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
    /// The number of the session that asked: the sheet is that one's.
    pub(in super::super) session: u32,
    /// The day for which it is scheduled.
    pub(in super::super) on: Option<Date>,
    /// There will not be enough for it on its day.
    pub(in super::super) lacks_funds: bool,
}

/// From when on a day's payments are carried out, in milliseconds after its midnight: 06:00 UTC.
const EXECUTION: i64 = 6 * 60 * 60 * 1_000;

/// How long a payment awaits the user, in milliseconds.
const TIME_TO_DECIDE: u64 = 5 * 60 * 1_000;

/// How long nobody is asked again after the third, fourth, fifth and each further payment in a row that
/// they declined, in milliseconds: a minute, an hour, a day, a week.
const PAUSES: [u64; 4] = [60_000, 3_600_000, 86_400_000, 604_800_000];

impl Booked {
    /// Whether the user has not decided yet.
    pub(in super::super) fn awaits(&self) -> bool {
        self.payment.consent == ConsentStatus::Awau
    }

    /// When it is over if nobody decides.
    pub(in super::super) fn expires_at(&self) -> Option<u64> {
        self.awaits().then(|| self.payment.updated_at + TIME_TO_DECIDE)
    }

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

    /// The payment whose sheet is up in this session.
    pub(in super::super) fn on_sheet(&mut self) -> Option<&mut Booked> {
        let session = self.session;
        self.payments.iter_mut().find(|booked| booked.awaits() && booked.session == session)
    }

    /// An id that the bank has no payment for.
    pub(in super::super) fn unknown_id(&self) -> String {
        format!("{:032x}", u128::MAX - u128::from(self.last_request))
    }

    /// How long the user is not asked again, because they declined several times in a row.
    pub(in super::super) fn pause_after_declined(&self) -> Option<u64> {
        let since_the_last_yes = self
            .payments
            .iter()
            .rev()
            .take_while(|booked| booked.payment.consent != ConsentStatus::Auth)
            .filter(|booked| booked.payment.consent == ConsentStatus::Rjct);
        let declined: Vec<u64> =
            since_the_last_yes.map(|booked| booked.payment.updated_at).collect();
        let which = declined.len().checked_sub(3)?;
        let pause = PAUSES.get(which).or(PAUSES.last())?;
        (declined.first()? + pause).checked_sub(self.now).filter(|left| *left > 0)
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
            session: self.session,
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
