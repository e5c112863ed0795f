//! Compiling a project's crate with Cargo, the same way on every machine.

use std::ffi::OsString;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs, thread};

use anyhow::Context;
use serde::Deserialize;

use super::project::{Project, cargo};
use crate::complaint::{Complaint, Place};
use crate::problem::Problem;
use crate::progress::Progress;

const TARGET: &str = "wasm32-unknown-unknown";

/// What makes a guest small and quick to start. The partner's own profile has no say in it; it has one in
/// what is not named here, such as overflow-checks, and of single crates.
const PROFILE: &[(&str, &str)] = &[
    ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "s"),
    ("CARGO_PROFILE_RELEASE_LTO", "true"),
    ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "1"),
    ("CARGO_PROFILE_RELEASE_DEBUG_ASSERTIONS", "false"),
    ("CARGO_PROFILE_RELEASE_PANIC", "abort"),
    ("CARGO_PROFILE_RELEASE_STRIP", "none"),
    ("CARGO_PROFILE_RELEASE_INCREMENTAL", "false"),
];

/// A small stack: each step starts with a fresh one.
const STACK: &str = "-Clink-arg=-zstack-size=65536";

/// A memory that most steps need not grow.
const MEMORY: &str = "-Clink-arg=--initial-memory=524288";

/// What the linker says where a crate's own data does not fit into [`MEMORY`].
const MEMORY_TOO_SMALL: &str = "initial memory too small";

/// A line of Cargo's messages.
#[derive(Deserialize)]
struct Message {
    reason: String,
    #[serde(default)]
    message: Option<Diagnostic>,
    #[serde(default)]
    manifest_path: Option<PathBuf>,
    #[serde(default)]
    filenames: Vec<PathBuf>,
    #[serde(default)]
    target: Option<Crate>,
}

#[derive(Deserialize)]
struct Diagnostic {
    #[serde(default)]
    message: String,
    #[serde(default)]
    level: String,
    #[serde(default)]
    spans: Vec<Span>,
    rendered: Option<String>,
}

#[derive(Deserialize)]
struct Span {
    file_name: PathBuf,
    line_start: usize,
    column_start: usize,
    is_primary: bool,
}

impl Diagnostic {
    fn complaint(self, rendered: String, project: &Project) -> Complaint {
        let primary = self.spans.into_iter().find(|span| span.is_primary);
        let place = primary.map(|span| Place {
            // The compiler is started in the workspace's folder.
            file: project.workspace.join(span.file_name),
            line: span.line_start,
            column: Some(span.column_start),
        });
        let is_error = self.level.starts_with("error");
        Complaint { is_error, message: self.message, place, rendered }
    }
}

#[derive(Deserialize)]
struct Crate {
    name: String,
}

/// Compiles the crate to one core module. What the compiler says is shown as it says it.
pub(super) fn compile(project: &Project, id: &str, progress: &Progress) -> anyhow::Result<Vec<u8>> {
    let rustc = Rustc::of(&project.folder)?;
    rustc.add_target(&project.folder, progress)?;

    let mut ended = run_cargo(project, id, progress, flags(project, &rustc, &[STACK, MEMORY]))?;
    if ended.needs_more_memory {
        // Cargo has said on its own that it failed.
        progress.above("Its data do not fit into the usual 512 KiB: linking it again with more\n");
        ended = run_cargo(project, id, progress, flags(project, &rustc, &[STACK]))?;
    }
    if !ended.succeeded {
        progress.done();
        return Err(Problem::new(format!("{} does not compile", project.name))
            .advice("mend what the compiler says above")
            .into());
    }
    let module = ended
        .module
        .with_context(|| format!("cargo made no WebAssembly module of {}", project.name))?;
    fs::read(&module).with_context(|| format!("{} could not be read", module.display()))
}

/// What became of a run of Cargo's.
#[derive(Default)]
struct Ended {
    succeeded: bool,
    module: Option<PathBuf>,
    needs_more_memory: bool,
}

fn run_cargo(
    project: &Project,
    id: &str,
    progress: &Progress,
    flags: OsString,
) -> anyhow::Result<Ended> {
    progress.say(&format!("Compiling {}", project.name));
    let mut child = cargo(&project.folder)
        // As a cdylib alone: beside an rlib, which its own tests need, Cargo leaves out link-time
        // optimisation without a word.
        .args([
            "rustc",
            "--release",
            "--lib",
            "--crate-type",
            "cdylib",
            "--quiet",
            "--target",
            TARGET,
        ])
        .arg("--package")
        .arg(id)
        .arg("--target-dir")
        .arg(project.target.join("loggia/build"))
        .arg(if progress.has_colour() {
            "--message-format=json-diagnostic-rendered-ansi"
        } else {
            "--message-format=json"
        })
        .envs(PROFILE.iter().copied())
        .env("CARGO_ENCODED_RUSTFLAGS", flags)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(if progress.has_terminal() { Stdio::inherit() } else { Stdio::piped() })
        .spawn()
        .context("cargo could not be started")?;
    // Read beside its messages, or it would wait for one of the two for ever.
    let said = child.stderr.take().map(|mut said| {
        thread::spawn(move || {
            let mut text = String::new();
            // What is no text is nothing that could be shown.
            let _ = said.read_to_string(&mut text);
            text
        })
    });
    let messages = child.stdout.take().context("cargo's messages could not be read")?;
    let followed = follow(messages, project, progress);
    if followed.is_err() {
        // Nobody listens to it any more. If it cannot be stopped, it has ended.
        let _ = child.kill();
    }
    if let Some(text) = said.and_then(|said| said.join().ok()) {
        progress.above(&text);
    }
    let status = child.wait().context("cargo could not be waited for")?;
    let mut ended = followed?;
    ended.succeeded = status.success();
    Ok(ended)
}

