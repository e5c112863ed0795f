//! What mini-apps are told of accounts: under names of their own, page by page, as the ledger has it.

use std::collections::BTreeSet;

use loggia_bank::{
    Booking, Customer, Detail as Written, Movement, NewAccount, Sheet, SheetError, TransferId,
    TransferKind,
};
use loggia_runtime::capability::account_information::{
    Account, AccountInformation, Balance, BalanceKind, CreditDebit, Detail, Page, PageRequest,
    Period, Pick, Picking, Transaction,
};
use loggia_runtime::capability::identity_basic::Identity;
use loggia_runtime::capability::payments::AccountIdentification;
use loggia_runtime::capability::{Refusal, RefusalCode};
use loggia_runtime::store::Owner;
use loggia_runtime::{AccountPseudonym, EffectId};

use crate::branch::{
    Branch, DAY, MINUTE, NOW, alice, authorise, effect, money, order, owner, payment_id, session_id,
};

fn budget(user: &str) -> Owner {
    Owner { app: "com.example.budget".parse().unwrap(), ..owner(user) }
}

fn first(limit: u32) -> PageRequest {
    PageRequest { cursor: None, limit }
}

fn listed(branch: &Branch, owner: &Owner) -> Vec<Account> {
    let page = AccountInformation::accounts(&branch.bank, owner, &first(100)).unwrap().unwrap();
    assert_eq!(page.next, None);
    page.items
}

/// What an owner calls the account of this name.
fn pseudonym(branch: &Branch, owner: &Owner, name: &str) -> AccountPseudonym {
    let accounts = listed(branch, owner);
    accounts.iter().find(|account| account.nickname == name).unwrap().id
}

/// A page of what happened on Alice's Everyday.
fn page(
    branch: &Branch,
    indicator: CreditDebit,
    period: Period,
    page: &PageRequest,
) -> Result<Page<Transaction>, Refusal> {
    let account = pseudonym(branch, &alice(), "Everyday");
    branch.bank.transactions(&alice(), &account, indicator, period, page).unwrap()
}

fn newest(branch: &Branch, indicator: CreditDebit, limit: u32) -> Vec<Transaction> {
    page(branch, indicator, Period::default(), &first(limit)).unwrap().items
}

/// All pages of a list, each of `limit`.
fn walk<T>(
    limit: u32,
    mut page: impl FnMut(&PageRequest) -> Result<Page<T>, Refusal>,
) -> Vec<Vec<T>> {
    let mut pages = Vec::new();
    let mut request = first(limit);
    loop {
        let Page { items, next } = page(&request).unwrap();
        assert!(items.len() <= limit as usize);
        pages.push(items);
        match next {
            Some(cursor) => request.cursor = Some(cursor),
            None => return pages,
        }
    }
}

/// A booking on Alice's Everyday, one a minute.
fn booking(branch: &Branch, number: u16, indicator: CreditDebit) -> Booking {
    let mut id = [0xb0; 16];
    id[..2].copy_from_slice(&number.to_be_bytes());
    Booking {
        id: TransferId::from_bytes(id),
        account: branch.account("Everyday"),
        against: None,
        indicator,
        amount: money("0.01 EUR"),
        at: NOW + u64::from(number) * MINUTE,
        detail: Written {
            counterparty: format!("Shop {number}"),
            category: Some("5411".parse().unwrap()),
            remittance: Some(format!("Receipt {number}")),
        },
    }
}

fn book(branch: &Branch, numbers: impl Iterator<Item = u16>, indicator: CreditDebit) {
    let bookings: Vec<_> = numbers.map(|number| booking(branch, number, indicator)).collect();
    assert_eq!(branch.bank.book_transfers(&bookings).unwrap(), bookings.len());
}

