//! What a capability answers that has nothing to say, or very much.

use loggia_runtime::capability::account_information::{
    Account, Balance, BalanceKind, CreditDebit, Detail, Page, Query, Transaction,
};
use loggia_runtime::capability::fx::{Quote, QuoteRequest};
use loggia_runtime::capability::http::Response;
use loggia_runtime::capability::identity_verified::{Address, Claims};
use loggia_runtime::capability::{Answer, EffectKind, Refusal, RefusalCode, loyalty};
use loggia_runtime::{AccountPseudonym, Currency, Money};

/// The largest amount that the contract carries.
const LARGEST: u64 = i64::MAX as u64;
const LARGEST_BODY: usize = 256 << 10;
pub(super) const LARGEST_VALUE: usize = 64 << 10;
pub(super) const LONGEST_KEY: usize = 100;
/// The longest that ISO 20022 lets a name, and a line of an address, be.
pub(super) const LONGEST_NAME: usize = 70;
const LONGEST_REMITTANCE: usize = 140;
/// Pages of a list that seems to have no end.
const PAGES: u64 = 10;

/// The answer that there is nothing, where there is such an answer.
pub(super) fn nothing(kind: &EffectKind) -> Option<Answer> {
    Some(match kind {
        EffectKind::AccountInformation(query) => match query {
            Query::Accounts(_) => Answer::Accounts(Ok(Page { items: Vec::new(), next: None })),
            Query::Balances(_) => Answer::Balances(Ok(Vec::new())),
            Query::Transactions { indicator, .. } => {
                Answer::Transactions(*indicator, Ok(Page { items: Vec::new(), next: None }))
            }
            Query::Details { .. } => Answer::Details(Ok(Vec::new())),
        },
        EffectKind::RequestClaims(_) => {
            let none = Refusal::new(RefusalCode::Cancelled, "the user shares nothing");
            Answer::Claims(Err(none))
        }
        EffectKind::SendHttp(_) => Answer::Http(Ok(response(Vec::new()))),
        EffectKind::Quote(request) => quote(request, 0)?,
        EffectKind::LoyaltyBalance(scheme) => points(scheme, 0, 0),
        _ => return None,
    })
}

/// As much as the contract lets an answer be.
pub(super) fn very_much(kind: &EffectKind, now: u64) -> Option<Answer> {
    Some(match kind {
        EffectKind::AccountInformation(query) => much_information(query, now)?,
        EffectKind::RequestClaims(request) => {
            Answer::Claims(Ok(Box::new(longest_claims().only(&request.claims))))
        }
        EffectKind::SendHttp(_) => Answer::Http(Ok(response(vec![b'['; LARGEST_BODY]))),
        EffectKind::Quote(request) => quote(request, LARGEST)?,
        EffectKind::LoyaltyBalance(scheme) => points(scheme, LARGEST / 2, u32::MAX),
        _ => return None,
    })
}

fn much_information(query: &Query, now: u64) -> Option<Answer> {
    const HOUR: u64 = 60 * 60 * 1_000;
    let currency: Currency = "EUR".parse().ok()?;
    let largest = Money::new(LARGEST, currency).ok()?;
    Some(match query {
        Query::Accounts(page) => {
            let account = |number: u32| {
                let id: AccountPseudonym = format!("{number:032x}").parse().ok()?;
                let nickname = format!("{number} {}", "W".repeat(LONGEST_NAME - 4));
                Some(Account { id, nickname, currency, type_code: "CACC".into() })
            };
            let items = (0..page.limit).filter_map(account).collect();
            Answer::Accounts(Ok(Page { items, next: None }))
        }
        Query::Balances(_) => Answer::Balances(Ok(vec![Balance {
            kind: BalanceKind::Itav,
            amount: largest,
            indicator: CreditDebit::Credit,
            at: now,
        }])),
        Query::Transactions { indicator, page, .. } => {
            let before: u64 = page.cursor.as_deref().map_or(Some(0), |at| at.parse().ok())?;
            let transaction = |number: u32| {
                let number = before * u64::from(page.limit) + u64::from(number);
                Transaction {
                    id: format!("{number:0128}"),
                    booked: true,
                    amount: largest,
                    booked_at: now.saturating_sub(number * HOUR),
                }
            };
            let items = (1..=page.limit).map(transaction).collect();
            let next = (before + 1 < PAGES).then(|| (before + 1).to_string());
            Answer::Transactions(*indicator, Ok(Page { items, next }))
        }
        Query::Details { transactions, masked, .. } => {
            let detail = |id: &String| {
                let detail = Detail {
                    id: id.clone(),
                    counterparty: Some("W".repeat(LONGEST_NAME)),
                    category: Some("5411".into()),
                    remittance: Some("W".repeat(LONGEST_REMITTANCE)),
                };
                detail.without(masked)
            };
            Answer::Details(Ok(transactions.iter().map(detail).collect()))
        }
    })
}

fn quote(request: &QuoteRequest, worth: u64) -> Option<Answer> {
    let worth = Money::new(worth, request.into).ok()?;
    let quote = Quote {
        amount: request.amount,
        worth,
        rate: if worth.minor_units() == 0 { "0".into() } else { "9".repeat(18) },
        at: 0,
        expires_at: u64::MAX,
    };
    Some(Answer::Quote(Ok(quote)))
}

fn points(scheme: &str, points: u64, points_per_unit: u32) -> Answer {
    let scheme = scheme.to_owned();
    Answer::LoyaltyBalance(Ok(loyalty::Balance { points, scheme, points_per_unit }))
}

fn response(body: Vec<u8>) -> Response {
    let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
    Response { status: 200, headers, body }
}

/// Each as long as the contract lets it be.
fn longest_claims() -> Claims {
    let long = |letter: &str, length| Some(letter.repeat(length));
    Claims {
        given_name: long("W", LONGEST_NAME),
        family_name: long("Ẅ", LONGEST_NAME),
        birthdate: Some("1900-01-01".to_owned()),
        address: Some(Address {
            street_address: "W".repeat(LONGEST_NAME),
            locality: "W".repeat(LONGEST_NAME),
            region: long("W", LONGEST_NAME),
            postal_code: long("9", 16),
            country: "AT".to_owned(),
        }),
        email: long("w", 254),
        phone_number: Some("+999999999999999".to_owned()),
        tax_identification_number: long("9", 35),
    }
}
