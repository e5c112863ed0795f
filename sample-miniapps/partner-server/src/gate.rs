//! Whether a message is the bank's.

use loggia_http::{Message, NotVerified, Purpose, RecentNonces, Verified, Verifier, VerifierKey};

use crate::desk::Received;

/// How many signatures are remembered at once: each for two minutes at most.
const NONCES: usize = 100_000;

/// Lets through what the bank has signed for this server, once.
#[derive(Debug)]
pub struct Gate {
    requests: Verifier,
    webhooks: Verifier,
    nonces: RecentNonces,
    /// As what this server can be asked: a signature is over one of these and the path.
    origins: Vec<String>,
}

impl Gate {
    /// With the bank's keys: the newest, and the one before it.
    #[must_use]
    pub fn new(keys: &[VerifierKey], origins: Vec<String>) -> Self {
        Self {
            requests: Verifier::new(Purpose::Request, keys.to_vec()),
            webhooks: Verifier::new(Purpose::Webhook, keys.to_vec()),
            nonces: RecentNonces::new(NONCES),
            origins,
        }
    }

    /// Checks a message, at `now` in seconds since 1970.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub fn verify(
        &mut self,
        purpose: Purpose,
        received: &Received,
        now: u64,
    ) -> Result<Verified, NotVerified> {
        let headers: Vec<(&str, &str)> =
            received.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let verifier = match purpose {
            Purpose::Request => &self.requests,
            Purpose::Webhook => &self.webhooks,
        };
        for origin in &self.origins {
            let uri = [origin, &received.target].map(String::as_str).concat();
            let message = Message {
                method: &received.method,
                uri: &uri,
                headers: &headers,
                body: &received.body,
            };
            match verifier.verify(&message, now, &mut self.nonces) {
                // It may be for another of our names.
                Err(NotVerified::Signature) => {}
                decided => return decided,
            }
        }
        Err(NotVerified::Signature)
    }
}
