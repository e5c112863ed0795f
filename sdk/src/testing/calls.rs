//! The host's functions as a native build calls them: they reach the bank of the step that runs on this
//! thread, and outside of one answer `unavailable`.

use std::cell::RefCell;

use super::bank::{Bank, error};
use crate::bindings::loggia::types::types::{Error, ErrorCode};

thread_local! {
    static BANK: RefCell<Option<Bank>> = const { RefCell::new(None) };
}

/// Runs `step` with `bank` behind the capabilities, and gives it back as the step left it.
pub(super) fn with_bank<T>(bank: Bank, step: impl FnOnce() -> T) -> (Bank, T) {
    BANK.set(Some(bank));
    let result = step();
    (BANK.take().unwrap_or_default(), result)
}

fn call<T>(
    interface: &str,
    function: impl FnOnce(&mut Bank) -> Result<T, Error>,
) -> Result<T, Error> {
    BANK.with_borrow_mut(|bank| match bank {
        Some(bank) => {
            bank.admit(interface)?;
            function(bank)
        }
        None => Err(error(
            ErrorCode::Unavailable,
            format!("{interface}: there is no host here. Run the mini-app in loggia_sdk::testing::TestApp"),
        )),
    })
}

pub(crate) mod payments_initiate {
    use super::super::bank::{Question, Reply, error};
    use super::call;
    use crate::bindings::loggia::payments::payments_initiate::{
        ConsentStatus, Initiated, Instruction, Payment,
    };
    use crate::bindings::loggia::types::types::{AccountIdentification, Error, ErrorCode};
    use crate::money::Money;

    const INTERFACE: &str = "loggia:payments/payments-initiate";

    pub(crate) fn initiate(instruction: &Instruction, context: &[u8]) -> Result<Initiated, Error> {
        call(INTERFACE, |bank| {
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
            let same_id = bank
                .payments
                .iter()
                .find(|booked| booked.instruction.instruction_id == instruction.instruction_id);
            let (payment, question) = match same_id {
                None => {
                    let id = bank.book(instruction);
                    (id.clone(), Question::Outcome(id))
                }
                Some(booked) if booked.instruction == *instruction => {
                    let id = booked.payment.id.clone();
                    (id.clone(), Question::Outcome(id))
                }
                Some(_) => (format!("{:032x}", u128::MAX), Question::Mismatch),
            };
            let request = bank.ask(question, context)?;
            Ok(Initiated { payment, request })
        })
    }

    pub(crate) fn take_outcome(request: u64) -> Result<Payment, Error> {
        call(INTERFACE, |bank| match &bank.answering {
            Some((id, Reply::Outcome(outcome))) if *id == request => outcome.clone(),
            _ => Err(error(ErrorCode::NotFound, "not the request that this step answers")),
        })
    }

    pub(crate) fn get_payment(id: &str) -> Result<Payment, Error> {
        call(INTERFACE, |bank| {
            bank.reachable(INTERFACE)?;
            let booked =
                bank.booked(id).ok_or_else(|| error(ErrorCode::NotFound, "no such payment"))?;
            Ok(booked.payment.clone())
        })
    }

