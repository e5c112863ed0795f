//! A customer travels; the server behind the mini-app is Wanderlust's own, or one that fails.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test's own helper fails the test"
)]

mod booking;
mod leading;
mod paying;
mod searching;
mod sessions;
mod trouble;

use std::rc::Rc;

use fake_partner::FakePartner;
use loggia_sdk::testing::{Builder, TestApp};
use loggia_sdk::time::{Date, Month};
use travel::Travel;
use travel_server::Wanderlust;

const FX: &str = "loggia:fx/fx";
const PAYMENTS: &str = "loggia:payments/payments-initiate";

type Server = FakePartner<Wanderlust>;

fn customer(partner: &Rc<Server>) -> Builder<Travel> {
    partner.behind(TestApp::builder()).rate("EUR", "GBP", "0.8533")
}

fn searched(mut app: TestApp<Travel>) -> TestApp<Travel> {
    app.set("Travellers", 2);
    app.tap("Find connections");
    app
}

/// The label of the first offer, which is the time at which it goes and comes.
fn first_offer(app: &TestApp<Travel>) -> String {
    let text = app.text();
    text.lines().find(|line| line.contains(" – ")).unwrap().to_owned()
}

fn looking(app: TestApp<Travel>) -> TestApp<Travel> {
    let mut app = searched(app);
    let offer = first_offer(&app);
    app.tap(&offer);
    app
}

fn book_button(app: &TestApp<Travel>) -> String {
    let text = app.text();
    text.lines().find(|line| line.starts_with("Book and pay")).unwrap().to_owned()
}

fn booked(app: TestApp<Travel>) -> TestApp<Travel> {
    let mut app = looking(app);
    let book = book_button(&app);
    app.tap(&book);
    app
}

fn march(day: u8) -> Date {
    Date::from_calendar_date(2026, Month::March, day).unwrap()
}
