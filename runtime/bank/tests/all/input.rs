//! What nobody should hand to the bank: at every door there is an answer with a type, nothing moves,
//! and the next good request is served.

use loggia_authentication::CredentialId;
use loggia_bank::{
    AccountKind, AuthenticationError, Booking, ConsentId, Customer, Detail, Iban, LedgerError,
    Movement, NewAccount, Recorded, SheetError, TransferId,
};
use loggia_runtime::capability::RefusalCode;
use loggia_runtime::capability::account_information::{AccountInformation, CreditDebit, Pick};
use loggia_runtime::capability::consent::{Consents, Standing};
use loggia_runtime::capability::payments::{
    AccountIdentification, Initiated, Initiation, Instruction, Payments,
};
use loggia_runtime::{Currency, Money};

use crate::branch::{
    Branch, DAY, NOW, ORIGIN, alice, authenticator, effect, initiation, money, order, owner,
    payment_id, reply_to, session_id,
};
use crate::consents::asking;

fn megabyte() -> String {
    "\u{1f980}".repeat(1 << 18)
}

/// That a branch has moved nothing, and still pays.
fn goes_on(branch: &Branch, moved_before: usize) {
    branch.set_clock(NOW);
    assert_eq!(branch.bank.transfers().unwrap().len(), moved_before);
    branch.assert_sound();
    branch.settled(200, "1.00 EUR");
    assert_eq!(branch.bank.transfers().unwrap().len(), moved_before + 2);
    branch.assert_sound();
}

fn most(currency: &str) -> Money {
    Money::new(Money::MAX_MINOR_UNITS, currency.parse().unwrap()).unwrap()
}

#[test]
fn amounts_at_and_beyond_the_end_of_the_numbers_move_nothing() {
    let branch = Branch::in_memory();
    branch.session(1, "alice");
    let before = branch.bank.transfers().unwrap().len();
    let euro: Currency = "EUR".parse().unwrap();
    for beyond in [1 << 63, u64::MAX] {
        assert!(Money::new(beyond, euro).is_err());
    }
    assert!("92233720368547758.08 EUR".parse::<Money>().is_err());

    // Two that together are more than there are numbers, under a ceiling of all of them.
    let initiate = |number: u8| {
        let instruction = Instruction { amount: most("EUR"), ..order(number, "1.00 EUR") };
        let wanted = Initiation { per_day: most("EUR"), ..initiation(number, instruction) };
        branch.bank.initiate(&effect(number), &alice(), &wanted, &reply_to(number)).unwrap()
    };
    assert_eq!(initiate(1), Initiated::AwaitingUser);
    let Initiated::Answered(Err(refused)) = initiate(2) else { panic!("it was not refused") };
    assert_eq!(refused.code, RefusalCode::Denied);
    let yes = branch.authorise(1, "Everyday", branch.now());
    assert!(matches!(yes, Err(SheetError::InsufficientFunds { .. })), "{yes:?}");
    branch.bank.reject(&alice().user, &payment_id(1), branch.now()).unwrap();

    let settlement = branch.bank.settlement_account(euro, NOW).unwrap();
    let everyday = branch.account("Everyday");
    let sent = Movement::Direct { debit: settlement, credit: everyday, amount: most("EUR") };
    let refused = branch.bank.transfer(TransferId::from_bytes([1; 16]), &sent, NOW);
    assert!(matches!(refused, Err(LedgerError::TooMuch(_))), "{refused:?}");
    let back = Movement::Direct { debit: everyday, credit: settlement, amount: most("EUR") };
    let refused = branch.bank.transfer(TransferId::from_bytes([2; 16]), &back, NOW);
    assert!(matches!(refused, Err(LedgerError::InsufficientFunds { .. })), "{refused:?}");
    goes_on(&branch, before);
}

#[test]
fn times_that_no_clock_shows_are_errors_and_stop_nothing() {
    let branch = Branch::in_memory();
    branch.session(1, "alice");
    branch.initiate(1, "1.00 EUR");
    authenticator(&branch.bank, &alice().user, NOW);
    let before = branch.bank.transfers().unwrap().len();
    let (debit, credit) = (branch.account("Everyday"), branch.account("Bean & Leaf"));
    for never in [1 << 63, u64::MAX] {
        let sent = Movement::Direct { debit, credit, amount: money("1.00 EUR") };
        let id = TransferId::from_bytes([1; 16]);
        assert!(branch.bank.transfer(id, &sent, never).is_err());
        let hold =
            Movement::Pending { debit, credit, amount: money("1.00 EUR"), expires_at: Some(never) };
        assert!(branch.bank.transfer(id, &hold, NOW).is_err());
        assert!(branch.bank.settle_due(never).is_err());
        assert!(branch.bank.expire_due(never).is_err());
        // Whatever it is, it is after the payment's time.
        assert!(branch.bank.reject(&alice().user, &payment_id(1), never).is_err());
        assert!(branch.authorise(1, "Everyday", never).is_err());
        branch.set_clock(never);
        let wanted = initiation(9, order(9, "1.00 EUR"));
        assert!(branch.bank.initiate(&effect(9), &alice(), &wanted, &reply_to(9)).is_err());
        assert!(branch.bank.cancel(&effect(8), &alice(), &payment_id(1)).is_err());
        branch.set_clock(NOW);
    }
    assert_eq!(branch.bank.payments().unwrap().len(), 1);
    goes_on(&branch, before);
}

