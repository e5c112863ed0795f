use time::Date;

use super::super::bank::{Bank, Question, Reply, error};
use super::{call, is_harmless, take};
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
    let not_taken = |error| Question::NotTaken { scheduled, error };
    let same_id = bank
        .payments
        .iter()
        .find(|booked| booked.instruction.instruction_id == instruction.instruction_id);
    let (payment, question) = match same_id {
        // The bank knows it by its first id: the one that a repeat is given stands for nothing.
        Some(booked) if booked.instruction == *instruction && booked.on == on => {
            let payment = booked.payment.id.clone();
            (bank.unknown_id(), Question::Outcome { payment, scheduled, repeated: true })
        }
        Some(_) => {
            let mismatch = error(
                ErrorCode::DuplicateMismatch,
                "this instruction id stands for another payment: use a new one for a new payment",
            );
            (bank.unknown_id(), not_taken(mismatch))
        }
        None => match bank.pause_after_declined() {
            Some(left) => {
                let declined = error(
                    ErrorCode::Denied,
                    "the user has declined several payments in a row, and is not asked again for some time",
                );
                let paused = Error { retry_after_ms: Some(left), ..declined };
                (bank.unknown_id(), not_taken(paused))
            }
            None => {
                let payment = bank.book(instruction, on);
                (payment.clone(), Question::Outcome { payment, scheduled, repeated: false })
            }
        },
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
        let known = bank.booked(id).is_some_and(|booked| booked.on.is_none());
        if !known {
            return Err(error(ErrorCode::NotFound, "no such payment"));
        }
        withdraw(bank, id);
        Ok(())
    })
}

/// Withdraws a payment if the user has not decided on it; whether it could be.
pub(super) fn withdraw(bank: &mut Bank, id: &str) -> bool {
    let (now, session) = (bank.now, bank.session);
    let Some(booked) = bank.booked_mut(id).filter(|booked| booked.awaits()) else { return false };
    booked.payment.consent = ConsentStatus::Canc;
    booked.payment.updated_at = now;
    if booked.session != session {
        // The answer is the other session's; this one hears that the payment has moved on.
        bank.moved_on.push_back(id.to_owned());
    }
    true
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
    let is_line =
        |text: &str, most| (1..=most).contains(&text.chars().count()) && is_harmless(text);
    if !is_line(&instruction.creditor.name, 70) {
        return invalid("creditor.name: 1 to 70 characters without control or bidi characters");
    }
    if instruction.remittance.as_deref().is_some_and(|text| !is_line(text, 140)) {
        return invalid("remittance: 1 to 140 characters without control or bidi characters");
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
