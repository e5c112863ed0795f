//! Answers by `Idempotency-Key`.

use std::collections::HashMap;

use loggia_http::Verified;
use sha2::{Digest, Sha256};

use crate::desk::Received;
use crate::reply::Reply;

/// How long an answer is kept, in milliseconds: a day, longer than anybody tries again.
const KEPT_FOR: u64 = 24 * 60 * 60 * 1_000;

/// More are not kept of one mini-app of one user: a bound on what one in a loop can cost, and that it costs the
/// others nothing.
const MOST: usize = 1_000;

/// The answers of before.
#[derive(Debug, Default)]
pub struct Repeats {
    /// By caller, and then by key: a key counts within one mini-app of one user.
    kept: HashMap<Caller, HashMap<String, Kept>>,
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct Caller {
    app: String,
    subject: Option<String>,
}

#[derive(Debug)]
struct Kept {
    request: [u8; 32],
    reply: Reply,
    until: u64,
}

impl Repeats {
    /// The answer of before to the same request, or what `answer` says now. One that failed at the
    /// server's own fault is not kept: it may be tried again.
    pub fn once(
        &mut self,
        received: &Received,
        verified: &Verified,
        now: u64,
        answer: impl FnOnce() -> Reply,
    ) -> Reply {
        let Some(key) = &verified.idempotency_key else {
            return Reply::problem(400, "no-key", "what changes something has an Idempotency-Key");
        };
        let caller = Caller {
            app: verified.caller.app.to_string(),
            subject: verified.caller.subject.as_ref().map(ToString::to_string),
        };
        let request = digest(received);
        self.kept.retain(|_, own| {
            own.retain(|_, kept| kept.until > now);
            !own.is_empty()
        });
        let own = self.kept.entry(caller).or_default();
        match own.get(key.as_str()) {
            Some(kept) if kept.request == request => return kept.reply.clone(),
            Some(_) => {
                let message = "this Idempotency-Key came with another request";
                return Reply::problem(422, "key-reused", message);
            }
            None if own.len() >= MOST => {
                return Reply::problem(503, "busy", "too much is under way: try again later");
            }
            None => {}
        }
        let reply = answer();
        if reply.status < 500 {
            let kept = Kept { request, reply: reply.clone(), until: now + KEPT_FOR };
            own.insert(key.to_string(), kept);
        }
        reply
    }
}

fn digest(received: &Received) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in [received.method.as_bytes(), received.target.as_bytes(), &received.body] {
        hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}
