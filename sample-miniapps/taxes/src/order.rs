use loggia_sdk::{Instruction, Money, Payee, Timestamp};
use serde::{Deserialize, Serialize};

use crate::demand::{Demand, in_groups};

/// A payment of a demand, from the tap on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Order {
    /// The payment's instruction id: the demand's reference, and something random. By it the office knows
    /// what was paid, and nothing is paid twice that is asked for again.
    pub(crate) id: String,
    /// As it was when it was paid; its standing and receipt follow once the office has heard of the payment.
    pub(crate) demand: Demand,
    /// The day on which it is paid; none: at once.
    pub(crate) on: Option<Timestamp>,
    pub(crate) payment: Option<String>,
    pub(crate) stage: Stage,
    pub(crate) ordered_at: Timestamp,
}

/// How far a payment is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Stage {
    /// The customer has the bank's sheet before them.
    Paying,
    /// The bank couldn't say what became of it.
    PayUnclear,
    /// It is confirmed, and waits for its day.
    Waiting,
    /// The money is on its way.
    Paid,
    /// The money has left the customer's account for good.
    Settled,
    /// No money has moved, and none will.
    Void,
}

impl Order {
    /// A new payment of a demand.
    pub(crate) fn new(demand: Demand, on: Option<Timestamp>, token: &str, now: Timestamp) -> Self {
        let id = [&demand.reference, "-", token].concat();
        Self { id, demand, on, payment: None, stage: Stage::Paying, ordered_at: now }
    }

    /// What the bank is asked for. Asked for anew it must read the same: no word of it is in the customer's
    /// language, and nothing in it changes.
    #[must_use]
    pub(crate) fn instruction(&self) -> Instruction {
        let office = Payee::iban("AT483200000012345864", "Revenue Office");
        Instruction::new(&self.id, self.amount(), office)
            .remittance(in_groups(&self.demand.reference))
    }

    #[must_use]
    pub(crate) fn amount(&self) -> Money {
        self.demand.amount
    }

    /// Whether it stands in the way of another payment of the same demand.
    #[must_use]
    pub(crate) fn is_in_the_way(&self) -> bool {
        self.stage != Stage::Void
    }

    /// Whether nothing more will happen to it.
    #[must_use]
    pub(crate) fn is_over(&self) -> bool {
        match self.stage {
            Stage::Settled => self.demand.receipt.is_some(),
            stage => stage == Stage::Void,
        }
    }
}
