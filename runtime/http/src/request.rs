//! What is sent.

use std::fmt;

use http::{HeaderMap, HeaderName, HeaderValue};

use crate::caller::Caller;
use crate::credential::Credential;
use crate::header::{HeaderReason, RefusedHeader, guest_header};
use crate::label::Label;
use crate::limits::Limits;
use crate::method::Method;
use crate::signature::Purpose;
use crate::target::Target;

/// A request that may be sent: to a granted host, within the limits, with nothing of the host's in the
/// mini-app's headers.
#[derive(Clone)]
pub struct Request {
    pub(crate) method: Method,
    pub(crate) target: Target,
    pub(crate) caller: Caller,
    pub(crate) purpose: Purpose,
    /// The mini-app's or the webhook's, not those that every request has.
    pub(crate) headers: HeaderMap,
    pub(crate) credentials: Vec<Credential>,
    pub(crate) body: Vec<u8>,
    effect: Label,
    repeatable: bool,
}

/// What a request is made of, before [`RequestBuilder::build`] has looked at it.
pub struct RequestBuilder {
    request: Request,
    headers: Vec<(String, String)>,
}

/// What cannot be sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MalformedRequest {
    /// A header that the mini-app may not set, or not like that.
    #[error(transparent)]
    Header(#[from] RefusedHeader),
    /// More headers than [`Limits::request_headers`].
    #[error("a request has {limit} headers at most")]
    Headers {
        /// So many it may have.
        limit: usize,
    },
    /// More bytes of headers than [`Limits::request_header_bytes`].
    #[error("the headers of a request have {limit} bytes at most")]
    HeaderBytes {
        /// So many it may have.
        limit: usize,
    },
    /// A longer body than [`Limits::request_body`].
    #[error("the body of a request has {limit} bytes at most")]
    Body {
        /// So many it may have.
        limit: usize,
    },
    /// GET or HEAD with a body, which servers read differently.
    #[error("{method} has no body")]
    BodyOfSafe {
        /// The method.
        method: Method,
    },
}

impl Request {
    /// Begins a request. `effect` is its id among all that the bank does: what is sent again under the
    /// same id is the same request.
    #[must_use]
    pub fn builder(
        method: Method,
        target: Target,
        caller: Caller,
        effect: Label,
    ) -> RequestBuilder {
        let request = Self {
            method,
            target,
            caller,
            purpose: Purpose::Request,
            headers: HeaderMap::new(),
            credentials: Vec::new(),
            body: Vec::new(),
            effect,
            repeatable: false,
        };
        RequestBuilder { request, headers: Vec::new() }
    }

    /// What it does.
    #[must_use]
    pub fn method(&self) -> Method {
        self.method
    }

    /// Where it goes.
    #[must_use]
    pub fn target(&self) -> &Target {
        &self.target
    }

    /// Whether it may be sent again when its outcome is unknown: by its method, or because the grant
    /// says that the partner keeps to `Idempotency-Key`. Another is sent once, and then never again.
    #[must_use]
    pub fn is_idempotent(&self) -> bool {
        self.method.is_idempotent() || self.repeatable
    }

    /// The effect id, where it is sent: with all that may change something.
    #[must_use]
    pub fn idempotency_key(&self) -> Option<&Label> {
        (!self.method.is_safe()).then_some(&self.effect)
    }

    /// A webhook's, whose headers are the host's own.
    pub(crate) fn webhook(
        target: Target,
        caller: Caller,
        id: Label,
        headers: [(HeaderName, HeaderValue); 3],
        body: Vec<u8>,
    ) -> Self {
        let mut request = Self::builder(Method::Post, target, caller, id).repeatable().request;
        request.purpose = Purpose::Webhook;
        request.headers.extend(headers);
        request.body = body;
        request
    }
}

impl RequestBuilder {
    /// The headers that the mini-app asks for. Default: none.
    #[must_use]
    pub fn headers(mut self, headers: Vec<(String, String)>) -> Self {
        self.headers = headers;
        self
    }

    /// The body. Default: none.
    #[must_use]
    pub fn body(mut self, body: Vec<u8>) -> Self {
        self.request.body = body;
        self
    }

    /// A credential of the grant, beside those that were added before.
    #[must_use]
    pub fn credential(mut self, credential: Credential) -> Self {
        self.request.credentials.push(credential);
        self
    }

    /// Marks it as one that the partner does once, however often it comes with the same
    /// `Idempotency-Key`: a promise of the partner's, in the grant. Default: by its method.
    #[must_use]
    pub fn repeatable(mut self) -> Self {
        self.request.repeatable = true;
        self
    }

    /// The request.
    ///
    /// # Errors
    ///
    /// [`MalformedRequest`]: the first thing that is wrong.
    pub fn build(self, limits: &Limits) -> Result<Request, MalformedRequest> {
        let Self { mut request, headers } = self;
        if headers.len() > limits.request_headers {
            return Err(MalformedRequest::Headers { limit: limits.request_headers });
        }
        let bytes: usize = headers.iter().map(|(name, value)| name.len() + value.len()).sum();
        if bytes > limits.request_header_bytes {
            return Err(MalformedRequest::HeaderBytes { limit: limits.request_header_bytes });
        }
        for (name, value) in headers {
            let (parsed, value) = guest_header(&name, &value)?;
            if request.credentials.iter().any(|credential| credential.is_named_like(&parsed)) {
                return Err(RefusedHeader { name, reason: HeaderReason::Credential }.into());
            }
            if request.headers.insert(parsed, value).is_some() {
                return Err(RefusedHeader { name, reason: HeaderReason::Repeated }.into());
            }
        }
        if request.body.len() > limits.request_body {
            return Err(MalformedRequest::Body { limit: limits.request_body });
        }
        if request.method.is_safe() && !request.body.is_empty() {
            return Err(MalformedRequest::BodyOfSafe { method: request.method });
        }
        Ok(request)
    }
}

impl fmt::Debug for RequestBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestBuilder").field("request", &self.request).finish_non_exhaustive()
    }
}

/// Without headers and body: they are the mini-app's.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("target", &self.target)
            .field("caller", &self.caller)
            .field("purpose", &self.purpose)
            .field("effect", &self.effect)
            .field("body", &self.body.len())
            .finish_non_exhaustive()
    }
}
