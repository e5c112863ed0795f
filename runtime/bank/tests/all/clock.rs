//! A clock that is put back: by an hour, a day, or to 1970.

use loggia_audit::Action;
use loggia_authentication::{FAILURES, LOCK};
use loggia_bank::{AuditEntry, AuthenticationError, ConsentError, SheetError};
use loggia_runtime::capability::RefusalCode;
use loggia_runtime::capability::consent::{Consents, Standing};
use loggia_runtime::capability::payments::{ConsentStatus, PaymentStatus, Payments};

use crate::branch::{
    Branch, DAY, MINUTE, NOW, ORIGIN, alice, authenticator, effect, payment_id, session_id,
};
use crate::consents::{BALANCES, ask, asking, decide, permission, registers};

const HOUR: u64 = 60 * MINUTE;

/// Where the clock is put: behind a moment.
fn backs() -> [u64; 3] {
    [NOW - HOUR, NOW - DAY, 0]
}

/// No payment's leaf is older than the one before it, and the books agree.
fn assert_in_order(branch: &Branch) {
    branch.assert_sound();
    let log = branch.bank.audit_log().unwrap();
    for (place, entry) in log.iter().enumerate() {
        assert_eq!(entry.index, place as u64);
        let earlier = &log[..place];
        let is_of = |action: Action| action.code().starts_with("payment-");
        if !is_of(entry.leaf.action) {
            continue;
        }
        let same = |before: &&AuditEntry| before.leaf.subject == entry.leaf.subject;
        let before = earlier.iter().filter(|before| is_of(before.leaf.action)).rfind(same);
        assert!(before.is_none_or(|before| before.leaf.at <= entry.leaf.at), "{entry:?}");
    }
}

#[test]
fn a_payment_goes_its_way_once_the_clock_is_right_again() {
    // The clock is put back before one of the steps, and right again before the next.
    for (back, step) in backs().into_iter().flat_map(|back| (0..5).map(move |step| (back, step))) {
        let branch = Branch::in_memory();
        branch.session(1, "alice");
        let payer = authenticator(&branch.bank, &alice().user, branch.now());
        let account = branch.account("Everyday");
        let at = |now: u64| {
            branch.set_clock(now);
            now
        };
        let when = |this: u64| if this == step { back } else { NOW + this };

        at(when(0));
        branch.initiate(1, "3.40 EUR");
        let created = branch.payment(1).created_at;
        // What was initiated in the past has expired once the clock is right.
        let alive = if step == 0 { created } else { NOW };
        let moment = |this: u64| if step == 0 { alive + this } else { when(this) };
        let mut updated = branch.payment(1).payment.updated_at;
        let mut goes_on = || {
            let now = branch.payment(1).payment.updated_at;
            assert!(now >= updated, "{now} is before {updated}");
            updated = now;
        };

        let ask = |now| {
            branch.bank.ask_to_authorise(&alice().user, &payment_id(1), account, at(now)).unwrap()
        };
        let mut asked = ask(moment(1));
        if step == 1 {
            // A challenge is good for five minutes of the clock by which it was asked.
            assert!(asked.expires_at <= back + 5 * MINUTE);
            asked = ask(NOW + 1);
        }
        let signed = payer.assert("localhost", ORIGIN, &asked.challenge);
        let paid =
            branch.bank.authorise(&alice().user, &payment_id(1), &signed, at(moment(2))).unwrap();
        assert_eq!(paid.consent, ConsentStatus::Auth);
        goes_on();
        let due = branch.payment(1).settle_at.unwrap();
        if step == 3 {
            assert_eq!(branch.bank.settle_due(at(back)).unwrap(), 0, "it is not due");
            assert_eq!(branch.bank.expire_due(at(back)).unwrap(), 0);
        }
        assert_eq!(branch.bank.settle_due(at(due)).unwrap(), 1);
        goes_on();
        if step == 4 {
            at(back);
        }
        let settled = branch.payment(1).payment;
        assert_eq!(settled.status, Some(PaymentStatus::Acsc));
        let now = branch.now();
        let refused = branch.bank.reject_settlement(&payment_id(1), now).unwrap().unwrap();
        assert_eq!(refused, settled);
        branch.bank.cancel(&effect(9), &alice(), &payment_id(1)).unwrap();
        assert_eq!(branch.bank.reject(&alice().user, &payment_id(1), now).unwrap(), settled);
        assert_eq!(branch.bank.settle_due(now).unwrap(), 0);
        goes_on();
        assert_in_order(&branch);
    }
}

