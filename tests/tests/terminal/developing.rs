//! `loggia dev` in a real terminal, on a copy of coffee that is written on meanwhile.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};
use std::{env, fs};

use loggia_tests::coffee::{loggia, workspace};

use crate::screen::Screen;
use crate::tmux::Terminal;

/// So long may a build take, on the slowest machine.
const BUILD: Duration = Duration::from_secs(900);

#[test]
fn the_state_stays_over_builds_panics_show_their_place_and_one_goes_on_from_the_third_step() {
    let Some(terminal) = Terminal::open(120, 44) else { return };
    let coffee = Copy::make();
    terminal.type_line(&format!(
        "{} '{}' dev '{}' --data '{}' --locale en --time-zone UTC",
        coffee.environment(),
        loggia().get_program().display(),
        coffee.folder.display(),
        terminal.data(),
    ));
    terminal.until_within(BUILD, "the first build", |screen| screen.has("120 bean points"));

    terminal.focus("Cappuccino");
    terminal.key("Enter");
    terminal.until_there("Add to basket");
    terminal.focus("Add to basket");
    terminal.key("Enter");
    terminal.until_there("Pay €3.40");

    // A changed label shows, with the basket still full.
    coffee.change("src/words.rs", "En => \"Pickup\"", "En => \"When will you come?\"");
    let reloaded = ["When will you come?", "Pay €3.40", "the state is kept"];
    terminal.until_within(BUILD, "the label, and the basket", has_all(&reloaded));

    // What does not compile shows where, and what was built before goes on.
    let show_menu = "Msg::ShowMenu => self.go_to(Screen::Menu),";
    coffee.change("src/lib.rs", show_menu, "Msg::ShowMenu => self.go_to(Screen::Menus),");
    let line = coffee.line_of("src/lib.rs", "Screen::Menus");
    let place = format!("src/lib.rs:{line}:");
    let wrong = ["It does not compile", &place, "Menus", "Pay €3.40"];
    terminal.until_within(BUILD, "the mistake, and its place", has_all(&wrong));

    // A panic shows file, line and message.
    coffee.change("src/lib.rs", "self.go_to(Screen::Menus)", "panic!(\"the menu is gone\")");
    coffee.change("src/words.rs", "When will you come?", "When do you come?");
    terminal.until_within(BUILD, "the next label", |screen| screen.has("When do you come?"));
    terminal.focus("Look at the menu");
    terminal.key("Enter");
    let line = coffee.line_of("src/lib.rs", "panic!(\"the menu is gone\")");
    let place = format!("src/lib.rs:{line}");
    let panicked = ["It panicked", &place, "the menu is gone"];
    terminal.until("the panic, and its place", has_all(&panicked));

    // Mended, it goes on.
    coffee.change("src/lib.rs", "panic!(\"the menu is gone\")", "self.go_to(Screen::Menu)");
    terminal.until_within(BUILD, "it is mended", |screen| {
        !screen.has("It panicked") && screen.has("the state is kept")
    });
    terminal.focus("Look at the menu");
    terminal.key("Enter");
    terminal.until_there("Hot drinks");

    // Back to the third step, and on from there.
    terminal.key("F12");
    for key in ["1", "Home", "Down", "Down"] {
        terminal.key(key);
    }
    let third = ["Step 3, as it was", "You look at the past", "Add to basket"];
    terminal.until("the third step", has_all(&third));
    terminal.key("Enter");
    terminal.focus("−  1");
    terminal.key("+");
    terminal.focus("Add to basket");
    terminal.key("Enter");
    terminal.until("a basket of two", |screen| {
        screen.has("Pay €6.80") && !screen.has("You look at the past")
    });

    terminal.key("q");
    terminal.until_there("loggia replay");
}

/// Whether all of these are on screen: it may be looked at while it is being drawn.
fn has_all<'a>(texts: &'a [&str]) -> impl Fn(&Screen) -> bool + 'a {
    move |screen| texts.iter().all(|text| screen.has(text))
}

/// A copy of coffee, and of what it is built from, with a target folder that is kept from run to run.
struct Copy {
    folder: PathBuf,
    target: PathBuf,
}

impl Copy {
    fn make() -> Self {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("developing");
        let (sources, target) = (root.join("sources"), root.join("target"));
        if sources.exists() {
            fs::remove_dir_all(&sources).unwrap();
        }
        let from = workspace();
        for name in ["sdk", "wit", "sample-miniapps/coffee"] {
            copy(&from.join(name), &sources.join(name), name.ends_with("coffee"));
        }
        fs::copy(from.join("Cargo.lock"), sources.join("Cargo.lock")).unwrap();
        let manifest = fs::read_to_string(from.join("Cargo.toml")).unwrap();
        let (before, members) = manifest.split_once("members = [").unwrap();
        let (_, after) = members.split_once(']').unwrap();
        let manifest = format!("{before}members = [\"sdk\", \"sample-miniapps/coffee\"]{after}");
        // What is named of the others is not there.
        let kept = manifest
            .lines()
            .filter(|line| !line.starts_with("default-members") && !line.starts_with("exclude"));
        let manifest = kept.collect::<Vec<_>>().join("\n");
        fs::write(sources.join("Cargo.toml"), manifest).unwrap();
        Self { folder: sources.join("sample-miniapps/coffee"), target }
    }

    /// What Cargo needs to know in a shell that knows nothing.
    fn environment(&self) -> String {
        let home = env::home_dir().unwrap_or_default();
        let or_home = |name: &str, folder: &str| {
            env::var(name).map_or_else(|_| home.join(folder), PathBuf::from).display().to_string()
        };
        let mut variables = vec![
            ("CARGO_HOME", or_home("CARGO_HOME", ".cargo")),
            ("RUSTUP_HOME", or_home("RUSTUP_HOME", ".rustup")),
            ("CARGO_TARGET_DIR", self.target.display().to_string()),
            ("CARGO_NET_OFFLINE", "true".to_owned()),
        ];
        variables.extend(env::var("RUSTUP_TOOLCHAIN").ok().map(|set| ("RUSTUP_TOOLCHAIN", set)));
        variables
            .iter()
            .map(|(name, value)| format!("{name}='{value}'"))
            .collect::<Vec<_>>()
            .join(" ")
    }

    fn change(&self, file: &str, from: &str, to: &str) {
        let path = self.folder.join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{file} must say {from}, to be changed");
        fs::write(&path, text.replacen(from, to, 1)).unwrap();
    }

    /// The number of the line on which something stands.
    fn line_of(&self, file: &str, text: &str) -> usize {
        let source = fs::read_to_string(self.folder.join(file)).unwrap();
        source.lines().position(|line| line.contains(text)).expect("it stands there") + 1
    }
}

/// Copies a folder. What stays the same keeps its times, so that Cargo has it built already; what the last
/// run may have changed has new ones.
fn copy(from: &Path, to: &Path, is_new: bool) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(|entry| entry.unwrap().path()) {
        let copied = to.join(entry.file_name().unwrap());
        if entry.is_dir() {
            if !entry.ends_with("target") {
                copy(&entry, &copied, is_new);
            }
            continue;
        }
        fs::copy(&entry, &copied).unwrap();
        let changed = entry.metadata().unwrap().modified().unwrap();
        let time = if is_new { SystemTime::now() } else { changed };
        fs::File::options().write(true).open(&copied).unwrap().set_modified(time).unwrap();
    }
}
