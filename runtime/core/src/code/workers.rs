//! The host app's side of compile workers: child processes that are held to limits.

use std::ffi::OsString;
use std::io::{self, Read, Write};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use super::error::CompileError;
use super::identity::EngineIdentity;
use super::limits::CompileLimits;
use super::native::NativeCode;
use super::protocol::{Answer, Order};
use crate::engine::Profile;
use crate::guest_text::GuestText;
use crate::mini_app::LoadError;

/// Bytes that are kept of what a worker says on standard error.
const SAID_BYTES: usize = 2048;
/// How long a worker that has ended is listened to: its own children may hold on to its pipes.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// Has mini-apps compiled in child processes.
///
/// The compiler cannot be interrupted, takes as much memory as it takes, and works on hostile bytes. In
/// a process of its own it is stopped at [`CompileLimits::worker_millis`], held to
/// [`CompileLimits::worker_memory_bytes`], and takes nothing else down when it fails. Each worker
/// compiles one mini-app on one thread.
///
/// The program is the host app's own, of the same build, and calls
/// [`serve_worker`](super::serve_worker); what it answers is run as code, so it is trusted as the host
/// app is. It gets no environment, and no file but its three pipes.
#[derive(Debug, Clone)]
pub struct CompileWorkers {
    program: PathBuf,
    arguments: Vec<OsString>,
}

impl CompileWorkers {
    /// Workers that run `program`.
    #[must_use]
    pub fn new(program: impl Into<PathBuf>) -> Self {
        Self { program: program.into(), arguments: Vec::new() }
    }

    /// With these arguments, such as the subcommand by which a host app is its own worker.
    #[must_use]
    pub fn with_arguments<A: Into<OsString>>(
        mut self,
        arguments: impl IntoIterator<Item = A>,
    ) -> Self {
        self.arguments = arguments.into_iter().map(Into::into).collect();
        self
    }

    /// The code of a component, made by a worker for an engine of this profile and identity.
    pub(super) fn compile(
        &self,
        component: &[u8],
        profile: Profile,
        engine: &EngineIdentity,
        limits: &CompileLimits,
    ) -> Result<NativeCode, LoadError> {
        let order = Order {
            profile,
            engine: *engine,
            memory_bytes: limits.worker_memory_bytes,
            // The wall clock is what stops it; this is for a worker whose host app is gone.
            processor_seconds: limits.worker_millis.div_ceil(1000).saturating_add(1),
            code_bytes: u64::try_from(limits.code_bytes).unwrap_or(u64::MAX),
            component_bytes: u64::try_from(component.len()).unwrap_or(u64::MAX),
        };
        let mut worker = Worker::start(self).map_err(|error| {
            failed(&format!("{} could not be started: {error}", self.program.display()))
        })?;
        let (answer, said) = worker
            .tell(&order, component, limits.code_bytes)
            .map_err(|error| failed(&format!("could not be spoken to: {error}")))?;

        let answer = match answer.recv_timeout(Duration::from_millis(limits.worker_millis)) {
            Ok(answer) => answer,
            Err(RecvTimeoutError::Timeout) => {
                return Err(CompileError::Time { limit: limits.worker_millis }.into());
            }
            Err(RecvTimeoutError::Disconnected) => return Err(failed("could not be read").into()),
        };
        match Answer::of(&answer, engine) {
            Some(Answer::Compiled(code)) if is_component(&code) => {
                Ok(NativeCode::vouched_for(code))
            }
            Some(Answer::Compiled(_)) => {
                Err(failed("answered with something else than code").into())
            }
            Some(Answer::Refused(reason)) => {
                Err(LoadError::Contract { reason: GuestText::cut(&reason, 500) })
            }
            Some(Answer::OtherEngine) => {
                Err(failed("is of another build: its engine makes other code").into())
            }
            Some(Answer::OutOfMemory) => {
                Err(CompileError::Memory { limit: limits.worker_memory_bytes }.into())
            }
            Some(Answer::TooMuchCode) => {
                Err(CompileError::CodeSize { limit: limits.code_bytes }.into())
            }
            None => {
                let status = worker.end();
                let said = said.recv_timeout(LAST_WORDS).unwrap_or_default();
                Err(without_answer(status, &said, limits).into())
            }
        }
    }
}

