//! What people type: numbers, amounts and days as the user's locale writes them, read exactly or not at
//! all.

use icu_decimal::DecimalFormatter;
use icu_decimal::input::Decimal;
use loggia_runtime::{Currency, Date, Money};

use super::money::symbol;
use super::{Locale, ShortDate};

/// The signs that a locale writes numbers with, and the order of its dates.
#[derive(Debug)]
pub(super) struct Typing {
    digits: Vec<char>,
    decimal: char,
    group: Option<char>,
    order: [Part; 3],
    between: char,
}

/// A part of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Year,
    Month,
    Day,
}

impl Typing {
    /// Read off what the locale writes.
    pub(super) fn of(decimal: &DecimalFormatter, date: &ShortDate) -> Self {
        let written = |number: u32| decimal.format(&Decimal::from(number)).to_string();
        let digits: Vec<char> = (0..10).filter_map(|digit| written(digit).chars().next()).collect();
        let is_digit = |sign: &char| digits.contains(sign);
        let mut half = Decimal::from(12_345_675_u32);
        half.multiply_pow10(-1);
        let sample = decimal.format(&half).to_string();
        let mut signs = sample.chars().filter(|sign| !is_digit(sign)).rev();
        let (point, group) = (signs.next().unwrap_or('.'), signs.next());

        // 22 November 2003: each part is told by its number.
        let sample: String = date.write(2003, 11, 22).unwrap_or_default();
        let plain: String = sample
            .chars()
            .map(|sign| match digits.iter().position(|digit| *digit == sign) {
                Some(digit) => {
                    char::from_digit(u32::try_from(digit).unwrap_or(0), 10).unwrap_or('0')
                }
                None => sign,
            })
            .collect();
        let mut order: Vec<(usize, Part)> =
            [("2003", Part::Year), ("11", Part::Month), ("22", Part::Day)]
                .into_iter()
                .filter_map(|(number, part)| Some((plain.find(number)?, part)))
                .collect();
        order.sort_unstable_by_key(|(at, _)| *at);
        let order: Vec<Part> = order.into_iter().map(|(_, part)| part).collect();
        let order = order.try_into().unwrap_or([Part::Year, Part::Month, Part::Day]);
        let between = plain.chars().find(|sign| matches!(sign, '.' | '/' | '-')).unwrap_or('-');
        Self { digits, decimal: point, group, order, between }
    }

    fn digit(&self, sign: char) -> Option<u8> {
        let own = self.digits.iter().position(|digit| *digit == sign);
        let digit = sign.to_digit(10).and_then(|digit| usize::try_from(digit).ok());
        digit.or(own).and_then(|digit| u8::try_from(digit).ok())
    }

    /// Whether a sign stands between groups of digits. Spaces and apostrophes are one as good as the other.
    fn is_group(&self, sign: char) -> bool {
        let is_quote = |sign: char| matches!(sign, '\'' | '’');
        self.group.is_some_and(|group| {
            sign == group
                || (group.is_whitespace() && sign.is_whitespace())
                || (is_quote(group) && is_quote(sign))
        })
    }

    /// A number in units of its last decimal; none where the text is no number of at most so many decimals.
    fn number(&self, text: &str, decimals: u8) -> Option<i64> {
        let unsigned = text.strip_prefix(['-', '−']);
        let digits = unsigned.unwrap_or(text);
        let (whole, fraction) = digits.split_once(self.decimal).unwrap_or((digits, ""));
        if fraction.chars().count() > usize::from(decimals) {
            return None;
        }
        let groups: Vec<&str> = whole.split(|sign| self.is_group(sign)).collect();
        let (last, before) = groups.split_last()?;
        // 1.234 is a thousand and something, and 3.40 no number, where the point stands between groups.
        let grouped = before.is_empty()
            || (last.chars().count() == 3
                && before.iter().all(|group| (1..=3).contains(&group.chars().count())));
        if !grouped || last.is_empty() {
            return None;
        }
        let padding = usize::from(decimals) - fraction.chars().count();
        let signs = groups.iter().flat_map(|group| group.chars()).chain(fraction.chars());
        let mut number: i64 = 0;
        for sign in signs.chain(std::iter::repeat_n('0', padding)) {
            let digit = i64::from(self.digit(sign)?);
            let digit = if unsigned.is_some() { -digit } else { digit };
            number = number.checked_mul(10)?.checked_add(digit)?;
        }
        Some(number)
    }

