//! Clients that send what is not on screen, or send it again.

use loggia_runtime::ui::{FieldValue, NodePath};
use loggia_runtime::{ClientEvent, ClientEventKind, EventId, Rejected, Reply, Session};
use loggia_tests::{Lab, act, key, press, submit, tell, told};

/// How often mischief was told to add, as the store has it.
fn count(lab: &Lab, session: &Session) -> String {
    let state = String::from_utf8(lab.saved(session).state).unwrap();
    state.lines().next().unwrap().to_owned()
}

fn tapped(path: NodePath, revision: u64) -> ClientEvent {
    let kind = ClientEventKind::Act { revision, path, values: Vec::new() };
    ClientEvent { id: EventId::random().unwrap(), kind }
}

/// The event is refused, and nothing of it is in the store.
fn refused(
    lab: &Lab,
    session: &mut Session,
    act: impl FnOnce(&mut Session) -> Result<Reply, loggia_runtime::Error>,
) -> Rejected {
    let (saved, revision) = (lab.saved(session), session.revision());
    let rejected = match act(session) {
        Ok(Reply::Refused(rejected)) => rejected,
        other => panic!("this must be refused: {other:?}"),
    };
    assert_eq!((lab.saved(session), session.revision()), (saved, revision), "{rejected}");
    rejected
}

fn on_screen(lab: &Lab, screen: &str) -> Session {
    let session = lab.open(&lab.mischief(), &format!("screen {screen}")).unwrap();
    // Nothing on it is fresh any more.
    lab.clock.advance(1_000);
    session
}

#[test]
fn a_node_that_is_not_on_screen_cannot_be_tapped() {
    Lab::each(|lab| {
        let elsewhere = on_screen(lab, "buttons");
        let mut session = on_screen(lab, "plain");
        let forged = [key(&elsewhere, "plain"), key(&elsewhere, "primary")];
        for path in forged {
            assert_eq!(refused(lab, &mut session, |s| act(s, path, vec![])), Rejected::Repaint);
        }
        // On screen, but nothing that acts.
        for inert in ["count", "root", "do"] {
            let rejected = refused(lab, &mut session, |s| press(s, inert));
            assert!(
                matches!(rejected, Rejected::Repaint | Rejected::Disabled),
                "{inert}: {rejected}"
            );
        }
        assert_eq!(count(lab, &session), "0");
        lab.good_mini_app_works();
    });
}

#[test]
fn disabled_and_busy_buttons_do_not_act() {
    Lab::each(|lab| {
        let mut session = on_screen(lab, "buttons");
        for button in ["disabled", "busy"] {
            assert_eq!(refused(lab, &mut session, |s| press(s, button)), Rejected::Disabled);
        }
        press(&mut session, "plain").unwrap();
        assert_eq!(count(lab, &session), "1");
    });
}

#[test]
fn what_stands_behind_a_dialog_does_not_act() {
    Lab::each(|lab| {
        let mut session = on_screen(lab, "dialog");
        assert_eq!(refused(lab, &mut session, |s| press(s, "outside")), Rejected::Disabled);
        assert_eq!(refused(lab, &mut session, |s| tell(s, "add")), Rejected::Disabled);
        press(&mut session, "inside").unwrap();
        assert_eq!(count(lab, &session), "1");
        press(&mut session, "dialog").expect("it can be dismissed");
        tell(&mut session, "add").unwrap();
        assert_eq!(count(lab, &session), "2");
    });
}

#[test]
fn a_button_that_commits_and_has_only_just_appeared_does_not_act() {
    Lab::each(|lab| {
        let mut session = lab.open(&lab.mischief(), "screen buttons").unwrap();
        assert_eq!(refused(lab, &mut session, |s| press(s, "primary")), Rejected::TooSoon);
        lab.clock.advance(399);
        assert_eq!(refused(lab, &mut session, |s| press(s, "primary")), Rejected::TooSoon);
        press(&mut session, "plain").expect("one that commits to nothing may be quick");
        lab.clock.advance(1);
        press(&mut session, "primary")
            .expect("it is the same since it appeared, whatever changes round it");
        assert_eq!(count(lab, &session), "2");
    });
}

#[test]
fn an_old_view_s_button_acts_as_long_as_it_is_the_same_now() {
    Lab::each(|lab| {
        let mut session = on_screen(lab, "ticker");
        let revision = session.revision();
        let of = |name| key(&session, name);
        let (stays, relabelled, redirected) = (of("stays"), of("relabelled"), of("redirected"));
        tell(&mut session, "add").unwrap();
        // Its label is another, or it does another thing under the same label.
        for changed in [relabelled, redirected] {
            let rejected = refused(lab, &mut session, |s| s.handle(tapped(changed, revision)));
            assert_eq!(rejected, Rejected::Repaint);
        }
        let reply = session.handle(tapped(stays, revision)).unwrap();
        assert!(matches!(reply, Reply::Stepped(_)), "{reply:?}");
        assert_eq!(count(lab, &session), "2");
    });
}

