//! What stands behind the capabilities at the kiosk, by itself.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot be set up has failed")]

use std::sync::Arc;

use embedding::{StampCard, Till};
use loggia_runtime::capability::loyalty::{Booked, Booking, BookingKind, Loyalty};
use loggia_runtime::capability::payments::{
    AccountIdentification, Initiated, Initiation, Instruction, Payments, ReplyTo,
};
use loggia_runtime::capability::{RefusalCode, Reply};
use loggia_runtime::store::{MemoryStore, Owner};
use loggia_runtime::{Clock, Day, EffectId, PackageDigest, PaymentId, SessionId};
use loggia_tests::ManualClock;

const DAY: u64 = 24 * 60 * 60 * 1_000;

fn owner(user: &str) -> Owner {
    Owner { user: user.parse().unwrap(), app: "com.example.coffee".parse().unwrap() }
}

fn effect(number: u32) -> EffectId {
    EffectId::from_bytes([u8::try_from(number).unwrap(); 32])
}

/// Payment `number` of 10 euros.
fn initiation(number: u8, on: Option<Day>) -> Initiation {
    Initiation {
        payment: PaymentId::from_bytes([number; 16]),
        instruction: Instruction {
            instruction_id: number.to_string(),
            end_to_end_id: number.to_string(),
            amount: "10.00 EUR".parse().unwrap(),
            creditor: AccountIdentification::Iban("AT611904300234573201".to_owned()),
            creditor_name: "Bean & Leaf".to_owned(),
            remittance: None,
            on,
        },
        per_day: "25.00 EUR".parse().unwrap(),
        package: PackageDigest::of(b"a package"),
    }
}

fn till() -> (Till, Arc<ManualClock>) {
    let clock = Arc::new(ManualClock::default());
    (Till::new(Arc::new(MemoryStore::new()), Arc::clone(&clock) as _), clock)
}

fn initiate(till: &Till, user: &str, number: u8, on: Option<Day>) -> Option<RefusalCode> {
    let reply = Reply { request: 1, context: Vec::new() };
    let reply_to = ReplyTo { session: SessionId::from_bytes([1; 16]), reply };
    let effect = effect(u32::from(number));
    match till.initiate(&effect, &owner(user), &initiation(number, on), &reply_to).unwrap() {
        Initiated::AwaitingUser => None,
        Initiated::Answered(answered) => Some(answered.unwrap_err().code),
    }
}

#[test]
fn a_day_s_payments_stay_within_the_grant_and_none_is_for_later() {
    let (till, clock) = till();
    for (number, refused) in [(1, None), (2, None), (3, Some(RefusalCode::Denied))] {
        assert_eq!(initiate(&till, "ada", number, None), refused, "{number}");
    }
    assert_eq!(initiate(&till, "bob", 4, None), None, "another user's day");
    till.cancel(&effect(9), &owner("ada"), &PaymentId::from_bytes([1; 16])).unwrap();
    assert_eq!(initiate(&till, "ada", 5, None), None, "what is withdrawn is not paid");
    clock.advance(DAY);
    assert_eq!(initiate(&till, "ada", 6, None), None, "another day");
    let tomorrow = Day::of(clock.now()).later_by(1);
    assert_eq!(initiate(&till, "ada", 7, Some(tomorrow)), Some(RefusalCode::Denied));
}

#[test]
fn a_payment_earns_its_points_once_and_for_who_paid() {
    let (till, _) = till();
    let payment = PaymentId::from_bytes([1; 16]);
    assert_eq!(initiate(&till, "ada", 1, None), None);
    till.take_money(payment).unwrap();
    let card = StampCard::new(till);
    let book = |number: u32, user: &str, kind: BookingKind| {
        let booking = Booking { scheme: "beans".to_owned(), kind };
        card.book(&effect(number), &owner(user), &booking).unwrap()
    };
    let earn = || BookingKind::Earn { payment };
    assert_eq!(book(1, "ada", earn()).unwrap(), Booked { points: 100, balance: 100 });
    assert_eq!(book(2, "bob", earn()).unwrap_err().code, RefusalCode::NotFound);
    let redeem = BookingKind::Redeem { points: 60, reference: "mug".to_owned() };
    assert_eq!(book(3, "ada", redeem).unwrap(), Booked { points: 60, balance: 40 });
    assert_eq!(book(4, "ada", earn()).unwrap(), Booked { points: 100, balance: 40 });
    assert_eq!((card.points(&owner("ada")), card.points(&owner("bob"))), (40, 0));
}
