use loggia_bank::{
    AccountKind, Ending, LedgerError, Movement, NewAccount, Recorded, Transfer, TransferId,
    TransferKind,
};

use crate::branch::{Branch, NOW, money};

fn id(number: u8) -> TransferId {
    TransferId::from_bytes([number; 16])
}

fn lunch(branch: &Branch, amount: &str) -> Movement {
    let (debit, credit) = (branch.account("Everyday"), branch.account("Bean & Leaf"));
    Movement::Direct { debit, credit, amount: money(amount) }
}

fn hold(branch: &Branch, amount: &str, expires_at: Option<u64>) -> Movement {
    let (debit, credit) = (branch.account("Everyday"), branch.account("Bean & Leaf"));
    Movement::Pending { debit, credit, amount: money(amount), expires_at }
}

#[test]
fn a_transfer_moves_its_amount_once_however_often_it_is_asked_for() {
    let branch = Branch::in_memory();
    let lunch = lunch(&branch, "12.50 EUR");
    assert_eq!(branch.bank.transfer(id(1), &lunch, NOW).unwrap(), Recorded::Made);
    assert_eq!(branch.bank.transfer(id(1), &lunch, NOW + 5).unwrap(), Recorded::Exists);
    assert_eq!(branch.available("Everyday"), money("1272.10 EUR"));
    assert_eq!(branch.available("Bean & Leaf"), money("12.50 EUR"));
    branch.assert_sound();
}

#[test]
fn an_id_stands_for_one_body_only() {
    let branch = Branch::in_memory();
    branch.bank.transfer(id(1), &lunch(&branch, "12.50 EUR"), NOW).unwrap();
    for other in [
        lunch(&branch, "12.51 EUR"),
        hold(&branch, "12.50 EUR", None),
        Movement::Post { pending: id(1) },
    ] {
        let refused = branch.bank.transfer(id(1), &other, NOW);
        assert!(matches!(refused, Err(LedgerError::IdTaken(taken)) if taken == id(1)), "{other:?}");
    }
    assert_eq!(branch.available("Everyday"), money("1272.10 EUR"));
}

#[test]
fn what_is_held_cannot_be_spent_and_moves_only_when_it_is_posted() {
    let branch = Branch::in_memory();
    branch.bank.transfer(id(1), &hold(&branch, "1284.60 EUR", None), NOW).unwrap();
    assert_eq!(branch.available("Everyday"), money("0.00 EUR"));
    assert_eq!(branch.available("Bean & Leaf"), money("0.00 EUR"));
    let refused = branch.bank.transfer(id(2), &lunch(&branch, "0.01 EUR"), NOW);
    assert!(matches!(refused, Err(LedgerError::InsufficientFunds { .. })));

    let post = Movement::Post { pending: id(1) };
    assert_eq!(branch.bank.transfer(id(3), &post, NOW).unwrap(), Recorded::Made);
    assert_eq!(branch.bank.transfer(id(3), &post, NOW).unwrap(), Recorded::Exists);
    assert_eq!(branch.available("Bean & Leaf"), money("1284.60 EUR"));
    branch.assert_sound();
}

#[test]
fn a_pending_transfer_ends_once_and_in_one_way() {
    let branch = Branch::in_memory();
    branch.bank.transfer(id(1), &hold(&branch, "10.00 EUR", None), NOW).unwrap();
    branch.bank.transfer(id(2), &Movement::Void { pending: id(1) }, NOW).unwrap();
    assert_eq!(branch.available("Everyday"), money("1284.60 EUR"));
    for (number, again) in
        [(3, Movement::Post { pending: id(1) }), (4, Movement::Void { pending: id(1) })]
    {
        let refused = branch.bank.transfer(id(number), &again, NOW);
        assert!(
            matches!(refused, Err(LedgerError::Ended { ending: Ending::Void, .. })),
            "{again:?}"
        );
    }
    for nothing in [id(2), id(9)] {
        let refused = branch.bank.transfer(id(5), &Movement::Post { pending: nothing }, NOW);
        assert!(matches!(refused, Err(LedgerError::NotPending(_))));
    }
    branch.assert_sound();
}

