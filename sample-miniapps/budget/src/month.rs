use loggia_sdk::Timestamp;
use loggia_sdk::time::{Date, Month as Name};
use serde::{Deserialize, Serialize};

use crate::words::Language;

/// A month of a year, counted from the year 0 on.
///
/// It begins at midnight of the customer's clock, by the offset from UTC that they have now: what is
/// booked within an hour of a month's edge may count to its neighbour where the clocks changed
/// meanwhile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Month(u32);

impl Month {
    /// The one in which this moment lies.
    #[must_use]
    pub(crate) fn of(moment: Timestamp, utc_offset_minutes: i16) -> Self {
        Self::of_day(moment.at_offset(utc_offset_minutes).date())
    }

    /// The one so many months later.
    #[must_use]
    pub(crate) fn later(self, months: u32) -> Self {
        Self(self.0.saturating_add(months))
    }

    /// The one so many months earlier.
    #[must_use]
    pub(crate) fn earlier(self, months: u32) -> Self {
        Self(self.0.saturating_sub(months))
    }

    /// How many months it is after `other`; none where it is before.
    #[must_use]
    pub(crate) fn months_after(self, other: Self) -> Option<u32> {
        self.0.checked_sub(other.0)
    }

    /// Its first moment.
    #[must_use]
    pub(crate) fn start(self, utc_offset_minutes: i16) -> Timestamp {
        let first = i32::try_from(self.year())
            .ok()
            .and_then(|year| Date::from_calendar_date(year, self.name_in_year(), 1).ok());
        let seconds = first.map_or(0, |date| date.midnight().assume_utc().unix_timestamp());
        let millis = (seconds - i64::from(utc_offset_minutes) * 60) * 1000;
        Timestamp::from_millis(u64::try_from(millis).unwrap_or(0))
    }

    /// What the customer reads: `March 2026`.
    #[must_use]
    pub(crate) fn name(self, words: Language) -> String {
        let name = match self.name_in_year() {
            Name::January => words.january(),
            Name::February => words.february(),
            Name::March => words.march(),
            Name::April => words.april(),
            Name::May => words.may(),
            Name::June => words.june(),
            Name::July => words.july(),
            Name::August => words.august(),
            Name::September => words.september(),
            Name::October => words.october(),
            Name::November => words.november(),
            Name::December => words.december(),
        };
        words.month(name, u64::from(self.year()))
    }

    /// The one in which this day lies.
    #[must_use]
    pub(crate) fn of_day(day: Date) -> Self {
        let year = u32::try_from(day.year()).unwrap_or(0);
        Self(year * 12 + u32::from(day.month() as u8) - 1)
    }

    /// Its last day.
    #[must_use]
    pub(crate) fn last_day(self) -> Option<Date> {
        let year = i32::try_from(self.year()).ok()?;
        let month = self.name_in_year();
        Date::from_calendar_date(year, month, month.length(year)).ok()
    }

    fn year(self) -> u32 {
        self.0 / 12
    }

    fn name_in_year(self) -> Name {
        Name::January.nth_next(u8::try_from(self.0 % 12).unwrap_or(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_begins_at_the_customer_s_midnight() {
        // 2026-02-28T23:30:00Z is March in Vienna and February in New York.
        let moment = Timestamp::from_millis(1_772_321_400_000);
        let vienna = Month::of(moment, 60);
        assert_eq!(vienna.name(Language::En), "March 2026");
        assert_eq!(Month::of(moment, -300).name(Language::De), "Februar 2026");
        assert_eq!(vienna.start(60), Timestamp::from_millis(1_772_319_600_000));
        assert_eq!(Month::of(vienna.start(60), 60), vienna);
    }

    #[test]
    fn months_go_on_over_the_year() {
        let march = Month::of(Timestamp::from_millis(1_772_321_400_000), 60);
        assert_eq!(march.earlier(3).name(Language::En), "December 2025");
        assert_eq!(march.earlier(3).later(12).name(Language::De), "Dezember 2026");
        assert_eq!(march.months_after(march.earlier(3)), Some(3));
        assert_eq!(march.earlier(3).months_after(march), None);
    }

    #[test]
    fn a_month_ends_with_its_last_day() {
        let march = Month::of(Timestamp::from_millis(1_772_321_400_000), 60);
        for month in [march, march.earlier(1), march.later(1)] {
            assert_eq!(month.last_day().map(Month::of_day), Some(month));
            let next = month.last_day().and_then(Date::next_day);
            assert_eq!(next.map(Month::of_day), Some(month.later(1)));
        }
    }
}
