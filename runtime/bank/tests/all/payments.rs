use loggia_bank::{Recorded, RegisteredApp, SheetError, TransferId, TransferKind};
use loggia_runtime::capability::payments::{
    AccountIdentification, ConsentStatus, Initiated, Instruction, PaymentStatus, Payments,
};
use loggia_runtime::capability::{Answer, RefusalCode};
use loggia_runtime::store::{Closed, HostEvent, Store};

use crate::branch::{
    Branch, DAY, MINUTE, alice, authorise, effect, initiation, money, order, owner, payment_id,
    reply_to, session_id,
};

fn refusal_of(initiated: Initiated) -> RefusalCode {
    match initiated {
        Initiated::Answered(Err(refusal)) => refusal.code,
        other => panic!("expected a refusal, and there is {other:?}"),
    }
}

#[test]
fn the_sheet_shows_what_was_initiated_and_where_it_could_be_paid_from() {
    let branch = Branch::in_memory();
    branch.session(1, "alice");
    assert_eq!(branch.bank.payment_sheet(&session_id(1)).unwrap(), None);
    assert_eq!(
        branch.initiate(1, "1284.61 EUR"),
        Initiated::Answered(Err(day_refusal(&branch, 9)))
    );
    assert_eq!(branch.initiate(2, "3.40 EUR"), Initiated::AwaitingUser);
    branch.initiate(3, "4.00 EUR");

    let sheet = branch.bank.payment_sheet(&session_id(1)).unwrap().unwrap();
    assert_eq!(sheet.payment, payment_id(2), "the oldest that awaits the user");
    assert_eq!((sheet.app_name.as_str(), sheet.partner_name), ("com.beanandleaf.coffee", None));
    assert_eq!(sheet.creditor_name, "Bean & Leaf");
    assert_eq!(sheet.creditor, AccountIdentification::Iban("AT611904300234573201".into()));
    assert_eq!(sheet.amount, money("3.40 EUR"));
    assert_eq!(sheet.remittance.as_deref(), Some("One flat white"));
    assert_eq!(sheet.expires_at - sheet.created_at, 5 * MINUTE);
    let accounts: Vec<_> = sheet
        .accounts
        .iter()
        .map(|a| (a.nickname.as_str(), a.iban_masked.as_str(), a.sufficient))
        .collect();
    assert_eq!(
        accounts,
        [("Everyday", "AT86 •••• 0001", true), ("Savings", "AT59 •••• 0002", true)]
    );

    let names = RegisteredApp {
        app: alice().app,
        name: "Coffee".into(),
        partner: "Bean & Leaf GmbH".into(),
        partner_id: "bean-and-leaf".parse().unwrap(),
        webhook: None,
        permissions: Vec::new(),
    };
    branch.bank.register_app(&names).unwrap();
    let sheet = branch.bank.payment_sheet(&session_id(1)).unwrap().unwrap();
    assert_eq!(
        (sheet.app_name.as_str(), sheet.partner_name.as_deref()),
        ("Coffee", Some("Bean & Leaf GmbH"))
    );
}

/// The refusal of a payment that is beyond the day's ceiling.
fn day_refusal(branch: &Branch, number: u8) -> loggia_runtime::capability::Refusal {
    match branch.initiate_as(&owner("nobody"), number, &order(number, "50.01 EUR")) {
        Initiated::Answered(Err(refusal)) => refusal,
        other => panic!("expected a refusal, and there is {other:?}"),
    }
}

#[test]
fn who_declines_again_and_again_is_left_in_peace_for_longer_and_longer() {
    let branch = Branch::in_memory();
    branch.session(1, "alice");
    let decline = |number: u8| {
        assert_eq!(branch.initiate(number, "1.00 EUR"), Initiated::AwaitingUser);
        branch.bank.reject(&alice().user, &payment_id(number), branch.now()).unwrap();
    };
    let wait = |number: u8| match branch.initiate(number, "1.00 EUR") {
        Initiated::Answered(Err(refusal)) => {
            assert_eq!(refusal.code, RefusalCode::Denied);
            refusal.retry_after_ms.unwrap()
        }
        other => panic!("expected a refusal, and there is {other:?}"),
    };
    // Changing one's mind is usual.
    decline(1);
    decline(2);
    decline(3);
    assert_eq!(wait(4), MINUTE);
    assert_eq!(branch.bank.payment_sheet(&session_id(1)).unwrap(), None, "nothing is asked");
    let Initiated::Answered(Ok(there)) = branch.initiate_as(&alice(), 9, &order(3, "1.00 EUR"))
    else {
        panic!("a repeat has its answer");
    };
    assert_eq!(there.consent, ConsentStatus::Rjct);
    let bob = branch.initiate_as(&owner("bob"), 20, &order(20, "1.00 EUR"));
    assert_eq!(bob, Initiated::AwaitingUser, "another user is in no pause");
    branch.pass(MINUTE - 1);
    assert_eq!(wait(4), 1);
    branch.pass(1);
    decline(4);
    assert_eq!(wait(5), 60 * MINUTE);
    branch.pass(60 * MINUTE);

    // A yes begins anew.
    assert_eq!(branch.initiate(5, "1.00 EUR"), Initiated::AwaitingUser);
    branch.authorise(5, "Everyday", branch.now()).unwrap();
    decline(6);
    decline(7);
    decline(8);
    assert_eq!(wait(10), MINUTE);
    branch.assert_sound();
}

