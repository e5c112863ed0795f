//! The shell as its user meets it: real views, keys and clicks, and what is then on screen. The views
//! are the gallery's, a mini-app that shows every element in every state, built once a run.

mod user;

use std::sync::Arc;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseEventKind};
use loggia_bank::{PayableAccount, PaymentSheet};
use loggia_runtime::capability::payments::AccountIdentification;
use loggia_runtime::store::Owner;
use loggia_runtime::ui::Element;
use loggia_runtime::{PaymentId, Usage};
use ratatui::style::{Color, Modifier};
use unicode_width::UnicodeWidthStr;

use self::user::{START, User};
use super::panel::Measured;
use super::sheet::{Content, Decision, SheetKind};
use super::shell::Intent;
use super::theme::{Depth, Theme};
use super::visit::Ending;

/// The gallery's rooms; the dialog comes last: from there one gets no further.
const ROOMS: [&str; 10] = [
    "Content",
    "Structure",
    "Folding",
    "Inputs",
    "Fields",
    "Data",
    "Feedback",
    "Bank",
    "Writing",
    "Dialog",
];

#[test]
fn every_room_looks_right_narrow_normal_and_wide_dark_and_light() {
    for (width, height) in [(40, 150), (80, 110), (120, 100)] {
        let mut dark = User::at(width, height);
        let light = Theme::new(true, Depth::True);
        let mut light = User::seen_in(light, &["--locale", "en"], width, height);
        for room in ROOMS {
            (dark, light) = (dark.room(room), light.room(room));
            let (text, in_light) = (dark.look(), light.look());
            assert_eq!(text, in_light, "the ground changes no letter");
            let text = text.trim_end();
            let (dark, light) = (dark.colours(), light.colours());
            insta::assert_snapshot!(
                format!("{room}_{width}").to_lowercase(),
                format!("{text}\n\ndark\n{dark}\nlight\n{light}")
            );
        }
    }
}

#[test]
fn every_word_of_every_room_can_be_read_on_its_ground() {
    for theme in [Theme::new(false, Depth::True), Theme::new(true, Depth::True)] {
        let mut user = User::seen_in(theme, &["--locale", "de"], 80, 140);
        for room in GERMAN_ROOMS {
            user = user.room(room);
            let buffer = user.terminal.backend().buffer().clone();
            for cell in buffer.content() {
                // What does not act, or lies under a dialog, need not be read (WCAG 2.2, 1.4.3).
                let is_word = cell.symbol().chars().any(char::is_alphanumeric);
                if is_word && !cell.modifier.contains(Modifier::DIM) {
                    let contrast = contrast(cell.fg, cell.bg);
                    assert!(contrast >= 4.5, "{cell:?} in {room}: {contrast:.2}");
                }
            }
        }
    }
}

const GERMAN_ROOMS: [&str; 10] = [
    "Inhalt",
    "Aufbau",
    "Klappen",
    "Eingaben",
    "Felder",
    "Daten",
    "Rückmeldung",
    "Bank",
    "Schriften",
    "Dialog",
];

