//! What it can be told to ask about its user and their accounts. The words behind an order's own are
//! the request's context.

use crate::loggia::accounts::transactions::Period;
use crate::loggia::accounts::{
    account_picker, accounts_basic, balances, transactions_credits, transactions_debits,
    transactions_detail,
};
use crate::loggia::identity::identity_basic;
use crate::loggia::types::types::{Error, PageRequest};

/// What came of an order; none where it is no order of these.
pub(crate) fn obey(verb: &str, words: &[&str]) -> Option<Result<String, Error>> {
    let word = |at: usize| words.get(at).copied().unwrap_or_default();
    let number = |at: usize| word(at).parse::<u64>().unwrap_or_default();
    let from = |at: usize| words.get(at..).unwrap_or_default().join(" ").into_bytes();
    // `-` is no cursor.
    let page = |at: usize| PageRequest {
        limit: number(at).try_into().unwrap_or(u32::MAX),
        cursor: (word(at + 1) != "-").then(|| word(at + 1).to_owned()),
    };
    let ever = Period { since: None, until: None };
    let request = |asked: Result<u64, Error>| asked.map(|request| request.to_string());
    Some(match verb {
        "accounts" => request(accounts_basic::list_accounts(&page(0), &from(2))),
        "take-accounts" => accounts_basic::take_accounts(number(0)).map(|page| {
            let named = page.items.iter().map(|account| format!("{}={}", account.nickname, account.id));
            listed(named.collect(), page.next)
        }),
        "pick" => request(account_picker::pick_account(word(0), &from(1))),
        "pick-reason" => {
            request(account_picker::pick_account(&"r".repeat(number(0) as usize), b""))
        }
        "pick-bidi" => request(account_picker::pick_account("for \u{202e}you", b"")),
        "take-picked" => account_picker::take_picked(number(0)).map(|picked| picked.nickname),
        "account-balances" => request(balances::get_balances(word(0), &from(1))),
        "take-account-balances" => balances::take_balances(number(0)).map(|balances| {
            let each = balances.iter().map(|balance| {
                format!("{:?} {}", balance.kind, balance.amount.minor_units)
            });
            each.collect::<Vec<_>>().join(" ")
        }),
        "credits" => request(transactions_credits::list_credits(word(0), ever, &page(1), &from(3))),
        "take-credits" => transactions_credits::take_credits(number(0)).map(|page| {
            listed(page.items.into_iter().map(|credit| credit.id).collect(), page.next)
        }),
        "debits" => request(transactions_debits::list_debits(word(0), ever, &page(1), &from(3))),
        "take-debits" => transactions_debits::take_debits(number(0)).map(|page| {
            listed(page.items.into_iter().map(|debit| debit.id).collect(), page.next)
        }),
        "details" => request(transactions_detail::get_details(&[word(0).to_owned()], &from(1))),
        "details-of" => {
            let ids = vec!["x".repeat(number(1) as usize); number(0) as usize];
            request(transactions_detail::get_details(&ids, b""))
        }
        "take-details" => transactions_detail::take_details(number(0)).map(|details| {
            let shown = |fact: Option<String>| fact.unwrap_or_else(|| "-".to_owned());
            let facts = |detail: transactions_detail::Detail| {
                format!("{} {}", shown(detail.counterparty), shown(detail.category))
            };
            details.into_iter().map(facts).collect::<Vec<_>>().join(" ")
        }),
        "subject" => identity_basic::subject(),
        "given-name" => identity_basic::given_name(),
        "consent" => request(identity_basic::request_consent(&from(0))),
        "take-consent" => identity_basic::take_consent(number(0)).map(|given| given.to_string()),
        _ => return None,
    })
}

fn listed(items: Vec<String>, next: Option<String>) -> String {
    let next = next.map_or("end".to_owned(), |next| format!("next={next}"));
    format!("{} {next}", items.join(" ")).trim().to_owned()
}