#[test]
fn what_has_expired_or_was_refused_stays_so_before_its_time() {
    for back in backs() {
        let branch = Branch::in_memory();
        branch.session(1, "alice");
        let account = branch.account("Everyday");
        authenticator(&branch.bank, &alice().user, branch.now());
        branch.initiate(1, "3.40 EUR");
        branch.initiate(2, "3.40 EUR");
        branch.bank.reject(&alice().user, &payment_id(2), branch.now()).unwrap();
        branch.pass(5 * MINUTE);
        assert_eq!(branch.bank.expire_due(branch.now()).unwrap(), 1);
        let ended = [branch.payment(1), branch.payment(2)];

        branch.set_clock(back);
        assert_eq!(branch.bank.payment_sheet(&session_id(1)).unwrap(), None);
        let asked = branch.bank.ask_to_authorise(&alice().user, &payment_id(1), account, back);
        assert!(matches!(asked, Err(SheetError::Decided)), "{asked:?}");
        let late = branch.authorise(1, "Everyday", back);
        assert!(matches!(late, Err(SheetError::Expired)), "{late:?}");
        assert!(matches!(
            branch.bank.reject(&alice().user, &payment_id(1), back),
            Err(SheetError::Expired)
        ));
        let yes = branch.authorise(2, "Everyday", back).unwrap();
        assert_eq!(yes.consent, ConsentStatus::Rjct);
        branch.bank.cancel(&effect(9), &alice(), &payment_id(1)).unwrap();
        assert_eq!([branch.payment(1), branch.payment(2)], ended);
        assert_in_order(&branch);
    }
}

#[test]
fn a_consent_goes_its_way_and_one_that_is_over_stays_over() {
    for back in backs() {
        let branch = Branch::in_memory();
        registers(&branch.bank, vec![permission(BALANCES, true, None)]);
        let consented = || branch.bank.consented(&alice(), BALANCES).unwrap().is_some();
        let updated = || branch.bank.consents(None).unwrap()[0].updated_at;

        // Asked at the right time, decided behind it.
        ask(&branch, 1, BALANCES);
        branch.set_clock(back);
        assert_eq!(ask(&branch, 2, BALANCES), Standing::AwaitingUser);
        decide(&branch, true);
        assert_eq!(updated(), NOW, "no consent is given before it was asked for");
        assert!(consented());
        branch.set_clock(NOW + 180 * DAY);
        assert!(!consented());
        let quiet =
            loggia_runtime::capability::consent::Asking { may_raise: false, ..asking(&branch, 3) };
        let over = branch.bank.ask(&alice(), BALANCES, &quiet).unwrap();
        assert!(matches!(over, Standing::Refused(_)), "{over:?}");
        let ended = updated();
        branch.set_clock(back);
        assert!(!consented(), "it has expired");
        let asked = ask(&branch, 4, BALANCES);
        assert!(matches!(&asked, Standing::Refused(it) if it.code == RefusalCode::Denied));
        assert_eq!(updated(), ended);

        // Asked behind the right time: over as soon as it is right, and a no counts from then.
        branch.set_clock(NOW + 200 * DAY);
        assert_eq!(ask(&branch, 5, BALANCES), Standing::AwaitingUser);
        let ids: Vec<_> = branch.bank.consents(None).unwrap().iter().map(|it| it.id).collect();
        branch.pass(5 * MINUTE);
        let late = branch.bank.decide_consents(&alice().user, &ids[..1], true, branch.now());
        assert!(matches!(late, Err(ConsentError::Expired)), "{late:?}");
        assert_eq!(ask(&branch, 6, BALANCES), Standing::AwaitingUser);
        decide(&branch, false);
        branch.set_clock(back);
        let paused = ask(&branch, 7, BALANCES);
        assert!(
            matches!(paused, Standing::Refused(_)),
            "a pause does not end before it: {paused:?}"
        );
        assert_in_order(&branch);
    }
}

#[test]
fn a_lock_and_the_failures_before_it_are_not_forgotten() {
    for back in backs() {
        let branch = Branch::in_memory();
        branch.session(1, "alice");
        let account = branch.account("Everyday");
        let payer = authenticator(&branch.bank, &alice().user, branch.now());
        branch.initiate(1, "3.40 EUR");
        let asked =
            branch.bank.ask_to_authorise(&alice().user, &payment_id(1), account, NOW).unwrap();
        let good = payer.assert("localhost", ORIGIN, &asked.challenge);
        let mut forged = good.clone();
        forged.signature = vec![0x30, 0];
        let attempt =
            |signed, now| branch.bank.authorise(&alice().user, &payment_id(1), signed, now);
        for failure in 1..FAILURES {
            let refused = attempt(&forged, NOW + failure as u64);
            assert!(
                matches!(refused, Err(SheetError::Authentication(AuthenticationError::Refused(_)))),
                "{refused:?}"
            );
        }
        // The last one behind all the others, which count all the same.
        assert!(attempt(&forged, back).is_err());
        let locked = |now| {
            let outcome = attempt(&good, now);
            match outcome {
                Err(SheetError::Authentication(AuthenticationError::Locked { until })) => until,
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(locked(back), back + LOCK);
        assert_eq!(locked(0), back + LOCK, "further back it holds longer, not shorter");
        assert_eq!(branch.payment(1).payment.consent, ConsentStatus::Awau);
        assert_in_order(&branch);
    }
}
