//! Every room in both languages, and what comes of using it.
#![allow(clippy::unwrap_used, reason = "a test's own helper fails the test")]

use gallery::{Gallery, Room};
use loggia_sdk::Money;
use loggia_sdk::testing::{TestAccount, TestApp};
use loggia_sdk::time::{Date, Month};

const ROOMS: [(&str, &str); 10] = [
    ("Content", "Inhalt"),
    ("Structure", "Aufbau"),
    ("Folding", "Klappen"),
    ("Inputs", "Eingaben"),
    ("Fields", "Felder"),
    ("Data", "Daten"),
    ("Feedback", "Rückmeldung"),
    ("Bank", "Bank"),
    ("Writing", "Schriften"),
    ("Dialog", "Dialog"),
];

fn in_room(name: &str) -> TestApp<Gallery> {
    let mut app = TestApp::<Gallery>::launch();
    app.tap(name);
    app
}

#[test]
fn every_room_is_there_in_english_and_german() {
    assert_eq!(ROOMS.len(), Room::ALL.len());
    let mut german = TestApp::<Gallery>::builder().locale("de-AT").launch();
    let mut english = TestApp::<Gallery>::launch();
    for (name, auf_deutsch) in ROOMS {
        english.tap(name);
        assert_eq!(english.title(), name);
        german.tap(auf_deutsch);
        assert_eq!(german.title(), auf_deutsch);
    }
}

#[test]
fn every_element_of_the_contract_is_in_some_room() {
    let mut app = TestApp::<Gallery>::launch();
    let mut trees = String::new();
    for (name, _) in ROOMS {
        app.tap(name);
        if name == "Feedback" {
            app.tap("Say it in passing");
        }
        trees.push_str(&app.tree());
    }
    // Wherever the contract's own list of elements goes, this follows.
    let contract = include_str!("../../../wit/deps/app/app.wit");
    let elements =
        contract.split("variant element {").nth(1).unwrap().split("\n  }").next().unwrap();
    let names = elements.lines().map(str::trim).filter(|line| !line.starts_with("//"));
    let names: Vec<&str> = names
        .filter_map(|line| line.split([',', '(']).next())
        .map(|name| name.trim_start_matches('%'))
        .filter(|name| !name.is_empty() && !name.contains(' '))
        .collect();
    assert!(names.len() > 40, "{names:?}");
    for name in names {
        let is_there = trees.lines().any(|line| line.split_whitespace().next() == Some(name));
        // The only one whose own state hides it: an account is picked first.
        assert!(is_there, "no room has a {name}");
    }
}

#[test]
fn numbers_amounts_and_days_arrive_as_what_they_are() {
    let mut app = in_room("Fields");
    assert_eq!(app.problems("Save"), ["Amount: is required"]);
    app.set_number("Weight in kilograms", 31_501);
    app.set_money("Amount", Money::eur(99));
    app.set_date("Until", Date::from_calendar_date(2025, Month::December, 31).unwrap());
    app.fill("Number plate", "w1");
    assert_eq!(
        app.problems("Save"),
        [
            "Weight in kilograms: 0.001 to 31.500",
            "Amount: 100 to 1000000 minor units of EUR",
            "Until: 2026-01-01 to any day",
            "Number plate: one to three letters, a dash, one to five digits",
        ]
    );
    app.clear("Weight in kilograms");
    app.set_money("Amount", Money::eur(12_050));
    app.set_date("Until", Date::from_calendar_date(2026, Month::June, 1).unwrap());
    app.fill("Number plate", "W-1234");
    app.set("Volume", 45);
    app.tap("Save");
    app.expect_text("nothing · 120.50 EUR · 2026-06-01 · W-1234 · 45");
    app.set_money("Watched", Money::eur(5));
    app.expect_text("0.05 EUR");
}

#[test]
fn a_tab_that_asks_to_hears_that_it_is_opened() {
    let mut app = in_room("Folding");
    app.open_tab("Passes");
    app.expect_no_text("opened");
    app.open_tab("Receipts");
    app.expect_text("opened Receipts");
}

#[test]
fn a_table_can_be_read_row_by_row() {
    let app = in_room("Data");
    let rows = app.table("Latest payments");
    assert_eq!(rows.first().unwrap(), &["Day", "With whom", "Points", "Amount"]);
    assert_eq!(rows.get(1).unwrap(), &["2026-05-31", "Café Central", "34", "-3.40 EUR"]);
    assert_eq!(rows.len(), 4);
    assert_eq!(app.table("Cancelled orders").len(), 1, "the titles alone");
    let temperature = app.table("Temperature");
    assert_eq!(temperature.get(2).unwrap(), &["Freezer", "-18.0"]);
    assert_eq!(temperature.get(3).unwrap(), &["Roof", ""]);
}

#[test]
fn a_secret_is_in_no_text() {
    let app = in_room("Bank");
    app.expect_text("Locker code");
    assert!(!app.tree().contains("4711"), "{}", app.tree());
}

#[test]
fn an_account_is_shown_once_it_is_picked() {
    let chips = |app: &TestApp<Gallery>| app.tree().matches("account-chip").count();
    let account = TestAccount::new("Everyday", Money::eur(12_300));
    let mut app = TestApp::<Gallery>::builder().account(account).launch();
    app.tap("Bank");
    app.tap("Show one of my accounts");
    app.pick_none();
    assert_eq!(chips(&app), 1, "{}", app.tree());
    app.tap("Show one of my accounts");
    app.pick_account("Everyday");
    assert_eq!(chips(&app), 2, "{}", app.tree());
}
