//! What it can be told to do with what the host offers, and to itself.

use std::hint::black_box;

use crate::Mischief;
use crate::loggia::app::events::{Event, FieldValue, Kind};
use crate::loggia::loyalty::loyalty;
use crate::loggia::platform::{diagnostics, log, navigation, timers};
use crate::loggia::storage::storage;
use crate::loggia::types::types::{Error, ErrorCode};

pub(crate) fn obey(own: &mut Mischief, verb: &str, words: &[&str], rest: &str, event: &Event) {
    let word = |at: usize| words.get(at).copied().unwrap_or_default();
    let large = |at: usize| word(at).parse::<u64>().unwrap_or_default();
    let number = |at: usize| large(at) as usize;
    let from = |at: usize| words.get(at..).unwrap_or_default().join(" ");
    match verb {
        // its own memory
        "anew" => own.report.clear(),
        "add" => own.count += 1,
        "screen" => own.screen = word(0).into(),
        "say" => own.report(rest),
        "back" => own.report("went back"),
        "state" => own.state_bytes = Some(number(0)),
        "now" => own.report(event.now.to_string()),
        "entropy" => {
            let hex: String = event.entropy.iter().map(|byte| format!("{byte:02x}")).collect();
            own.report(hex);
        }
        "rights" => {
            if let Kind::Launched(launch) = &event.kind {
                own.report(launch.rights.join(" "));
            }
        }
        "fields" => {
            if let Kind::Action(action) = &event.kind {
                let fields = action.fields.iter().map(|(name, value)| field(name, value));
                own.report(fields.collect::<Vec<_>>().join(" "));
            }
        }
        // against itself
        "loop" => loop {
            black_box(0);
        },
        "spend" => {
            for turn in 0..number(0) {
                black_box(turn);
            }
        }
        "take-memory" => own.report(format!("took {}", vec![1_u8; number(0)].len())),
        "panic" => {
            diagnostics::panicked(rest, "src/\u{1b}[31mlib.rs", 7);
            diagnostics::panicked("a second report", "elsewhere.rs", 1);
            panic!("{rest}");
        }
        "panic-unreported" => panic!("{rest}"),
        #[cfg(target_os = "wasi")]
        "exit" => std::process::exit(0),
        #[cfg(target_os = "wasi")]
        "world" => {
            use std::io::Read;
            println!("to nowhere");
            eprintln!("to nowhere");
            let mut input = String::new();
            let read = std::io::stdin().read_to_string(&mut input);
            let (arguments, variables) = (std::env::args().count(), std::env::vars().count());
            own.report(format!("{arguments} arguments {variables} variables {read:?} from stdin"));
        }
        // storage
        "set" => {
            let outcome = storage::set(word(0), &vec![b'x'; number(1)]);
            own.report(said(outcome.map(|()| "set")));
        }
        "set-key" => {
            let outcome = storage::set(&"k".repeat(number(0)), b"");
            own.report(said(outcome.map(|()| "set")));
        }
        "get" => {
            let found =
                |value: Option<Vec<u8>>| value.map_or("none".into(), |v| v.len().to_string());
            own.report(said(storage::get(word(0)).map(found)));
        }
        "grow" => {
            let grown = storage::get(word(0)).and_then(|value| {
                let value = value.unwrap_or_default();
                storage::set(word(0), &[value, vec![b'x']].concat())
            });
            own.report(said(grown.map(|()| "grown")));
        }
        "delete" => own.report(said(storage::delete(word(0)).map(|()| "deleted"))),
        "keys" => own.report(said(storage::list_keys(word(0)).map(|keys| keys.join(" ")))),
        "flood" => {
            let values =
                (0..number(0)).map(|n| storage::set(&format!("flood-{n}"), &vec![0; number(1)]));
            own.report(tally(values));
        }
        "calls" => own.report(tally((0..number(0)).map(|_| storage::get("a")))),
        // log
        "log" => {
            for _ in 0..number(0) {
                log::write(log::Level::Info, &"l".repeat(number(1)));
            }
            own.report("logged");
        }
        "log-text" => log::write(log::Level::Error, rest),
        // timers and navigation
        "wake" => {
            let outcome = timers::wake_at(event.now + large(0), from(1).as_bytes());
            own.report(said(outcome.map(|()| "set")));
        }
        "wakes" => {
            own.report(tally(
                (0..number(0)).map(|n| timers::wake_at(event.now + 1_000 + n as u64, b"")),
            ));
        }
        "close" => own.report(said(navigation::close().map(|()| "closing"))),
        // `lead APP INTENT [NAME=VALUE…]`
        "lead" => {
            let param = |word: &&str| word.split_once('=').map(|(n, v)| (n.into(), v.into()));
            let params: Vec<_> = words.iter().skip(2).filter_map(param).collect();
            own.report(said(navigation::open_mini_app(word(0), word(1), &params).map(|()| "leading")));
        }
        // With so many parameters of so many bytes.
        "lead-with" => {
            let param = |n: usize| (format!("p{n}"), "v".repeat(number(1)));
            let params: Vec<_> = (0..number(0)).map(param).collect();
            let led = navigation::open_mini_app("com.example.parking", "park", &params);
            own.report(said(led.map(|()| "leading")));
        }
        "lead-hidden" => {
            let params = [("zone".into(), "12\u{202e}34".into())];
            let led = navigation::open_mini_app("com.example.parking", "park", &params);
            own.report(said(led.map(|()| "leading")));
        }
        "intent" => {
            if let Kind::Launched(launch) = &event.kind {
                let name = launch.intent.as_ref().map_or("none", |intent| intent.name.as_str());
                own.report(name);
            }
        }
        // loyalty: the rest of the line is the context
        "balance" => own.report(said(loyalty::get_balance(rest.as_bytes()).map(|n| n.to_string()))),
        "balance-context" => {
            let asked = loyalty::get_balance(&vec![b' '; number(0)]);
            own.report(said(asked.map(|n| n.to_string())));
        }
        "balances" => own.report(tally((0..number(0)).map(|_| loyalty::get_balance(b"")))),
        "take-balance" => {
            let taken = loyalty::take_balance(large(0));
            own.report(said(taken.map(|balance| format!("{} points", balance.points))));
        }
        "earn" => {
            own.report(said(loyalty::earn(word(0), from(1).as_bytes()).map(|n| n.to_string())))
        }
        "redeem" => {
            let asked = loyalty::redeem(large(0), word(1), from(2).as_bytes());
            own.report(said(asked.map(|n| n.to_string())));
        }
        "return" => {
            let asked = loyalty::return_points(word(0), from(1).as_bytes());
            own.report(said(asked.map(|n| n.to_string())));
        }
        "take-booking" => {
            let taken = loyalty::take_booking(large(0));
            own.report(said(taken.map(|booking| format!("{} booked", booking.points))));
        }
        _ => match crate::accounts::obey(verb, words)
            .or_else(|| crate::claims::obey(verb, words))
            .or_else(|| crate::outside::obey(verb, words))
            .or_else(|| crate::payments::obey(verb, words))
        {
            Some(outcome) => own.report(said(outcome)),
            None => own.report(format!("what is {verb}?")),
        },
    }
}

