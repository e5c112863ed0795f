//! What leads out of the bank on this machine: partners' servers, and the user's place.

use std::collections::BTreeMap;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr};
use std::str::FromStr;
use std::sync::Arc;
use std::thread;

use loggia_bank::{Bank, DueWebhook, WebhookOutcome};
use loggia_http::{
    AddressPolicy, Client, HostPattern, Label, Outbound, Signer, SigningFailed, VerifierKey,
    check_webhook,
};
use loggia_keys::{KeyName, Keys};
use loggia_runtime::capability::http::{Caller, Flight, Http, HttpGrant, Outgoing, Request};
use loggia_runtime::capability::location::{Location, Position};
use loggia_runtime::capability::{Refusal, RefusalCode, Unavailable};
use loggia_runtime::policy::Grant;
use loggia_runtime::store::Owner;
use loggia_runtime::{Clock, EffectId};

use crate::problem::Problem;
use crate::webhooks::{self, label};

/// How the bank on this machine calls itself to partners' servers.
const ENVIRONMENT: &str = "development";
/// The id of its key.
const KEY: &str = "localhost/outbound";
/// Announcements that are sent at once.
const WEBHOOKS: u32 = 16;

/// Signs what leaves the bank on this machine, with a key of the bank's that stays where it is.
#[derive(Debug)]
pub(super) struct Key {
    keys: Arc<dyn Keys>,
    id: Label,
    verifier: VerifierKey,
}

impl Key {
    /// Of a bank with these keys, made where there is none.
    pub(super) fn of(keys: &Arc<dyn Keys>) -> anyhow::Result<Self> {
        keys.make(KeyName::Outbound)?;
        let id = label(KEY)?;
        let verifier = VerifierKey::new(id.clone(), keys.public_key(KeyName::Outbound)?)?;
        Ok(Self { keys: Arc::clone(keys), id, verifier })
    }

    /// By which partners' servers believe it.
    pub(super) fn verifier(&self) -> VerifierKey {
        self.verifier.clone()
    }
}

impl Signer for Key {
    fn id(&self) -> &Label {
        &self.id
    }

    fn sign(&self, message: &[u8]) -> Result<[u8; 64], SigningFailed> {
        self.keys
            .sign(KeyName::Outbound, message)
            .map_err(|error| SigningFailed::new(error.to_string()))
    }
}

/// The hosts that servers on this machine stand in for, and their ports: those without a star first.
#[derive(Debug, Default)]
pub(super) struct LocalServers(Vec<(HostPattern, u16)>);

impl LocalServers {
    /// A mini-app's: a server that listens on this machine stands in for all hosts of its grant, the
    /// one that is told of settled payments included.
    ///
    /// # Errors
    ///
    /// A host of the grant is none, or its webhook is no URL to send to; or another mini-app's server stands in for it.
    pub(super) fn add(&mut self, grant: &Grant, server: Option<u16>) -> anyhow::Result<()> {
        if let Some(url) = grant.webhook() {
            check_webhook(url)
                .map_err(|error| Problem::new(format!("the grant's webhook {url:?}: {error}")))?;
        }
        let asked = grant.http.iter().flat_map(|http| &http.hosts).map(String::as_str);
        let told = grant.webhook().map(|url| url.split('/').nth(2).unwrap_or_default());
        for host in asked.chain(told) {
            let pattern = HostPattern::from_str(host)
                .map_err(|error| Problem::new(format!("the grant's host {host:?}: {error}")))?;
            let Some(port) = server else { continue };
            match self.0.iter().find(|(known, _)| *known == pattern) {
                Some((_, known)) if *known == port => {}
                Some(_) => {
                    let problem = format!("two servers on this machine would stand in for {host}");
                    let advice = "run one of the mini-apps alone";
                    return Err(Problem::new(problem).advice(advice).into());
                }
                None if host.starts_with('*') => self.0.push((pattern, port)),
                None => self.0.insert(0, (pattern, port)),
            }
        }
        Ok(())
    }
}

/// Partners' servers.
///
/// # Errors
///
/// The client cannot be made.
pub(super) fn outbound(key: Key, LocalServers(local): LocalServers) -> anyhow::Result<Outbound> {
    let mut addresses = AddressPolicy::public_only();
    if !local.is_empty() {
        addresses = addresses.dangerously_allow(IpAddr::V4(Ipv4Addr::LOCALHOST));
    }
    let client = Client::builder(key).addresses(addresses).build()?;
    // On this machine there are no partners' secrets to add.
    Ok(Outbound::new(client, label(ENVIRONMENT)?, BTreeMap::new(), local))
}

/// The way out where nobody is to be reached: requests are checked as if they were sent, and answered
/// `unavailable`.
pub(super) struct Unreachable(pub(super) Outbound);

impl Http for Unreachable {
    fn check(&self, request: &Request, grant: &HttpGrant) -> Result<(), Refusal> {
        self.0.check(request, grant)
    }

