//! The backend behind the runtime's `http` capability.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use loggia_runtime::capability::http as core;
use loggia_runtime::capability::{Refusal, RefusalCode};
use loggia_runtime::{AppId, EffectId};

use crate::{
    Caller, Client, Credential, Delivery, Error, HostPattern, Label, MalformedLabel,
    MalformedPattern, MalformedRequest, Method, NotATarget, NotSent, Request, Target, Webhook,
};

/// Requests that are in flight at once, each on a thread of its own.
const FLIGHTS: usize = 64;
/// Of one mini-app's: whose server hangs takes no other's place.
const FLIGHTS_OF_APP: usize = 16;
/// An answer that nobody has fetched in this time was for a session that another process has.
const KEPT: Duration = Duration::from_secs(600);

/// The way out for mini-apps: a [`Client`], and what the bank adds to their requests.
///
/// A clone is the same.
#[derive(Debug, Clone)]
pub struct Outbound(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    client: Client,
    environment: Label,
    credentials: BTreeMap<String, Credential>,
    local: Vec<(HostPattern, u16)>,
    flights: Mutex<HashMap<EffectId, Known>>,
    /// Webhooks that are being sent.
    announcing: AtomicUsize,
}

/// A request that this process has sent.
#[derive(Debug)]
struct Known {
    app: AppId,
    since: Instant,
    flight: core::Flight,
}

