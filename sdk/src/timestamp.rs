use std::ops::{Add, Sub};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use time::{OffsetDateTime, UtcOffset};

/// A moment: milliseconds since 1970-01-01T00:00:00Z.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Timestamp(u64);

impl Timestamp {
    /// The moment so many milliseconds after 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn from_millis(millis: u64) -> Self {
        Self(millis)
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn millis(self) -> u64 {
        self.0
    }

    /// How long it is since `earlier`; zero when that is not earlier.
    #[must_use]
    pub const fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(self.0.saturating_sub(earlier.0))
    }

    /// Its civil date and time at this offset from UTC. A moment beyond the year 9999, or an
    /// offset beyond a day, is that of 1970-01-01 or of UTC: no host sends one.
    #[must_use]
    pub fn at_offset(self, utc_offset_minutes: i16) -> OffsetDateTime {
        let offset = UtcOffset::from_whole_seconds(i32::from(utc_offset_minutes) * 60)
            .unwrap_or(UtcOffset::UTC);
        OffsetDateTime::from_unix_timestamp_nanos(i128::from(self.0) * 1_000_000)
            .ok()
            .and_then(|utc| utc.checked_to_offset(offset))
            .unwrap_or(OffsetDateTime::UNIX_EPOCH)
    }
}

/// Later by so much; at the end of time it stays there.
impl Add<Duration> for Timestamp {
    type Output = Self;

    fn add(self, later: Duration) -> Self {
        Self(self.0.saturating_add(u64::try_from(later.as_millis()).unwrap_or(u64::MAX)))
    }
}

/// Earlier by so much; at the beginning of 1970 it stays there.
impl Sub<Duration> for Timestamp {
    type Output = Self;

    fn sub(self, earlier: Duration) -> Self {
        Self(self.0.saturating_sub(u64::try_from(earlier.as_millis()).unwrap_or(u64::MAX)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn civil_time_follows_the_offset_over_midnight() {
        let shortly_before_midnight_utc = Timestamp::from_millis(1_772_495_400_000);
        let utc = shortly_before_midnight_utc.at_offset(0);
        let vienna = shortly_before_midnight_utc.at_offset(60);
        assert_eq!((utc.month() as u8, utc.day(), utc.hour(), utc.minute()), (3, 2, 23, 50));
        assert_eq!(
            (vienna.month() as u8, vienna.day(), vienna.hour(), vienna.minute()),
            (3, 3, 0, 50)
        );
    }

    #[test]
    fn absurd_moments_and_offsets_do_not_panic() {
        let _ = Timestamp::from_millis(u64::MAX).at_offset(i16::MAX);
        let _ = Timestamp::from_millis(0).at_offset(-600);
        assert_eq!(Timestamp::from_millis(5) - Duration::from_secs(1), Timestamp::from_millis(0));
        assert_eq!(
            Timestamp::from_millis(u64::MAX) + Duration::from_secs(1),
            Timestamp::from_millis(u64::MAX)
        );
    }
}
