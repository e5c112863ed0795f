//! `loggia build`: the same bytes wherever the source lies, and what a partner is told when something
//! does not fit.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use loggia_runtime::Limits;
use loggia_runtime::package::Package;
use loggia_tests::coffee::{built, workspace};
use loggia_tests::{Target, build_module, mischief_component};

use super::{Said, loggia, say};

#[test]
fn the_same_source_in_another_folder_makes_the_same_bytes() {
    let elsewhere = Elsewhere::enter();
    let made = elsewhere.build(&["--json"]).went_well().json();
    let package = PathBuf::from(made["package"].as_str().unwrap());
    assert!(package.starts_with(&elsewhere.folder), "{}", package.display());
    let (here, there) = (fs::read(&built().package).unwrap(), fs::read(&package).unwrap());
    assert!(here == there, "{} and {} differ", built().package.display(), package.display());
    assert_eq!(made["digest"], blake3::hash(&here).to_hex().as_str());
}

#[test]
fn what_the_code_calls_and_nobody_asked_for_is_named_with_the_lines_to_add() {
    let elsewhere = Elsewhere::enter();
    elsewhere.change("loggia.toml", "\"loggia:platform/log\" = ", "# ");
    elsewhere.build(&[]).failed_with(&[
        "the code calls loggia:platform/log (write), which is not asked for",
        "[capabilities.required.\"loggia:platform/log\"]",
    ]);
}

#[test]
fn a_right_that_the_code_never_uses_is_named_with_the_line_to_remove() {
    let elsewhere = Elsewhere::enter();
    let asked = "[capabilities.optional]\n\"loggia:platform/navigation\" = { en = \"To close\", de = \"Zum Schließen\" }";
    elsewhere.change("loggia.toml", "[capabilities.optional]", asked);
    elsewhere.build(&[]).failed_with(&[
        "loggia:platform/navigation is asked for, and the code never calls it",
        "loggia.toml:19:1",
        "remove loggia:platform/navigation",
    ]);
}

#[test]
fn two_versions_are_both_named() {
    let elsewhere = Elsewhere::enter();
    elsewhere.change("loggia.toml", "version = \"1.0.0\"", "version = \"1.0.1\"");
    elsewhere.build(&[]).failed_with(&["loggia.toml says version 1.0.1", "Cargo.toml says 1.0.0"]);
}

#[test]
fn an_unknown_key_is_shown_in_its_line() {
    let elsewhere = Elsewhere::enter();
    elsewhere.change("loggia.toml", "icon = ", "icno = ");
    elsewhere.build(&[]).failed_with(&["loggia.toml:5:1", "unknown field `icno`", "`icon`"]);
}

#[test]
fn a_purpose_that_is_missing_in_a_language_is_named() {
    let elsewhere = Elsewhere::enter();
    elsewhere.change("loggia.toml", ", de = \"Um deine Bestellungen aufzubewahren\"", "");
    elsewhere.build(&[]).failed_with(&["the purpose of loggia:storage/storage is missing in de"]);
}

#[test]
fn an_error_of_the_compiler_is_shown_as_it_says_it() {
    let elsewhere = Elsewhere::enter();
    elsewhere.change("src/lib.rs", "use ", "use nothing::like_this;\nuse ");
    elsewhere.build(&[]).failed_with(&[
        "error[E0432]",
        "use nothing::like_this;",
        "coffee does not compile",
    ]);
}

#[test]
fn what_the_tools_of_another_language_have_made_is_packed() {
    let guests = workspace().join("tests/guests");
    let module = build_module(&guests.join("mischief"), "mischief", Target::Unknown);
    let folder = tempfile::tempdir().unwrap();
    // It asks for all that mischief calls, whatever that is written in.
    fs::copy(guests.join("mischief-typescript/loggia.toml"), folder.path().join("loggia.toml"))
        .unwrap();
    for made in [fs::read(module).unwrap(), mischief_component(Target::Unknown).to_vec()] {
        fs::write(folder.path().join("mini-app.wasm"), made).unwrap();
        let built = say(loggia().args(["build", "--json"]).arg(folder.path())).went_well().json();
        let package = fs::read(built["package"].as_str().unwrap()).unwrap();
        let package = Package::read(&package, &Limits::default()).unwrap();
        assert_eq!(package.manifest().name, "Mischief");
        assert!(package.imports().iter().any(|import| import.interface == "loggia:fx/fx"));
        let debug = fs::read(built["debug"].as_str().unwrap()).unwrap();
        Package::read(&debug, &Limits::default()).expect("with its names it can be run too");
    }
    fs::write(folder.path().join("mini-app.wasm"), b"int main(void) {}").unwrap();
    say(loggia().arg("build").arg(folder.path())).failed_with(&[
        "mischief could not be made a component",
        "the compiler's module is damaged",
    ]);
}

