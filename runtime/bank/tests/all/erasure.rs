//! A user is erased: no table and no byte of the file knows them any more, the books balance, the log verifies.

use std::collections::BTreeMap;

use loggia_audit::{Action, Actor};
use loggia_authentication::SoftwareAuthenticator;
use loggia_bank::{
    AccountId, AccountKind, Booking, Customer, Detail, EraseError, Fate, MoneyLeft, NewAccount,
    RegisteredApp, TABLES, TransferId,
};
use loggia_runtime::capability::account_information::{
    AccountInformation, CreditDebit, PageRequest, Pick,
};
use loggia_runtime::capability::consent::{Asking, Consents};
use loggia_runtime::capability::identity_basic::Identity;
use loggia_runtime::capability::identity_verified::{
    Claim, Claims, ClaimsRequest, VerifiedIdentity,
};
use loggia_runtime::capability::payments::{
    AccountIdentification, ConsentStatus, Instruction, PaymentStatus,
};
use loggia_runtime::capability::{Denial, Effect, EffectKind, RefusalCode};
use loggia_runtime::store::{Commit, HostEvent, LogLevel, LogLine, StorageCommit, Store};
use loggia_runtime::{GuestText, UserId};

use crate::branch::{
    Branch, DAY, MINUTE, NOW, ORIGIN, alice, authorise, commit, effect, money, next, opening,
    order, order_on, owner, payment_id, saved, session_id,
};
use crate::consents::{ACCOUNTS, BALANCES, asking, permission};
use crate::schema::well_used;

/// A user whose id is in no other word.
const USER: &str = "customer-4711";
const NAMES: [&str; 2] = ["Wilhelmina", "Quastenflosser"];
const IBAN: &str = "AT483200000012345864";

/// When the payments of the second of January are carried out.
const DUE: u64 = NOW + DAY + 360 * MINUTE;

fn user() -> UserId {
    USER.parse().unwrap()
}

fn id(number: u8) -> TransferId {
    TransferId::from_bytes([number; 16])
}

/// The user with an account.
fn moves_in(branch: &Branch) -> AccountId {
    let (given_name, family_name) = (NAMES[0].to_owned(), NAMES[1].to_owned());
    let customer = Customer { user: user(), given_name, family_name };
    branch.bank.register_customer(&customer).unwrap();
    let account = NewAccount {
        customer: Some(user()),
        kind: AccountKind::Current,
        name: "Wilhelmina's household".into(),
        iban: IBAN.parse().unwrap(),
        currency: "EUR".parse().unwrap(),
    };
    branch.bank.open_account(&account, branch.now()).unwrap()
}

/// An order to them.
fn to_them(number: u8) -> Instruction {
    Instruction {
        creditor: AccountIdentification::Iban(IBAN.into()),
        creditor_name: NAMES.join(" "),
        ..order(number, "2.00 EUR")
    }
}

