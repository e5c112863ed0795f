//! What the customer saves for. It is kept in the storage, over sessions.

use loggia_sdk::{AccountBalance, BalanceType, CreditDebitIndicator, Ctx, Money};
use serde::{Deserialize, Serialize};

use crate::month::Month;

const KEY: &str = "goal";

/// How many months a goal can lie ahead.
pub(crate) const MOST_MONTHS: u32 = 60;

/// How many characters its name can have.
pub(crate) const MOST_OF_A_NAME: u32 = 40;

/// Something to save for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Goal {
    pub(crate) name: String,
    pub(crate) amount: Money,
    /// By the end of this month.
    pub(crate) by: Month,
    /// The account on which it is saved, by the id that this mini-app knows it by.
    pub(crate) account: Option<String>,
}

/// What is known of the account on which it is saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Saved {
    /// Nobody was asked.
    Unknown,
    /// The bank is asked.
    Asked,
    /// So much is there.
    Known(Money),
    /// The customer doesn't want it to be shown.
    Denied,
    /// The bank can't say now.
    Unavailable,
}

/// How far a goal is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// All of it is saved.
    Reached,
    /// So much has to be put aside each month, this one included.
    Monthly(Money),
    /// The month is over, and so much is missing.
    Late(Money),
}

impl Goal {
    /// How far it is in `month`, with so much saved.
    #[must_use]
    pub(crate) fn standing(&self, saved: Money, month: Month) -> Standing {
        let missing = match self.amount.minus(saved) {
            Ok(missing) if !missing.is_zero() => missing,
            // An account in another currency says nothing about it.
            Err(loggia_sdk::MoneyError::CurrencyMismatch) => self.amount,
            _ => return Standing::Reached,
        };
        let Some(months) = self.by.months_after(month) else {
            return Standing::Late(missing);
        };
        let monthly = missing.minor_units().div_ceil(u64::from(months) + 1);
        Standing::Monthly(Money::new(monthly, missing.currency()).unwrap_or(missing))
    }

    /// What part of it is saved, in per mille.
    #[must_use]
    pub(crate) fn permille(&self, saved: Money) -> u16 {
        if saved.currency() != self.amount.currency() {
            return 0;
        }
        let part =
            u128::from(saved.minor_units()) * 1000 / u128::from(self.amount.minor_units().max(1));
        u16::try_from(part.min(1000)).unwrap_or(1000)
    }
}

impl Saved {
    /// What is on an account: booked, and nothing where the customer owes.
    #[must_use]
    pub(crate) fn of(balances: &[AccountBalance]) -> Self {
        let of_kind = |kind| balances.iter().find(|balance| balance.kind == kind);
        let balance = of_kind(BalanceType::Itbd).or_else(|| of_kind(BalanceType::Clbd));
        match balance.or_else(|| of_kind(BalanceType::Itav)) {
            None => Self::Unavailable,
            Some(balance) if balance.indicator == CreditDebitIndicator::Debit => {
                Self::Known(Money::zero(balance.amount.currency()))
            }
            Some(balance) => Self::Known(balance.amount),
        }
    }

    /// How much, as far as is known.
    #[must_use]
    pub(crate) fn amount(self) -> Option<Money> {
        match self {
            Self::Known(amount) => Some(amount),
            _ => None,
        }
    }
}

/// The goal of an earlier session. A storage that can't be read goes to the log.
pub(crate) fn load<M>(ctx: &Ctx<M>) -> Option<Goal> {
    ctx.storage().load(KEY).unwrap_or_else(|error| {
        ctx.log().warn(&["the goal can't be read: ", &error.message].concat());
        None
    })
}

/// Keeps the goal, or that there is none; whether that worked.
pub(crate) fn keep<M>(goal: Option<&Goal>, ctx: &Ctx<M>) -> bool {
    let kept = match goal {
        Some(goal) => ctx.storage().save(KEY, goal),
        None => ctx.storage().delete(KEY),
    };
    if let Err(error) = &kept {
        ctx.log().warn(&["the goal is not kept: ", &error.message].concat());
    }
    kept.is_ok()
}

#[cfg(test)]
mod tests {
    use loggia_sdk::{Currency, Timestamp};

    use super::*;

    #[test]
    fn what_is_missing_is_shared_out_over_the_months() {
        let march = Month::of(Timestamp::from_millis(1_772_438_400_000), 60);
        let goal = Goal {
            name: "Bicycle".to_owned(),
            amount: Money::eur(100_000),
            by: march.later(2),
            account: None,
        };
        let saved = Money::eur(40_000);
        assert_eq!(goal.standing(saved, march), Standing::Monthly(Money::eur(20_000)));
        assert_eq!(goal.standing(saved, march.later(2)), Standing::Monthly(Money::eur(60_000)));
        assert_eq!(goal.standing(saved, march.later(3)), Standing::Late(Money::eur(60_000)));
        assert_eq!(goal.standing(Money::eur(100_000), march), Standing::Reached);
        assert_eq!(goal.standing(Money::eur(100_001), march), Standing::Reached);
        // Rounded up, or it would not suffice.
        assert_eq!(goal.standing(Money::eur(99_999), march), Standing::Monthly(Money::eur(1)));
        let francs = Money::new(500_000, Currency::CHF).unwrap();
        assert_eq!(goal.standing(francs, march.later(2)), Standing::Monthly(Money::eur(100_000)));
        assert_eq!(goal.permille(saved), 400);
        assert_eq!(goal.permille(francs), 0);
    }
}