#[test]
fn an_account_has_another_name_for_each_mini_app_and_user_and_keeps_it() {
    let branch = Branch::on_disk();
    let coffee = listed(&branch, &alice());
    let shown: Vec<_> = coffee
        .iter()
        .map(|account| {
            (account.nickname.as_str(), account.currency.code(), account.type_code.as_str())
        })
        .collect();
    assert_eq!(shown[..2], [("Everyday", "EUR", "CACC"), ("Savings", "EUR", "SVGS")]);
    let others = [budget("alice"), owner("bob"), budget("bob"), owner("nobody")];
    let others = others.map(|owner| listed(&branch, &owner));
    let all = others.iter().flatten().chain(&coffee);
    let names: BTreeSet<_> = all.clone().map(|account| account.id).collect();
    assert_eq!(names.len(), all.count());
    assert_eq!(others[0].len(), coffee.len(), "the same accounts");
    assert_eq!(others[3], []);

    let branch = branch.reopened();
    assert_eq!(listed(&branch, &alice()), coffee);
    let new = NewAccount {
        customer: Some(alice().user),
        kind: loggia_bank::AccountKind::Savings,
        name: "Holidays".into(),
        iban: "GB82WEST12345698765432".parse().unwrap(),
        currency: "EUR".parse().unwrap(),
    };
    branch.bank.open_account(&new, branch.now()).unwrap();
    let later = listed(&branch, &alice());
    assert_eq!(later[..coffee.len()], coffee);
    assert_eq!(later.last().unwrap().nickname, "Holidays");
}

#[test]
fn another_owners_name_for_an_account_and_an_invented_one_look_the_same() {
    let branch = Branch::in_memory();
    let account = pseudonym(&branch, &alice(), "Everyday");
    listed(&branch, &budget("alice"));
    let invented = AccountPseudonym::from_bytes([9; 16]);
    let asked = [(budget("alice"), account), (owner("bob"), account), (alice(), invented)];
    for (owner, account) in asked {
        let period = Period::default();
        let balances = branch.bank.balances(&owner, &account).unwrap().unwrap_err();
        let debit = CreditDebit::Debit;
        let transactions =
            branch.bank.transactions(&owner, &account, debit, period, &first(1)).unwrap();
        assert_eq!(transactions.unwrap_err(), balances);
        assert_eq!(balances.code, RefusalCode::NotFound);
    }
}

#[test]
fn a_user_is_another_subject_to_each_partner() {
    let branch = Branch::on_disk();
    let subject = |branch: &Branch, owner: &Owner, partner: &str| {
        branch.bank.subject(owner, &partner.parse().unwrap()).unwrap()
    };
    let known = subject(&branch, &alice(), "bean-and-leaf");
    assert_eq!(subject(&branch, &budget("alice"), "bean-and-leaf"), known, "whichever mini-app");
    assert_ne!(subject(&branch, &alice(), "kornblum"), known);
    assert_ne!(subject(&branch, &owner("bob"), "bean-and-leaf"), known);
    let branch = branch.reopened();
    assert_eq!(subject(&branch, &alice(), "bean-and-leaf"), known);

    assert_eq!(branch.bank.given_name(&alice()).unwrap(), "Alice");
    assert!(branch.bank.given_name(&owner("nobody")).is_err());
}

#[test]
fn pages_of_any_size_give_every_account_once() {
    let branch = Branch::in_memory();
    let all = listed(&branch, &alice());
    assert!(all.len() > 1);
    for limit in 1..=4 {
        let pages =
            walk(limit, |page| AccountInformation::accounts(&branch.bank, &alice(), page).unwrap());
        assert_eq!(pages.len(), all.len().div_ceil(limit as usize));
        assert_eq!(pages.concat(), all);
    }
}

#[test]
fn pages_of_any_size_give_every_transaction_once_and_the_newest_first() {
    let branch = Branch::in_memory();
    book(&branch, 0..230, CreditDebit::Debit);
    book(&branch, 230..260, CreditDebit::Credit);
    let account = branch.account("Everyday");
    let transfers = branch.bank.transfers().unwrap();
    for indicator in [CreditDebit::Credit, CreditDebit::Debit] {
        let side = |credit, debit| if indicator == CreditDebit::Credit { credit } else { debit };
        let there: Vec<_> = transfers
            .iter()
            .rev()
            .filter(|transfer| side(transfer.credit, transfer.debit) == account)
            .map(|transfer| (transfer.amount, transfer.made_at, true))
            .collect();
        let mut ids = BTreeSet::new();
        for limit in [1, 7, 50, 99, 100] {
            let pages = walk(limit, |request| page(&branch, indicator, Period::default(), request));
            let full = pages.iter().rev().skip(1).all(|page| page.len() == limit as usize);
            assert!(full && (pages.len() == 1 || !pages.last().unwrap().is_empty()));
            let all = pages.concat();
            let told: Vec<_> = all.iter().map(|t| (t.amount, t.booked_at, t.booked)).collect();
            assert_eq!(told, there, "{indicator:?} by {limit}");
            ids.extend(all.into_iter().map(|transaction| transaction.id));
        }
        assert_eq!(ids.len(), there.len(), "one name each, whatever the page");
        assert!(ids.iter().all(|id| id.len() <= 128));
    }
}