#[test]
fn a_yes_holds_the_money_and_answers_the_mini_app_once() {
    let branch = Branch::in_memory();
    branch.session(1, "alice");
    branch.initiate(1, "3.40 EUR");
    branch.pass(10);
    let account = branch.account("Everyday");
    let payment = authorise(&branch.bank, &payment_id(1), account, branch.now()).unwrap();
    assert_eq!((payment.consent, payment.status), (ConsentStatus::Auth, Some(PaymentStatus::Pdng)));
    assert_eq!(payment.updated_at, branch.now());
    assert_eq!(branch.available("Everyday"), money("1281.20 EUR"));
    assert_eq!(branch.available("Bean & Leaf"), money("0.00 EUR"));

    let again = branch.authorise(1, "Savings", branch.now() + 1).unwrap();
    let no = branch.bank.reject(&alice().user, &payment_id(1), branch.now() + 1).unwrap();
    assert_eq!((&again, &no), (&payment, &payment), "decided once, as it stands");
    assert_eq!(branch.available("Savings"), money("6500.00 EUR"));

    let expected = HostEvent::Answered {
        request: 1,
        context: vec![1, 0, 255],
        answer: Answer::Payment(Ok(payment.clone())),
    };
    assert_eq!(branch.events(1), [expected]);
    assert_eq!(branch.bank.payment(&alice(), &payment_id(1)).unwrap(), Some(payment));
    assert_eq!(branch.bank.payment_sheet(&session_id(1)).unwrap(), None);
    branch.assert_sound();
}

#[test]
fn a_no_moves_nothing_and_is_no_error_to_the_mini_app() {
    let branch = Branch::in_memory();
    branch.session(1, "alice");
    branch.initiate(1, "3.40 EUR");
    let payment = branch.bank.reject(&alice().user, &payment_id(1), branch.now()).unwrap();
    assert_eq!((payment.consent, payment.status), (ConsentStatus::Rjct, None));
    let yes = branch.authorise(1, "Everyday", branch.now()).unwrap();
    assert_eq!(yes, payment);
    assert_eq!(branch.answer(1), Answer::Payment(Ok(payment)));
    assert_eq!(branch.available("Everyday"), money("1284.60 EUR"));
    branch.assert_sound();
}

#[test]
fn too_little_money_is_told_to_the_user_alone_who_may_choose_another_account() {
    let branch = Branch::in_memory();
    branch.session(1, "bob");
    branch.initiate_as(&owner("bob"), 1, &order(1, "3.40 EUR"));
    let sheet = branch.bank.payment_sheet(&session_id(1)).unwrap().unwrap();
    assert_eq!(sheet.accounts.iter().map(|a| a.sufficient).collect::<Vec<_>>(), [true, false]);

    let refused = authorise(&branch.bank, &payment_id(1), sheet.accounts[1].id, branch.now());
    assert!(matches!(
        refused,
        Err(SheetError::InsufficientFunds { available, needed })
            if (available, needed) == (money("2.50 EUR"), money("3.40 EUR"))
    ));
    assert_eq!(branch.events(1), []);
    assert!(branch.bank.payment_sheet(&session_id(1)).unwrap().is_some());
    let paid = authorise(&branch.bank, &payment_id(1), sheet.accounts[0].id, branch.now()).unwrap();
    assert_eq!(paid.consent, ConsentStatus::Auth);
}

