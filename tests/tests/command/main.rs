//! The `loggia` command, started as partners and banks start it, and judged by what it says and how it
//! ends.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod audit;
mod bank;
mod build;
mod c;
mod claims;
mod code;
mod flipped_bits;
mod inspect;
mod leading;
mod replay;
mod run;
mod samples;
mod usage;

use std::fmt;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

/// What a command said, and how it ended.
struct Said {
    code: i32,
    out: String,
    err: String,
}

/// The command, with nothing of the machine's languages.
fn loggia() -> Command {
    let mut command = loggia_tests::coffee::loggia();
    command.env("LC_ALL", "en_US.UTF-8");
    command
}

/// Runs a command to its end.
fn say(command: &mut Command) -> Said {
    said(command, "")
}

/// Runs a command to its end, with this on its standard input.
fn said(command: &mut Command, input: &str) -> Said {
    let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = piped.spawn().expect("the command starts");
    // One that is used wrongly ends before it reads anything.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let output = child.wait_with_output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the command speaks UTF-8");
    let code = output.status.code().expect("the command ends by itself");
    Said { code, out: text(output.stdout), err: text(output.stderr) }
}

/// Runs a package by a script, with a clock that always starts at the same time.
fn play(package: &Path, options: &[&str], script: &str) -> Said {
    let mut run = loggia();
    run.arg("run").arg(package).args(["--locale", "en", "--time-zone", "UTC"]);
    run.args(["--at", "2026-01-15T09:00:00Z", "--script", "-"]).args(options);
    said(&mut run, script)
}

impl Said {
    /// It ended well.
    #[track_caller]
    fn went_well(self) -> Self {
        assert_eq!(self.code, 0, "this must go well:\n{self}");
        self
    }

    /// It failed, and said so.
    #[track_caller]
    fn failed_with(self, texts: &[&str]) -> Self {
        assert_eq!(self.code, 1, "this must fail:\n{self}");
        self.complained(texts)
    }

    /// It was used wrongly, and said so.
    #[track_caller]
    fn was_wrong_use(self, texts: &[&str]) -> Self {
        assert_eq!(self.code, 2, "this must be wrong use:\n{self}");
        self.complained(texts)
    }

    #[track_caller]
    fn complained(self, texts: &[&str]) -> Self {
        for text in texts {
            assert!(self.err.contains(text), "standard error must say {text:?}:\n{self}");
        }
        self
    }

    #[track_caller]
    fn json(&self) -> Value {
        serde_json::from_str(&self.out)
            .unwrap_or_else(|error| panic!("this is no JSON: {error}\n{self}"))
    }
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "exit code {}\n--- standard output\n{}\n--- standard error\n{}",
            self.code, self.out, self.err
        )
    }
}
