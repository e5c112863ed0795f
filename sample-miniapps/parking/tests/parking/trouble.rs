//! Capabilities that are refused, slow, empty, huge or not there.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

use fake_partner::NOW;
use loggia_sdk::testing::denial_matrix;

use super::{LOCATION, MINUTE, PAYMENTS, Server, TIMERS, customer, parked};

const HTTP: &str = "loggia:http/http";
const STORAGE: &str = "loggia:storage/storage";
const LOG: &str = "loggia:platform/log";

#[test]
fn without_storage_a_car_is_parked_but_not_remembered() {
    let server = Server::open();
    let mut app = customer(&server).launch();
    app.make_unavailable(STORAGE);
    let mut app = parked(app.reopen());
    server.pass(&mut app, MINUTE * 10);
    app.tap("End and pay");
    app.confirm();
    server.settle(&mut app);
    app.expect_text("Receipt: KS-");
    app.tap("My parking");
    app.expect_text("can’t be shown at the moment");
    assert!(app.log().iter().any(|line| line.starts_with("warn: a stay is not kept")));
}

#[test]
fn without_http_the_bank_s_no_is_said() {
    let app = customer(&Server::open()).deny(HTTP).launch();
    app.expect_text("Your bank doesn’t let Parking ask Kerbside");
    assert!(app.requests().is_empty());
}

#[test]
fn whatever_is_in_trouble_there_is_a_screen_to_use() {
    for german in [false, true] {
        let say = |en: &'static str, de: &'static str| if german { de } else { en };
        let server = RefCell::new(Server::open());
        let tried = denial_matrix(
            || {
                let new = Server::open();
                server.replace(Rc::clone(&new));
                customer(&new).locale(say("en-GB", "de-DE"))
            },
            |walk| {
                walk.tap(say("Zones near me", "Zonen in meiner Nähe"));
                walk.tap(say("All zones", "Alle Zonen"));
                walk.tap("Opera House (1012)");
                walk.fill(say("Number plate", "Kennzeichen"), "W 12345 A");
                walk.tap(say("Start parking", "Parken starten"));
                walk.tap(say("+ 15 min", "+ 15 Min."));
                server.borrow().set_now(NOW + 29 * 60_000);
                walk.advance(MINUTE * 29);
                walk.reopen();
                walk.tap(say("Show my parking", "Mein Parken ansehen"));
                walk.tap(say("End and pay", "Beenden und zahlen"));
                walk.confirm();
                walk.settle();
                walk.tap(say("Ask for the receipt", "Nach dem Beleg fragen"));
                walk.tap(say("My parking", "Meine Parkvorgänge"));
                walk.tap_first("Opera House");
                walk.back();
                walk.reopen();
            },
        );
        let tried: BTreeSet<&str> = tried.iter().map(|cell| cell.interface.as_str()).collect();
        assert_eq!(tried, BTreeSet::from([HTTP, LOCATION, PAYMENTS, STORAGE, TIMERS, LOG]));
    }
}
