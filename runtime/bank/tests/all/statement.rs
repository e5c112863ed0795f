//! Bookings with what they were for, as a bank's core hands them over.

use loggia_bank::{Booking, Customer, Detail, LedgerError, MerchantCategory, TransferId};
use loggia_runtime::capability::account_information::CreditDebit;

use crate::branch::{Branch, NOW, money};

fn id(number: u8) -> TransferId {
    TransferId::from_bytes([number; 16])
}

fn groceries() -> Detail {
    Detail {
        counterparty: "Kornblum Market".into(),
        category: Some("5411".parse().unwrap()),
        remittance: None,
    }
}

fn spent(branch: &Branch, number: u8, amount: &str) -> Booking {
    Booking {
        id: id(number),
        account: branch.account("Everyday"),
        against: None,
        indicator: CreditDebit::Debit,
        amount: money(amount),
        at: NOW,
        detail: groceries(),
    }
}

fn earned(branch: &Branch, number: u8, amount: &str) -> Booking {
    let detail = Detail {
        counterparty: "Lindenbaum & Falter Publishing".into(),
        category: None,
        remittance: Some("Salary".into()),
    };
    Booking { indicator: CreditDebit::Credit, detail, ..spent(branch, number, amount) }
}

#[test]
fn what_goes_out_and_comes_in_is_booked_against_the_bank_with_what_it_was_for() {
    let branch = Branch::in_memory();
    let bookings = [spent(&branch, 1, "84.60 EUR"), earned(&branch, 2, "2000.00 EUR")];
    assert_eq!(branch.bank.book_transfers(&bookings).unwrap(), 2);
    assert_eq!(branch.available("Everyday"), money("3200.00 EUR"));
    for booking in bookings {
        assert_eq!(branch.bank.detail(booking.id).unwrap(), Some(booking.detail));
    }
    let settlement = branch.bank.settlement_account("EUR".parse().unwrap(), NOW).unwrap();
    let transfers = branch.bank.transfers().unwrap();
    let [.., out, came_in] = transfers.as_slice() else { panic!("{transfers:?}") };
    assert_eq!((out.credit, came_in.debit), (settlement, settlement));
    assert_eq!((out.made_at, came_in.made_at), (NOW, NOW));
    assert_eq!(branch.bank.detail(id(9)).unwrap(), None);
    branch.assert_sound();
}

#[test]
fn between_two_accounts_of_a_customer_it_is_one_transfer() {
    let branch = Branch::in_memory();
    let saved = Booking {
        against: Some(branch.account("Savings")),
        detail: Detail {
            counterparty: "Alice Moser".into(),
            category: None,
            remittance: Some("Into savings".into()),
        },
        ..spent(&branch, 1, "284.60 EUR")
    };
    let fetched = Booking {
        id: id(2),
        indicator: CreditDebit::Credit,
        amount: money("100.00 EUR"),
        ..saved.clone()
    };
    let before = branch.bank.transfers().unwrap().len();
    assert_eq!(branch.bank.book_transfers(&[saved, fetched]).unwrap(), 2);
    assert_eq!(branch.bank.transfers().unwrap().len(), before + 2);
    assert_eq!(branch.available("Everyday"), money("1100.00 EUR"));
    assert_eq!(branch.available("Savings"), money("6684.60 EUR"));
    branch.assert_sound();
}

#[test]
fn a_repeat_books_only_what_is_new() {
    let branch = Branch::in_memory();
    let first = spent(&branch, 1, "84.60 EUR");
    let second = spent(&branch, 2, "100.00 EUR");
    let book = |bookings: &[Booking]| branch.bank.book_transfers(bookings).unwrap();
    assert_eq!(book(std::slice::from_ref(&first)), 1);
    assert_eq!(book(std::slice::from_ref(&first)), 0);
    assert_eq!(book(&[first.clone(), second.clone(), second.clone()]), 1);
    assert_eq!(book(&[second, first]), 0);
    assert_eq!(book(&[]), 0);
    assert_eq!(branch.available("Everyday"), money("1100.00 EUR"));
    branch.assert_sound();
}

