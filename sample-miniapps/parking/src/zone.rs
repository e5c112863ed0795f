use loggia_sdk::Money;
use serde::{Deserialize, Serialize};

/// Where one can park.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Zone {
    /// The number on the signs.
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) per_hour: Money,
    /// The longest stay, in minutes.
    pub(crate) longest: u64,
    /// In metres from where the customer is, if that is known.
    pub(crate) distance: Option<u64>,
}

/// How long one can park to begin with, in minutes, as far as the zone lets one.
const DURATIONS: [u64; 10] = [15, 30, 45, 60, 90, 120, 180, 240, 480, 1_440];

impl Zone {
    /// What so many minutes cost; none if it is more than there is.
    #[must_use]
    pub(crate) fn price(&self, minutes: u64) -> Option<Money> {
        let whole = self.per_hour.minor_units().checked_mul(minutes)?.div_ceil(60);
        Money::new(whole, self.per_hour.currency()).ok()
    }

    /// How long one can park here to begin with, in minutes.
    #[must_use]
    pub(crate) fn durations(&self) -> Vec<u64> {
        let mut fitting: Vec<u64> =
            DURATIONS.into_iter().filter(|minutes| *minutes <= self.longest).collect();
        if fitting.is_empty() {
            fitting.push(self.longest);
        }
        fitting
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_part_of_a_cent_is_a_whole_one_and_nothing_wraps() {
        let zone = |cents, longest| Zone {
            id: "1".to_owned(),
            name: "Here".to_owned(),
            per_hour: Money::eur(cents),
            longest,
            distance: None,
        };
        assert_eq!(zone(250, 60).price(15), Some(Money::eur(63)));
        assert_eq!(zone(250, 60).price(u64::MAX), None);
        assert_eq!(zone(250, 50).durations(), [15, 30, 45]);
        assert_eq!(zone(250, 10).durations(), [10]);
    }
}
