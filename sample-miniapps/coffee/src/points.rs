use loggia_sdk::Money;
use serde::{Deserialize, Serialize};

/// So many points are a euro off.
const POINTS_PER_EURO: u64 = 100;

/// Where the customer stands in the loyalty scheme.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Points {
    /// Nobody has said yet, or the bank can't say now.
    Unknown,
    /// The customer takes no part, or the bank offers none.
    Absent,
    /// So many can be redeemed.
    Known(u64),
}

impl Points {
    /// How many there are, as far as is known.
    #[must_use]
    pub(crate) fn count(self) -> Option<u64> {
        match self {
            Self::Known(points) => Some(points),
            Self::Unknown | Self::Absent => None,
        }
    }

    /// How many of them can be spent on an order of `total`: for whole euros, and something remains to be paid.
    #[must_use]
    pub(crate) fn redeemable(self, total: Money) -> u64 {
        let euros_off = total.minor_units().saturating_sub(1) / 100;
        let euros_there = self.count().unwrap_or(0) / POINTS_PER_EURO;
        euros_off.min(euros_there) * POINTS_PER_EURO
    }
}

/// What so many points are worth.
#[must_use]
pub(crate) fn worth(points: u64) -> Money {
    let cents = points / POINTS_PER_EURO * 100;
    Money::eur(u32::try_from(cents).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_spent_for_whole_euros_and_never_for_all_of_it() {
        assert_eq!(Points::Known(99).redeemable(Money::eur(1_000)), 0);
        assert_eq!(Points::Known(250).redeemable(Money::eur(1_000)), 200);
        assert_eq!(Points::Known(900).redeemable(Money::eur(340)), 300);
        assert_eq!(Points::Known(900).redeemable(Money::eur(300)), 200);
        assert_eq!(Points::Known(900).redeemable(Money::eur(0)), 0);
        assert_eq!(Points::Unknown.redeemable(Money::eur(1_000)), 0);
        assert_eq!(worth(200), Money::eur(200));
    }
}
