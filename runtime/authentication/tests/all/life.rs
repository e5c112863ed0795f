//! How long a challenge lives, and how often a user may fail.

use loggia_authentication::{
    FAILURES, Failures, LIFETIME, LOCK, NotAsked, PaymentFacts, PendingChallenge, Refused, WINDOW,
};

use super::{Authenticator, NOW, USER, bank, facts, pending};

#[test]
fn an_answer_is_good_once() {
    let (authenticator, mut pending) = (Authenticator::new(), pending());
    let credential = authenticator.credential();
    let answer = authenticator.answer(&pending.challenge());
    let verify = |pending: &mut PendingChallenge| {
        bank().verify_payment(&credential, pending, &facts(), &answer, NOW).map(|_| ())
    };
    assert_eq!(verify(&mut pending), Ok(()));
    assert_eq!(verify(&mut pending), Err(Refused::Spent));
    // Also when it was kept in between.
    let kept = serde_json::to_string(&pending).unwrap();
    assert_eq!(verify(&mut serde_json::from_str(&kept).unwrap()), Err(Refused::Spent));
}

#[test]
fn a_challenge_dies_on_its_last_millisecond() {
    let authenticator = Authenticator::new();
    let credential = authenticator.credential();
    for (after, good) in
        [(0, true), (LIFETIME - 1, true), (LIFETIME, false), (u64::MAX - NOW, false)]
    {
        let shown = PaymentFacts { expires_at: u64::MAX, ..facts() };
        let mut pending = PendingChallenge::payment(shown.clone(), NOW).unwrap();
        assert_eq!(pending.expires_at(), NOW + 5 * 60 * 1000);
        let answer = authenticator.answer(&pending.challenge());
        let verified =
            bank().verify_payment(&credential, &mut pending, &shown, &answer, NOW + after);
        assert_eq!(verified.map(|_| ()), if good { Ok(()) } else { Err(Refused::Expired) });
    }
}

#[test]
fn an_answer_is_good_for_what_was_asked() {
    let authenticator = Authenticator::new();
    let credential = authenticator.credential();
    let mut asked = PendingChallenge::registration(USER, NOW).unwrap();
    let answer = authenticator.answer(&asked.challenge());
    let payment = bank().verify_payment(&credential, &mut asked, &facts(), &answer, NOW);
    assert_eq!(payment.unwrap_err(), Refused::Purpose);
}

#[test]
fn the_same_nonce_asks_something_else_for_each_purpose_and_user() {
    let asked = PendingChallenge::registration(USER, NOW).unwrap();
    let kept = serde_json::to_value(&asked).unwrap();
    let with = |name: &str, value: serde_json::Value| {
        let mut kept = kept.clone();
        kept[name] = value;
        serde_json::from_value::<PendingChallenge>(kept).unwrap().challenge()
    };
    assert_eq!(with("spent", true.into()), asked.challenge());
    assert_ne!(with("purpose", serde_json::json!({ "payment": facts() })), asked.challenge());
    assert_ne!(with("user", "u-7f3b".into()), asked.challenge());
    assert_ne!(with("expires_at", NOW.into()), asked.challenge());
}

#[test]
fn a_user_s_id_must_fit_a_user_handle() {
    for user in [String::new(), "u".repeat(65)] {
        assert!(matches!(PendingChallenge::registration(&user, NOW), Err(NotAsked::Facts(_))));
    }
    assert!(PendingChallenge::registration(&"u".repeat(64), NOW).is_ok());
}

#[test]
fn the_fifth_failure_locks_for_a_quarter_of_an_hour() {
    let mut failures = Failures::new();
    for number in 1..FAILURES {
        assert!(failures.allows(NOW));
        assert!(!failures.failed(NOW + number as u64), "failure {number}");
    }
    assert!(failures.allows(NOW + 5));
    assert!(failures.failed(NOW + 5));
    for locked in [NOW, NOW + 5, NOW + 5 + LOCK - 1] {
        assert!(!failures.allows(locked));
    }
    for _ in 1..FAILURES {
        assert!(!failures.failed(NOW + 6), "the count began anew");
    }
    failures.succeeded(NOW + 6);
    assert!(!failures.allows(NOW + 7), "what was right during a lock ends none");
    let kept: Failures = serde_json::from_str(&serde_json::to_string(&failures).unwrap()).unwrap();
    assert_eq!(kept, failures);
    assert_eq!(failures.locked_until(), Some(NOW + 5 + LOCK));
    assert!(failures.allows(NOW + 5 + LOCK));
    failures.succeeded(NOW + 5 + LOCK);
    // Then five more, not one.
    for number in 1..=FAILURES {
        assert_eq!(failures.failed(NOW + 5 + LOCK), number == FAILURES);
    }
}

#[test]
fn failures_count_within_their_window_and_until_a_success() {
    let mut slow = Failures::new();
    for number in 0..20 {
        assert!(!slow.failed(NOW + number * WINDOW / 4), "four lie within any window");
    }
    let mut fails = Failures::new();
    for _ in 0..3 {
        for _ in 1..FAILURES {
            assert!(!fails.failed(NOW));
        }
        fails.succeeded(NOW);
    }
    // A clock that is put back forgets no failure.
    let mut back = Failures::new();
    for number in 1..=5 {
        assert_eq!(back.failed(NOW - number * WINDOW), number == 5);
    }
}