#[test]
fn views_that_are_too_old_or_never_were_do_not_act() {
    Lab::each(|lab| {
        let mut session = on_screen(lab, "ticker");
        let (path, first) = (key(&session, "stays"), session.revision());
        for _ in 0..10 {
            tell(&mut session, "add").unwrap();
        }
        for revision in [0, first, session.revision() + 1, u64::MAX] {
            let rejected = refused(lab, &mut session, |s| s.handle(tapped(path, revision)));
            assert_eq!(rejected, Rejected::Repaint, "revision {revision}");
        }
        let revision = session.revision() - 1;
        session.handle(tapped(path, revision)).expect("the last but one is still good");
        assert_eq!(count(lab, &session), "11");
    });
}

#[test]
fn a_button_that_stays_can_be_tapped_while_the_view_ticks() {
    Lab::each(|lab| {
        let mut session = on_screen(lab, "ticker");
        for _ in 0..20 {
            let (seen, path) = (session.revision(), key(&session, "stays"));
            // The view moves on between the look and the tap.
            let _ = told(&mut session, "wake 1000 add");
            lab.clock.advance(1_000);
            assert_eq!(session.pump().unwrap().len(), 1);
            let reply = session.handle(tapped(path, seen)).unwrap();
            assert!(matches!(reply, Reply::Stepped(_)), "{reply:?}");
        }
        assert_eq!(count(lab, &session), "40");
    });
}

#[test]
fn an_event_that_is_sent_again_is_done_once() {
    Lab::each(|lab| {
        let mut session = on_screen(lab, "plain");
        let event = ClientEvent {
            id: EventId::random().unwrap(),
            kind: ClientEventKind::Act {
                revision: session.revision(),
                path: key(&session, "orders"),
                values: vec![("do".into(), FieldValue::Text("add; redeem 5 r".into()))],
            },
        };
        let mut elsewhere = lab.resume(&lab.mischief(), &session).unwrap();
        let mut late = lab.resume(&lab.mischief(), &session).unwrap();
        assert!(matches!(session.handle(event.clone()).unwrap(), Reply::Stepped(_)));
        let view = session.view().clone();

        for session in [&mut session, &mut elsewhere, &mut late] {
            // `elsewhere` and `late` have not seen the step: they meet it in the store.
            let event = ClientEvent {
                id: event.id,
                kind: match &event.kind {
                    ClientEventKind::Act { path, values, .. } => ClientEventKind::Act {
                        revision: session.revision(),
                        path: *path,
                        values: values.clone(),
                    },
                    other => other.clone(),
                },
            };
            for _ in 0..2 {
                let reply = session.handle(event.clone()).unwrap();
                assert!(matches!(reply, Reply::Repeated), "{reply:?}");
                assert_eq!(session.view(), &view, "the view that it made is shown");
            }
        }
        // A new process too, whatever it is asked.
        let mut new = lab.resume(&lab.mischief(), &session).unwrap();
        let again = ClientEvent { id: event.id, kind: ClientEventKind::Back };
        assert!(matches!(new.handle(again).unwrap(), Reply::Repeated));

        assert_eq!(count(lab, &session), "1");
        assert_eq!(lab.loyalty.calls().len(), 1, "the points are redeemed once");
    });
}

/// What a user would enter into the form `fields`.
fn good_values() -> Vec<(&'static str, FieldValue)> {
    vec![
        ("name", FieldValue::Text("Ada".into())),
        ("size", FieldValue::Choice(vec!["large".into()])),
        ("extras", FieldValue::Choice(vec!["ice".into(), "milk".into()])),
        ("agreed", FieldValue::On(true)),
        ("loud", FieldValue::On(false)),
        ("amount", FieldValue::Integer(4)),
        ("volume", FieldValue::Integer(75)),
        ("weight", FieldValue::Number(Some(250))),
        ("price", FieldValue::Money("12.50 EUR".parse().ok())),
        ("day", FieldValue::Date("2026-02-01".parse().ok())),
        ("plate", FieldValue::Text("W-1234".into())),
    ]
}

#[test]
fn good_values_come_through_in_the_view_s_order() {
    Lab::each(|lab| {
        let mut session = on_screen(lab, "fields");
        let mut values = good_values();
        values.reverse();
        submit(&mut session, "fields", &values).unwrap();
        let came = "name=Ada size=large extras=milk+ice agreed=true loud=false amount=4 \
                    volume=75 weight=250 price=1250EUR day=2026-2-1 plate=W-1234";
        assert_eq!(session.view().title().as_str(), came);
    });
}