#[test]
fn a_payment_is_paid_from_the_payers_own_account_in_its_currency() {
    let branch = Branch::in_memory();
    branch.session(1, "alice");
    branch.initiate(1, "3.40 EUR");
    let settlement = branch.bank.settlement_account("EUR".parse().unwrap(), branch.now()).unwrap();
    let accounts = [
        branch.account("Main"),
        branch.account("Travel"),
        branch.account("Bean & Leaf"),
        settlement,
    ];
    for account in accounts.into_iter().chain(["77".parse().unwrap()]) {
        let refused = authorise(&branch.bank, &payment_id(1), account, branch.now());
        assert!(matches!(refused, Err(SheetError::UnsuitableAccount)), "{account}");
    }
    let unknown = branch.authorise(2, "Everyday", branch.now());
    assert!(matches!(unknown, Err(SheetError::UnknownPayment)));
    assert_eq!(branch.payment(1).payment.consent, ConsentStatus::Awau);
}

#[test]
fn a_payment_to_another_bank_leaves_by_the_settlement_account() {
    let branch = Branch::in_memory();
    branch.session(1, "alice");
    let mut abroad = order(1, "3.40 EUR");
    abroad.creditor = AccountIdentification::SortCodeAccountNumber("20000055779911".into());
    branch.initiate_as(&alice(), 1, &abroad);
    branch.authorise(1, "Everyday", branch.now()).unwrap();
    let settlement = branch.bank.settlement_account("EUR".parse().unwrap(), branch.now()).unwrap();
    let held = branch.bank.transfers().unwrap().pop().unwrap();
    assert_eq!(
        (held.id, held.kind),
        (TransferId::of_payment(&payment_id(1)), TransferKind::Pending)
    );
    assert_eq!(held.credit, settlement);
}

#[test]
fn who_decides_too_late_has_not_decided() {
    let branch = Branch::in_memory();
    branch.session(1, "alice");
    branch.initiate(1, "3.40 EUR");
    branch.pass(5 * MINUTE);
    assert_eq!(branch.bank.payment_sheet(&session_id(1)).unwrap(), None);
    for _ in 0..2 {
        let late = branch.authorise(1, "Everyday", branch.now());
        assert!(matches!(late, Err(SheetError::Expired)));
    }
    assert_eq!(branch.payment(1).payment.consent, ConsentStatus::Expd);
    assert!(
        matches!(branch.answer(1), Answer::Payment(Err(refusal)) if refusal.code == RefusalCode::Expired)
    );
    assert_eq!(branch.available("Everyday"), money("1284.60 EUR"));
}

#[test]
fn what_nobody_decides_expires_by_itself_after_five_minutes() {
    let branch = Branch::in_memory();
    branch.session(1, "alice");
    branch.initiate(1, "3.40 EUR");
    branch.pass(5 * MINUTE - 1);
    assert_eq!(branch.bank.expire_due(branch.now()).unwrap(), 0);
    branch.pass(1);
    assert_eq!(branch.bank.expire_due(branch.now()).unwrap(), 1);
    assert_eq!(branch.bank.expire_due(branch.now()).unwrap(), 0);
    assert!(
        matches!(branch.answer(1), Answer::Payment(Err(refusal)) if refusal.code == RefusalCode::Expired)
    );
    assert_eq!(
        refusal_of(branch.initiate_as(&alice(), 2, &order(1, "3.40 EUR"))),
        RefusalCode::Expired
    );
}

#[test]
fn the_same_effect_is_done_once_and_answered_once() {
    let branch = Branch::in_memory();
    branch.session(1, "alice");
    assert_eq!(branch.initiate(1, "3.40 EUR"), Initiated::AwaitingUser);
    assert_eq!(branch.initiate(1, "3.40 EUR"), Initiated::AwaitingUser);
    branch.bank.reject(&alice().user, &payment_id(1), branch.now()).unwrap();
    assert_eq!(
        branch.initiate(1, "3.40 EUR"),
        Initiated::AwaitingUser,
        "its answer is posted already"
    );
    assert_eq!(branch.bank.payments().unwrap().len(), 1);
    assert_eq!(branch.events(1).len(), 1);
}

