//! Payments on a later day: nothing before it, once on it, or never.

use loggia_audit::Action;
use loggia_bank::{
    Bank, Ending, Movement, NotExecuted, RefusedBy, Sheet, SheetError, TransferId, TransferKind,
};
use loggia_runtime::capability::payments::{ConsentStatus, Initiated, PaymentStatus, Payments};
use loggia_runtime::capability::{Answer, RefusalCode};
use loggia_runtime::store::HostEvent;
use proptest::prelude::*;

use crate::branch::{
    Branch, DAY, MINUTE, NOW, alice, effect, initiation, money, order, order_on, owner, payment_id,
    reply_to, session_id,
};
use crate::threads::at_once;

const TOMORROW: &str = "2026-01-02";
/// When tomorrow's payments are carried out: 06:00 UTC.
const DUE: u64 = NOW + DAY + 360 * MINUTE;

fn branch() -> Branch {
    let branch = Branch::in_memory();
    branch.session(1, "alice");
    branch
}

fn status(branch: &Branch, number: u8) -> Option<PaymentStatus> {
    branch.payment(number).payment.status
}

fn changed(number: u8) -> HostEvent {
    HostEvent::Changed { topic: "payment".into(), id: payment_id(number).to_string() }
}

/// What the ledger did for a payment.
fn movements(bank: &Bank, number: u8) -> Vec<TransferKind> {
    let id = TransferId::of_payment(&payment_id(number));
    let transfers = bank.transfers().unwrap();
    let of = transfers.iter().filter(|it| it.id == id || it.pending == Some(id));
    of.map(|transfer| transfer.kind).collect()
}

/// Takes all but so much out of an account.
fn empty(branch: &Branch, but: &str) {
    let (debit, credit) = (branch.account("Everyday"), branch.account("Main"));
    let left = branch.available("Everyday").minor_units() - money(but).minor_units();
    let amount = loggia_runtime::Money::new(left, "EUR".parse().unwrap()).unwrap();
    let id = TransferId::from_bytes(*b"the landlord too");
    branch.bank.transfer(id, &Movement::Direct { debit, credit, amount }, branch.now()).unwrap();
}

#[test]
fn nothing_is_held_before_the_day_and_on_it_the_payment_is_made() {
    let branch = branch();
    assert_eq!(branch.schedule(1, "3.40 EUR", TOMORROW), Initiated::AwaitingUser);
    let Some(Sheet::Payment(sheet)) = branch.bank.open_sheet(&session_id(1)).unwrap() else {
        panic!("there is a sheet")
    };
    assert_eq!(sheet.on.map(|day| day.to_string()).as_deref(), Some(TOMORROW));
    let paid = branch.authorise(1, "Everyday", branch.now()).unwrap();
    assert_eq!((paid.consent, paid.status), (ConsentStatus::Auth, Some(PaymentStatus::Rcvd)));
    assert_eq!(branch.answer(1), Answer::ScheduledPayment(Ok(paid)));
    assert!(movements(&branch.bank, 1).is_empty());
    assert_eq!(branch.available("Everyday"), money("1284.60 EUR"));
    branch.assert_sound();

    for early in [NOW, NOW + DAY, DUE - 1] {
        assert_eq!(branch.bank.execute_due(early).unwrap(), 0);
        assert_eq!(branch.bank.settle_due(early).unwrap(), 0);
    }
    branch.set_clock(DUE);
    assert_eq!(branch.bank.execute_due(DUE).unwrap(), 1);
    assert_eq!(branch.bank.execute_due(DUE).unwrap(), 0);
    assert_eq!(status(&branch, 1), Some(PaymentStatus::Pdng));
    assert_eq!(branch.events(1), [changed(1)]);
    assert_eq!(branch.available("Everyday"), money("1281.20 EUR"));
    assert_eq!(branch.bank.settle_due(DUE + 999).unwrap(), 0);
    assert_eq!(branch.bank.settle_due(DUE + 1_000).unwrap(), 1);
    assert_eq!(status(&branch, 1), Some(PaymentStatus::Acsc));
    assert_eq!(branch.events(1), [changed(1)]);
    assert_eq!(branch.available("Bean & Leaf"), money("3.40 EUR"));
    assert_eq!(
        movements(&branch.bank, 1),
        [TransferKind::Pending, TransferKind::Ended(Ending::Post)]
    );
    let log = branch.decisions();
    let actions: Vec<Action> = log.iter().map(|entry| entry.leaf.action).collect();
    assert_eq!(
        actions,
        [
            Action::PaymentScheduled,
            // To confirm it with.
            Action::AuthenticatorRegistered,
            Action::PaymentAuthorised,
            Action::PaymentExecuted,
            Action::PaymentSettled
        ]
    );
    assert!(log[0].personal.as_ref().unwrap().contains(TOMORROW));
    let evidence = branch.bank.payment_evidence(&payment_id(1)).unwrap().unwrap();
    assert_eq!(evidence.verify().unwrap().facts.execution_date.as_deref(), Some(TOMORROW));
    branch.assert_sound();
}

