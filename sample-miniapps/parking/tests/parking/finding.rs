//! A zone is found: near, by its name, or by its number.

use fake_partner::Mood;
use loggia_sdk::testing::TestApp;
use loggia_sdk::{HttpResponse, Intent};
use parking::Parking;

use super::{LOCATION, Server, customer, parked};

#[test]
fn who_is_led_here_sees_the_zones_there_and_can_look_further() {
    let server = Server::open();
    let led =
        |there: &str| customer(&server).intent(Intent::new("park").with("where", there)).launch();
    let mut app = led("Central Station");
    app.expect_text("Central Station, car park 1");
    app.expect_no_text("Opera House");
    app.tap("All zones");
    app.expect_text("Opera House");
    for there in ["", "  "] {
        led(there).expect_text("Opera House");
    }
    led("Atlantis").expect_no_text("Opera House");
    customer(&server).intent(Intent::new("park")).launch().expect_text("Opera House");
}

#[test]
fn without_a_place_a_zone_is_picked_or_typed() {
    let server = Server::open();
    let mut denied = customer(&server).deny(LOCATION).launch();
    denied.expect_no_text("Zones near me");
    denied.fill("Zone or place", "station");
    denied.tap("Search");
    denied.expect_text("Central Station, car park 1 (1101)");
    denied.expect_no_text("Opera House");
    denied.fill("Zone or place", "nowhere & else");
    denied.tap("Search");
    denied.expect_text("No such zone");
    denied.tap("All zones");
    let app = parked(denied);
    assert!(server.book(&app, "/until").contains("running"));

    let mut app = server.behind(TestApp::<Parking>::builder()).launch();
    app.tap("Zones near me");
    app.expect_text("Finding out where you are");
    app.refuse_consent();
    app.expect_text("pick your zone below");
    app.expect_text("Opera House (1012)");
    app.tap("Zones near me");
    app.consent();
    app.expect_text("can’t be found out right now");
}

#[test]
fn somebody_far_away_sees_no_zones_and_can_look_at_all() {
    let server = Server::open();
    let mut app = customer(&server).position(51.5, -0.1).launch();
    app.tap("Zones near me");
    app.expect_text("No such zone");
    app.tap("All zones");
    app.expect_text("Opera House (1012)");
}

#[test]
fn what_is_typed_as_a_plate_is_looked_at() {
    let mut app = customer(&Server::open()).launch();
    app.tap("Opera House (1012)");
    for wrong in ["W_1", "<b>1</b>", "W\u{202e}1"] {
        app.fill("Number plate", wrong);
        app.tap("Start parking");
        app.expect_text("2 to 12 letters and digits");
        assert_eq!(app.screen(), "zone");
    }
    app.fill("Number plate", "mü-ab 1");
    app.tap("Start parking");
    app.expect_text("Number plate: MÜ-AB 1");
}

#[test]
fn a_server_that_fails_is_said_and_can_be_asked_again() {
    let server = Server::open();
    server.is(Mood::Down);
    let mut app = customer(&server).launch();
    for (mood, said) in [
        (Mood::Down, "can’t be reached"),
        (Mood::Says(500, "oops"), "can’t be reached"),
        (Mood::Says(429, "{}"), "can’t be reached"),
        (Mood::Says(302, ""), "can’t be reached"),
        (Mood::Says(401, "{}"), "can’t be read"),
        (Mood::Says(200, ""), "can’t be read"),
        (Mood::Says(200, "<html>"), "can’t be read"),
        (Mood::Says(200, r#"{"zones":{}}"#), "can’t be read"),
    ] {
        server.is(mood);
        app.tap("Try again");
        app.expect_text(said);
    }
    server.is(Mood::Works);
    app.tap("Try again");
    app.expect_text("Opera House (1012)");
}

#[test]
fn huge_and_absurd_zones_do_no_harm() {
    let one = |id: &str| {
        format!(
            r#"{{"id":"{id}","name":"Here {id}","per_hour":{{"minor_units":300,"currency":"EUR"}},"longest":60}}"#
        )
    };
    let many: Vec<String> = (0..700).map(|number| one(&number.to_string())).collect();
    for (zones, shown) in [
        (many.join(","), 40),
        (one(&"x".repeat(100_000)), 0),
        ([one("a"), one("a")].join(","), 1),
        (one("a").replace("EUR", "euro"), 0),
        (one("a").replace(":60", ":0"), 0),
        (one("a").replace(":60", ":18446744073709551615"), 0),
        (one("a").replace(":300", ":9223372036854775807"), 1),
    ] {
        let body = format!(r#"{{"zones":[{zones}]}}"#);
        let app = TestApp::<Parking>::builder()
            .http(move |_| Ok(HttpResponse::new(200, body.clone())))
            .launch();
        assert_eq!(app.text().matches("Here ").count(), shown);
        assert!(app.state_size() < 16 * 1024, "{} bytes", app.state_size());
    }
}

#[test]
fn a_slow_answer_to_another_search_comes_too_late() {
    let server = Server::open();
    let mut app = customer(&server).hold_answers().launch();
    app.expect_text("Looking for zones");
    app.fill("Zone or place", "station");
    app.tap("Search");
    app.answer();
    app.expect_text("Looking for zones");
    app.answer();
    app.expect_text("West Station (1151)");
    app.expect_no_text("Opera House");
}