fn failed(reason: &str) -> CompileError {
    CompileError::Worker { reason: GuestText::cut(reason, 500) }
}

/// Whether the engine at least takes these bytes for a compiled component.
fn is_component(code: &[u8]) -> bool {
    wasmtime::Engine::detect_precompiled(code) == Some(wasmtime::Precompiled::Component)
}

/// Why a worker ended that has not answered.
fn without_answer(
    status: io::Result<ExitStatus>,
    said: &[u8],
    limits: &CompileLimits,
) -> CompileError {
    let said = String::from_utf8_lossy(said);
    // Rust's word when memory runs out, after which it aborts. A panic's message, in which something of
    // the guest's could stand, begins otherwise.
    if said.starts_with("memory allocation of ") {
        return CompileError::Memory { limit: limits.worker_memory_bytes };
    }
    if status.as_ref().is_ok_and(ran_out_of_processor_time) {
        return CompileError::Time { limit: limits.worker_millis };
    }
    let status = status.map_or_else(|error| error.to_string(), |status| status.to_string());
    failed(&format!("did not answer ({status}) and said: {}", said.trim()))
}

#[cfg(unix)]
fn ran_out_of_processor_time(status: &ExitStatus) -> bool {
    use std::os::unix::process::ExitStatusExt;
    status.signal() == Some(rustix::process::Signal::XCPU.as_raw())
}

#[cfg(not(unix))]
fn ran_out_of_processor_time(_status: &ExitStatus) -> bool {
    false
}

/// A child process, which is killed and reaped when it is no longer needed.
struct Worker(Child);

impl Worker {
    fn start(workers: &CompileWorkers) -> io::Result<Self> {
        let mut command = Command::new(&workers.program);
        command.args(&workers.arguments).env_clear();
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.spawn().map(Self)
    }

    /// Hands it its order, and listens to its answer and to its standard error.
    fn tell(
        &mut self,
        order: &Order,
        component: &[u8],
        code_bytes: usize,
    ) -> io::Result<(Heard, Heard)> {
        let pipes = (self.0.stdin.take(), self.0.stdout.take(), self.0.stderr.take());
        let (Some(mut input), Some(output), Some(errors)) = pipes else {
            return Err(io::ErrorKind::BrokenPipe.into());
        };
        let answer = listen(output, code_bytes.saturating_add(Answer::HEAD))?;
        let said = listen(errors, SAID_BYTES)?;
        let (order, component) = (*order, component.to_vec());
        // A worker need not read: only this thread would wait for it.
        thread::Builder::new().name("loggia-compile".into()).spawn(move || {
            let told = order.write(&mut input).and_then(|()| input.write_all(&component));
            if let Err(error) = told {
                tracing::debug!(%error, "a compile worker did not read its order");
            }
        })?;
        Ok((answer, said))
    }

    /// Kills it, if it still lives, and says how it ended.
    fn end(&mut self) -> io::Result<ExitStatus> {
        // One that has ended by itself keeps its own status.
        let _ = self.0.kill();
        self.0.wait()
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        if let Err(error) = self.end() {
            tracing::warn!(%error, "a compile worker could not be ended");
        }
    }
}

/// What comes out of a pipe, when it has ended.
type Heard = Receiver<Vec<u8>>;

/// Reads a pipe to its end on a thread of its own, and keeps `most` bytes and one that tells of more.
fn listen(mut from: impl Read + Send + 'static, most: usize) -> io::Result<Heard> {
    let (heard, hears) = channel();
    let most = u64::try_from(most.saturating_add(1)).unwrap_or(u64::MAX);
    thread::Builder::new().name("loggia-compile".into()).spawn(move || {
        let mut kept = Vec::new();
        // What was read before an error is as much as there is.
        let _ = (&mut from).take(most).read_to_end(&mut kept);
        let full = u64::try_from(kept.len()).is_ok_and(|len| len == most);
        // Nobody listens any more where the time was up.
        let _ = heard.send(kept);
        if full {
            // It must not stand still because nobody reads; it is killed soon enough.
            let _ = io::copy(&mut from, &mut io::sink());
        }
    })?;
    Ok(hears)
}
