//! Somebody pays what the office demands; the server behind the mini-app is the office's own, or one that fails.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test's own helper fails the test"
)]

use std::collections::BTreeSet;
use std::rc::Rc;
use std::time::Duration;

use fake_partner::{FakePartner, Mood, NOW};
use loggia_sdk::testing::{Builder, TestApp, denial_matrix};
use loggia_sdk::{Claim, Claims, ConsentStatus, HttpResponse, Money, PaymentStatus};
use taxes::Taxes;
use taxes_server::{RevenueOffice, reference};

const HTTP: &str = "loggia:http/http";
const VERIFIED: &str = "loggia:identity/identity-verified";
const PAYMENTS: &str = "loggia:payments/payments-initiate";
const SCHEDULED: &str = "loggia:payments/payments-scheduled";
const STORAGE: &str = "loggia:storage/storage";
const LOG: &str = "loggia:platform/log";

type Office = FakePartner<RevenueOffice>;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn claims() -> Claims {
    Claims {
        given_name: Some("Alice".to_owned()),
        family_name: Some("Adler".to_owned()),
        birthdate: Some("1989-04-17".to_owned()),
        tax_identification_number: Some("99 123/4561".to_owned()),
        ..Claims::default()
    }
}

fn customer(office: &Rc<Office>) -> Builder<Taxes> {
    office.behind(TestApp::builder()).claims(claims())
}

fn found(app: TestApp<Taxes>) -> TestApp<Taxes> {
    let mut app = app;
    app.tap("Find what is addressed to me");
    app.share_all();
    assert_eq!(app.screen(), "demands");
    app
}

/// The first line on screen that begins with this.
fn line(app: &TestApp<Taxes>, begins: &str) -> String {
    let text = app.text();
    let line = text.lines().find(|line| line.starts_with(begins));
    line.unwrap_or_else(|| panic!("nothing begins with {begins:?}\n{text}")).to_owned()
}

fn looking_at(kind: &str, app: TestApp<Taxes>) -> TestApp<Taxes> {
    let mut app = found(app);
    let title = line(&app, kind);
    app.tap(&title);
    app
}

fn pays_now(app: &mut TestApp<Taxes>) {
    let pay = line(app, "Pay ");
    app.tap(&pay);
}

#[test]
fn a_customer_shares_three_facts_and_pays_a_bill_now() {
    let office = Office::open();
    let mut app = customer(&office).launch();
    app.tap("Find what is addressed to me");
    let sheet = app.claims_sheet().unwrap();
    assert_eq!(sheet.claims, [Claim::FamilyName, Claim::Birthdate, Claim::TaxIdentificationNumber]);
    assert_eq!(sheet.purpose, "To find the bills and fines that are addressed to you");
    app.expect_text("Tell your bank what you want to share.");
    app.share_all();
    assert!(app.requests()[0].url().ends_with("/demands/find"), "no fact is in the URL");
    let bill = line(&app, "Bill: ");
    app.tap(&bill);
    pays_now(&mut app);
    let sheet = app.sheet().unwrap();
    assert_eq!((sheet.payee.as_str(), sheet.on), ("Revenue Office", None));
    assert!(sheet.instruction_id.starts_with(&sheet.remittance.unwrap().replace(' ', "")));
    app.confirm();
    app.expect_text("Paid. The money is on its way.");
    office.hears(&app);
    app.settle();
    app.expect_text("This is paid.");
    app.expect_text("Receipt: RO-");

    let mut app = app.reopen();
    app.tap("My payments");
    app.tap(&bill);
    app.expect_text("Receipt: RO-");
    assert_eq!(app.payments().len(), 1);
    assert!(!app.tree().contains("Adler") && !app.tree().contains("99 123"));
}

