//! `loggia:http/http`: requests to the partner's own servers.
//!
//! A grant names the hosts. A request is checked by the backend at the call, staged, and sent after
//! the commit; it waits in the outbox until it is answered. Before it is sent, the store marks it: what
//! must not be sent twice is not, whatever crashes in between, and is answered `unavailable`.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use wasmtime::component::{HasSelf, Linker};

use super::{Answer, EffectKind, Refusal, RefusalCode, not_granted, wrong_take};
use crate::contract::loggia::http::http as wit;
use crate::contract::loggia::types::types as wit_types;
use crate::ids::{AppId, EffectId, PackageDigest, PartnerId, SubjectPseudonym};
use crate::state::StepState;

/// To whom a mini-app may send requests, and with what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct HttpGrant {
    /// Hosts, such as `api.example.com` or `*.example.com`; with a port where it is not 443.
    pub hosts: Vec<String>,
    /// Names of credentials that the host app holds, and adds to each request. The secrets
    /// themselves stand in no grant.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub credentials: Vec<String>,
    /// Whether the partner promises that its servers do once what comes twice with the same
    /// `Idempotency-Key`: then a request whose outcome is not known is sent again.
    #[serde(default)]
    pub repeatable: bool,
}

/// A request as the mini-app makes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// What to do.
    pub method: Method,
    /// Where.
    pub url: String,
    /// In their order.
    pub headers: Vec<(String, String)>,
    /// None for `get` and `head`.
    #[serde(with = "super::bytes_as_text::option")]
    pub body: Option<Vec<u8>>,
}

/// What a request does (RFC 9110).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
#[allow(missing_docs, reason = "the methods' own names")]
pub enum Method {
    Get,
    Head,
    Post,
    Put,
    Patch,
    Delete,
}

/// A request on its way, as the backend gets it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outgoing {
    /// What to send.
    pub request: Request,
    /// What the bank let the mini-app send when it asked.
    pub grant: HttpGrant,
    /// Whose servers are called.
    pub partner: PartnerId,
    /// The package that asked.
    pub package: PackageDigest,
}

/// On whose behalf it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// The user, by a pseudonym that they have with this partner alone, whether or not the mini-app may know
    /// it; none where the host app has no such pseudonyms.
    pub subject: Option<SubjectPseudonym>,
    /// The mini-app.
    pub app: AppId,
}

/// What a server answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Response {
    /// 200 to 599.
    pub status: u16,
    /// Those that are handed on, in lower case.
    pub headers: Vec<(String, String)>,
    /// Uncompressed.
    #[serde(with = "super::bytes_as_text")]
    pub body: Vec<u8>,
}

/// How it stands with a request that was handed to the backend of this process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Flight {
    /// This process does not know it: it has not begun to send it, or began before it crashed.
    Unknown,
    /// It is being sent.
    InFlight,
    /// It has landed, or failed for good.
    Landed(Result<Response, Refusal>),
}

/// The host app's way out.
pub trait Http: Send + Sync + 'static {
    /// Whether a request is well-formed and within its grant. Nothing is sent, and nobody is asked:
    /// it is called in the middle of a step.
    ///
    /// # Errors
    ///
    /// `invalid-argument` or `denied`, with what would be right.
    fn check(&self, request: &Request, grant: &HttpGrant) -> Result<(), Refusal>;

    /// How it stands with a request. One that has landed is asked for again until the answer is
    /// committed, and then [forgotten](Self::forget).
    fn flight(&self, effect: &EffectId) -> Flight;

    /// Begins to send, and returns at once. False: there is no room now; nothing was sent.
    fn send(&self, effect: &EffectId, outgoing: &Outgoing, caller: &Caller) -> bool;

    /// The answer to a request is committed.
    fn forget(&self, effect: &EffectId);

    /// The longest that a request can be in flight, in milliseconds: one that was marked longer ago
    /// by another process has come to nothing.
    fn longest_flight(&self) -> u64;
}

impl Method {
    /// Whether doing it twice is like doing it once (RFC 9110, 9.2.2).
    #[must_use]
    pub fn is_idempotent(self) -> bool {
        matches!(self, Self::Get | Self::Head | Self::Put | Self::Delete)
    }
}

impl Outgoing {
    /// Whether it may be sent again when nobody knows what became of it.
    #[must_use]
    pub fn may_be_repeated(&self) -> bool {
        self.grant.repeatable || self.request.method.is_idempotent()
    }
}

impl wit::Host for StepState {
    fn send(&mut self, request: wit::Request, context: Vec<u8>) -> Result<u64, wit_types::Error> {
        self.request_http(request, context).map_err(|refusal| self.refuse(refusal))
    }

    fn take_response(&mut self, request: u64) -> Result<wit::Response, wit_types::Error> {
        let taken = self.begin_call().and_then(|()| match self.answer_to(request)? {
            Answer::Http(response) => response.clone(),
            _ => Err(wrong_take()),
        });
        let Response { status, headers, body } = taken.map_err(|refusal| self.refuse(refusal))?;
        Ok(wit::Response { status, headers, body })
    }
}

impl StepState {
    #[tracing::instrument(name = "capability.http.send", level = "debug", skip_all)]
    fn request_http(&mut self, request: wit::Request, context: Vec<u8>) -> Result<u64, Refusal> {
        self.begin_call()?;
        let grant = Arc::clone(&self.grant);
        let grant = grant.http.as_ref().ok_or_else(|| not_granted("requests to servers"))?;
        let request = Request {
            method: match request.method {
                wit::Method::Get => Method::Get,
                wit::Method::Head => Method::Head,
                wit::Method::Post => Method::Post,
                wit::Method::Put => Method::Put,
                wit::Method::Patch => Method::Patch,
                wit::Method::Delete => Method::Delete,
            },
            url: request.url,
            headers: request.headers,
            body: request.body,
        };
        let backend = self.backends.http.as_ref().ok_or_else(|| {
            Refusal::new(RefusalCode::Unavailable, "nothing can be sent now: nothing was sent")
        })?;
        backend.check(&request, grant)?;
        let outgoing = Outgoing {
            request,
            grant: grant.clone(),
            partner: self.partner.clone(),
            package: self.package,
        };
        self.stage_request(EffectKind::SendHttp(Box::new(outgoing)), context)
    }
}

pub(super) fn link(linker: &mut Linker<StepState>) -> wasmtime::Result<()> {
    wit::add_to_linker::<_, HasSelf<StepState>>(linker, |state| state.calling("loggia:http/http"))
}
