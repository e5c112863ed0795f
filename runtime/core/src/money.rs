//! Amounts, without floats and without signs.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// An ISO 4217 currency in use, with its exponent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Currency(iso_currency::Currency);

impl Currency {
    /// Its alphabetic code, such as `EUR`.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.0.code()
    }

    /// Decimal digits of its minor unit: 2 for EUR, 0 for JPY, 3 for KWD.
    #[must_use]
    pub fn exponent(self) -> u32 {
        u32::from(self.0.exponent().unwrap_or(0))
    }
}

impl FromStr for Currency {
    type Err = MoneyError;

    fn from_str(code: &str) -> Result<Self, MoneyError> {
        // Gold, testing codes and the like have no minor unit, and nobody pays in them.
        iso_currency::Currency::from_code(code)
            .filter(|currency| currency.exponent().is_some())
            .map(Self)
            .ok_or(MoneyError::UnknownCurrency)
    }
}

impl TryFrom<String> for Currency {
    type Error = MoneyError;

    fn try_from(code: String) -> Result<Self, MoneyError> {
        code.parse()
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.code().to_owned()
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// An amount in a currency's minor units. Never signed: where it stands says which way it goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    minor_units: u64,
    currency: Currency,
}

/// Why something is no amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MoneyError {
    /// No ISO 4217 code of a currency that has a minor unit.
    #[error("the currency must be the ISO 4217 code of a currency in use, such as EUR")]
    UnknownCurrency,
    /// Over what a ledger can add up.
    #[error("the amount must be at most 9 223 372 036 854 775 807 minor units")]
    TooLarge,
    /// Not a decimal number with a currency.
    #[error(
        "an amount is written as digits, a point, the currency's decimals and its code, such as 3.40 EUR"
    )]
    Malformed,
}

impl Money {
    /// The most that an amount can be: what SQL's and the ledger's signed 64 bits can hold.
    pub const MAX_MINOR_UNITS: u64 = i64::MAX as u64;

    /// `minor_units` of `currency`.
    ///
    /// # Errors
    ///
    /// [`MoneyError::TooLarge`].
    pub fn new(minor_units: u64, currency: Currency) -> Result<Self, MoneyError> {
        if minor_units > Self::MAX_MINOR_UNITS {
            return Err(MoneyError::TooLarge);
        }
        Ok(Self { minor_units, currency })
    }

    /// How many minor units: 340 for 3.40 EUR. At most [`Self::MAX_MINOR_UNITS`].
    #[must_use]
    pub fn minor_units(self) -> u64 {
        self.minor_units
    }

    /// Of which currency.
    #[must_use]
    pub fn currency(self) -> Currency {
        self.currency
    }

    /// The sum, or none where the currencies differ or the sum is too large.
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        (self.currency == other.currency)
            .then(|| self.minor_units.checked_add(other.minor_units))
            .flatten()
            .and_then(|sum| Self::new(sum, self.currency).ok())
    }

    /// The digits alone, with a point where the exponent puts it: `3.40`.
    #[must_use]
    pub fn decimal(self) -> String {
        let exponent = self.currency.exponent() as usize;
        let digits = format!("{:0>width$}", self.minor_units, width = exponent + 1);
        let (whole, fraction) = digits.split_at(digits.len() - exponent);
        if fraction.is_empty() { whole.to_owned() } else { format!("{whole}.{fraction}") }
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.decimal(), self.currency)
    }
}

impl FromStr for Money {
    type Err = MoneyError;

    /// Exactly what [`Money`] displays: a missing or surplus decimal is refused, never rounded.
    fn from_str(text: &str) -> Result<Self, MoneyError> {
        let (number, code) = text.split_once(' ').ok_or(MoneyError::Malformed)?;
        let currency: Currency = code.parse()?;
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let well_formed = !whole.is_empty()
            && (whole == "0" || !whole.starts_with('0'))
            && digits(whole)
            && digits(fraction)
            && fraction.len() == currency.exponent() as usize
            && number.contains('.') != fraction.is_empty();
        if !well_formed {
            return Err(MoneyError::Malformed);
        }
        let minor_units = format!("{whole}{fraction}").parse().map_err(|_| MoneyError::TooLarge)?;
        Self::new(minor_units, currency)
    }
}

/// For serde's `with`: an amount as people write it, `3.40 EUR`.
pub(crate) mod as_text {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    use super::Money;

    pub(crate) fn serialize<S: Serializer>(money: &Money, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(money)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Money, D::Error> {
        String::deserialize(from)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_by_their_currencys_exponent() {
        for text in ["3.40 EUR", "0.05 EUR", "340 JPY", "0.340 KWD", "92233720368547758.07 EUR"] {
            assert_eq!(text.parse::<Money>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn nothing_is_rounded_guessed_or_wrapped() {
        for bad in [
            "3.4 EUR",
            "3.400 EUR",
            "3. EUR",
            "3 EUR",
            "3.0 JPY",
            "3. JPY",
            ".50 EUR",
            "-1.00 EUR",
            "+1.00 EUR",
            "007.00 EUR",
            "00 JPY",
            "1.00",
            "1.00 eur",
            "1e2 JPY",
            "1.00  EUR",
        ] {
            assert!(bad.parse::<Money>().is_err(), "{bad}");
        }
        assert_eq!("92233720368547758.08 EUR".parse::<Money>(), Err(MoneyError::TooLarge));
        assert_eq!("1.00 XAU".parse::<Money>(), Err(MoneyError::UnknownCurrency));
        assert_eq!("1.00 ABC".parse::<Money>(), Err(MoneyError::UnknownCurrency));
    }

    #[test]
    fn sums_stay_within_one_currency_and_the_bound() {
        let euro: Money = "1.00 EUR".parse().unwrap();
        assert_eq!(euro.checked_add(euro), "2.00 EUR".parse().ok());
        assert_eq!(euro.checked_add("1 JPY".parse().unwrap()), None);
        assert_eq!(
            euro.checked_add(Money::new(Money::MAX_MINOR_UNITS, euro.currency()).unwrap()),
            None
        );
    }
}
