//! Payments that nobody should ever be asked for: each is refused at the call, says what would be right,
//! and reaches no backend. What does reach it names the payee as the bank does.

use loggia_runtime::capability::payments::{ConsentStatus, Initiation};
use loggia_runtime::store::Store;
use loggia_runtime::{Blame, Limits, Session};
use loggia_tests::{Lab, day_after, full_grant, tell, told};
use serde_json::json;

/// What a look-alike of "Mischief Ltd" is made of, with a text that runs backwards.
const LOOK_ALIKE: &str = "Mischief Ltd U+0430 U+202E dtL";

fn open(lab: &Lab) -> Session {
    lab.open(&lab.mischief(), "").unwrap()
}

/// What the backend got in the end.
fn wanted(lab: &Lab, session: &mut Session) -> Vec<Initiation> {
    session.pump().unwrap();
    lab.payments.initiations()
}

/// Orders that go wrong in one thing, and how they are answered.
fn wrong() -> Vec<(String, &'static str)> {
    let invalid = "invalid-argument";
    let mut wrong: Vec<(String, &str)> = [
        ("cents 0", invalid),
        ("cents 18446744073709551615", invalid),
        ("cents 9223372036854775808", invalid),
        ("cents 6001", "denied"),
        ("currency USD", "denied"),
        ("currency XAU", invalid),
        ("currency eur", invalid),
        ("currency €", invalid),
        ("iban AT611904300234573202", invalid),
        ("iban at611904300234573201", invalid),
        ("iban AT61 1904 3002 3457 3201", invalid),
        ("iban DE02120300000000202051", "denied"),
        ("sort-code 20000012345678", "denied"),
        ("sort-code 2000", invalid),
        ("name", invalid),
        ("name U+202E", invalid),
        ("name U+0007", invalid),
        ("id", invalid),
        ("id é", invalid),
        ("end-to-end U+000A", invalid),
        ("remittance U+202E", invalid),
        ("remittance U+2066 hidden", invalid),
        ("remittance U+000A To: somebody else", invalid),
        ("remittance U+001B [2J", invalid),
        ("remittance", invalid),
        ("remittance-bytes 141", invalid),
        ("remittance-bytes 100000", invalid),
    ]
    .map(|(field, code)| (field.to_owned(), code))
    .into();
    wrong.push((format!("id {}", "x".repeat(36)), invalid));
    wrong.push((format!("name {}", "x".repeat(71)), invalid));
    wrong
}

#[test]
fn a_payment_with_one_thing_wrong_reaches_nobody() {
    Lab::each(|lab| {
        let mut session = open(lab);
        for (field, code) in wrong() {
            assert_eq!(told(&mut session, &format!("pay-with {field}")), code, "{field}");
            let scheduled = format!("schedule-with {} {field}", day_after(1));
            assert_eq!(told(&mut session, &scheduled), code, "{field}");
        }
        assert!(wanted(lab, &mut session).is_empty());
        assert!(lab.payments.calls().is_empty());
        lab.good_mini_app_works();
    });
}

#[test]
fn a_day_that_is_none_or_not_later_or_too_late_reaches_nobody() {
    Lab::each(|lab| {
        let mut session = open(lab);
        for (day, code) in [
            (day_after(0), "invalid-argument"),
            ("1999-12-31".into(), "invalid-argument"),
            ("2027-02-30".into(), "invalid-argument"),
            ("2027-13-01".into(), "invalid-argument"),
            ("0000-00-00".into(), "invalid-argument"),
            ("tomorrow".into(), "invalid-argument"),
            (format!("{}T06:00:00Z", day_after(1)), "invalid-argument"),
            ("9".repeat(3_000), "invalid-argument"),
            (day_after(31), "denied"),
            ("9999-12-31".into(), "denied"),
        ] {
            let shown = day.chars().take(30).collect::<String>();
            assert_eq!(told(&mut session, &format!("schedule s 100 {day}")), code, "{shown}");
        }
        assert!(wanted(lab, &mut session).is_empty());
        // The first and the last that are good; and nobody's clock but the step's counts.
        for day in [day_after(1), day_after(30)] {
            let said = told(&mut session, &format!("schedule {day} 100 {day}"));
            assert!(said.split(' ').count() == 2, "{said}");
        }
        assert_eq!(wanted(lab, &mut session).len(), 2);
        lab.good_mini_app_works();
    });
}

#[test]
fn the_payee_is_named_as_the_bank_knows_it_whatever_the_mini_app_says() {
    Lab::each(|lab| {
        let mut session = open(lab);
        for (n, name) in
            ["Tax Office", "Mischіef Ltd", "MISCHIEF  LTD", "Mischief Ltd."].into_iter().enumerate()
        {
            // Each with an id of its own, which is the text behind the name.
            let day = day_after(1 + u32::try_from(n).unwrap());
            let said = told(&mut session, &format!("schedule-with {day} name {name}"));
            assert!(said.split(' ').count() == 2, "{name}: {said}");
            // Another body under the same id is the backend's to refuse: this one takes all.
            let said = told(&mut session, &format!("pay-with name {name}"));
            assert!(said.split(' ').count() == 2, "{name}: {said}");
        }
        let refused = told(&mut session, &format!("pay-with name {LOOK_ALIKE}"));
        assert_eq!(refused, "invalid-argument");
        let wanted = wanted(lab, &mut session);
        assert_eq!(wanted.len(), 8);
        for Initiation { instruction, .. } in wanted {
            assert_eq!(instruction.creditor_name, "Mischief Ltd");
            assert_eq!(instruction.remittance, None);
        }
    });
}