#[test]
fn what_is_booked_meanwhile_moves_nothing_between_the_pages() {
    let branch = Branch::in_memory();
    book(&branch, 0..30, CreditDebit::Debit);
    let before = newest(&branch, CreditDebit::Debit, 100);
    let mut number = 100;
    let pages = walk(4, |request| {
        let got = page(&branch, CreditDebit::Debit, Period::default(), request);
        book(&branch, number..number + 3, CreditDebit::Debit);
        number += 3;
        got
    });
    assert_eq!(pages.concat(), before);
    assert_eq!(
        newest(&branch, CreditDebit::Debit, 1)[0].booked_at,
        NOW + u64::from(number - 1) * MINUTE
    );
}

/// The token with one character exchanged, at each place; shorter ones; others that are none.
fn forgeries(token: &str) -> Vec<String> {
    let exchange = |place: usize| {
        let mut bytes = token.as_bytes().to_vec();
        bytes[place] = if bytes[place] == b'A' { b'B' } else { b'A' };
        String::from_utf8(bytes).unwrap()
    };
    let mut forged: Vec<_> = (0..token.len()).map(exchange).collect();
    forged.extend((0..token.len()).map(|length| token[..length].to_owned()));
    forged.extend([format!("{token}A"), format!("{token}="), "A".repeat(128), "\0é🦀".into()]);
    forged.push("A".repeat(1 << 20));
    forged
}

#[test]
fn a_cursor_is_good_for_the_list_and_owner_that_it_came_from() {
    let branch = Branch::in_memory();
    book(&branch, 0..10, CreditDebit::Debit);
    book(&branch, 10..20, CreditDebit::Credit);
    let everyday = pseudonym(&branch, &alice(), "Everyday");
    let ask = |owner: &Owner, account: &str, indicator, cursor: &str| {
        let account = pseudonym(&branch, owner, account);
        let page = PageRequest { cursor: Some(cursor.to_owned()), limit: 2 };
        branch.bank.transactions(owner, &account, indicator, Period::default(), &page).unwrap()
    };
    let debits = page(&branch, CreditDebit::Debit, Period::default(), &first(2)).unwrap();
    let cursor = debits.next.unwrap();
    assert!(ask(&alice(), "Everyday", CreditDebit::Debit, &cursor).is_ok());

    let accounts = AccountInformation::accounts(&branch.bank, &alice(), &first(1)).unwrap();
    let of_accounts = accounts.unwrap().next.unwrap();
    let mut refusals = vec![
        ask(&alice(), "Everyday", CreditDebit::Credit, &cursor),
        ask(&alice(), "Savings", CreditDebit::Debit, &cursor),
        ask(&budget("alice"), "Everyday", CreditDebit::Debit, &cursor),
        ask(&owner("bob"), "Main", CreditDebit::Debit, &cursor),
        ask(&alice(), "Everyday", CreditDebit::Debit, &of_accounts),
        ask(&alice(), "Everyday", CreditDebit::Debit, &debits.items[1].id),
        ask(&alice(), "Everyday", CreditDebit::Debit, &everyday.to_string()),
    ];
    for forged in forgeries(&cursor) {
        refusals.push(ask(&alice(), "Everyday", CreditDebit::Debit, &forged));
    }
    let forged = forgeries(&of_accounts);
    let strangers = [cursor.as_str(), debits.items[1].id.as_str()];
    for cursor in forged.iter().map(String::as_str).chain(strangers) {
        let page = PageRequest { cursor: Some(cursor.to_owned()), limit: 1 };
        let page = AccountInformation::accounts(&branch.bank, &alice(), &page).unwrap();
        refusals.push(page.map(|_| debits_of(cursor)));
    }
    let mine = PageRequest { cursor: Some(of_accounts.clone()), limit: 1 };
    let others = AccountInformation::accounts(&branch.bank, &budget("alice"), &mine).unwrap();
    refusals.push(others.map(|_| debits_of(&of_accounts)));
    let one: BTreeSet<_> =
        refusals.into_iter().map(|refused| format!("{:?}", refused.unwrap_err())).collect();
    assert_eq!(one.len(), 1, "there is one answer to all of them: {one:?}");
    assert!(one.first().unwrap().contains("InvalidArgument"));
}

