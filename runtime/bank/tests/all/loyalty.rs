use loggia_bank::Scheme;
use loggia_runtime::capability::loyalty::{Booked, Booking, BookingKind, Loyalty};
use loggia_runtime::capability::{Refusal, RefusalCode};

use crate::branch::{Branch, NOW, alice, effect, owner, payment_id};

fn book(branch: &Branch, number: u8, kind: BookingKind) -> Result<Booked, Refusal> {
    let booking = Booking { scheme: "bean-points".into(), kind };
    branch.bank.book(&effect(number), &alice(), &booking).unwrap()
}

fn code(booked: Result<Booked, Refusal>) -> RefusalCode {
    booked.unwrap_err().code
}

fn redeem(points: u64, reference: &str) -> BookingKind {
    BookingKind::Redeem { points, reference: reference.into() }
}

fn give_back(reference: &str) -> BookingKind {
    BookingKind::Return { reference: reference.into() }
}

#[test]
fn a_settled_payment_earns_once_at_the_schemes_rate() {
    let branch = Branch::in_memory();
    branch.session(1, "alice");
    let payment = branch.settled(1, "3.45 EUR");
    let first = book(&branch, 10, BookingKind::Earn { payment }).unwrap();
    assert_eq!(first, Booked { points: 30, balance: 150 }, "ten for each whole euro");
    book(&branch, 11, redeem(4, "biscuit")).unwrap();
    for number in [10, 12] {
        assert_eq!(book(&branch, number, BookingKind::Earn { payment }).unwrap(), first);
    }
    let balance = branch.bank.balance(&alice(), "bean-points").unwrap().unwrap();
    assert_eq!((balance.points, balance.points_per_unit), (146, 10));
    assert_eq!(balance.scheme, "Bean & Leaf points");
    branch.assert_sound();
}

#[test]
fn what_has_not_settled_or_is_anothers_earns_nothing() {
    let branch = Branch::in_memory();
    branch.session(1, "alice");
    branch.initiate(1, "3.40 EUR");
    let earn = BookingKind::Earn { payment: payment_id(1) };
    assert_eq!(code(book(&branch, 10, earn.clone())), RefusalCode::Conflict);
    branch.authorise(1, "Everyday", branch.now()).unwrap();
    assert_eq!(code(book(&branch, 10, earn.clone())), RefusalCode::Conflict);
    branch.bank.reject_settlement(&payment_id(1), branch.now()).unwrap();
    assert_eq!(code(book(&branch, 10, earn)), RefusalCode::Conflict);

    let settled = branch.settled(2, "3.40 EUR");
    let booking =
        Booking { scheme: "bean-points".into(), kind: BookingKind::Earn { payment: settled } };
    let others = branch.bank.book(&effect(11), &owner("bob"), &booking).unwrap();
    let invented = book(&branch, 12, BookingKind::Earn { payment: payment_id(9) });
    assert_eq!(others, invented, "another's payment and an invented one look the same");
    assert_eq!(code(invented), RefusalCode::NotFound);
}

#[test]
fn points_are_spent_once_a_reference_and_never_beyond_what_there_is() {
    let branch = Branch::in_memory();
    let first = book(&branch, 1, redeem(100, "cake")).unwrap();
    assert_eq!(first, Booked { points: 100, balance: 20 });
    assert_eq!(book(&branch, 1, redeem(100, "cake")).unwrap(), first);
    assert_eq!(book(&branch, 2, redeem(100, "cake")).unwrap(), first);
    assert_eq!(code(book(&branch, 3, redeem(99, "cake"))), RefusalCode::DuplicateMismatch);
    assert_eq!(code(book(&branch, 4, redeem(21, "tea"))), RefusalCode::Conflict);
    assert_eq!(code(book(&branch, 4, redeem(0, "tea"))), RefusalCode::InvalidArgument);
    assert_eq!(book(&branch, 5, redeem(20, "tea")).unwrap().balance, 0);
    branch.assert_sound();
}

#[test]
fn redeemed_points_are_given_back_once() {
    let branch = Branch::in_memory();
    assert_eq!(code(book(&branch, 1, give_back("cake"))), RefusalCode::NotFound);
    book(&branch, 2, redeem(100, "cake")).unwrap();
    let back = Booked { points: 100, balance: 120 };
    assert_eq!(book(&branch, 3, give_back("cake")).unwrap(), back);
    assert_eq!(book(&branch, 3, give_back("cake")).unwrap(), back);
    assert_eq!(book(&branch, 4, give_back("cake")).unwrap(), back);
    assert_eq!(branch.bank.balance(&alice(), "bean-points").unwrap().unwrap().points, 120);
    branch.assert_sound();
}

#[test]
fn a_payment_earns_in_one_scheme_only() {
    let branch = Branch::in_memory();
    branch.session(1, "alice");
    let tea = Scheme {
        id: "tea-points".into(),
        name: "Tea points".into(),
        points_per_unit: 1,
        partner: "Bean & Leaf".into(),
    };
    branch.bank.register_scheme(&tea).unwrap();
    let payment = branch.settled(1, "3.40 EUR");
    book(&branch, 10, BookingKind::Earn { payment }).unwrap();
    let booking = Booking { scheme: "tea-points".into(), kind: BookingKind::Earn { payment } };
    assert_eq!(
        code(branch.bank.book(&effect(11), &alice(), &booking).unwrap()),
        RefusalCode::Conflict
    );
}

#[test]
fn an_unknown_scheme_is_not_found() {
    let branch = Branch::in_memory();
    assert_eq!(
        branch.bank.balance(&alice(), "air-miles").unwrap().unwrap_err().code,
        RefusalCode::NotFound
    );
    let booking = Booking { scheme: "air-miles".into(), kind: redeem(1, "trip") };
    assert_eq!(
        code(branch.bank.book(&effect(1), &alice(), &booking).unwrap()),
        RefusalCode::NotFound
    );
    assert_eq!(
        branch.bank.give_points(&effect(2), &alice().user, "air-miles", 5, NOW).unwrap(),
        None
    );
}

#[test]
fn a_balance_does_not_burst() {
    let branch = Branch::in_memory();
    let most = i64::MAX as u64 - 120;
    assert_eq!(
        branch.bank.give_points(&effect(1), &alice().user, "bean-points", most, NOW).unwrap(),
        Some(most + 120)
    );
    branch.session(1, "alice");
    let payment = branch.settled(1, "3.40 EUR");
    let full = book(&branch, 10, BookingKind::Earn { payment });
    assert_eq!(code(full), RefusalCode::LimitExceeded);
}
