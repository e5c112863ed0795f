//! Mini-apps that lead to others: only where the bank lets them, only when the user acts, and by nothing
//! but what is shown. What a mini-app is opened for is checked before it hears of it.

use loggia_runtime::ui::FieldValue;
use loggia_runtime::{
    ClientEvent, ClientEventKind, Error, EventId, GuestText, Intent, Launch, Limits, Opening,
    Reply, Session,
};
use loggia_tests::{Lab, key, obey, tell, told};

const PARK: &str = "lead com.example.parking park zone=12 plate=W-1";

fn open(lab: &Lab) -> Session {
    lab.open(&lab.mischief(), "").unwrap()
}

fn intent(name: &str, params: &[(&str, &str)]) -> Intent {
    let param = |(name, value): &(&str, &str)| {
        (name.parse().unwrap(), GuestText::line((*value).to_owned()))
    };
    Intent { name: name.parse().unwrap(), params: params.iter().map(param).collect() }
}

fn parking() -> Opening {
    let intent = intent("park", &[("zone", "12"), ("plate", "W-1")]);
    Opening { app: "com.example.parking".parse().unwrap(), intent }
}

#[test]
fn where_a_mini_app_leads_comes_with_the_step_of_the_tap_and_with_no_other() {
    Lab::each(|lab| {
        let mut session = open(lab);
        let Ok(Reply::Stepped(step)) = tell(&mut session, PARK) else { panic!("it is a step") };
        assert_eq!(session.view().title().as_str(), "leading");
        assert_eq!(step.opening, Some(parking()));
        assert!(session.closed().is_none() && step.raised.is_empty());
        let Ok(Reply::Stepped(step)) = tell(&mut session, "add") else { panic!("it is a step") };
        assert_eq!(step.opening, None);
    });
}

#[test]
fn a_repeated_event_leads_nowhere_twice() {
    Lab::each(|lab| {
        let mut session = open(lab);
        let event = ClientEvent {
            id: EventId::random().unwrap(),
            kind: ClientEventKind::Act {
                revision: session.revision(),
                path: key(&session, "orders"),
                values: vec![("do".to_owned(), FieldValue::Text(PARK.to_owned()))],
            },
        };
        let Ok(Reply::Stepped(step)) = session.handle(event.clone()) else { panic!("a step") };
        assert!(step.opening.is_some());
        assert!(matches!(session.handle(event), Ok(Reply::Repeated)));
    });
}

#[test]
fn whether_the_bank_has_a_mini_app_is_told_to_nobody() {
    Lab::each(|lab| {
        let mut session = open(lab);
        for (order, outcome) in [
            // Granted, though there is no such mini-app, or it declares no such intent.
            ("lead com.example.parking park", "leading"),
            ("lead com.example.mischief obey", "leading"),
            // There, and not granted for this; not granted at all; invented.
            ("lead com.example.mischief park", "denied"),
            ("lead com.example.coffee order", "denied"),
            ("lead org.nowhere.nothing x", "denied"),
        ] {
            assert_eq!(told(&mut session, order), outcome, "{order}");
        }
    });
}

#[test]
fn what_could_not_be_shown_or_is_too_much_is_refused_at_the_call() {
    Lab::each(|lab| {
        let mut session = open(lab);
        for (order, outcome) in [
            ("lead parking park", "invalid-argument"),
            ("lead Com.example.parking park", "invalid-argument"),
            ("lead com.example.parking/.. park", "invalid-argument"),
            ("lead com.example.parking Park", "invalid-argument"),
            ("lead com.example.parking -", "invalid-argument"),
            ("lead com.example.parking park Zone=1", "invalid-argument"),
            ("lead com.example.parking park =1", "invalid-argument"),
            ("lead com.example.parking park zone=1 zone=2", "invalid-argument"),
            ("lead-hidden", "invalid-argument"),
            ("lead-with 17 1", "invalid-argument"),
            ("lead-with 1 1025", "invalid-argument"),
            ("lead-with 1 900000", "invalid-argument"),
            ("lead-with 16 1024", "leading"),
        ] {
            let Ok(Reply::Stepped(step)) = tell(&mut session, order) else { panic!("{order}") };
            assert_eq!(session.view().title().as_str(), outcome, "{order}");
            assert_eq!(step.opening.is_some(), outcome == "leading", "{order}");
        }
        lab.good_mini_app_works();
    });
}