#[test]
fn a_fine_is_scheduled_and_paid_on_its_day() {
    let office = Office::open();
    let mut app = looking_at("Fine: ", customer(&office).launch());
    app.expect_text("2026-03-12");
    app.choose("On which day", "2026-03-09");
    app.tap("Schedule the payment");
    let sheet = app.sheet().unwrap();
    assert_eq!(sheet.on.unwrap().to_string(), "2026-03-09");
    app.confirm();
    app.expect_text("Scheduled: your bank pays it on 2026-03-09.");
    let mut app = app.reopen();
    app.expect_no_text("isn’t finished yet");
    app.tap("My payments");
    app.expect_text("scheduled");
    let fine = line(&app, "Fine: ");
    app.tap(&fine);
    app.advance(DAY * 7);
    app.expect_text("Paid. The money is on its way.");
    office.hears(&app);
    app.settle();
    app.expect_text("Receipt: RO-");
}

#[test]
fn a_scheduled_payment_is_cancelled_here_or_at_the_bank_or_fails_on_its_day() {
    let scheduled = || {
        let mut app = looking_at("Fine: ", customer(&Office::open()).launch());
        app.tap("Schedule the payment");
        app.confirm();
        app
    };
    let mut app = scheduled();
    app.tap("Cancel the scheduled payment");
    app.expect_text("The scheduled payment is cancelled.");
    pays_now(&mut app);
    assert!(app.sheet().unwrap().on.is_none());

    let mut app = scheduled();
    let id = app.payments()[0].instruction_id.clone();
    app.cancel_at_the_bank(&id);
    app.expect_text("The scheduled payment is cancelled.");

    let mut app = scheduled();
    let id = app.payments()[0].instruction_id.clone();
    app.lack_funds_for(&id);
    app.advance(DAY * 20);
    app.expect_text("The scheduled payment failed on its day.");
    app.resume();
    app.expect_text("This is overdue.");
    app.expect_no_text("Pay later");
    pays_now(&mut app);
    let ids: BTreeSet<_> = app.payments().into_iter().map(|sheet| sheet.instruction_id).collect();
    assert_eq!(ids.len(), 2, "another payment");
}

#[test]
fn a_german_reads_german() {
    let mut app = customer(&Office::open()).locale("de-AT").launch();
    app.tap("Was ist an mich gerichtet?");
    app.share_all();
    let fine = line(&app, "Strafe: ");
    app.tap(&fine);
    app.expect_text("Zahlung vormerken");
    app.change_locale("en-GB");
    app.expect_text("Schedule the payment");
}

#[test]
fn without_facts_the_reference_is_typed() {
    let office = Office::open();
    let typed = reference(12_345_678);
    let mut denied = customer(&office).deny(VERIFIED).launch();
    denied.expect_no_text("Find what is addressed to me");
    denied.fill("Reference", &format!("{} {} {}", &typed[..4], &typed[4..8], &typed[8..]));
    denied.tap("Look up");
    assert_eq!(denied.title(), "Bill: property tax");
    pays_now(&mut denied);
    denied.confirm();
    assert_eq!(denied.payments().len(), 1);

    type Ending = fn(&mut TestApp<Taxes>);
    let cases: [(Ending, &str); 3] = [
        (TestApp::share_nothing, "You shared nothing."),
        (TestApp::expire_claims, "You shared nothing."),
        (|app| app.share(&[Claim::FamilyName]), "needs all three facts"),
    ];
    for (ending, said) in cases {
        let mut app = customer(&Office::open()).launch();
        app.tap("Find what is addressed to me");
        ending(&mut app);
        app.expect_text(said);
        assert!(app.requests().is_empty(), "nothing is told without all of it");
        assert!(app.is_enabled("Find what is addressed to me"));
    }
}

#[test]
fn what_is_typed_as_a_reference_is_looked_at() {
    let mut app = customer(&Office::open()).launch();
    for wrong in ["12345678ab", "../../../../.."] {
        app.fill("Reference", wrong);
        app.tap("Look up");
        app.expect_text("A reference has ten digits");
    }
    assert!(app.requests().is_empty());
    app.fill("Reference", "1234567890");
    app.tap("Look up");
    app.expect_text("No letter has this reference.");
}

#[test]
fn without_scheduling_it_is_paid_now() {
    let mut app = looking_at("Fine: ", customer(&Office::open()).deny(SCHEDULED).launch());
    app.expect_no_text("Pay later");
    pays_now(&mut app);
    assert!(app.sheet().is_some());
}

