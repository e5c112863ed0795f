//! What it can be told to do with payments, at once and on a day.

use crate::loggia::payments::payments_initiate::{self as at_once, Initiated, Instruction};
use crate::loggia::payments::payments_scheduled as on_a_day;
use crate::loggia::types::types::{AccountIdentification, Error, Money, PartyAccount};

/// What came of an order; none where it is no order of these.
///
/// `pay ID CENTS [CONTEXT…]` and `schedule ID CENTS DATE [CONTEXT…]` are good ones; `pay-with FIELD
/// VALUE…` and `schedule-with DATE FIELD VALUE…` have one thing of the instruction said otherwise.
/// `pay-and-cancel ID CENTS` withdraws it in the same step; `payment-reference PAYMENT` tells the reference of
/// what refuses it. `pay-so FIELD=VALUE…` has any number of them, in which `_` is a space and `*N` are N bytes, and tells
/// all that an error says.
pub(crate) fn obey(verb: &str, words: &[&str]) -> Option<Result<String, Error>> {
    let word = |at: usize| words.get(at).copied().unwrap_or_default();
    let number = |at: usize| word(at).parse::<u64>().unwrap_or_default();
    let from = |at: usize| words.get(at..).unwrap_or_default().join(" ");
    let started = |started: Result<Initiated, Error>| {
        started.map(|started| format!("{} {}", started.request, started.payment))
    };
    Some(match verb {
        "pay" => started(at_once::initiate(&instruction(word(0), number(1)), from(2).as_bytes())),
        "pay-so" => {
            let started = started(at_once::initiate(&with_all(words), b""));
            Ok(started.unwrap_or_else(|error| in_full(&error)))
        }
        "pay-and-cancel" => {
            at_once::initiate(&instruction(word(0), number(1)), b"").and_then(|started| {
                at_once::cancel(&started.payment)?;
                Ok(started.payment)
            })
        }
        "payment-reference" => {
            let refused = at_once::get_payment(word(0)).err();
            Ok(refused.map_or_else(|| "none".into(), |error| error.reference))
        }
        "pay-with" => started(at_once::initiate(&with(word(0), &from(1)), b"")),
        "take-outcome" => {
            at_once::take_outcome(number(0)).map(|payment| format!("{:?}", payment.consent))
        }
        "payment" => at_once::get_payment(word(0)).map(|payment| format!("{:?}", payment.consent)),
        "cancel" => at_once::cancel(word(0)).map(|()| "cancelling".to_owned()),
        "schedule" => {
            let instruction = instruction(word(0), number(1));
            started(on_a_day::schedule(&instruction, word(2), from(3).as_bytes()))
        }
        "schedule-with" => {
            started(on_a_day::schedule(&with(word(1), &from(2)), word(0), b""))
        }
        "take-scheduled" => on_a_day::take_outcome(number(0)).map(said),
        "scheduled" => on_a_day::get_payment(word(0)).map(said),
        "cancel-scheduled" => on_a_day::cancel(word(0)).map(|()| "cancelling".to_owned()),
        _ => return None,
    })
}

fn said(scheduled: on_a_day::Scheduled) -> String {
    format!("{:?} on {}", scheduled.payment.consent, scheduled.on)
}

fn instruction(id: &str, cents: u64) -> Instruction {
    Instruction {
        instruction_id: id.into(),
        end_to_end_id: id.into(),
        amount: Money { minor_units: cents, currency: "EUR".into() },
        creditor: PartyAccount {
            identification: AccountIdentification::Iban("AT611904300234573201".into()),
            name: "Mischief".into(),
        },
        remittance: None,
    }
}

/// A good one but for one field. In a text `U+202E` and the like stand for the character.
fn with(field: &str, value: &str) -> Instruction {
    let text = value.split(' ').map(|word| {
        let named = word.strip_prefix("U+").and_then(|code| u32::from_str_radix(code, 16).ok());
        named.and_then(char::from_u32).map_or_else(|| word.to_owned(), String::from)
    });
    let text = text.collect::<Vec<_>>().join(" ");
    let mut wanted = instruction("with", 100);
    say_otherwise(&mut wanted, field, text);
    wanted
}

fn with_all(words: &[&str]) -> Instruction {
    let mut wanted = instruction("so", 100);
    for (field, value) in words.iter().filter_map(|word| word.split_once('=')) {
        let text = match value.strip_prefix('*').and_then(|bytes| bytes.parse().ok()) {
            Some(bytes) => "x".repeat(bytes),
            None => value.replace('_', " "),
        };
        say_otherwise(&mut wanted, field, text);
    }
    wanted
}

fn in_full(error: &Error) -> String {
    format!("{}: {}", crate::orders::code(error), error.message)
}

fn say_otherwise(wanted: &mut Instruction, field: &str, text: String) {
    match field {
        "cents" => wanted.amount.minor_units = text.parse().unwrap_or_default(),
        "currency" => wanted.amount.currency = text,
        "iban" => wanted.creditor.identification = AccountIdentification::Iban(text),
        "sort-code" => {
            wanted.creditor.identification = AccountIdentification::SortCodeAccountNumber(text);
        }
        "name" => wanted.creditor.name = text,
        "remittance" => wanted.remittance = Some(text),
        "remittance-bytes" => wanted.remittance = Some("x".repeat(text.parse().unwrap_or(0))),
        "id" => wanted.instruction_id = text,
        "end-to-end" => wanted.end_to_end_id = text,
        _ => {}
    }
}