#[test]
fn nobody_is_led_away_who_did_nothing() {
    Lab::each(|lab| {
        let mut session = lab.open(&lab.mischief(), PARK).unwrap();
        assert_eq!(session.view().title().as_str(), "denied", "opening it is no action");
        assert_eq!(session.latest().opening, None);
        for later in [format!("wake 1000 {PARK}"), format!("balance {PARK}")] {
            let _ = told(&mut session, &later);
            lab.clock.advance(1_000);
            let steps = session.pump().unwrap();
            assert_eq!(steps.len(), 1, "{later}");
            assert_eq!(session.view().title().as_str(), "denied", "{later}");
            assert!(steps.iter().all(|step| step.opening.is_none()));
        }
    });
}

#[test]
fn a_step_leads_to_one_place() {
    Lab::each(|lab| {
        let mut session = open(lab);
        let twice = format!("{PARK}; lead com.example.mischief obey");
        let Ok(Reply::Stepped(step)) = tell(&mut session, &twice) else { panic!("it is a step") };
        assert_eq!(session.view().title().as_str(), "leading, limit-exceeded");
        assert_eq!(step.opening, Some(parking()), "the first");
        assert_eq!(told(&mut session, &format!("{PARK}; close")), "leading, limit-exceeded");
        assert_eq!(session.closed(), None);
        let closing = format!("close; {PARK}");
        let Ok(Reply::Stepped(step)) = tell(&mut session, &closing) else { panic!("it is a step") };
        assert_eq!(session.view().title().as_str(), "closing, limit-exceeded");
        assert!(session.closed().is_some() && step.opening.is_none());
    });
}

#[test]
fn a_step_that_is_undone_leads_nowhere() {
    Lab::each(|lab| {
        let mut session = open(lab);
        lab.fault(&mut session, &format!("{PARK}; panic"));
        assert_eq!(session.latest().opening, None);
    });
}

#[test]
fn what_is_not_declared_opens_nothing_and_wakes_nobody() {
    Lab::each(|lab| {
        let app = lab.load(
            &loggia_tests::mischief_package(),
            &loggia_tests::full_grant(),
            &Limits { sessions_per_user: 1, ..Limits::default() },
        );
        let app = app.unwrap();
        let open = |intent: Intent| {
            let launch = Launch { environment: Lab::environment(), intent: Some(intent) };
            lab.host.open(&app, "somebody".parse().unwrap(), launch)
        };
        for (wrong, why) in [
            (intent("park", &[("do", "add")]), "it declares no intent park"),
            (intent("obey", &[]), "its intent obey requires do"),
            (intent("obey", &[("do", "add"), ("as", "root")]), "its intent obey has no as"),
            (
                intent("obey", &[("do", "add"), ("do", "add")]),
                "do of its intent obey was given twice",
            ),
            (intent("obey", &[("do", &"x".repeat(257))]), "must be at most 256 characters"),
        ] {
            let error = open(wrong).unwrap_err();
            assert!(matches!(error, Error::Intent(_)), "{error:?}");
            assert!(error.to_string().contains(why), "{why}: {error}");
        }
        // None of them has taken the one place that the user has.
        let session = open(obey("intent")).unwrap();
        assert_eq!(session.view().title().as_str(), "obey");
        session_ends(session);
        let mut session = lab.open_as(&app, "somebody".parse().unwrap(), "").unwrap();
        assert_eq!(told(&mut session, "add"), "");
        session_ends(session);
    });
}

fn session_ends(mut session: Session) {
    session.close().unwrap();
}

#[test]
fn mini_apps_that_open_each_other_for_ever_end_at_the_users_sessions() {
    Lab::each(|lab| {
        let app = lab.mischief();
        let mut session = open(lab);
        let user = session.owner().user.clone();
        let mut open = vec![session.id()];
        loop {
            let order = "lead com.example.mischief obey do=add";
            let Ok(Reply::Stepped(step)) = tell(&mut session, order) else { panic!("a step") };
            let Opening { app: wanted, intent } = step.opening.unwrap();
            assert_eq!(wanted, app.manifest().app_id);
            let launch = Launch { environment: Lab::environment(), intent: Some(intent) };
            match lab.host.open(&app, user.clone(), launch) {
                Ok(next) => session = next,
                Err(error) => {
                    assert!(matches!(error, Error::TooManySessions { limit: 20 }), "{error:?}");
                    break;
                }
            }
            open.push(session.id());
            assert!(open.len() <= Limits::default().sessions_per_user, "there is no end");
        }
        assert_eq!(open.len(), Limits::default().sessions_per_user);
        session.close().unwrap();
        lab.open_as(&app, user, "").expect("who goes back has room again");
    });
}
