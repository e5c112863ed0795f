use super::super::bank::{Question, Reply, error};
use super::{call, take};
use crate::bindings::loggia::identity::identity_verified::{Claim, Claims};
use crate::bindings::loggia::types::types::{Error, ErrorCode};
use crate::capability;

const INTERFACE: &str = "loggia:identity/identity-verified";

pub(crate) fn request_claims(
    claims: &[Claim],
    purpose: &str,
    context: &[u8],
) -> Result<u64, Error> {
    call(INTERFACE, |bank| {
        if !bank.may_raise_sheet() {
            return Err(error(ErrorCode::Denied, "a sheet is raised for a user's action only"));
        }
        let invalid = |message: &str| Err(error(ErrorCode::InvalidArgument, message));
        let mut asked: Vec<capability::Claim> = Vec::new();
        for claim in claims.iter().map(|claim| capability::Claim::from_wire(*claim)) {
            if asked.contains(&claim) {
                return invalid("claims: each once");
            }
            asked.push(claim);
        }
        if asked.is_empty() {
            return invalid("claims: 1 to 7 different ones");
        }
        if let Some(beyond) = asked.iter().find(|claim| !bank.may_ask_for(**claim)) {
            return Err(error(ErrorCode::Denied, format!("{beyond:?} is not granted")));
        }
        if !(1..=140).contains(&purpose.chars().count()) || purpose.chars().any(char::is_control) {
            return invalid("purpose: 1 to 140 characters without control or bidi characters");
        }
        bank.ask(
            Question::Claims { asked, purpose: purpose.to_owned(), ticked: Vec::new() },
            context,
        )
    })
}

pub(crate) fn take_claims(request: u64) -> Result<Claims, Error> {
    take(INTERFACE, request, |reply| match reply {
        Reply::Claims(claims) => Some(claims),
        _ => None,
    })
}
