//! What the demonstration's customers have paid every month, and how time carries it out.

use loggia_bank::{Bank, Finding, Movement, StandingOrder, TransferId};
use loggia_runtime::Money;

use crate::branch::{Branch, DAY, NOW, money};
use crate::threads::at_once;

/// A bank that was seeded at NOW, 1 January 2026.
fn seeded() -> Bank {
    let bank = Bank::in_memory().unwrap();
    bank.seed_demo(NOW).unwrap();
    bank
}

fn rent(bank: &Bank) -> StandingOrder {
    let orders = bank.standing_orders().unwrap();
    let of = |order: &StandingOrder| {
        order.user.as_str() == "alice" && order.detail.remittance.as_deref() == Some("Rent")
    };
    orders.into_iter().find(of).unwrap()
}

fn available(bank: &Bank, name: &str) -> Money {
    bank.accounts().unwrap().into_iter().find(|account| account.name == name).unwrap().available
}

#[test]
fn next_months_rent_waits_and_is_paid_on_its_day_once() {
    let bank = seeded();
    let order = rent(&bank);
    // It is early on a first of the month: today's is still to be paid.
    assert_eq!((order.next_on.to_string().as_str(), order.last), ("2026-01-01", None));
    bank.pay_standing_orders(NOW + DAY / 2).unwrap();
    let order = rent(&bank);
    // The first of February is a Sunday.
    assert_eq!(order.next_on.to_string(), "2026-02-02");
    assert!(order.last.unwrap().paid && order.last.unwrap().on.to_string() == "2026-01-01");
    assert_eq!(order.amount, money("845.00 EUR"));
    // Nobody works for these customers any more.
    let accounts = bank.accounts().unwrap();
    let of = |name: &str| accounts.iter().find(|account| account.name == name).unwrap().id;
    let (debit, credit) = (of("Savings"), of("Everyday"));
    let wages = Movement::Direct { debit, credit, amount: money("2000.00 EUR") };
    bank.transfer(TransferId::from_bytes([9; 16]), &wages, NOW + DAY).unwrap();
    let due = order.next_on.begins_at() + DAY / 4;
    bank.pay_standing_orders(due - 1).unwrap();
    let before = rent(&bank);
    assert_eq!(before, order);
    // What else is due by then leaves enough.
    let had = available(&bank, "Everyday");
    assert!(bank.pay_standing_orders(due).unwrap() > 0);
    assert_eq!(bank.pay_standing_orders(due).unwrap(), 0);
    let paid = rent(&bank);
    assert_eq!(paid.next_on.to_string(), "2026-03-02");
    assert!(paid.last.unwrap().paid && paid.last.unwrap().on == order.next_on);
    assert!(available(&bank, "Everyday").minor_units() <= had.minor_units() - 84_500);
    let last = bank.transfers().unwrap();
    let of_rent = last.iter().rfind(|transfer| transfer.amount == money("845.00 EUR")).unwrap();
    let detail = bank.detail(of_rent.id).unwrap().unwrap();
    assert_eq!(detail, order.detail);
    assert!(bank.verify().unwrap().is_sound());
}

#[test]
fn whenever_on_its_day_a_bank_is_made_the_months_rent_is_paid_once() {
    let six = DAY / 4;
    for into in [0, six - 1, six, six + 1, DAY - 1] {
        let bank = Bank::in_memory().unwrap();
        bank.seed_demo(NOW + into).unwrap();
        let before = available(&bank, "Everyday");
        assert_eq!(before, money("1284.60 EUR"));
        bank.pay_standing_orders(NOW + DAY).unwrap();
        let transfers = bank.transfers().unwrap();
        let rents = transfers
            .iter()
            .filter(|transfer| transfer.made_at >= NOW && transfer.amount == money("845.00 EUR"))
            .count();
        assert_eq!(rents, 1, "{into} ms into its day");
        assert_eq!(rent(&bank).next_on.to_string(), "2026-02-02");
    }
}

#[test]
fn every_customer_has_some_and_they_are_the_same_in_every_bank() {
    let orders = seeded().standing_orders().unwrap();
    for user in ["alice", "bob", "carla", "dev"] {
        assert!(orders.iter().any(|order| order.user.as_str() == user), "{user}");
    }
    assert_eq!(seeded().standing_orders().unwrap(), orders);
    let again = seeded();
    again.seed_demo(NOW + 90 * DAY).unwrap();
    assert_eq!(again.standing_orders().unwrap(), orders);
}

#[test]
fn months_that_nobody_was_there_are_caught_up_as_long_as_there_is_enough() {
    let bank = seeded();
    let half_a_year = NOW + 182 * DAY;
    bank.pay_standing_orders(half_a_year).unwrap();
    for order in bank.standing_orders().unwrap() {
        assert!(order.next_on.begins_at() + DAY / 4 > half_a_year, "{order:?}");
    }
    // Without wages the rent cannot be paid for long, and then it is left out.
    let order = rent(&bank);
    assert!(!order.last.unwrap().paid);
    assert!(available(&bank, "Everyday").minor_units() < 84_500);
    assert!(bank.verify().unwrap().is_sound());
}

#[test]
fn two_processes_pay_a_day_once() {
    let branch = Branch::on_disk();
    let other = branch.another();
    // This bank was seeded in 1970.
    let now = 31 * DAY + DAY / 2;
    // One that is paid by one process alone, and so is as it should be.
    let alone = Branch::in_memory();
    let due = alone.bank.pay_standing_orders(now).unwrap();
    let done = at_once(6, |number| {
        let bank = if number % 2 == 0 { &branch.bank } else { &other };
        bank.pay_standing_orders(now).unwrap()
    });
    assert!(due > 10, "{due}");
    assert_eq!(done.iter().sum::<usize>(), due);
    assert_eq!(branch.bank.standing_orders().unwrap(), alone.bank.standing_orders().unwrap());
    assert_eq!(branch.bank.transfers().unwrap(), alone.bank.transfers().unwrap());
    branch.assert_sound();
}

#[test]
fn an_order_that_claims_anothers_transfer_is_found() {
    let branch = Branch::on_disk();
    let prompt = branch.sql_prompt();
    prompt
        .execute_batch(
            "DROP TRIGGER standing_orders_move_forward;
             UPDATE standing_orders SET last_day = next_day,
               last_transfer = (SELECT id FROM transfers ORDER BY number LIMIT 1) WHERE number = 1",
        )
        .unwrap();
    let report = branch.bank.verify().unwrap();
    assert!(
        matches!(report.findings.as_slice(), [Finding::StandingOrder { order: 1 }]),
        "{report}"
    );
}

#[test]
fn a_clock_that_is_put_back_pays_nothing_twice() {
    let bank = seeded();
    bank.pay_standing_orders(NOW + 40 * DAY).unwrap();
    let (orders, left) = (bank.standing_orders().unwrap(), available(&bank, "Everyday"));
    for back in [NOW, 0, NOW + 40 * DAY] {
        assert_eq!(bank.pay_standing_orders(back).unwrap(), 0);
    }
    assert_eq!((bank.standing_orders().unwrap(), available(&bank, "Everyday")), (orders, left));
}