#[test]
fn a_payment_that_comes_to_nothing_is_made_anew_under_another_id() {
    type Ending = fn(&mut TestApp<Taxes>);
    let cases: [(Ending, &str); 4] = [
        (TestApp::decline, "You didn’t confirm the payment."),
        (TestApp::expire, "Time ran out"),
        (|app| app.tap("Don’t pay"), "You didn’t confirm the payment."),
        (
            |app| {
                app.confirm();
                app.reject_settlement();
            },
            "failed after all",
        ),
    ];
    for (ending, said) in cases {
        let mut app = looking_at("Bill: ", customer(&Office::open()).launch());
        pays_now(&mut app);
        ending(&mut app);
        app.expect_text(said);
        pays_now(&mut app);
        app.confirm();
        let ids: BTreeSet<_> =
            app.payments().into_iter().map(|sheet| sheet.instruction_id).collect();
        assert_eq!(ids.len(), 2);
    }
}

#[test]
fn a_payment_of_unknown_outcome_is_asked_about_and_never_made_twice() {
    for scheduled in [false, true] {
        let mut app = looking_at("Bill: ", customer(&Office::open()).launch());
        if scheduled {
            app.tap("Schedule the payment");
        } else {
            pays_now(&mut app);
        }
        let interface = if scheduled { SCHEDULED } else { PAYMENTS };
        app.make_unavailable(interface);
        app.confirm();
        app.expect_text("couldn’t tell whether the payment went through");
        app.tap("Ask again");
        app.expect_text("Your bank can’t say yet.");
        app.expect_no_text(" now");
        let mut app = app.reopen();
        app.tap("Show it");
        app.make_available(interface);
        app.tap("Ask again");
        app.expect_text(if scheduled { "Scheduled:" } else { "on its way" });
        assert_eq!(app.payments().len(), 1);
    }
}

#[test]
fn a_payment_beyond_the_grant_is_said() {
    let office = Office::open();
    let mut app = looking_at("Bill: ", customer(&office).per_payment(Money::eur(1)).launch());
    pays_now(&mut app);
    app.expect_text("Your bank doesn’t allow this payment.");
    app.tap("Schedule the payment");
    app.expect_text("Your bank doesn’t schedule this payment.");
    assert!(app.payments().is_empty());
}

#[test]
fn a_day_that_has_come_meanwhile_is_not_scheduled() {
    let mut app = looking_at("Fine: ", customer(&Office::open()).launch());
    app.choose("On which day", "2026-03-03");
    app.advance(DAY);
    app.tap("Schedule the payment");
    app.expect_text("That day has come meanwhile.");
    app.expect_no_text("2026-03-03");
    app.tap("Schedule the payment");
    assert!(app.sheet().is_some());
}

#[test]
fn a_lost_session_is_taken_up_again() {
    let office = Office::open();
    let mut app = looking_at("Bill: ", customer(&office).launch());
    pays_now(&mut app);
    let mut app = app.reopen();
    app.expect_text("A payment isn’t finished yet.");
    app.tap("Show it");
    app.expect_text("couldn’t tell whether the payment went through");
    app.confirm_elsewhere();
    app.settle();
    app.expect_text("The receipt comes when");
    app.tap("Ask for the receipt");
    app.expect_text("hasn’t heard of your payment yet");
    office.hears(&app);
    let mut app = app.reopen();
    app.tap("My payments");
    let bill = line(&app, "Bill: ");
    app.tap(&bill);
    app.expect_text("Receipt: RO-");
}

#[test]
fn a_payment_whose_sheet_went_with_its_session_can_be_withdrawn_and_made_anew() {
    for scheduled in [false, true] {
        let mut app = looking_at("Bill: ", customer(&Office::open()).launch());
        if scheduled {
            app.tap("Schedule the payment");
        } else {
            pays_now(&mut app);
        }
        let mut app = app.reopen();
        app.tap("Show it");
        app.tap("Ask again");
        app.expect_text("Your bank can’t say yet.");
        assert_eq!(app.payments().len(), 1);
        let mut later = app.clone();
        app.tap("Don’t pay");
        app.expect_text("You didn’t confirm the payment.");
        pays_now(&mut app);
        app.confirm();
        app.expect_text("on its way");
        later.advance(Duration::from_secs(5 * 60));
        later.expect_text("Time ran out");
    }
}