/// What cannot be announced as the bank has it registered.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NotAnnounced {
    /// The URL's host is none.
    #[error("the registered URL: {0}")]
    Host(#[from] MalformedPattern),
    /// The URL is none.
    #[error("the registered URL: {0}")]
    Target(#[from] NotATarget),
    /// The webhook is too large.
    #[error(transparent)]
    Request(#[from] MalformedRequest),
}

impl Outbound {
    /// By this client. `environment` is what the bank calls this installation, such as `production`;
    /// the grants name `credentials` by their keys; `local` stands in for hosts on a developer's
    /// machine: what would go to such a host goes, without TLS, to that port of 127.0.0.1, which the
    /// client must [allow](crate::AddressPolicy::dangerously_allow); the first that fits. A bank has none.
    #[must_use]
    pub fn new(
        client: Client,
        environment: Label,
        credentials: BTreeMap<String, Credential>,
        local: Vec<(HostPattern, u16)>,
    ) -> Self {
        let (flights, announcing) = (Mutex::default(), AtomicUsize::new(0));
        Self(Arc::new(Inner { client, environment, credentials, local, flights, announcing }))
    }

    /// What the bank calls this installation: for the [`Caller`] of a webhook.
    #[must_use]
    pub fn environment(&self) -> &Label {
        &self.0.environment
    }

    /// Sends a webhook to a URL that the bank registered, once, and says what became of it. It waits
    /// for that on the thread that calls.
    ///
    /// # Errors
    ///
    /// [`NotAnnounced`]: trying again helps nobody before the bank has mended it.
    pub fn announce(
        &self,
        url: &str,
        webhook: Webhook,
        caller: Caller,
    ) -> Result<Delivery, NotAnnounced> {
        let target = self.0.stood_in(webhook_target(url)?)?;
        let request = webhook.request(target, caller, self.0.client.limits())?;
        self.0.announcing.fetch_add(1, Ordering::SeqCst);
        let delivery = Delivery::of(&self.0.client.send(&request));
        self.0.announcing.fetch_sub(1, Ordering::SeqCst);
        Ok(delivery)
    }

    /// Whether anything is on its way now.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        let flying = |known: &Known| known.flight == core::Flight::InFlight;
        self.0.announcing.load(Ordering::SeqCst) > 0 || self.0.flights().values().any(flying)
    }
}

/// Whether webhooks can be sent to a URL: for whoever reads a grant, so that nobody learns it when a payment
/// has settled.
///
/// # Errors
///
/// [`NotAnnounced`]: it is no `https://` URL of a host with a name.
pub fn check_webhook(url: &str) -> Result<(), NotAnnounced> {
    webhook_target(url).map(drop)
}

fn webhook_target(url: &str) -> Result<Target, NotAnnounced> {
    let registered: HostPattern = url.split('/').nth(2).unwrap_or_default().parse()?;
    Ok(Target::parse(url, &[registered])?)
}

impl core::Http for Outbound {
    fn check(&self, request: &core::Request, grant: &core::HttpGrant) -> Result<(), Refusal> {
        // Nobody yet, and nothing yet: only the form and the grant are looked at.
        let nobody = Caller {
            subject: None,
            app: self.0.environment.clone(),
            package: self.0.environment.clone(),
            environment: self.0.environment.clone(),
        };
        self.0.request(request, grant, nobody, self.0.environment.clone()).map(drop)
    }

    fn flight(&self, effect: &EffectId) -> core::Flight {
        self.0.flights().get(effect).map_or(core::Flight::Unknown, |known| known.flight.clone())
    }

    fn send(&self, effect: &EffectId, outgoing: &core::Outgoing, caller: &core::Caller) -> bool {
        let request = self.0.outgoing(effect, outgoing, caller);
        {
            let mut flights = self.0.flights();
            flights.retain(|_, known| {
                known.flight == core::Flight::InFlight || known.since.elapsed() < KEPT
            });
            let flying = || flights.values().filter(|known| known.flight == core::Flight::InFlight);
            let of_app = flying().filter(|known| known.app == caller.app).count();
            if flying().count() >= FLIGHTS || of_app >= FLIGHTS_OF_APP {
                return false;
            }
            let flight = match &request {
                Ok(_) => core::Flight::InFlight,
                Err(refusal) => core::Flight::Landed(Err(refusal.clone())),
            };
            let (app, since) = (caller.app.clone(), Instant::now());
            flights.insert(*effect, Known { app, since, flight });
        }
        let Ok(request) = request else { return true };
        let (inner, id) = (Arc::clone(&self.0), *effect);
        let fly = move || {
            let landed = inner.client.send(&request).map(response).map_err(|error| {
                let (app, host) = (&request.caller.app, request.target().host());
                tracing::warn!(%app, host, %error, "a mini-app's request has no answer");
                refusal(&error)
            });
            inner.land(&id, landed);
        };
        if thread::Builder::new().name("outbound".into()).spawn(fly).is_err() {
            self.0.flights().remove(effect);
            return false;
        }
        true
    }

    fn forget(&self, effect: &EffectId) {
        self.0.flights().remove(effect);
    }

    fn longest_flight(&self) -> u64 {
        let longest = self.0.client.limits().total.saturating_mul(2);
        u64::try_from(longest.as_millis()).unwrap_or(u64::MAX)
    }
}

impl Inner {
    fn outgoing(
        &self,
        effect: &EffectId,
        outgoing: &core::Outgoing,
        caller: &core::Caller,
    ) -> Result<Request, Refusal> {
        let named = || -> Result<_, MalformedLabel> {
            let caller = Caller {
                subject: caller.subject.map(|subject| subject.to_string().parse()).transpose()?,
                app: caller.app.as_str().parse()?,
                package: outgoing.package.to_string().parse()?,
                environment: self.environment.clone(),
            };
            Ok((caller, effect.to_string().parse()?))
        };
        let (caller, effect) = named().map_err(|error| invalid(&error))?;
        self.request(&outgoing.request, &outgoing.grant, caller, effect)
    }

    fn request(
        &self,
        request: &core::Request,
        grant: &core::HttpGrant,
        caller: Caller,
        effect: Label,
    ) -> Result<Request, Refusal> {
        let target = self.target(&request.url, grant)?;
        let method = match request.method {
            core::Method::Get => Method::Get,
            core::Method::Head => Method::Head,
            core::Method::Post => Method::Post,
            core::Method::Put => Method::Put,
            core::Method::Patch => Method::Patch,
            core::Method::Delete => Method::Delete,
        };
        let mut builder =
            Request::builder(method, target, caller, effect).headers(request.headers.clone());
        if let Some(body) = &request.body {
            builder = builder.body(body.clone());
        }
        for name in &grant.credentials {
            let credential = self.credentials.get(name).ok_or_else(|| {
                let message =
                    "the bank holds no such credential as the grant names: nothing was sent";
                Refusal::new(RefusalCode::Unavailable, message)
            })?;
            builder = builder.credential(credential.clone());
        }
        if grant.repeatable {
            builder = builder.repeatable();
        }
        builder.build(self.client.limits()).map_err(|error| invalid(&error))
    }

    fn target(&self, url: &str, grant: &core::HttpGrant) -> Result<Target, Refusal> {
        let hosts: Result<Vec<HostPattern>, _> =
            grant.hosts.iter().map(|host| host.parse()).collect();
        let hosts = hosts.map_err(|error| {
            let message = format!("a host of the grant is none, which the bank must mend: {error}");
            Refusal::new(RefusalCode::Denied, message)
        })?;
        let target = Target::parse(url, &hosts).map_err(|error| match error {
            NotATarget::NotGranted { .. } => Refusal::new(RefusalCode::Denied, error.to_string()),
            error => invalid(&error),
        })?;
        self.stood_in(target).map_err(|error| invalid(&error))
    }

    /// What stands in for a host on a developer's machine; else the host itself.
    fn stood_in(&self, target: Target) -> Result<Target, NotATarget> {
        let Some((_, port)) = self.local.iter().find(|(host, _)| target.is_of(host)) else {
            return Ok(target);
        };
        let path = target.as_str().splitn(4, '/').nth(3).unwrap_or_default();
        let local = format!("http://127.0.0.1:{port}/{path}");
        Target::parse(&local, &[HostPattern::dangerously_local(*port)])
    }

    fn land(&self, effect: &EffectId, landed: Result<core::Response, Refusal>) {
        if let Some(known) = self.flights().get_mut(effect) {
            known.flight = core::Flight::Landed(landed);
            known.since = Instant::now();
        }
    }

    fn flights(&self) -> MutexGuard<'_, HashMap<EffectId, Known>> {
        // Whole at every moment: one insertion or removal is all that is ever done to it.
        self.flights.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn response(response: crate::Response) -> core::Response {
    core::Response { status: response.status, headers: response.headers, body: response.body }
}

/// What the mini-app is told. Why a host cannot be reached is no business of it: it would learn what the
/// bank's name server says, and what there is in the bank's network.
fn refusal(error: &Error) -> Refusal {
    let message = match error {
        Error::NotSent(NotSent::Signing(_)) => "nothing was sent: the bank cannot sign now".into(),
        Error::NotSent(_) => "nothing was sent: the host cannot be reached".into(),
        Error::Unknown(why) => format!("what was asked for may have been done: {why}"),
    };
    Refusal::new(RefusalCode::Unavailable, message)
}

fn invalid(error: &impl ToString) -> Refusal {
    Refusal::new(RefusalCode::InvalidArgument, error.to_string())
}
