//! Those who end a payment at the same moment, from two processes and several threads: one of them
//! does.

use loggia_bank::{Bank, Ending, SheetError, TransferId, TransferKind};
use loggia_runtime::capability::payments::{ConsentStatus, PaymentStatus, Payments};
use loggia_runtime::capability::{Answer, RefusalCode};
use loggia_runtime::store::HostEvent;

use crate::branch::{Branch, MINUTE, ORIGIN, alice, authenticator, effect, money, payment_id};
use crate::threads::at_once;

/// What the ledger did for a payment.
fn movements(bank: &Bank, number: u8) -> Vec<TransferKind> {
    let id = TransferId::of_payment(&payment_id(number));
    let transfers = bank.transfers().unwrap();
    let of = transfers.iter().filter(|it| it.id == id || it.pending == Some(id));
    of.map(|transfer| transfer.kind).collect()
}

#[test]
fn a_settlement_and_its_refusal_that_race_are_one_of_them_and_told_once() {
    let branch = Branch::on_disk();
    branch.session(1, "alice");
    let other = branch.another();
    let mut posted = 0;
    for round in 1..=16_u8 {
        branch.initiate(round, "1.00 EUR");
        branch.authorise(round, "Everyday", branch.now()).unwrap();
        assert_eq!(branch.events(1).len(), 1, "the answer to the initiation");
        branch.pass(1_000);
        let now = branch.now();
        let done = at_once(9, |number| {
            let bank = if number % 2 == 0 { &branch.bank } else { &other };
            match number % 3 {
                0 => (bank.settle_due(now).unwrap(), None),
                1 => (0, bank.reject_settlement(&payment_id(round), now).unwrap()),
                _ => {
                    assert_eq!(bank.expire_due(now + MINUTE * 10).unwrap(), 0);
                    (0, None)
                }
            }
        });
        let record = branch.payment(round);
        let status = record.payment.status.unwrap();
        let (ending, settled) = match status {
            PaymentStatus::Acsc => (Ending::Post, 1),
            PaymentStatus::Rjct => (Ending::Void, 0),
            other => panic!("{other:?} is no end"),
        };
        posted += settled as u64;
        let ended = TransferKind::Ended(ending);
        assert_eq!(movements(&branch.bank, round), [TransferKind::Pending, ended]);
        assert_eq!(done.iter().map(|(settled, _)| settled).sum::<usize>(), settled);
        for answer in done.into_iter().filter_map(|(_, answer)| answer) {
            assert_eq!(answer, record.payment, "whoever refused it is told what became of it");
        }
        let changed =
            HostEvent::Changed { topic: "payment".into(), id: payment_id(round).to_string() };
        assert_eq!(branch.events(1), [changed]);
    }
    assert_eq!(branch.available("Bean & Leaf").minor_units(), posted * 100);
    assert_eq!(branch.available("Everyday").minor_units(), 128_460 - posted * 100);
    branch.assert_sound();
}

#[test]
fn a_yes_an_expiry_and_a_withdrawal_at_the_last_moment_are_one_of_them() {
    let branch = Branch::on_disk();
    branch.session(1, "alice");
    let other = branch.another();
    let account = branch.account("Everyday");
    let payer = authenticator(&branch.bank, &alice().user, branch.now());
    let mut held = 0;
    for round in 1..=24_u8 {
        branch.initiate(round, "1.00 EUR");
        let payment = payment_id(round);
        branch.pass(5 * MINUTE - 1);
        let last = branch.now();
        let asked = branch.bank.ask_to_authorise(&alice().user, &payment, account, last).unwrap();
        let signed = payer.assert("localhost", ORIGIN, &asked.challenge);
        // In one half of the rounds the mini-app's clock says that it is over, too.
        if round % 2 == 0 {
            branch.pass(1);
        }
        let answers = at_once(6, |number| {
            let bank = if number % 2 == 0 { &branch.bank } else { &other };
            match number % 3 {
                0 => Some(bank.authorise(&alice().user, &payment, &signed, last)),
                1 => {
                    bank.expire_due(last + 1).unwrap();
                    None
                }
                _ => {
                    bank.cancel(&effect(200), &alice(), &payment).unwrap();
                    None
                }
            }
        });
        let record = branch.payment(round);
        for answer in answers.into_iter().flatten() {
            match (record.payment.consent, answer) {
                (ConsentStatus::Expd, Err(SheetError::Expired)) => {}
                (_, Ok(answer)) => assert_eq!(answer, record.payment),
                other => panic!("the answer is not the payment's: {other:?}"),
            }
        }
        let expected: &[_] = match record.payment.consent {
            ConsentStatus::Auth => &[TransferKind::Pending],
            ConsentStatus::Expd | ConsentStatus::Canc => &[],
            other => panic!("nobody did this: {other:?}"),
        };
        assert_eq!(movements(&branch.bank, round), expected);
        held += expected.len() as u64;
        match branch.answer(1) {
            Answer::Payment(Ok(told)) => assert_eq!(told, record.payment),
            Answer::Payment(Err(told)) => {
                let expired = (RefusalCode::Expired, ConsentStatus::Expd);
                assert_eq!((told.code, record.payment.consent), expired);
            }
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(branch.available("Everyday").minor_units(), 128_460 - held * 100);
    branch.pass(1_000);
    assert_eq!(branch.bank.settle_due(branch.now()).unwrap() as u64, held);
    assert_eq!(branch.available("Bean & Leaf"), money(&format!("{held}.00 EUR")));
    branch.assert_sound();
}
