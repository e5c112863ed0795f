//! `loggia run` in a real terminal: what a customer sees there, and does with the keyboard or the mouse
//! alone.
//!
//! The terminal is tmux. Where there is none, the tests say so and are skipped; in CI they fail.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod developing;
mod screen;
mod tmux;

use self::tmux::{Terminal, Wheel};

#[test]
fn a_coffee_is_ordered_with_the_keyboard_alone() {
    let Some(terminal) = Terminal::open(100, 40) else { return };
    terminal.run_coffee("en");
    terminal.until_there("120 bean points");

    terminal.focus("Cappuccino");
    terminal.key("Enter");
    terminal.until_there("Add to basket");
    terminal.focus("(•) Small");
    terminal.key("Right");
    terminal.until_focused("( ) Medium");
    terminal.key("Right");
    terminal.until_focused("( ) Large");
    terminal.key("Space");
    terminal.until_there("(•) Large");
    terminal.focus("Add to basket");
    terminal.key("Enter");
    terminal.until_there("Pay €4.20");
    terminal.focus("Pay €4.20");
    terminal.until_taken("confirm a payment", || terminal.key("Enter"));

    terminal.focus("( ) Savings");
    terminal.until_sheet_takes_a_yes();
    terminal.key("Enter");
    terminal.until_focused("Pay €4.20");
    terminal.key("Enter");
    terminal.until_there("Thank you!");
    let earned = terminal.points_earned();
    terminal.focus("Order something else");
    terminal.key("Enter");
    terminal.until_there(&format!("{} bean points", 120 + earned));

    terminal.key("q");
    terminal.until_there("stays open");
    terminal.assert_paid_once("4.20 EUR", 420);
}

#[test]
fn a_coffee_is_ordered_with_the_mouse_alone() {
    let Some(terminal) = Terminal::open(100, 40) else { return };
    terminal.run_coffee("en");
    terminal.until_there("120 bean points");

    terminal.scroll_to(Wheel::Down, "Banana bread");
    terminal.click("Banana bread");
    let product = terminal.until_there("Add to basket");
    let (_, quantity) = product.cell_of("Quantity").unwrap();
    let plus = product.rows[quantity].chars().position(|letter| letter == '+').unwrap();
    terminal.click_at(plus, quantity);
    terminal.until("two are wanted", |now| now.rows[quantity].contains("2"));
    terminal.click("Add to basket");
    terminal.until_there("Pay €6.40");
    terminal.click("In 15 minutes");
    terminal.until_there("(•) In 15 minutes");
    terminal.click("Use 100 points");
    terminal.until_there("Pay €5.40");
    terminal.until_taken("confirm a payment", || terminal.click("Pay €5.40"));

    terminal.until_sheet_takes_a_yes();
    terminal.click("Savings");
    terminal.until_there("(•) Savings");
    terminal.click("Pay €5.40");
    terminal.until_there("Thank you!");
    let earned = terminal.points_earned();
    terminal.click("Order something else");
    // The menu is where it was left, scrolled down by as much as it took: the points stand above.
    terminal.scroll_to(Wheel::Up, &format!("{} bean points", 120 - 100 + earned));

    terminal.click("✕ Close");
    terminal.until_there("stays open");
    terminal.assert_paid_once("5.40 EUR", 540);
}

