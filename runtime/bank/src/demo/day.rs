//! Days of the Gregorian calendar, in UTC.

/// A day, from 1970 on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Day {
    /// Days since 1970-01-01.
    pub(super) number: u64,
    pub(super) year: u64,
    /// From 1.
    pub(super) month: u64,
    /// Of the month, from 1.
    pub(super) day: u64,
}

const SECONDS: u64 = 86_400;
const MILLIS: u64 = SECONDS * 1_000;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

impl Day {
    /// The one that a time in milliseconds since 1970 is on.
    pub(super) fn of(at: u64) -> Self {
        Self::numbered(at / MILLIS)
    }

    /// By days since 1970. Howard Hinnant's `civil_from_days`: years that begin in March end with
    /// the day that leap years add, in eras of 400 years.
    pub(super) fn numbered(number: u64) -> Self {
        let days = number + 719_468;
        let (era, of_era) = (days / 146_097, days % 146_097);
        let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        let from_march = (5 * of_year + 2) / 153;
        let day = of_year - (153 * from_march + 2) / 5 + 1;
        let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
        Self { number, year: year + era * 400 + u64::from(month <= 2), month, day }
    }

    /// When it begins, in milliseconds since 1970.
    pub(super) fn begins_at(self) -> u64 {
        self.number.saturating_mul(MILLIS)
    }

    /// A time on it, in whole seconds from its beginning.
    pub(super) fn at(self, second: u64) -> u64 {
        self.begins_at().saturating_add(second.min(SECONDS - 1) * 1_000)
    }

    /// From 0, a Monday.
    pub(super) fn weekday(self) -> usize {
        // 1970 began on a Thursday.
        usize::try_from((self.number + 3) % 7).unwrap_or_default()
    }

    /// From Monday to Friday. Public holidays are none of its business.
    pub(super) fn is_workday(self) -> bool {
        self.weekday() < 5
    }

    /// The last day of its month.
    pub(super) fn last_of_month(self) -> u64 {
        let every = |years| self.year.is_multiple_of(years);
        let leap = every(4) && (!every(100) || every(400));
        match self.month {
            2 if leap => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        }
    }

    /// What its month is called.
    pub(super) fn month_name(self) -> &'static str {
        let month = usize::try_from(self.month).ok().and_then(|month| MONTHS.get(month - 1));
        month.copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_days_are_what_a_calendar_says() {
        for (number, year, month, day, weekday) in [
            (0, 1970, 1, 1, 3),
            (11_016, 2000, 2, 29, 1),
            (11_017, 2000, 3, 1, 2),
            (20_454, 2026, 1, 1, 3),
            (47_540, 2100, 2, 28, 6),
            (47_541, 2100, 3, 1, 0),
        ] {
            let found = Day::numbered(number);
            assert_eq!((found.year, found.month, found.day), (year, month, day), "{number}");
            assert_eq!(found.weekday(), weekday, "{found:?}");
        }
    }

    #[test]
    fn a_month_ends_where_the_next_begins() {
        for number in 0..60_000 {
            let (day, next) = (Day::numbered(number), Day::numbered(number + 1));
            assert_eq!(day.day == day.last_of_month(), next.day == 1, "{day:?}");
        }
    }
}
