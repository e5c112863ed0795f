use super::{Bank, error};
use crate::bindings::loggia::fx::fx::Quote;
use crate::bindings::loggia::types::types::{Error, ErrorCode};
use crate::currency::Currency;
use crate::money::Money;

/// How long a quote is good for.
const GOOD_FOR_MS: u64 = 60_000;

/// A rate, as digits and how many of them stand behind the point.
#[derive(Clone, Debug)]
pub(in super::super) struct Rate {
    pub(in super::super) from: Currency,
    pub(in super::super) into: Currency,
    text: String,
    digits: u128,
    decimals: u32,
}

impl Rate {
    /// None: `text` is no decimal number above zero, of at most 18 digits.
    pub(in super::super) fn parse(from: Currency, into: Currency, text: &str) -> Option<Self> {
        let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
        let digits = [whole, decimals].concat();
        let plain = (1..=18).contains(&digits.len())
            && !whole.is_empty()
            && digits.bytes().all(|byte| byte.is_ascii_digit());
        let digits = digits.parse().ok().filter(|digits| plain && *digits > 0)?;
        let decimals = u32::try_from(decimals.len()).ok()?;
        Some(Self { from, into, text: text.to_owned(), digits, decimals })
    }

    fn worth(&self, amount: Money) -> Option<Money> {
        let minor = u128::from(amount.minor_units())
            .checked_mul(self.digits)?
            .checked_mul(10u128.pow(self.into.decimals()))?;
        let divisor = 10u128.pow(self.decimals + self.from.decimals());
        let rounded = (minor + divisor / 2) / divisor;
        Money::new(u64::try_from(rounded).ok()?, self.into).ok()
    }
}

impl Bank {
    pub(super) fn quote(&self, amount: Money, into: Currency) -> Result<Quote, Error> {
        let fits = |rate: &&Rate| rate.from == amount.currency() && rate.into == into;
        let rate = self.rates.iter().rfind(fits);
        let quoted = rate.and_then(|rate| Some((rate, rate.worth(amount)?)));
        let (rate, worth) = quoted
            .ok_or_else(|| error(ErrorCode::NotFound, "the bank has no rate between the two"))?;
        Ok(self.quoted(amount, worth, &rate.text))
    }

    /// Whatever the rate, the amount is worth this.
    pub(super) fn quote_of(
        &self,
        amount: Money,
        into: Currency,
        minor: u64,
    ) -> Result<Quote, Error> {
        let worth = Money::new(minor, into)
            .map_err(|reason| error(ErrorCode::Unavailable, reason.to_string()))?;
        Ok(self.quoted(amount, worth, "1"))
    }

    fn quoted(&self, amount: Money, worth: Money, rate: &str) -> Quote {
        Quote {
            amount: amount.to_wire(),
            worth: worth.to_wire(),
            rate: rate.to_owned(),
            at: self.now,
            expires_at: self.now + GOOD_FOR_MS,
        }
    }
}
