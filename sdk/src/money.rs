use std::fmt;

use serde::{Deserialize, Serialize};

use crate::bindings::loggia::types::types as wire;
use crate::currency::Currency;

/// The largest amount that the contract carries: 2⁶³ − 1 minor units.
const MAX: u64 = i64::MAX as u64;

/// An amount of money in one currency: a whole number of minor units, never negative, never a float.
///
/// ```
/// use loggia_sdk::{Currency, Money};
///
/// let espresso = Money::eur(240);
/// let three = espresso.times(3)?;
/// assert_eq!(three, Money::parse("7.20", Currency::EUR)?);
/// assert_eq!(three.minus(Money::eur(100))?.to_string(), "6.20 EUR");
/// assert!(three.plus(Money::new(1, Currency::CHF)?).is_err());
/// # Ok::<(), loggia_sdk::MoneyError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    minor: u64,
    currency: Currency,
}

/// Why there is no such amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MoneyError {
    /// The two amounts are not in the same currency.
    #[error("the two amounts are in different currencies: convert one first")]
    CurrencyMismatch,
    /// More than 2⁶³ − 1 minor units.
    #[error("the amount is beyond 2^63 - 1 minor units")]
    TooLarge,
    /// Less than nothing.
    #[error("the amount would be less than zero: an amount carries no sign")]
    Negative,
    /// Not an amount such as `12.40`.
    #[error("not an amount: write digits, and a point before the decimals, such as 12.40")]
    Malformed,
    /// More decimals than the currency has.
    #[error("more decimals than the currency's minor unit has")]
    TooPrecise,
    /// Not an alphabetic currency code.
    #[error("not a currency code: three capital letters, such as EUR")]
    CurrencyCode,
}

impl Money {
    /// The minor units of the largest amount that the contract carries.
    pub(crate) const MOST_MINOR_UNITS: u64 = MAX;

    /// `minor` of the currency's minor units: 340 is 3.40 EUR, and 340 JPY.
    ///
    /// # Errors
    /// [`MoneyError::TooLarge`] beyond 2⁶³ − 1.
    pub const fn new(minor: u64, currency: Currency) -> Result<Self, MoneyError> {
        if minor > MAX {
            return Err(MoneyError::TooLarge);
        }
        Ok(Self { minor, currency })
    }

    /// So many euro cents, for prices that stand in the source.
    #[must_use]
    pub const fn eur(cents: u32) -> Self {
        Self { minor: cents as u64, currency: Currency::EUR }
    }

    /// Nothing, in this currency.
    #[must_use]
    pub const fn zero(currency: Currency) -> Self {
        Self { minor: 0, currency }
    }

    /// Reads a decimal number, exactly: `3.4`, `3.40` and `3` are fine for EUR, `3.405` isn't.
    ///
    /// # Errors
    /// [`MoneyError::Malformed`], [`MoneyError::TooPrecise`], [`MoneyError::TooLarge`].
    pub fn parse(text: &str, currency: Currency) -> Result<Self, MoneyError> {
        let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
        let all_digits =
            |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !all_digits(whole) || !all_digits(decimals) {
            return Err(MoneyError::Malformed);
        }
        let significant = decimals.trim_end_matches('0');
        let places = currency.decimals();
        if significant.len() > places as usize {
            return Err(MoneyError::TooPrecise);
        }
        let padding = (places as usize).saturating_sub(significant.len());
        let digits =
            whole.bytes().chain(significant.bytes()).chain(std::iter::repeat_n(b'0', padding));
        let minor = digits
            .map(|digit| u64::from(digit - b'0'))
            .try_fold(0u64, |sum, digit| sum.checked_mul(10)?.checked_add(digit))
            .ok_or(MoneyError::TooLarge)?;
        Self::new(minor, currency)
    }

    /// The whole number of minor units.
    #[must_use]
    pub const fn minor_units(self) -> u64 {
        self.minor
    }

    /// Its currency.
    #[must_use]
    pub const fn currency(self) -> Currency {
        self.currency
    }

    /// The whole units without the decimals: 3 for 3.40 EUR.
    #[must_use]
    pub fn whole_units(self) -> u64 {
        self.minor / 10u64.pow(self.currency.decimals())
    }

