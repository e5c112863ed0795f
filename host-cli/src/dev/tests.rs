//! A developer at a mini-app, without a terminal: keys and clicks, builds that come, and what is then on
//! screen.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::OnceLock;

use crossterm::event::{
    Event, KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};
use loggia_runtime::Limits;
use loggia_runtime::capability::Interface;
use loggia_runtime::package::{Package, pack};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use tempfile::TempDir;
use unicode_width::UnicodeWidthStr;

use super::builder::{Built, Ended};
use super::*;
use crate::build::{Project, build};
use crate::complaint::{Complaint, Place};
use crate::progress::{Progress, Said};
use crate::run::{ScriptClock, Trouble};
use crate::terminal::SheetKind;
use crate::terminal::theme::Depth;

/// 2026-01-15T09:00:00Z
const START: u64 = 1_768_467_600_000;

struct Sample {
    folder: PathBuf,
    package: PathBuf,
}

/// A sample, built once a process.
fn sample(name: &'static str) -> &'static Sample {
    static COFFEE: OnceLock<Sample> = OnceLock::new();
    static GALLERY: OnceLock<Sample> = OnceLock::new();
    let built = if name == "coffee" { &COFFEE } else { &GALLERY };
    built.get_or_init(|| {
        let folder =
            PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../sample-miniapps").join(name);
        let project = Project::open(&folder).unwrap();
        let package = build(&project, &Progress::new()).unwrap().package;
        Sample { folder, package }
    })
}

struct Developer {
    dev: Dev,
    clock: Arc<ScriptClock>,
    terminal: Terminal<TestBackend>,
    app_id: String,
    builds: usize,
    /// An empty one, for the builder to watch, and for what is written.
    folder: TempDir,
}

impl Developer {
    fn at(name: &'static str, width: u16, height: u16) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let watched = folder.path().join("watched");
        fs::create_dir(&watched).unwrap();
        Self::in_folder(sample(name).folder.clone(), &watched, folder, width, height)
    }

    /// At a project in a folder, of which the builder watches one.
    fn in_folder(
        project: PathBuf,
        watched: &std::path::Path,
        folder: TempDir,
        width: u16,
        height: u16,
    ) -> Self {
        let clock = Arc::new(ScriptClock::new(START));
        let manifest = Project::open(&project).unwrap().manifest;
        let setting = Setting {
            folder: project,
            grant: None,
            customer: CustomerOptions::in_memory("en", "UTC"),
            theme: Theme::new(false, Depth::True),
            locale: Locale::new("en", Some("UTC")).unwrap(),
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            workers: None,
        };
        let snapshot = Snapshot::of(watched, None);
        let builder = Builder::watch(watched.to_owned(), snapshot).unwrap();
        let terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        let app_id = manifest.app_id.to_string();
        let dev = Dev::with(setting, builder);
        Self { dev, clock, terminal, app_id, builds: 0, folder }
    }

    /// At the first build of a sample, where it has come to rest.
    fn of(name: &'static str, width: u16, height: u16) -> Self {
        let mut developer = Self::at(name, width, height);
        developer.saves(name);
        developer.wait(1_000);
        developer
    }

    /// A build comes: a sample's, in the name of the mini-app that is being written.
    fn saves(&mut self, name: &'static str) {
        self.builds += 1;
        let limits = Limits::default();
        let built = Package::read(&fs::read(&sample(name).package).unwrap(), &limits).unwrap();
        let mut manifest = built.manifest().clone();
        manifest.app_id = self.app_id.parse().unwrap();
        manifest.description = format!("build {}", self.builds);
        let assets: BTreeMap<String, Vec<u8>> =
            built.assets().map(|(name, bytes)| (name.to_owned(), bytes.to_vec())).collect();
        let bytes = pack(&bare(built.component()), &manifest, &assets, &limits).unwrap();
        let file = self.folder.path().join(format!("{}.wasm", self.builds));
        fs::write(&file, bytes).unwrap();
        let mut project = Project::open(&sample(name).folder).unwrap();
        project.target = self.folder.path().to_owned();
        fs::create_dir_all(project.target.join("loggia")).unwrap();
        project.name = "made".to_owned();
        let took = Duration::from_millis(1_250);
        let built = Ok(Built { project, package: file, server: None });
        self.dev.built(&Ended { built, said: Said::default(), took });
        self.look();
    }

    /// A build fails, as the compiler says.
    fn saves_what_does_not_compile(&mut self) {
        let file = sample("coffee").folder.join("src/menu.rs");
        let complaint = Complaint {
            is_error: true,
            message: "cannot find value `pric` in this scope".to_owned(),
            place: Some(Place { file, line: 7, column: Some(21) }),
            rendered: "error[E0425]: cannot find value `pric` in this scope\n --> sample-miniapps/coffee/src/menu.rs:7:21\n  |\n7 |     let total = pric * 2;\n  |                 ^^^^ help: a local variable with a similar name exists: `price`\n\n".to_owned(),
        };
        let said = Said { complaints: vec![complaint], ..Said::default() };
        let built = Err(anyhow::Error::msg("coffee does not compile"));
        self.dev.built(&Ended { built, said, took: Duration::from_millis(900) });
        self.look();
    }

    fn look(&mut self) -> String {
        self.terminal.draw(|frame| self.dev.draw(frame)).unwrap();
        let buffer = self.terminal.backend().buffer();
        let row = |y| {
            let mut row = String::new();
            let mut hidden = 0;
            for x in 0..buffer.area.width {
                if hidden == 0 {
                    let symbol = buffer[(x, y)].symbol();
                    row.push_str(symbol);
                    hidden = symbol.width();
                }
                hidden = hidden.saturating_sub(1);
            }
            row.trim_end().replace('\u{a0}', " ")
        };
        (0..buffer.area.height).map(row).collect::<Vec<_>>().join("\n")
    }

    /// What is on screen, but for how long things took.
    fn picture(&mut self) -> String {
        let screen = self.look();
        let steady = screen.lines().map(|row| match row.split_once(" time ") {
            Some((before, _)) => format!("{before} time …"),
            None => without_fuel(row),
        });
        steady.collect::<Vec<_>>().join("\n")
    }

    fn sees(&mut self, text: &str) -> bool {
        self.look().contains(text)
    }

    #[track_caller]
    fn must_see(&mut self, texts: &[&str]) {
        let screen = self.look();
        for text in texts {
            assert!(screen.contains(text), "{text:?} is not on screen:\n{screen}");
        }
    }

    fn wait(&mut self, millis: u64) {
        self.clock.advance(millis);
        self.dev.tick();
        self.look();
    }

    fn keys(&mut self, codes: &[KeyCode]) {
        for code in codes {
            self.dev.handle(Event::Key(KeyEvent::new(*code, KeyModifiers::NONE)));
            self.look();
        }
    }

    /// Clicks where a text is on screen, a moment later.
    #[track_caller]
    fn click(&mut self, text: &str) {
        self.wait(1_000);
        self.click_at_once(text);
    }

    #[track_caller]
    fn click_at_once(&mut self, text: &str) {
        let screen = self.look();
        let found = screen.lines().zip(0..).find_map(|(row, y)| {
            let at = row.find(text)?;
            Some((u16::try_from(row[..at].width()).unwrap(), y))
        });
        let (column, row) = found.unwrap_or_else(|| panic!("{text:?} is not on screen:\n{screen}"));
        self.dev.handle(Event::Mouse(MouseEvent {
            kind: MouseEventKind::Down(MouseButton::Left),
            column,
            row,
            modifiers: KeyModifiers::NONE,
        }));
        self.look();
    }

    /// What the steps of the session were.
    fn steps(&self) -> Vec<&'static str> {
        self.dev.timeline.moments().iter().map(|moment| moment.record.cause()).collect()
    }

    /// With a coffee in the basket.
    fn with_a_full_basket(width: u16, height: u16) -> Self {
        let mut developer = Self::of("coffee", width, height);
        developer.click("Cappuccino");
        developer.click("Add to basket");
        developer.must_see(&["Pay €3.40"]);
        developer
    }
}