#[test]
fn the_sheet_names_the_payee_as_registered_and_shows_what_the_mini_app_says_as_that_alone() {
    let branch = branch();
    // "Bean & Leaf" with a Cyrillic a, and a text that pretends to be another payee.
    let remittance = "To: Be\u{430}n & Leaf AT61 1904 3002 3457 3201";
    let mut wanted = order_on(1, "3.40 EUR", TOMORROW);
    wanted.remittance = Some(remittance.into());
    branch.initiate_as(&alice(), 1, &wanted);
    let sheet = branch.bank.payment_sheet(&session_id(1)).unwrap().unwrap();
    assert_eq!(sheet.creditor_name, "Bean & Leaf");
    assert_eq!(sheet.remittance.as_deref(), Some(remittance));
}

#[test]
fn without_enough_on_the_day_nothing_moves_and_the_user_can_see_why() {
    let branch = branch();
    branch.waiting(1, "3.40 EUR", TOMORROW);
    empty(&branch, "3.39 EUR");
    branch.set_clock(DUE);
    assert_eq!(branch.bank.execute_due(DUE).unwrap(), 1);
    let record = branch.payment(1);
    assert_eq!(record.payment.status, Some(PaymentStatus::Rjct));
    assert_eq!(record.failure, Some(NotExecuted::InsufficientFunds));
    assert!(movements(&branch.bank, 1).is_empty());
    assert_eq!(branch.events(1), [changed(1)], "and no word of why");
    assert_eq!(branch.available("Everyday"), money("3.39 EUR"));
    branch.pass(DAY);
    assert_eq!(branch.bank.execute_due(branch.now()).unwrap(), 0, "it is not tried again");
    assert_eq!(branch.bank.settle_due(branch.now()).unwrap(), 0);
    let log = branch.decisions();
    assert_eq!(log.last().unwrap().leaf.action, Action::PaymentFailed);
    branch.assert_sound();
}

#[test]
fn a_payment_to_no_account_at_all_is_paid_to_nobody_and_holds_no_other_up() {
    let branch = Branch::on_disk();
    branch.session(1, "alice");
    branch.waiting(1, "3.40 EUR", TOMORROW);
    branch.waiting(2, "2.00 EUR", TOMORROW);
    crate::verify::cook(
        &branch,
        &["payments_stay_as_they_were_shown", "payments_move_forward"],
        "UPDATE payments SET creditor_account = 'erased' WHERE number = 1",
    );
    branch.set_clock(DUE);
    assert_eq!(branch.bank.execute_due(DUE).unwrap(), 2);
    let record = branch.payment(1);
    assert_eq!(record.payment.status, Some(PaymentStatus::Rjct));
    assert_eq!(record.failure, Some(NotExecuted::UnsuitableAccount));
    assert!(movements(&branch.bank, 1).is_empty());
    assert_eq!(status(&branch, 2), Some(PaymentStatus::Pdng));
    assert_eq!(branch.available("Everyday"), money("1282.60 EUR"));
}

#[test]
fn where_there_is_enough_for_some_the_oldest_are_paid_and_nobody_is_disturbed() {
    let branch = branch();
    branch.waiting(1, "4.00 EUR", "2026-01-03");
    branch.waiting(2, "3.00 EUR", TOMORROW);
    branch.waiting(3, "2.00 EUR", TOMORROW);
    branch.waiting(4, "1.00 EUR", TOMORROW);
    empty(&branch, "4.50 EUR");
    branch.set_clock(DUE + 7 * DAY);
    assert_eq!(branch.bank.execute_due(branch.now()).unwrap(), 4);
    let states: Vec<_> = (1..=4).map(|number| status(&branch, number).unwrap()).collect();
    let (paid, not) = (PaymentStatus::Pdng, PaymentStatus::Rjct);
    assert_eq!(states, [not, paid, not, paid]);
    branch.assert_sound();
}

