//! Sending a request.

use std::sync::Arc;
use std::sync::mpsc::sync_channel;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::header::{ACCEPT_ENCODING, CONNECTION, HOST, USER_AGENT};
use http::{HeaderName, HeaderValue};
use tokio::runtime::Runtime;
use tokio::time::{Instant, timeout_at};

use crate::address::AddressPolicy;
use crate::connection::connect;
use crate::error::{Error, NotSent, Unknown};
use crate::exchange::exchange;
use crate::limits::Limits;
use crate::lookups::{Lookup, Lookups};
use crate::request::Request;
use crate::resolve::{Resolver, SystemResolver, resolve};
use crate::response::Response;
use crate::signature::{
    DIGEST_FIELD, KEY_FIELD, Message, Signer, SigningFailed, Stamp, content_digest,
};
use crate::target::Target;
use crate::tls::{NotTrusted, Tls};

/// As whom the bank's host asks.
const AGENT: HeaderValue = HeaderValue::from_static(concat!("loggia/", env!("CARGO_PKG_VERSION")));

/// How many names are looked up at once, of a few for each mini-app: one that does not answer occupies a
/// thread for longer than its request waits.
const LOOKUPS: usize = 64;

/// Sends requests. One for the whole host: it can be shared between threads.
///
/// There is nothing in it that carries over from one request to the next: no connection, no cookie, no
/// cache, no proxy of the environment. A redirect is an answer.
#[derive(Debug)]
pub struct Client {
    inner: Arc<Inner>,
    /// None only while it is dropped.
    runtime: Option<Runtime>,
}

/// What a [`Client`] is made of.
#[derive(Debug)]
pub struct ClientBuilder {
    signer: Box<dyn Signer>,
    resolver: Arc<dyn Resolver>,
    addresses: AddressPolicy,
    limits: Limits,
    roots: Option<Vec<Vec<u8>>>,
}