/// One in whose name there is a row in every table that can have one, and whom others pay.
fn lived() -> Branch {
    let branch = well_used();
    let bank = &branch.bank;
    let account = moves_in(&branch);
    let booking =
        |number, account, against, indicator, counterparty: &str, remittance: &str| Booking {
            id: id(number),
            account,
            against,
            indicator,
            amount: money("10.00 EUR"),
            at: branch.now(),
            detail: Detail {
                counterparty: counterparty.into(),
                category: Some("5411".parse().unwrap()),
                remittance: Some(remittance.into()),
            },
        };
    let (everyday, credit, debit) =
        (branch.account("Everyday"), CreditDebit::Credit, CreditDebit::Debit);
    bank.book_transfers(&[
        booking(0xc1, account, None, credit, "Employer Ltd", "wages of customer-4711"),
        booking(0xc2, account, None, debit, "A shop", "secret-remittance-1"),
        // Between two customers, and from another bank to somebody else.
        booking(
            0xc3,
            everyday,
            Some(account),
            debit,
            "Wilhelmina Quastenflosser",
            "secret-remittance-2",
        ),
        booking(
            0xc4,
            everyday,
            None,
            debit,
            "QUASTENFLOSSER, Wilhelmina",
            "to AT48 3200 0000 1234 5864",
        ),
        booking(0xc5, everyday, None, debit, "Another shop", "groceries"),
    ])
    .unwrap();

    let app = RegisteredApp {
        app: alice().app,
        name: "Coffee".into(),
        partner: "Bean & Leaf".into(),
        partner_id: "bean-and-leaf".parse().unwrap(),
        webhook: Some("https://partner.example/webhooks".into()),
        permissions: vec![permission(ACCOUNTS, false, None), permission(BALANCES, false, None)],
    };
    bank.register_app(&app).unwrap();

    // In a mini-app.
    let mine = owner(USER);
    let session = branch.session(0x20, USER);
    let log = [LogLine { level: LogLevel::Info, message: GuestText::line("hello".into()) }];
    let writes = [("key".to_owned(), Some(vec![1]))];
    let storage = StorageCommit { seen_version: None, writes: &writes };
    let effects = [Effect {
        id: effect(0x21),
        session: session_id(0x20),
        owner: mine.clone(),
        reply: None,
        may_raise: false,
        at: branch.now(),
        deadline: branch.now(),
        kind: EffectKind::CancelPayment(payment_id(9)),
    }];
    let step = next(&session);
    let denials =
        [Denial { interface: "loggia:storage/storage", code: RefusalCode::Denied, count: 2 }];
    bank.commit(&Commit {
        storage,
        log: &log,
        effects: &effects,
        denials: &denials,
        ..commit(&step)
    })
    .unwrap();
    bank.strike(&session_id(0x20), branch.now(), 0, "trap").unwrap();
    let event = HostEvent::Changed { topic: "payment".into(), id: "1".into() };
    bank.post(&session_id(0x20), &event).unwrap();
    for (number, interface) in [(0x22, ACCOUNTS), (0x23, BALANCES)] {
        let asking = Asking { session: session_id(0x20), ..asking(&branch, number) };
        bank.ask(&mine, interface, &asking).unwrap();
        if interface == ACCOUNTS {
            let sheet = bank.consent_sheet(&session_id(0x20)).unwrap().unwrap();
            let asked: Vec<_> = sheet.permissions.iter().map(|asked| asked.id).collect();
            bank.decide_consents(&user(), &asked, true, branch.now()).unwrap();
        }
    }
    let page = PageRequest { cursor: None, limit: 9 };
    AccountInformation::accounts(bank, &mine, &page).unwrap().unwrap();
    let pick = Pick { reason: "Why not".into() };
    bank.pick(&effect(0x24), &session_id(0x20), &mine, &pick).unwrap();
    bank.subject(&mine, &"bean-and-leaf".parse().unwrap()).unwrap();
    let claims = Claims { family_name: Some(NAMES[1].into()), ..Claims::default() };
    bank.register_claims(&user(), &claims, branch.now()).unwrap();
    let wanted =
        ClaimsRequest { claims: vec![Claim::FamilyName], purpose: "To know Wilhelmina".into() };
    bank.request_claims(&effect(0x29), &session_id(0x20), &mine, &wanted).unwrap();
    let asked = bank.claims_sheet(&session_id(0x20)).unwrap().unwrap();
    bank.share_claims(&user(), asked.id, &[Claim::FamilyName], branch.now()).unwrap();
    bank.give_points(&effect(0x25), &user(), "bean-points", 50, branch.now()).unwrap();

    // A payment that settled, one that awaits them, and one to them by somebody else.
    let mut paid = order(0x26, "3.40 EUR");
    paid.remittance = Some("secret-remittance-3".into());
    paid.instruction_id = "secret-instruction-4711".into();
    branch.initiate_as(&mine, 0x26, &paid);
    authorise(bank, &payment_id(0x26), account, branch.now()).unwrap();
    branch.initiate_as(&mine, 0x2a, &order_on(0x2a, "1.50 EUR", "2026-03-01"));
    // Somebody else's signature comes first, and counts against them.
    let asked = bank.ask_to_authorise(&user(), &payment_id(0x2a), account, branch.now()).unwrap();
    let stranger = SoftwareAuthenticator::generate().unwrap();
    let signed = stranger.assert("localhost", ORIGIN, &asked.challenge);
    bank.authorise(&user(), &payment_id(0x2a), &signed, branch.now()).unwrap_err();
    authorise(bank, &payment_id(0x2a), account, branch.now()).unwrap();
    // Every month by themselves, and by somebody else to them.
    for (of, to, remittance) in [
        (IBAN, "The landlord", "secret-remittance-5"),
        ("Everyday", "Wilhelmina Quastenflosser", "lunch"),
        ("Everyday", "Another landlord", "for Quastenflosser, Wilhelmina"),
    ] {
        branch
            .sql_prompt()
            .execute(
                "INSERT INTO standing_orders
                   (account, amount, counterparty, remittance, day_of_month, next_day)
                 SELECT id, 500, ?2, ?3, 1, 30000 FROM accounts WHERE ?1 IN (iban, name)",
                (of, to, remittance),
            )
            .unwrap();
    }
    branch.initiate_as(&mine, 0x27, &order(0x27, "1.00 EUR"));
    bank.ask_to_authorise(&user(), &payment_id(0x27), account, branch.now()).unwrap();
    bank.ask_to_register(&user(), branch.now()).unwrap();
    let remittance = Some("secret-remittance-4".into());
    branch.initiate_as(&alice(), 0x28, &Instruction { remittance, ..to_them(0x28) });
    authorise(bank, &payment_id(0x28), everyday, branch.now()).unwrap();
    branch.pass(1_000);
    bank.settle_due(branch.now()).unwrap();
    branch.assert_sound();
    branch
}