#[test]
fn the_same_instruction_is_the_same_payment_as_it_stands_and_another_body_is_a_mismatch() {
    let branch = Branch::in_memory();
    branch.session(1, "alice");
    branch.initiate(1, "3.40 EUR");
    let instruction = order(1, "3.40 EUR");
    let Initiated::Answered(Ok(awaiting)) = branch.initiate_as(&alice(), 2, &instruction) else {
        panic!()
    };
    assert_eq!((awaiting.id, awaiting.consent), (payment_id(1), ConsentStatus::Awau));
    let authorised = branch.authorise(1, "Everyday", branch.now()).unwrap();
    let again = branch.initiate_as(&alice(), 3, &instruction);
    assert_eq!(again, Initiated::Answered(Ok(authorised.clone())));
    // The payee's name is the bank's to change, and whoever tries again must not pay twice.
    let renamed = Instruction { creditor_name: "Leaf & Bean".into(), ..instruction.clone() };
    let again = branch.initiate_as(&alice(), 5, &renamed);
    assert_eq!(again, Initiated::Answered(Ok(authorised)));
    assert_eq!(branch.payment(1).instruction.creditor_name, "Bean & Leaf", "as it was shown");

    let mut others = vec![order(1, "3.41 EUR")];
    let account = AccountIdentification::SortCodeAccountNumber("20000055779911".into());
    others.push(Instruction { end_to_end_id: "x".into(), ..instruction.clone() });
    others.push(Instruction { remittance: None, ..instruction.clone() });
    others.push(Instruction { creditor: account, ..instruction.clone() });
    for (number, other) in (10..).zip(&others) {
        assert_eq!(
            refusal_of(branch.initiate_as(&alice(), number, other)),
            RefusalCode::DuplicateMismatch
        );
    }
    assert_eq!(
        branch.initiate_as(&owner("bob"), 4, &order(1, "9.99 EUR")),
        Initiated::AwaitingUser
    );
    assert_eq!(branch.bank.payments().unwrap().len(), 2, "another owner's ids are another's");
}

#[test]
fn a_days_payments_stay_below_the_grants_ceiling_and_tomorrow_is_another_day() {
    let branch = Branch::in_memory();
    branch.session(1, "alice");
    assert_eq!(branch.initiate(1, "30.00 EUR"), Initiated::AwaitingUser);
    assert_eq!(branch.initiate(2, "20.00 EUR"), Initiated::AwaitingUser);
    for _ in 0..2 {
        assert_eq!(
            refusal_of(branch.initiate(3, "0.01 EUR")),
            RefusalCode::Denied,
            "same effect, same outcome"
        );
    }
    assert_eq!(
        refusal_of(branch.initiate_as(&alice(), 4, &order(3, "0.01 EUR"))),
        RefusalCode::Denied
    );
    assert_eq!(branch.payment(3).payment.consent, ConsentStatus::Rjct, "kept as it was decided");
    assert_eq!(
        branch.initiate_as(&owner("bob"), 5, &order(5, "50.00 EUR")),
        Initiated::AwaitingUser
    );

    branch.bank.reject(&alice().user, &payment_id(2), branch.now()).unwrap();
    assert_eq!(
        branch.initiate(6, "20.00 EUR"),
        Initiated::AwaitingUser,
        "what was refused counts no more"
    );
    branch.pass(DAY - branch.now() % DAY);
    assert_eq!(branch.initiate(7, "50.00 EUR"), Initiated::AwaitingUser);
}

#[test]
fn a_payment_without_an_amount_or_in_another_currency_is_refused() {
    let branch = Branch::in_memory();
    branch.session(1, "alice");
    assert_eq!(refusal_of(branch.initiate(1, "0.00 EUR")), RefusalCode::InvalidArgument);
    assert_eq!(refusal_of(branch.initiate(2, "1.00 USD")), RefusalCode::Denied);
    assert_eq!(branch.bank.payments().unwrap(), []);
}

#[test]
fn only_what_still_awaits_the_user_can_be_withdrawn_and_only_by_its_owner() {
    let branch = Branch::in_memory();
    branch.session(1, "alice");
    branch.initiate(1, "3.40 EUR");
    branch.bank.cancel(&effect(50), &owner("bob"), &payment_id(1)).unwrap();
    assert_eq!(branch.payment(1).payment.consent, ConsentStatus::Awau);
    for _ in 0..2 {
        branch.bank.cancel(&effect(51), &alice(), &payment_id(1)).unwrap();
    }
    let Answer::Payment(Ok(answer)) = branch.answer(1) else { panic!() };
    assert_eq!(answer.consent, ConsentStatus::Canc);

    branch.initiate(2, "3.40 EUR");
    let paid = branch.authorise(2, "Everyday", branch.now()).unwrap();
    branch.bank.cancel(&effect(52), &alice(), &payment_id(2)).unwrap();
    assert_eq!(branch.bank.payment(&alice(), &payment_id(2)).unwrap(), Some(paid));
}

