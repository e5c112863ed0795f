//! The host dies at every point of an order, from the tap to the partner's server, and is started again:
//! exactly one payment or none, the session's state always agrees with it, its receipt verifies, and its
//! partner hears of it as of one.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may end in a panic"
)]

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

use loggia_audit::{Action, Receipt, Signer};
use loggia_bank::Bank;
use loggia_runtime::capability::EffectKind;
use loggia_runtime::capability::payments::{ConsentStatus, PaymentStatus};
use loggia_runtime::package::Package;
use loggia_runtime::store::Store;
use loggia_runtime::{Engine, Limits, MiniApp, PaymentId, Profile};
use loggia_tests::coffee;
use loggia_tests::customer::{Countdown, Customer, audit_key, clock, owner};
use loggia_tests::hearing::Hearing;

const NOW: u64 = 1_790_000_000_000;
/// From one life of the host to the next: whoever had taken a webhook has had their time.
const LATER: u64 = 3 * 60_000;

#[test]
fn a_host_that_dies_at_any_point_of_an_order_pays_once_and_knows_it() {
    let app = load(Profile::Embedded);
    let points = ordered_undisturbed(&app);
    assert!(points > 30, "an order has calls, commits and effects: {points}");
    for point in 0..points {
        let (bank, server) = (new_bank(), Hearing::start());
        // The thread's stack is unwound, and nothing of the session is used again.
        let dies = Countdown::new(Some(point), || resume_unwind(Box::new("the host dies")));
        let life = catch_unwind(AssertUnwindSafe(|| {
            Customer::step_up(&bank, &app, &clock(NOW), &dies, server.port()).order();
        }));
        assert!(life.is_err(), "point {point} is reached");
        agrees(&bank, &app, &server, &format!("after dying at point {point}"));

        let lives = Countdown::new(None, || {});
        let later = clock(NOW + LATER);
        let mut customer = Customer::step_up(&bank, &app, &later, &lives, server.port());
        paid_once_if_it_says_so(&bank, &customer.screen(), &format!("resumed after point {point}"));
        customer.order();
        is_paid_once(&bank, &app, &server, &format!("in the end, after point {point}"));
    }
}

#[test]
fn a_process_that_is_killed_in_an_order_pays_once_and_knows_it() {
    let app = load(Profile::Embedded);
    let points = ordered_undisturbed(&app);
    // Every point takes a few processes: all of them in the long run, some of each kind in the short.
    let every: usize = std::env::var("LOGGIA_KILL_EVERY").map_or(7, |every| every.parse().unwrap());
    for point in (0..points).step_by(every) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("bank.sqlite3");
        let server = Hearing::start();
        let killed = customer(&file, NOW, &server, Some(point));
        assert!(!killed.status.success(), "point {point} is reached");
        {
            let bank = Bank::open(&file).expect("the books agree after a kill");
            let bank = bank.with_audit_key(audit_key());
            agrees(&bank, &app, &server, &format!("killed at point {point}"));
        }
        let resumed = customer(&file, NOW + LATER, &server, None);
        let said = String::from_utf8_lossy(&resumed.stderr);
        assert!(resumed.status.success(), "resumed after a kill at point {point}: {said}");
        let bank = Bank::open(&file).unwrap().with_audit_key(audit_key());
        is_paid_once(&bank, &app, &server, &format!("in the end, killed at point {point}"));
    }
}

#[test]
fn two_processes_on_one_session_order_once() {
    let app = load(Profile::Embedded);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("bank.sqlite3");
    let server = Hearing::start();
    {
        // The session is there before both of them.
        let bank = Bank::open(&file).unwrap();
        bank.seed_demo(NOW).unwrap();
        let nobody = Countdown::new(None, || {});
        let _ = Customer::step_up(&bank, &app, &clock(NOW), &nobody, server.port());
    }
    let both: Vec<_> = (0..2).map(|_| spawn(&file, NOW + LATER, &server, None)).collect();
    for process in both {
        // One of them may find what it acts on gone, and end in an error; it must not pay.
        process.wait_with_output().unwrap();
    }
    let last = customer(&file, NOW + 2 * LATER, &server, None);
    assert!(last.status.success(), "{}", String::from_utf8_lossy(&last.stderr));
    let bank = Bank::open(&file).unwrap().with_audit_key(audit_key());
    is_paid_once(&bank, &app, &server, "after two at once");
}

/// How many points an order has when nothing goes wrong.
fn ordered_undisturbed(app: &Arc<MiniApp>) -> u64 {
    let (bank, server) = (new_bank(), Hearing::start());
    let countdown = Countdown::new(None, || {});
    Customer::step_up(&bank, app, &clock(NOW), &countdown, server.port()).order();
    is_paid_once(&bank, app, &server, "undisturbed");
    countdown.count()
}

fn new_bank() -> Bank {
    let bank = Bank::in_memory().unwrap().with_audit_key(audit_key());
    // In 1970 there is no year behind it: a year's bookings for each point would take long.
    bank.seed_demo(0).unwrap();
    bank
}