    fn flight(&self, _: &EffectId) -> Flight {
        let said = "no server on this machine stands in for the hosts of the grant";
        Flight::Landed(Err(Refusal::new(RefusalCode::Unavailable, said)))
    }

    fn send(&self, _: &EffectId, _: &Outgoing, _: &Caller) -> bool {
        false
    }

    fn forget(&self, _: &EffectId) {}

    fn longest_flight(&self) -> u64 {
        self.0.longest_flight()
    }
}

/// When partners' servers hear of payments that have settled.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Announcing {
    /// While everything goes on.
    #[default]
    Meanwhile,
    /// Before anything goes on: what is driven by a script ends the same way each time.
    First,
}

/// Announces the payments that have settled to their partners' servers, behind everybody's back.
pub(super) fn announce(outbound: &Outbound, bank: &Bank, now: u64, announcing: Announcing) {
    let due = match bank.due_webhooks(WEBHOOKS, now) {
        Ok(due) => due,
        Err(error) => return tracing::warn!(%error, "no webhook can be sent"),
    };
    for webhook in due {
        if announcing == Announcing::First {
            attempt(outbound, bank, webhook, now);
            continue;
        }
        let (bank, outbound) = (bank.clone(), outbound.clone());
        let send = move || attempt(&outbound, &bank, webhook, now);
        // Without a thread it is tried again in two minutes, by whoever takes it then.
        if let Err(error) = thread::Builder::new().name("webhook".into()).spawn(send) {
            tracing::warn!(%error, "a webhook waits");
        }
    }
}

fn attempt(outbound: &Outbound, bank: &Bank, webhook: DueWebhook, now: u64) {
    let payment = webhook.payment;
    let outcome = webhooks::attempt(outbound, webhook, now).unwrap_or_else(|error| {
        tracing::warn!(%error, "a webhook cannot be sent as the bank has it");
        WebhookOutcome::GivenUp
    });
    if let Err(error) = bank.webhook_tried(&payment, outcome) {
        tracing::warn!(%error, "a webhook may be sent again");
    }
}

/// A device that is always where the command line says.
pub(super) struct Device {
    pub(super) place: Place,
    pub(super) clock: Arc<dyn Clock>,
}

/// A place as it is written on the command line.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    latitude: i32,
    longitude: i32,
}

impl Location for Device {
    fn position(&self, _: &Owner) -> Result<Position, Unavailable> {
        let Place { latitude, longitude } = self.place;
        Ok(Position { latitude, longitude, accuracy_metres: 10, at: self.clock.now() })
    }
}

/// The middle of Vienna.
impl Default for Place {
    fn default() -> Self {
        Self { latitude: 48_208_500, longitude: 16_372_100 }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [latitude, longitude] =
            [self.latitude, self.longitude].map(|micro| f64::from(micro) / 1e6);
        write!(f, "{latitude},{longitude}")
    }
}

impl FromStr for Place {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || "write it as degrees north and east, such as 48.2085,16.3721".to_owned();
        let (latitude, longitude) = text.split_once(',').ok_or_else(wrong)?;
        let degrees = |text: &str, most: f64| {
            let degrees: f64 = text.trim().parse().ok()?;
            (degrees.abs() <= most).then_some(degrees * 1e6)
        };
        let latitude = degrees(latitude, 90.0).ok_or_else(wrong)?;
        let longitude = degrees(longitude, 180.0).ok_or_else(wrong)?;
        Ok(Self { latitude: micro(latitude), longitude: micro(longitude) })
    }
}

#[allow(clippy::cast_possible_truncation, reason = "at most 180 million, as was checked")]
fn micro(degrees: f64) -> i32 {
    degrees.round() as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grant(text: &str) -> Grant {
        toml::from_str(text).expect("a grant")
    }

    #[test]
    fn a_server_stands_in_for_all_hosts_that_its_mini_app_s_grant_names() {
        let travel = grant(
            "[\"loggia:http/http\"]\nhosts = [\"*.example.com\", \"api.example.org\"]\n\
             [\"loggia:payments/payments-initiate\"]\npayees = []\nper-payment = \"100.00 EUR\"\nper-day = \"100.00 EUR\"\n\
             webhook = \"https://hooks.example.net:8443/paid\"\n",
        );
        let mut local = LocalServers::default();
        local.add(&travel, Some(4_000)).unwrap();
        local.add(&travel, Some(4_000)).unwrap();
        let hosts: Vec<String> = local.0.iter().map(|(host, _)| host.to_string()).collect();
        assert_eq!(hosts, ["hooks.example.net:8443", "api.example.org", "*.example.com"]);
        assert!(local.0.iter().all(|(_, port)| *port == 4_000));

        let other = grant("[\"loggia:http/http\"]\nhosts = [\"api.example.org\"]\n");
        assert!(local.add(&other, Some(4_001)).is_err(), "two servers for one host");
        local.add(&other, None).expect("what has no server stands in for nobody");
    }
}