    /// Whether it is nothing.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.minor == 0
    }

    /// The sum.
    ///
    /// # Errors
    /// [`MoneyError::CurrencyMismatch`], [`MoneyError::TooLarge`].
    pub fn plus(self, other: Self) -> Result<Self, MoneyError> {
        self.same_currency(other)?;
        Self::new(self.minor.checked_add(other.minor).ok_or(MoneyError::TooLarge)?, self.currency)
    }

    /// The difference.
    ///
    /// # Errors
    /// [`MoneyError::CurrencyMismatch`], [`MoneyError::Negative`] when `other` is more.
    pub fn minus(self, other: Self) -> Result<Self, MoneyError> {
        self.same_currency(other)?;
        Self::new(self.minor.checked_sub(other.minor).ok_or(MoneyError::Negative)?, self.currency)
    }

    /// So many times this amount.
    ///
    /// # Errors
    /// [`MoneyError::TooLarge`].
    pub fn times(self, factor: u64) -> Result<Self, MoneyError> {
        Self::new(self.minor.checked_mul(factor).ok_or(MoneyError::TooLarge)?, self.currency)
    }

    /// The sum of many amounts; nothing at all is zero of `currency`.
    ///
    /// # Errors
    /// As [`plus`](Self::plus).
    pub fn sum(
        currency: Currency,
        amounts: impl IntoIterator<Item = Self>,
    ) -> Result<Self, MoneyError> {
        amounts.into_iter().try_fold(Self::zero(currency), Self::plus)
    }

    fn same_currency(self, other: Self) -> Result<(), MoneyError> {
        if self.currency == other.currency { Ok(()) } else { Err(MoneyError::CurrencyMismatch) }
    }

    pub(crate) fn to_wire(self) -> wire::Money {
        wire::Money { minor_units: self.minor, currency: self.currency.code().to_owned() }
    }

    pub(crate) fn from_wire(money: &wire::Money) -> Result<Self, MoneyError> {
        Self::new(money.minor_units, Currency::new(&money.currency)?)
    }
}

/// Digits, a point and the code, such as `3.40 EUR`: for logs. In a view, give the amount to the
/// host, which writes it as the user's language does.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let decimals = self.currency.decimals();
        let unit = 10u64.pow(decimals);
        write!(f, "{}", self.minor / unit)?;
        if decimals > 0 {
            write!(f, ".{:0width$}", self.minor % unit, width = decimals as usize)?;
        }
        write!(f, " {}", self.currency)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_exactly_or_not_at_all() {
        let yen = Currency::JPY;
        let dinar = Currency::new("KWD").unwrap();
        assert_eq!(Money::parse("3.4", Currency::EUR), Ok(Money::eur(340)));
        assert_eq!(Money::parse("0003.40", Currency::EUR), Ok(Money::eur(340)));
        assert_eq!(Money::parse("3.4000", Currency::EUR), Ok(Money::eur(340)));
        assert_eq!(Money::parse("3.405", Currency::EUR), Err(MoneyError::TooPrecise));
        assert_eq!(Money::parse("340", yen).map(Money::minor_units), Ok(340));
        assert_eq!(Money::parse("0.34", yen), Err(MoneyError::TooPrecise));
        assert_eq!(Money::parse("0.34", dinar).map(Money::minor_units), Ok(340));
        for malformed in ["", ".", "-1", "+1", "1.", ".5", "1,5", "1e3", "1.2.3", " 1"] {
            assert_eq!(
                Money::parse(malformed, Currency::EUR),
                Err(MoneyError::Malformed),
                "{malformed:?}"
            );
        }
        assert_eq!(
            Money::parse("92233720368547758.07", Currency::EUR).map(Money::minor_units),
            Ok(MAX)
        );
        assert_eq!(Money::parse("92233720368547758.08", Currency::EUR), Err(MoneyError::TooLarge));
        assert_eq!(Money::parse("99999999999999999999", Currency::EUR), Err(MoneyError::TooLarge));
    }

    #[test]
    fn arithmetic_never_wraps_and_never_mixes_currencies() {
        let most = Money::new(MAX, Currency::EUR).unwrap();
        assert_eq!(most.plus(Money::eur(1)), Err(MoneyError::TooLarge));
        assert_eq!(most.times(2), Err(MoneyError::TooLarge));
        assert_eq!(Money::eur(1).minus(Money::eur(2)), Err(MoneyError::Negative));
        assert_eq!(
            Money::eur(1).plus(Money::zero(Currency::CHF)),
            Err(MoneyError::CurrencyMismatch)
        );
        assert_eq!(Money::sum(Currency::EUR, [Money::eur(1), Money::eur(2)]), Ok(Money::eur(3)));
    }

    #[test]
    fn display_has_as_many_decimals_as_the_currency() {
        assert_eq!(Money::eur(5).to_string(), "0.05 EUR");
        assert_eq!(Money::new(340, Currency::JPY).unwrap().to_string(), "340 JPY");
        assert_eq!(
            Money::new(340, Currency::new("KWD").unwrap()).unwrap().to_string(),
            "0.340 KWD"
        );
    }
}
