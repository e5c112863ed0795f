//! Days between the contract's form and `time`'s.

use time::{Date, Month};

use crate::bindings::loggia::types::types as wire;

/// The contract has the years 1 to 9999: an earlier day is taken as the first, a later one as the last.
pub(crate) fn to_wire(day: Date) -> wire::Date {
    match u16::try_from(day.year()) {
        Ok(year @ 1..=9_999) => wire::Date { year, month: day.month().into(), day: day.day() },
        _ if day.year() < 1 => wire::Date { year: 1, month: 1, day: 1 },
        _ => wire::Date { year: 9_999, month: 12, day: 31 },
    }
}

/// None for what is no day; the host sends none such.
pub(crate) fn from_wire(day: wire::Date) -> Option<Date> {
    let month = Month::try_from(day.month).ok()?;
    Date::from_calendar_date(i32::from(day.year), month, day.day).ok()
}