/// Why there is no client.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NotBuilt {
    /// A certificate that was to be trusted is none.
    #[error(transparent)]
    Roots(#[from] NotTrusted),
    /// The system gives no thread.
    #[error("its thread cannot be started: {0}")]
    Thread(#[source] std::io::Error),
}

#[derive(Debug)]
struct Inner {
    signer: Box<dyn Signer>,
    resolver: Arc<dyn Resolver>,
    addresses: AddressPolicy,
    limits: Limits,
    tls: Tls,
    lookups: Lookups,
}

impl Client {
    /// Begins a client that signs with a key.
    #[must_use]
    pub fn builder(signer: impl Signer) -> ClientBuilder {
        ClientBuilder {
            signer: Box::new(signer),
            resolver: Arc::new(SystemResolver),
            addresses: AddressPolicy::public_only(),
            limits: Limits::default(),
            roots: None,
        }
    }

    /// What it holds requests to: for [`RequestBuilder::build`](crate::RequestBuilder::build) too.
    #[must_use]
    pub fn limits(&self) -> &Limits {
        &self.inner.limits
    }

    /// Signs a request, sends it once, and waits for the answer: as long as [`Limits::total`], on the
    /// thread that calls.
    ///
    /// # Errors
    ///
    /// [`Error`], whose kind tells whether the server may have acted.
    pub fn send(&self, request: &Request) -> Result<Response, Error> {
        let signed = self.inner.signed(request).map_err(NotSent::Signing)?;
        let Some(runtime) = &self.runtime else { return Err(Unknown::ShutDown.into()) };
        let (answer, answered) = sync_channel(1);
        let (inner, target) = (Arc::clone(&self.inner), request.target.clone());
        let lookup = self.inner.lookups.begin(&request.caller.app).ok_or(NotSent::Lookups)?;
        runtime.spawn(async move {
            // The other end waits for it.
            let _ = answer.send(inner.send(target, lookup, signed).await);
        });
        let answer = answered.recv().unwrap_or_else(|_| Err(Unknown::ShutDown.into()))?;
        if request.credentials.iter().any(|credential| credential.is_shown_by(&answer)) {
            return Err(Unknown::Reflected.into());
        }
        Ok(answer)
    }
}

/// Without waiting: it may be dropped where nothing must block.
impl Drop for Client {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl ClientBuilder {
    /// The bounds of each request. Default: [`Limits::default`].
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Which addresses may be connected to. Default: public ones.
    #[must_use]
    pub fn addresses(mut self, policy: AddressPolicy) -> Self {
        self.addresses = policy;
        self
    }

    /// What looks names up. Default: the system.
    #[must_use]
    pub fn resolver(mut self, resolver: impl Resolver) -> Self {
        self.resolver = Arc::new(resolver);
        self
    }

    /// Trusts servers whose certificates these authorities signed, in DER, and no others. Default: the
    /// authorities of Mozilla's list, compiled in, so that what is installed on the machine adds none.
    #[must_use]
    pub fn trust_only(mut self, roots: Vec<Vec<u8>>) -> Self {
        self.roots = Some(roots);
        self
    }

    /// The client, with a thread of its own for the network.
    ///
    /// # Errors
    ///
    /// [`NotBuilt`].
    pub fn build(self) -> Result<Client, NotBuilt> {
        let Self { signer, resolver, addresses, limits, roots } = self;
        let tls = roots.map_or_else(Tls::public, Tls::trusting)?;
        let lookups = Lookups::default();
        let inner = Inner { signer, resolver, addresses, limits, tls, lookups };
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .max_blocking_threads(LOOKUPS)
            .thread_name("loggia-http")
            .enable_all()
            .build()
            .map_err(NotBuilt::Thread)?;
        Ok(Client { inner: Arc::new(inner), runtime: Some(runtime) })
    }
}

/// A request as it is sent, with the headers of the host.
type Signed = http::Request<http_body_util::Full<hyper::body::Bytes>>;

impl Inner {
    async fn send(
        &self,
        target: Target,
        lookup: Lookup,
        signed: Signed,
    ) -> Result<Response, Error> {
        let started = Instant::now();
        let Limits { connect: connecting, total, .. } = self.limits;
        let connecting = connecting.min(total);
        let stream = timeout_at(started + connecting, async {
            let (resolver, policy) = (Arc::clone(&self.resolver), self.addresses.clone());
            let name = target.clone();
            let resolving = move || {
                let _until_it_has_ended = lookup;
                resolve(&name, resolver.as_ref(), &policy)
            };
            let pinned = tokio::task::spawn_blocking(resolving)
                .await
                .map_err(|error| NotSent::Resolve(std::io::Error::other(error)))??;
            connect(&target, &pinned, &self.tls, connecting).await
        })
        .await
        .map_err(|_| NotSent::TimedOut(connecting))??;
        let answer = exchange(stream, signed, &self.limits);
        timeout_at(started + total, answer).await.map_err(|_| Unknown::TimedOut(total))?
    }

    /// The request with all of its headers: the mini-app's, then ours over them, then the signature,
    /// then the credentials, which no signature's text has in it.
    fn signed(&self, request: &Request) -> Result<Signed, SigningFailed> {
        let failed = |error: &dyn std::fmt::Display| SigningFailed::new(error.to_string());
        let mut headers = request.headers.clone();
        let value = |text: &str| HeaderValue::from_str(text).map_err(|error| failed(&error));
        headers.insert(HOST, value(request.target.authority())?);
        headers.insert(USER_AGENT, AGENT);
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        headers.insert(CONNECTION, HeaderValue::from_static("close"));
        headers.insert(DIGEST_FIELD, value(&content_digest(&request.body))?);
        if let Some(key) = request.idempotency_key() {
            headers.insert(KEY_FIELD, value(&format!("\"{key}\""))?);
        }
        for (name, label) in request.caller.fields() {
            headers.insert(name, label.header());
        }
        let texts: Vec<(&str, &str)> = headers
            .iter()
            .filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)))
            .collect();
        let message = Message {
            method: request.method.as_str(),
            uri: request.target.as_str(),
            headers: &texts,
            body: &request.body,
        };
        let mut nonce = [0; 16];
        getrandom::fill(&mut nonce).map_err(|error| failed(&error))?;
        let created = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
        let stamp = Stamp { purpose: request.purpose, created: created.as_secs(), nonce };
        let fields = message.sign(self.signer.as_ref(), &stamp)?;
        headers.insert(HeaderName::from_static("signature-input"), value(&fields.input)?);
        headers.insert(HeaderName::from_static("signature"), value(&fields.signature)?);
        headers.extend(request.credentials.iter().map(|credential| {
            let (name, secret) = credential.header();
            (Some(name), secret)
        }));
        let mut signed = http::Request::new(request.body.clone().into());
        *signed.method_mut() = request.method.http();
        *signed.uri_mut() = request.target.path().into();
        *signed.headers_mut() = headers;
        Ok(signed)
    }
}
