//! Requests, timers and storms of them.

use loggia_runtime::capability::payments::ConsentStatus;
use loggia_runtime::store::{HostEvent, Store};
use loggia_runtime::{Limits, Raised, Session};
use loggia_tests::{Lab, tell, told};

fn open(lab: &Lab) -> Session {
    lab.open(&lab.mischief(), "").unwrap()
}

fn title(session: &Session) -> &str {
    session.view().title().as_str()
}

/// The session's next answers, changes and timers; what it reports of the last one.
fn pumped(session: &mut Session) -> String {
    session.pump().unwrap();
    title(session).to_owned()
}

#[test]
fn an_answer_is_taken_in_its_own_step_by_its_own_function() {
    Lab::each(|lab| {
        let mut session = open(lab);
        assert_eq!(told(&mut session, "balance take-balance $"), "1");
        assert_eq!(pumped(&mut session), "120 points");
        assert_eq!(told(&mut session, "redeem 5 r take-booking $"), "2");
        assert_eq!(pumped(&mut session), "5 booked");
    });
}

#[test]
fn an_old_a_foreign_or_a_future_request_is_not_found() {
    Lab::each(|lab| {
        let mut session = open(lab);
        // Not answered yet; in the step that made it.
        assert_eq!(told(&mut session, "balance; take-balance 1"), "1, not-found");
        assert_eq!(pumped(&mut session), "");
        // Answered, and gone with its step.
        assert_eq!(told(&mut session, "take-balance 1"), "not-found");
        // Taken twice in its step, it is the same.
        assert_eq!(told(&mut session, "balance take-balance $ | take-balance $"), "2");
        assert_eq!(pumped(&mut session), "120 points, 120 points");
        // Another session's, while that one waits for it.
        let mut other = open(lab);
        assert_eq!(told(&mut other, "balance"), "1");
        assert_eq!(told(&mut session, "balance take-balance 1"), "3");
        assert_eq!(pumped(&mut session), "not-found");
        for never in ["take-balance 0", "take-balance 99", "take-outcome 1", "take-booking 1"] {
            assert_eq!(told(&mut session, never), "not-found", "{never}");
        }
        lab.good_mini_app_works();
    });
}

#[test]
fn an_answer_is_not_taken_by_another_function() {
    Lab::each(|lab| {
        let mut session = open(lab);
        for (asks, takes) in [
            ("balance", "take-booking"),
            ("balance", "take-outcome"),
            ("redeem 5 r", "take-balance"),
            ("return r", "take-outcome"),
        ] {
            tell(&mut session, &format!("{asks} {takes} $")).unwrap();
            assert_eq!(pumped(&mut session), "not-found", "{asks}, {takes}");
        }
    });
}

#[test]
fn every_request_to_a_dead_backend_is_answered_in_its_time() {
    Lab::each(|lab| {
        lab.loyalty.die();
        let mut session = open(lab);
        let asked = "balance take-balance $; redeem 5 r take-booking $";
        assert_eq!(told(&mut session, asked), "1, 2");
        lab.clock.advance(Limits::default().request_millis - 1);
        assert_eq!(session.pump().unwrap().len(), 0);
        lab.clock.advance(1);
        assert_eq!(session.pump().unwrap().len(), 2);
        assert_eq!(title(&session), "unavailable");
        assert!(lab.saved(&session).open_requests.is_empty());
        assert!(lab.store.outbox(None).unwrap().is_empty(), "nobody tries it again");
    });
}

#[test]
fn storms_are_held_to_their_bounds() {
    Lab::each(|lab| {
        let limits = Limits::default();
        let mut session = open(lab);
        assert_eq!(told(&mut session, "balances 40"), "16 done 24 limit-exceeded");
        assert_eq!(lab.saved(&session).open_requests.len(), limits.open_requests);

        let mut session = open(lab);
        assert_eq!(told(&mut session, "wakes 40"), "8 done 32 limit-exceeded");
        assert_eq!(lab.saved(&session).timers.len(), limits.open_timers);

        let mut session = open(lab);
        assert_eq!(told(&mut session, "calls 1000"), "64 done 936 limit-exceeded");

        let mut session = open(lab);
        assert_eq!(told(&mut session, "flood 60 65000"), "16 done 44 limit-exceeded");
        let status = lab.store.storage_status(session.owner()).unwrap();
        assert!(status.total_bytes <= limits.storage_total_bytes as u64, "{status:?}");
        // Its next session finds it as full.
        let mut next = lab.open_as(&lab.mischief(), session.owner().user.clone(), "").unwrap();
        assert_eq!(told(&mut next, "set more 10000"), "limit-exceeded");

        let mut session = open(lab);
        let _ = told(&mut session, "log 60 2000");
        let lines = lab.store.log(session.owner());
        let (last, kept) = lines.split_last().unwrap();
        assert_eq!(
            (kept.len(), last.message.as_str()),
            (7, "53 lines were dropped: too many, or too long")
        );
        assert!(
            kept.iter().map(|line| line.message.as_str().len()).sum::<usize>()
                <= limits.log_step_bytes
        );
        lab.good_mini_app_works();
    });
}

