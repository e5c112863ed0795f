//! How much, and how long.

use std::time::Duration;

/// The bounds of one request. Each stops something that a mini-app or its partner's server could do.
///
/// A URL has 2 KiB at most, and the head of an answer 16 KiB, whatever stands here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// How many headers a mini-app may set. 32: partners' servers refuse more, and each is copied and
    /// signed over.
    pub request_headers: usize,
    /// How many bytes these have together, names and values. 8 KiB, as much as most servers read.
    pub request_header_bytes: usize,
    /// The largest body of a request, in bytes. 256 KiB: the cap on all that passes between guest and
    /// host.
    pub request_body: usize,
    /// The largest body of an answer, in bytes, beyond which the connection is cut. 256 KiB; nothing is
    /// decompressed, so a small answer cannot become a large one.
    pub response_body: usize,
    /// How many headers an answer may have. 64: hashing and keeping them is work that a server could
    /// make.
    pub response_headers: usize,
    /// How long names, connections and TLS may take together. 5 s: one packet that was lost twice, and
    /// no more of a server that is down.
    pub connect: Duration,
    /// How long all of it may take, to the last byte of the answer. 15 s, about as long as a user
    /// looks at a waiting screen. A server that sends a byte now and then gains nothing by it.
    pub total: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            request_headers: 32,
            request_header_bytes: 8 * 1_024,
            request_body: 256 * 1_024,
            response_body: 256 * 1_024,
            response_headers: 64,
            connect: Duration::from_secs(5),
            total: Duration::from_secs(15),
        }
    }
}
