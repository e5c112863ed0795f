//! Somebody who looks at the gallery, types and clicks.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use clap::Parser;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use loggia_runtime::Clock;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::style::Color;
use unicode_width::UnicodeWidthStr;

use crate::arguments::{Arguments, Command};
use crate::build::{Project, build};
use crate::progress::Progress;
use crate::run::{Running, ScriptClock};
use crate::terminal::theme::{Depth, Theme};
use crate::terminal::visit::Visit;

/// 2026-01-15T09:00:00Z
pub(super) const START: u64 = 1_768_467_600_000;

pub(super) struct User {
    pub(super) visit: Visit,
    pub(super) clock: Arc<ScriptClock>,
    pub(super) terminal: Terminal<TestBackend>,
}

fn hex(colour: Color) -> String {
    match colour {
        Color::Rgb(red, green, blue) => format!("#{red:02x}{green:02x}{blue:02x}"),
        other => format!("{other:?}"),
    }
}

fn project(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn gallery() -> &'static PathBuf {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        let project = Project::open(&project("../sample-miniapps/gallery")).unwrap();
        build(&project, &Progress::new()).unwrap().package
    })
}

impl User {
    pub(super) fn at(width: u16, height: u16) -> Self {
        Self::of(&["--locale", "en"], width, height)
    }

    pub(super) fn of(options: &[&str], width: u16, height: u16) -> Self {
        Self::seen_in(Theme::new(false, Depth::True), options, width, height)
    }

    pub(super) fn seen_in(theme: Theme, options: &[&str], width: u16, height: u16) -> Self {
        let package = gallery().to_string_lossy().into_owned();
        let grant = project("../sample-miniapps/gallery/grant.toml").to_string_lossy().into_owned();
        let fixed =
            ["loggia", "run", &package, "--grant", &grant, "--memory", "--time-zone", "UTC"];
        let arguments = Arguments::try_parse_from(fixed.iter().chain(options)).unwrap();
        let Command::Run(options) = arguments.command else { panic!("the command is run") };
        let clock = Arc::new(ScriptClock::new(START));
        let running = Running::start(&options, Arc::clone(&clock) as Arc<dyn Clock>, None).unwrap();
        let visit = Visit::new(running, theme);
        let terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        let mut user = Self { visit, clock, terminal };
        user.look();
        user
    }

    /// The colours of the screen: each style, and how many letters and signs are written in it.
    pub(super) fn colours(&self) -> String {
        let mut styles = BTreeMap::<String, usize>::new();
        for cell in self.terminal.backend().buffer().content() {
            if !cell.symbol().trim().is_empty() {
                let style = format!("{} on {} {:?}", hex(cell.fg), hex(cell.bg), cell.modifier);
                *styles.entry(style).or_default() += 1;
            }
        }
        styles.iter().map(|(style, count)| format!("{count:>5} {style}\n")).collect()
    }

    /// In one of the gallery's rooms, a moment later.
    pub(super) fn room(mut self, name: &str) -> Self {
        self.wait(1_000);
        self.click(name);
        assert_eq!(self.visit.running.session().view().title().as_str(), name);
        self.wait(1_000);
        self
    }

    pub(super) fn look(&mut self) -> String {
        let now = self.clock.now();
        self.terminal.draw(|frame| self.visit.shell.draw(frame, now)).unwrap();
        let buffer = self.terminal.backend().buffer();
        let row = |y| {
            let mut row = String::new();
            let mut hidden = 0;
            for x in 0..buffer.area.width {
                // A wide character covers the cell behind it.
                if hidden == 0 {
                    let symbol = buffer[(x, y)].symbol();
                    row.push_str(symbol);
                    hidden = symbol.width();
                }
                hidden = hidden.saturating_sub(1);
            }
            row.trim_end().to_owned()
        };
        (0..buffer.area.height).map(row).collect::<Vec<_>>().join("\n")
    }

    pub(super) fn wait(&mut self, millis: u64) {
        self.clock.advance(millis);
        self.visit.pump();
        self.look();
    }

    pub(super) fn key(&mut self, code: KeyCode) {
        self.key_with(code, KeyModifiers::NONE);
    }

    pub(super) fn key_with(&mut self, code: KeyCode, modifiers: KeyModifiers) {
        let intents = self.visit.shell.key(KeyEvent::new(code, modifiers), self.clock.now());
        self.visit.perform(intents);
        self.look();
    }

    pub(super) fn keys(&mut self, codes: &[KeyCode]) {
        for code in codes {
            self.key(*code);
        }
    }

    pub(super) fn write(&mut self, text: &str) {
        for letter in text.chars() {
            self.key(KeyCode::Char(letter));
        }
    }

    /// Clicks where a text is on screen.
    pub(super) fn click(&mut self, text: &str) {
        let (x, y) = self.place_of(text);
        self.mouse(MouseEventKind::Down(MouseButton::Left), x, y);
    }

    /// Clicks into the field that stands under its label.
    pub(super) fn click_below(&mut self, label: &str) {
        let (x, y) = self.place_of(label);
        self.mouse(MouseEventKind::Down(MouseButton::Left), x + 3, y + 1);
    }

    pub(super) fn place_of(&mut self, text: &str) -> (u16, u16) {
        let screen = self.look();
        let found = screen.lines().zip(0..).find_map(|(row, y)| {
            let at = row.find(text)?;
            Some((row[..at].width(), y))
        });
        let (x, y) = found.unwrap_or_else(|| panic!("{text:?} is not on screen:\n{screen}"));
        (u16::try_from(x).unwrap(), y)
    }

    pub(super) fn mouse(&mut self, kind: MouseEventKind, column: u16, row: u16) {
        let event = MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE };
        let intents = self.visit.shell.mouse(event, self.clock.now());
        self.visit.perform(intents);
        self.look();
    }

    pub(super) fn sees(&mut self, text: &str) -> bool {
        self.look().contains(text)
    }
}