#[test]
fn what_another_session_paid_is_not_paid_again() {
    let office = Office::open();
    let paid_before = || {
        let mut app = looking_at("Bill: ", customer(&office).launch());
        pays_now(&mut app);
        app.confirm();
        app.make_unavailable(STORAGE);
        app.reopen()
    };
    // The storage can be read again before the demand is looked at.
    let mut app = paid_before();
    app.make_available(STORAGE);
    let app = looking_at("Bill: ", app);
    app.expect_text("Paid. The money is on its way.");
    app.expect_no_text(" now");
    let id = app.payments()[0].instruction_id.split('-').next().unwrap().to_owned();
    let mut app = paid_before();
    app.make_available(STORAGE);
    app.fill("Reference", &id);
    app.tap("Look up");
    app.expect_no_text(" now");
    // And after it.
    let mut app = looking_at("Bill: ", paid_before());
    app.make_available(STORAGE);
    pays_now(&mut app);
    assert_eq!(app.payments().len(), 1);
    app.expect_text("Paid. The money is on its way.");
}

#[test]
fn who_declined_three_times_is_told_to_come_back_later() {
    let mut app = looking_at("Bill: ", customer(&Office::open()).launch());
    for _ in 0..3 {
        pays_now(&mut app);
        app.decline();
    }
    pays_now(&mut app);
    app.expect_text("Paying doesn’t work right now.");
}

#[test]
fn a_demand_that_was_paid_elsewhere_is_not_paid_again_and_one_paid_twice_is_refunded() {
    let office = Office::open();
    let mut app = looking_at("Bill: ", customer(&office).launch());
    pays_now(&mut app);
    app.confirm();
    office.hears(&app);
    // Somebody else has paid the same one.
    let sheet = app.payments().pop().unwrap();
    let id = sheet.instruction_id.split('-').next().unwrap().to_owned();
    let told = office.told(&format!("{id}-other"), sheet.amount.minor_units());
    assert_eq!(told.status, 204);
    app.settle();
    app.expect_text("sends one payment back");

    let mut other = customer(&office).launch();
    other.fill("Reference", &id);
    other.tap("Look up");
    other.expect_text("sends one payment back");
    other.expect_no_text(" now");
}

#[test]
fn an_office_that_fails_is_said_and_can_be_asked_again() {
    for (mood, said) in [
        (Mood::Down, "can’t be reached"),
        (Mood::Says(500, "oops"), "can’t be reached"),
        (Mood::Says(429, "{}"), "can’t be reached"),
        (Mood::Says(302, ""), "can’t be reached"),
        (Mood::Says(404, ""), "No letter has this reference"),
        (Mood::Says(401, "{}"), "can’t be read"),
        (Mood::Says(200, ""), "can’t be read"),
        (Mood::Says(200, "<html>"), "can’t be read"),
    ] {
        let office = Office::open();
        office.is(mood);
        let mut app = customer(&office).launch();
        app.fill("Reference", &reference(12_345_678));
        app.tap("Look up");
        app.expect_text(said);
        app.tap("Find what is addressed to me");
        app.share_all();
        app.expect_text(said);
        office.is(Mood::Works);
        found(app);
    }
}

#[test]
fn huge_and_absurd_demands_do_no_harm() {
    let one = |reference: &str| {
        format!(
            r#"{{"reference":"{reference}","kind":"bill","about":"income-tax","status":"open",
            "amount":{{"minor_units":100,"currency":"EUR"}},"due":{NOW}}}"#
        )
    };
    let many: Vec<String> = (0..700).map(|number| one(&reference(number))).collect();
    for (demands, shown) in [
        (many.join(","), 20),
        (one(&"1".repeat(100_000)), 0),
        ([one("1234567890"), one("1234567890")].join(","), 1),
        (one("1234567890").replace("EUR", "euro"), 0),
        (one("1234567890").replace("bill", "gift"), 0),
        (String::new(), 0),
    ] {
        let body = format!(r#"{{"demands":[{demands}]}}"#);
        let app = TestApp::<Taxes>::builder()
            .claims(claims())
            .http(move |_| Ok(HttpResponse::new(200, body.clone())))
            .launch();
        let app = found(app);
        assert_eq!(app.text().matches("Bill: ").count(), shown);
        assert_eq!(app.shows("Nothing is addressed to you"), shown == 0);
        assert!(app.state_size() < 16 * 1024, "{} bytes", app.state_size());
    }
}