/// How many rows of each table somebody erased could be looked for in.
fn counts(branch: &Branch) -> BTreeMap<&'static str, i64> {
    let prompt = branch.sql_prompt();
    let count = |table| {
        prompt.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap()
    };
    TABLES.iter().map(|(table, _)| (*table, count(table))).collect()
}

/// Everything that must not be found.
fn needles() -> Vec<String> {
    let mut needles = vec![
        USER.to_owned(),
        IBAN.to_owned(),
        "AT48 3200".to_owned(),
        "secret-instruction".to_owned(),
        "secret-remittance".to_owned(),
        "household".to_owned(),
    ];
    needles.extend(NAMES.map(str::to_owned));
    needles
}

/// In which column of which table a needle stands.
fn found_in_tables(branch: &Branch) -> Vec<String> {
    let prompt = branch.sql_prompt();
    let tables: Vec<String> = prompt
        .prepare("SELECT name FROM sqlite_master WHERE type = 'table'")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    let mut found = Vec::new();
    for table in tables {
        let mut statement = prompt.prepare(&format!("SELECT * FROM {table}")).unwrap();
        let columns: Vec<String> = statement.column_names().map(str::to_owned).collect();
        let mut rows = statement.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            for (number, column) in columns.iter().enumerate() {
                let bytes = match row.get_ref(number).unwrap() {
                    rusqlite::types::ValueRef::Text(bytes)
                    | rusqlite::types::ValueRef::Blob(bytes) => bytes.to_vec(),
                    _ => continue,
                };
                let hits = needles().into_iter().filter(|needle| holds(&bytes, needle));
                found.extend(hits.map(|needle| format!("{table}.{column}: {needle}")));
            }
        }
    }
    found
}

fn found_in_files(branch: &Branch) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(branch.path().parent().unwrap()).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            let bytes = std::fs::read(&path).unwrap();
            let hits = needles().into_iter().filter(|needle| holds(&bytes, needle));
            found.extend(hits.map(|needle| format!("{}: {needle}", path.display())));
        }
    }
    found
}

