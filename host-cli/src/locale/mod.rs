//! How amounts, moments and counts are written for the user's locale and zone.
//!
//! Digits, separators and dates are Unicode's CLDR data, through ICU4X.

mod money;
mod typing;

use anyhow::Context;
use icu_datetime::input::{Date, DateTime, Time};
use icu_datetime::options::YearStyle;
use icu_datetime::{DateTimeFormatter, NoCalendarFormatter, fieldsets};
use icu_decimal::DecimalFormatter;
use icu_decimal::input::Decimal;
use icu_locale_core::Locale as Tag;
use jiff::tz::TimeZone;
use loggia_runtime::ui::{Cell, ColumnKind};
use loggia_runtime::ui::{Inline, MomentStyle};
use loggia_runtime::{Currency, Day, Environment, Money};

use self::money::SymbolPlace;
use self::typing::Typing;
pub(crate) use self::typing::decimals_of;
use crate::problem::Problem;

/// A user's language, region and time zone, with what writes numbers and dates for them.
#[derive(Debug)]
pub(crate) struct Locale {
    tag: Tag,
    zone: TimeZone,
    decimal: DecimalFormatter,
    date: DateTimeFormatter<fieldsets::YMD>,
    time: NoCalendarFormatter<fieldsets::T>,
    date_time: DateTimeFormatter<fieldsets::YMDT>,
    symbol_place: SymbolPlace,
    typing: Typing,
}

/// Writes days in digits, by the Gregorian calendar: the one that fields for days are in.
struct ShortDate(DateTimeFormatter<fieldsets::YMD>);

impl ShortDate {
    fn of(tag: &Tag) -> Option<Self> {
        // A locale's own calendar may have other years.
        let gregorian = format!("{}-u-ca-gregory", tag.id).parse::<Tag>().ok()?;
        let digits = fieldsets::YMD::short().with_year_style(YearStyle::Full);
        DateTimeFormatter::try_new((&gregorian).into(), digits).ok().map(Self)
    }

    fn write(&self, year: i32, month: u8, day: u8) -> Option<String> {
        let date = Date::try_new_iso(year, month, day).ok()?;
        Some(self.0.format(&date).to_string())
    }
}

impl Locale {
    /// The locale that `tag` names, such as `de-AT`, with the zone that `zone` names, such as
    /// `Europe/Vienna`.
    ///
    /// # Errors
    ///
    /// `tag` is no BCP 47 language tag, or `zone` is no zone of the IANA data base.
    pub(crate) fn new(tag: &str, zone: Option<&str>) -> anyhow::Result<Self> {
        let parsed: Tag = tag.parse().with_context(|| {
            format!("{tag:?} is no language tag: write it as en, de-AT or pt-BR")
        })?;
        let zone = match zone {
            Some(name) => TimeZone::get(name).with_context(|| {
                format!("{name:?} is no time zone: write it as Europe/Vienna or UTC")
            })?,
            None => TimeZone::system(),
        };
        let decimal = DecimalFormatter::try_new(
            (&parsed).into(),
            icu_decimal::options::DecimalFormatterOptions::default(),
        )
        .context("there is no data to write numbers with")?;
        let short = ShortDate::of(&parsed).context("there is no data to read dates with")?;
        Ok(Self {
            typing: Typing::of(&decimal, &short),
            decimal,
            date: DateTimeFormatter::try_new((&parsed).into(), fieldsets::YMD::medium())
                .context("there is no data to write dates with")?,
            time: NoCalendarFormatter::try_new((&parsed).into(), fieldsets::T::hm())
                .context("there is no data to write times with")?,
            date_time: DateTimeFormatter::try_new(
                (&parsed).into(),
                fieldsets::YMD::medium().with_time_hm(),
            )
            .context("there is no data to write dates with")?,
            symbol_place: SymbolPlace::of(&parsed.to_string()),
            tag: parsed,
            zone,
        })
    }

    /// The locale of an option, or else of the environment, in a time zone or the system's.
    ///
    /// # Errors
    ///
    /// It is no language tag, or no time zone: wrong use.
    pub(crate) fn of_option(tag: Option<&str>, zone: Option<&str>) -> anyhow::Result<Self> {
        let tag = Self::tag_of_option(tag);
        Ok(Self::new(&tag, zone).map_err(|error| Problem::wrong_use(format!("{error:#}")))?)
    }

    /// The language tag of an option, or else of the environment.
    pub(crate) fn tag_of_option(tag: Option<&str>) -> String {
        tag.map_or_else(|| Self::tag_of_environment(|name| std::env::var(name).ok()), str::to_owned)
    }

    /// Its BCP 47 language tag.
    pub(crate) fn name(&self) -> String {
        self.tag.to_string()
    }

    /// The language tag that the environment variables of POSIX name; `en` where they name none.
    fn tag_of_environment(read: impl Fn(&str) -> Option<String>) -> String {
        let named = ["LC_ALL", "LC_MESSAGES", "LANG"]
            .iter()
            .find_map(|name| read(name).filter(|value| !value.is_empty()))
            .unwrap_or_default();
        let bare = named.split(['.', '@']).next().unwrap_or_default().replace('_', "-");
        if bare.is_empty() || bare == "C" || bare == "POSIX" || bare.parse::<Tag>().is_err() {
            return "en".to_owned();
        }
        bare
    }

