//! Days of the calendar, in UTC.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use time::{Date, Month};

/// A day of the calendar, in UTC, from 1970 to 9999. Its text is ISO 8601: `2026-03-31`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Day(u32);

/// A text that names no day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a day is one of the calendar, from 1970 on, written as YYYY-MM-DD")]
pub struct MalformedDay;

/// A day, in milliseconds.
const MILLIS: u64 = 86_400_000;

/// 9999-12-31.
const LAST: u32 = 2_932_896;

/// The Julian day of 1970-01-01.
const EPOCH: i32 = 2_440_588;

impl Day {
    /// The day of a moment, in milliseconds since 1970. What comes after 9999 is its last day.
    #[must_use]
    pub fn of(millis: u64) -> Self {
        Self::numbered(u32::try_from(millis / MILLIS).unwrap_or(LAST))
    }

    /// The day so many days after 1970-01-01, and no later than the last.
    #[must_use]
    pub fn numbered(number: u32) -> Self {
        Self(number.min(LAST))
    }

    /// How many days after 1970-01-01 it is.
    #[must_use]
    pub const fn number(self) -> u32 {
        self.0
    }

    /// Its midnight, in milliseconds since 1970.
    #[must_use]
    pub fn begins_at(self) -> u64 {
        u64::from(self.0) * MILLIS
    }

    /// Which one of its month it is, from 1.
    #[must_use]
    pub fn day_of_month(self) -> u32 {
        u32::from(self.date().day())
    }

    /// The day so many days later, and no later than the last.
    #[must_use]
    pub fn later_by(self, days: u32) -> Self {
        Self::numbered(self.0.saturating_add(days))
    }

    fn date(self) -> Date {
        Date::from_julian_day(EPOCH.saturating_add_unsigned(self.0)).unwrap_or(Date::MAX)
    }
}

impl FromStr for Day {
    type Err = MalformedDay;

    fn from_str(text: &str) -> Result<Self, MalformedDay> {
        let date: crate::Date = text.parse().map_err(|_| MalformedDay)?;
        let month = Month::try_from(date.month()).map_err(|_| MalformedDay)?;
        let date = Date::from_calendar_date(i32::from(date.year()), month, date.day())
            .map_err(|_| MalformedDay)?;
        u32::try_from(date.to_julian_day() - EPOCH).map(Self).map_err(|_| MalformedDay)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.date().to_calendar_date();
        f.pad(&format!("{year:04}-{:02}-{day:02}", u8::from(month)))
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Day({self})")
    }
}

impl From<Day> for crate::Date {
    fn from(day: Day) -> Self {
        let (year, month, of_month) = day.date().to_calendar_date();
        // A day of the calendar from 1970 to 9999 is one of every calendar's.
        u16::try_from(year)
            .ok()
            .and_then(|year| Self::new(year, u8::from(month), of_month).ok())
            .unwrap_or(Self::LAST)
    }
}

impl TryFrom<String> for Day {
    type Error = MalformedDay;

    fn try_from(text: String) -> Result<Self, MalformedDay> {
        text.parse()
    }
}

impl From<Day> for String {
    fn from(day: Day) -> Self {
        day.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_days_are_what_a_calendar_says() {
        for (text, number) in [
            ("1970-01-01", 0),
            ("2000-02-29", 11_016),
            ("2026-01-01", 20_454),
            ("2100-02-28", 47_540),
            ("2100-03-01", 47_541),
            ("9999-12-31", LAST),
        ] {
            assert_eq!(text.parse(), Ok(Day(number)));
            assert_eq!(Day(number).to_string(), text);
            assert_eq!(crate::Date::from(Day(number)).to_string(), text);
            assert_eq!(Day::of(Day(number).begins_at() + MILLIS - 1), Day(number));
        }
    }

    #[test]
    fn what_is_no_day_is_refused() {
        for text in [
            "",
            "2026-02-30",
            "2026-02-29",
            "2100-02-29",
            "2026-13-01",
            "2026-00-01",
            "2026-01-00",
            "2026-1-1",
            "26-01-01",
            "2026-01-01 ",
            " 2026-01-01",
            "2026-01-01T00:00:00Z",
            "2026-01-01-01",
            "+202-01-01",
            "-026-01-01",
            "1969-12-31",
            "0000-01-01",
            "10000-01-01",
            "２０２６-01-01",
            "2026/01/01",
            "tomorrow",
        ] {
            assert_eq!(text.parse::<Day>(), Err(MalformedDay), "{text:?}");
        }
    }

    #[test]
    fn the_last_day_is_the_last() {
        assert_eq!(Day::of(u64::MAX), Day(LAST));
        assert_eq!(Day(LAST).later_by(u32::MAX).to_string(), "9999-12-31");
        assert_eq!(Day(0).later_by(31).to_string(), "1970-02-01");
    }
}
