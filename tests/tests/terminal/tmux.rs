//! A terminal to run the command in: a tmux server with one shell, its keys and its mouse.

use std::io::Write;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use loggia_tests::coffee::{built, loggia};
use serde_json::Value;
use tempfile::TempDir;

use crate::screen::Screen;

/// So long may anything take until it is on screen, on the slowest machine.
const PATIENCE: Duration = Duration::from_secs(60);
/// How often the screen is looked at.
const GLANCE: Duration = Duration::from_millis(30);
/// More controls than any screen of coffee's has.
const MOST_STOPS: usize = 60;
/// What the host says when a button that commits to something has only just appeared.
const TOO_SOON: &str = "this has only just changed";

/// A way to turn the mouse's wheel.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Wheel {
    Up,
    Down,
}

/// A terminal with a shell in it, on a tmux server of its own.
pub(crate) struct Terminal {
    folder: TempDir,
}

impl Terminal {
    /// None where there is no tmux, which is said.
    pub(crate) fn open(columns: usize, rows: usize) -> Option<Self> {
        if !Command::new("tmux").arg("-V").output().is_ok_and(|output| output.status.success()) {
            assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "CI needs tmux: install it");
            // Not by eprintln!, which is seen of tests that fail only.
            let skipped = "SKIPPED: there is no tmux to test the terminal with\n";
            std::io::stderr().write_all(skipped.as_bytes()).unwrap();
            return None;
        }
        let terminal = Self { folder: tempfile::tempdir().unwrap() };
        let home = format!("HOME={}", terminal.folder.path().display());
        let path = format!("PATH={}", std::env::var("PATH").unwrap());
        let (columns, rows) = (columns.to_string(), rows.to_string());
        let shell = [
            "env",
            "-i",
            &home,
            &path,
            "TERM=tmux-256color",
            "LC_ALL=C.UTF-8",
            "PS1=ready> ",
            "sh",
        ];
        let session = ["new-session", "-d", "-s", "loggia", "-x", &columns, "-y", &rows];
        terminal.tmux(&[&session[..], &shell[..]].concat());
        terminal.until_there("ready>");
        Some(terminal)
    }

    pub(crate) fn run_coffee(&self, locale: &str) {
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

    pub(crate) fn data(&self) -> String {
        self.folder.path().join("data").display().to_string()
    }

    pub(crate) fn tmux(&self, arguments: &[&str]) -> String {
        let Output { status, stdout, stderr } = self.try_tmux(arguments).expect("tmux starts");
        assert!(status.success(), "tmux {arguments:?}: {}", String::from_utf8_lossy(&stderr));
        String::from_utf8(stdout).expect("tmux speaks UTF-8")
    }

    fn try_tmux(&self, arguments: &[&str]) -> std::io::Result<Output> {
        let mut tmux = Command::new("tmux");
        tmux.args(["-u", "-f", "/dev/null", "-S"]).arg(self.folder.path().join("tmux"));
        tmux.args(arguments).env_remove("TMUX").output()
    }

    pub(crate) fn key(&self, name: &str) {
        self.tmux(&["send-keys", "-t", "loggia", name]);
    }

    fn send(&self, text: &str) {
        self.tmux(&["send-keys", "-t", "loggia", "-l", text]);
    }

    pub(crate) fn type_line(&self, line: &str) {
        self.send(line);
        self.key("Enter");
    }

    /// Clicks where a text is on screen.
    pub(crate) fn click(&self, label: &str) {
        let (column, row) = self.until_there(label).cell_of(label).expect("it is there");
        self.click_at(column, row);
    }

    /// Presses and releases the left button, as an xterm says it.
    pub(crate) fn click_at(&self, column: usize, row: usize) {
        let (column, row) = (column + 1, row + 1);
        self.send(&format!("\u{1b}[<0;{column};{row}M\u{1b}[<0;{column};{row}m"));
    }

    /// Turns the wheel until a text is on screen.
    pub(crate) fn scroll_to(&self, wheel: Wheel, text: &str) {
        loop {
            let before = self.screen();
            if before.has(text) {
                return;
            }
            self.turn(wheel);
            self.until("the page scrolls", |now| now.rows != before.rows);
        }
    }

    /// Turns the wheel by one notch.
    fn turn(&self, wheel: Wheel) {
        let button = match wheel {
            Wheel::Up => 64,
            Wheel::Down => 65,
        };
        self.send(&format!("\u{1b}[<{button};20;10M"));
    }

    /// Presses Tab until the focus is on what is called so.
    pub(crate) fn focus(&self, label: &str) {
        for _ in 0..MOST_STOPS {
            let before = self.screen();
            if before.is_focused(label) {
                return;
            }
            self.key("Tab");
            // Looked at twice: what is only half drawn is none, or another.
            self.until("the focus moves", |now| {
                let focus = now.focus();
                !focus.is_empty() && focus != before.focus() && focus == self.screen().focus()
            });
        }
        panic!("Tab never comes to {label}:\n{}", self.screen());
    }

    /// Presses a button until it is not too fresh to be taken.
    pub(crate) fn until_taken(&self, then: &str, press: impl Fn()) {
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
    pub(crate) fn until_sheet_takes_a_yes(&self) {
        let first = self.until("the sheet's countdown", |screen| screen.seconds_left().is_some());
        let last = first.seconds_left().unwrap().saturating_sub(2);
        self.until("two seconds less", |screen| {
            screen.seconds_left().is_some_and(|left| left <= last)
        });
    }

    pub(crate) fn points_earned(&self) -> u64 {
        let screen = self.until_there("You earned");
        let row = screen.rows.iter().find(|row| row.contains("You earned")).unwrap();
        let number =
            row.split_whitespace().find_map(|word| word.parse().ok()).expect("a number of points");
        assert_ne!(number, 0);
        number
    }

    /// The texts of a page, from what is on screen to its end.
    pub(crate) fn read_to_the_end(&self) -> String {
        let mut read = String::new();
        loop {
            let screen = self.screen();
            read.push_str(&screen.text());
            read.push(' ');
            if screen.is_at_the_end() {
                return read;
            }
            self.turn(Wheel::Down);
            self.until("the page scrolls", |now| now.rows != screen.rows);
        }
    }

    /// Whether the alternate screen is on, and whether the mouse is asked for.
    pub(crate) fn modes(&self) -> String {
        self.tmux(&["display-message", "-p", "-t", "loggia", "#{alternate_on} #{mouse_any_flag}"])
            .trim()
            .to_owned()
    }

    pub(crate) fn screen(&self) -> Screen {
        let shown = self.tmux(&["capture-pane", "-p", "-t", "loggia"]);
        // Amounts are written with spaces that do not break.
        Screen { rows: shown.lines().map(|row| row.replace(['\u{a0}', '\u{202f}'], " ")).collect() }
    }

    pub(crate) fn until(&self, what: &str, is_so: impl Fn(&Screen) -> bool) -> Screen {
        self.until_within(PATIENCE, what, is_so)
    }

    pub(crate) fn until_within(
        &self,
        patience: Duration,
        what: &str,
        is_so: impl Fn(&Screen) -> bool,
    ) -> Screen {
        let deadline = Instant::now() + patience;
        loop {
            let screen = self.screen();
            if is_so(&screen) {
                return screen;
            }
            assert!(Instant::now() < deadline, "{what}: this is not on screen, but\n{screen}");
            std::thread::sleep(GLANCE);
        }
    }

    pub(crate) fn until_there(&self, text: &str) -> Screen {
        self.until(text, |screen| screen.has(text))
    }

    pub(crate) fn until_focused(&self, label: &str) -> Screen {
        self.until(label, |screen| screen.is_focused(label))
    }

    /// What `loggia bank` says as JSON of the bank that was used here.
    fn bank(&self, what: &str) -> Value {
        let output =
            loggia().args(["bank", what, "--json", "--data", &self.data()]).output().unwrap();
        assert!(
            output.status.success(),
            "loggia bank {what}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// One payment, confirmed and settled; the money held once and posted once; the books balance.
    pub(crate) fn assert_paid_once(&self, amount: &str, minor_units: u64) {
        assert_eq!(self.bank("verify")["findings"], Value::Array(Vec::new()));
        let payments = self.bank("payments");
        let payments = payments.as_array().unwrap();
        assert_eq!(payments.len(), 1, "{payments:#?}");
        assert_eq!(payments[0]["payment"]["consent"], "AUTH");
        assert_eq!(payments[0]["payment"]["amount"]["minor_units"], minor_units);
        let transfers = self.bank("transfers");
        let of_kind = |kind: &str| -> Vec<&Value> {
            let transfers = transfers.as_array().unwrap().iter();
            transfers
                .filter(|transfer| transfer["kind"] == kind && transfer["amount"] == amount)
                .collect()
        };
        assert_eq!(of_kind("pending").len(), 1, "{transfers:#}");
        assert_eq!(of_kind("post").len(), 1, "{transfers:#}");
        let accounts = self.bank("accounts");
        let payer = accounts
            .as_array()
            .unwrap()
            .iter()
            .find(|account| account["id"] == of_kind("post")[0]["debit"]);
        assert_eq!(payer.unwrap()["name"], "Savings", "it is paid from the chosen account");
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // Without a server there is nothing to end.
        let _ = self.try_tmux(&["kill-server"]);
    }
}