    /// What a mini-app is told, for a user whose main account is in `currency`.
    pub(crate) fn environment(&self, now: u64, currency: Currency) -> Environment {
        let offset_seconds = self.zone.to_offset(timestamp(now)).seconds();
        Environment {
            locale: self.tag.to_string(),
            time_zone: self.zone.iana_name().unwrap_or("UTC").to_owned(),
            utc_offset_minutes: i16::try_from(offset_seconds / 60).unwrap_or(0),
            currency,
        }
    }

    /// An amount with its currency: `3,40 €`.
    pub(crate) fn money(&self, money: Money) -> String {
        let mut number = Decimal::from(money.minor_units());
        let exponent = i16::try_from(money.currency().exponent()).unwrap_or(0);
        number.multiply_pow10(-exponent);
        number.absolute.pad_end(-exponent);
        self.symbol_place.join(&self.decimal.format(&number).to_string(), money.currency().code())
    }

    /// A number in units of its last decimal: `12,34`.
    pub(crate) fn number(&self, number: i64, decimals: u8) -> String {
        let places = i16::from(decimals);
        let mut written = Decimal::from(number.unsigned_abs());
        written.multiply_pow10(-places);
        written.absolute.pad_end(-places);
        let sign = if number < 0 { "−" } else { "" };
        format!("{sign}{}", self.decimal.format(&written))
    }

    /// An amount in minor units, below zero too: `−3,40 €`.
    pub(crate) fn amount(&self, minor_units: i64, currency: Currency) -> String {
        let number = self.number(minor_units, decimals_of(currency));
        let unsigned = number.strip_prefix('−');
        let amount = self.symbol_place.join(unsigned.unwrap_or(&number), currency.code());
        if unsigned.is_some() { format!("−{amount}") } else { amount }
    }

    /// A day of the calendar.
    pub(crate) fn date(&self, day: loggia_runtime::Date) -> String {
        let date = Date::try_new_iso(i32::from(day.year()), day.month(), day.day());
        date.map_or_else(|_| day.to_string(), |date| self.date.format(&date).to_string())
    }

    /// What stands in a cell of a table.
    pub(crate) fn cell(&self, cell: &Cell, kind: ColumnKind) -> String {
        match (cell, kind) {
            (Cell::None, _) => String::new(),
            (Cell::Text(text), _) => text.as_str().to_owned(),
            (Cell::Date(day), _) => self.date(*day),
            (Cell::Number(number), ColumnKind::Amount(currency)) => self.amount(*number, currency),
            (Cell::Number(number), ColumnKind::Number(decimals)) => self.number(*number, decimals),
            (Cell::Number(number), _) => self.number(*number, 0),
        }
    }

    /// A whole number: `12 345`.
    pub(crate) fn count(&self, count: u64) -> String {
        self.decimal.format(&Decimal::from(count)).to_string()
    }

    /// A moment, in milliseconds since 1970, in the user's zone.
    pub(crate) fn moment(&self, at: u64, style: MomentStyle) -> String {
        let civil = timestamp(at).to_zoned(self.zone.clone()).datetime();
        let number = |value: i8| u8::try_from(value).unwrap_or(1);
        let date =
            Date::try_new_iso(i32::from(civil.year()), number(civil.month()), number(civil.day()));
        let time =
            Time::try_new(number(civil.hour()), number(civil.minute()), number(civil.second()), 0);
        let (Ok(date), Ok(time)) = (date, time) else {
            return civil.to_string();
        };
        match style {
            MomentStyle::Date => self.date.format(&date).to_string(),
            MomentStyle::Time => self.time.format(&time).to_string(),
            MomentStyle::DateTime => self.date_time.format(&DateTime { date, time }).to_string(),
        }
    }

    /// A day of the calendar in UTC.
    pub(crate) fn day(&self, day: Day) -> String {
        self.date(day.into())
    }

    /// One part of a label, as text.
    pub(crate) fn inline(&self, inline: &Inline) -> String {
        match inline {
            Inline::Text(text) | Inline::Strong(text) => text.as_str().to_owned(),
            Inline::Money(money) => self.money(*money),
            Inline::Moment { at, style } => self.moment(*at, *style),
            Inline::Date(day) => self.date(*day),
        }
    }

    /// A label as one text.
    pub(crate) fn label(&self, label: &[Inline]) -> String {
        label.iter().map(|inline| self.inline(inline)).collect()
    }
}

/// What has passed since a moment: `4:59`, `1:00:00` from an hour on, and `0:00` before it.
pub(crate) fn elapsed(now: u64, since: u64) -> String {
    stopwatch(now.saturating_sub(since) / 1_000)
}

