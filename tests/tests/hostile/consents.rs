//! What a mini-app may see of its user, and when: only what the user consents to, as long as they do.

use std::sync::atomic::Ordering;

use loggia_runtime::capability::consent::{Consented, Standing};
use loggia_runtime::capability::{Refusal, RefusalCode};
use loggia_runtime::store::Store;
use loggia_runtime::{Clock, Limits, Raised, Reply, Session};
use loggia_tests::{ACCOUNT, Lab, account, full_grant, mischief_package, tell, told};
use serde_json::json;

const ACCOUNTS: &str = "loggia:accounts/accounts-basic";
const DEBITS: &str = "loggia:accounts/transactions-debits";
const IDENTITY: &str = "loggia:identity/identity-basic";
const DAY: u64 = 24 * 60 * 60 * 1_000;

fn open(lab: &Lab) -> Session {
    lab.open(&lab.mischief(), "").unwrap()
}

fn title(session: &Session) -> &str {
    session.view().title().as_str()
}

fn refused() -> Standing {
    Standing::Refused(Refusal::new(RefusalCode::Denied, "the user has refused this"))
}

#[test]
fn a_request_waits_for_the_user_and_is_answered_then() {
    Lab::each(|lab| {
        lab.consents.set(ACCOUNTS, Standing::AwaitingUser);
        let mut session = open(lab);
        let reply = tell(&mut session, "accounts 10 - take-accounts $").unwrap();
        let Reply::Stepped(step) = reply else { panic!("{reply:?}") };
        assert_eq!(step.raised, [Raised::ConsentSheet]);
        // A user may think longer than a backend.
        lab.clock.advance(10 * Limits::default().request_millis);
        assert!(session.pump().unwrap().is_empty());
        assert!(lab.accounts.calls().is_empty(), "nothing is asked before the user has decided");

        lab.consents.set(ACCOUNTS, Standing::Consented(Consented::default()));
        assert_eq!(session.pump().unwrap().len(), 1);
        assert_eq!(title(&session), format!("Everyday={ACCOUNT} end"));
        assert!(lab.store.outbox(None).unwrap().is_empty());
    });
}

#[test]
fn a_request_has_its_whole_time_once_the_user_has_decided() {
    Lab::each(|lab| {
        let millis = Limits::default().request_millis;
        for recovers in [true, false] {
            lab.consents.set(ACCOUNTS, Standing::AwaitingUser);
            let mut session = open(lab);
            let _ = told(&mut session, "accounts 10 - take-accounts $");
            lab.clock.advance(10 * millis);
            let consented = Consented { at: lab.clock.now(), ..Consented::default() };
            lab.consents.set(ACCOUNTS, Standing::Consented(consented));
            lab.accounts.down.store(true, Ordering::SeqCst);
            assert!(session.pump().unwrap().is_empty(), "it is tried again");
            lab.clock.advance(millis - 1);
            assert!(session.pump().unwrap().is_empty(), "it is tried again");
            lab.accounts.down.store(!recovers, Ordering::SeqCst);
            lab.clock.advance(1);
            assert_eq!(session.pump().unwrap().len(), 1);
            let answer = format!("Everyday={ACCOUNT} end");
            assert_eq!(title(&session), if recovers { &answer } else { "unavailable" });
        }
    });
}

#[test]
fn a_user_s_no_is_the_answer_and_reaches_no_backend() {
    Lab::each(|lab| {
        for (asks, takes, interface) in [
            ("accounts 10 -", "take-accounts", ACCOUNTS),
            ("debits NOBODY 10 -", "take-debits", DEBITS),
        ] {
            lab.consents.set(interface, refused());
            let mut session = open(lab);
            let asks = asks.replace("NOBODY", &ACCOUNT.to_string());
            assert_eq!(told(&mut session, &format!("{asks} {takes} $")), "1");
            session.pump().unwrap();
            assert_eq!(title(&session), "denied");
        }
        assert!(lab.accounts.calls().is_empty());
        lab.consents.set(IDENTITY, refused());
        let mut session = open(lab);
        assert_eq!(told(&mut session, "subject; given-name"), "denied, denied");
        assert_eq!(told(&mut session, "consent take-consent $"), "1");
        session.pump().unwrap();
        assert_eq!(title(&session), "false");
        assert!(lab.accounts.calls().is_empty());
    });
}

#[test]
fn a_withdrawal_is_felt_by_the_very_next_call() {
    Lab::each(|lab| {
        let mut session = open(lab);
        assert_eq!(told(&mut session, "given-name"), "Ada");
        lab.consents.set(IDENTITY, refused());
        assert_eq!(told(&mut session, "given-name"), "denied");
        lab.consents.set(IDENTITY, Standing::Consented(Consented::default()));
        assert_eq!(told(&mut session, "given-name"), "Ada");
    });
}

