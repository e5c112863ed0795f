//! Readers in other processes, while thousands of transfers are made: whatever they read is one
//! committed state.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use loggia_bank::{Account, Bank, Movement, TransferId};
use loggia_runtime::Currency;

use crate::branch::{Branch, NOW, money};

const WRITERS: usize = 4;
const ROUNDS: u16 = 300;

/// What is booked and what is pending in each currency, over all accounts, the bank's own included.
fn sums(accounts: &[Account]) -> BTreeMap<Currency, (i128, i128)> {
    let mut sums = BTreeMap::new();
    for Account { currency, balances, .. } in accounts {
        let pending = i128::from(balances.credits_pending) - i128::from(balances.debits_pending);
        let sum: &mut (i128, i128) = sums.entry(*currency).or_default();
        *sum = (sum.0 + balances.booked(), sum.1 + pending);
    }
    sums
}

fn id(writer: usize, round: u16, step: u8) -> TransferId {
    let mut bytes = [step; 16];
    bytes[0] = writer as u8;
    bytes[1..3].copy_from_slice(&round.to_be_bytes());
    TransferId::from_bytes(bytes)
}

/// Holds, and then posts or voids; moves something back at once. Some are refused, for want of money.
fn moves(bank: &Bank, writer: usize, round: u16, accounts: &[loggia_bank::AccountId]) -> usize {
    let (debit, credit) = (accounts[writer], accounts[(writer + 1) % accounts.len()]);
    let amount = money("0.50 EUR");
    let pending = id(writer, round, 1);
    let hold = Movement::Pending { debit, credit, amount, expires_at: None };
    if bank.transfer(pending, &hold, NOW).is_err() {
        return 0;
    }
    let end = match round % 3 {
        0 => Movement::Void { pending },
        _ => Movement::Post { pending },
    };
    bank.transfer(id(writer, round, 2), &end, NOW).unwrap();
    let back = Movement::Direct { debit: credit, credit: debit, amount: money("0.20 EUR") };
    2 + usize::from(bank.transfer(id(writer, round, 3), &back, NOW).is_ok())
}

#[test]
fn what_readers_in_other_processes_add_up_is_nothing_at_any_moment() {
    let branch = Branch::on_disk();
    let settlement = branch.bank.settlement_account("EUR".parse().unwrap(), NOW).unwrap();
    let accounts = [
        branch.account("Everyday"),
        branch.account("Main"),
        branch.account("Bean & Leaf"),
        settlement,
    ];
    let others = [branch.another(), branch.another(), branch.another()];
    let (writing, changed) = (AtomicBool::new(true), AtomicBool::new(false));
    let reads = AtomicUsize::new(0);
    let made: usize = std::thread::scope(|scope| {
        for bank in &others {
            scope.spawn(|| {
                let mut before = bank.accounts().unwrap();
                while writing.load(Ordering::SeqCst) {
                    let accounts = bank.accounts().unwrap();
                    for (currency, sum) in sums(&accounts) {
                        assert_eq!(sum, (0, 0), "of {currency}");
                    }
                    if accounts != before {
                        changed.store(true, Ordering::SeqCst);
                    }
                    before = accounts;
                    reads.fetch_add(1, Ordering::SeqCst);
                }
            });
        }
        let writers: Vec<_> = (0..WRITERS)
            .map(|writer| {
                let bank = if writer % 2 == 0 { &branch.bank } else { &others[0] };
                let accounts = &accounts;
                scope.spawn(move || -> usize {
                    (0..ROUNDS).map(|round| moves(bank, writer, round, accounts)).sum()
                })
            })
            .collect();
        let made: Vec<_> = writers.into_iter().map(|writer| writer.join()).collect();
        writing.store(false, Ordering::SeqCst);
        made.into_iter().map(Result::unwrap).sum()
    });
    eprintln!("{made} transfers under {} reads", reads.load(Ordering::SeqCst));
    assert!(made > 2_000, "{made}");
    assert!(changed.into_inner() && reads.into_inner() > 30);
    assert_eq!(sums(&branch.bank.accounts().unwrap()), sums(&others[2].accounts().unwrap()));
    branch.assert_sound();
}