    fn date(&self, text: &str) -> Option<Date> {
        let plain: String = text
            .chars()
            .map(|sign| self.digit(sign).map_or(sign, |digit| char::from(b'0' + digit)))
            .collect();
        if let Ok(iso) = plain.parse() {
            return Some(iso);
        }
        let parts: Vec<&str> =
            plain.split(['.', '/', '-', ' ']).filter(|part| !part.is_empty()).collect();
        let parts: [&str; 3] = parts.try_into().ok()?;
        let of = |wanted: Part| {
            let part = self.order.iter().zip(parts).find(|(part, _)| **part == wanted)?.1;
            // A year of two digits could be of either century: nothing is guessed.
            let fits = if wanted == Part::Year { part.len() == 4 } else { part.len() <= 2 };
            let digits = part.bytes().all(|byte| byte.is_ascii_digit());
            (fits && digits).then(|| part.parse::<u16>().ok()).flatten()
        };
        let small = |part| of(part).and_then(|number| u8::try_from(number).ok());
        Date::new(of(Part::Year)?, small(Part::Month)?, small(Part::Day)?).ok()
    }
}

impl Locale {
    /// A number as it is typed: without signs between its groups of digits.
    pub(crate) fn typed_number(&self, number: i64, decimals: u8) -> String {
        let written = self.number(number, decimals);
        written.chars().filter(|sign| !self.typing.is_group(*sign)).collect()
    }

    /// A day as it is typed.
    pub(crate) fn typed_date(&self, date: Date) -> String {
        let Typing { order, between, .. } = &self.typing;
        let parts = order.map(|part| match part {
            Part::Year => format!("{:04}", date.year()),
            Part::Month => format!("{:02}", date.month()),
            Part::Day => format!("{:02}", date.day()),
        });
        parts.join(&between.to_string())
    }

    /// What was typed into a field for numbers; none where it is empty.
    ///
    /// # Errors
    ///
    /// It is no such number: how one is written.
    pub(crate) fn read_number(&self, text: &str, decimals: u8) -> Result<Option<i64>, String> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(None);
        }
        let sample = || {
            let unit = 10_i64.saturating_pow(u32::from(decimals));
            self.number(unit.saturating_mul(1_234) + unit / 2, decimals)
        };
        let read = self.typing.number(text, decimals);
        read.map(Some).ok_or_else(|| format!("write it as {}", sample()))
    }

    /// What was typed into a field for amounts, with or without the currency; none where it is empty.
    ///
    /// # Errors
    ///
    /// It is no such amount: how one is written.
    pub(crate) fn read_money(
        &self,
        text: &str,
        currency: Currency,
    ) -> Result<Option<Money>, String> {
        let mut bare = text.trim();
        for sign in [currency.code(), symbol(currency.code())] {
            bare = bare.strip_prefix(sign).or(bare.strip_suffix(sign)).unwrap_or(bare).trim();
        }
        let number = self.read_number(bare, decimals_of(currency))?;
        let amount = number.map(|number| {
            u64::try_from(number).map_err(|_| "must not be below zero".to_owned()).and_then(
                |minor_units| Money::new(minor_units, currency).map_err(|error| error.to_string()),
            )
        });
        amount.transpose()
    }

    /// What was typed into a field for days; none where it is empty.
    ///
    /// # Errors
    ///
    /// There is no such day: how one is written.
    pub(crate) fn read_date(&self, text: &str) -> Result<Option<Date>, String> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(None);
        }
        self.typing.date(text).map(Some).ok_or_else(|| {
            let sample = Date::new(2026, 12, 31).map(|date| self.typed_date(date));
            format!("must be a day that exists, written as {}", sample.unwrap_or_default())
        })
    }
}

