//! When a webhook is sent again, and when no more.

use std::time::Duration;

use crate::error::Error;
use crate::response::Response;

/// The pauses between the attempts at one webhook: each twice the one before, between two bounds, with
/// up to a quarter more so that many which failed together do not come back together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetrySchedule {
    /// The first pause. 10 s: a server that is being restarted.
    pub first: Duration,
    /// The longest pause, and the longest that a server can ask for. 6 h: an outage that a team mends in
    /// its day.
    pub longest: Duration,
    /// When to give up, from the first attempt on. 3 days: a weekend, and the night after it.
    pub give_up_after: Duration,
}

/// What became of an attempt at a webhook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    /// The partner has it.
    Delivered,
    /// To be tried again by the schedule, and not before the pause that the server asked for.
    Retry {
        /// That pause, if it asked for one.
        after: Option<Duration>,
    },
    /// The partner wants no more of it.
    GivenUp,
}

impl RetrySchedule {
    /// How long to wait after so many attempts, from 1. None: give up.
    ///
    /// `since` is the time since the first attempt; `asked` what the server asked for; `spread` any
    /// number that differs between webhooks.
    #[must_use]
    pub fn pause(
        &self,
        attempts: u32,
        since: Duration,
        asked: Option<Duration>,
        spread: u16,
    ) -> Option<Duration> {
        let doublings = attempts.saturating_sub(1).min(31);
        let pause = self.first.saturating_mul(1 << doublings).min(self.longest);
        let pause = pause.max(asked.unwrap_or_default().min(self.longest));
        // At most a quarter: 65 535 of 4 × 65 536.
        let pause = pause.saturating_add(pause.saturating_mul(u32::from(spread)) / (4 * 65_536));
        (since.saturating_add(pause) <= self.give_up_after).then_some(pause)
    }
}

impl Default for RetrySchedule {
    fn default() -> Self {
        Self {
            first: Duration::from_secs(10),
            longest: Duration::from_secs(6 * 60 * 60),
            give_up_after: Duration::from_secs(3 * 24 * 60 * 60),
        }
    }
}

impl Delivery {
    /// What an attempt came to. 2xx is delivered; 410 Gone is the one way to say that no more should
    /// come. All else is tried again, also a redirect, a 404 or a 401: what announces a settled payment
    /// is not lost to a mistake in the partner's configuration, which the partner can mend.
    #[must_use]
    pub fn of(outcome: &Result<Response, Error>) -> Self {
        match outcome {
            Ok(Response { status: 200..=299, .. }) => Self::Delivered,
            Ok(Response { status: 410, .. }) => Self::GivenUp,
            Ok(response) => Self::Retry { after: response.retry_after() },
            Err(_) => Self::Retry { after: None },
        }
    }
}
