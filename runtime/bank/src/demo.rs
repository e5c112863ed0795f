//! A small bank to try mini-apps in.

use loggia_runtime::{Currency, EffectId, Money, UserId};

use crate::Bank;
use crate::account::NewAccount;
use crate::error::{DatabaseError, LedgerError};
use crate::loyalty::Scheme;
use crate::transfer::{Movement, TransferId};

/// Customer (none: a creditor), name, IBAN, balance at the start. The IBANs are of a bank code that
/// nobody has, but for the creditor's, which is the example of the Austrian IBAN's own standard.
const ACCOUNTS: [(Option<&str>, &str, &str, &str); 6] = [
    (Some("alice"), "Everyday", "AT869999900010000001", "1284.60 EUR"),
    (Some("alice"), "Savings", "AT599999900010000002", "6500.00 EUR"),
    (Some("alice"), "Travel", "AT329999900010000003", "420.00 USD"),
    (Some("bob"), "Main", "AT719999900020000001", "310.25 EUR"),
    (Some("bob"), "Pocket money", "AT449999900020000002", "2.50 EUR"),
    (None, "Bean & Leaf", "AT611904300234573201", "0.00 EUR"),
];

impl Bank {
    /// Puts two customers, `alice` and `bob`, the creditor Bean & Leaf and its loyalty scheme
    /// `bean-points` into the bank, with something to spend. Doing it again changes nothing.
    ///
    /// # Errors
    ///
    /// The database cannot do it, or other accounts have the IBANs.
    pub fn seed_demo(&self, now: u64) -> Result<(), LedgerError> {
        let malformed = |error: &dyn std::error::Error| DatabaseError::Damaged {
            what: format!("the demonstration's own data: {error}"),
        };
        for (customer, name, iban, balance) in ACCOUNTS {
            let balance: Money = balance.parse().map_err(|error| malformed(&error))?;
            let currency: Currency = balance.currency();
            let customer =
                customer.map(str::parse).transpose().map_err(|error| malformed(&error))?;
            let account = NewAccount {
                customer,
                name: name.to_owned(),
                iban: iban.parse().map_err(|error| malformed(&error))?,
                currency,
            };
            let credit = self.open_account(&account, now)?;
            let debit = self.settlement_account(currency, now)?;
            if balance.minor_units() > 0 {
                let id = TransferId::named(&format!("demonstration: first credit of {iban}"));
                self.transfer(id, &Movement::Direct { debit, credit, amount: balance }, now)?;
            }
        }
        self.register_scheme(&Scheme {
            id: "bean-points".into(),
            name: "Bean & Leaf points".into(),
            points_per_unit: 10,
            partner: "Bean & Leaf".into(),
        })?;
        let alice: UserId = "alice".parse().map_err(|error| malformed(&error))?;
        let welcome =
            blake3::derive_key("loggia-bank 2026 demonstration's welcome points", b"alice");
        self.give_points(&EffectId::from_bytes(welcome), &alice, "bean-points", 120, now)?;
        Ok(())
    }
}
