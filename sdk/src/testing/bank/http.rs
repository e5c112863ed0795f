//! The partner's server, as a test plays it, and what of its answers reaches the mini-app.

use std::fmt;
use std::rc::Rc;

use super::{Bank, error};
use crate::bindings::loggia::http::http::{Method, Request, Response};
use crate::bindings::loggia::types::types::{Error, ErrorCode};
use crate::capability::{HttpRequest, HttpResponse};

/// A function of the test's. It belongs to the world outside: a step that is undone does not undo it.
#[derive(Clone)]
pub(in super::super) struct PartnerServer(Rc<Respond>);

type Respond = dyn Fn(&HttpRequest) -> Result<HttpResponse, ErrorCode>;

/// The headers of an answer that are handed on.
const SHOWN: [&str; 9] = [
    "cache-control",
    "content-language",
    "content-type",
    "date",
    "etag",
    "expires",
    "last-modified",
    "location",
    "retry-after",
];

impl PartnerServer {
    pub(in super::super) fn new(
        respond: impl Fn(&HttpRequest) -> Result<HttpResponse, ErrorCode> + 'static,
    ) -> Self {
        Self(Rc::new(respond))
    }
}

impl Bank {
    /// Sends a request to the test's server.
    pub(super) fn exchange(&mut self, request: &Request) -> Result<Response, Error> {
        let request = self.as_sent(request);
        self.requests.push(request.clone());
        let unavailable = |what: &str| error(ErrorCode::Unavailable, what);
        let Some(server) = &self.server else {
            return Err(unavailable("nothing was sent: the test has no server, see Builder::http"));
        };
        let response = (server.0)(&request)
            .map_err(|code| error(code, "the test's server did not answer this"))?;
        if !(200..600).contains(&response.status) {
            return Err(unavailable("the server's status is not one of 200 to 599"));
        }
        if response.body.len() > 256 * 1024 {
            return Err(unavailable("the server's answer has more than 256 KiB"));
        }
        let headers = response.headers.into_iter();
        let headers = headers.map(|(name, value)| (name.to_ascii_lowercase(), value));
        Ok(Response {
            status: response.status,
            headers: headers.filter(|(name, _)| SHOWN.contains(&name.as_str())).collect(),
            body: response.body,
        })
    }

    /// With the `Idempotency-Key` that the host adds.
    fn as_sent(&self, request: &Request) -> HttpRequest {
        let Request { method, url, headers, body } = request.clone();
        let body = body.unwrap_or_default();
        let request = match method {
            Method::Get => HttpRequest::get(url),
            Method::Head => HttpRequest::head(url),
            Method::Post => HttpRequest::post(url, body),
            Method::Put => HttpRequest::put(url, body),
            Method::Patch => HttpRequest::patch(url, body),
            Method::Delete => HttpRequest::delete(url),
        };
        let request =
            headers.into_iter().fold(request, |request, (name, value)| request.header(name, value));
        match method {
            Method::Get | Method::Head => request,
            _ => request.header("idempotency-key", format!("request-{}", self.requests.len() + 1)),
        }
    }
}

impl fmt::Debug for PartnerServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PartnerServer")
    }
}