#[test]
fn values_that_break_the_view_s_rules_do_not_come_through() {
    let text = |text: &str| FieldValue::Text(text.into());
    let choice = |values: &[&str]| FieldValue::Choice(values.iter().map(|v| (*v).into()).collect());
    let money = |amount: &str| FieldValue::Money(amount.parse().ok());
    let many = vec!["milk"; 100_000];
    let wrong = [
        // of the wrong type
        ("name", FieldValue::Integer(1)),
        ("name", FieldValue::On(true)),
        ("size", text("large")),
        ("extras", FieldValue::Integer(0)),
        ("agreed", text("true")),
        ("loud", choice(&["on"])),
        ("amount", text("4")),
        // out of bounds
        ("name", text("")),
        ("name", text("   ")),
        ("name", text("A")),
        ("name", text("Augusta")),
        ("name", text(&"A".repeat(10_000_000))),
        ("size", choice(&[])),
        ("size", choice(&["small", "large"])),
        ("size", choice(&["huge"])),
        ("extras", choice(&["milk", "sugar", "ice"])),
        ("extras", choice(&["milk", "milk"])),
        ("extras", choice(&many)),
        ("agreed", FieldValue::On(false)),
        ("amount", FieldValue::Integer(-2)),
        ("amount", FieldValue::Integer(12)),
        ("amount", FieldValue::Integer(3)),
        ("amount", FieldValue::Integer(i64::MIN)),
        ("amount", FieldValue::Integer(i64::MAX)),
        ("volume", FieldValue::Integer(80)),
        ("volume", FieldValue::Number(Some(75))),
        ("weight", FieldValue::Integer(250)),
        ("weight", FieldValue::Number(Some(49))),
        ("weight", FieldValue::Number(Some(i64::MAX))),
        ("price", FieldValue::Number(Some(1_250))),
        ("price", money("12.50 USD")),
        ("price", money("0.99 EUR")),
        ("price", money("100.01 EUR")),
        ("day", text("2026-02-01")),
        ("day", FieldValue::Date("2026-01-27".parse().ok())),
        ("day", FieldValue::Date("9999-12-31".parse().ok())),
        ("plate", text("W-")),
        ("plate", text("W-1234 ")),
        ("plate", text("(x+x+)+y")),
    ];
    Lab::each(|lab| {
        let mut session = on_screen(lab, "fields");
        for (name, value) in &wrong {
            let mut values = good_values();
            values.iter_mut().find(|(of, _)| of == name).unwrap().1 = value.clone();
            let rejected = refused(lab, &mut session, |s| submit(s, "fields", &values));
            assert_eq!(problems(&rejected), [*name]);
        }
        submit(&mut session, "fields", &good_values()).expect("the same form takes good ones");
        lab.good_mini_app_works();
    });
}

#[test]
fn fields_that_are_missing_hidden_doubled_or_made_up_do_not_come_through() {
    Lab::each(|lab| {
        let mut session = on_screen(lab, "fields");
        for at in 0..good_values().len() {
            let mut values = good_values();
            let (missing, _) = values.remove(at);
            let rejected = refused(lab, &mut session, |s| submit(s, "fields", &values));
            assert_eq!(problems(&rejected), [missing]);
        }
        // Disabled, of another form, given twice, and of nobody's.
        for surplus in ["hidden", "do", "live", "name", "\u{1b}[2J", ""] {
            let mut values = good_values();
            values.push((surplus, FieldValue::Text("Ada".into())));
            let rejected = refused(lab, &mut session, |s| submit(s, "fields", &values));
            assert_eq!(problems(&rejected), [surplus]);
            assert!(!rejected.to_string().contains('\u{1b}'), "{rejected:?}");
        }
        let long = "n".repeat(1_000_000);
        let mut values = good_values();
        values.push((&long, FieldValue::On(true)));
        let rejected = refused(lab, &mut session, |s| submit(s, "fields", &values));
        assert!(problems(&rejected)[0].len() <= 64);
        let nothing = refused(lab, &mut session, |s| submit(s, "fields", &[]));
        assert_eq!(problems(&nothing).len(), good_values().len());
    });
}

#[test]
fn an_input_that_tells_of_its_change_tells_of_nothing_else() {
    Lab::each(|lab| {
        let mut session = on_screen(lab, "fields");
        let live = |value: &str| vec![("live".to_owned(), FieldValue::Text(value.to_owned()))];
        let path = key(&session, "live");
        act(&mut session, path, live("half")).unwrap();
        assert_eq!(session.view().title().as_str(), "live=half");
        let mut more = live("half");
        more.push(("name".into(), FieldValue::Text("Ada".into())));
        let rejected = refused(lab, &mut session, |s| act(s, path, more));
        assert_eq!(problems(&rejected), ["name"]);
        let rejected = refused(lab, &mut session, |s| act(s, path, live("too long")));
        assert_eq!(problems(&rejected), ["live"]);
        // One that has no action of its own.
        let rejected = refused(lab, &mut session, |s| press(s, "hidden"));
        assert_eq!(rejected, Rejected::Disabled);
    });
}

#[test]
fn a_tap_brings_no_values_along() {
    Lab::each(|lab| {
        let mut session = on_screen(lab, "buttons");
        let path = key(&session, "plain");
        let values = vec![("do".to_owned(), FieldValue::Text("panic".into()))];
        let rejected = refused(lab, &mut session, |s| act(s, path, values));
        assert_eq!(problems(&rejected), ["do"]);
    });
}

fn problems(rejected: &Rejected) -> Vec<&str> {
    match rejected {
        Rejected::Fields(problems) => {
            problems.iter().map(|problem| problem.name.as_str()).collect()
        }
        other => panic!("the fields are wrong: {other:?}"),
    }
}
