//! What comes back.

use std::fmt;
use std::time::Duration;

/// An answer, whatever its status: also one of 300 to 399, which is not followed.
#[derive(Clone, PartialEq, Eq)]
pub struct Response {
    /// Its status, as the server has it: 200 to 999.
    pub status: u16,
    /// What may be seen of its headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// Its body, as the server sent it.
    pub body: Vec<u8>,
}

impl Response {
    /// The first header of a name, which is in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    /// How long the server asks to wait, where it says so in seconds. A date is not read: the clocks of
    /// the two need not agree.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.header("retry-after")?.parse().ok().map(Duration::from_secs)
    }
}

/// Without headers and body: they are the partner's.
impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status)
            .field("body", &self.body.len())
            .finish_non_exhaustive()
    }
}