/// Whatever the case.
fn holds(bytes: &[u8], needle: &str) -> bool {
    bytes.windows(needle.len()).any(|window| window.eq_ignore_ascii_case(needle.as_bytes()))
}

#[test]
fn an_erased_user_is_in_no_table_and_in_no_byte_of_the_file_and_the_log_verifies() {
    let branch = lived();
    // The test has something to find in every table from which something goes.
    for (table, fate) in TABLES {
        if let Fate::Goes(sql) | Fate::Blanked(sql) = fate
            && sql.ends_with("WHERE user = :user")
        {
            let sql = format!("SELECT EXISTS (SELECT 1 FROM {table} WHERE user = '{USER}')");
            let there: bool = branch.sql_prompt().query_row(&sql, [], |row| row.get(0)).unwrap();
            assert!(there, "{table} has no row of theirs: let `lived` make one");
        }
    }
    for (table, count) in counts(&branch) {
        assert!(count > 0 || table == "erased_users", "{table} is empty: let `lived` fill it");
    }
    assert!(!found_in_tables(&branch).is_empty());

    let before = counts(&branch);
    let checkpoint = branch.bank.audit_checkpoint().unwrap().unwrap();
    let (booked, transfers) =
        (branch.available("Everyday"), branch.bank.transfers().unwrap().len());
    let now = branch.now();
    let erased = branch.bank.erase_user(&user(), MoneyLeft::ToSettlement, now).unwrap();
    assert_eq!(erased.paid_out, [money("8.60 EUR")], "10 - 10 + 10 - 3.40 + 2");
    assert!(erased.scrubbed);

    assert_eq!(found_in_tables(&branch), [""; 0]);
    assert_eq!(found_in_files(&branch), [""; 0]);
    branch.assert_sound();
    let after = counts(&branch);
    assert_eq!(after["transfers"], before["transfers"] + 1, "paid out, and nothing is lost");
    for table in ["accounts", "payments", "payment_evidence", "transfer_details"] {
        assert_eq!(after[table], before[table], "{table} keeps what the law has it keep");
    }
    assert_eq!(branch.available("Everyday"), booked, "nobody else has more or less");
    assert_eq!(branch.bank.transfers().unwrap().len(), transfers + 1);

    // What was kept of others is still there.
    let kept = branch.bank.detail(id(0xc5)).unwrap().unwrap();
    assert_eq!(
        (kept.counterparty.as_str(), kept.remittance.as_deref()),
        ("Another shop", Some("groceries"))
    );
    for number in [0xc3, 0xc4] {
        let blanked = branch.bank.detail(id(number)).unwrap().unwrap();
        assert_eq!((blanked.counterparty.as_str(), blanked.remittance), ("erased", None));
    }
    let orders = branch.bank.standing_orders().unwrap();
    let others: Vec<_> = orders.iter().filter(|order| order.next_on.number() == 30_000).collect();
    let [order] = others.as_slice() else { panic!("nobody pays them any more: {others:?}") };
    assert_eq!(
        (order.detail.counterparty.as_str(), &order.detail.remittance),
        ("Another landlord", &None)
    );
    assert_eq!(branch.payment(0x27).payment.consent, ConsentStatus::Rjct, "declined in their name");
    let scheduled = branch.payment(0x2a).payment.status;
    assert_eq!(scheduled, Some(PaymentStatus::Canc), "cancelled in their name");
    assert_eq!(branch.payment(0x26).owner.user, erased.name);
    assert!(branch.bank.payment_evidence(&payment_id(0x26)).unwrap().is_none());
    assert!(branch.bank.payment_evidence(&payment_id(1)).unwrap().is_some());
    assert!(branch.bank.load(&session_id(1)).unwrap().is_some());

    // The log continues what was signed before.
    let newest = branch.bank.audit_checkpoint().unwrap().unwrap();
    let (old, new) = (checkpoint.unverified(), newest.unverified());
    let proof = branch.bank.audit_consistency(old.size, new.size).unwrap().unwrap();
    assert!(proof.verify((old.size, &old.root), (new.size, &new.root)).is_ok());
    let branch = branch.reopened();
    branch.assert_sound();

    let again = branch.bank.erase_user(&user(), MoneyLeft::Refuse, now);
    assert!(matches!(again, Err(EraseError::UnknownUser)), "{again:?}");
    // A step of a session that was open meanwhile finds nothing to go on with.
    let stale = next(&next(&saved(0x20, USER)));
    assert!(branch.bank.commit(&commit(&stale)).is_err());
}

