use loggia_sdk::Timestamp;
use serde::{Deserialize, Serialize};

use crate::category::Category;
use crate::ledger::Total;
use crate::month::Month;

/// How many merchants are kept apart; the others stand together.
const MOST_MERCHANTS: usize = 40;

/// How many transactions are listed.
const MOST_LISTED: usize = 30;

/// How many characters of a name are kept.
const MOST_OF_A_NAME: usize = 40;

/// A category of one month, looked at from near: read when the customer opens it, forgotten when they
/// leave.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct CloseUp {
    pub(crate) category: Category,
    pub(crate) month: Month,
    pub(crate) merchants: Vec<Merchant>,
    /// What did not find room among the merchants, on each account.
    pub(crate) others: Vec<(u8, Total)>,
    /// The newest ones.
    pub(crate) listed: Vec<Listed>,
}

/// Somebody, and what went to them or came from them on one account.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Merchant {
    /// None where nobody says who it was.
    pub(crate) name: Option<String>,
    pub(crate) account: u8,
    pub(crate) total: Total,
}

/// A transaction.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Listed {
    pub(crate) name: Option<String>,
    pub(crate) account: u8,
    pub(crate) minor: u64,
    pub(crate) at: Timestamp,
}

impl CloseUp {
    pub(crate) fn new(category: Category, month: Month) -> Self {
        Self { category, month, merchants: Vec::new(), others: Vec::new(), listed: Vec::new() }
    }

    /// Counts a transaction of the category.
    pub(crate) fn add(&mut self, name: Option<&str>, account: u8, minor: u64, at: Timestamp) {
        let name = name.map(shortened);
        let is_known =
            |merchant: &&mut Merchant| merchant.name == name && merchant.account == account;
        let there_is_room = self.merchants.len() < MOST_MERCHANTS;
        if let Some(merchant) = self.merchants.iter_mut().find(is_known) {
            merchant.total = merchant.total.plus(minor, 1);
        } else if there_is_room {
            let total = Total { minor, count: 1 };
            self.merchants.push(Merchant { name: name.clone(), account, total });
        } else if let Some((_, total)) = self.others.iter_mut().find(|(of, _)| *of == account) {
            *total = total.plus(minor, 1);
        } else {
            self.others.push((account, Total { minor, count: 1 }));
        }
        // Accounts are read one after the other, so the newest are found by sorting them in.
        let place = self.listed.partition_point(|listed| listed.at >= at);
        if place < MOST_LISTED {
            self.listed.insert(place, Listed { name, account, minor, at });
            self.listed.truncate(MOST_LISTED);
        }
    }

    /// It is read: the largest merchants come first.
    pub(crate) fn sort(&mut self) {
        self.merchants.sort_by_key(|merchant| std::cmp::Reverse(merchant.total.minor));
    }

    /// How many transactions were counted.
    #[must_use]
    pub(crate) fn count(&self) -> u32 {
        let merchants = self.merchants.iter().map(|merchant| merchant.total.count);
        merchants.chain(self.others.iter().map(|(_, total)| total.count)).sum()
    }
}

/// The beginning of a name.
pub(crate) fn shortened(name: &str) -> String {
    name.chars().take(MOST_OF_A_NAME).collect()
}
