//! Partners' servers, as a test says.

use std::collections::BTreeMap;
use std::sync::Mutex;

use loggia_runtime::EffectId;
use loggia_runtime::capability::http::{
    Caller, Flight, Http, HttpGrant, Outgoing, Request, Response,
};
use loggia_runtime::capability::{Refusal, RefusalCode};

/// How long a request is in flight at most, in milliseconds.
pub const LONGEST_FLIGHT: u64 = 30_000;

/// One process's way out: servers that note every request, and answer when the test lets them.
#[derive(Debug, Default)]
pub struct RecordedServers {
    sent: Mutex<Vec<(EffectId, Outgoing, Caller)>>,
    flights: Mutex<BTreeMap<EffectId, Flight>>,
}

impl RecordedServers {
    /// All requests that were sent, repeats included.
    pub fn sent(&self) -> Vec<(EffectId, Outgoing, Caller)> {
        self.sent.lock().unwrap().clone()
    }

    /// Answers everything that is in flight.
    pub fn answer(&self, status: u16) {
        for flight in self.flights.lock().unwrap().values_mut() {
            let response = Response {
                status,
                headers: vec![("content-type".into(), "text/plain".into())],
                body: b"hello".to_vec(),
            };
            *flight = Flight::Landed(Ok(response));
        }
    }

    /// The process is gone, and with it all that it knew of requests in flight.
    pub fn crash(&self) {
        self.flights.lock().unwrap().clear();
    }

    /// How many requests it still keeps something of.
    pub fn kept(&self) -> usize {
        self.flights.lock().unwrap().len()
    }
}

impl Http for RecordedServers {
    fn check(&self, request: &Request, grant: &HttpGrant) -> Result<(), Refusal> {
        let host = |host: &String| request.url.starts_with(&format!("https://{host}/"));
        if grant.hosts.iter().any(host) {
            return Ok(());
        }
        Err(Refusal::new(RefusalCode::Denied, "not a host of the grant"))
    }

    fn flight(&self, effect: &EffectId) -> Flight {
        self.flights.lock().unwrap().get(effect).cloned().unwrap_or(Flight::Unknown)
    }

    fn send(&self, effect: &EffectId, outgoing: &Outgoing, caller: &Caller) -> bool {
        self.sent.lock().unwrap().push((*effect, outgoing.clone(), caller.clone()));
        self.flights.lock().unwrap().insert(*effect, Flight::InFlight);
        true
    }

    fn forget(&self, effect: &EffectId) {
        self.flights.lock().unwrap().remove(effect);
    }

    fn longest_flight(&self) -> u64 {
        LONGEST_FLIGHT
    }
}