/// A component without what packing has added to it.
fn bare(package: &[u8]) -> Vec<u8> {
    let mut left = package.to_vec();
    let mut at = 8;
    let number = |bytes: &[u8]| {
        let length = bytes.iter().position(|byte| byte & 0x80 == 0).unwrap() + 1;
        let value =
            bytes[..length].iter().rev().fold(0, |sum, byte| sum << 7 | usize::from(byte & 0x7f));
        (value, length)
    };
    while at < left.len() {
        let (size, digits) = number(&left[at + 1..]);
        let begin = at + 1 + digits;
        let (name, digits) = number(&left[begin..]);
        let name = left.get(begin + digits..begin + digits + name).unwrap_or_default();
        if left[at] == 0 && name.starts_with(b"loggia:") {
            left.drain(at..begin + size);
        } else {
            at = begin + size;
        }
    }
    left
}

/// How much it was is the compiler's to say.
fn without_fuel(row: &str) -> String {
    let words: Vec<&str> = row.split(' ').collect();
    let is_fuel = |at: usize, word: &str| words.get(at + 1) == Some(&"M") && word.contains('.');
    let steady = words.iter().enumerate().map(|(at, word)| match is_fuel(at, word) {
        true => word.replace(|letter: char| letter.is_ascii_digit(), "•"),
        false => (*word).to_owned(),
    });
    steady.collect::<Vec<_>>().join(" ")
}