/// Shows what Cargo says, and finds the module that it made.
fn follow(
    messages: impl std::io::Read,
    project: &Project,
    progress: &Progress,
) -> anyhow::Result<Ended> {
    let own = project.folder.join("Cargo.toml");
    let mut ended = Ended::default();
    let mut crates = 0_u32;
    for line in BufReader::new(messages).lines() {
        let line = line.context("cargo's messages could not be read")?;
        // Build scripts may print lines of their own among them.
        let Ok(message) = serde_json::from_str::<Message>(&line) else { continue };
        match message.reason.as_str() {
            "compiler-message" => {
                let Some(mut said) = message.message else { continue };
                match said.rendered.take() {
                    Some(text) if text.contains(MEMORY_TOO_SMALL) => ended.needs_more_memory = true,
                    Some(text) => progress.complain(said.complaint(text, project)),
                    None => {}
                }
            }
            "compiler-artifact" => {
                crates += 1;
                let name = message.target.map_or_else(String::new, |target| target.name);
                progress.say(&format!("Compiling {} ({crates} crates, {name})", project.name));
                if message.manifest_path.is_some_and(|path| path == own) {
                    let wasm = |path: &PathBuf| {
                        path.extension().is_some_and(|extension| extension == "wasm")
                    };
                    ended.module = message.filenames.into_iter().find(wasm).or(ended.module);
                }
            }
            _ => {}
        }
    }
    Ok(ended)
}

/// The compiler's flags. Paths are remapped, the last that fits wins: what is in the bytes must not
/// depend on where the source lies.
fn flags(project: &Project, rustc: &Rustc, link: &[&str]) -> OsString {
    let cargo_home = env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| {
        Some(
            PathBuf::from(env::var_os("HOME").or_else(|| env::var_os("USERPROFILE"))?)
                .join(".cargo"),
        )
    });
    let std_source = rustc.sysroot.join("lib/rustlib/src/rust");
    let mut remapped = vec![
        (rustc.sysroot.clone(), "/rust".to_owned()),
        // As the standard library's own paths are where its source is not installed.
        (std_source, format!("/rustc/{}", rustc.commit)),
    ];
    remapped.extend(cargo_home.map(|home| (home, "/cargo".to_owned())));
    remapped.push((project.workspace.clone(), "/workspace".to_owned()));
    // A crate that is no member of the workspace above it is its own workspace.
    remapped.push((project.target.clone(), "/target".to_owned()));

    let mut flags = OsString::from(link.join("\u{1f}"));
    for (from, to) in remapped {
        flags.push("\u{1f}--remap-path-prefix=");
        flags.push(from);
        flags.push("=");
        flags.push(to);
    }
    flags
}

/// The compiler that Cargo uses in a folder.
struct Rustc {
    sysroot: PathBuf,
    commit: String,
}

impl Rustc {
    fn of(folder: &Path) -> anyhow::Result<Self> {
        let ask = |arguments: &[&str]| -> anyhow::Result<String> {
            let output = Command::new(env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()))
                .args(arguments)
                .current_dir(folder)
                .output()
                .map_err(|error| {
                    Problem::new(format!("rustc could not be started: {error}"))
                        .advice("install Rust from https://rustup.rs")
                })?;
            Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
        };
        let sysroot = ask(&["--print", "sysroot"])?;
        let version = ask(&["-vV"])?;
        let commit = version
            .lines()
            .find_map(|line| line.strip_prefix("commit-hash: "))
            .unwrap_or("unknown");
        Ok(Self { sysroot: PathBuf::from(sysroot), commit: commit.to_owned() })
    }

    /// Adds the target that guests are compiled for, where it is missing.
    fn add_target(&self, folder: &Path, progress: &Progress) -> anyhow::Result<()> {
        if self.sysroot.join("lib/rustlib").join(TARGET).is_dir() {
            return Ok(());
        }
        progress.above(&format!("The Rust target {TARGET} is missing: adding it with rustup\n"));
        let by_hand = format!("add the target by hand: rustup target add {TARGET}");
        let mut rustup = Command::new("rustup");
        rustup.args(["target", "add", TARGET]).current_dir(folder).stdin(Stdio::null());
        if !progress.has_terminal() {
            rustup.stdout(Stdio::null()).stderr(Stdio::null());
        }
        let status = rustup.status().map_err(|error| {
            Problem::new(format!("rustup could not be started: {error}")).advice(by_hand.clone())
        })?;
        if status.success() {
            Ok(())
        } else {
            Err(Problem::new(format!("rustup could not add the target {TARGET}"))
                .advice(by_hand)
                .into())
        }
    }
}
