//! Why there is no answer, and whether the server may have acted.

use std::io;
use std::time::Duration;

use crate::address::RefusedAddress;
use crate::signature::SigningFailed;

/// A request without an answer. The two kinds decide what may be done next.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No byte of it reached the server's software: it may be sent again, whatever it is.
    #[error("it was not sent: {0}")]
    NotSent(#[from] NotSent),
    /// The server may have acted on it. It may be sent again only if it is idempotent.
    #[error("it was sent, and its outcome is unknown: {0}")]
    Unknown(#[from] Unknown),
}

/// Why a request was not sent.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NotSent {
    /// The bank's key cannot be used now.
    #[error(transparent)]
    Signing(#[from] SigningFailed),
    /// The name cannot be looked up.
    #[error("the host's name cannot be looked up: {0}")]
    Resolve(#[source] io::Error),
    /// So many of the mini-app's names are being looked up that it waits for those.
    #[error("the mini-app's names that are looked up do not answer, and no more are looked up")]
    Lookups,
    /// The name has no address.
    #[error("the host's name has no address")]
    NoAddress,
    /// The name leads to where nobody's request may go.
    #[error(transparent)]
    Address(#[from] RefusedAddress),
    /// Nothing accepts a connection at any of the addresses.
    #[error("the host cannot be connected to: {0}")]
    Connect(#[source] io::Error),
    /// The server did not prove its name, or speaks no TLS that is good enough.
    #[error("there is no secure connection to the host: {0}")]
    Tls(#[source] io::Error),
    /// Looking up, connecting and TLS took too long.
    #[error("there was no connection to the host in {0:?}")]
    TimedOut(Duration),
    /// The connection was closed before anything was written to it.
    #[error("the host closed the connection at once: {0}")]
    Closed(#[source] hyper::Error),
}

/// Why the outcome of a request is unknown, or its answer cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Unknown {
    /// The answer was not there, or not whole, in time.
    #[error("the whole answer was not there in {0:?}")]
    TimedOut(Duration),
    /// The connection broke off before the end of the answer, or the body's end cannot be told.
    #[error("the answer broke off: {0}")]
    Broken(#[source] hyper::Error),
    /// The head of the answer is no HTTP, or is larger than it may be.
    #[error("the head of the answer is no HTTP that is understood: {0}")]
    Malformed(#[source] hyper::Error),
    /// The server speaks another protocol from here on, which nobody asked for.
    #[error("the server switched protocols")]
    Switched,
    /// A status that HTTP does not have.
    #[error("the answer's status is {0}, and a status is at most 599")]
    Status(u16),
    /// A larger body than [`Limits::response_body`](crate::Limits::response_body).
    #[error("the body of the answer has more than {limit} bytes")]
    TooLarge {
        /// So many it may have.
        limit: usize,
    },
    /// The body is compressed, though that was declined.
    #[error("the answer is compressed, which was declined")]
    Encoded,
    /// The answer shows a credential, which the mini-app must not see.
    #[error("the answer repeats a credential of the grant")]
    Reflected,
    /// The client was shut down meanwhile.
    #[error("the client was shut down before the answer was there")]
    ShutDown,
}

impl Error {
    /// A code for logs and programs: whether it may be sent again.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotSent(_) => "not-sent",
            Self::Unknown(_) => "unknown-outcome",
        }
    }
}