fn said(outcome: Result<impl Into<String>, Error>) -> String {
    match outcome {
        Ok(value) => value.into(),
        Err(error) => code(&error).into(),
    }
}

/// How many were done, and why the others were not.
fn tally<T>(outcomes: impl Iterator<Item = Result<T, Error>>) -> String {
    let (mut done, mut refused) = (0, Vec::new());
    for outcome in outcomes {
        match outcome {
            Ok(_) => done += 1,
            Err(error) => refused.push(code(&error)),
        }
    }
    match refused.first() {
        Some(first) => format!("{done} done {} {first}", refused.len()),
        None => format!("{done} done"),
    }
}

pub(crate) fn code(error: &Error) -> &'static str {
    match error.code {
        ErrorCode::Denied => "denied",
        ErrorCode::NotFound => "not-found",
        ErrorCode::InvalidArgument => "invalid-argument",
        ErrorCode::DuplicateMismatch => "duplicate-mismatch",
        ErrorCode::LimitExceeded => "limit-exceeded",
        ErrorCode::RateLimited => "rate-limited",
        ErrorCode::Cancelled => "cancelled",
        ErrorCode::Expired => "expired",
        ErrorCode::Conflict => "conflict",
        ErrorCode::Unavailable => "unavailable",
    }
}

fn field(name: &str, value: &FieldValue) -> String {
    match value {
        FieldValue::Text(text) => format!("{name}={text}"),
        FieldValue::Integer(number) => format!("{name}={number}"),
        FieldValue::Choice(chosen) => format!("{name}={}", chosen.join("+")),
        FieldValue::Number(Some(number)) => format!("{name}={number}"),
        FieldValue::Money(Some(money)) => format!("{name}={}{}", money.minor_units, money.currency),
        FieldValue::Date(Some(day)) => format!("{name}={}-{}-{}", day.year, day.month, day.day),
        FieldValue::Number(None) | FieldValue::Money(None) | FieldValue::Date(None) => {
            format!("{name}=empty")
        }
        FieldValue::On(on) => format!("{name}={on}"),
    }
}