/// How many decimals its amounts have.
pub(crate) fn decimals_of(currency: Currency) -> u8 {
    u8::try_from(currency.exponent()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn locale(tag: &str) -> Locale {
        Locale::new(tag, Some("UTC")).unwrap()
    }

    fn cents(tag: &str, text: &str) -> Option<i64> {
        locale(tag).read_number(text, 2).ok().flatten()
    }

    #[test]
    fn a_number_is_read_as_its_locale_writes_it_and_never_guessed() {
        assert_eq!(cents("en", "1,234.5"), Some(123_450));
        assert_eq!(cents("de", "1.234,5"), Some(123_450));
        assert_eq!(cents("de", "1234,50"), Some(123_450));
        assert_eq!(cents("fr", "1 234,50"), Some(123_450));
        assert_eq!(cents("de-CH", "1'234.50"), Some(123_450));
        assert_eq!(cents("ar-EG", "١٢٣٤٫٥"), Some(123_450));
        assert_eq!(cents("ar-EG", "1234٫5"), Some(123_450));
        assert_eq!(cents("en", "-0.05"), Some(-5));
        for (tag, wrong) in [
            ("de", "3.40"),
            ("en", "3,40"),
            ("en", "1.2.3"),
            ("en", "3.405"),
            ("en", "."),
            ("en", "x"),
            ("en", ".5"),
            ("en", "1,,234"),
            ("en", "--1"),
            ("en", "1e3"),
            ("en", "99999999999999999999"),
        ] {
            assert!(locale(tag).read_number(wrong, 2).is_err(), "{wrong} in {tag}");
        }
        assert_eq!(locale("en").read_number("-92233720368547758.08", 2), Ok(Some(i64::MIN)));
        assert_eq!(locale("en").read_number("  ", 2), Ok(None));
        assert_eq!(locale("de").read_number("3.40", 2), Err("write it as 1.234,50".into()));
    }

    #[test]
    fn an_amount_may_carry_its_currency_and_has_its_decimals() {
        let read = |tag: &str, text: &str, code: &str| {
            locale(tag)
                .read_money(text, code.parse().unwrap())
                .map(|amount| amount.unwrap().to_string())
        };
        assert_eq!(read("de-AT", "€ 3,40", "EUR"), Ok("3.40 EUR".into()));
        assert_eq!(read("de", "3,40 EUR", "EUR"), Ok("3.40 EUR".into()));
        assert_eq!(read("ja", "¥1,200", "JPY"), Ok("1200 JPY".into()));
        assert!(read("ja", "1.5", "JPY").is_err());
        assert!(read("en", "3.40 USD", "EUR").is_err());
        assert!(read("en", "-3.40", "EUR").is_err());
    }

    #[test]
    fn a_day_is_read_in_its_locales_order_or_as_iso_has_it() {
        let read =
            |tag: &str, text: &str| locale(tag).read_date(text).ok().flatten().map(String::from);
        let day = Some("2026-03-05".to_owned());
        assert_eq!(read("de", "5.3.2026"), day);
        assert_eq!(read("en-GB", "05/03/2026"), day);
        assert_eq!(read("en-US", "3/5/2026"), day);
        assert_eq!(read("ja", "2026/3/5"), day);
        assert_eq!(
            read("th", "5/3/2026"),
            day,
            "years are the contract's, not the Buddhist calendar's"
        );
        assert_eq!(read("en-US", "2026-03-05"), day);
        for (tag, wrong) in
            [("de", "31.4.2026"), ("de", "5.3.26"), ("en-US", "13/1/2026"), ("en", "today")]
        {
            assert_eq!(read(tag, wrong), None, "{wrong}");
        }
    }

    #[test]
    fn what_is_written_to_be_changed_can_be_read_back() {
        let day = Date::new(2026, 12, 31).unwrap();
        for tag in ["en", "en-GB", "de-AT", "de-CH", "fr", "ja", "ar-EG", "hi", "th", "fa", "he"] {
            let locale = locale(tag);
            assert_eq!(locale.read_date(&locale.typed_date(day)), Ok(Some(day)), "{tag}");
            let typed = locale.typed_number(123_456_789, 2);
            assert_eq!(locale.read_number(&typed, 2), Ok(Some(123_456_789)), "{typed} in {tag}");
        }
    }
}
