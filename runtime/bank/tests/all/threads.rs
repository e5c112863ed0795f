use std::collections::BTreeMap;
use std::sync::Barrier;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use loggia_bank::{Bank, LedgerError, Movement, Recorded, TransferId};
use loggia_runtime::EffectId;
use loggia_runtime::capability::payments::{ConsentStatus, Initiated, Payments};
use loggia_runtime::store::{CommitError, Saved, Store};

use crate::branch::{
    Branch, DAY, NOW, ORIGIN, alice, authenticator, commit, initiation, money, order, payment_id,
    reply_to, session_id,
};

/// Runs `work` on many threads that begin together, and gives what each made.
pub(crate) fn at_once<T: Send>(threads: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let start = Barrier::new(threads);
    std::thread::scope(|scope| {
        let (work, start) = (&work, &start);
        let run = move |number| {
            start.wait();
            work(number)
        };
        let threads: Vec<_> = (0..threads).map(|number| scope.spawn(move || run(number))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

fn effect_of(number: usize) -> EffectId {
    EffectId::of(&session_id(1), 1, u32::try_from(number).unwrap())
}

#[test]
fn one_instruction_from_fifty_threads_in_two_processes_is_one_payment() {
    let branch = Branch::on_disk();
    branch.session(1, "alice");
    let other = branch.another();
    let outcomes = at_once(50, |number| {
        let bank = if number % 2 == 0 { &branch.bank } else { &other };
        let mut wanted = initiation(1, order(1, "3.40 EUR"));
        wanted.payment =
            loggia_runtime::PaymentId::from_bytes([u8::try_from(number).unwrap() + 1; 16]);
        bank.initiate(&effect_of(number), &alice(), &wanted, &reply_to(1)).unwrap()
    });
    let awaiting = outcomes.iter().filter(|outcome| **outcome == Initiated::AwaitingUser).count();
    assert_eq!(awaiting, 1);
    let payments = branch.bank.payments().unwrap();
    assert_eq!(payments.len(), 1);
    for outcome in outcomes.iter().filter(|outcome| **outcome != Initiated::AwaitingUser) {
        assert_eq!(*outcome, Initiated::Answered(Ok(payments[0].payment.clone())));
    }
}

#[test]
fn the_days_ceiling_holds_against_many_threads() {
    for branch in [Branch::on_disk(), Branch::in_memory()] {
        branch.session(1, "alice");
        // 50.00 a day holds twelve of these.
        let outcomes = at_once(40, |number| {
            let number = u8::try_from(number).unwrap() + 1;
            branch.initiate(number, "4.00 EUR")
        });
        let awaiting =
            outcomes.iter().filter(|outcome| **outcome == Initiated::AwaitingUser).count();
        assert_eq!(awaiting, 12);
        assert_eq!(branch.bank.payments().unwrap().len(), 40, "the refused ones are kept too");
        branch.assert_sound();
    }
}

#[test]
fn a_post_and_a_void_that_race_end_a_transfer_once() {
    let branch = Branch::on_disk();
    let other = branch.another();
    let (debit, credit) = (branch.account("Everyday"), branch.account("Bean & Leaf"));
    let mut posted = 0_u64;
    for round in 0..20_u8 {
        let pending = TransferId::from_bytes([round; 16]);
        let hold = Movement::Pending { debit, credit, amount: money("1.00 EUR"), expires_at: None };
        branch.bank.transfer(pending, &hold, NOW).unwrap();
        let ends = at_once(8, |number| {
            let (bank, movement) = match number % 2 {
                0 => (&branch.bank, Movement::Post { pending }),
                _ => (&other, Movement::Void { pending }),
            };
            let id = TransferId::from_bytes([
                round + 100,
                number as u8,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
            ]);
            (number % 2 == 0, bank.transfer(id, &movement, NOW))
        });
        let made: Vec<_> =
            ends.iter().filter(|(_, end)| matches!(end, Ok(Recorded::Made))).collect();
        assert_eq!(made.len(), 1);
        posted += u64::from(made[0].0);
        for (_, end) in ends.iter().filter(|(_, end)| end.is_err()) {
            assert!(matches!(end, Err(LedgerError::Ended { .. })), "{end:?}");
        }
    }
    assert_eq!(branch.available("Bean & Leaf").minor_units(), posted * 100);
    assert_eq!(branch.available("Everyday").minor_units(), 128_460 - posted * 100);
    branch.assert_sound();
}

#[test]
fn an_account_is_not_overdrawn_by_many_who_spend_from_it_at_once() {
    let branch = Branch::on_disk();
    let (debit, credit) = (branch.account("Main"), branch.account("Bean & Leaf"));
    let spent = at_once(50, |number| {
        let lunch = Movement::Direct { debit, credit, amount: money("10.00 EUR") };
        branch.bank.transfer(TransferId::from_bytes([number as u8; 16]), &lunch, NOW).is_ok()
    });
    assert_eq!(spent.iter().filter(|done| **done).count(), 31, "of 310.25");
    assert_eq!(branch.available("Main"), money("0.25 EUR"));
    branch.assert_sound();
}

#[test]
fn the_sum_over_all_accounts_never_changes_under_readers() {
    for (bank, branch) in
        [Branch::on_disk(), Branch::in_memory()].map(|branch| (branch.bank.clone(), branch))
    {
        let accounts =
            [branch.account("Everyday"), branch.account("Main"), branch.account("Bean & Leaf")];
        let sums = |bank: &Bank| {
            let mut sums = BTreeMap::new();
            for account in bank.accounts().unwrap() {
                let pending = i128::from(account.balances.credits_pending)
                    - i128::from(account.balances.debits_pending);
                let sum: &mut (i128, i128) = sums.entry(account.currency).or_default();
                *sum = (sum.0 + account.balances.booked(), sum.1 + pending);
            }
            sums
        };
        let expected = sums(&bank);
        assert!(expected.values().all(|sum| *sum == (0, 0)), "debits equal credits");
        let (writing, read) = (AtomicBool::new(true), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(|| {
                    while writing.load(Ordering::SeqCst) || read.load(Ordering::SeqCst) == 0 {
                        assert_eq!(sums(&bank), expected);
                        read.fetch_add(1, Ordering::SeqCst);
                    }
                });
            }
            let moved = at_once(3, |writer| {
                (0..60_u8)
                    .filter(|round| {
                        let (debit, credit) = (accounts[writer], accounts[(writer + 1) % 3]);
                        let amount = money("0.50 EUR");
                        let id = |kind: u8| {
                            let mut bytes = [kind; 16];
                            (bytes[0], bytes[1]) = (writer as u8, *round);
                            TransferId::from_bytes(bytes)
                        };
                        let hold = Movement::Pending { debit, credit, amount, expires_at: None };
                        bank.transfer(id(1), &hold, NOW).is_ok()
                            && bank.transfer(id(2), &Movement::Post { pending: id(1) }, NOW).is_ok()
                    })
                    .count()
            });
            writing.store(false, Ordering::SeqCst);
            assert!(moved.iter().sum::<usize>() > 60, "{moved:?}");
        });
        assert!(read.load(Ordering::SeqCst) > 0);
        branch.assert_sound();
    }
}

#[test]
fn no_step_is_lost_or_doubled_by_two_processes_on_one_session() {
    let branch = Branch::on_disk();
    branch.session(1, "alice");
    let other = branch.another();
    let steps = at_once(6, |number| {
        let bank = if number % 2 == 0 { &branch.bank } else { &other };
        let mut committed = 0;
        while committed < 10 {
            let session = bank.load(&session_id(1)).unwrap().unwrap();
            let counted = session.state.first().copied().unwrap_or(0);
            let after =
                Saved { sequence: session.sequence + 1, state: vec![counted + 1], ..session };
            match bank.commit(&commit(&after)) {
                Ok(()) => committed += 1,
                Err(CommitError::Conflict) => {}
                Err(error) => panic!("{error}"),
            }
        }
        committed
    });
    assert_eq!(steps, [10; 6]);
    let session = branch.bank.load(&session_id(1)).unwrap().unwrap();
    assert_eq!((session.sequence, session.state), (61, vec![60]));
}

#[test]
fn a_yes_and_a_no_that_race_are_one_decision_with_one_answer() {
    let branch = Branch::on_disk();
    branch.session(1, "alice");
    let other = branch.another();
    let account = branch.account("Everyday");
    let payer = authenticator(&branch.bank, &alice().user, NOW);
    for round in 1..=10_u8 {
        // Whoever declines many payments in a row is not asked again for a week at most.
        branch.pass(8 * DAY);
        let now = branch.now();
        branch.initiate(round, "1.00 EUR");
        let payment = payment_id(round);
        let asked = branch.bank.ask_to_authorise(&alice().user, &payment, account, now).unwrap();
        let signed = payer.assert("localhost", ORIGIN, &asked.challenge);
        let decisions = at_once(4, |number| match number % 2 {
            0 => branch.bank.authorise(&alice().user, &payment, &signed, now).unwrap().consent,
            _ => other.reject(&alice().user, &payment, now).unwrap().consent,
        });
        let decided = branch.payment(round).payment.consent;
        assert!(matches!(decided, ConsentStatus::Auth | ConsentStatus::Rjct));
        assert_eq!(decisions, [decided; 4]);
        assert_eq!(branch.events(1).len(), 1);
    }
    branch.assert_sound();
}