/// What is left until a moment: `4:59`, `1:00:00` from an hour on, and `0:00` once it is past.
pub(crate) fn countdown(now: u64, until: u64) -> String {
    // Rounded up: it reads 0:00 only when the time is really up.
    stopwatch(until.saturating_sub(now).div_ceil(1_000))
}

fn stopwatch(seconds: u64) -> String {
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("{minutes}:{seconds:02}")
    }
}

/// A size in bytes for people: `12.3 KiB`.
pub(crate) fn bytes(count: u64) -> String {
    const KIB: u64 = 1_024;
    let tenths = |unit: u64| {
        let tenths = u128::from(count) * 10 / u128::from(unit);
        match tenths % 10 {
            0 => (tenths / 10).to_string(),
            tenth => format!("{}.{tenth}", tenths / 10),
        }
    };
    match count {
        0..KIB => format!("{count} B"),
        KIB..0x10_0000 => format!("{} KiB", tenths(KIB)),
        _ => format!("{} MiB", tenths(KIB * KIB)),
    }
}

fn timestamp(millis: u64) -> jiff::Timestamp {
    i64::try_from(millis)
        .ok()
        .and_then(|millis| jiff::Timestamp::from_millisecond(millis).ok())
        .unwrap_or(jiff::Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> String {
        text.replace(['\u{a0}', '\u{202f}'], " ")
    }

    #[test]
    fn amounts_have_the_locales_digits_and_the_currencys_decimals() {
        let write = |tag: &str, amount: &str| {
            plain(&Locale::new(tag, Some("UTC")).unwrap().money(amount.parse().unwrap()))
        };
        assert_eq!(write("en", "3.40 EUR"), "€3.40");
        assert_eq!(write("de", "1234567.00 EUR"), "1.234.567,00 €");
        assert_eq!(write("de-AT", "3.40 EUR"), "€ 3,40");
        assert_eq!(write("ja", "340 JPY"), "¥340");
        assert_eq!(write("en", "0.340 KWD"), "KWD 0.340");
        assert_eq!(write("fr", "0.05 USD"), "0,05 US$");
        assert_eq!(write("en", "92233720368547758.07 EUR"), "€92,233,720,368,547,758.07");
    }

    #[test]
    fn moments_stand_in_the_users_zone_and_order() {
        let summer_night = 1_782_856_800_000; // 2026-06-30T22:00:00Z
        let write = |tag: &str, zone: &str, style| {
            plain(&Locale::new(tag, Some(zone)).unwrap().moment(summer_night, style))
        };
        assert_eq!(write("en-GB", "UTC", MomentStyle::Date), "30 Jun 2026");
        assert_eq!(write("de", "Europe/Vienna", MomentStyle::DateTime), "01.07.2026, 00:00");
        assert_eq!(write("en-US", "America/New_York", MomentStyle::Time), "6:00 PM");
    }

    #[test]
    fn a_birthday_is_written_as_the_locale_writes_days() {
        let birthday = "1991-05-23".parse().unwrap();
        let write = |tag: &str| plain(&Locale::new(tag, Some("UTC")).unwrap().date(birthday));
        assert_eq!(write("en-GB"), "23 May 1991");
        assert_eq!(write("de-AT"), "23.05.1991");
    }

    #[test]
    fn the_environment_tells_the_offset_of_that_moment() {
        let locale = Locale::new("de-AT", Some("Europe/Vienna")).unwrap();
        let environment = locale.environment(1_782_856_800_000, "EUR".parse().unwrap());
        assert_eq!(
            (environment.utc_offset_minutes, environment.time_zone.as_str()),
            (120, "Europe/Vienna")
        );
        assert_eq!(locale.environment(0, "EUR".parse().unwrap()).utc_offset_minutes, 60);
    }

    #[test]
    fn a_countdown_reads_zero_only_when_the_time_is_up() {
        assert_eq!(countdown(0, 300_000), "5:00");
        assert_eq!(countdown(1, 1_001), "0:01");
        assert_eq!(countdown(1_000, 1_001), "0:01");
        assert_eq!(countdown(1_001, 1_001), "0:00");
        assert_eq!(countdown(9_000, 1_001), "0:00");
        assert_eq!(countdown(0, 3_725_000), "1:02:05");
    }

    #[test]
    fn the_language_comes_from_the_environment_as_posix_names_it() {
        let tag = |name: &'static str, value: &'static str| {
            Locale::tag_of_environment(move |asked| (asked == name).then(|| value.to_owned()))
        };
        assert_eq!(tag("LANG", "de_AT.UTF-8"), "de-AT");
        assert_eq!(tag("LC_ALL", "sr_RS@latin"), "sr-RS");
        assert_eq!(tag("LANG", "C.UTF-8"), "en");
        assert_eq!(tag("LANG", "!!"), "en");
        assert_eq!(tag("OTHER", "de"), "en");
    }

    #[test]
    fn sizes_are_never_rounded_up() {
        assert_eq!(bytes(1_023), "1023 B");
        assert_eq!(bytes(1_024), "1 KiB");
        assert_eq!(bytes(1_048_575), "1023.9 KiB");
        assert_eq!(bytes(1_048_576), "1 MiB");
    }
}