#[test]
fn an_interface_knows_its_own_payments_alone() {
    Lab::each(|lab| {
        let mut session = open(lab);
        let id = |said: String| said.split(' ').nth(1).unwrap().to_owned();
        let now = id(told(&mut session, "pay now 100"));
        let later = id(told(&mut session, &format!("schedule later 100 {}", day_after(3))));
        session.pump().unwrap();
        let on = format!("ConsentStatus::Awau on {}", day_after(3));
        assert_eq!(told(&mut session, &format!("payment {now}")), "ConsentStatus::Awau");
        assert_eq!(told(&mut session, &format!("scheduled {later}")), on);
        let nobody = "00000000000000000000000000000000".to_owned();
        for (order, id) in [
            ("payment", &later),
            ("cancel", &later),
            ("scheduled", &now),
            ("cancel-scheduled", &now),
            ("scheduled", &nobody),
            ("cancel-scheduled", &nobody),
        ] {
            assert_eq!(told(&mut session, &format!("{order} {id}")), "not-found", "{order}");
        }
        // Neither does another user of the same mini-app, or the same user in another's name.
        let mut other = open(lab);
        for order in ["payment", "cancel", "scheduled", "cancel-scheduled"] {
            for id in [&now, &later] {
                assert_eq!(told(&mut other, &format!("{order} {id}")), "not-found", "{order}");
            }
        }
        assert_eq!(lab.payments.calls().len(), 2, "nothing was cancelled");
    });
}

#[test]
fn the_decision_on_a_scheduled_payment_is_taken_by_its_own_function() {
    Lab::each(|lab| {
        let mut session = open(lab);
        let day = day_after(2);
        let takes = "take-outcome $ | take-scheduled $";
        tell(&mut session, &format!("schedule s 100 {day} {takes}")).unwrap();
        session.pump().unwrap();
        let [initiation] = lab.payments.initiations().try_into().unwrap();
        lab.payments.decide(&lab.store, initiation.payment, ConsentStatus::Auth);
        session.pump().unwrap();
        let title = session.view().title().as_str().to_owned();
        assert_eq!(title, format!("not-found, ConsentStatus::Auth on {day}"));
    });
}

#[test]
fn nothing_is_scheduled_without_the_user() {
    Lab::each(|lab| {
        let mut session = open(lab);
        let day = day_after(1);
        assert_eq!(told(&mut session, &format!("wake 60000 schedule s 100 {day}")), "set");
        lab.clock.advance(60_000);
        session.pump().unwrap();
        assert_eq!(session.view().title().as_str(), "denied");
        assert!(lab.payments.calls().is_empty());
    });
}

#[test]
fn a_withdrawal_does_not_overtake_what_it_withdraws() {
    Lab::each(|lab| {
        let mut session = open(lab);
        lab.payments.fail(1);
        let payment = told(&mut session, "pay-and-cancel p 100");
        assert_eq!(lab.payments.calls().len(), 1, "the withdrawal waits for the initiation");
        session.pump().unwrap();
        assert_eq!(lab.payments.calls().len(), 3);
        assert_eq!(told(&mut session, &format!("payment {payment}")), "ConsentStatus::Canc");
        assert!(lab.store.outbox(None).unwrap().is_empty());
    });
}

#[test]
fn a_withdrawal_is_never_given_up() {
    Lab::each(|lab| {
        let mut session = open(lab);
        let said = told(&mut session, "pay p 100");
        let payment = said.split(' ').nth(1).unwrap().to_owned();
        lab.payments.fail(u64::MAX);
        assert_eq!(told(&mut session, &format!("cancel {payment}")), "cancelling");
        lab.clock.advance(10 * Limits::default().request_millis);
        session.pump().unwrap();
        assert_eq!(told(&mut session, &format!("payment {payment}")), "ConsentStatus::Awau");
        lab.payments.fail(0);
        session.pump().unwrap();
        assert_eq!(told(&mut session, &format!("payment {payment}")), "ConsentStatus::Canc");
        assert!(lab.store.outbox(None).unwrap().is_empty());
    });
}

#[test]
fn a_grant_of_payments_that_cannot_be_meant_so_is_refused_at_load() {
    let lab = Lab::embedded();
    for interface in ["loggia:payments/payments-initiate", "loggia:payments/payments-scheduled"] {
        for (field, value, said) in [
            ("per-day", json!("150.00 USD"), "per-payment is in EUR and per-day in USD"),
            ("per-day", json!("59.99 EUR"), "per-payment is 60.00 EUR, more than per-day"),
            ("payees", json!([{"iban": "AT611904300234573202", "name": "A"}]), "check digits"),
            (
                "payees",
                json!([{"iban": "AT61 1904 3002 3457 3201", "name": "A"}]),
                "without spaces",
            ),
            ("payees", json!([{"sort-code-account-number": "1", "name": "A"}]), "14 digits"),
        ] {
            let mut grant = serde_json::to_value(full_grant()).unwrap();
            grant[interface][field] = value;
            let grant = serde_json::from_value(grant).unwrap();
            let refused = lab.load(&lab.mischief_package(), &grant, &Limits::default());
            let refused = refused.expect_err(field);
            assert!(refused.to_string().contains(said), "{refused}");
            assert!(refused.to_string().contains(interface), "{refused}");
            assert_eq!((refused.blame(), refused.code()), (Blame::Bank, "grant"));
        }
    }
}
