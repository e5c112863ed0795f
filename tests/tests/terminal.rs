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

use std::fmt;
use std::io::Write;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use loggia_tests::coffee::{built, loggia};
use serde_json::Value;
use tempfile::TempDir;

/// So long may anything take until it is on screen, on the slowest machine.
const PATIENCE: Duration = Duration::from_secs(60);
/// How often the screen is looked at.
const GLANCE: Duration = Duration::from_millis(30);
/// More controls than any screen of coffee's has.
const MOST_STOPS: usize = 60;
/// What the host says when a button that commits to something has only just appeared.
const TOO_SOON: &str = "this has only just changed";

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
    terminal.until_taken("asks you to pay", || terminal.key("Enter"));

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

    while !terminal.screen().has("Banana bread") {
        let before = terminal.screen();
        terminal.wheel_down();
        terminal.until("the page scrolls", |now| now.rows != before.rows);
    }
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
    terminal.until_taken("asks you to pay", || terminal.click("Pay €5.40"));

    terminal.until_sheet_takes_a_yes();
    terminal.click("Savings");
    terminal.until_there("(•) Savings");
    terminal.click("Pay €5.40");
    terminal.until_there("Thank you!");
    let earned = terminal.points_earned();
    terminal.click("Order something else");
    terminal.until_there(&format!("{} bean points", 120 - 100 + earned));

    terminal.click("✕ Close");
    terminal.until_there("stays open");
    terminal.assert_paid_once("5.40 EUR", 540);
}

#[test]
fn in_forty_columns_every_text_is_whole_or_says_that_it_is_not() {
    let Some(terminal) = Terminal::open(40, 30) else { return };
    terminal.run_coffee("de");
    terminal.until_there("Espresso");

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
    for text in ["Klein", "Mittel + 0,40 €", "Groß + 0,80 €", "Hafermilch + 0,30 €", "Zimt", "Menge", "In den Korb"] {
        assert_shown(&product, text);
    }
    terminal.focus("In den Korb");
    terminal.key("Enter");
    terminal.until_there("3,90 € zahlen");
    terminal.focus("3,90 € zahlen");
    terminal.until_taken("asks you to pay", || terminal.key("Enter"));
    let sheet = terminal.screen().text();
    for text in ["3,90 €", "Bean & Leaf", "AT61 1904 3002 3457 3201", "Kaffeebestellung", "Everyday", "Savings", "Decline"] {
        assert!(sheet.contains(text), "the bank's sheet must show {text} whole:\n{sheet}");
    }
    terminal.key("Escape");
    terminal.until_there("nicht bestätigt");
}

