use super::bank::Direction;
use crate::money::Money;
use crate::timestamp::Timestamp;

/// An account of the test's user, for [`Builder::account`](super::Builder::account).
///
/// ```
/// use loggia_sdk::testing::{Entry, TestAccount};
/// use loggia_sdk::{Money, Timestamp};
///
/// let monday = Timestamp::from_millis(1_772_438_400_000);
/// let account = TestAccount::new("Current", Money::eur(120_000))
///     .transaction(Entry::credit(Money::eur(250_000), monday).with("Employer").remittance("Salary"))
///     .transaction(Entry::debit(Money::eur(4_210), monday).merchant("Corner shop", "5411"));
/// ```
#[derive(Clone, Debug)]
pub struct TestAccount {
    pub(super) nickname: String,
    pub(super) type_code: String,
    pub(super) balance: Money,
    pub(super) available: Option<Money>,
    pub(super) overdrawn: bool,
    pub(super) entries: Vec<Entry>,
}

/// A fact in the details of a transaction, for [`Builder::mask_details`](super::Builder::mask_details).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DetailField {
    /// With whom.
    Counterparty,
    /// With what kind of merchant.
    Category,
    /// What for.
    Remittance,
}

/// A transaction on a [`TestAccount`].
#[derive(Clone, Debug)]
pub struct Entry {
    pub(super) direction: Direction,
    pub(super) amount: Money,
    pub(super) at: Timestamp,
    pub(super) pending: bool,
    pub(super) counterparty: String,
    pub(super) category: Option<String>,
    pub(super) remittance: Option<String>,
}

impl TestAccount {
    /// A current account (`CACC`) with this balance, in its currency. What is booked on it is for the
    /// test to say: the balance doesn't follow.
    pub fn new(nickname: impl Into<String>, balance: Money) -> Self {
        Self {
            nickname: nickname.into(),
            type_code: "CACC".to_owned(),
            balance,
            available: None,
            overdrawn: false,
            entries: Vec::new(),
        }
    }

    /// Another type: `SVGS` savings, `CARD` card …
    #[must_use]
    pub fn type_code(mut self, code: &str) -> Self {
        code.clone_into(&mut self.type_code);
        self
    }

    /// What can be spent now; the balance unless told otherwise.
    #[must_use]
    pub fn available(mut self, amount: Money) -> Self {
        self.available = Some(amount);
        self
    }

    /// The balance is owed.
    #[must_use]
    pub fn overdrawn(mut self) -> Self {
        self.overdrawn = true;
        self
    }

    /// Something that was booked on it.
    #[must_use]
    pub fn transaction(mut self, entry: Entry) -> Self {
        self.entries.push(entry);
        self
    }

    /// All of this was booked on it, in any order.
    #[must_use]
    pub fn statement(mut self, entries: impl IntoIterator<Item = Entry>) -> Self {
        self.entries.extend(entries);
        self
    }
}

impl Entry {
    /// Something that came in.
    #[must_use]
    pub fn credit(amount: Money, at: Timestamp) -> Self {
        Self::new(Direction::Credit, amount, at)
    }

    /// Something that went out.
    #[must_use]
    pub fn debit(amount: Money, at: Timestamp) -> Self {
        Self::new(Direction::Debit, amount, at)
    }

    fn new(direction: Direction, amount: Money, at: Timestamp) -> Self {
        Self {
            direction,
            amount,
            at,
            pending: false,
            counterparty: "Somebody".to_owned(),
            category: None,
            remittance: None,
        }
    }

    /// The other party.
    #[must_use]
    pub fn with(mut self, counterparty: impl Into<String>) -> Self {
        self.counterparty = counterparty.into();
        self
    }

    /// The other party is a merchant of this category (ISO 18245).
    #[must_use]
    pub fn merchant(mut self, name: impl Into<String>, category: &str) -> Self {
        self.category = Some(category.to_owned());
        self.with(name)
    }

    /// What it was for.
    #[must_use]
    pub fn remittance(mut self, text: impl Into<String>) -> Self {
        self.remittance = Some(text.into());
        self
    }

    /// It is held, and not booked yet.
    #[must_use]
    pub fn pending(mut self) -> Self {
        self.pending = true;
        self
    }
}
