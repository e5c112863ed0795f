use time::Date;

use super::super::bank::{Bank, Question, Reply, error};
use super::{call, take};
use crate::bindings::loggia::payments::payments_initiate::{
    ConsentStatus, Initiated, Instruction, Payment,
};
use crate::bindings::loggia::types::types::{AccountIdentification, Error, ErrorCode};
use crate::money::Money;

const INTERFACE: &str = "loggia:payments/payments-initiate";

pub(crate) fn initiate(instruction: &Instruction, context: &[u8]) -> Result<Initiated, Error> {
    call(INTERFACE, |bank| stage(bank, instruction, None, context))
}

/// Stages a payment, at once or on a day.
pub(super) fn stage(
    bank: &mut Bank,
    instruction: &Instruction,
    on: Option<Date>,
    context: &[u8],
) -> Result<Initiated, Error> {
    check_form(instruction)?;
    let amount = Money::from_wire(&instruction.amount)
        .map_err(|reason| error(ErrorCode::InvalidArgument, format!("amount: {reason}")))?;
    let limit = bank.per_payment;
    if limit.is_some_and(|limit| limit.minus(amount).is_err()) {
        return Err(error(ErrorCode::Denied, "the amount is beyond the grant"));
    }
    if !bank.may_raise_sheet() {
        return Err(error(ErrorCode::Denied, "a sheet is raised for a user's action only"));
    }
    let scheduled = on.is_some();
    let same_id = bank
        .payments
        .iter()
        .find(|booked| booked.instruction.instruction_id == instruction.instruction_id);
    let (payment, question) = match same_id {
        None => {
            let id = bank.book(instruction, on);
            (id.clone(), Question::Outcome { payment: id, scheduled })
        }
        Some(booked) if booked.instruction == *instruction && booked.on == on => {
            let id = booked.payment.id.clone();
            (id.clone(), Question::Outcome { payment: id, scheduled })
        }
        Some(_) => (format!("{:032x}", u128::MAX), Question::Mismatch { scheduled }),
    };
    let request = bank.ask(question, context)?;
    Ok(Initiated { payment, request })
}

pub(crate) fn take_outcome(request: u64) -> Result<Payment, Error> {
    take(INTERFACE, request, |reply| match reply {
        Reply::Outcome(outcome) => Some(outcome),
        _ => None,
    })
}

pub(crate) fn get_payment(id: &str) -> Result<Payment, Error> {
    call(INTERFACE, |bank| {
        bank.reachable(INTERFACE)?;
        let booked = bank.booked(id).filter(|booked| booked.on.is_none());
        let booked = booked.ok_or_else(|| error(ErrorCode::NotFound, "no such payment"))?;
        Ok(booked.payment.clone())
    })
}

pub(crate) fn cancel(id: &str) -> Result<(), Error> {
    call(INTERFACE, |bank| {
        bank.reachable(INTERFACE)?;
        let now = bank.now;
        let booked = bank.booked_mut(id).filter(|booked| booked.on.is_none());
        let booked = booked.ok_or_else(|| error(ErrorCode::NotFound, "no such payment"))?;
        if booked.payment.consent == ConsentStatus::Awau {
            booked.payment.consent = ConsentStatus::Canc;
            booked.payment.updated_at = now;
        }
        Ok(())
    })
}

fn check_form(instruction: &Instruction) -> Result<(), Error> {
    let invalid = |what: &str| Err(error(ErrorCode::InvalidArgument, what));
    let is_id = |id: &str| {
        (1..=35).contains(&id.len())
            && id.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ')
    };
    if !is_id(&instruction.instruction_id) {
        return invalid("instruction-id: 1 to 35 bytes of printable ASCII");
    }
    if !is_id(&instruction.end_to_end_id) {
        return invalid("end-to-end-id: 1 to 35 bytes of printable ASCII");
    }
    if instruction.amount.minor_units == 0 {
        return invalid("amount: more than zero");
    }
    if !(1..=70).contains(&instruction.creditor.name.chars().count()) {
        return invalid("creditor.name: 1 to 70 characters");
    }
    if instruction.remittance.as_ref().is_some_and(|text| text.chars().count() > 140) {
        return invalid("remittance: at most 140 characters");
    }
    match &instruction.creditor.identification {
        AccountIdentification::Iban(iban) if !is_iban(iban) => {
            invalid("creditor: an IBAN without spaces whose checksum is right")
        }
        AccountIdentification::SortCodeAccountNumber(number)
            if number.len() != 14 || !number.bytes().all(|byte| byte.is_ascii_digit()) =>
        {
            invalid("creditor: sort code and account number, 14 digits")
        }
        _ => Ok(()),
    }
}

/// ISO 13616: country and check digits go to the end, letters count from 10, and 97 leaves 1.
fn is_iban(iban: &str) -> bool {
    if !(15..=34).contains(&iban.len()) || !iban.is_ascii() {
        return false;
    }
    let (head, tail) = iban.split_at(4);
    let remainder = tail.chars().chain(head.chars()).try_fold(0u32, |rest, digit| match digit {
        '0'..='9' => digit.to_digit(10).map(|digit| (rest * 10 + digit) % 97),
        'A'..='Z' => digit.to_digit(36).map(|number| (rest * 100 + number) % 97),
        _ => None,
    });
    remainder == Some(1)
}
