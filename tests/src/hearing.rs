//! Coffee's partner, as far as it hears of payments.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::thread;

use loggia_http::{AddressPolicy, Client, Outbound, SignerKey};
use partner_server::{Partner, Reply, Request, Server, SettledPayment};

/// Where the bank announces payments.
pub const URL: &str = "https://api.beanandleaf.example/webhooks/payments";

/// The partner's server, on a free port of this machine, until its process ends. It believes what the
/// bank has signed, and knows a repeat by its `Idempotency-Key`.
#[derive(Debug, Clone)]
pub struct Hearing {
    heard: Heard,
    port: u16,
}

type Heard = Arc<Mutex<Vec<SettledPayment>>>;

struct Coffee(Heard);

impl Partner for Coffee {
    const APP: &'static str = "com.beanandleaf.coffee";
    const ORIGIN: &'static str = "https://api.beanandleaf.example";

    fn answer(&mut self, _: &Request<'_>, _: u64) -> Reply {
        Reply::problem(404, "nothing", "this server only listens")
    }

    fn settled(&mut self, payment: &SettledPayment, _: u64) -> Reply {
        self.0.lock().unwrap().push(payment.clone());
        Reply::done()
    }
}

impl Hearing {
    /// One that has heard nothing yet.
    ///
    /// # Panics
    ///
    /// No port is free.
    #[must_use]
    pub fn start() -> Self {
        let heard = Heard::default();
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let server = Server::bind(address, Coffee(Arc::clone(&heard)), &[key().verifier()])
            .expect("a port is free");
        let port = server.address().expect("it has a port").port();
        thread::spawn(move || server.serve());
        Self { heard, port }
    }

    /// Where it listens.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// What it has heard, each once by its key, however often it was told.
    #[must_use]
    pub fn heard(&self) -> Vec<SettledPayment> {
        self.heard.lock().unwrap().clone()
    }
}

/// The bank's way to the server on that port of this machine.
#[must_use]
pub(crate) fn outbound(server: u16) -> Outbound {
    let addresses = AddressPolicy::public_only().dangerously_allow(IpAddr::V4(Ipv4Addr::LOCALHOST));
    let client = Client::builder(key()).addresses(addresses).build().expect("a client");
    let environment = "test".parse().expect("a label");
    let local = vec![("api.beanandleaf.example".parse().expect("a host"), server)];
    Outbound::new(client, environment, BTreeMap::new(), local)
}

fn key() -> SignerKey {
    SignerKey::from_seed("bank.example/outbound".parse().expect("a label"), [3; 32])
}