#[test]
fn the_debug_package_is_run_as_the_package_is() {
    let debug = built().package.with_extension("debug.wasm");
    let project = workspace().join("sample-miniapps/coffee");
    let mut run = loggia();
    run.args(["run", "--memory", "--locale", "en"]);
    run.arg("--grant").arg(project.join("grant.toml"));
    run.arg("--script").arg(project.join("tests/customer.txt")).arg(debug);
    say(&mut run).went_well();
}

#[test]
fn a_folder_without_a_mini_app_is_shown_what_one_begins_with() {
    let folder = tempfile::tempdir().unwrap();
    say(loggia().arg("build").arg(folder.path())).was_wrong_use(&[
        "no mini-app",
        "app_id = ",
        "[partner]",
    ]);
    let manifest = workspace().join("sample-miniapps/coffee/loggia.toml");
    fs::copy(manifest, folder.path().join("loggia.toml")).unwrap();
    say(loggia().arg("build").arg(folder.path())).was_wrong_use(&[
        "no source beside it",
        "Cargo.toml",
        "package.json",
        "mini-app.wasm",
    ]);
    say(loggia().arg("build").arg(folder.path().join("gone")))
        .was_wrong_use(&["there is no project at"]);
}

/// A copy of the workspace in another folder, with a target folder of its own. There is one for all
/// tests, with what was compiled kept, and one test in it at a time.
pub(super) struct Elsewhere {
    folder: PathBuf,
    _alone: MutexGuard<'static, ()>,
}

impl Elsewhere {
    /// Puts everything there as it is here.
    pub(super) fn enter() -> Self {
        static ALONE: Mutex<()> = Mutex::new(());
        let alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("a-copy-in-another-folder");
        fs::create_dir_all(&folder).unwrap();
        for entry in entries(&folder).into_iter().filter(|entry| !is_kept_apart(entry)) {
            if entry.is_dir() {
                fs::remove_dir_all(entry).unwrap()
            } else {
                fs::remove_file(entry).unwrap()
            }
        }
        copy(&workspace(), &folder);
        Self { folder, _alone: alone }
    }

    /// Changes one thing in coffee.
    pub(super) fn change(&self, file: &str, from: &str, to: &str) {
        let path = self.folder.join("sample-miniapps/coffee").join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{file} must say {from}, to be changed");
        fs::write(&path, text.replacen(from, to, 1)).unwrap();
    }

    pub(super) fn build(&self, options: &[&str]) -> Said {
        let mut build = loggia();
        build.arg("build").args(options).arg(self.folder.join("sample-miniapps/coffee"));
        say(build
            .env("CARGO_TARGET_DIR", self.folder.join("target"))
            .env("CARGO_NET_OFFLINE", "true"))
    }
}

/// Copies a folder with the times of its files, so that Cargo compiles only what has changed.
fn copy(from: &Path, to: &Path) {
    for entry in entries(from).into_iter().filter(|entry| !is_kept_apart(entry)) {
        let copied = to.join(entry.file_name().unwrap());
        if entry.is_dir() {
            fs::create_dir_all(&copied).unwrap();
            copy(&entry, &copied);
        } else {
            fs::copy(&entry, &copied).unwrap();
            let changed = entry.metadata().unwrap().modified().unwrap();
            fs::File::options().write(true).open(&copied).unwrap().set_modified(changed).unwrap();
        }
    }
}

/// What is no source.
fn is_kept_apart(entry: &Path) -> bool {
    ["target", "node_modules", ".git"].iter().any(|name| entry.ends_with(name))
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect()
}