use KeyCode::{Char, Down, End as EndKey, Enter, Esc, F, Up};

#[test]
fn the_panel_stands_beside_the_mini_app_where_there_is_room_and_below_it_where_not() {
    for (width, height) in [(100, 36), (80, 48)] {
        let mut developer = Developer::with_a_full_basket(width, height);
        developer.keys(&[F(12)]);
        for (key, page) in
            [('1', "steps"), ('2', "view"), ('3', "calls"), ('4', "state"), ('5', "capabilities")]
        {
            developer.keys(&[Char(key)]);
            insta::assert_snapshot!(format!("{page}_{width}"), developer.picture());
        }
    }
}

#[test]
fn what_does_not_compile_is_shown_at_its_place_while_the_build_from_before_goes_on() {
    let mut developer = Developer::with_a_full_basket(120, 32);
    developer.saves_what_does_not_compile();
    insta::assert_snapshot!("does_not_compile_120", developer.picture());
    developer.click("Look at the menu");
    developer.must_see(&["Hot drinks", "It does not compile", "src/menu.rs:7:21"]);
    developer.saves("coffee");
    developer.must_see(&["Hot drinks", "the state is kept"]);
    assert!(!developer.sees("It does not compile"));
}

#[test]
fn before_there_is_anything_to_run_the_mistake_has_the_screen() {
    let mut developer = Developer::at("coffee", 80, 20);
    developer.must_see(&["coffee", "It is being built for the first time"]);
    developer.saves_what_does_not_compile();
    insta::assert_snapshot!("does_not_compile_at_first", developer.picture());
    developer.saves("coffee");
    developer.must_see(&["Hot drinks", "Built in 1.2 s"]);
}

#[test]
fn another_build_finds_the_basket_full() {
    let mut developer = Developer::with_a_full_basket(100, 40);
    developer.saves("coffee");
    developer.must_see(&["Pay €3.40", "Built in 1.2 s: the state is kept"]);
    assert_eq!(developer.steps(), ["launched", "answered", "action", "action", "upgraded"]);
    let before = developer.dev.visit.as_ref().unwrap().running.app().digest();
    // The same bytes again are no other build.
    developer.builds -= 1;
    developer.saves("coffee");
    developer.must_see(&["nothing has changed"]);
    assert_eq!(developer.dev.visit.as_ref().unwrap().running.app().digest(), before);
    assert_eq!(developer.steps().len(), 5);
}

#[test]
fn a_build_that_cannot_read_the_state_makes_the_steps_again() {
    let mut developer = Developer::of("gallery", 100, 40);
    assert_eq!(developer.steps(), ["launched"]);
    developer.saves("coffee");
    developer.must_see(&["Hot drinks", "its one step was made again"]);
    assert_eq!(developer.steps(), ["launched", "resumed"]);
    developer.wait(1_000);
    developer.click("Cappuccino");
    developer.must_see(&["Add to basket"]);
}

#[test]
fn where_the_steps_mean_nothing_either_the_first_such_step_is_named_and_one_can_begin_anew() {
    let mut developer = Developer::with_a_full_basket(110, 40);
    developer.saves("gallery");
    developer.must_see(&["step 2 (answered) diverges", "Pay €3.40"]);
    insta::assert_snapshot!("state_is_lost_110", developer.picture());
    // The build from before goes on.
    developer.click("Look at the menu");
    developer.must_see(&["Hot drinks"]);
    developer.keys(&[F(12), Char('n')]);
    developer.must_see(&["Begun anew"]);
    assert!(!developer.sees("Hot drinks"));
    assert_eq!(developer.steps(), ["launched"]);
}

