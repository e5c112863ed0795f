//! What it can be told to ask of servers, markets and the sky. The words behind an order's own are the
//! request's context.

use crate::loggia::fx::fx;
use crate::loggia::http::http;
use crate::loggia::location::location;
use crate::loggia::types::types::{Error, Money};

/// What came of an order; none where it is no order of these.
pub(crate) fn obey(verb: &str, words: &[&str]) -> Option<Result<String, Error>> {
    let word = |at: usize| words.get(at).copied().unwrap_or_default();
    let number = |at: usize| word(at).parse::<u64>().unwrap_or_default();
    let from = |at: usize| words.get(at..).unwrap_or_default().join(" ").into_bytes();
    let request = |asked: Result<u64, Error>| asked.map(|request| request.to_string());
    let send = |method, body| {
        let request = http::Request { method, url: word(0).into(), headers: Vec::new(), body };
        http::send(&request, &from(1))
    };
    Some(match verb {
        "fetch" => request(send(http::Method::Get, None)),
        "post" => request(send(http::Method::Post, Some(b"{}".to_vec()))),
        "take-response" => http::take_response(number(0)).map(|response| {
            format!("{} {}", response.status, String::from_utf8_lossy(&response.body))
        }),
        "quote" => {
            let amount = Money { minor_units: number(0), currency: word(1).into() };
            request(fx::get_quote(&amount, word(2), &from(3)))
        }
        "take-quote" => fx::take_quote(number(0))
            .map(|quote| format!("{} {}", quote.worth.minor_units, quote.worth.currency)),
        "locate" => {
            request(location::current(number(0).try_into().unwrap_or(u32::MAX), &from(1)))
        }
        "take-position" => location::take_position(number(0)).map(|position| {
            format!("{} within {}", position.latitude_microdegrees, position.accuracy_metres)
        }),
        _ => return None,
    })
}
