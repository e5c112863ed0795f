//! The bank's exchange rates: against the euro, and across it.

use std::iter;

use loggia_runtime::capability::fx::{Fx, Quote, QuoteRequest};
use loggia_runtime::capability::{Refusal, RefusalCode, Unavailable};
use loggia_runtime::{Currency, Money};
use rusqlite::{OptionalExtension, params};

use crate::Bank;
use crate::column::{self, Sql};
use crate::connection::Connection;
use crate::error::{DatabaseError, RateError};

/// What all rates are against.
const EURO: &str = "EUR";
/// How long the bank stands by a quote, in milliseconds.
const STANDS: u64 = 60_000;
/// Decimals that a rate is written with.
const DECIMALS: usize = 6;

impl Bank {
    /// Takes down what one euro is worth, in millionths of a unit of `currency`, in place of what was
    /// taken down before.
    ///
    /// # Errors
    ///
    /// [`RateError`]; then the rate is as it was.
    pub fn set_rate(&self, currency: Currency, millionths: u64) -> Result<(), RateError> {
        if currency.code() == EURO {
            return Err(RateError::Euro);
        }
        if millionths == 0 {
            return Err(RateError::Zero);
        }
        self.database().write(|connection| Ok(set_rate(connection, currency, millionths)?))
    }
}

/// The schema refuses a rate of the euro's, and of nothing.
pub(crate) fn set_rate(
    connection: &Connection,
    currency: Currency,
    millionths: u64,
) -> Result<(), DatabaseError> {
    connection
        .prepare_cached(
            "INSERT INTO fx_rates (currency, millionths) VALUES (?1, ?2)
             ON CONFLICT (currency) DO UPDATE SET millionths = excluded.millionths",
        )?
        .execute(params![Sql(currency), Sql(millionths)])?;
    Ok(())
}

impl Fx for Bank {
    fn quote(&self, request: &QuoteRequest) -> Result<Result<Quote, Refusal>, Unavailable> {
        let now = self.now();
        let (from, into) = (request.amount.currency(), request.into);
        let rates = self.database().read(|connection| {
            Ok::<_, DatabaseError>(rate(connection, from)?.zip(rate(connection, into)?))
        })?;
        let Some((from_rate, into_rate)) = rates else {
            let message = format!("the bank has no rate from {from} to {into}");
            return Ok(Err(Refusal::new(RefusalCode::NotFound, message)));
        };
        let too_much = || {
            Refusal::new(RefusalCode::InvalidArgument, "amount is more than can be worth anything")
        };
        Ok(worth(request.amount, from_rate, into, into_rate).ok_or_else(too_much).map(|worth| {
            Quote {
                amount: request.amount,
                worth,
                rate: decimal(from_rate, into_rate),
                at: now,
                expires_at: now.saturating_add(STANDS),
            }
        }))
    }
}

/// Millionths of a unit for one euro.
fn rate(connection: &Connection, currency: Currency) -> Result<Option<u64>, DatabaseError> {
    if currency.code() == EURO {
        return Ok(Some(1_000_000));
    }
    Ok(connection
        .prepare_cached("SELECT millionths FROM fx_rates WHERE currency = ?1")?
        .query_row([Sql(currency)], |row| column::unsigned(row, 0))
        .optional()?)
}

/// Rounded half up, once, in the end.
fn worth(amount: Money, from_rate: u64, into: Currency, into_rate: u64) -> Option<Money> {
    let power = |exponent: u32| 10_u128.checked_pow(exponent);
    let numerator = u128::from(amount.minor_units())
        .checked_mul(u128::from(into_rate))?
        .checked_mul(power(into.exponent())?)?;
    let denominator = u128::from(from_rate).checked_mul(power(amount.currency().exponent())?)?;
    let rounded = numerator.checked_add(denominator / 2)?.checked_div(denominator)?;
    Money::new(u64::try_from(rounded).ok()?, into).ok()
}

/// Units of the one for one unit of the other.
fn decimal(from_rate: u64, into_rate: u64) -> String {
    let scale = 10_u128.pow(6);
    let millionths =
        (u128::from(into_rate) * scale + u128::from(from_rate) / 2) / u128::from(from_rate.max(1));
    let (whole, rest) = (millionths / scale, millionths % scale);
    let digits = format!("{rest:0DECIMALS$}");
    let digits = digits.trim_end_matches('0');
    iter::once(whole.to_string())
        .chain((!digits.is_empty()).then(|| digits.to_owned()))
        .collect::<Vec<_>>()
        .join(".")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_euro_has_no_rate_and_no_currency_has_one_of_nothing() {
        let bank = Bank::in_memory().unwrap();
        let euro = bank.set_rate("EUR".parse().unwrap(), 2_000_000);
        assert!(matches!(euro, Err(RateError::Euro)), "{euro:?}");
        let nothing = bank.set_rate("JPY".parse().unwrap(), 0);
        assert!(matches!(nothing, Err(RateError::Zero)), "{nothing:?}");
        bank.set_rate("JPY".parse().unwrap(), 162_450_000).unwrap();
    }

    fn money(text: &str) -> Money {
        text.parse().unwrap()
    }

    fn in_yen(amount: &str) -> String {
        let (euro, yen) = (1_000_000, 162_450_000);
        worth(money(amount), euro, "JPY".parse().unwrap(), yen).unwrap().to_string()
    }

    #[test]
    fn worth_is_exact_and_rounded_once_half_up() {
        assert_eq!(in_yen("100.00 EUR"), "16245 JPY");
        assert_eq!(in_yen("0.01 EUR"), "2 JPY");
        // 0.5 of the smallest unit goes up, less than that down.
        let (from, into) = (2_000_000, 1_000_000);
        let euro = "EUR".parse().unwrap();
        assert_eq!(worth(money("0.01 USD"), from, euro, into), Some(money("0.01 EUR")));
        assert_eq!(worth(money("0.02 USD"), from * 3, euro, into), Some(money("0.00 EUR")));
        let kuwait = "KWD".parse().unwrap();
        assert_eq!(worth(money("1.00 EUR"), 1_000_000, kuwait, 331_234), Some(money("0.331 KWD")));
    }

    #[test]
    fn what_is_beyond_all_bounds_is_worth_nothing_and_panics_nowhere() {
        let most = Money::new(Money::MAX_MINOR_UNITS, "KWD".parse().unwrap()).unwrap();
        assert_eq!(worth(most, 1, "JPY".parse().unwrap(), u64::MAX), None);
        assert_eq!(worth(most, 0, "JPY".parse().unwrap(), 1), None);
        let _ = decimal(0, u64::MAX);
    }

    #[test]
    fn a_rate_is_written_without_zeros_that_say_nothing() {
        assert_eq!(decimal(1_000_000, 1_084_200), "1.0842");
        assert_eq!(decimal(1_000_000, 2_000_000), "2");
        assert_eq!(decimal(162_450_000, 1_000_000), "0.006156");
    }
}
