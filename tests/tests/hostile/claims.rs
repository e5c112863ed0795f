//! What a mini-app is told of who its user is: what they ticked of what it may ask for, and only when
//! they act.

use loggia_runtime::capability::identity_verified::{Address, Claim, Claims};
use loggia_runtime::capability::{Refusal, RefusalCode};
use loggia_runtime::store::Store;
use loggia_runtime::{Fault, Limits, Raised, Reply, Session};
use loggia_tests::{Core, Lab, tell, told};

fn open(lab: &Lab) -> Session {
    lab.open(&lab.mischief(), "").unwrap()
}

fn title(session: &Session) -> &str {
    session.view().title().as_str()
}

/// All that a bank could know.
fn everything() -> Claims {
    let text = |text: &str| Some(text.to_owned());
    Claims {
        given_name: text("Ada"),
        family_name: text("Byron"),
        birthdate: text("1815-12-10"),
        address: Some(Address {
            street_address: "12 St James’s Square".into(),
            locality: "London".into(),
            region: None,
            postal_code: text("SW1Y 4JH"),
            country: "GB".into(),
        }),
        email: text("ada@example.com"),
        phone_number: text("+442079460000"),
        tax_identification_number: text("99 123/4561"),
    }
}

fn ticks(lab: &Lab, ticked: Result<Claims, Refusal>) {
    *lab.accounts.ticked.lock().unwrap() = Some(ticked);
}

#[test]
fn the_request_waits_for_the_user_and_brings_what_they_ticked() {
    Lab::each(|lab| {
        let mut session = open(lab);
        let reply = tell(&mut session, "claims given-name,address why take-claims $").unwrap();
        let Reply::Stepped(step) = reply else { panic!("{reply:?}") };
        assert_eq!(step.raised, [Raised::ClaimsSheet]);
        let asked = lab.accounts.claims();
        assert_eq!(asked[0].claims, [Claim::GivenName, Claim::Address]);
        assert_eq!(asked[0].purpose, "why");
        // A user may think longer than a backend.
        lab.clock.advance(10 * Limits::default().request_millis);
        assert!(session.pump().unwrap().is_empty());

        ticks(lab, Ok(Claims { address: None, ..everything() }.only(&[Claim::GivenName])));
        session.pump().unwrap();
        assert_eq!(title(&session), "Ada - - - - - -");
        assert!(lab.store.outbox(None).unwrap().is_empty());
    });
}

#[test]
fn a_bank_that_tells_more_than_was_asked_for_is_not_passed_on() {
    Lab::each(|lab| {
        ticks(lab, Ok(everything()));
        let mut session = open(lab);
        assert_eq!(told(&mut session, "claims address,email why take-claims $"), "1");
        session.pump().unwrap();
        assert_eq!(title(&session), "- - - London GB ada@example.com - -");

        // Nor is what the contract has no room for, or what would hide something.
        for email in
            ["ada".to_owned(), format!("{}@example.com", "a".repeat(1 << 20)), "a\u{202e}@b".into()]
        {
            ticks(lab, Ok(Claims { email: Some(email), ..Claims::default() }));
            let _ = told(&mut session, "claims email why take-claims $");
            lab.clock.advance(Limits::default().request_millis);
            session.pump().unwrap();
            assert_eq!(title(&session), "unavailable");
        }
        lab.good_mini_app_works();
    });
}

#[test]
fn nothing_ticked_and_nothing_known_look_alike() {
    Lab::each(|lab| {
        let refused = Refusal::new(RefusalCode::Cancelled, "the user shares nothing");
        for ticked in [Err(refused), Ok(Claims::default()), Ok(everything().only(&[Claim::Email]))]
        {
            ticks(lab, ticked);
            let mut session = open(lab);
            assert_eq!(told(&mut session, "claims given-name,address why take-claims $"), "1");
            session.pump().unwrap();
            assert_eq!(title(&session), "cancelled");
        }
    });
}