#[test]
fn one_goes_back_to_a_step_and_on_from_there() {
    let mut developer = Developer::with_a_full_basket(100, 40);
    developer.keys(&[F(12), Up, Up]);
    developer.must_see(&["Hot drinks", "You look at the past", "Step 2, as it was"]);
    developer.keys(&[Down]);
    developer.must_see(&["Add to basket", "Step 3, as it was"]);
    developer.keys(&[EndKey]);
    developer.must_see(&["Pay €3.40"]);
    assert!(!developer.sees("You look at the past"));

    developer.keys(&[Up, Up, Enter]);
    developer.click("Flat white");
    developer.wait(1_000);
    developer.must_see(&["Two shots, silky milk", "Add to basket"]);
    assert_eq!(developer.steps(), ["launched", "answered", "resumed", "action"]);
    developer.click("Add to basket");
    developer.must_see(&["Pay €3.80"]);
    assert!(!developer.sees("Pay €3.40"));
    // And once more, by the keys that work without the panel.
    developer.keys(&[Char('['), Char('[')]);
    developer.must_see(&["Hot drinks", "Step 3, as it was"]);
    developer.keys(&[Char(']'), Char(']')]);
    developer.must_see(&["Pay €3.80"]);
}

#[test]
fn what_had_been_asked_gets_the_answer_of_then_and_is_not_asked_again() {
    let mut developer = Developer::of("coffee", 100, 40);
    developer.must_see(&["120 bean points"]);
    // Whatever is asked from now on comes to nothing.
    let trouble = developer.dev.bench.troubles();
    let loyalty = Interface::named("loggia:loyalty/loyalty").unwrap();
    while trouble.turn(loyalty) != Some(Trouble::Failing) {}
    developer.keys(&[F(12), Up]);
    developer.must_see(&["Step 1, as it was"]);
    assert!(!developer.sees("120 bean points"));
    developer.keys(&[Enter]);
    developer.click("Cappuccino");
    developer.wait(1_000);
    assert_eq!(developer.steps(), ["launched", "resumed", "action", "answered"]);
    developer.keys(&[Esc]);
    developer.must_see(&["120 bean points"]);
}

#[test]
fn a_payment_that_was_begun_before_is_not_begun_again_and_is_told_of_as_it_moves_on() {
    let mut developer = Developer::with_a_full_basket(100, 40);
    developer.click("Pay €3.40");
    developer.wait(3_000);
    let visit = developer.dev.visit.as_mut().unwrap();
    let paid = visit.shell.accept(SheetKind::Payment, None).unwrap();
    developer.dev.perform(vec![Intent::Decide(paid)]);
    developer.must_see(&["Thank you!"]);
    let paid_at = developer.steps().len();
    // Before it settles, a second after the user's word.
    developer.wait(450);
    developer.click_at_once("Order something else");
    developer.must_see(&["Hot drinks"]);
    developer.keys(&[Char('[')]);
    developer.must_see(&["Thank you!", "as it was"]);
    developer.click_at_once("Order something else");
    developer.wait(450);
    developer.must_see(&["Hot drinks"]);
    assert_eq!(developer.steps()[paid_at..], ["resumed", "action"]);
    developer.wait(60_000);
    developer.wait(1_000);
    assert!(developer.steps()[paid_at + 2..].contains(&"changed"), "{:?}", developer.steps());
    // The points of one payment, and not of two.
    developer.must_see(&["150 bean points"]);
}

#[test]
fn a_capability_is_refused_delayed_or_fails_from_its_next_call_on() {
    let mut developer = Developer::of("coffee", 100, 40);
    developer.keys(&[F(12), Char('5')]);
    let at = panel::capabilities_of(Some(
        developer.dev.visit.as_ref().unwrap().running.app().manifest(),
    ))
    .iter()
    .position(|capability| capability.name.contains("loyalty"))
    .unwrap();
    developer.keys(&vec![Down; at]);
    developer.keys(&[Enter]);
    developer.must_see(&["refused", "1 capability in trouble"]);
    developer.keys(&[Char('n'), Char('3')]);
    developer.must_see(&["loggia:loyalty/loyalty: denied"]);
    assert!(!developer.sees("120 bean points"));

    developer.keys(&[Char('5'), Enter]);
    developer.must_see(&["delayed"]);
    developer.keys(&[Char('n')]);
    developer.wait(4_000);
    assert!(!developer.sees("120 bean points"));
    developer.wait(1_500);
    developer.must_see(&["120 bean points"]);

    developer.keys(&[Enter]);
    developer.must_see(&["failing"]);
    developer.keys(&[Char('n')]);
    developer.wait(500);
    developer.keys(&[Char('3')]);
    developer.must_see(&["\"unavailable\""]);

    developer.keys(&[Char('5'), Enter, Char('n')]);
    developer.wait(500);
    developer.must_see(&["120 bean points", "normal"]);
}