/// A page that should never have come.
fn debits_of(cursor: &str) -> Page<Transaction> {
    panic!("this cursor opened: {cursor}")
}

#[test]
fn what_is_held_is_pending_then_booked_and_was_never_there_if_it_was_given_back() {
    let branch = Branch::in_memory();
    branch.session(1, "alice");
    let before = newest(&branch, CreditDebit::Debit, 100).len();
    let pay = |number: u8| {
        branch.initiate(number, "3.40 EUR");
        branch.authorise(number, "Everyday", branch.now()).unwrap();
    };
    pay(1);
    let held = newest(&branch, CreditDebit::Debit, 100);
    assert_eq!((held.len(), held[0].booked), (before + 1, false));
    assert_eq!((held[0].amount, held[0].booked_at), (money("3.40 EUR"), branch.now()));
    branch.pass(1_000);
    branch.bank.settle_due(branch.now()).unwrap();
    let settled = newest(&branch, CreditDebit::Debit, 100);
    assert_eq!((settled.len(), settled[0].booked), (before + 1, true));
    assert_eq!((settled[0].amount, settled[0].booked_at), (money("3.40 EUR"), branch.now()));

    pay(2);
    branch.bank.reject_settlement(&payment_id(2), branch.now()).unwrap();
    assert_eq!(newest(&branch, CreditDebit::Debit, 100), settled);
    let hold = Movement::Pending {
        debit: branch.account("Everyday"),
        credit: branch.account("Main"),
        amount: money("1.00 EUR"),
        expires_at: Some(branch.now() + 10),
    };
    branch.bank.transfer(TransferId::from_bytes([9; 16]), &hold, branch.now()).unwrap();
    assert_eq!(newest(&branch, CreditDebit::Debit, 100).len(), before + 2);
    branch.pass(10);
    assert_eq!(branch.bank.expire_due(branch.now()).unwrap(), 1);
    assert_eq!(newest(&branch, CreditDebit::Debit, 100), settled);
}

#[test]
fn a_period_begins_with_its_first_moment_and_ends_before_its_last() {
    let branch = Branch::in_memory();
    book(&branch, 0..10, CreditDebit::Debit);
    let minute = |number: u64| NOW + number * MINUTE;
    let count = |since, until| {
        let pages =
            walk(3, |request| page(&branch, CreditDebit::Debit, Period { since, until }, request));
        pages.concat().len()
    };
    let all = count(None, None);
    assert_eq!(count(Some(minute(2)), Some(minute(5))), 3);
    assert_eq!(count(Some(minute(2) + 1), Some(minute(5) + 1)), 3);
    assert_eq!(count(Some(minute(2) + 1), Some(minute(5))), 2);
    assert_eq!(count(Some(minute(9)), None), 1);
    assert_eq!(count(Some(minute(9) + 1), None), 0);
    assert_eq!(count(None, Some(minute(0))), all - 10);
    assert_eq!(count(Some(minute(5)), Some(minute(5))), 0);
    assert_eq!(count(Some(minute(5)), Some(minute(2))), 0, "the wrong way round");
    assert_eq!(count(Some(0), Some(u64::MAX)), all);
    assert_eq!(count(Some(u64::MAX), None), 0);
}

