//! What the bank announces to a partner's server.

use http::{HeaderName, HeaderValue};

use crate::caller::Caller;
use crate::label::Label;
use crate::limits::Limits;
use crate::request::{MalformedRequest, Request};
use crate::target::Target;

/// The header with a webhook's type.
pub(crate) const TYPE_FIELD: &str = "loggia-type";

/// The header with a webhook's time.
pub(crate) const CREATED_FIELD: &str = "loggia-created";

/// Something that happened, as JSON, for the server that the partner registered: a settled payment, a
/// refund. A POST by the same client as any other, signed for webhooks, and sent again under the same id
/// until the partner has it: see [`Delivery`](crate::Delivery) and [`RetrySchedule`](crate::RetrySchedule).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Webhook {
    /// The same in every attempt: sent as `Idempotency-Key`, by which the partner knows a repeat.
    pub id: Label,
    /// What happened, such as `payment.settled`: sent as `Loggia-Type`.
    pub kind: Label,
    /// When it happened, in seconds since 1970: sent as `Loggia-Created`.
    pub created: u64,
    /// The JSON.
    pub body: Vec<u8>,
}

impl Webhook {
    /// The request to send. Each attempt is signed anew, so that its signature is young.
    ///
    /// # Errors
    ///
    /// The body is larger than [`Limits::request_body`].
    pub fn request(
        self,
        target: Target,
        caller: Caller,
        limits: &Limits,
    ) -> Result<Request, MalformedRequest> {
        let Self { id, kind, created, body } = self;
        if body.len() > limits.request_body {
            return Err(MalformedRequest::Body { limit: limits.request_body });
        }
        let headers = [
            (HeaderName::from_static(TYPE_FIELD), kind.header()),
            (HeaderName::from_static(CREATED_FIELD), HeaderValue::from(created)),
            (http::header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
        ];
        Ok(Request::webhook(target, caller, id, headers, body))
    }
}
