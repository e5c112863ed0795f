//! From what was received to the answer, without a network.

use loggia_http::{NotVerified, Purpose, Verified, VerifierKey};
use url::Url;

use crate::gate::Gate;
use crate::partner::{Partner, Request, SettledPayment};
use crate::repeats::Repeats;
use crate::reply::Reply;

/// Where the bank announces payments.
const WEBHOOKS: &str = "/webhooks/payments";

/// A request as it came, unverified.
#[derive(Clone, Debug)]
pub struct Received {
    /// In capitals.
    pub method: String,
    /// Path and query, as in the request's first line.
    pub target: String,
    /// Names in any case.
    pub headers: Vec<(String, String)>,
    /// All of it.
    pub body: Vec<u8>,
}

/// A partner behind its gate.
#[derive(Debug)]
pub struct Desk<P> {
    partner: P,
    gate: Gate,
    repeats: Repeats,
}

impl<P: Partner> Desk<P> {
    /// A partner that is also asked as `origins`, such as `http://127.0.0.1:8080`: the address on which
    /// it listens.
    #[must_use]
    pub fn new(partner: P, keys: &[VerifierKey], mut origins: Vec<String>) -> Self {
        origins.insert(0, P::ORIGIN.to_owned());
        Self { partner, gate: Gate::new(keys, origins), repeats: Repeats::default() }
    }

    /// Answers. `signed` is the moment by which signatures are judged, `now` that of the partner's
    /// business, both in milliseconds since 1970.
    pub fn answer(&mut self, received: &Received, signed: u64, now: u64) -> Reply {
        let Ok(url) = Url::parse(&[P::ORIGIN, &received.target].concat()) else {
            return Reply::problem(400, "malformed", "the path");
        };
        if url.path() == WEBHOOKS && received.method == "POST" {
            return self.webhook(received, signed, now);
        }
        let verified = match self.gate.verify(Purpose::Request, received, signed / 1_000) {
            Ok(verified) => verified,
            Err(error) => return refused(&error),
        };
        if verified.caller.app.as_str() != P::APP {
            return Reply::problem(403, "another-app", "this server answers its own mini-app");
        }
        let Self { partner, repeats, .. } = self;
        let request = Request::new(&received.method, &verified.caller, &url, &received.body);
        match received.method.as_str() {
            "GET" => partner.answer(&request, now),
            "POST" | "PUT" | "DELETE" => {
                repeats.once(received, &verified, now, || partner.answer(&request, now))
            }
            _ => Reply::problem(405, "method", "GET, POST, PUT or DELETE"),
        }
    }

    fn webhook(&mut self, received: &Received, signed: u64, now: u64) -> Reply {
        let verified = match self.gate.verify(Purpose::Webhook, received, signed / 1_000) {
            Ok(verified) => verified,
            Err(error) => return refused(&error),
        };
        if !is_settled(&verified) || verified.caller.app.as_str() != P::APP {
            // Taken note of: it need not be sent again.
            return Reply::done();
        }
        let Ok(payment) = serde_json::from_slice::<SettledPayment>(&received.body) else {
            return Reply::problem(400, "malformed", "the body is no settled payment");
        };
        let Self { partner, repeats, .. } = self;
        repeats.once(received, &verified, now, || partner.settled(&payment, now))
    }
}

fn is_settled(verified: &Verified) -> bool {
    verified.kind.as_ref().is_some_and(|kind| kind.as_str() == "payment.settled")
}

fn refused(error: &NotVerified) -> Reply {
    let code = match error {
        NotVerified::Replayed => "replayed",
        NotVerified::Digest => "digest",
        NotVerified::Malformed => "unsigned",
        _ => "signature",
    };
    Reply::problem(401, code, &error.to_string())
}
