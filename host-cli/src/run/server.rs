//! The partner's server of a sample, started on this machine for as long as the mini-app runs.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::Context;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use loggia_http::VerifierKey;
use serde::Deserialize;

use crate::build::Project;
use crate::problem::Problem;
use crate::progress::Progress;

/// The folder in a project that holds its partner's server: a Rust program that takes `--listen` and
/// `--key`, and says as its first line where it listens.
const FOLDER: &str = "server";

/// A server that can be started.
#[derive(Debug, Clone)]
pub(crate) struct ServerProgram {
    program: String,
    /// Where what it says goes.
    log: PathBuf,
}

/// A server that runs, and ends with this value.
pub(super) struct Server {
    child: Child,
    address: SocketAddr,
}

impl ServerProgram {
    /// Builds the server of a project, if it has one.
    pub(super) fn of(project: &Project, progress: &Progress) -> anyhow::Result<Option<Self>> {
        let manifest = project.folder.join(FOLDER).join("Cargo.toml");
        if !manifest.is_file() {
            return Ok(None);
        }
        let program = build(&manifest, progress)?;
        let log = project.target.join("loggia").join(format!("{}.server.log", project.name));
        Ok(Some(Self { program, log }))
    }

    /// Starts it. What it says besides its address goes into a file of the target folder.
    pub(super) fn start(&self, key: &VerifierKey) -> anyhow::Result<Server> {
        let Self { program, log } = self;
        if let Some(folder) = log.parent() {
            fs::create_dir_all(folder)?;
        }
        let said =
            File::create(log).with_context(|| format!("{} cannot be written", log.display()))?;
        let key = format!("{}:{}", key.id(), STANDARD.encode(key.as_bytes()));
        let mut child = Command::new(program)
            .args(["--listen", "127.0.0.1:0", "--key", &key])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(said)
            .spawn()
            .with_context(|| format!("{program} could not be started"))?;
        let mut first = String::new();
        let out = child.stdout.take().map(BufReader::new);
        let read = out.map(|mut out| out.read_line(&mut first)).transpose();
        match (read, first.trim().parse()) {
            (Ok(_), Ok(address)) => Ok(Server { child, address }),
            _ => {
                let _ = child.kill();
                let _ = child.wait();
                Err(Problem::new("the partner's server did not say where it listens")
                    .advice(format!("it said:\n{}", fs::read_to_string(log).unwrap_or_default()))
                    .into())
            }
        }
    }
}

impl Server {
    /// Where it listens.
    pub(super) fn port(&self) -> u16 {
        self.address.port()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Builds a program with cargo; where it lies then.
fn build(manifest: &Path, progress: &Progress) -> anyhow::Result<String> {
    #[derive(Deserialize)]
    struct Message {
        #[serde(default)]
        executable: Option<String>,
    }
    progress.say("Building the partner’s server");
    let mut cargo = Command::new("cargo");
    cargo
        .args(["build", "--message-format=json-render-diagnostics", "--manifest-path"])
        .arg(manifest)
        // As for a project's own build.
        .env_remove("CARGO_MANIFEST_DIR");
    // As this program was: then most of what it needs is built already.
    if !cfg!(debug_assertions) {
        cargo.arg("--release");
    }
    let built = cargo
        .stdin(Stdio::null())
        .stderr(Stdio::piped())
        .output()
        .context("cargo could not be run")?;
    progress.done();
    if !built.status.success() {
        return Err(Problem::new("the partner's server could not be built")
            .advice(String::from_utf8_lossy(&built.stderr).into_owned())
            .into());
    }
    let messages = String::from_utf8_lossy(&built.stdout);
    let mut programs = messages.lines().filter_map(|line| {
        serde_json::from_str::<Message>(line).ok().and_then(|message| message.executable)
    });
    programs.next_back().ok_or_else(|| Problem::new("the server's project makes no program").into())
}
