//! The car park at the station, which is another mini-app.

use loggia_sdk::Intent;
use loggia_sdk::testing::{Builder, Opening, TestApp};
use travel::Travel;

use super::{Server, book_button, customer};

const NAVIGATION: &str = "loggia:platform/navigation";

/// A customer with a ticket for the last train, or flight, of the day.
fn with_a_ticket(
    partner: &Server,
    builder: Builder<Travel>,
    kind: &str,
    to: &str,
) -> TestApp<Travel> {
    let mut app = builder.launch();
    app.choose("To", to);
    app.tap("Find connections");
    let text = app.text();
    let lines: Vec<&str> = text.lines().collect();
    let is_kind = |line: &&str| line.starts_with(kind);
    let last = lines.iter().rposition(is_kind).unwrap_or_else(|| panic!("no {kind}:\n{text}"));
    let times = lines[..last].iter().rfind(|line| line.contains(" – ")).unwrap();
    app.tap(times);
    let book = book_button(&app);
    app.tap(&book);
    app.expect_no_text(PARK);
    app.confirm();
    partner.settle(&mut app);
    app.expect_text("Booked. Have a good trip!");
    app
}

const PARK: &str = "Park at the station";

#[test]
fn who_takes_a_train_from_vienna_is_led_to_the_station_s_car_park_if_they_want() {
    let partner = Server::open();
    let mut app = with_a_ticket(&partner, customer(&partner), "Train", "Budapest");
    assert!(app.openings().is_empty(), "nobody is led anywhere unasked");
    app.tap(PARK);
    let park = Intent::new("park").with("where", "Central Station");
    assert_eq!(app.openings(), [Opening { app: "com.kerbside.parking".to_owned(), intent: park }]);
    app.expect_text("Booked. Have a good trip!");
    assert!(!app.is_closed());
}

#[test]
fn nobody_is_led_to_a_station_from_which_nothing_goes_or_where_the_bank_leads_nowhere() {
    let partner = Server::open();
    with_a_ticket(&partner, customer(&partner), "Flight", "London").expect_no_text(PARK);
    let partner = Server::open();
    let denied = customer(&partner).deny(NAVIGATION);
    with_a_ticket(&partner, denied, "Train", "Budapest").expect_no_text(PARK);
}