#[test]
fn what_strangers_pay_arrives_though_a_remittance_names_who_is_erased() {
    let branch = Branch::on_disk();
    branch.session(1, "alice");
    moves_in(&branch);
    let remittance = Some(format!("for {}, {IBAN}", NAMES.join(" ")));
    let naming = |order| Instruction { remittance: remittance.clone(), ..order };
    branch.initiate_as(&alice(), 1, &naming(order(1, "1.00 EUR")));
    branch.authorise(1, "Everyday", branch.now()).unwrap();
    branch.pass(1_000);
    branch.bank.settle_due(branch.now()).unwrap();
    branch.initiate_as(&alice(), 2, &naming(order_on(2, "3.40 EUR", "2026-01-02")));
    branch.authorise(2, "Everyday", branch.now()).unwrap();
    // One that they could still decide on, and one of their namesake's with another bank.
    branch.initiate_as(&alice(), 3, &naming(order(3, "0.50 EUR")));
    let creditor = AccountIdentification::Iban("GB82WEST12345698765432".into());
    let namesakes = order_on(4, "0.70 EUR", "2026-01-02");
    let namesakes = Instruction { creditor, creditor_name: NAMES.join(" "), ..namesakes };
    branch.initiate_as(&alice(), 4, &namesakes);
    branch.authorise(4, "Everyday", branch.now()).unwrap();
    let (shown, had) = (branch.payment(2).instruction, branch.available("Bean & Leaf"));

    branch.bank.erase_user(&user(), MoneyLeft::Refuse, branch.now()).unwrap();
    branch.assert_sound();
    assert!(branch.bank.payment_evidence(&payment_id(1)).unwrap().is_some());
    assert_eq!(branch.payment(2).instruction, shown);
    branch.authorise(3, "Everyday", branch.now()).unwrap();
    branch.set_clock(DUE);
    assert_eq!(branch.bank.execute_due(branch.now()).unwrap(), 2);
    branch.pass(1_000);
    assert_eq!(branch.bank.settle_due(branch.now()).unwrap(), 3);
    assert_eq!(
        branch.available("Bean & Leaf").minor_units(),
        had.minor_units() + money("3.90 EUR").minor_units()
    );
    assert!(branch.bank.payment_evidence(&payment_id(2)).unwrap().is_some());
    branch.assert_sound();
}

