//! Days of the calendar, without a time zone.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A day that exists in the proleptic Gregorian calendar, in the years 1 to 9999. Earlier days are
/// less than later ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

/// There is no such day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a date is a day that exists, in the years 1 to 9999, such as 2026-03-31")]
pub struct NoSuchDay;

impl Date {
    /// 9999-12-31.
    pub(crate) const LAST: Self = Self { year: 9_999, month: 12, day: 31 };

    /// The day, if it exists; months and days count from 1.
    ///
    /// # Errors
    ///
    /// [`NoSuchDay`].
    pub fn new(year: u16, month: u8, day: u8) -> Result<Self, NoSuchDay> {
        let is_leap =
            year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let days = match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 if is_leap => 29,
            2 => 28,
            _ => 0,
        };
        if (1..=9_999).contains(&year) && (1..=days).contains(&day) {
            Ok(Self { year, month, day })
        } else {
            Err(NoSuchDay)
        }
    }

    /// 1 to 9999.
    #[must_use]
    pub fn year(self) -> u16 {
        self.year
    }

    /// 1 to 12.
    #[must_use]
    pub fn month(self) -> u8 {
        self.month
    }

    /// Of the month, from 1.
    #[must_use]
    pub fn day(self) -> u8 {
        self.day
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl FromStr for Date {
    type Err = NoSuchDay;

    /// Exactly what [`Date`] displays.
    fn from_str(text: &str) -> Result<Self, NoSuchDay> {
        let mut parts = text.split('-');
        let mut number = |digits: usize| {
            let part = parts.next().filter(|part| part.len() == digits);
            let part = part.filter(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
            part.and_then(|part| part.parse::<u16>().ok()).ok_or(NoSuchDay)
        };
        let (year, month, day) = (number(4)?, number(2)?, number(2)?);
        if parts.next().is_some() {
            return Err(NoSuchDay);
        }
        let small = |number: u16| u8::try_from(number).map_err(|_| NoSuchDay);
        Self::new(year, small(month)?, small(day)?)
    }
}

impl TryFrom<String> for Date {
    type Error = NoSuchDay;

    fn try_from(text: String) -> Result<Self, NoSuchDay> {
        text.parse()
    }
}

impl From<Date> for String {
    fn from(date: Date) -> Self {
        date.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_one_that_exists() {
        for exists in ["2026-03-31", "2024-02-29", "2000-02-29", "0001-01-01", "9999-12-31"] {
            assert_eq!(exists.parse::<Date>().unwrap().to_string(), exists);
        }
        for wrong in [
            "2026-02-29",
            "1900-02-29",
            "2026-04-31",
            "2026-13-01",
            "2026-00-10",
            "2026-01-00",
            "0000-01-01",
            "10000-01-01",
            "2026-1-1",
            "2026-01-01-01",
            "2026-01",
            "+026-01-01",
            "",
        ] {
            assert_eq!(wrong.parse::<Date>(), Err(NoSuchDay), "{wrong}");
        }
    }

    #[test]
    fn days_stand_in_their_order() {
        let days =
            ["2025-12-31", "2026-01-30", "2026-02-01"].map(|day| day.parse::<Date>().unwrap());
        assert!(days.is_sorted());
    }
}