#[test]
fn currencies_have_their_own_decimals_and_no_others() {
    let branch = Branch::in_memory();
    branch.session(1, "alice");
    for bad in ["1 KWD", "1.23 KWD", "1.2345 KWD", "980.00 JPY", "980. JPY", "1.5 EUR", "1.00 XAU"]
    {
        assert!(bad.parse::<Money>().is_err(), "{bad}");
    }
    let dinar: Currency = "KWD".parse().unwrap();
    let new = NewAccount {
        customer: Some(alice().user),
        kind: AccountKind::Current,
        name: "Kuwait".into(),
        iban: "KW81CBKU0000000000001234560101".parse().unwrap(),
        currency: dinar,
    };
    let kuwait = branch.bank.open_account(&new, NOW).unwrap();
    let income = Booking {
        id: TransferId::from_bytes([0xc1; 16]),
        account: kuwait,
        against: None,
        indicator: CreditDebit::Credit,
        amount: money("1.234 KWD"),
        at: NOW,
        detail: Detail { counterparty: "Oil".into(), category: None, remittance: None },
    };
    assert_eq!(branch.bank.book_transfers(std::slice::from_ref(&income)).unwrap(), 1);
    let euros =
        Booking { id: TransferId::from_bytes([0xc2; 16]), amount: money("1.00 EUR"), ..income };
    let refused = branch.bank.book_transfers(&[euros]);
    assert!(matches!(refused, Err(LedgerError::OtherCurrency(_))), "{refused:?}");

    let initiate = |number: u8, amount: &str| {
        let instruction = order(number, amount);
        let per_day = money("1.233 KWD");
        let wanted = Initiation { per_day, ..initiation(number, instruction) };
        branch.bank.initiate(&effect(number), &alice(), &wanted, &reply_to(number)).unwrap()
    };
    assert_eq!(initiate(1, "0.001 KWD"), Initiated::AwaitingUser);
    assert_eq!(initiate(2, "1.232 KWD"), Initiated::AwaitingUser);
    assert!(matches!(initiate(3, "0.001 KWD"), Initiated::Answered(Err(_))), "over the ceiling");
    for refused in ["1.00 EUR", "1 JPY"] {
        assert!(matches!(initiate(4, refused), Initiated::Answered(Err(_))), "{refused}");
    }
    let euros = branch.authorise(1, "Everyday", branch.now());
    assert!(matches!(euros, Err(SheetError::UnsuitableAccount)), "{euros:?}");
    branch.authorise(1, "Kuwait", branch.now()).unwrap();
    branch.pass(1_000);
    assert_eq!(branch.bank.settle_due(branch.now()).unwrap(), 1);
    assert_eq!(branch.available("Kuwait"), money("1.233 KWD"));
    branch.assert_sound();
}

#[test]
fn texts_of_a_megabyte_move_nothing_wherever_they_stand() {
    let branch = Branch::in_memory();
    branch.session(1, "alice");
    let before = branch.bank.transfers().unwrap().len();
    authenticator(&branch.bank, &alice().user, NOW);
    let good = order(1, "1.00 EUR");
    let forged = [
        Instruction { creditor_name: megabyte(), ..good.clone() },
        Instruction { remittance: Some(megabyte()), ..good.clone() },
        Instruction { end_to_end_id: megabyte(), ..good.clone() },
        Instruction { instruction_id: megabyte(), ..good.clone() },
        Instruction { creditor: AccountIdentification::Iban(megabyte()), ..good.clone() },
        Instruction {
            creditor: AccountIdentification::SortCodeAccountNumber(megabyte()),
            ..good.clone()
        },
    ];
    // Its lengths are the contract's, which the host looks at. What it lets pass is taken in as it is,
    // and is decided like any other.
    for (number, instruction) in (1..).zip(forged) {
        // Whoever declines many payments in a row is not asked again for a week at most.
        branch.pass(8 * DAY);
        let instruction = Instruction { instruction_id: format!("{number}"), ..instruction };
        branch.initiate_as(&alice(), number, &instruction);
        let asked = branch.bank.ask_to_authorise(
            &alice().user,
            &payment_id(number),
            branch.account("Everyday"),
            branch.now(),
        );
        assert!(
            matches!(
                asked,
                Ok(_) | Err(SheetError::Authentication(AuthenticationError::NotAskable(_)))
            ),
            "{asked:?}"
        );
        branch.bank.reject(&alice().user, &payment_id(number), branch.now()).unwrap();
    }

    assert!(megabyte().parse::<Iban>().is_err());
    assert!(megabyte().parse::<Money>().is_err());
    assert!(megabyte().parse::<ConsentId>().is_err());
    let customer =
        Customer { user: alice().user, given_name: megabyte(), family_name: "Moser".into() };
    assert!(branch.bank.register_customer(&customer).is_err());
    let refused = branch.bank.ask(&alice(), &megabyte(), &asking(&branch, 1)).unwrap();
    assert!(matches!(refused, Standing::Refused(_)), "{refused:?}");
    assert_eq!(branch.bank.consented(&alice(), &megabyte()).unwrap(), None);
    assert_eq!(branch.bank.details(&alice(), &[megabyte()], 0).unwrap(), []);
    let why = Pick { reason: megabyte() };
    branch.bank.pick(&effect(1), &session_id(1), &alice(), &why).unwrap();
    branch.bank.pick_account(&alice().user, &effect(1), None, NOW).unwrap();
    goes_on(&branch, before);
}

