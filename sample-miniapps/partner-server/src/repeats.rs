//! Answers by `Idempotency-Key`.

use std::collections::HashMap;

use loggia_http::Verified;
use sha2::{Digest, Sha256};

use crate::desk::Received;
use crate::reply::Reply;

/// How long an answer is kept, in milliseconds: a day, longer than anybody tries again.
const KEPT_FOR: u64 = 24 * 60 * 60 * 1_000;

/// More are not kept: a bound on what a mini-app in a loop can cost.
const MOST: usize = 10_000;

/// The answers of before.
#[derive(Debug, Default)]
pub struct Repeats {
    kept: HashMap<Key, Kept>,
}

/// A key counts within one mini-app of one user.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Key {
    app: String,
    subject: Option<String>,
    key: String,
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
        let key = Key {
            app: verified.caller.app.to_string(),
            subject: verified.caller.subject.as_ref().map(ToString::to_string),
            key: key.to_string(),
        };
        let request = digest(received);
        self.kept.retain(|_, kept| kept.until > now);
        match self.kept.get(&key) {
            Some(kept) if kept.request == request => return kept.reply.clone(),
            Some(_) => {
                let message = "this Idempotency-Key came with another request";
                return Reply::problem(422, "key-reused", message);
            }
            None if self.kept.len() >= MOST => {
                return Reply::problem(503, "busy", "too much is under way: try again later");
            }
            None => {}
        }
        let reply = answer();
        if reply.status < 500 {
            let kept = Kept { request, reply: reply.clone(), until: now + KEPT_FOR };
            self.kept.insert(key, kept);
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
