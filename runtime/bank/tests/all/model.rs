//! The ledger against a small one in memory, over random histories.

use std::collections::BTreeMap;

use loggia_bank::{AccountId, Ending, LedgerError, Movement, Recorded, TransferId};
use loggia_runtime::Money;
use proptest::prelude::*;

use crate::branch::{Branch, NOW};

/// One request; small numbers, so that ids, pending transfers and empty accounts meet often.
#[derive(Debug, Clone)]
enum Request {
    Direct { id: u8, debit: usize, credit: usize, amount: u64 },
    Pending { id: u8, debit: usize, credit: usize, amount: u64, expires_in: Option<u64> },
    End { id: u8, pending: u8, ending: Ending },
    Later(u64),
}

fn requests() -> impl Strategy<Value = Vec<Request>> {
    let (id, account) = (0_u8..24, 0_usize..4);
    let amount = prop_oneof![1_u64..200_000, Just(0)];
    let ending = prop_oneof![Just(Ending::Post), Just(Ending::Void), Just(Ending::Expire)];
    let request = prop_oneof![
        3 => (id.clone(), account.clone(), account.clone(), amount.clone())
            .prop_map(|(id, debit, credit, amount)| Request::Direct { id, debit, credit, amount }),
        4 => (id.clone(), account.clone(), account, amount, proptest::option::of(1_u64..50))
            .prop_map(|(id, debit, credit, amount, expires_in)| {
                Request::Pending { id, debit, credit, amount, expires_in }
            }),
        4 => (id.clone(), id, ending).prop_map(|(id, pending, ending)| Request::End { id, pending, ending }),
        1 => (1_u64..30).prop_map(Request::Later),
    ];
    proptest::collection::vec(request, 1..60)
}

/// What each account has, and what each id stands for.
#[derive(Default)]
struct Model {
    /// Available, held out, held in.
    accounts: BTreeMap<AccountId, (i128, i128, i128)>,
    bank: Vec<AccountId>,
    transfers: BTreeMap<u8, (Movement, Option<Ending>)>,
}

impl Model {
    /// Whether it is made now, exists, or is refused.
    fn transfer(&mut self, id: u8, movement: &Movement, now: u64) -> Option<Recorded> {
        if let Some((there, _)) = self.transfers.get(&id) {
            return (there == movement).then_some(Recorded::Exists);
        }
        match *movement {
            Movement::Direct { debit, credit, amount } => {
                let amount = self.payable(debit, credit, amount)?;
                self.accounts.get_mut(&debit)?.0 -= amount;
                self.accounts.get_mut(&credit)?.0 += amount;
            }
            Movement::Pending { debit, credit, amount, .. } => {
                let amount = self.payable(debit, credit, amount)?;
                let from = self.accounts.get_mut(&debit)?;
                (from.0, from.1) = (from.0 - amount, from.1 + amount);
                self.accounts.get_mut(&credit)?.2 += amount;
            }
            Movement::Post { pending } => self.end(pending, Ending::Post, now)?,
            Movement::Void { pending } => self.end(pending, Ending::Void, now)?,
            Movement::Expire { pending } => self.end(pending, Ending::Expire, now)?,
        }
        self.transfers.insert(id, (movement.clone(), None));
        Some(Recorded::Made)
    }

    fn payable(&self, debit: AccountId, credit: AccountId, amount: Money) -> Option<i128> {
        let amount = i128::from(amount.minor_units());
        let may_owe = self.bank.contains(&debit);
        let enough = may_owe || self.accounts.get(&debit)?.0 >= amount;
        (debit != credit && amount > 0 && enough).then_some(amount)
    }

    fn end(&mut self, pending: TransferId, ending: Ending, now: u64) -> Option<()> {
        let held = self.transfers.get_mut(&pending.as_bytes()[0])?;
        let (Movement::Pending { debit, credit, amount, expires_at }, None) = (&held.0, held.1)
        else {
            return None;
        };
        let overdue = expires_at.is_some_and(|at| at <= now);
        if overdue != (ending == Ending::Expire) {
            return None;
        }
        let (debit, credit, amount) = (*debit, *credit, i128::from(amount.minor_units()));
        held.1 = Some(ending);
        let from = self.accounts.get_mut(&debit)?;
        from.1 -= amount;
        if ending != Ending::Post {
            from.0 += amount;
        }
        let to = self.accounts.get_mut(&credit)?;
        to.2 -= amount;
        if ending == Ending::Post {
            to.0 += amount;
        }
        Some(())
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_ledger_does_what_a_small_one_in_memory_does(requests in requests()) {
        let branch = Branch::in_memory();
        let euro = "EUR".parse().unwrap();
        let settlement = branch.bank.settlement_account(euro, NOW).unwrap();
        let accounts =
            [branch.account("Everyday"), branch.account("Main"), branch.account("Bean & Leaf"), settlement];
        let booked = |account: AccountId| {
            let all = branch.bank.accounts().unwrap();
            let balances = all.iter().find(|other| other.id == account).unwrap().balances;
            let held = i128::from(balances.debits_pending);
            (balances.booked() - held, held, i128::from(balances.credits_pending))
        };
        let mut model = Model { bank: vec![settlement], ..Model::default() };
        for account in accounts {
            model.accounts.insert(account, booked(account));
        }

        let mut now = NOW;
        for request in requests {
            let amount = |amount| Money::new(amount, euro).unwrap();
            let pending = |pending| TransferId::from_bytes([pending; 16]);
            let (id, movement) = match request {
                Request::Later(millis) => {
                    now += millis;
                    continue;
                }
                Request::Direct { id, debit, credit, amount: minor } => (
                    id,
                    Movement::Direct { debit: accounts[debit], credit: accounts[credit], amount: amount(minor) },
                ),
                Request::Pending { id, debit, credit, amount: minor, expires_in } => (
                    id,
                    Movement::Pending {
                        debit: accounts[debit],
                        credit: accounts[credit],
                        amount: amount(minor),
                        expires_at: expires_in.map(|millis| now + millis),
                    },
                ),
                Request::End { id, pending: which, ending } => (
                    id,
                    match ending {
                        Ending::Post => Movement::Post { pending: pending(which) },
                        Ending::Void => Movement::Void { pending: pending(which) },
                        Ending::Expire => Movement::Expire { pending: pending(which) },
                    },
                ),
            };
            let done = branch.bank.transfer(TransferId::from_bytes([id; 16]), &movement, now);
            prop_assert!(!matches!(done, Err(LedgerError::Database(_))), "{done:?}");
            let expected = model.transfer(id, &movement, now);
            prop_assert_eq!(done.as_ref().ok().copied(), expected, "{:?}: {:?}", movement, done);
        }
        for account in accounts {
            prop_assert_eq!(booked(account), model.accounts[&account]);
        }
        let report = branch.bank.verify().unwrap();
        prop_assert!(report.is_sound(), "{}", report);
    }
}