/// The books balance, and there is one payment at most, on its way or there.
fn agrees(bank: &Bank, app: &MiniApp, server: &Hearing, when: &str) {
    let report = bank.verify().unwrap();
    assert!(report.is_sound(), "{when}: {report:?}");
    // Verifying compares each payment with its leaves, and the tree with all of them.
    assert_eq!(report.leaves, leaves_due(bank), "{when}");
    assert!(payments(bank) <= 1, "{when}: {} payments", payments(bank));
    let settled = bank
        .payments()
        .unwrap()
        .iter()
        .any(|record| record.payment.status == Some(PaymentStatus::Acsc));
    assert!(settled || server.heard().is_empty(), "{when}: the partner heard of what is not so");
    let session = bank.latest_session(&owner(app)).unwrap();
    let state = session.and_then(|session| bank.load(&session).unwrap());
    if state.is_none_or(|saved| saved.sequence == 0) {
        assert_eq!(payments(bank), 0, "{when}: paid without a step");
    }
}

/// How many leaves the books ask for: one for each step of a payment, and one for each authenticator.
fn leaves_due(bank: &Bank) -> u64 {
    let of_payment = |record: &loggia_bank::PaymentRecord| match record.payment.status {
        None if record.payment.consent == ConsentStatus::Awau => 1,
        None | Some(PaymentStatus::Pdng) => 2,
        Some(_) => 3,
    };
    let registered = bank.credentials(&"alice".parse().unwrap()).unwrap().len();
    // One leaf tells of all that was booked before.
    let history = bank.transfers().unwrap().len().min(1);
    let payments: u64 = bank.payments().unwrap().iter().map(of_payment).sum();
    payments + (registered + history) as u64
}

/// What the resumed view says and what the bank has are the same.
fn paid_once_if_it_says_so(bank: &Bank, screen: &str, when: &str) {
    match screen {
        "menu" | "product" | "basket" => {
            assert_eq!(payments(bank), 0, "{when}: on screen is {screen}")
        }
        _ => assert_eq!(payments(bank), 1, "{when}: on screen is {screen}"),
    }
}

fn is_paid_once(bank: &Bank, app: &MiniApp, server: &Hearing, when: &str) {
    let paid = bank.payments().unwrap();
    assert_eq!(paid.len(), 1, "{when}: {paid:?}");
    let payment = &paid[0].payment;
    assert_eq!(payment.consent, ConsentStatus::Auth, "{when}");
    assert_eq!(payment.status, Some(PaymentStatus::Acsc), "{when}");
    assert!(bank.outbox(None).unwrap().is_empty(), "{when}: nothing is left undone");
    // By its key a repeat is the same to the partner.
    let heard = server.heard();
    let [heard] = heard.as_slice() else { panic!("{when}: the partner heard {heard:?}") };
    assert_eq!(heard.instruction_id, payment.instruction_id, "{when}");
    assert_eq!(heard.amount.minor_units, payment.amount.minor_units(), "{when}");
    let never = NOW + 30 * 24 * 60 * 60_000;
    assert_eq!(bank.due_webhooks(10, never).unwrap(), [], "{when}: nobody is told again");
    has_a_receipt(bank, &payment.id, when);
    let report = bank.verify().unwrap();
    assert!(report.is_sound(), "{when}: {report}");
    assert_eq!(report.leaves, leaves_due(bank), "{when}");
    let earned =
        bank.points().unwrap().iter().find(|points| points.user == owner(app).user).unwrap().points;
    let welcome = new_bank()
        .points()
        .unwrap()
        .iter()
        .find(|points| points.user == owner(app).user)
        .unwrap()
        .points;
    assert_eq!(
        earned,
        welcome + payment.amount.minor_units() / 100 * 10,
        "{when}: points earned once"
    );
}

/// The receipt tells of the payment's whole course, and verifies with nothing but the log's key.
fn has_a_receipt(bank: &Bank, payment: &PaymentId, when: &str) {
    let receipt = bank.audit_receipt(payment).unwrap().expect("the payment is in the log");
    let json = serde_json::to_string(&receipt).unwrap();
    let proven = Receipt::parse(&json).unwrap().verify(audit_key().verifier()).unwrap();
    let told: Vec<Action> = proven.leaves.iter().map(|proven| proven.leaf.action).collect();
    let course = [Action::PaymentInitiated, Action::PaymentAuthorised, Action::PaymentSettled];
    assert_eq!(told, course, "{when}");
}

/// Those that the bank has taken in, and those that are committed and not handed over.
fn payments(bank: &Bank) -> usize {
    let known = bank.payments().unwrap();
    let waiting = bank.outbox(None).unwrap();
    let new = waiting.iter().filter(|effect| match &effect.kind {
        EffectKind::InitiatePayment(initiation) => {
            !known.iter().any(|known| known.payment.id == initiation.payment)
        }
        _ => false,
    });
    known.len() + new.count()
}

fn load(profile: Profile) -> Arc<MiniApp> {
    let built = coffee::built();
    let limits = Limits::default();
    let package = Package::read(&std::fs::read(&built.package).unwrap(), &limits).unwrap();
    let engine = Engine::new(profile).unwrap();
    Arc::new(MiniApp::load(&engine, package, &built.grant(), limits).unwrap())
}

fn customer(bank: &Path, now: u64, server: &Hearing, kill_at: Option<u64>) -> std::process::Output {
    spawn(bank, now, server, kill_at).wait_with_output().unwrap()
}

fn spawn(bank: &Path, now: u64, server: &Hearing, kill_at: Option<u64>) -> std::process::Child {
    let built = coffee::built();
    Command::new(env!("CARGO_BIN_EXE_customer"))
        .arg(bank)
        .args([&built.package, &built.grant])
        .args([now.to_string(), server.port().to_string()])
        .args(kill_at.map(|point| point.to_string()))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}