#[test]
fn a_payment_is_not_authorised_by_what_somebody_else_or_nobody_signed() {
    let branch = Branch::in_memory();
    branch.session(1, "alice");
    branch.initiate(1, "1.00 EUR");
    branch.initiate(2, "2.00 EUR");
    let before = branch.bank.transfers().unwrap().len();
    let mine = authenticator(&branch.bank, &alice().user, NOW);
    let bobs = authenticator(&branch.bank, &owner("bob").user, NOW);
    let ask = |number| {
        let account = branch.account("Everyday");
        branch
            .bank
            .ask_to_authorise(&alice().user, &payment_id(number), account, NOW)
            .unwrap()
            .challenge
    };
    let (one, two) = (ask(1), ask(2));
    let good = mine.assert("localhost", ORIGIN, &one);
    let mut long = good.clone();
    long.client_data = megabyte().into_bytes();
    let mut unknown = good.clone();
    unknown.credential_id = CredentialId::from_bytes(&[9; 32]).unwrap();
    let forged = [
        bobs.assert("localhost", ORIGIN, &one),
        mine.assert("localhost", ORIGIN, &two),
        unknown,
        long,
    ];
    for signed in forged {
        let refused = branch.bank.authorise(&alice().user, &payment_id(1), &signed, NOW);
        assert!(
            matches!(refused, Err(SheetError::Authentication(AuthenticationError::Refused(_)))),
            "{refused:?}"
        );
    }
    assert_eq!(branch.bank.transfers().unwrap().len(), before);
    let unknown = branch.bank.authorise(&alice().user, &payment_id(9), &good, NOW);
    assert!(matches!(unknown, Err(SheetError::UnknownPayment)), "{unknown:?}");
    assert!(
        branch.bank.authorise(&alice().user, &payment_id(1), &good, NOW).is_ok(),
        "four failures do not lock"
    );
    assert_eq!(branch.bank.transfers().unwrap().len(), before + 1);
    branch.assert_sound();
}

#[test]
fn an_id_that_nothing_has_is_an_answer_of_its_own() {
    let branch = Branch::in_memory();
    let before = branch.bank.transfers().unwrap();
    let (nowhere, nobody) = ("9223372036854775807".parse().unwrap(), payment_id(9));
    let pending = TransferId::from_bytes([9; 16]);
    let (debit, credit) = (nowhere, branch.account("Everyday"));
    let amount = money("1.00 EUR");
    for movement in [
        Movement::Direct { debit, credit, amount },
        Movement::Direct { debit: credit, credit: debit, amount },
        Movement::Pending { debit, credit, amount, expires_at: None },
    ] {
        let refused = branch.bank.transfer(TransferId::from_bytes([1; 16]), &movement, NOW);
        assert!(matches!(refused, Err(LedgerError::UnknownAccount(it)) if it == nowhere));
    }
    for movement in
        [Movement::Post { pending }, Movement::Void { pending }, Movement::Expire { pending }]
    {
        let refused = branch.bank.transfer(TransferId::from_bytes([1; 16]), &movement, NOW);
        assert!(matches!(refused, Err(LedgerError::NotPending(it)) if it == pending));
    }
    assert!(matches!(
        branch.bank.reject(&alice().user, &nobody, NOW),
        Err(SheetError::UnknownPayment)
    ));
    assert_eq!(branch.bank.reject_settlement(&nobody, NOW).unwrap(), None);
    branch.bank.cancel(&effect(1), &alice(), &nobody).unwrap();
    assert_eq!(branch.bank.payment(&alice(), &nobody).unwrap(), None);
    assert_eq!(branch.bank.payment_evidence(&nobody).unwrap(), None);
    assert_eq!(branch.bank.audit_receipt(&nobody).unwrap(), None);
    assert_eq!(branch.bank.open_sheet(&session_id(99)).unwrap(), None);
    assert_eq!(branch.bank.transfers().unwrap(), before);
    let right = Movement::Direct {
        debit: credit,
        credit: branch.account("Bean & Leaf"),
        amount: money("1.00 EUR"),
    };
    let made = branch.bank.transfer(TransferId::from_bytes([1; 16]), &right, NOW).unwrap();
    assert_eq!(made, Recorded::Made, "a refused one has not used its id");
    branch.assert_sound();
}