#[test]
fn a_payment_to_oneself_is_refused_when_it_is_authorised() {
    let branch = branch();
    let iban = branch.bank.accounts().unwrap();
    let iban = iban.iter().find(|account| account.name == "Everyday").unwrap().iban;
    let mut wanted = order_on(1, "3.40 EUR", TOMORROW);
    wanted.creditor = loggia_runtime::capability::payments::AccountIdentification::Iban(
        iban.unwrap().as_str().to_owned(),
    );
    branch.initiate_as(&alice(), 1, &wanted);
    for account in ["Everyday", "Travel", "Main"] {
        let refused = branch.authorise(1, account, branch.now());
        assert!(matches!(refused, Err(SheetError::UnsuitableAccount)), "{account}: {refused:?}");
    }
    branch.authorise(1, "Savings", branch.now()).unwrap();
    branch.assert_sound();
}

#[test]
fn both_may_cancel_until_the_day_and_nobody_afterwards() {
    let branch = branch();
    let bank = &branch.bank;
    // The mini-app; the user; and both too late.
    for number in 1..=3 {
        branch.waiting(number, "3.40 EUR", TOMORROW);
    }
    bank.cancel(&effect(0xc1), &alice(), &payment_id(1)).unwrap();
    bank.cancel(&effect(0xc1), &alice(), &payment_id(1)).unwrap();
    let cancelled = bank.cancel_payment(&alice().user, &payment_id(2), branch.now()).unwrap();
    assert_eq!(cancelled.status, Some(PaymentStatus::Canc));
    let again = bank.cancel_payment(&alice().user, &payment_id(2), branch.now()).unwrap();
    assert_eq!(again, cancelled);
    assert_eq!(branch.events(1), [changed(1), changed(2)], "each once");
    let by: Vec<String> = bank
        .audit_log()
        .unwrap()
        .into_iter()
        .filter(|entry| entry.leaf.action == Action::PaymentCancelled)
        .map(|entry| entry.leaf.by.to_string())
        .collect();
    assert_eq!(by, ["mini-app", "customer"]);

    branch.set_clock(DUE);
    assert_eq!(bank.execute_due(DUE).unwrap(), 1, "what was cancelled is not carried out");
    let carried_out = branch.payment(3);
    bank.cancel(&effect(0xc2), &alice(), &payment_id(3)).unwrap();
    let late = bank.cancel_payment(&alice().user, &payment_id(3), DUE).unwrap();
    assert_eq!((branch.payment(3), late), (carried_out.clone(), carried_out.payment));
    branch.pass(1_000);
    bank.settle_due(branch.now()).unwrap();
    assert_eq!(branch.available("Bean & Leaf"), money("3.40 EUR"));
    assert!(movements(bank, 1).is_empty() && movements(bank, 2).is_empty());
    branch.assert_sound();
}

#[test]
fn nobody_cancels_what_is_not_theirs() {
    let branch = branch();
    branch.waiting(1, "3.40 EUR", TOMORROW);
    let bob = owner("bob");
    let elsewhere =
        loggia_runtime::store::Owner { app: "com.other.app".parse().unwrap(), ..alice() };
    branch.bank.cancel(&effect(0xc1), &bob, &payment_id(1)).unwrap();
    branch.bank.cancel(&effect(0xc1), &elsewhere, &payment_id(1)).unwrap();
    for (user, payment) in [("bob", 1), ("alice", 9)] {
        let user = user.parse().unwrap();
        let refused = branch.bank.cancel_payment(&user, &payment_id(payment), branch.now());
        assert!(matches!(refused, Err(SheetError::UnknownPayment)), "{refused:?}");
    }
    assert_eq!(status(&branch, 1), Some(PaymentStatus::Rcvd));
}

