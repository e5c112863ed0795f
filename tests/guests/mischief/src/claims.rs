//! What it can be told to ask its user for. The words behind an order's own are the request's context.

use crate::loggia::identity::identity_verified::{self, Claim};
use crate::loggia::types::types::Error;

/// What came of an order; none where it is no order of these.
pub(crate) fn obey(verb: &str, words: &[&str]) -> Option<Result<String, Error>> {
    let word = |at: usize| words.get(at).copied().unwrap_or_default();
    let number = |at: usize| word(at).parse::<u64>().unwrap_or_default();
    let from = |at: usize| words.get(at..).unwrap_or_default().join(" ").into_bytes();
    let ask = |claims: &[Claim], purpose: &str, context: &[u8]| {
        identity_verified::request_claims(claims, purpose, context).map(|id| id.to_string())
    };
    Some(match verb {
        // Separated by commas; `-` is none.
        "claims" => ask(&claims(word(0)), word(1), &from(2)),
        "claims-many" => ask(&vec![Claim::Email; number(0) as usize], "why", b""),
        "claims-purpose" => ask(&[Claim::Email], &"p".repeat(number(0) as usize), b""),
        "claims-hidden" => {
            let hidden = char::from_u32(number(0) as u32).unwrap_or_default();
            ask(&[Claim::Email], &format!("for {hidden}you"), b"")
        }
        "take-claims" => identity_verified::take_claims(number(0)).map(|claims| {
            let address = claims.address.map(|address| format!("{} {}", address.locality, address.country));
            let told = [
                claims.given_name,
                claims.family_name,
                claims.birthdate,
                address,
                claims.email,
                claims.phone_number,
                claims.tax_identification_number,
            ];
            told.map(|claim| claim.unwrap_or_else(|| "-".into())).join(" ")
        }),
        _ => return None,
    })
}

fn claims(names: &str) -> Vec<Claim> {
    let claim = |name: &str| match name {
        "given-name" => Some(Claim::GivenName),
        "family-name" => Some(Claim::FamilyName),
        "birthdate" => Some(Claim::Birthdate),
        "address" => Some(Claim::Address),
        "email" => Some(Claim::Email),
        "phone-number" => Some(Claim::PhoneNumber),
        "tax-identification-number" => Some(Claim::TaxIdentificationNumber),
        _ => None,
    };
    names.split(',').filter_map(claim).collect()
}