#[test]
fn a_slow_office_can_be_left_and_its_answer_comes_too_late() {
    let mut app = customer(&Office::open()).hold_answers().launch();
    app.tap("Find what is addressed to me");
    app.share_all();
    app.expect_text("Asking the Revenue Office");
    app.tap("My payments");
    app.answer();
    assert_eq!(app.screen(), "payments");
}

#[test]
fn without_storage_it_is_paid_but_not_remembered() {
    let office = Office::open();
    let mut app = customer(&office).launch();
    app.make_unavailable(STORAGE);
    let mut app = looking_at("Bill: ", app.reopen());
    pays_now(&mut app);
    app.confirm();
    office.hears(&app);
    app.settle();
    app.expect_text("Receipt: RO-");
    app.tap("My payments");
    app.expect_text("can’t be shown at the moment");
}

#[test]
fn the_last_thirty_payments_are_kept_and_the_state_stays_small() {
    let office = Office::open();
    let mut app = customer(&office).launch();
    for number in 0..33 {
        app.fill("Reference", &reference(number));
        app.tap("Look up");
        pays_now(&mut app);
        app.confirm();
        office.hears(&app);
        app.settle();
        app.tap("Look for something else");
    }
    app.tap("My payments");
    assert_eq!(app.text().matches("Bill: ").count(), 30);
    assert!(app.state_size() < 24 * 1024, "{} bytes", app.state_size());
    assert!(app.payments().iter().all(|sheet| sheet.status == Some(PaymentStatus::Acsc)));
}

#[test]
fn a_withdrawn_payment_is_cancelled_at_the_bank() {
    let mut app = looking_at("Bill: ", customer(&Office::open()).launch());
    pays_now(&mut app);
    app.tap("Don’t pay");
    assert_eq!(app.payments()[0].consent, ConsentStatus::Canc);
}

#[test]
fn back_leads_out_of_every_screen() {
    let mut app = looking_at("Bill: ", customer(&Office::open()).launch());
    app.back();
    assert_eq!(app.screen(), "demands");
    app.back();
    assert_eq!(app.screen(), "start");
    app.tap("My payments");
    app.back();
    assert_eq!(app.screen(), "start");
}

#[test]
fn whatever_is_in_trouble_there_is_a_screen_to_use() {
    for german in [false, true] {
        let say = |en: &'static str, de: &'static str| if german { de } else { en };
        let tried = denial_matrix(
            || customer(&Office::open()).locale(say("en-GB", "de-DE")),
            |walk| {
                walk.tap(say("Find what is addressed to me", "Was ist an mich gerichtet?"));
                walk.share();
                walk.tap_first(say("Bill: ", "Bescheid: "));
                walk.tap_first(say("Pay ", "Jetzt "));
                walk.confirm();
                walk.settle();
                walk.tap(say("Ask for the receipt", "Nach dem Beleg fragen"));
                walk.tap(say("Look for something else", "Etwas anderes suchen"));
                let fine = reference(60_000_000);
                walk.fill(say("Reference", "Aktenzeichen"), &fine);
                walk.tap(say("Look up", "Nachsehen"));
                walk.tap(say("Schedule the payment", "Zahlung vormerken"));
                walk.confirm();
                walk.reopen();
                walk.tap(say("My payments", "Meine Zahlungen"));
                walk.tap_first(say("Fine: ", "Strafe: "));
                walk.tap(say("Cancel the scheduled payment", "Vorgemerkte Zahlung abbrechen"));
                walk.back();
            },
        );
        let tried: BTreeSet<&str> = tried.iter().map(|cell| cell.interface.as_str()).collect();
        assert_eq!(tried, BTreeSet::from([HTTP, VERIFIED, PAYMENTS, SCHEDULED, STORAGE, LOG]));
    }
}
