//! The shell as its user meets it: real views, keys and clicks, and what is then on screen. The views
//! are the gallery's, a mini-app that shows every element in every state, built once a run.

mod user;

use std::sync::Arc;

use crossterm::event::{KeyCode, KeyModifiers, MouseEventKind};
use loggia_runtime::Usage;
use loggia_runtime::ui::Element;
use ratatui::style::Modifier;
use unicode_width::UnicodeWidthStr;

use self::user::User;
use super::panel::Measured;
use super::theme::{Depth, Theme};
use super::visit::Ending;

#[test]
fn every_room_looks_right_narrow_normal_and_wide() {
    for (width, height) in [(40, 60), (80, 48), (120, 44)] {
        let mut user = User::at(width, height);
        // The dialog comes last: from there one gets no further.
        for room in ["Content", "Structure", "Inputs", "Feedback", "Dialog"] {
            user = user.room(room);
            insta::assert_snapshot!(format!("{room}_{width}").to_lowercase(), user.look());
        }
    }
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

#[test]
fn tab_goes_from_control_to_control_and_arrows_from_option_to_option() {
    let mut user = User::at(80, 48).room("Inputs");
    user.click("For the cup");
    user.click("Size");
    // The focus is on the room's button; the first field comes after the last of these.
    for _ in 0..3 {
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
    for _ in 0..3 {
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
    for _ in 0..3 {
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