#[test]
fn what_would_still_be_paid_into_an_erased_account_is_ended_first() {
    let branch = Branch::on_disk();
    branch.session(1, "alice");
    moves_in(&branch);
    let on = Some("2026-01-02".parse().unwrap());
    branch.initiate_as(&alice(), 1, &Instruction { on, ..to_them(1) });
    branch.authorise(1, "Everyday", branch.now()).unwrap();
    branch.initiate_as(&alice(), 2, &to_them(2));
    branch
        .bank
        .ask_to_authorise(&alice().user, &payment_id(2), branch.account("Everyday"), branch.now())
        .unwrap();
    // Declined after it was asked to be signed.
    branch.initiate_as(&alice(), 3, &to_them(3));
    branch
        .bank
        .ask_to_authorise(&alice().user, &payment_id(3), branch.account("Everyday"), branch.now())
        .unwrap();
    branch.bank.reject(&alice().user, &payment_id(3), branch.now()).unwrap();
    let had = branch.available("Everyday");

    branch.bank.erase_user(&user(), MoneyLeft::Refuse, branch.now()).unwrap();
    assert_eq!(branch.payment(1).payment.status, Some(PaymentStatus::Canc));
    assert_eq!(branch.payment(2).payment.consent, ConsentStatus::Expd);
    let log = branch.bank.audit_log().unwrap();
    let cancelled = log.iter().find(|entry| entry.leaf.action == Action::PaymentCancelled).unwrap();
    assert_eq!(cancelled.leaf.by, Actor::Bank);
    branch.set_clock(DUE);
    assert_eq!(branch.bank.execute_due(DUE).unwrap(), 0);
    assert_eq!(branch.available("Everyday"), had);
    assert_eq!(found_in_tables(&branch), [""; 0]);
    assert_eq!(found_in_files(&branch), [""; 0]);
    branch.assert_sound();
}

#[test]
fn what_a_reader_kept_in_the_file_goes_when_it_is_scrubbed_again() {
    let branch = lived();
    let reader = branch.sql_prompt();
    reader.execute_batch("BEGIN; SELECT count(*) FROM payments").unwrap();
    let now = branch.now();
    let erased = branch.bank.erase_user(&user(), MoneyLeft::ToSettlement, now).unwrap();
    assert!(!erased.scrubbed);
    assert!(!found_in_files(&branch).is_empty());
    reader.execute_batch("COMMIT").unwrap();
    let again = branch.bank.erase_user(&user(), MoneyLeft::ToSettlement, now);
    assert!(matches!(again, Err(EraseError::UnknownUser)), "{again:?}");
    assert!(branch.bank.scrub().unwrap());
    assert_eq!(found_in_files(&branch), [""; 0]);
    let log = branch.path().with_file_name("bank.sqlite3-wal");
    assert_eq!(std::fs::metadata(log).unwrap().len(), 0);
}

#[test]
fn whoever_has_money_or_some_in_flight_is_not_erased() {
    let branch = Branch::on_disk();
    branch.session(1, "alice");
    branch.initiate(1, "3.40 EUR");
    let (alice, now) = ("alice".parse().unwrap(), branch.now());
    let refused = branch.bank.erase_user(&alice, MoneyLeft::Refuse, now).unwrap_err();
    assert!(matches!(refused, EraseError::HoldsMoney { .. }), "{refused}");
    assert!(refused.to_string().contains("pay it out first"), "{refused}");
    assert_eq!(branch.payment(1).payment.consent, ConsentStatus::Awau, "nothing was declined");

    branch.authorise(1, "Everyday", now).unwrap();
    let refused = branch.bank.erase_user(&alice, MoneyLeft::ToSettlement, now).unwrap_err();
    assert!(matches!(refused, EraseError::MoneyInFlight { .. }), "{refused}");
    assert!(branch.bank.customer(&alice).unwrap().is_some());
    let nobody = branch.bank.erase_user(&"nobody".parse().unwrap(), MoneyLeft::Refuse, now);
    assert!(matches!(nobody, Err(EraseError::UnknownUser)), "{nobody:?}");
    branch.assert_sound();
}

#[test]
fn the_demonstration_does_not_bring_an_erased_customer_back() {
    let branch = Branch::on_disk();
    let alice: UserId = "alice".parse().unwrap();
    branch.bank.erase_user(&alice, MoneyLeft::ToSettlement, branch.now()).unwrap();
    branch.bank.seed_demo(branch.now()).unwrap();
    let nobody = branch.bank.erase_user(&alice, MoneyLeft::ToSettlement, branch.now());
    assert!(matches!(nobody, Err(EraseError::UnknownUser)), "{nobody:?}");
}