/// As WCAG 2.2 defines it.
fn contrast(a: Color, b: Color) -> f64 {
    let luminance = |colour: Color| {
        let Color::Rgb(red, green, blue) = colour else { panic!("{colour:?} is no true colour") };
        let linear = |value: u8| {
            let value = f64::from(value) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
    };
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn a_tab_opens_by_click_and_by_arrow_and_stays_open() {
    let mut user = User::at(80, 60).room("Folding");
    assert!(user.sees("What stands under Trips") && user.sees("[ Trips ]"), "{}", user.look());
    user.click("Passes");
    assert!(user.sees("What stands under Passes"), "{}", user.look());
    assert!(!user.sees("What stands under Trips"));
    let steps = user.visit.take_steps().len();
    user.key(KeyCode::Right);
    assert!(user.sees("€9.90") && user.sees("opened Receipts"), "{}", user.look());
    assert_eq!(user.visit.take_steps().len(), 1, "after {steps}: only this one asks to hear of it");
    user.key(KeyCode::Left);
    user.key(KeyCode::Left);
    assert!(user.sees("What stands under Trips"), "{}", user.look());
    assert!(user.visit.take_steps().is_empty(), "the mini-app is not woken");
}

#[test]
fn details_open_and_close_without_the_mini_app() {
    let mut user = User::at(80, 60).room("Folding");
    user.visit.take_steps();
    user.click("How it is done");
    assert_eq!(user.look().matches("Like this, and no other way.").count(), 2, "{}", user.look());
    user.key(KeyCode::Enter);
    user.click("Open to begin with");
    assert!(!user.sees("Like this"), "{}", user.look());
    assert!(user.visit.take_steps().is_empty());
}

#[test]
fn a_menu_lies_over_the_page_and_closes_by_choice_escape_or_a_click_beside_it() {
    let mut user = User::at(80, 60).room("Folding");
    user.click("More ▾");
    assert!(user.sees("▸ Rename ◂"), "{}", user.look());
    insta::assert_snapshot!("menu", user.look().trim_end());
    user.click("Structure");
    assert!(!user.sees("Rename") && user.sees("How it is done"), "{}", user.look());
    user.click("More ▾");
    user.key(KeyCode::Esc);
    assert!(!user.sees("Rename") && user.sees("▸ More ▾ ◂"), "{}", user.look());
    user.keys(&[KeyCode::Enter, KeyCode::Enter]);
    assert!(user.sees("renamed") && !user.sees("Rename"), "{}", user.look());
}

#[test]
fn numbers_amounts_and_days_are_typed_as_the_users_language_writes_them() {
    let mut user = User::of(&["--locale", "de"], 80, 70).room("Felder");
    assert!(user.sees("1,250") && user.sees("31.05.2026"), "{}", user.look());
    user.click_below("Betrag");
    user.write("1.234,5");
    user.click_below("Bis");
    user.key_with(KeyCode::Char('u'), KeyModifiers::CONTROL);
    user.write("1.6.2026");
    user.click_below("Kennzeichen");
    user.write("W-1234");
    user.key(KeyCode::Enter);
    assert!(user.sees("1250 · 1234.50 EUR · 2026-06-01 · W-1234 · 30"), "{}", user.look());
}

#[test]
fn what_cannot_be_read_is_said_at_its_field_and_the_mini_app_is_not_woken() {
    let mut user = User::of(&["--locale", "de"], 80, 70).room("Felder");
    user.visit.take_steps();
    user.click_below("Betrag");
    user.write("12.5");
    user.click_below("Bis");
    user.key_with(KeyCode::Char('u'), KeyModifiers::CONTROL);
    user.write("31.6.2026");
    user.click_below("Kennzeichen");
    user.write("w");
    user.key(KeyCode::Enter);
    let screen = user.look();
    assert!(screen.contains("✗ write it as 1.234,50"), "{screen}");
    assert!(screen.contains("✗ must be a day that exists, written as 31.12.2026"), "{screen}");
    // The focus is on the first of them.
    user.key_with(KeyCode::Char('u'), KeyModifiers::CONTROL);
    user.write("0,5");
    user.click_below("Bis");
    user.key(KeyCode::Backspace);
    user.key_with(KeyCode::Char('u'), KeyModifiers::CONTROL);
    user.write("31.12.2025");
    user.key(KeyCode::Enter);
    let screen = user.look();
    for rule in
        ["at least 1.00 EUR", "at least 2026-01-01", "does not fit: ein bis drei Buchstaben"]
    {
        assert!(screen.contains(rule), "{rule}: {screen}");
    }
    assert!(user.visit.take_steps().is_empty(), "the host has checked it all");
}

#[test]
fn an_amount_that_is_watched_is_sent_when_it_can_be_read_and_has_rested() {
    let mut user = User::of(&["--locale", "en"], 80, 70).room("Fields");
    user.click_below("Watched");
    user.visit.take_steps();
    user.write("1,2");
    user.wait(1_000);
    assert!(user.visit.take_steps().is_empty(), "it cannot be read yet");
    user.write("34");
    user.wait(299);
    assert!(user.visit.take_steps().is_empty());
    user.wait(1);
    assert!(user.sees("1234.00 EUR"), "{}", user.look());
    assert!(user.sees("1,234"), "what was typed stays as it was typed:\n{}", user.look());
}

#[test]
fn a_slider_moves_by_arrows_and_to_where_it_is_clicked() {
    let mut user = User::at(80, 70).room("Fields");
    user.click("●");
    let (x, y) = user.place_of("●");
    user.key(KeyCode::Right);
    assert!(user.look().contains(" 35"), "{}", user.look());
    user.keys(&[KeyCode::Left, KeyCode::Left]);
    assert!(user.look().contains(" 25"), "{}", user.look());
    let press = MouseEventKind::Down(crossterm::event::MouseButton::Left);
    user.mouse(press, x + 14, y);
    assert!(user.look().contains(" 100"), "{}", user.look());
}

#[test]
fn a_table_becomes_cards_where_it_has_no_room_and_a_chart_a_table_when_it_is_asked_to() {
    let mut user = User::at(40, 150).room("Data");
    assert!(user.sees("With whom"), "{}", user.look());
    let titles = user.look().matches("With whom").count();
    assert_eq!(titles, 3, "each card names its columns:\n{}", user.look());
    user.terminal.backend_mut().resize(80, 110);
    assert_eq!(user.look().matches("With whom").count(), 1, "{}", user.look());
    user.click("What it went for");
    assert!(user.sees("as a chart") && user.sees("€450.00"), "{}", user.look());
    user.key(KeyCode::Enter);
    assert!(!user.sees("as a chart"), "{}", user.look());
}

#[test]
fn a_toast_is_shown_for_a_while_and_anew_when_it_says_something_else() {
    let mut user = User::at(80, 60).room("Feedback");
    user.click("Say it in passing");
    assert!(user.sees("✓ Copied 1") && user.visit.shell.moves(), "{}", user.look());
    user.clock.advance(3_999);
    assert!(user.sees("Copied 1"));
    user.clock.advance(1);
    assert!(!user.sees("Copied 1"), "{}", user.look());
    user.click("Say it in passing");
    assert!(user.sees("✓ Copied 2"), "{}", user.look());
}

#[test]
fn a_secret_is_masked_until_its_user_asks() {
    let mut user = User::at(80, 60).room("Bank");
    assert!(user.sees("••••••••") && !user.sees("4711"), "{}", user.look());
    user.visit.take_steps();
    // Its button stands behind its mask.
    let (x, y) = user.place_of("Locker code");
    let press = MouseEventKind::Down(crossterm::event::MouseButton::Left);
    user.mouse(press, x + 26, y);
    assert!(user.sees("4711-0815") && user.sees("Hide"), "{}", user.look());
    user.key(KeyCode::Enter);
    assert!(!user.sees("4711"), "{}", user.look());
    assert!(user.visit.take_steps().is_empty(), "the mini-app does not learn of it");
}

#[test]
fn an_account_is_shown_as_the_bank_knows_it_and_to_nobody_else() {
    let mut user = User::at(80, 60).room("Bank");
    assert!(user.sees("no such account"), "{}", user.look());
    user.click("Show one of my accounts");
    let picked = user.visit.shell.accept(SheetKind::Account, Some("Savings")).unwrap();
    user.visit.perform(vec![Intent::Decide(picked)]);
    user.wait(1_000);
    assert!(user.sees("▭ Savings") && user.sees("••••"), "{}", user.look());
    assert_eq!(user.look().matches("no such account").count(), 1, "{}", user.look());
}

#[test]
fn the_panel_covers_a_normal_page_and_stands_beside_a_wide_one() {
    for (width, height) in [(40, 30), (80, 34), (120, 34)] {
        let mut user = User::at(width, height);
        let usage = Usage {
            fuel: 45_000_000,
            peak_memory: 524_288,
            calls: 3,
            nodes: 21,
            state_bytes: 300,
            micros: 900,
            sandbox_micros: 700,
            changed_nodes: 2,
        };
        user.visit.shell.measure(Measured { step: 7, cause: "action".into(), usage });
        user.key(KeyCode::Char('i'));
        insta::assert_snapshot!(format!("panel_{width}"), user.look());
        user.key(KeyCode::Char('i'));
        assert!(!user.sees("It cannot"));
    }
}

#[test]
fn a_fault_says_whose_it_is_and_can_be_tried_again() {
    let mut user = User::at(80, 40).room("Feedback");
    user.click("Break");
    insta::assert_snapshot!("fault", user.look());
    user.key(KeyCode::Esc);
    assert!(!user.sees("did not work"));
    user.click("Fail");
    insta::assert_snapshot!("failure", user.look());
    user.keys(&[KeyCode::Tab, KeyCode::Enter]);
    assert!(user.sees("The kitchen is closed today."), "it was tried again, and failed again");
}

#[test]
fn three_faults_end_the_session_and_a_new_one_can_be_started() {
    let mut user = User::at(80, 40).room("Feedback");
    user.click("Break");
    user.keys(&[KeyCode::Enter, KeyCode::Enter]);
    assert!(user.sees("Gallery has ended"), "{}", user.look());
    user.key(KeyCode::Enter);
    assert!(user.sees("A heading"), "{}", user.look());
}

/// From the button of the room with the inputs, past those of the rooms after it, to the first field.
const TABS_TO_FIELDS: usize = 7;

#[test]
fn tab_goes_from_control_to_control_and_arrows_from_option_to_option() {
    let mut user = User::at(80, 48).room("Inputs");
    user.click("For the cup");
    user.click("Size");
    // The focus is on the room's button; the first field comes after the last of these.
    for _ in 0..TABS_TO_FIELDS {
        user.key(KeyCode::Tab);
    }
    user.write("Bo");
    user.keys(&[KeyCode::Tab, KeyCode::Tab]);
    assert!(user.sees("▸ (•) Medium"), "Tab comes to the option that is chosen:\n{}", user.look());
    user.key(KeyCode::Right);
    assert!(user.sees("▸ ( ) Large"), "{}", user.look());
    user.key(KeyCode::Char(' '));
    assert!(user.sees("▸ (•) Large"), "{}", user.look());
    user.key(KeyCode::Tab);
    assert!(user.sees("▸ [ ] Cow's milk"), "{}", user.look());
    user.keys(&[KeyCode::Down, KeyCode::Enter, KeyCode::Tab, KeyCode::Enter]);
    assert!(user.sees("[✓] Oat") && user.sees("[✓] I agree"), "{}", user.look());
    user.keys(&[KeyCode::Tab, KeyCode::Enter]);
    assert!(user.sees("(●──) off Collect points"), "{}", user.look());
    user.keys(&[KeyCode::Tab, KeyCode::Enter]);
    assert!(user.sees("Bo takes l"), "the form was sent:\n{}", user.look());
    user.key(KeyCode::BackTab);
    assert!(user.sees("▸ (●──) off"), "{}", user.look());
}

#[test]
fn what_breaks_the_forms_rules_is_shown_at_its_field_and_not_sent() {
    let mut user = User::at(80, 48).room("Inputs");
    user.click("Order");
    let screen = user.look();
    assert!(screen.contains("✗ must be filled in") && screen.contains("✗ must be on"), "{screen}");
    assert!(!screen.contains("takes"), "{screen}");
    // The focus is on the first field that is wrong: what is typed goes there.
    user.write("X");
    assert!(!user.sees("must be filled in"));
    user.key(KeyCode::Enter);
    assert!(user.sees("✗ must have at least 2 characters"), "{}", user.look());
}

#[test]
fn letters_go_into_the_field_and_mean_nothing_else_there() {
    let mut user = User::at(80, 48).room("Inputs");
    for _ in 0..TABS_TO_FIELDS {
        user.key(KeyCode::Tab);
    }
    user.write("iq q-+");
    assert!(user.sees("iq q-+"), "{}", user.look());
    assert_eq!(user.visit.ended(), None);
    user.key_with(KeyCode::Char('c'), KeyModifiers::CONTROL);
    assert_eq!(user.visit.ended(), Some(Ending::Left));
}

#[test]
fn what_was_typed_stays_until_the_mini_app_declares_another_value() {
    let mut user = User::at(80, 48).room("Inputs");
    for _ in 0..TABS_TO_FIELDS {
        user.key(KeyCode::Tab);
    }
    user.write("Bo");
    user.click("+");
    assert!(user.sees(" Bo") && user.sees("−  3   +"), "{}", user.look());
    user.wait(1_000);
    user.click("Fill in for me");
    assert!(user.sees(" Ada") && !user.sees(" Bo"), "{}", user.look());
}

#[test]
fn a_stepper_moves_by_keys_and_clicks_and_stays_within_its_bounds() {
    let mut user = User::at(80, 48).room("Inputs");
    user.click("−");
    user.click("−");
    user.click("−");
    assert!(user.sees("−  0   +"), "{}", user.look());
    for _ in 0..12 {
        user.key(KeyCode::Char('+'));
    }
    assert!(user.sees("−  10  +"), "{}", user.look());
    user.key(KeyCode::Char('-'));
    assert!(user.sees("−  9   +"), "{}", user.look());
}

#[test]
fn a_text_that_is_watched_is_sent_when_it_has_rested() {
    let mut user = User::at(80, 48).room("Inputs");
    user.click_below("Search");
    let steps = |user: &mut User| user.visit.take_steps().len();
    steps(&mut user);
    user.write("oat");
    user.wait(299);
    assert_eq!(steps(&mut user), 0);
    user.write("s");
    user.wait(299);
    assert_eq!(steps(&mut user), 0, "each letter lets it rest anew");
    user.wait(1);
    assert_eq!(steps(&mut user), 1);
    assert!(user.sees("searched for oats"), "{}", user.look());
}

#[test]
fn the_frame_warns_of_words_that_may_mislead() {
    let mut user = User::at(40, 64).room("Inputs");
    let warns = |user: &mut User| user.look().lines().nth(2).unwrap().starts_with(" ⚠ ");
    assert!(!warns(&mut user), "{}", user.look());
    user.click_below("Search");
    // The first a is Cyrillic.
    user.write("b\u{430}nk");
    user.wait(300);
    assert!(user.sees(" ⚠ Some letters are not what they seem"), "{}", user.look());
    user.write(" password");
    user.wait(300);
    insta::assert_snapshot!("caution", user.look());
    user.keys(&[KeyCode::Backspace; "bank password".len()]);
    user.wait(300);
    assert!(!warns(&mut user), "{}", user.look());
}

#[test]
fn nothing_acts_under_a_dialog_and_escape_dismisses_it() {
    let mut user = User::at(80, 40).room("Dialog");
    user.click("Under the dialog");
    user.click("Structure");
    assert!(user.sees("Throw it away?"), "{}", user.look());
    assert!(
        user.sees("▸ Keep ◂"),
        "the focus does not begin on what cannot be undone:\n{}",
        user.look()
    );
    user.key(KeyCode::Esc);
    assert!(user.sees("A heading"), "{}", user.look());
}

#[test]
fn the_wheel_and_the_page_keys_scroll_and_the_focus_comes_back_into_sight() {
    let mut user = User::at(80, 16).room("Inputs");
    let top = user.look();
    user.mouse(MouseEventKind::ScrollDown, 10, 8);
    assert_ne!(user.look(), top);
    user.mouse(MouseEventKind::ScrollUp, 10, 8);
    assert_eq!(user.look(), top);
    user.keys(&[
        KeyCode::PageDown,
        KeyCode::PageDown,
        KeyCode::PageDown,
        KeyCode::PageDown,
        KeyCode::PageDown,
    ]);
    assert!(user.sees("This is no name"), "{}", user.look());
    user.key(KeyCode::BackTab);
    user.key(KeyCode::Tab);
    assert!(user.sees("Inputs ◂"), "{}", user.look());
}

#[test]
fn the_countdown_ticks_by_itself() {
    let mut user = User::at(80, 40);
    assert!(user.sees("Ready in 1:30"), "{}", user.look());
    user.clock.advance(31_000);
    assert!(user.sees("Ready in 0:59"), "{}", user.look());
    assert!(user.visit.shell.moves());
}

#[test]
fn every_word_is_on_the_page_at_every_width() {
    let mut user = User::at(80, 200);
    for room in ["Content", "Feedback"] {
        user.terminal.backend_mut().resize(80, 200);
        user.look();
        user = user.room(room);
        for width in [30, 40, 57, 80, 120, 200] {
            user.terminal.backend_mut().resize(width, 200);
            let screen: String = user.look().split_whitespace().collect();
            let view = Arc::clone(user.visit.running.session().view());
            for (_, node) in view.nodes() {
                let Element::Text { label, .. } = &node.element else { continue };
                let text = user.visit.running.locale().label(label);
                let text: String = text.split_whitespace().collect();
                assert!(screen.contains(&text), "{text:?} at {width} columns:\n{}", user.look());
            }
        }
    }
}

#[test]
fn a_window_that_is_too_small_says_so_and_a_larger_one_goes_on() {
    let mut user = User::at(80, 40);
    user.terminal.backend_mut().resize(20, 5);
    assert!(user.sees("Make the window"), "{}", user.look());
    user.terminal.backend_mut().resize(100, 30);
    assert!(user.sees("A heading"), "{}", user.look());
}

#[test]
fn amounts_and_dates_are_written_in_the_users_language() {
    let mut user = User::of(&["--locale", "de-AT"], 80, 44);
    assert!(user.sees("€\u{a0}3,40") && user.sees("15.01.2026"), "{}", user.look());
}

#[test]
fn without_colour_what_matters_still_stands_out() {
    let mut user = User::seen_in(Theme::new(false, Depth::Monochrome), &["--locale", "en"], 80, 40)
        .room("Feedback");
    let screen = user.look();
    let buffer = user.terminal.backend().buffer().clone();
    let style_of = |text: &str| {
        let (y, row) = screen.lines().enumerate().find(|(_, row)| row.contains(text)).unwrap();
        let x = row[..row.find(text).unwrap()].width();
        buffer[(u16::try_from(x).unwrap(), u16::try_from(y).unwrap())].modifier
    };
    assert!(style_of("Primary").contains(Modifier::REVERSED));
    assert!(style_of("Secondary").contains(Modifier::UNDERLINED));
    assert!(style_of("Disabled").contains(Modifier::DIM));
    assert!(style_of("Gallery").contains(Modifier::REVERSED));
    assert!(screen.contains("✗ It went wrong") && screen.contains("! Take care"), "{screen}");
}

#[test]
fn in_a_small_window_a_payment_is_confirmed_only_once_all_of_it_was_on_screen() {
    let sheet = PaymentSheet {
        payment: PaymentId::from_bytes([7; 16]),
        owner: Owner { user: "alice".parse().unwrap(), app: "com.example.coffee".parse().unwrap() },
        app_name: "Coffee".into(),
        partner_name: Some("Bean & Leaf".into()),
        creditor_name: "The payee".into(),
        creditor: AccountIdentification::Iban("AT611904300234573201".into()),
        amount: "9.20 EUR".parse().unwrap(),
        remittance: Some("Order 42".into()),
        on: None,
        created_at: 0,
        expires_at: START + 300_000,
        accounts: ["Everyday", "Savings"]
            .into_iter()
            .map(|nickname| PayableAccount {
                id: "1".parse().unwrap(),
                nickname: nickname.into(),
                iban_masked: "AT•• 3201".into(),
                available: "100.00 EUR".parse().unwrap(),
                sufficient: true,
            })
            .collect(),
    };
    let enter = KeyEvent::new(KeyCode::Enter, KeyModifiers::NONE);
    let mut user = User::at(40, 12);
    user.visit.shell.raise(Some(Content::Payment(sheet.clone())), START);
    let now = START + 1_000;
    user.clock.advance(1_000);
    assert!(user.sees("Coffee by Bean & Leaf") && user.sees("there is more"), "{}", user.look());
    let mut seen = user.look();
    let decision = (0..10).find_map(|_| {
        let decided = user.visit.shell.key(enter, now).pop();
        seen.push_str(&user.look());
        decided
    });
    assert!(matches!(decision, Some(Intent::Decide(Decision::Pay { .. }))), "{decision:?}");
    for shown in ["The payee", "AT61 1904 3002 3457 3201", "€9.20", "Order 42", "Pay from"] {
        assert!(seen.contains(shown), "{shown} was not on screen:\n{seen}");
    }
    assert!(!user.sees("there is more"), "{}", user.look());

    // Nor before any of it was, or by going past it to the yes.
    let mut user = User::at(40, 9);
    user.visit.shell.raise(Some(Content::Payment(sheet)), now);
    let past = now + 1_000;
    for _ in 0..3 {
        assert!(user.visit.shell.key(enter, past).is_empty());
    }
    user.look();
    for code in [KeyCode::Down, KeyCode::Up] {
        user.visit.shell.key(KeyEvent::new(code, KeyModifiers::NONE), past);
        user.look();
    }
    assert!(user.sees("Pay €9.20") && user.sees("there is more"), "{}", user.look());
    assert!(user.visit.shell.key(enter, past).is_empty());
    assert!(!user.sees("Pay €9.20"), "it shows what was left out:\n{}", user.look());
    let no = KeyEvent::new(KeyCode::Esc, KeyModifiers::NONE);
    let declined = user.visit.shell.key(no, past);
    assert!(matches!(declined[..], [Intent::Decide(Decision::DoNotPay { .. })]), "{declined:?}");
}
