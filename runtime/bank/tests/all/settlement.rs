use loggia_bank::{Ending, TransferKind};
use loggia_runtime::capability::payments::PaymentStatus;
use loggia_runtime::store::HostEvent;

use crate::branch::{Branch, money, payment_id};

fn authorised(branch: &Branch, number: u8) {
    branch.initiate(number, "3.40 EUR");
    branch.authorise(number, "Everyday", branch.now()).unwrap();
    assert_eq!(branch.events(1).len(), 1, "the answer to the initiation");
}

fn changed(number: u8) -> HostEvent {
    HostEvent::Changed { topic: "payment".into(), id: payment_id(number).to_string() }
}

#[test]
fn an_authorised_payment_settles_when_its_time_has_come_and_says_so() {
    let branch = Branch::in_memory();
    branch.session(1, "alice");
    authorised(&branch, 1);
    branch.pass(999);
    assert_eq!(branch.bank.settle_due(branch.now()).unwrap(), 0);
    assert_eq!(branch.payment(1).payment.status, Some(PaymentStatus::Pdng));
    branch.pass(1);
    assert_eq!(branch.bank.settle_due(branch.now()).unwrap(), 1);
    assert_eq!(branch.bank.settle_due(branch.now()).unwrap(), 0);

    assert_eq!(branch.payment(1).payment.status, Some(PaymentStatus::Acsc));
    assert_eq!(branch.events(1), [changed(1)]);
    assert_eq!(branch.available("Bean & Leaf"), money("3.40 EUR"));
    let last = branch.bank.transfers().unwrap().pop().unwrap();
    assert_eq!(last.kind, TransferKind::Ended(Ending::Post));
    branch.assert_sound();
}

#[test]
fn a_settlement_that_was_refused_gives_the_money_back() {
    let branch = Branch::in_memory();
    branch.session(1, "alice");
    authorised(&branch, 1);
    let payment = branch.bank.reject_settlement(&payment_id(1), branch.now()).unwrap().unwrap();
    assert_eq!(payment.status, Some(PaymentStatus::Rjct));
    assert_eq!(branch.bank.reject_settlement(&payment_id(1), branch.now()).unwrap(), Some(payment));
    assert_eq!(branch.events(1), [changed(1)]);
    assert_eq!(branch.available("Everyday"), money("1284.60 EUR"));
    branch.pass(10_000);
    assert_eq!(branch.bank.settle_due(branch.now()).unwrap(), 0);
    branch.assert_sound();
}

#[test]
fn what_has_settled_cannot_be_refused_any_more() {
    let branch = Branch::in_memory();
    branch.session(1, "alice");
    let id = branch.settled(1, "3.40 EUR");
    let payment = branch.bank.reject_settlement(&id, branch.now()).unwrap().unwrap();
    assert_eq!(payment.status, Some(PaymentStatus::Acsc));
    assert_eq!(branch.bank.reject_settlement(&payment_id(9), branch.now()).unwrap(), None);
}

#[test]
fn a_pending_settlement_survives_a_restart() {
    let branch = Branch::on_disk();
    branch.session(1, "alice");
    authorised(&branch, 1);
    let branch = branch.reopened();
    branch.pass(1_000);
    assert_eq!(branch.bank.settle_due(branch.now()).unwrap(), 1);
    assert_eq!(branch.events(1), [changed(1)]);
}

#[test]
fn more_than_one_chunk_of_payments_expires_in_one_go() {
    let branch = Branch::in_memory();
    branch.session(1, "alice");
    for number in 1..=u8::MAX {
        branch.initiate(number, "0.01 EUR");
    }
    branch.pass(5 * crate::branch::MINUTE);
    assert_eq!(branch.bank.expire_due(branch.now()).unwrap(), 255);
    assert_eq!(branch.events(1).len(), 255);
}