#[test]
fn the_user_is_asked_only_because_of_something_that_they_did() {
    Lab::each(|lab| {
        let may_raise = |lab: &Lab| lab.consents.asked().last().unwrap().may_raise;
        let mut session = lab.open(&lab.mischief(), "accounts 10 -").unwrap();
        session.pump().unwrap();
        assert!(may_raise(lab), "they opened it");
        let _ = told(&mut session, "accounts 10 -");
        assert!(may_raise(lab), "they acted");
        let _ = told(&mut session, "accounts 10 - accounts 10 -");
        lab.clock.advance(5_000);
        session.pump().unwrap();
        assert!(may_raise(lab), "an answer within five seconds of it");

        let _ = told(&mut session, "wake 6000 accounts 10 -");
        lab.clock.advance(6_000);
        session.pump().unwrap();
        assert_eq!(lab.consents.asked().len(), 5);
        assert!(!may_raise(lab), "nobody was there");
        let _ = told(&mut session, "wake 6000 pick why");
        lab.clock.advance(6_000);
        session.pump().unwrap();
        assert_eq!(title(&session), "denied", "nor is a picker raised");
    });
}

#[test]
fn a_history_is_as_long_as_grant_and_consent_both_allow() {
    Lab::each(|lab| {
        let mut session = open(lab);
        for (consented, expected) in [(None, 90), (Some(30), 30), (Some(400), 90)] {
            lab.consents
                .set(DEBITS, Standing::Consented(Consented { history_days: consented, at: 0 }));
            let _ = told(&mut session, &format!("debits {ACCOUNT} 10 -"));
            session.pump().unwrap();
            let since = lab.accounts.periods().last().unwrap().since.unwrap();
            assert_eq!(lab.clock.now() - since, expected * DAY);
        }
    });
}

#[test]
fn what_the_grant_masks_is_told_by_no_detail() {
    Lab::each(|lab| {
        for (masked, told_of_it) in [
            (json!([]), "Grocer 5411"),
            (json!(["counterparty"]), "- 5411"),
            (json!(["counterparty", "category"]), "- -"),
        ] {
            let mut grant = serde_json::to_value(full_grant()).unwrap();
            grant["loggia:accounts/transactions-detail"]["masked"] = masked;
            let grant = serde_json::from_value(grant).unwrap();
            let app = lab.load(&mischief_package(), &grant, &Limits::default()).unwrap();
            let mut session = lab.open(&app, "nothing").unwrap();
            let _ = told(&mut session, "details t1 take-details $");
            session.pump().unwrap();
            assert_eq!(title(&session), told_of_it);
        }
    });
}

#[test]
fn a_wrong_page_a_wrong_id_and_a_wrong_text_are_refused_before_anybody_is_asked() {
    Lab::each(|lab| {
        let mut session = open(lab);
        let long = "c".repeat(129);
        for (order, outcome) in [
            ("accounts 0 -", "invalid-argument"),
            ("accounts 101 -", "invalid-argument"),
            ("accounts 1000000000 -", "invalid-argument"),
            (&format!("accounts 10 {long}"), "invalid-argument"),
            (&format!("debits {ACCOUNT} 0 -"), "invalid-argument"),
            (&format!("credits {ACCOUNT} 10 {long}"), "invalid-argument"),
            ("debits 1 10 -", "not-found"),
            ("account-balances ../../etc/passwd", "not-found"),
            ("details-of 0 1", "invalid-argument"),
            ("details-of 101 1", "invalid-argument"),
            ("pick-reason 0", "invalid-argument"),
            ("pick-reason 141", "invalid-argument"),
            ("pick-reason 1000000", "invalid-argument"),
            ("pick-bidi", "invalid-argument"),
        ] {
            assert_eq!(told(&mut session, order), outcome, "{order}");
        }
        assert!(lab.consents.asked().is_empty() && lab.accounts.calls().is_empty());
        // Too long to be anybody's: left out like any other that is nobody's.
        assert_eq!(told(&mut session, "details-of 1 129"), "1");
        lab.good_mini_app_works();
    });
}

#[test]
fn credits_are_not_taken_as_debits() {
    Lab::each(|lab| {
        let mut session = open(lab);
        let _ =
            told(&mut session, &format!("credits {ACCOUNT} 10 - take-debits $ | take-credits $"));
        session.pump().unwrap();
        assert_eq!(title(&session), "not-found, t1 next=more");
    });
}

#[test]
fn a_picked_account_is_the_only_one_that_is_told() {
    Lab::each(|lab| {
        let mut session = open(lab);
        let reply = tell(&mut session, "pick why take-picked $").unwrap();
        let Reply::Stepped(step) = reply else { panic!("{reply:?}") };
        assert_eq!(step.raised, [Raised::AccountSheet]);
        lab.clock.advance(10 * Limits::default().request_millis);
        assert!(session.pump().unwrap().is_empty());
        *lab.accounts.picked.lock().unwrap() = Some(Ok(account()));
        session.pump().unwrap();
        assert_eq!(title(&session), "Everyday");

        let none = Refusal::new(RefusalCode::Cancelled, "the user picked no account");
        *lab.accounts.picked.lock().unwrap() = Some(Err(none));
        let _ = told(&mut session, "pick why take-picked $");
        session.pump().unwrap();
        assert_eq!(title(&session), "cancelled");
    });
}