#[test]
fn begun_anew_is_the_build_that_is_there_now() {
    let mut developer = Developer::with_a_full_basket(110, 40);
    developer.saves("gallery");
    developer.must_see(&["The new build cannot take the state over"]);
    // Back to what runs: the very bytes of the first build.
    developer.builds = 0;
    developer.saves("coffee");
    developer.must_see(&["nothing has changed"]);
    developer.keys(&[F(12), Char('n')]);
    developer.wait(1_000);
    developer.must_see(&["Hot drinks"]);
}

#[test]
fn begun_anew_it_has_the_troubles_that_are_set() {
    let mut developer = Developer::of("gallery", 110, 40);
    developer.click("Inputs");
    developer.saves("coffee");
    developer.must_see(&["The new build cannot take the state over"]);
    let trouble = developer.dev.bench.troubles();
    let loyalty = Interface::named("loggia:loyalty/loyalty").unwrap();
    assert_eq!(trouble.turn(loyalty), Some(Trouble::Refused));
    developer.keys(&[F(12), Char('n'), Char('3')]);
    developer.wait(1_000);
    developer.must_see(&["Hot drinks", "loggia:loyalty/loyalty: denied"]);
}

#[test]
fn a_panel_that_is_not_on_screen_takes_no_click() {
    let mut developer = Developer::of("coffee", 80, 24);
    developer.keys(&[F(12)]);
    developer.must_see(&["Capabilities"]);
    developer.keys(&[Esc]);
    developer.click("Cappuccino");
    developer.must_see(&["Whole milk"]);
}

/// A partner's server that says in its log which one it is.
fn server(says: &str) -> String {
    format!(
        r#"fn main() {{
            let at = std::env::args().nth(2).unwrap();
            let listener = std::net::TcpListener::bind(at).unwrap();
            println!("{{}}", listener.local_addr().unwrap());
            println!("{says}");
            for _ in listener.incoming() {{}}
        }}"#
    )
}

#[test]
fn a_partner_s_server_is_built_beside_the_screen_and_started_anew_when_it_has_changed() {
    let folder = tempfile::tempdir().unwrap();
    let project = fs::canonicalize(folder.path()).unwrap().join("shop");
    fs::create_dir_all(project.join("server/src")).unwrap();
    let coffee = sample("coffee");
    for file in ["loggia.toml", "grant.toml"] {
        fs::copy(coffee.folder.join(file), project.join(file)).unwrap();
    }
    fs::create_dir(project.join("assets")).unwrap();
    for picture in fs::read_dir(coffee.folder.join("assets")).unwrap().flatten() {
        fs::copy(picture.path(), project.join("assets").join(picture.file_name())).unwrap();
    }
    let package = Package::read(&fs::read(&coffee.package).unwrap(), &Limits::default()).unwrap();
    fs::write(project.join("mini-app.wasm"), bare(package.component())).unwrap();
    let manifest = "[package]\nname = \"shop-server\"\nedition = \"2024\"\n[workspace]\n";
    fs::write(project.join("server/Cargo.toml"), manifest).unwrap();
    let main = project.join("server/src/main.rs");
    fs::write(&main, server("the first")).unwrap();
    let log = project.join("target/loggia/coffee.server.log");

    let mut developer = Developer::in_folder(project.clone(), &project, folder, 100, 40);
    developer.dev.builder.build_anyway();
    let wait_for = |developer: &mut Developer, news: &str, said: &str| {
        let mut was_seen_building = false;
        let patience = Instant::now() + Duration::from_secs(120);
        loop {
            developer.wait(10);
            was_seen_building |= developer.sees("Building the partner’s server");
            let log = fs::read_to_string(&log).unwrap_or_default();
            if developer.sees(news) && log.contains(said) {
                return was_seen_building;
            }
            assert!(Instant::now() < patience, "{log}\n{}", developer.look());
            std::thread::sleep(Duration::from_millis(5));
        }
    };
    assert!(wait_for(&mut developer, "Built in", "the first"), "the screen was drawn meanwhile");
    developer.must_see(&["Hot drinks"]);
    fs::write(&main, server("the second one")).unwrap();
    let news = "its server is started anew";
    assert!(wait_for(&mut developer, news, "the second one"));
    developer.must_see(&["Hot drinks"]);
    fs::write(&main, "fn main() { let it: u8 = \"\"; }").unwrap();
    wait_for(&mut developer, "It cannot be built", "the second one");
    developer.must_see(&["the partner's server could not be built", "Hot drinks"]);
}
