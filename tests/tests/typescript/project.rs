//! A copy of the tip jar to change and build, with the packages of the tip jar.

use std::fmt;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use loggia_tests::coffee::{loggia, workspace};
use loggia_tests::tip_jar;
use tempfile::TempDir;

/// The copy. It goes with the test.
pub(super) struct Project {
    _folder: TempDir,
    pub(super) path: PathBuf,
}

impl Project {
    /// The tip jar as it is.
    pub(super) fn new() -> Self {
        // By now its packages are installed.
        let _ = tip_jar();
        let folder = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink(
            workspace().join("sample-miniapps/tip-jar/node_modules"),
            folder.path().join("node_modules"),
        )
        .unwrap();
        let path = folder.path().join("jar");
        copy(&workspace().join("sample-miniapps/tip-jar"), &path);
        Self { _folder: folder, path }
    }

    /// Writes `to` instead of `from`, which is there.
    #[track_caller]
    pub(super) fn change(&self, file: &str, from: &str, to: &str) {
        let path = self.path.join(file);
        let source = fs::read_to_string(&path).unwrap();
        assert!(source.contains(from), "{file} has no {from}");
        fs::write(path, source.replace(from, to)).unwrap();
    }

    /// The line of a file in which a text stands, from 1.
    pub(super) fn line(&self, file: &str, text: &str) -> usize {
        let source = fs::read_to_string(self.path.join(file)).unwrap();
        source.lines().position(|line| line.contains(text)).expect("it is there") + 1
    }

    pub(super) fn build(&self) -> Said {
        said(loggia().arg("build").arg(&self.path), "")
    }

    pub(super) fn play(&self, script: &str) -> Said {
        play(&self.path, &["--memory"], script)
    }
}

/// Runs a mini-app by a script.
pub(super) fn play(path: &Path, options: &[&str], script: &str) -> Said {
    play_in("en", path, options, script)
}

/// The same for a customer of another language.
pub(super) fn play_in(locale: &str, path: &Path, options: &[&str], script: &str) -> Said {
    let mut run = loggia();
    run.arg("run").arg(path).args(["--locale", locale, "--time-zone", "UTC"]);
    run.args(["--at", "2026-01-15T09:00:00Z", "--script", "-"]).args(options);
    said(&mut run, script)
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name();
        if entry.path().is_dir() {
            if name != "target" && name != "node_modules" {
                copy(&entry.path(), &to.join(name));
            }
        } else {
            fs::copy(entry.path(), to.join(name)).unwrap();
        }
    }
}

/// What a command said, and how it ended.
pub(super) struct Said {
    code: i32,
    text: String,
}

pub(super) fn said(command: &mut Command, input: &str) -> Said {
    let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = piped.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let ended = child.wait_with_output().unwrap();
    let out = String::from_utf8_lossy(&ended.stdout);
    let err = String::from_utf8_lossy(&ended.stderr);
    Said { code: ended.status.code().unwrap(), text: format!("{out}{err}") }
}

impl Said {
    #[track_caller]
    pub(super) fn went_well(self) -> Self {
        assert_eq!(self.code, 0, "this must go well:\n{self}");
        self
    }

    /// It ended so, and said all of this.
    #[track_caller]
    pub(super) fn ended(&self, code: i32, texts: &[&str]) {
        assert_eq!(self.code, code, "{self}");
        // Lines are wrapped and indented.
        let flat = self.text.split_whitespace().collect::<Vec<_>>().join(" ");
        for text in texts {
            assert!(flat.contains(text), "it must say {text:?}:\n{self}");
        }
    }
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