    pub(crate) fn cancel(id: &str) -> Result<(), Error> {
        call(INTERFACE, |bank| {
            bank.reachable(INTERFACE)?;
            let now = bank.now;
            let booked =
                bank.booked_mut(id).ok_or_else(|| error(ErrorCode::NotFound, "no such payment"))?;
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
        let remainder =
            tail.chars().chain(head.chars()).try_fold(0u32, |rest, digit| match digit {
                '0'..='9' => digit.to_digit(10).map(|digit| (rest * 10 + digit) % 97),
                'A'..='Z' => digit.to_digit(36).map(|number| (rest * 100 + number) % 97),
                _ => None,
            });
        remainder == Some(1)
    }
}

pub(crate) mod loyalty {
    use super::super::bank::{Question, Reply, error};
    use super::call;
    use crate::bindings::loggia::loyalty::loyalty::{Balance, Booking};
    use crate::bindings::loggia::types::types::{Error, ErrorCode};

    const INTERFACE: &str = "loggia:loyalty/loyalty";

    pub(crate) fn get_balance(context: &[u8]) -> Result<u64, Error> {
        call(INTERFACE, |bank| bank.ask(Question::Balance, context))
    }

    pub(crate) fn take_balance(request: u64) -> Result<Balance, Error> {
        call(INTERFACE, |bank| match &bank.answering {
            Some((id, Reply::Balance(balance))) if *id == request => balance.clone(),
            _ => Err(error(ErrorCode::NotFound, "not the request that this step answers")),
        })
    }

    pub(crate) fn earn(payment: &str, context: &[u8]) -> Result<u64, Error> {
        call(INTERFACE, |bank| {
            if payment.len() != 32 || !payment.bytes().all(|byte| byte.is_ascii_hexdigit()) {
                return Err(error(ErrorCode::InvalidArgument, "payment: 32 hexadecimal digits"));
            }
            bank.ask(Question::Earn(payment.to_owned()), context)
        })
    }

    pub(crate) fn redeem(points: u64, reference: &str, context: &[u8]) -> Result<u64, Error> {
        call(INTERFACE, |bank| {
            if !(1..=1_000_000).contains(&points) {
                return Err(error(ErrorCode::InvalidArgument, "points: 1 to 1 000 000"));
            }
            check_reference(reference)?;
            bank.ask(Question::Redeem { points, reference: reference.to_owned() }, context)
        })
    }

    pub(crate) fn return_points(reference: &str, context: &[u8]) -> Result<u64, Error> {
        call(INTERFACE, |bank| {
            check_reference(reference)?;
            bank.ask(Question::Return(reference.to_owned()), context)
        })
    }

    pub(crate) fn take_booking(request: u64) -> Result<Booking, Error> {
        call(INTERFACE, |bank| match &bank.answering {
            Some((id, Reply::Booking(booking))) if *id == request => booking.clone(),
            _ => Err(error(ErrorCode::NotFound, "not the request that this step answers")),
        })
    }

    fn check_reference(reference: &str) -> Result<(), Error> {
        if (1..=35).contains(&reference.len()) {
            return Ok(());
        }
        Err(error(ErrorCode::InvalidArgument, "reference: 1 to 35 bytes"))
    }
}

pub(crate) mod storage {
    use super::super::bank::error;
    use super::call;
    use crate::bindings::loggia::types::types::{Error, ErrorCode};

    const INTERFACE: &str = "loggia:storage/storage";

    pub(crate) fn get(key: &str) -> Result<Option<Vec<u8>>, Error> {
        call(INTERFACE, |bank| {
            check_key(key)?;
            bank.reachable(INTERFACE)?;
            Ok(bank.stored.get(key).cloned())
        })
    }

    pub(crate) fn set(key: &str, value: &[u8]) -> Result<(), Error> {
        call(INTERFACE, |bank| {
            check_key(key)?;
            if value.len() > 64 * 1024 {
                return Err(error(ErrorCode::InvalidArgument, "value: at most 64 KiB"));
            }
            bank.reachable(INTERFACE)?;
            let others = bank.stored.iter().filter(|(other, _)| *other != key);
            let total: usize = others.map(|(key, value)| key.len() + value.len()).sum();
            if total + key.len() + value.len() > 1024 * 1024 {
                return Err(error(
                    ErrorCode::LimitExceeded,
                    "all keys and values together: at most 1 MiB",
                ));
            }
            bank.stored.insert(key.to_owned(), value.to_vec());
            Ok(())
        })
    }

    pub(crate) fn delete(key: &str) -> Result<(), Error> {
        call(INTERFACE, |bank| {
            check_key(key)?;
            bank.reachable(INTERFACE)?;
            bank.stored.remove(key);
            Ok(())
        })
    }

    pub(crate) fn list_keys(prefix: &str) -> Result<Vec<String>, Error> {
        call(INTERFACE, |bank| {
            bank.reachable(INTERFACE)?;
            Ok(bank
                .stored
                .keys()
                .filter(|key| key.starts_with(prefix))
                .take(1000)
                .cloned()
                .collect())
        })
    }

    fn check_key(key: &str) -> Result<(), Error> {
        if (1..=128).contains(&key.len()) {
            return Ok(());
        }
        Err(error(ErrorCode::InvalidArgument, "key: 1 to 128 bytes"))
    }
}

pub(crate) mod timers {
    use super::super::bank::{Timer, check_context, error};
    use super::call;
    use crate::bindings::loggia::types::types::{Error, ErrorCode};

    const YEAR_MS: u64 = 366 * 24 * 60 * 60 * 1000;

    pub(crate) fn wake_at(at: u64, context: &[u8]) -> Result<(), Error> {
        call("loggia:platform/timers", |bank| {
            check_context(context)?;
            if !(bank.now + 1000..=bank.now + YEAR_MS).contains(&at) {
                return Err(error(
                    ErrorCode::InvalidArgument,
                    "at: one second to one year from now",
                ));
            }
            if bank.timers.len() >= 8 {
                return Err(error(ErrorCode::LimitExceeded, "at most 8 timers are open at once"));
            }
            bank.timers.push(Timer { at, context: context.to_vec() });
            Ok(())
        })
    }
}

pub(crate) mod navigation {
    use super::super::bank::error;
    use super::call;
    use crate::bindings::loggia::types::types::{Error, ErrorCode};

    pub(crate) fn close() -> Result<(), Error> {
        call("loggia:platform/navigation", |bank| {
            if !bank.user_acts {
                return Err(error(
                    ErrorCode::Denied,
                    "only in a step that handles a user's action",
                ));
            }
            bank.closed = true;
            Ok(())
        })
    }
}

pub(crate) mod log {
    use super::call;
    use crate::bindings::loggia::platform::log::Level;

    pub(crate) fn write(level: Level, message: &str) {
        // A log has no way to fail, so neither has this: without a host the line goes nowhere.
        let _ = call("loggia:platform/log", |bank| {
            let level = match level {
                Level::Debug => "debug",
                Level::Info => "info",
                Level::Warn => "warn",
                Level::Error => "error",
            };
            bank.log.push(format!("{level}: {message}"));
            Ok(())
        });
    }
}