#[test]
fn a_log_line_is_harmless_to_whoever_reads_it() {
    Lab::each(|lab| {
        let mut session = open(lab);
        tell(&mut session, "log-text \u{1b}]0:bank\u{7}\u{202e}knab").unwrap();
        let lines = lab.store.log(session.owner());
        assert_eq!(lines.len(), 1);
        assert_eq!(lines[0].message.as_str(), "\u{241b}]0:bank\u{2407}\u{fffd}knab");
    });
}

#[test]
fn words_about_a_request_or_timer_are_bounded() {
    Lab::each(|lab| {
        let mut session = open(lab);
        assert_eq!(told(&mut session, "balance-context 1024"), "1");
        assert_eq!(told(&mut session, "balance-context 1025"), "invalid-argument");
        let _ = told(&mut session, &format!("wake 1000 {}", "w".repeat(1_024)));
        assert_eq!(title(&session), "set");
        let _ = told(&mut session, &format!("wake 1000 {}", "w".repeat(1_025)));
        assert_eq!(title(&session), "invalid-argument");
    });
}

#[test]
fn timers_are_neither_too_soon_nor_too_late() {
    Lab::each(|lab| {
        let mut session = open(lab);
        assert_eq!(told(&mut session, "wake 999"), "invalid-argument");
        assert_eq!(told(&mut session, "wake 0"), "invalid-argument");
        assert_eq!(told(&mut session, "wake 31622400001"), "invalid-argument");
        assert_eq!(told(&mut session, "wake 31622400000"), "set");
        assert_eq!(told(&mut session, "wake 1000 say woken"), "set");
        lab.clock.advance(999);
        assert!(session.pump().unwrap().is_empty());
        lab.clock.advance(1);
        assert_eq!(pumped(&mut session), "woken");
        assert_eq!(lab.saved(&session).timers.len(), 1, "each goes off once");
    });
}

#[test]
fn a_mini_app_cannot_raise_a_sheet_or_close_itself_by_itself() {
    Lab::each(|lab| {
        let mut session = open(lab);
        let _ = told(&mut session, "wake 1000 pay by-timer 100");
        lab.clock.advance(1_000);
        assert_eq!(pumped(&mut session), "denied");
        let by_change =
            HostEvent::Changed { topic: "do".into(), id: "pay by-change 100; close".into() };
        lab.store.post(&session.id(), &by_change).unwrap();
        assert_eq!(pumped(&mut session), "denied, denied");
        // An answer long after the user's action.
        let _ = told(&mut session, "balance pay by-late-answer 100");
        lab.clock.advance(5_001);
        assert_eq!(pumped(&mut session), "denied");
        // An answer just after the opening: it is nothing that the user did in it.
        let mut opened = lab.open(&lab.mischief(), "balance pay by-launch 100").unwrap();
        assert_eq!(pumped(&mut opened), "denied");
        let mut opened = lab.open(&lab.mischief(), "balance pick by-launch").unwrap();
        assert_eq!(pumped(&mut opened), "denied");
        assert!(lab.payments.calls().is_empty());
        assert_eq!(session.closed(), None);
        // Soon after it, it may.
        let _ = told(&mut session, "balance pay by-answer 100");
        lab.clock.advance(5_000);
        let steps = session.pump().unwrap();
        let raised: Vec<_> = steps.into_iter().flat_map(|step| step.raised).collect();
        assert!(matches!(raised.as_slice(), [Raised::PaymentSheet(_)]), "{raised:?}");
        assert_eq!(lab.payments.calls().len(), 1);
    });
}

#[test]
fn payments_beyond_their_form_or_grant_are_refused_at_the_call() {
    Lab::each(|lab| {
        let mut session = open(lab);
        let too_long = format!("pay {} 100", "i".repeat(36));
        for (order, outcome) in [
            ("pay p 0", "invalid-argument"),
            ("pay é 100", "invalid-argument"),
            (&too_long, "invalid-argument"),
            ("pay p 6001", "denied"),
            ("pay p 9223372036854775808", "invalid-argument"),
        ] {
            assert_eq!(told(&mut session, order), outcome, "{order}");
        }
        assert!(lab.payments.calls().is_empty());
        tell(&mut session, "pay p 6000").unwrap();
        assert_eq!(lab.payments.calls().len(), 1);
    });
}

#[test]
fn another_user_s_payment_is_not_found() {
    Lab::each(|lab| {
        let mut session = open(lab);
        let started = told(&mut session, "pay p 100 take-outcome $");
        let payment = started.split(' ').nth(1).unwrap().to_owned();
        assert_eq!(told(&mut session, &format!("payment {payment}")), "ConsentStatus::Awau");
        let mut other = open(lab);
        for order in
            [format!("payment {payment}"), format!("cancel {payment}"), "payment ../1".into()]
        {
            assert_eq!(told(&mut other, &order), "not-found", "{order}");
        }
        lab.payments.decide(&lab.store, payment.parse().unwrap(), ConsentStatus::Auth);
        assert_eq!(pumped(&mut session), "ConsentStatus::Auth");
        assert_eq!(pumped(&mut other), "not-found", "as it was");
    });
}