#[test]
fn balances_are_what_the_ledger_makes_of_them() {
    let branch = Branch::in_memory();
    branch.session(1, "alice");
    branch.pass(DAY / 2);
    branch.settled(1, "3.40 EUR");
    branch.initiate(2, "2.00 EUR");
    branch.authorise(2, "Everyday", branch.now()).unwrap();
    let account = pseudonym(&branch, &alice(), "Everyday");
    let of = |at: u64| {
        let told = branch.bank.balances(&alice(), &account).unwrap().unwrap();
        told.into_iter()
            .map(|balance| {
                let Balance { kind, amount, indicator, at: when } = balance;
                let due = if kind == BalanceKind::Clbd { at - at % DAY } else { at };
                assert_eq!((indicator, when), (CreditDebit::Credit, due));
                (kind, amount)
            })
            .collect::<Vec<_>>()
    };
    let (yesterday, booked, available) =
        (money("1284.60 EUR"), money("1281.20 EUR"), money("1279.20 EUR"));
    let expected = |itav, itbd, clbd| {
        [(BalanceKind::Itav, itav), (BalanceKind::Itbd, itbd), (BalanceKind::Clbd, clbd)]
    };
    assert_eq!(of(branch.now()), expected(available, booked, yesterday));
    branch.pass(DAY / 2 - 1_000);
    assert_eq!(branch.now() % DAY, 0, "midnight");
    assert_eq!(of(branch.now()), expected(available, booked, booked));
    branch.bank.settle_due(branch.now()).unwrap();
    assert_eq!(of(branch.now()), expected(available, available, booked), "as of midnight");
    branch.pass(DAY);
    assert_eq!(of(branch.now()), expected(available, available, available));
    branch.assert_sound();
}

fn details_of(branch: &Branch, owner: &Owner, ids: &[&Transaction]) -> Vec<Detail> {
    let ids: Vec<_> = ids.iter().map(|transaction| transaction.id.clone()).collect();
    branch.bank.details(owner, &ids, 0).unwrap()
}

#[test]
fn details_say_with_whom_and_what_for() {
    let branch = Branch::in_memory();
    branch.session(1, "alice");
    book(&branch, 7..8, CreditDebit::Debit);
    let shop = newest(&branch, CreditDebit::Debit, 1).remove(0);
    let expected = Detail {
        id: shop.id.clone(),
        counterparty: Some("Shop 7".into()),
        category: Some("5411".into()),
        remittance: Some("Receipt 7".into()),
    };
    assert_eq!(details_of(&branch, &alice(), &[&shop]), [expected]);

    branch.initiate(1, "3.40 EUR");
    branch.authorise(1, "Everyday", branch.now()).unwrap();
    let held = newest(&branch, CreditDebit::Debit, 1).remove(0);
    branch.pass(1_000);
    branch.bank.settle_due(branch.now()).unwrap();
    let paid = newest(&branch, CreditDebit::Debit, 1).remove(0);
    for transaction in [held, paid] {
        let expected = Detail {
            id: transaction.id.clone(),
            counterparty: Some("Bean & Leaf".into()),
            category: None,
            remittance: Some("One flat white".into()),
        };
        assert_eq!(details_of(&branch, &alice(), &[&transaction]), [expected]);
    }
}

/// With whom, as the bank knows it of every transaction.
fn with_whom(detail: &Detail) -> &str {
    detail.counterparty.as_deref().unwrap()
}

/// The one credit on Bob's account that came last, with its details.
fn last_credit(branch: &Branch) -> (Transaction, Detail) {
    let main = pseudonym(branch, &owner("bob"), "Main");
    let period = Period::default();
    let credits = branch
        .bank
        .transactions(&owner("bob"), &main, CreditDebit::Credit, period, &first(1))
        .unwrap();
    let last = credits.unwrap().items.remove(0);
    let detail = details_of(branch, &owner("bob"), &[&last]).remove(0);
    (last, detail)
}