#[test]
fn a_resized_terminal_is_drawn_anew() {
    let Some(terminal) = Terminal::open(100, 40) else { return };
    terminal.run_coffee("en");
    terminal.until_there("Espresso");
    for (columns, rows) in [(40, 30), (120, 45), (80, 24)] {
        terminal.tmux(&["resize-window", "-t", "loggia", "-x", &columns.to_string(), "-y", &rows.to_string()]);
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
    for text in ["fuel", "time", "memory", "state", "calls", "nodes", "It can", "see your accounts"] {
        assert!(panel.has(text), "the panel must show {text}:\n{panel}");
    }
    terminal.key("i");
    terminal.until("the panel is gone", |screen| !screen.has("It cannot") && screen.has("Espresso"));
    terminal.click("what it may do");
    terminal.until_there("It cannot");
}

#[test]
fn q_gives_the_terminal_back() {
    let Some(terminal) = Terminal::open(100, 40) else { return };
    terminal.run_coffee("en");
    terminal.until_there("Espresso");
    assert_eq!(terminal.modes(), "1 1", "the mini-app is on the alternate screen, and the mouse is its own");
    terminal.key("q");
    terminal.until_there("stays open");
    terminal.until("the terminal is as it was", |_| terminal.modes() == "0 0");
    assert!(!terminal.screen().has("Hot drinks"), "nothing of the mini-app is left on screen");
    terminal.type_line("echo \"$((6 * 7)) is echoed\"");
    terminal.until_there("42 is echoed");
    // What is typed is seen again: the terminal is no longer raw.
    assert!(terminal.screen().has("6 * 7"));
}

/// A terminal with a shell in it, on a tmux server of its own.
struct Terminal {
    folder: TempDir,
}

impl Terminal {
    /// None where there is no tmux, which is said.
    fn open(columns: usize, rows: usize) -> Option<Self> {
        if !Command::new("tmux").arg("-V").output().is_ok_and(|output| output.status.success()) {
            assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "CI needs tmux: install it");
            // Not by eprintln!, which is seen of tests that fail only.
            writeln!(std::io::stderr(), "SKIPPED: there is no tmux to test the terminal with").unwrap();
            return None;
        }
        let terminal = Self { folder: tempfile::tempdir().unwrap() };
        let home = format!("HOME={}", terminal.folder.path().display());
        let path = format!("PATH={}", std::env::var("PATH").unwrap());
        let (columns, rows) = (columns.to_string(), rows.to_string());
        let shell = ["env", "-i", &home, &path, "TERM=tmux-256color", "LC_ALL=C.UTF-8", "PS1=ready> ", "sh"];
        let session = ["new-session", "-d", "-s", "loggia", "-x", &columns, "-y", &rows];
        terminal.tmux(&[&session[..], &shell[..]].concat());
        terminal.until_there("ready>");
        Some(terminal)
    }

    fn run_coffee(&self, locale: &str) {
        let coffee = built();
        self.type_line(&format!(
            "'{}' run '{}' --grant '{}' --data '{}' --locale {locale} --time-zone UTC",
            loggia().get_program().display(),
            coffee.package.display(),
            coffee.grant.display(),
            self.data()
        ));
        self.until_there("by Bean & Leaf");
    }

    fn data(&self) -> String {
        self.folder.path().join("data").display().to_string()
    }

    fn tmux(&self, arguments: &[&str]) -> String {
        let Output { status, stdout, stderr } = self.try_tmux(arguments).expect("tmux starts");
        assert!(status.success(), "tmux {arguments:?}: {}", String::from_utf8_lossy(&stderr));
        String::from_utf8(stdout).expect("tmux speaks UTF-8")
    }

    fn try_tmux(&self, arguments: &[&str]) -> std::io::Result<Output> {
        let mut tmux = Command::new("tmux");
        tmux.args(["-u", "-f", "/dev/null", "-S"]).arg(self.folder.path().join("tmux"));
        tmux.args(arguments).env_remove("TMUX").output()
    }

    fn key(&self, name: &str) {
        self.tmux(&["send-keys", "-t", "loggia", name]);
    }

    fn send(&self, text: &str) {
        self.tmux(&["send-keys", "-t", "loggia", "-l", text]);
    }

    fn type_line(&self, line: &str) {
        self.send(line);
        self.key("Enter");
    }

    /// Clicks where a text is on screen.
    fn click(&self, label: &str) {
        let (column, row) = self.until_there(label).cell_of(label).expect("it is there");
        self.click_at(column, row);
    }

    /// Presses and releases the left button, as an xterm says it.
    fn click_at(&self, column: usize, row: usize) {
        let (column, row) = (column + 1, row + 1);
        self.send(&format!("\u{1b}[<0;{column};{row}M\u{1b}[<0;{column};{row}m"));
    }

    fn wheel_down(&self) {
        self.send("\u{1b}[<65;20;20M");
    }

    /// Presses Tab until the focus is on what is called so.
    fn focus(&self, label: &str) {
        self.until_there(label);
        for _ in 0..MOST_STOPS {
            let before = self.screen();
            if before.is_focused(label) {
                return;
            }
            self.key("Tab");
            self.until("the focus moves", |now| now.focus() != before.focus());
        }
        panic!("Tab never comes to {label}:\n{}", self.screen());
    }

    /// Presses a button until it is not too fresh to be taken.
    fn until_taken(&self, then: &str, press: impl Fn()) {
        for _ in 0..5 {
            press();
            let pressed = self.until(then, |screen| screen.has(then) || screen.has(TOO_SOON));
            if pressed.has(then) {
                return;
            }
            self.until("the remark is gone", |screen| !screen.has(TOO_SOON));
        }
        panic!("the button stays too fresh:\n{}", self.screen());
    }

    /// A sheet takes no yes at first. Its own countdown tells that it is no longer new.
    fn until_sheet_takes_a_yes(&self) {
        let first = self.until("the sheet's countdown", |screen| screen.seconds_left().is_some());
        let last = first.seconds_left().unwrap().saturating_sub(2);
        self.until("two seconds less", |screen| screen.seconds_left().is_some_and(|left| left <= last));
    }

    fn points_earned(&self) -> u64 {
        let screen = self.until_there("You earned");
        let row = screen.rows.iter().find(|row| row.contains("You earned")).unwrap();
        let number = row.split_whitespace().find_map(|word| word.parse().ok()).expect("a number of points");
        assert_ne!(number, 0);
        number
    }

    /// All of a page, from what is on screen to its end.
    fn read_to_the_end(&self) -> String {
        let mut read = self.screen().text();
        for _ in 0..20 {
            let before = self.screen();
            self.key("End");
            // The end has been reached when PgDn changes nothing that PgUp does not bring back.
            self.key("PageUp");
            self.until("the page settles", |_| true);
            let now = self.screen();
            read.push(' ');
            read.push_str(&now.text());
            if now.rows == before.rows {
                break;
            }
        }
        read
    }

    /// Whether the alternate screen is on, and whether the mouse is asked for.
    fn modes(&self) -> String {
        self.tmux(&["display-message", "-p", "-t", "loggia", "#{alternate_on} #{mouse_any_flag}"]).trim().to_owned()
    }

    fn screen(&self) -> Screen {
        let shown = self.tmux(&["capture-pane", "-p", "-t", "loggia"]);
        // Amounts are written with spaces that do not break.
        Screen { rows: shown.lines().map(|row| row.replace(['\u{a0}', '\u{202f}'], " ")).collect() }
    }

    fn until(&self, what: &str, is_so: impl Fn(&Screen) -> bool) -> Screen {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let screen = self.screen();
            if is_so(&screen) {
                return screen;
            }
            assert!(Instant::now() < deadline, "{what}: this is not on screen, but\n{screen}");
            std::thread::sleep(GLANCE);
        }
    }

    fn until_there(&self, text: &str) -> Screen {
        self.until(text, |screen| screen.has(text))
    }

    fn until_focused(&self, label: &str) -> Screen {
        self.until(label, |screen| screen.is_focused(label))
    }

    /// What `loggia bank` says as JSON of the bank that was used here.
    fn bank(&self, what: &str) -> Value {
        let output = loggia().args(["bank", what, "--json", "--data", &self.data()]).output().unwrap();
        assert!(output.status.success(), "loggia bank {what}: {}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// One payment, confirmed and settled; the money held once and posted once; the books balance.
    fn assert_paid_once(&self, amount: &str, minor_units: u64) {
        assert_eq!(self.bank("verify")["findings"], Value::Array(Vec::new()));
        let payments = self.bank("payments");
        let payments = payments.as_array().unwrap();
        assert_eq!(payments.len(), 1, "{payments:#?}");
        assert_eq!(payments[0]["payment"]["consent"], "AUTH");
        assert_eq!(payments[0]["payment"]["amount"]["minor_units"], minor_units);
        let transfers = self.bank("transfers");
        let of_kind = |kind: &str| -> Vec<&Value> {
            let transfers = transfers.as_array().unwrap().iter();
            transfers.filter(|transfer| transfer["kind"] == kind && transfer["amount"] == amount).collect()
        };
        assert_eq!(of_kind("pending").len(), 1, "{transfers:#}");
        assert_eq!(of_kind("post").len(), 1, "{transfers:#}");
        let accounts = self.bank("accounts");
        let payer = accounts.as_array().unwrap().iter().find(|account| account["id"] == of_kind("post")[0]["debit"]);
        assert_eq!(payer.unwrap()["name"], "Savings", "it is paid from the account that was chosen");
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // Without a server there is nothing to end.
        let _ = self.try_tmux(&["kill-server"]);
    }
}

/// What a terminal shows.
struct Screen {
    rows: Vec<String>,
}

impl Screen {
    fn has(&self, text: &str) -> bool {
        self.rows.iter().any(|row| row.contains(text))
    }

    /// Column and row of a text, from 0. All that coffee shows before a text is one column wide.
    fn cell_of(&self, text: &str) -> Option<(usize, usize)> {
        self.rows.iter().enumerate().find_map(|(row, shown)| Some((shown[..shown.find(text)?].chars().count(), row)))
    }

    /// The rows with a mark of the focus.
    fn focus(&self) -> Vec<(usize, &String)> {
        self.rows.iter().enumerate().filter(|(_, row)| row.contains(['▸', '▌'])).collect()
    }

    /// A control is marked where it begins, an item of a list at the edge of the page.
    fn is_focused(&self, label: &str) -> bool {
        let is_marked = |row: &String| {
            let behind = row.split_once('▸').map(|(_, behind)| behind.trim_start());
            behind.is_some_and(|behind| behind.starts_with(label)) || row.split_once('▌').is_some_and(|(_, item)| item.contains(label))
        };
        self.rows.iter().any(is_marked)
    }

    /// What the sheet's countdown says.
    fn seconds_left(&self) -> Option<u64> {
        let row = self.rows.iter().find(|row| row.contains(" left to decide"))?;
        let (before, _) = row.split_once(" left to decide")?;
        let (minutes, seconds) = before.split_whitespace().last()?.split_once(':')?;
        Some(minutes.parse::<u64>().ok()? * 60 + seconds.parse::<u64>().ok()?)
    }

    /// The texts on it in one line, without what is drawn around them.
    fn text(&self) -> String {
        let drawn = |letter: char| ('\u{2500}'..='\u{259f}').contains(&letter) || "▸◂›".contains(letter);
        let text: String = self.rows.iter().flat_map(|row| row.chars().chain([' '])).map(|letter| if drawn(letter) { ' ' } else { letter }).collect();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

impl fmt::Display for Screen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.rows.iter().try_for_each(|row| writeln!(f, "| {row}"))
    }
}

/// A text is on a page as a whole, on however many rows, or its beginning with an ellipsis.
#[track_caller]
fn assert_shown(page: &str, text: &str) {
    let cut = text.char_indices().skip(1).any(|(at, _)| page.contains(&format!("{}…", text[..at].trim_end())));
    assert!(cut || page.contains(text), "{text} is neither whole nor cut with an ellipsis:\n{page}");
}
