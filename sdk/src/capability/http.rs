use std::marker::PhantomData;

use serde::Serialize;

use super::context;
use crate::answer::{Answer, sealed::Fetch};
use crate::bindings::loggia::http::http as wire;
pub use crate::bindings::loggia::http::http::Method as HttpMethod;
use crate::bindings::loggia::types::types::Error;
use crate::host;

/// Requests to the partner's own servers: only to the hosts of the bank's grant.
///
/// The host signs each request, so that the server knows which mini-app of which user asks, and adds
/// the credentials of the grant, which the mini-app never sees.
#[derive(Clone, Copy, Debug)]
pub struct Http<M>(PhantomData<fn() -> M>);

/// What is sent to a server.
///
/// ```
/// use loggia_sdk::HttpRequest;
///
/// let order = HttpRequest::post("https://api.partner.example/orders", r#"{"tea":1}"#)
///     .header("content-type", "application/json");
/// assert_eq!(order.body(), br#"{"tea":1}"#);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpRequest {
    method: HttpMethod,
    url: String,
    headers: Vec<(String, String)>,
    body: Option<Vec<u8>>,
}

/// What a server answered: a status of 300 to 599 is an answer too, and redirects are not followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpResponse {
    /// 200 to 599.
    pub status: u16,
    /// The few that are handed on, names in lower case: `content-type`, `etag`, `location` …
    pub headers: Vec<(String, String)>,
    /// At most 256 KiB.
    pub body: Vec<u8>,
}

impl HttpRequest {
    /// Reads. A URL is absolute, `https`, without credentials or fragment, and has at most 2 048 bytes;
    /// its host is one of the grant's.
    pub fn get(url: impl Into<String>) -> Self {
        Self::new(HttpMethod::Get, url.into(), None)
    }

    /// Reads without the body.
    pub fn head(url: impl Into<String>) -> Self {
        Self::new(HttpMethod::Head, url.into(), None)
    }

    /// Does something. A body has at most 256 KiB.
    pub fn post(url: impl Into<String>, body: impl Into<Vec<u8>>) -> Self {
        Self::new(HttpMethod::Post, url.into(), Some(body.into()))
    }

    /// Replaces, or makes what is not there yet: twice is as once.
    pub fn put(url: impl Into<String>, body: impl Into<Vec<u8>>) -> Self {
        Self::new(HttpMethod::Put, url.into(), Some(body.into()))
    }

    /// Changes a part.
    pub fn patch(url: impl Into<String>, body: impl Into<Vec<u8>>) -> Self {
        Self::new(HttpMethod::Patch, url.into(), Some(body.into()))
    }

    /// Removes: twice is as once.
    pub fn delete(url: impl Into<String>) -> Self {
        Self::new(HttpMethod::Delete, url.into(), None)
    }

    fn new(method: HttpMethod, url: String, body: Option<Vec<u8>>) -> Self {
        Self { method, url, headers: Vec::new(), body }
    }

    /// Adds a header: at most 32, together 8 KiB. The host's own (`host`, `cookie`, `signature` …) are
    /// refused.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// What it does.
    #[must_use]
    pub fn method(&self) -> HttpMethod {
        self.method
    }

    /// Where it goes.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Its headers, in the order in which they were added.
    #[must_use]
    pub fn headers(&self) -> &[(String, String)] {
        &self.headers
    }

    /// Its body; empty where it has none.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        self.body.as_deref().unwrap_or_default()
    }
}

impl HttpResponse {
    /// An answer without headers: what a test's server says.
    pub fn new(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self { status, headers: Vec::new(), body: body.into() }
    }

    /// Adds a header.
    #[must_use]
    pub fn with_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Whether the status is one of 200 to 299.
    #[must_use]
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The first header of this name, which is in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }
}

impl<M> Http<M> {
    pub(crate) const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<M: Serialize> Http<M> {
    /// Stages a request: it is sent once the step is committed. What is not a GET or HEAD carries an
    /// `Idempotency-Key`, the same in every attempt of the host's and another for each `send`.
    ///
    /// The answer's errors: `unavailable`: the server was not reached, did not answer in time, or
    /// answered what cannot be handed on. What was asked for may have happened, unless `message` says
    /// that nothing was sent.
    ///
    /// # Errors
    /// `denied` (a host beyond the grant), `invalid-argument` (URL, header, body), `limit-exceeded`,
    /// `rate-limited`.
    pub fn send(
        self,
        request: HttpRequest,
        then: impl FnOnce(Answer<HttpResponse>) -> M,
    ) -> Result<(), Error> {
        let context = context(&then(Answer::expected()))?;
        let HttpRequest { method, url, headers, body } = request;
        host::http::send(&wire::Request { method, url, headers, body }, &context).map(drop)
    }
}

impl Fetch for HttpResponse {
    fn fetch(request: u64) -> Result<Self, Error> {
        let wire::Response { status, headers, body } = host::http::take_response(request)?;
        Ok(Self { status, headers, body })
    }
}