#[test]
fn in_forty_columns_every_text_is_whole_or_says_that_it_is_not() {
    let Some(terminal) = Terminal::open(40, 30) else { return };
    terminal.run_coffee("de");
    terminal.until_there("120 Bohnenpunkte");

    let menu = terminal.read_to_the_end();
    assert_shown(&menu, "Coffee by Bean & Leaf");
    for (product, about, price) in [
        ("Espresso", "Kurz, dunkel, Haselnuss", "2,40 €"),
        ("Cappuccino", "Espresso unter einer Wolke Schaum", "3,40 €"),
        ("Flat White", "Zwei Shots, seidige Milch", "3,80 €"),
        ("Heiße Schokolade", "70 % Kakao, frisch geschmolzen", "3,90 €"),
        ("Iced Latte", "Auf Eis, langsam eingegossen", "4,20 €"),
        ("Minzlimonade", "Zitrone, Minze, wenig Zucker", "3,60 €"),
        ("Croissant", "Butter, 27 Schichten", "2,60 €"),
        ("Bananenbrot", "Mit Walnüssen, noch warm", "3,20 €"),
    ] {
        assert_shown(&menu, product);
        assert_shown(&menu, about);
        assert!(menu.contains(price), "an amount is never cut, and {price} is missing:\n{menu}");
    }
    assert_shown(&menu, "120 Bohnenpunkte");
    assert_shown(&menu, "Frühere Bestellungen");

    terminal.focus("Heiße Schokolade");
    terminal.key("Enter");
    terminal.until_there("Größe");
    let product = terminal.read_to_the_end();
    for text in [
        "Klein",
        "Mittel + 0,40 €",
        "Groß + 0,80 €",
        "Hafermilch + 0,30 €",
        "Zimt",
        "Menge",
        "In den Korb",
    ] {
        assert_shown(&product, text);
    }
    terminal.focus("In den Korb");
    terminal.key("Enter");
    terminal.until_there("3,90 € zahlen");
    terminal.focus("3,90 € zahlen");
    terminal.until_taken("confirm a payment", || terminal.key("Enter"));
    let sheet = terminal.screen().text();
    for text in [
        "3,90 €",
        "Bean & Leaf",
        "AT61 1904 3002 3457 3201",
        "For Bean & Leaf",
        "Everyday",
        "Savings",
        "Decline",
    ] {
        assert!(sheet.contains(text), "the bank's sheet must show {text} whole:\n{sheet}");
    }
    terminal.key("Escape");
    terminal.until("it is declined", |screen| screen.text().contains("nicht bestätigt"));
}

#[test]
fn a_resized_terminal_is_drawn_anew() {
    let Some(terminal) = Terminal::open(100, 40) else { return };
    terminal.run_coffee("en");
    terminal.until_there("Espresso");
    for (columns, rows) in [(40, 30), (120, 45), (80, 24)] {
        terminal.tmux(&[
            "resize-window",
            "-t",
            "loggia",
            "-x",
            &columns.to_string(),
            "-y",
            &rows.to_string(),
        ]);
        terminal.until(&format!("a screen of {columns} columns and {rows} rows"), |screen| {
            let top = screen.rows[0].trim_end();
            let fills_the_row = top.chars().count() > columns - 4 && top.contains('✕');
            let has_keys_below = screen.rows[rows - 1].contains("Tab next");
            fills_the_row && has_keys_below && screen.has("Espresso")
        });
    }
}

#[test]
fn the_panel_tells_what_the_last_step_used_and_what_coffee_may_do() {
    let Some(terminal) = Terminal::open(120, 45) else { return };
    terminal.run_coffee("en");
    terminal.until_there("Espresso");
    assert!(!terminal.screen().has("It cannot"));
    terminal.key("i");
    let panel = terminal.until_there("It cannot");
    for text in ["fuel", "time", "memory", "state", "calls", "nodes", "It can", "see your accounts"]
    {
        assert!(panel.has(text), "the panel must show {text}:\n{panel}");
    }
    terminal.key("i");
    terminal
        .until("the panel is gone", |screen| !screen.has("It cannot") && screen.has("Espresso"));
    terminal.click("what it may do");
    terminal.until_there("It cannot");
}

#[test]
fn q_gives_the_terminal_back() {
    let Some(terminal) = Terminal::open(100, 40) else { return };
    terminal.run_coffee("en");
    terminal.until_there("Espresso");
    assert_eq!(
        terminal.modes(),
        "1 1",
        "the mini-app is on the alternate screen, and the mouse is its own"
    );
    terminal.key("q");
    terminal.until_there("stays open");
    terminal.until("the terminal is as it was", |_| terminal.modes() == "0 0");
    assert!(!terminal.screen().has("Hot drinks"), "nothing of the mini-app is left on screen");
    terminal.type_line("echo \"$((6 * 7)) is echoed\"");
    terminal.until_there("42 is echoed");
    // What is typed is seen again: the terminal is no longer raw.
    assert!(terminal.screen().has("6 * 7"));
}

/// A text is on a page as a whole, on however many rows, or its beginning with an ellipsis.
#[track_caller]
fn assert_shown(page: &str, text: &str) {
    let cut = text
        .char_indices()
        .skip(1)
        .any(|(at, _)| page.contains(&format!("{}…", text[..at].trim_end())));
    assert!(
        cut || page.contains(text),
        "{text} is neither whole nor cut with an ellipsis:\n{page}"
    );
}