#[test]
fn an_id_stands_for_one_booking_only() {
    let branch = Branch::in_memory();
    let first = spent(&branch, 1, "84.60 EUR");
    branch.bank.book_transfers(std::slice::from_ref(&first)).unwrap();
    let detail = |detail| Booking { detail, ..first.clone() };
    for other in [
        spent(&branch, 1, "84.61 EUR"),
        earned(&branch, 1, "84.60 EUR"),
        Booking { account: branch.account("Main"), ..first.clone() },
        Booking { against: Some(branch.account("Savings")), ..first.clone() },
        Booking { at: NOW + 1, ..first.clone() },
        detail(Detail { counterparty: "Halmfeld Foods".into(), ..groceries() }),
        detail(Detail { category: None, ..groceries() }),
        detail(Detail { remittance: Some("Bread".into()), ..groceries() }),
    ] {
        let refused = branch.bank.book_transfers(std::slice::from_ref(&other));
        assert!(matches!(refused, Err(LedgerError::IdTaken(taken)) if taken == id(1)), "{other:?}");
    }

    let plain = loggia_bank::Movement::Direct {
        debit: first.account,
        credit: branch.bank.settlement_account("EUR".parse().unwrap(), NOW).unwrap(),
        amount: first.amount,
    };
    branch.bank.transfer(id(2), &plain, NOW).unwrap();
    let refused = branch.bank.book_transfers(&[Booking { id: id(2), ..first }]);
    assert!(matches!(refused, Err(LedgerError::IdTaken(taken)) if taken == id(2)));
    branch.assert_sound();
}

#[test]
fn one_booking_that_is_refused_leaves_none() {
    let branch = Branch::in_memory();
    let look = || (branch.bank.accounts().unwrap(), branch.bank.transfers().unwrap());
    let before = look();
    let good = spent(&branch, 1, "1000.00 EUR");
    let unknown = "77".parse().unwrap();
    for (bad, reason) in [
        (spent(&branch, 2, "284.61 EUR"), "has 284.60 EUR to spend, which is less than 284.61 EUR"),
        (spent(&branch, 2, "0.00 EUR"), "at least one minor unit"),
        (spent(&branch, 2, "1.00 USD"), "are of one currency"),
        (spent(&branch, 2, "1.00 GBP"), "are of one currency"),
        (spent(&branch, 1, "1.00 EUR"), "was used before"),
        (Booking { account: unknown, ..spent(&branch, 2, "1.00 EUR") }, "no account 77"),
        (Booking { against: Some(good.account), ..spent(&branch, 2, "1.00 EUR") }, "two different"),
    ] {
        let after = spent(&branch, 3, "1.00 EUR");
        let refused = branch.bank.book_transfers(&[good.clone(), bad, after]).unwrap_err();
        assert!(refused.to_string().contains(reason), "{refused}");
        assert_eq!(look(), before, "{reason}");
        assert_eq!(branch.bank.detail(id(1)).unwrap(), None);
    }
    branch.assert_sound();
}

#[test]
fn what_cannot_stand_on_a_statement_is_refused_by_name() {
    let branch = Branch::in_memory();
    let book = |counterparty: &str, remittance: Option<&str>| {
        let (counterparty, remittance) = (counterparty.to_owned(), remittance.map(str::to_owned));
        let detail = Detail { counterparty, category: None, remittance };
        branch.bank.book_transfers(&[Booking { detail, ..spent(&branch, 1, "1.00 EUR") }])
    };
    let (longest, longer) = ("ä".repeat(140), "ä".repeat(141));
    for (counterparty, remittance) in [
        ("", None),
        (longer.as_str(), None),
        ("Two\nlines", None),
        ("Nothing\0", None),
        ("x", Some("")),
        ("x", Some(longer.as_str())),
        ("x", Some("\u{85}")),
    ] {
        let refused = book(counterparty, remittance);
        assert!(matches!(refused, Err(LedgerError::MalformedDetail(_))), "{counterparty:?}");
    }
    assert_eq!(book(&longest, Some(&longest)).unwrap(), 1);
}

#[test]
fn a_merchant_category_code_is_four_digits() {
    for good in ["0000", "0742", "5411", "9999"] {
        assert_eq!(good.parse::<MerchantCategory>().unwrap().to_string(), good);
    }
    for bad in ["", "541", "54111", "541x", "+541", " 541", "٥٤١١"] {
        assert!(bad.parse::<MerchantCategory>().is_err(), "{bad}");
    }
}

#[test]
fn yen_are_booked_without_decimals() {
    let branch = Branch::in_memory();
    let ramen = Booking { account: branch.account("Kyoto"), ..spent(&branch, 1, "980 JPY") };
    assert_eq!(branch.bank.book_transfers(&[ramen]).unwrap(), 1);
    assert_eq!(branch.available("Kyoto"), money("17470 JPY"));
    branch.assert_sound();
}

#[test]
fn a_customer_is_known_by_the_name_that_was_given_last() {
    let branch = Branch::in_memory();
    let known = |user: &str| branch.bank.customer(&user.parse().unwrap()).unwrap();
    let alice = known("alice").unwrap();
    assert_eq!((alice.given_name.as_str(), alice.family_name.as_str()), ("Alice", "Moser"));
    let married = Customer { family_name: "Moser-Lindner".into(), ..alice };
    branch.bank.register_customer(&married).unwrap();
    assert_eq!(known("alice"), Some(married.clone()));
    assert_eq!(known("mallory"), None);
    branch.bank.register_customer(&Customer { given_name: String::new(), ..married }).unwrap_err();
}