#[test]
fn an_erased_user_who_comes_back_is_a_new_one() {
    let branch = Branch::on_disk();
    let other = branch.another();
    branch.session(1, "newcomer");
    assert!(other.load(&session_id(1)).unwrap().is_some());
    let newcomer = "newcomer".parse().unwrap();
    branch.bank.erase_user(&newcomer, MoneyLeft::Refuse, branch.now()).unwrap();
    // Another process still remembers the old key.
    other.commit(&opening(&saved(2, "newcomer"), 9)).unwrap();
    assert!(branch.bank.load(&session_id(2)).unwrap().is_some());
    assert!(branch.bank.load(&session_id(1)).unwrap().is_none());
    branch.assert_sound();
}

/// With an SQL prompt, and an erasure of somebody as the newest leaf.
#[test]
fn an_erasure_lets_what_never_changes_lose_a_person_and_nothing_else() {
    let branch = lived();
    let now = branch.now();
    branch.bank.erase_user(&user(), MoneyLeft::ToSettlement, now).unwrap();
    let prompt = branch.sql_prompt();
    for (sql, expected) in [
        ("UPDATE payments SET amount = amount + 1", "stays as it was shown|moves together"),
        ("UPDATE payments SET creditor_name = 'Mallory'", "a payment stays as it was shown"),
        ("UPDATE payments SET user = 'mallory'", "a payment stays as it was shown"),
        (
            "UPDATE payments SET creditor_account = 'erased' WHERE consent = 'AWAU'",
            "a payment stays as it was shown",
        ),
        (
            "UPDATE payments SET creditor_account = 'erased' WHERE status = 'RCVD'",
            "a payment stays as it was shown",
        ),
        (
            "UPDATE payments SET creditor_name = 'erased' WHERE status = 'PDNG'",
            "a payment stays as it was shown",
        ),
        ("UPDATE standing_orders SET counterparty = 'erased'", "a standing order stays what it is"),
        ("UPDATE payments SET consent = 'AWAU', status = NULL", "a payment moves only forward"),
        (
            "UPDATE accounts SET owner = 'mallory' WHERE owner = 'alice'",
            "an account stays what it is",
        ),
        (
            "UPDATE accounts SET currency = 'USD' WHERE owner = 'alice'",
            "an account stays what it is",
        ),
        (
            "UPDATE transfer_details SET counterparty = 'Mallory'",
            "what a transfer was for never changes",
        ),
        ("UPDATE payment_evidence SET body = '{}'", "evidence never changes"),
        ("UPDATE payment_evidence SET digest = zeroblob(32)", "evidence never changes"),
        ("DELETE FROM payments", "a payment never goes"),
        ("DELETE FROM point_bookings WHERE user = 'alice'", "a booking never goes"),
        ("DELETE FROM transfers", "a transfer never goes"),
        ("DELETE FROM erased_users", "an erasure never goes"),
        ("UPDATE erased_users SET name = 'erased:x'", "an erasure never changes"),
    ] {
        let refused = prompt.execute(sql, []).unwrap_err().to_string();
        let refused_by = |expected| refused.contains(expected);
        assert!(expected.split('|').any(refused_by), "{sql}\ngave: {refused}");
    }
    // After the next leaf not even that.
    branch.initiate(0x66, "0.10 EUR");
    let refused = prompt.execute("UPDATE payment_evidence SET body = 'null'", []).unwrap_err();
    assert!(refused.to_string().contains("evidence never changes"), "{refused}");
}

#[test]
fn evidence_that_somebody_blanked_without_an_erasure_is_found() {
    let branch = Branch::on_disk();
    branch.session(1, "alice");
    branch.settled(1, "3.40 EUR");
    crate::verify::cook(
        &branch,
        &["payment_evidence_never_changes"],
        "UPDATE payment_evidence SET body = 'null'",
    );
    let report = branch.bank.verify().unwrap().to_string();
    assert!(report.contains("its evidence was blanked, and nobody erased"), "{report}");
}
