//! A day as habits look at it, in UTC.

use loggia_runtime::{Date, Day};

/// A day with its place in the calendar.
#[derive(Debug, Clone, Copy)]
pub(super) struct CalendarDay {
    pub(super) day: Day,
    pub(super) year: u64,
    /// From 1.
    pub(super) month: u64,
    /// From 1.
    pub(super) of_month: u64,
}

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

impl CalendarDay {
    /// A time on it, in whole seconds from its beginning.
    pub(super) fn at(self, second: u64) -> u64 {
        self.day.begins_at().saturating_add(second.min(86_399) * 1_000)
    }

    /// The last day of its month.
    pub(super) fn last_of_month(self) -> u64 {
        // The 32nd of any month is in the next one.
        let ahead = u32::try_from(32_u64.saturating_sub(self.of_month)).unwrap_or_default();
        32_u64.saturating_sub(u64::from(self.day.later_by(ahead).day_of_month()))
    }

    /// What its month is called.
    pub(super) fn month_name(self) -> &'static str {
        let month = usize::try_from(self.month).ok().and_then(|month| MONTHS.get(month - 1));
        month.copied().unwrap_or_default()
    }
}

impl From<Day> for CalendarDay {
    fn from(day: Day) -> Self {
        let date = Date::from(day);
        let (year, month, of_month) = (date.year(), date.month(), date.day());
        Self { day, year: year.into(), month: month.into(), of_month: of_month.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_ends_where_the_next_begins() {
        for number in 0..60_000 {
            let (day, next) = (Day::numbered(number), Day::numbered(number + 1));
            let day = CalendarDay::from(day);
            assert_eq!(day.of_month == day.last_of_month(), next.day_of_month() == 1, "{day:?}");
        }
    }
}