#[test]
fn a_payment_is_its_owners_alone() {
    let branch = Branch::in_memory();
    branch.session(1, "alice");
    branch.initiate(1, "3.40 EUR");
    assert_eq!(branch.bank.payment(&owner("bob"), &payment_id(1)).unwrap(), None);
    assert_eq!(branch.bank.payment(&alice(), &payment_id(9)).unwrap(), None);
}

#[test]
fn a_decision_for_a_closed_session_is_made_and_its_answer_dropped() {
    let branch = Branch::in_memory();
    branch.session(1, "alice");
    branch.initiate(1, "3.40 EUR");
    branch.bank.close(&session_id(1), Closed::ByUser).unwrap();
    let paid = branch.authorise(1, "Everyday", branch.now()).unwrap();
    assert_eq!(paid.consent, ConsentStatus::Auth);
    assert_eq!(branch.events(1), []);
    branch.assert_sound();
}

#[test]
fn a_session_that_comes_later_hears_what_becomes_of_a_payment() {
    let branch = Branch::in_memory();
    let changed = HostEvent::Changed { topic: "payment".into(), id: payment_id(1).to_string() };
    branch.session(1, "alice");
    branch.initiate(1, "3.40 EUR");
    branch.bank.close(&session_id(1), Closed::ByUser).unwrap();
    branch.session(2, "alice");
    branch.session(3, "bob");
    branch.authorise(1, "Everyday", branch.now()).unwrap();
    branch.pass(1_000);
    assert_eq!(branch.bank.settle_due(branch.now()).unwrap(), 1);
    assert_eq!(branch.events(2), [changed.clone(), changed]);
    assert_eq!(branch.events(3), [], "it is nobody else's");
    branch.assert_sound();
}

#[test]
fn the_session_that_asked_has_the_answer_and_the_others_hear_that_there_is_one() {
    let branch = Branch::in_memory();
    branch.session(1, "alice");
    branch.session(2, "alice");
    branch.initiate(1, "3.40 EUR");
    branch.bank.reject(&alice().user, &payment_id(1), branch.now()).unwrap();
    assert!(matches!(branch.answer(1), Answer::Payment(Ok(_))));
    let changed = HostEvent::Changed { topic: "payment".into(), id: payment_id(1).to_string() };
    assert_eq!(branch.events(2), [changed]);
}

#[test]
fn ones_own_overdue_payments_count_towards_no_ceiling_behind_any_number_of_others() {
    let branch = Branch::in_memory();
    branch.session(1, "alice");
    for number in 1..=201 {
        assert_eq!(
            branch.initiate_as(&owner("bob"), number, &order(number, "0.01 EUR")),
            Initiated::AwaitingUser
        );
    }
    branch.pass(1);
    assert_eq!(branch.initiate(202, "50.00 EUR"), Initiated::AwaitingUser);
    branch.pass(5 * MINUTE);
    assert_eq!(branch.initiate(203, "50.00 EUR"), Initiated::AwaitingUser);
    assert_eq!(branch.payment(202).payment.consent, ConsentStatus::Expd);
}

#[test]
fn an_open_sheet_survives_a_restart() {
    let branch = Branch::on_disk();
    branch.session(1, "alice");
    branch.initiate(1, "3.40 EUR");
    let before = branch.bank.payment_sheet(&session_id(1)).unwrap().unwrap();
    let branch = branch.reopened();
    assert_eq!(branch.bank.payment_sheet(&session_id(1)).unwrap(), Some(before));
}

#[test]
fn a_payments_id_is_its_transfers_id_so_a_taken_one_is_found_out() {
    let branch = Branch::in_memory();
    branch.session(1, "alice");
    let taken = loggia_bank::Movement::Direct {
        debit: branch.account("Savings"),
        credit: branch.account("Everyday"),
        amount: money("1.00 EUR"),
    };
    let id = TransferId::of_payment(&payment_id(1));
    assert_eq!(branch.bank.transfer(id, &taken, branch.now()).unwrap(), Recorded::Made);
    branch.initiate(1, "3.40 EUR");
    let refused = branch.authorise(1, "Everyday", branch.now());
    assert!(matches!(refused, Err(SheetError::Database(_))));
    assert_eq!(branch.payment(1).payment.consent, ConsentStatus::Awau);

    let mut reused = initiation(2, order(2, "1.00 EUR"));
    reused.payment = payment_id(1);
    let refused = branch.bank.initiate(&effect(2), &alice(), &reused, &reply_to(2)).unwrap();
    assert_eq!(refusal_of(refused), RefusalCode::DuplicateMismatch);
}
