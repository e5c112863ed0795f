//! What one partner's server differs in from another's.

use loggia_http::Caller;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use url::Url;

use crate::reply::{Amount, Reply};

/// A partner's business, behind a signature that was checked.
pub trait Partner: Send + 'static {
    /// The mini-app that may ask here: others are turned away, whatever they were granted.
    const APP: &'static str;

    /// Where the world finds this server, such as `https://api.partner.example`: as this a request is
    /// signed for, whatever address it is sent to.
    const ORIGIN: &'static str;

    /// Answers a mini-app's request, at `now` in milliseconds since 1970.
    fn answer(&mut self, request: &Request<'_>, now: u64) -> Reply;

    /// The bank says that a payment has settled. It says so until it is answered with a status of 200
    /// to 299.
    fn settled(&mut self, payment: &SettledPayment, now: u64) -> Reply;
}

/// A mini-app's request, of which the bank's signature was right.
#[derive(Debug)]
pub struct Request<'a> {
    /// In capitals.
    pub method: &'a str,
    /// On whose behalf.
    pub caller: &'a Caller,
    url: &'a Url,
    body: &'a [u8],
}

/// What a webhook of type `payment.settled` says.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct SettledPayment {
    /// As the mini-app chose it: the samples use the booking's id.
    pub instruction_id: String,
    /// How much.
    pub amount: Amount,
}

impl<'a> Request<'a> {
    pub(crate) fn new(method: &'a str, caller: &'a Caller, url: &'a Url, body: &'a [u8]) -> Self {
        Self { method, caller, url, body }
    }

    /// The parts of the path.
    #[must_use]
    pub fn path(&self) -> Vec<&str> {
        self.url.path().trim_matches('/').split('/').collect()
    }

    /// A value of the query.
    #[must_use]
    pub fn query(&self, name: &str) -> Option<String> {
        self.url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    }

    /// By whom: the bank's pseudonym of the user for this partner, if they agreed to one.
    #[must_use]
    pub fn subject(&self) -> Option<String> {
        self.caller.subject.as_ref().map(ToString::to_string)
    }

    /// The body as JSON.
    ///
    /// # Errors
    /// The answer to a body that is none.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Reply> {
        serde_json::from_slice(self.body)
            .map_err(|error| Reply::problem(400, "malformed", &format!("the body: {error}")))
    }
}
