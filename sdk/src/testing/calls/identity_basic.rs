use super::super::bank::{Bank, Question, Reply, error};
use super::{call, take};
use crate::bindings::loggia::types::types::{Error, ErrorCode};

const INTERFACE: &str = "loggia:identity/identity-basic";

pub(crate) fn subject() -> Result<String, Error> {
    direct(|bank| bank.subject.clone())
}

pub(crate) fn given_name() -> Result<String, Error> {
    direct(|bank| bank.given_name.clone())
}

pub(crate) fn request_consent(context: &[u8]) -> Result<u64, Error> {
    call(INTERFACE, |bank| bank.ask_with_consent(Question::Consent, context))
}

pub(crate) fn take_consent(request: u64) -> Result<bool, Error> {
    take(INTERFACE, request, |reply| match reply {
        Reply::Consent(consented) => Some(consented),
        _ => None,
    })
}

fn direct(known: impl FnOnce(&Bank) -> String) -> Result<String, Error> {
    call(INTERFACE, |bank| {
        bank.reachable(INTERFACE)?;
        if !bank.has_consent(INTERFACE) {
            return Err(error(
                ErrorCode::Denied,
                "the user has not consented: request-consent asks",
            ));
        }
        Ok(known(bank))
    })
}