#[test]
fn each_side_of_a_transfer_between_customers_reads_the_others_name() {
    let branch = Branch::in_memory();
    branch.session(1, "alice");
    let sent = Movement::Direct {
        debit: branch.account("Everyday"),
        credit: branch.account("Main"),
        amount: money("5.00 EUR"),
    };
    branch.bank.transfer(TransferId::from_bytes([9; 16]), &sent, branch.now()).unwrap();
    let out = newest(&branch, CreditDebit::Debit, 1).remove(0);
    let bob = branch.bank.customer(&owner("bob").user).unwrap().unwrap();
    let bobs_name = format!("{} {}", bob.given_name, bob.family_name);
    assert_eq!(with_whom(&details_of(&branch, &alice(), &[&out])[0]), bobs_name);
    let alices = branch.bank.customer(&alice().user).unwrap().unwrap();
    let alices_name = format!("{} {}", alices.given_name, alices.family_name);
    let (came, detail) = last_credit(&branch);
    assert_eq!((came.amount, with_whom(&detail)), (money("5.00 EUR"), alices_name.as_str()));
    assert_ne!(came.id, out.id, "what two customers see of one transfer cannot be joined");
    assert_eq!(details_of(&branch, &owner("bob"), &[&out]), []);

    // The same of a payment: the payer reads whom they paid, and the payee who did.
    let main = branch.bank.accounts().unwrap();
    let main = main.iter().find(|account| account.name == "Main").unwrap();
    let mut to_bob = order(1, "4.00 EUR");
    to_bob.creditor = AccountIdentification::Iban(main.iban.as_ref().unwrap().as_str().into());
    to_bob.creditor_name = "Bob's Bikes".into();
    branch.initiate_as(&alice(), 1, &to_bob);
    branch.authorise(1, "Everyday", branch.now()).unwrap();
    let paid = newest(&branch, CreditDebit::Debit, 1).remove(0);
    assert_eq!(with_whom(&details_of(&branch, &alice(), &[&paid])[0]), "Bob's Bikes");
    let (came, detail) = last_credit(&branch);
    assert_eq!((came.amount, came.booked), (money("4.00 EUR"), false));
    assert_eq!(with_whom(&detail), alices_name);
    assert_eq!(detail.remittance.as_deref(), Some("One flat white"));
}

#[test]
fn what_another_customer_calls_their_account_is_nobodys_business() {
    let branch = Branch::in_memory();
    let new = NewAccount {
        customer: Some("erin".parse().unwrap()),
        kind: loggia_bank::AccountKind::Current,
        name: "Divorce lawyer".into(),
        iban: "GB82WEST12345698765432".parse().unwrap(),
        currency: "EUR".parse().unwrap(),
    };
    let erins = branch.bank.open_account(&new, branch.now()).unwrap();
    let sent = Movement::Direct {
        debit: branch.account("Everyday"),
        credit: erins,
        amount: money("5.00 EUR"),
    };
    branch.bank.transfer(TransferId::from_bytes([9; 16]), &sent, branch.now()).unwrap();
    let out = newest(&branch, CreditDebit::Debit, 1).remove(0);
    let read = || with_whom(&details_of(&branch, &alice(), &[&out])[0]).to_owned();
    assert!(!read().contains("Divorce"), "{}", read());
    let erin = Customer {
        user: "erin".parse().unwrap(),
        given_name: "Erin".into(),
        family_name: "Novak".into(),
    };
    branch.bank.register_customer(&erin).unwrap();
    assert_eq!(read(), "Erin Novak");
}

