//! The partner's server of a sample, started on this machine for as long as the mini-app runs.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, SystemTime};

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
/// As long as it may take before it says where it listens.
const PATIENCE: Duration = Duration::from_secs(20);
/// The line with an address is shorter, in bytes.
const LINE: u64 = 256;
/// As much of what it said is shown where it did not start, in bytes.
const SHOWN: u64 = 16 << 10;

/// A server that can be started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ServerProgram {
    program: String,
    /// When it was built.
    made: Option<SystemTime>,
    /// Where what it says goes.
    log: PathBuf,
}

/// A server that runs, and ends with this value.
pub(super) struct Server {
    program: ServerProgram,
    child: Child,
    address: SocketAddr,
}

impl ServerProgram {
    /// Builds the server of a project, if it has one.
    ///
    /// # Errors
    ///
    /// It cannot be built.
    pub(crate) fn of(project: &Project, progress: &Progress) -> anyhow::Result<Option<Self>> {
        let manifest = project.folder.join(FOLDER).join("Cargo.toml");
        if !manifest.is_file() {
            return Ok(None);
        }
        let program = build(&manifest, progress)?;
        let log = project.target.join("loggia").join(format!("{}.server.log", project.name));
        Ok(Some(Self::at(program, log)))
    }

    /// The program in a file.
    fn at(program: String, log: PathBuf) -> Self {
        let made = fs::metadata(&program).and_then(|file| file.modified()).ok();
        Self { program, made, log }
    }

    /// Starts it, on a port of its own choice. What it says besides its address goes into a file of the
    /// target folder.
    ///
    /// # Errors
    ///
    /// It cannot be started, or does not say in time where it listens.
    pub(super) fn start(&self, key: &VerifierKey) -> anyhow::Result<Server> {
        self.start_at(0, key, PATIENCE)
    }

    fn start_at(&self, port: u16, key: &VerifierKey, patience: Duration) -> anyhow::Result<Server> {
        let Self { program, log, .. } = self;
        if let Some(folder) = log.parent() {
            fs::create_dir_all(folder)?;
        }
        let unwritable = || format!("{} cannot be written", log.display());
        let said = File::create(log).with_context(unwritable)?;
        let rest = said.try_clone().with_context(unwritable)?;
        let key = format!("{}:{}", key.id(), STANDARD.encode(key.as_bytes()));
        let mut child = Command::new(program)
            .args(["--listen", &format!("127.0.0.1:{port}"), "--key", &key])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(said)
            .spawn()
            .with_context(|| format!("{program} could not be started"))?;
        let first = child.stdout.take().map(|out| first_line(out, rest)).transpose();
        let first = first.map(|first| first.and_then(|line| line.recv_timeout(patience).ok()));
        match first.map(|line| line.and_then(|line| line.trim().parse().ok())) {
            Ok(Some(address)) => Ok(Server { program: self.clone(), child, address }),
            failed => {
                let _ = child.kill();
                let _ = child.wait();
                failed
                    .context("no thread could be started that listens to the partner's server")?;
                let problem = format!(
                    "the partner's server did not say within {} seconds where it listens",
                    patience.as_secs()
                );
                let advice = format!("its first line is its address; it said:\n{}", self.said());
                Err(Problem::new(problem).advice(advice).into())
            }
        }
    }

    /// The beginning of what it said.
    fn said(&self) -> String {
        let mut said = Vec::new();
        // Where it cannot be read, it said nothing.
        let _ = File::open(&self.log).and_then(|log| log.take(SHOWN).read_to_end(&mut said));
        String::from_utf8_lossy(&said).into_owned()
    }
}

/// The first line of what a server says; all else of it goes to its log for as long as it runs, since
/// a program whose words nobody takes is ended by them.
fn first_line(out: ChildStdout, mut log: File) -> io::Result<Receiver<String>> {
    let (tell, told) = mpsc::channel();
    let listen = move || {
        let mut out = BufReader::new(out);
        let mut line = Vec::new();
        let read = out.by_ref().take(LINE).read_until(b'\n', &mut line);
        let is_line = read.is_ok() && line.last() == Some(&b'\n');
        let line = String::from_utf8_lossy(&line).into_owned();
        if !is_line {
            let _ = io::Write::write_all(&mut log, line.as_bytes());
        }
        // Whoever has lost their patience does not listen any more; nor is a log worth an end.
        let _ = tell.send(line);
        let _ = io::copy(&mut out, &mut log).or_else(|_| io::copy(&mut out, &mut io::sink()));
    };
    thread::Builder::new().name("server".into()).spawn(listen)?;
    Ok(told)
}

