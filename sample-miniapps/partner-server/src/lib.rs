//! What a partner's server does before it answers a mini-app, shared by the samples' servers.
//!
//! - [`Gate`]: nothing is believed that the bank has not signed (RFC 9421), and nothing twice.
//! - [`Repeats`]: a request that comes again under its `Idempotency-Key` gets the answer of before.
//! - [`Partner`]: what is left to say: the answers, and what a settled payment changes.
//! - [`run`]: the process round it; [`testing`] has the bank's part for a server's tests.
//!
//! State is in memory, on one thread. A real partner puts a database behind [`Partner`], and its nonces
//! and answers where all of its servers look.

mod arguments;
mod desk;
mod gate;
mod listener;
mod partner;
mod repeats;
mod reply;
pub mod testing;

pub use arguments::{Arguments, MalformedKeyText, parse_key, run};
pub use desk::{Desk, Received};
pub use gate::Gate;
pub use listener::{Clock, Server};
pub use partner::{Partner, Request, SettledPayment};
pub use repeats::Repeats;
pub use reply::{Amount, Reply};

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Milliseconds since 1970, by this machine's clock.
fn system_millis() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}
