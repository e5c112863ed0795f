//! Servers, rates and places: only those of the grant, and what must not be done twice is not.

use loggia_runtime::capability::consent::Standing;
use loggia_runtime::store::Store;
use loggia_runtime::{Raised, Reply, Session};
use loggia_tests::{LONGEST_FLIGHT, Lab, tell, told};

const URL: &str = "https://api.example.com/bookings";

fn open(lab: &Lab) -> Session {
    lab.open(&lab.mischief(), "").unwrap()
}

fn title(session: &Session) -> &str {
    session.view().title().as_str()
}

fn pumped(session: &mut Session) -> String {
    session.pump().unwrap();
    title(session).to_owned()
}

#[test]
fn a_request_is_sent_after_its_step_once_and_answered_when_the_server_has() {
    Lab::each(|lab| {
        let mut session = open(lab);
        assert_eq!(told(&mut session, &format!("post {URL} take-response $")), "1");
        for _ in 0..5 {
            assert!(session.pump().unwrap().is_empty(), "the user waits, and nobody else does");
        }
        let sent = lab.servers.sent();
        let [(_, outgoing, caller)] = sent.as_slice() else { panic!("{sent:?}") };
        assert_eq!(outgoing.request.url, URL);
        assert_eq!(caller.app, session.owner().app);
        assert!(caller.subject.is_some(), "the partner knows who it is for");

        lab.servers.answer(201);
        assert_eq!(pumped(&mut session), "201 hello");
        assert!(lab.store.outbox(None).unwrap().is_empty());
        assert_eq!(lab.servers.kept(), 0, "what is answered is forgotten");
    });
}

#[test]
fn what_a_failed_step_asked_for_is_never_sent() {
    Lab::each(|lab| {
        let mut session = open(lab);
        assert!(tell(&mut session, &format!("post {URL}; panic now")).is_err());
        session.pump().unwrap();
        assert!(lab.servers.sent().is_empty());
    });
}

#[test]
fn after_a_crash_what_may_have_been_done_is_not_done_again() {
    Lab::each(|lab| {
        let mut session = open(lab);
        let asked = format!("post {URL} take-response $; fetch {URL} take-response $");
        assert_eq!(told(&mut session, &asked), "1, 2");
        assert_eq!(lab.servers.sent().len(), 2);
        lab.servers.crash();
        // It may be another process that is at it: nothing happens as long as that could be.
        lab.clock.advance(LONGEST_FLIGHT - 1);
        assert!(session.pump().unwrap().is_empty());
        assert_eq!(lab.servers.sent().len(), 2);

        lab.clock.advance(1);
        assert_eq!(pumped(&mut session), "unavailable", "nobody knows what became of the post");
        let sent = lab.servers.sent();
        assert_eq!(sent.len(), 3, "reading again does no harm");
        assert_eq!(sent[1].0, sent[2].0, "by the same effect");
        lab.servers.answer(200);
        assert_eq!(pumped(&mut session), "200 hello");
        assert_eq!(lab.servers.sent().len(), 3);
    });
}

#[test]
fn another_host_a_wrong_currency_and_a_wrong_accuracy_are_refused_at_the_call() {
    Lab::each(|lab| {
        let mut session = open(lab);
        for (order, outcome) in [
            ("fetch https://evil.example/a", "denied"),
            ("fetch http://169.254.169.254/latest", "denied"),
            ("quote 0 EUR USD", "invalid-argument"),
            ("quote 18446744073709551615 EUR USD", "invalid-argument"),
            ("quote 1 EUR XXX", "invalid-argument"),
            ("quote 1 eur USD", "invalid-argument"),
            ("quote 1 EUR JPY", "denied"),
            ("locate 0", "invalid-argument"),
            ("locate 100001", "invalid-argument"),
        ] {
            assert_eq!(told(&mut session, order), outcome, "{order}");
        }
        session.pump().unwrap();
        assert!(lab.servers.sent().is_empty() && lab.accounts.calls().is_empty());
        lab.good_mini_app_works();
    });
}

#[test]
fn a_place_is_told_as_coarsely_as_granted_and_only_with_consent() {
    Lab::each(|lab| {
        let mut session = open(lab);
        assert_eq!(told(&mut session, "locate 1 take-position $"), "1");
        let position = pumped(&mut session);
        assert!(position.ends_with("within 1000"), "{position}");
        assert!(!position.starts_with("48208174"), "{position}");

        lab.consents.set("loggia:location/location", Standing::AwaitingUser);
        let reply = tell(&mut session, "locate 5000 take-position $").unwrap();
        let Reply::Stepped(step) = reply else { panic!("{reply:?}") };
        assert_eq!(step.raised, [Raised::ConsentSheet]);
        assert_eq!(lab.accounts.calls(), ["position"]);
    });
}