impl Server {
    /// Where it listens.
    pub(super) fn port(&self) -> u16 {
        self.address.port()
    }

    /// Whether it is the server of the same project.
    pub(super) fn is_of(&self, program: &ServerProgram) -> bool {
        self.program.log == program.log
    }

    /// Starts another build of it in its place, where it listened; says whether it is another.
    ///
    /// # Errors
    ///
    /// As for [`ServerProgram::start`]; then none runs.
    pub(super) fn replace(
        &mut self,
        program: &ServerProgram,
        key: &VerifierKey,
    ) -> anyhow::Result<bool> {
        if self.program == *program {
            return Ok(false);
        }
        self.end();
        *self = program.start_at(self.port(), key, PATIENCE)?;
        Ok(true)
    }

    fn end(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.end();
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

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::os::unix::fs::PermissionsExt;
    use std::time::Instant;

    use loggia_bank::Bank;
    use tempfile::TempDir;

    use super::super::outside::Key;
    use super::*;

    fn key() -> VerifierKey {
        Key::of(Bank::in_memory().unwrap().keys()).unwrap().verifier()
    }

    fn program(folder: &TempDir, script: &str) -> ServerProgram {
        let file = folder.path().join("server.sh");
        fs::write(&file, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
        ServerProgram::at(file.to_string_lossy().into_owned(), folder.path().join("server.log"))
    }

    fn refused(program: &ServerProgram, patience: Duration) -> String {
        let started = Instant::now();
        let refused = program.start_at(0, &key(), patience).err().unwrap();
        assert!(started.elapsed() < Duration::from_secs(10));
        crate::problem::lines(&refused).join("\n")
    }

    #[test]
    fn a_server_that_says_nothing_is_given_up() {
        let folder = tempfile::tempdir().unwrap();
        let silent = program(&folder, "echo starting >&2\nexec sleep 60");
        let refused = refused(&silent, Duration::from_millis(500));
        assert!(refused.contains("did not say") && refused.contains("starting"), "{refused}");
    }

    #[test]
    fn a_server_that_never_ends_its_first_line_is_given_up() {
        let folder = tempfile::tempdir().unwrap();
        let endless = program(&folder, "exec yes | tr -d '\\n'");
        let refused = refused(&endless, PATIENCE);
        assert!(refused.contains("it said:") && refused.len() < 30_000, "{}", refused.len());
    }

    #[test]
    fn what_a_server_says_after_its_address_is_in_its_log_and_does_not_end_it() {
        let folder = tempfile::tempdir().unwrap();
        let talks = "echo 127.0.0.1:8080\nsleep 0.2\necho first\necho second\nexec sleep 60";
        let program = program(&folder, talks);
        let mut server = program.start(&key()).unwrap();
        assert_eq!(server.port(), 8080);
        let patience = Instant::now() + Duration::from_secs(10);
        while !program.said().contains("second") {
            assert!(Instant::now() < patience, "{}", program.said());
            thread::sleep(Duration::from_millis(20));
        }
        assert!(server.child.try_wait().unwrap().is_none(), "it still runs");
    }

    #[test]
    fn another_build_is_started_where_the_one_before_listened() {
        let folder = tempfile::tempdir().unwrap();
        // It says what it is told.
        let first = program(&folder, "echo ${2%:0}:8080\nexec sleep 60");
        let mut server = first.start(&key()).unwrap();
        assert!(!server.replace(&first, &key()).unwrap(), "it is the one that runs");
        let mut second = program(&folder, "echo $2\nexec sleep 60");
        second.made = Some(SystemTime::now() + Duration::from_secs(5));
        assert!(server.is_of(&second) && server.replace(&second, &key()).unwrap());
        assert_eq!(server.port(), 8080);
    }
}
