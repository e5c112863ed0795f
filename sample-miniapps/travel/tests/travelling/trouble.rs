//! Capabilities that are refused, slow, empty, huge or not there.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

use loggia_sdk::testing::{TestApp, denial_matrix};
use loggia_sdk::{ErrorCode, HttpResponse};
use travel::Travel;

use super::{FX, PAYMENTS, Server, book_button, booked, customer, first_offer, looking};

const HTTP: &str = "loggia:http/http";
const STORAGE: &str = "loggia:storage/storage";
const LOG: &str = "loggia:platform/log";

#[test]
fn whatever_is_in_trouble_there_is_a_screen_to_use() {
    for locale in ["en-GB", "de-DE"] {
        let german = locale == "de-DE";
        let say = |en: &'static str, de: &'static str| if german { de } else { en };
        let partner = RefCell::new(Server::open());
        let tried = denial_matrix(
            || {
                let new = Server::open();
                partner.replace(Rc::clone(&new));
                customer(&new).locale(locale)
            },
            |walk| {
                walk.tap(say("Find connections", "Verbindungen suchen"));
                walk.tap_first(" – ");
                walk.tap_first(say("Book and pay", "zahlen"));
                walk.confirm();
                partner.borrow().hears(walk.app());
                walk.settle();
                walk.tap(say("My tickets", "Meine Tickets"));
                walk.tap_first(say("Vienna to London", "Wien nach London"));
                walk.back();
                walk.reopen();
                walk.tap(say("My tickets", "Meine Tickets"));
            },
        );
        let tried: BTreeSet<&str> = tried.iter().map(|cell| cell.interface.as_str()).collect();
        assert_eq!(tried, BTreeSet::from([HTTP, FX, PAYMENTS, STORAGE, LOG]));
    }
}

#[test]
fn whatever_an_answer_is_there_is_a_screen_to_use() {
    for code in [ErrorCode::Denied, ErrorCode::Unavailable, ErrorCode::Expired, ErrorCode::NotFound]
    {
        for nth in 0..4 {
            let partner = Server::open();
            let mut app = customer(&partner).hold_answers().launch();
            let when = format!("answer {nth} is {code:?}");
            let steps: [fn(&mut TestApp<Travel>); 3] = [
                |app| app.tap("Find connections"),
                |app| {
                    let offer = first_offer(app);
                    app.tap(&offer);
                },
                |app| {
                    let book = book_button(app);
                    app.tap(&book);
                },
            ];
            for (step, tap) in steps.into_iter().enumerate() {
                tap(&mut app);
                app.expect_usable(&when);
                if step == nth {
                    app.answer_with(code);
                    app.expect_usable(&when);
                    if nth != 1 {
                        break;
                    }
                } else {
                    app.answer();
                }
            }
        }
    }
    let huge = "x".repeat(262_144);
    let partner = Server::open();
    let mut app = looking(customer(&partner).launch());
    app.serve(move |_| Ok(HttpResponse::new(200, huge.clone())));
    let book = book_button(&app);
    app.tap(&book);
    app.expect_usable("an answer is huge");
    app.expect_text("Asking again never books twice");
}

#[test]
fn without_http_the_bank_s_no_is_said() {
    let partner = Server::open();
    let mut app = customer(&partner).deny(HTTP).launch();
    app.tap("Find connections");
    app.expect_text("Your bank doesn’t let Travel ask Wanderlust");
    assert!(app.requests().is_empty());
}

#[test]
fn without_storage_tickets_are_sold_but_not_remembered() {
    let partner = Server::open();
    let mut app = customer(&partner).launch();
    app.make_unavailable(STORAGE);
    let mut app = booked(app.reopen());
    app.confirm();
    partner.settle(&mut app);
    app.expect_text("Booked.");
    app.tap("My tickets");
    app.expect_text("Your tickets can’t be shown at the moment.");
    assert!(app.log().iter().any(|line| line.starts_with("warn: a trip is not kept")));
}