#[test]
fn what_is_not_decided_can_be_withdrawn_declined_or_expires_as_any_payment() {
    let branch = branch();
    for number in 1..=3 {
        branch.schedule(number, "3.40 EUR", TOMORROW);
    }
    branch.bank.cancel(&effect(0xc1), &alice(), &payment_id(1)).unwrap();
    let no = branch.bank.cancel_payment(&alice().user, &payment_id(2), branch.now()).unwrap();
    assert_eq!((no.consent, no.status), (ConsentStatus::Rjct, None));
    branch.pass(5 * MINUTE);
    assert_eq!(branch.bank.expire_due(branch.now()).unwrap(), 1);
    let answers = branch.events(1);
    let codes: Vec<_> = answers
        .iter()
        .map(|event| match event {
            HostEvent::Answered { answer: Answer::ScheduledPayment(Ok(payment)), .. } => {
                Ok(payment.consent)
            }
            HostEvent::Answered { answer: Answer::ScheduledPayment(Err(refusal)), .. } => {
                Err(refusal.code)
            }
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(
        codes,
        [Ok(ConsentStatus::Canc), Ok(ConsentStatus::Rjct), Err(RefusalCode::Expired)]
    );
    branch.set_clock(DUE);
    assert_eq!(branch.bank.execute_due(DUE).unwrap(), 0);
    branch.assert_sound();
}

#[test]
fn the_day_is_part_of_the_instruction() {
    let branch = branch();
    branch.schedule(1, "3.40 EUR", TOMORROW);
    let again = |number: u8, on: Option<&str>| {
        let mut wanted = order(1, "3.40 EUR");
        wanted.on = on.map(|day| day.parse().unwrap());
        branch.initiate_as(&alice(), number, &wanted)
    };
    let same = branch.payment(1).payment;
    assert_eq!(again(2, Some(TOMORROW)), Initiated::Answered(Ok(same)));
    for other in [None, Some("2026-01-03")] {
        match again(3, other) {
            Initiated::Answered(Err(refusal)) => {
                assert_eq!(refusal.code, RefusalCode::DuplicateMismatch);
            }
            done => panic!("{done:?}"),
        }
    }
    assert_eq!(branch.bank.payments().unwrap().len(), 1);
}

#[test]
fn a_day_whose_payments_are_being_carried_out_takes_no_more() {
    let branch = branch();
    for (number, on, now) in [
        (1, "2025-12-31", NOW),
        (2, "1970-01-01", NOW),
        (3, TOMORROW, DUE),
        (4, TOMORROW, DUE + DAY),
    ] {
        branch.set_clock(now);
        match branch.schedule(number, "3.40 EUR", on) {
            Initiated::Answered(Err(refusal)) => {
                assert_eq!(refusal.code, RefusalCode::InvalidArgument, "{on}");
            }
            done => panic!("{on}: {done:?}"),
        }
    }
    assert!(branch.bank.payments().unwrap().is_empty());
    // What is asked for before midnight may be confirmed after it.
    branch.set_clock(NOW + DAY - MINUTE);
    branch.schedule(5, "3.40 EUR", TOMORROW);
    branch.pass(2 * MINUTE);
    branch.authorise(5, "Everyday", branch.now()).unwrap();
    branch.schedule(6, "3.40 EUR", "9999-12-31");
    branch.assert_sound();
}

#[test]
fn a_payment_counts_towards_the_ceiling_of_its_own_day() {
    let branch = branch();
    // 50.00 a day.
    assert_eq!(branch.schedule(1, "30.00 EUR", TOMORROW), Initiated::AwaitingUser);
    assert_eq!(branch.initiate(2, "30.00 EUR"), Initiated::AwaitingUser, "today is another day");
    assert_eq!(branch.schedule(3, "30.00 EUR", "2026-01-03"), Initiated::AwaitingUser);
    let refused = branch.schedule(4, "20.01 EUR", TOMORROW);
    assert!(matches!(refused, Initiated::Answered(Err(_))), "{refused:?}");
    assert_eq!(branch.payment(4).refused, Some(RefusedBy::PerDay));
    assert_eq!(branch.schedule(5, "20.00 EUR", TOMORROW), Initiated::AwaitingUser);
    // On the day itself they count with those that are made at once.
    branch.authorise(1, "Everyday", branch.now()).unwrap();
    branch.authorise(5, "Everyday", branch.now()).unwrap();
    branch.set_clock(NOW + DAY);
    let refused = branch.initiate(6, "0.01 EUR");
    assert!(matches!(refused, Initiated::Answered(Err(_))), "{refused:?}");
    // What is cancelled makes room.
    branch.bank.cancel_payment(&alice().user, &payment_id(5), branch.now()).unwrap();
    assert_eq!(branch.initiate(7, "20.00 EUR"), Initiated::AwaitingUser);
    branch.assert_sound();
}

#[test]
fn a_days_ceiling_holds_against_many_threads_in_two_processes() {
    let branch = Branch::on_disk();
    branch.session(1, "alice");
    let other = branch.another();
    let outcomes = at_once(40, |number| {
        let number = u8::try_from(number).unwrap() + 1;
        let wanted = initiation(number, order_on(number, "4.00 EUR", TOMORROW));
        let bank = if number % 2 == 0 { &branch.bank } else { &other };
        bank.initiate(&effect(number), &alice(), &wanted, &reply_to(1)).unwrap()
    });
    let awaiting = outcomes.iter().filter(|outcome| **outcome == Initiated::AwaitingUser).count();
    assert_eq!(awaiting, 12);
    branch.assert_sound();
}

#[test]
fn two_processes_carry_out_a_day_once() {
    let branch = Branch::on_disk();
    branch.session(1, "alice");
    for number in 1..=10 {
        branch.waiting(number, "1.00 EUR", TOMORROW);
    }
    let other = branch.another();
    branch.set_clock(DUE);
    let done = at_once(8, |number| {
        let bank = if number % 2 == 0 { &branch.bank } else { &other };
        bank.execute_due(DUE).unwrap()
    });
    assert_eq!(done.iter().sum::<usize>(), 10);
    let settled = at_once(8, |number| {
        let bank = if number % 2 == 0 { &branch.bank } else { &other };
        bank.settle_due(DUE + 1_000).unwrap()
    });
    assert_eq!(settled.iter().sum::<usize>(), 10);
    assert_eq!(branch.available("Bean & Leaf"), money("10.00 EUR"));
    assert_eq!(branch.events(1).len(), 20);
    branch.assert_sound();
}

#[test]
fn the_day_and_its_cancellers_race_and_end_in_one_state_that_is_told_once() {
    let branch = Branch::on_disk();
    branch.session(1, "alice");
    let other = branch.another();
    for round in 1..=16_u8 {
        branch.set_clock(NOW);
        branch.waiting(round, "1.00 EUR", TOMORROW);
        branch.set_clock(DUE);
        let answers = at_once(6, |number| {
            let bank = if number % 2 == 0 { &branch.bank } else { &other };
            match number % 3 {
                0 => {
                    bank.execute_due(DUE).unwrap();
                    None
                }
                1 => {
                    bank.cancel(&effect(200), &alice(), &payment_id(round)).unwrap();
                    None
                }
                _ => Some(bank.cancel_payment(&alice().user, &payment_id(round), DUE).unwrap()),
            }
        });
        let record = branch.payment(round);
        let expected: &[_] = match record.payment.status {
            Some(PaymentStatus::Pdng) => &[TransferKind::Pending],
            Some(PaymentStatus::Canc) => &[],
            other => panic!("nobody did this: {other:?}"),
        };
        assert_eq!(movements(&branch.bank, round), expected);
        for answer in answers.into_iter().flatten() {
            assert_eq!(answer, record.payment, "whoever cancelled it is told what became of it");
        }
        assert_eq!(branch.events(1), [changed(round)]);
    }
    branch.assert_sound();
}

#[test]
fn it_survives_a_restart_between_any_two_steps_and_days_that_nobody_was_there() {
    let mut branch = Branch::on_disk();
    branch.session(1, "alice");
    branch.schedule(1, "3.40 EUR", TOMORROW);
    branch = branch.reopened();
    branch.authorise(1, "Everyday", branch.now()).unwrap();
    branch = branch.reopened();
    // A week later somebody comes back.
    branch.set_clock(DUE + 7 * DAY);
    assert_eq!(branch.bank.execute_due(branch.now()).unwrap(), 1);
    branch = branch.reopened();
    assert_eq!(branch.bank.execute_due(branch.now()).unwrap(), 0);
    branch.pass(1_000);
    assert_eq!(branch.bank.settle_due(branch.now()).unwrap(), 1);
    branch = branch.reopened();
    assert_eq!(branch.available("Bean & Leaf"), money("3.40 EUR"));
    branch.assert_sound();
}

#[test]
fn a_clock_that_is_put_back_carries_nothing_out_twice_or_too_early() {
    for back in [NOW, NOW + DAY, 0] {
        let branch = branch();
        branch.waiting(1, "3.40 EUR", TOMORROW);
        branch.waiting(2, "3.40 EUR", "2026-01-03");
        branch.set_clock(DUE);
        assert_eq!(branch.bank.execute_due(DUE).unwrap(), 1);
        branch.set_clock(back);
        assert_eq!(branch.bank.execute_due(back).unwrap(), 0);
        assert_eq!(branch.bank.settle_due(back).unwrap(), 0);
        // Cancelled behind the time at which it was authorised: no leaf goes back in time.
        branch.bank.cancel_payment(&alice().user, &payment_id(2), back).unwrap();
        assert!(branch.payment(2).payment.updated_at >= NOW);
        branch.set_clock(DUE + DAY);
        assert_eq!(branch.bank.execute_due(DUE + DAY).unwrap(), 0);
        assert_eq!(branch.bank.settle_due(DUE + DAY).unwrap(), 1);
        assert_eq!(branch.available("Bean & Leaf"), money("3.40 EUR"));
        branch.assert_sound();
    }
}

#[test]
fn more_than_one_chunk_is_carried_out_in_one_go() {
    let branch = branch();
    for number in 1..=u8::MAX {
        branch.waiting(number, "0.01 EUR", TOMORROW);
    }
    assert_eq!(branch.bank.execute_due(DUE).unwrap(), 255);
    assert_eq!(branch.bank.settle_due(DUE + 1_000).unwrap(), 255);
    assert_eq!(branch.available("Bean & Leaf"), money("2.55 EUR"));
    branch.assert_sound();
}

#[test]
fn a_file_in_which_a_day_was_changed_by_hand_is_found() {
    let branch = Branch::on_disk();
    branch.session(1, "alice");
    branch.waiting(1, "3.40 EUR", TOMORROW);
    let prompt = branch.sql_prompt();
    prompt.execute_batch("DROP TRIGGER payments_stay_as_they_were_shown").unwrap();
    prompt.execute_batch("DROP TRIGGER payments_move_forward").unwrap();
    prompt.execute_batch("UPDATE payments SET execution_day = execution_day + 1").unwrap();
    let report = branch.bank.verify().unwrap();
    assert!(!report.is_sound(), "the leaves tell of another day");
}

/// What happens to a few payments, in any order.
#[derive(Debug, Clone)]
enum Turn {
    Schedule { number: u8, cents: u64, days: u32 },
    Confirm(u8),
    Decline(u8),
    Cancel(u8),
    CancelAtTheBank(u8),
    Execute,
    Settle,
    Refuse(u8),
    Later(u64),
}

fn turns() -> impl Strategy<Value = Vec<Turn>> {
    let number = || 1_u8..6;
    let turn = prop_oneof![
        4 => (number(), 1_u64..90_000, 1_u32..4)
            .prop_map(|(number, cents, days)| Turn::Schedule { number, cents, days }),
        4 => number().prop_map(Turn::Confirm),
        1 => number().prop_map(Turn::Decline),
        1 => number().prop_map(Turn::Cancel),
        1 => number().prop_map(Turn::CancelAtTheBank),
        3 => Just(Turn::Execute),
        2 => Just(Turn::Settle),
        1 => number().prop_map(Turn::Refuse),
        3 => (1_u64..40).prop_map(|hours| Turn::Later(hours * 60 * MINUTE)),
    ];
    proptest::collection::vec(turn, 1..50)
}

/// A payment in the small bank: cents, when it is due, and where it is.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Small {
    cents: u64,
    due: u64,
    asked: u64,
    at: Place,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Place {
    Asked,
    Over,
    Waiting,
    Held(u64),
    Paid,
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_history_is_that_of_a_small_bank_in_memory(turns in turns()) {
        let branch = branch();
        let mut small: std::collections::BTreeMap<u8, Small> = Default::default();
        let (mut available, mut paid) = (128_460_u64, 0_u64);
        for turn in turns {
            let now = branch.now();
            branch.bank.expire_due(now).unwrap();
            for payment in small.values_mut() {
                if payment.at == Place::Asked && now >= payment.asked + 5 * MINUTE {
                    payment.at = Place::Over;
                }
            }
            let at = |small: &std::collections::BTreeMap<u8, Small>, number| {
                small.get(&number).map(|payment| payment.at)
            };
            match turn {
                Turn::Schedule { number, cents, days } => {
                    let day = loggia_runtime::Day::of(now).later_by(days);
                    let amount = loggia_runtime::Money::new(cents, "EUR".parse().unwrap()).unwrap();
                    let mut wanted = initiation(number, order(number, "1.00 EUR"));
                    wanted.instruction.amount = amount;
                    wanted.instruction.on = Some(day);
                    wanted.per_day = money("100000.00 EUR");
                    branch.bank.initiate(&effect(number), &alice(), &wanted, &reply_to(1)).unwrap();
                    let due = day.begins_at() + 360 * MINUTE;
                    small.entry(number).or_insert(Small { cents, due, asked: now, at: Place::Asked });
                }
                Turn::Confirm(number) => {
                    let done = branch.authorise(number, "Everyday", now);
                    if at(&small, number) == Some(Place::Asked) {
                        prop_assert!(done.is_ok(), "{done:?}");
                        small.get_mut(&number).unwrap().at = Place::Waiting;
                    }
                }
                Turn::Decline(number) => {
                    let _ = branch.bank.reject(&alice().user, &payment_id(number), now);
                    if at(&small, number) == Some(Place::Asked) {
                        small.get_mut(&number).unwrap().at = Place::Over;
                    }
                }
                Turn::Cancel(number) | Turn::CancelAtTheBank(number) => {
                    if matches!(turn, Turn::Cancel(_)) {
                        branch.bank.cancel(&effect(99), &alice(), &payment_id(number)).unwrap();
                    } else {
                        let _ = branch.bank.cancel_payment(&alice().user, &payment_id(number), now);
                    }
                    if matches!(at(&small, number), Some(Place::Asked | Place::Waiting)) {
                        small.get_mut(&number).unwrap().at = Place::Over;
                    }
                }
                Turn::Execute => {
                    branch.bank.execute_due(now).unwrap();
                    let numbers = branch.bank.payments().unwrap();
                    let order: Vec<u8> =
                        numbers.iter().map(|record| record.payment.id.as_bytes()[0]).collect();
                    let mut due: Vec<u8> = order
                        .into_iter()
                        .filter(|number| small[number].at == Place::Waiting)
                        .filter(|number| small[number].due <= now)
                        .collect();
                    due.sort_by_key(|number| small[number].due);
                    for number in due {
                        let payment = small.get_mut(&number).unwrap();
                        payment.at = if payment.cents <= available {
                            available -= payment.cents;
                            Place::Held(now + 1_000)
                        } else {
                            Place::Over
                        };
                    }
                }
                Turn::Settle => {
                    branch.bank.settle_due(now).unwrap();
                    for payment in small.values_mut() {
                        if matches!(payment.at, Place::Held(at) if at <= now) {
                            payment.at = Place::Paid;
                            paid += payment.cents;
                        }
                    }
                }
                Turn::Refuse(number) => {
                    branch.bank.reject_settlement(&payment_id(number), now).unwrap();
                    if matches!(at(&small, number), Some(Place::Held(_))) {
                        let payment = small.get_mut(&number).unwrap();
                        payment.at = Place::Over;
                        available += payment.cents;
                    }
                }
                Turn::Later(millis) => branch.pass(millis),
            }
            prop_assert_eq!(branch.available("Everyday").minor_units(), available);
            prop_assert_eq!(branch.available("Bean & Leaf").minor_units(), paid);
        }
        for (number, payment) in small {
            let place = match (branch.payment(number).payment.consent, status(&branch, number)) {
                (ConsentStatus::Awau, _) => Place::Asked,
                (_, Some(PaymentStatus::Rcvd)) => Place::Waiting,
                (_, Some(PaymentStatus::Pdng)) => Place::Held(branch.payment(number).settle_at.unwrap()),
                (_, Some(PaymentStatus::Acsc)) => Place::Paid,
                _ => Place::Over,
            };
            // Nobody has expired what is overdue since the last turn.
            let overdue = branch.now() >= payment.asked + 5 * MINUTE;
            prop_assert!(place == payment.at || (place == Place::Asked && overdue), "{number}: {place:?}");
        }
        let report = branch.bank.verify().unwrap();
        prop_assert!(report.is_sound(), "{}", report);
    }
}
