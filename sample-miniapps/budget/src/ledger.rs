//! What the transactions add up to. They themselves are forgotten as soon as they are counted.

use loggia_sdk::{Currency, Money};
use serde::{Deserialize, Serialize};

use crate::category::{Category, Side};

/// How many accounts are looked at.
pub(crate) const MOST_ACCOUNTS: u8 = 10;

/// How many months: this one and the twelve before it.
pub(crate) const MONTHS: u8 = 13;

/// The most that an amount can be, 2⁶³ − 1.
const MOST: u64 = i64::MAX as u64;

/// Sums by month, account and category. At the most it has [`MONTHS`] × [`MOST_ACCOUNTS`] × 15 of them.
///
/// An account is kept in one currency, and sums of different accounts are added here only if it is
/// the same: each question names the accounts that it is about.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Ledger(Vec<Sum>);

/// Month, account, category, minor units, how many transactions.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Sum(u8, u8, u8, u64, u32);

/// A number of transactions and what they add up to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Total {
    pub(crate) minor: u64,
    pub(crate) count: u32,
}

impl Ledger {
    /// Counts a transaction.
    pub(crate) fn add(&mut self, month: u8, account: u8, category: Category, minor: u64) {
        let key = (month, account, category.index());
        match self.0.binary_search_by_key(&key, |sum| (sum.0, sum.1, sum.2)) {
            Ok(place) => {
                if let Some(sum) = self.0.get_mut(place) {
                    sum.3 = sum.3.saturating_add(minor).min(MOST);
                    sum.4 = sum.4.saturating_add(1);
                }
            }
            Err(place) => self.0.insert(place, Sum(key.0, key.1, key.2, minor.min(MOST), 1)),
        }
    }

    /// What a category comes to in a month, on these accounts.
    #[must_use]
    pub(crate) fn total(&self, month: u8, accounts: &[u8], category: Category) -> Total {
        let fits =
            |sum: &&Sum| sum.0 == month && sum.2 == category.index() && accounts.contains(&sum.1);
        self.0.iter().filter(fits).fold(Total::default(), |total, sum| total.plus(sum.3, sum.4))
    }

    /// What came in, or went out, in a month on these accounts.
    #[must_use]
    pub(crate) fn side(&self, month: u8, accounts: &[u8], side: Side) -> Total {
        let categories = Category::ALL.into_iter().filter(|category| category.side() == side);
        categories
            .map(|category| self.total(month, accounts, category))
            .fold(Total::default(), |total, other| total.plus(other.minor, other.count))
    }

    /// Forgets all that came in.
    pub(crate) fn forget_credits(&mut self) {
        self.0.retain(|sum| {
            let category = Category::ALL.get(usize::from(sum.2));
            category.is_none_or(|category| category.side() == Side::Debits)
        });
    }

    /// Whether nothing was counted.
    #[must_use]
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Total {
    pub(crate) fn plus(self, minor: u64, count: u32) -> Self {
        Self {
            minor: self.minor.saturating_add(minor).min(MOST),
            count: self.count.saturating_add(count),
        }
    }

    /// As an amount.
    #[must_use]
    pub(crate) fn money(self, currency: Currency) -> Money {
        Money::new(self.minor, currency).unwrap_or(Money::zero(currency))
    }

    /// What part of `whole` it is, in per mille.
    #[must_use]
    pub(crate) fn permille_of(self, whole: Self) -> u16 {
        let part = u128::from(self.minor) * 1000 / u128::from(whole.minor.max(1));
        u16::try_from(part.min(1000)).unwrap_or(1000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_kept_by_month_account_and_category() {
        let mut ledger = Ledger::default();
        ledger.add(0, 1, Category::Groceries, 300);
        ledger.add(0, 0, Category::Groceries, 100);
        ledger.add(0, 0, Category::Groceries, 100);
        ledger.add(1, 0, Category::Groceries, 7);
        ledger.add(0, 0, Category::Income, 900);
        assert_eq!(ledger.total(0, &[0], Category::Groceries), Total { minor: 200, count: 2 });
        assert_eq!(ledger.total(0, &[0, 1], Category::Groceries), Total { minor: 500, count: 3 });
        assert_eq!(ledger.side(0, &[0, 1], Side::Debits), Total { minor: 500, count: 3 });
        assert_eq!(ledger.side(0, &[0, 1], Side::Credits), Total { minor: 900, count: 1 });
        ledger.forget_credits();
        assert_eq!(ledger.side(0, &[0, 1], Side::Credits), Total::default());
    }

    #[test]
    fn sums_stop_at_the_largest_amount() {
        let mut ledger = Ledger::default();
        ledger.add(0, 0, Category::Cash, u64::MAX);
        ledger.add(0, 0, Category::Cash, 5);
        let total = ledger.total(0, &[0], Category::Cash);
        assert_eq!(total.money(Currency::EUR).minor_units(), MOST);
        assert_eq!(total.permille_of(total), 1000);
        assert_eq!(Total::default().permille_of(Total::default()), 0);
    }
}