#[test]
fn what_is_overdue_only_expires_and_what_is_not_never_does() {
    let branch = Branch::in_memory();
    branch.bank.transfer(id(1), &hold(&branch, "10.00 EUR", Some(NOW + 100)), NOW).unwrap();
    branch.bank.transfer(id(2), &hold(&branch, "10.00 EUR", None), NOW).unwrap();
    let expire =
        |number, pending, now| branch.bank.transfer(id(number), &Movement::Expire { pending }, now);
    assert!(matches!(expire(3, id(1), NOW + 99), Err(LedgerError::NotOverdue(_))));
    assert!(matches!(expire(3, id(2), u64::MAX >> 1), Err(LedgerError::NotOverdue(_))));
    let late = branch.bank.transfer(id(3), &Movement::Post { pending: id(1) }, NOW + 100);
    assert!(matches!(late, Err(LedgerError::Overdue(_))));

    assert_eq!(branch.bank.expire_due(NOW + 99).unwrap(), 0);
    assert_eq!(branch.bank.expire_due(NOW + 100).unwrap(), 1);
    assert_eq!(branch.bank.expire_due(NOW + 100).unwrap(), 0);
    let Transfer { kind, pending, .. } = branch.bank.transfers().unwrap().pop().unwrap();
    assert_eq!((kind, pending), (TransferKind::Ended(Ending::Expire), Some(id(1))));
    assert_eq!(branch.available("Everyday"), money("1274.60 EUR"));
    branch.assert_sound();
}

#[test]
fn what_makes_no_sense_is_refused_by_name() {
    let branch = Branch::in_memory();
    let (alice, dollars, cafe) =
        (branch.account("Everyday"), branch.account("Travel"), branch.account("Bean & Leaf"));
    let before = branch.bank.transfers().unwrap();
    let direct = |debit, credit, amount| {
        branch.bank.transfer(id(1), &Movement::Direct { debit, credit, amount: money(amount) }, NOW)
    };
    assert!(matches!(direct(alice, alice, "1.00 EUR"), Err(LedgerError::SameAccount(_))));
    assert!(matches!(direct(alice, cafe, "0.00 EUR"), Err(LedgerError::NothingToMove)));
    assert!(
        matches!(direct(alice, dollars, "1.00 EUR"), Err(LedgerError::OtherCurrency(a)) if a == dollars)
    );
    assert!(
        matches!(direct(alice, cafe, "1 JPY"), Err(LedgerError::OtherCurrency(a)) if a == alice)
    );
    assert!(matches!(
        direct("77".parse().unwrap(), cafe, "1.00 EUR"),
        Err(LedgerError::UnknownAccount(_))
    ));
    let refused = direct(alice, cafe, "1284.61 EUR").unwrap_err();
    assert_eq!(
        refused.to_string(),
        format!("account {alice} has 1284.60 EUR to spend, which is less than 1284.61 EUR")
    );
    assert_eq!(branch.bank.transfers().unwrap(), before);
}

#[test]
fn no_balance_bursts() {
    let branch = Branch::in_memory();
    let euro = "EUR".parse().unwrap();
    let bank = branch.bank.settlement_account(euro, NOW).unwrap();
    let cafe = branch.account("Bean & Leaf");
    let all = |number, debit, credit| {
        let amount = money("92233720368547758.07 EUR");
        branch.bank.transfer(id(number), &Movement::Direct { debit, credit, amount }, NOW)
    };
    assert!(matches!(all(1, bank, cafe), Err(LedgerError::TooMuch(account)) if account == bank));
    branch.assert_sound();
}

#[test]
fn an_iban_belongs_to_one_account() {
    let branch = Branch::in_memory();
    let account = |customer: Option<&str>, currency: &str| NewAccount {
        kind: AccountKind::Current,
        customer: customer.map(|name| name.parse().unwrap()),
        name: "Another name".into(),
        iban: "AT869999900010000001".parse().unwrap(),
        currency: currency.parse().unwrap(),
    };
    let there = branch.account("Everyday");
    assert_eq!(branch.bank.open_account(&account(Some("alice"), "EUR"), NOW).unwrap(), there);
    for other in [account(Some("bob"), "EUR"), account(Some("alice"), "USD"), account(None, "EUR")]
    {
        let refused = branch.bank.open_account(&other, NOW);
        assert!(matches!(refused, Err(LedgerError::IbanTaken(_))), "{other:?}");
    }
}

#[test]
fn seeding_the_demonstration_again_changes_nothing() {
    let branch = Branch::in_memory();
    let look = || {
        (
            branch.bank.accounts().unwrap(),
            branch.bank.transfers().unwrap(),
            branch.bank.points().unwrap(),
        )
    };
    let before = look();
    branch.bank.seed_demo(NOW + 1).unwrap();
    assert_eq!(look(), before);
    assert_eq!(branch.available("Everyday"), money("1284.60 EUR"));
    assert_eq!(branch.available("Travel"), money("420.00 USD"));
    assert_eq!(before.2[0].points, 120);
    branch.assert_sound();
}