#[test]
fn details_of_what_is_another_owners_too_old_or_invented_are_left_out() {
    let branch = Branch::in_memory();
    book(&branch, 0..3, CreditDebit::Debit);
    let mine = newest(&branch, CreditDebit::Debit, 3);
    let ids: Vec<_> = mine.iter().map(|transaction| transaction.id.clone()).collect();
    let of = |owner: &Owner, ids: &[String], since| {
        let details = branch.bank.details(owner, ids, since).unwrap();
        details.iter().map(|detail| with_whom(detail).to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(of(&alice(), &ids, 0), ["Shop 2", "Shop 1", "Shop 0"], "in the order of the ids");
    assert_eq!(of(&alice(), &ids, NOW + MINUTE), ["Shop 2", "Shop 1"]);
    assert_eq!(of(&alice(), &ids, NOW + MINUTE + 1), ["Shop 2"]);
    for stranger in [budget("alice"), owner("bob")] {
        listed(&branch, &stranger);
        assert_eq!(of(&stranger, &ids, 0), Vec::<String>::new());
    }
    let cursor = page(&branch, CreditDebit::Debit, Period::default(), &first(1)).unwrap();
    let mut asked = forgeries(&ids[0]);
    asked.push(cursor.next.unwrap());
    asked.push(ids[1].clone());
    assert_eq!(of(&alice(), &asked, 0), ["Shop 1"], "and the good one among them is told");
    assert_eq!(of(&alice(), &[], 0), Vec::<String>::new());
}

fn pick(branch: &Branch, number: u8) -> Picking {
    let why = Pick { reason: "To save on".into() };
    branch.bank.pick(&effect(number), &session_id(1), &alice(), &why).unwrap()
}

fn refusal_of(picking: Picking) -> RefusalCode {
    match picking {
        Picking::Decided(Err(refusal)) => refusal.code,
        other => panic!("expected a refusal, and there is {other:?}"),
    }
}

#[test]
fn a_user_picks_one_account_once_and_the_mini_app_knows_it_by_its_own_name() {
    let branch = Branch::on_disk();
    assert_eq!(pick(&branch, 1), Picking::AwaitingUser);
    assert_eq!(pick(&branch, 1), Picking::AwaitingUser, "the same effect is the same sheet");
    let shown = branch.bank.account_sheet(&session_id(1)).unwrap().unwrap();
    assert_eq!(
        (shown.effect, &shown.owner, shown.reason.as_str()),
        (effect(1), &alice(), "To save on")
    );
    assert_eq!(shown.expires_at, branch.now() + 5 * MINUTE);
    let accounts: Vec<_> = shown
        .accounts
        .iter()
        .map(|account| (account.nickname.as_str(), account.iban_masked.as_str()))
        .collect();
    assert_eq!(accounts[..2], [("Everyday", "AT86 •••• 0001"), ("Savings", "AT59 •••• 0002")]);
    let branch = branch.reopened();
    let open = branch.bank.open_sheet(&session_id(1)).unwrap();
    assert_eq!(open, Some(Sheet::Account(shown)), "it survives a restart");

    for stranger in [branch.account("Main"), branch.account("Bean & Leaf"), "77".parse().unwrap()] {
        let refused =
            branch.bank.pick_account(&alice().user, &effect(1), Some(stranger), branch.now());
        assert!(matches!(refused, Err(SheetError::UnsuitableAccount)), "{refused:?}");
    }
    let savings = branch.account("Savings");
    let bobs = branch.bank.pick_account(&owner("bob").user, &effect(1), None, branch.now());
    assert!(matches!(bobs, Err(SheetError::Expired)), "{bobs:?}");
    branch.bank.pick_account(&alice().user, &effect(1), Some(savings), branch.now()).unwrap();
    for another in [None, Some(branch.account("Everyday"))] {
        assert!(
            branch.bank.pick_account(&alice().user, &effect(1), another, branch.now()).is_err()
        );
    }
    assert_eq!(branch.bank.account_sheet(&session_id(1)).unwrap(), None);
    let picked = pick(&branch, 1);
    let Picking::Decided(Ok(account)) = &picked else { panic!("{picked:?}") };
    assert_eq!(account.nickname, "Savings");
    assert_eq!(listed(&branch, &alice())[1], *account);
    branch.pass(DAY);
    assert_eq!(pick(&branch, 1), picked, "for ever");
    assert_eq!(pick(&branch, 2), Picking::AwaitingUser, "another effect asks anew");
    branch.assert_sound();
}

#[test]
fn who_picks_none_again_and_again_is_left_in_peace_until_they_pick_one() {
    let branch = Branch::in_memory();
    let pick_none = |number| {
        assert_eq!(pick(&branch, number), Picking::AwaitingUser);
        branch.bank.pick_account(&alice().user, &effect(number), None, branch.now()).unwrap();
        assert_eq!(refusal_of(pick(&branch, number)), RefusalCode::Cancelled);
    };
    pick_none(1);
    pick_none(2);
    pick_none(3);
    let Picking::Decided(Err(refusal)) = pick(&branch, 4) else { panic!("it is asked") };
    assert_eq!((refusal.code, refusal.retry_after_ms), (RefusalCode::Denied, Some(MINUTE)));
    assert_eq!(branch.bank.account_sheet(&session_id(1)).unwrap(), None);
    branch.pass(MINUTE);
    assert_eq!(pick(&branch, 4), Picking::AwaitingUser);
    let savings = branch.account("Savings");
    branch.bank.pick_account(&alice().user, &effect(4), Some(savings), branch.now()).unwrap();
    branch.pass(1);
    pick_none(5);
    assert_eq!(pick(&branch, 6), Picking::AwaitingUser);
}

#[test]
fn an_account_is_shown_to_its_owner_by_that_mini_app_s_name_for_it_and_to_nobody_else() {
    let branch = Branch::in_memory();
    let everyday = pseudonym(&branch, &alice(), "Everyday");
    let shown = branch.bank.account_face(&alice(), &everyday).unwrap().unwrap();
    assert_eq!(shown.nickname, "Everyday");
    assert!(shown.iban_masked.contains('•'), "{}", shown.iban_masked);
    for other in [budget("alice"), owner("bob")] {
        assert_eq!(branch.bank.account_face(&other, &everyday).unwrap(), None);
    }
    let nobody = AccountPseudonym::from_bytes([0; 16]);
    assert_eq!(branch.bank.account_face(&alice(), &nobody).unwrap(), None);
}

#[test]
fn a_user_may_pick_none_or_let_the_time_pass() {
    let branch = Branch::in_memory();
    pick(&branch, 1);
    branch.bank.pick_account(&alice().user, &effect(1), None, branch.now()).unwrap();
    assert_eq!(refusal_of(pick(&branch, 1)), RefusalCode::Cancelled);
    let everyday = Some(branch.account("Everyday"));
    assert!(branch.bank.pick_account(&alice().user, &effect(1), everyday, branch.now()).is_err());
    assert_eq!(refusal_of(pick(&branch, 1)), RefusalCode::Cancelled);

    pick(&branch, 2);
    branch.pass(5 * MINUTE - 1);
    assert_eq!(pick(&branch, 2), Picking::AwaitingUser);
    branch.pass(1);
    assert_eq!(branch.bank.account_sheet(&session_id(1)).unwrap(), None);
    let late = branch.bank.pick_account(&alice().user, &effect(2), everyday, branch.now());
    assert!(matches!(late, Err(SheetError::Expired)), "{late:?}");
    for _ in 0..2 {
        assert_eq!(refusal_of(pick(&branch, 2)), RefusalCode::Expired);
    }
    let unknown = branch.bank.pick_account(
        &alice().user,
        &EffectId::from_bytes([9; 32]),
        everyday,
        branch.now(),
    );
    assert!(matches!(unknown, Err(SheetError::Expired)), "{unknown:?}");
}

#[test]
fn two_pickers_are_shown_one_after_the_other() {
    let branch = Branch::in_memory();
    pick(&branch, 2);
    branch.pass(1);
    pick(&branch, 1);
    let shown = || branch.bank.account_sheet(&session_id(1)).unwrap().map(|sheet| sheet.effect);
    assert_eq!(shown(), Some(effect(2)));
    branch.bank.pick_account(&alice().user, &effect(2), None, branch.now()).unwrap();
    assert_eq!(shown(), Some(effect(1)));
}

#[test]
fn nothing_of_this_reaches_the_ledger() {
    let branch = Branch::in_memory();
    book(&branch, 0..5, CreditDebit::Debit);
    let before = branch.bank.transfers().unwrap();
    let mine = newest(&branch, CreditDebit::Debit, 5);
    details_of(&branch, &alice(), &mine.iter().collect::<Vec<_>>());
    pick(&branch, 1);
    branch.bank.pick_account(&alice().user, &effect(1), None, branch.now()).unwrap();
    let after = branch.bank.transfers().unwrap();
    assert_eq!(after, before);
    assert!(after.iter().all(|transfer| transfer.kind == TransferKind::Direct));
    branch.assert_sound();
    assert!(authorise(&branch.bank, &payment_id(1), branch.account("Everyday"), NOW).is_err());
}