#[test]
fn what_may_not_be_asked_for_is_refused_at_the_call() {
    Lab::each(|lab| {
        let mut session = open(lab);
        for (order, outcome) in [
            ("claims birthdate why", "denied"),
            ("claims given-name,tax-identification-number why", "denied"),
            ("claims - why", "invalid-argument"),
            ("claims email,given-name,email why", "invalid-argument"),
            ("claims-many 2", "invalid-argument"),
            ("claims-many 8", "invalid-argument"),
            ("claims-many 10000", "invalid-argument"),
            ("claims email", "invalid-argument"),
            ("claims-purpose 0", "invalid-argument"),
            ("claims-purpose 141", "invalid-argument"),
            ("claims-purpose 1000000", "invalid-argument"),
            // An escape, a right-to-left override, a line separator, a zero-width space, a tag.
            ("claims-hidden 27", "invalid-argument"),
            ("claims-hidden 8238", "invalid-argument"),
            ("claims-hidden 8232", "invalid-argument"),
            ("claims-hidden 8203", "invalid-argument"),
            ("claims-hidden 917601", "invalid-argument"),
        ] {
            assert_eq!(told(&mut session, order), outcome, "{order}");
        }
        session.pump().unwrap();
        assert!(lab.accounts.calls().is_empty(), "no sheet is raised");
        assert_eq!(told(&mut session, "claims-purpose 140"), "1", "and this is as long as it gets");
        lab.good_mini_app_works();
    });
}

#[test]
fn the_user_is_asked_only_when_they_act() {
    Lab::each(|lab| {
        let session = lab.open(&lab.mischief(), "claims email why").unwrap();
        assert_eq!(title(&session), "denied", "the opening is no action");
        let mut session = open(lab);
        let _ = told(&mut session, "wake 6000 claims email why");
        lab.clock.advance(6_000);
        session.pump().unwrap();
        assert_eq!(title(&session), "denied", "nobody was there");
        assert!(lab.accounts.claims().is_empty());

        // An answer within five seconds of something that they did, and not one of later.
        ticks(lab, Ok(everything()));
        let _ = told(&mut session, "claims email why claims given-name then take-claims 2");
        lab.clock.advance(5_000);
        session.pump().unwrap();
        assert_eq!(title(&session), "Ada - - - - - -");
        *lab.accounts.ticked.lock().unwrap() = None;
        let _ = told(&mut session, "claims email why claims given-name then");
        lab.clock.advance(5_001);
        ticks(lab, Ok(everything()));
        session.pump().unwrap();
        assert_eq!(title(&session), "denied");
    });
}

#[test]
fn an_answer_is_taken_in_its_own_step_by_its_own_function() {
    Lab::each(|lab| {
        ticks(lab, Ok(everything()));
        let mut session = open(lab);
        assert_eq!(
            told(&mut session, "claims email why take-picked $|take-accounts $|take-claims $"),
            "1"
        );
        assert_eq!(told(&mut session, "take-claims 1"), "not-found");
        session.pump().unwrap();
        assert_eq!(title(&session), "not-found, not-found, - - - - ada@example.com - -");
        assert_eq!(told(&mut session, "take-claims 1; take-claims 7"), "not-found, not-found");
        let _ = told(&mut session, "accounts 10 - take-claims $");
        session.pump().unwrap();
        assert_eq!(title(&session), "not-found", "an answer of another interface");
    });
}

#[test]
fn a_claim_that_the_contract_does_not_know_is_a_fault() {
    let unknown = Core {
        imports: r#"(import "loggia:identity/identity-verified@0.1.0" "request-claims"
                      (func $ask (param i32 i32 i32 i32 i32 i32 i32)))"#
            .into(),
        fields: r#"(data (i32.const 2048) "\c8why")"#.into(),
        world: "import loggia:identity/identity-verified@0.1.0;".into(),
        ..Core::stepping(
            "(call $ask (i32.const 2048) (i32.const 1) (i32.const 2049) (i32.const 3)
                        (i32.const 0) (i32.const 0) (i32.const 3072))",
        )
    };
    Lab::each(|lab| {
        let Fault::Malformed { reason } = lab.fault_of(&unknown) else {
            panic!("it is no claim");
        };
        assert!(!reason.as_str().is_empty());
        assert!(lab.accounts.claims().is_empty());
    });
}
