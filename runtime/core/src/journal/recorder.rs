//! Writes a journal while sessions run.

use std::fmt;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustc_hash::FxHashMap;
use serde_json::{Value, json};

use super::FORM;
use super::chain::Writer;
use super::listener::{Left, Listener};
use super::record::{
    Branched, Committed, Dropped, GuestWords, Head, KeptPackage, Outcome, Record, Standing,
    StepRecord,
};
use super::tape::Tape;
use super::taped;
use super::view::RecordedView;
use crate::capability::{Denial, Effect};
use crate::engine;
use crate::events::{Environment, Trigger};
use crate::guest_text::GuestText;
use crate::host::Host;
use crate::ids::{Digest, EventId, PackageDigest, SessionId};
use crate::intent::Opening;
use crate::mini_app::MiniApp;
use crate::policy::Grant;
use crate::sandbox::Stopped;
use crate::store::{Commit, LogLine, Meter, Saved, StoreError};
use crate::ui::View;

/// As large as a journal grows, unless it is told otherwise.
const BOUND: u64 = 64 << 20;
/// As much as is kept of what a fault says.
const FAULT_BYTES: usize = 2_000;

/// Writes every step of a host's sessions into a journal.
///
/// A journal that cannot be written on, because it is full or its disk is, disturbs no session: it
/// ends there, and [`Recorder::stopped`] says why.
pub struct Recorder {
    inner: Mutex<Inner>,
    bound: u64,
    listener: Option<Arc<dyn Listener>>,
}

struct Inner {
    to: Writer,
    sessions: FxHashMap<SessionId, Known>,
    stopped: Option<String>,
}

/// What the journal tells of a session by now.
struct Known {
    standing: Digest,
    package: PackageDigest,
    grant: Arc<Grant>,
    view: Option<Digest>,
}

impl Recorder {
    /// One that writes to `to`, of 64 MiB at most. Each entry is written whole and flushed.
    ///
    /// # Errors
    ///
    /// Its first entry cannot be written.
    pub fn new(to: impl Write + Send + 'static) -> io::Result<Self> {
        let mut to = Writer::new(Box::new(to));
        to.write(&Record::Head(Head {
            form: FORM,
            runtime: env!("CARGO_PKG_VERSION").into(),
            engine: engine::VERSION.into(),
        }))?;
        let inner = Inner { to, sessions: FxHashMap::default(), stopped: None };
        Ok(Self { inner: Mutex::new(inner), bound: BOUND, listener: None })
    }

    /// With another bound on its size, in bytes.
    #[must_use]
    pub fn with_bound(self, bytes: u64) -> Self {
        Self { bound: bytes, ..self }
    }

    /// With someone who is told of each step.
    #[must_use]
    pub fn with_listener(self, listener: Arc<dyn Listener>) -> Self {
        Self { listener: Some(listener), ..self }
    }

    /// Notes that `session` goes on from where `from` stood after its step `sequence`. To be called before
    /// its first step.
    pub fn branched(&self, session: SessionId, from: SessionId, sequence: u64) {
        let branched = Branched { session, from, sequence };
        self.lock().write(&Record::Branch(branched), self.bound);
    }

    /// Puts a package into the journal, whole, so that it can be replayed without being looked for.
    /// To be called with the bytes of what runs, before it does.
    pub fn keep_package(&self, package: &[u8]) {
        let digest = PackageDigest::of(package);
        let kept = KeptPackage { digest, bytes: package.to_vec() };
        self.lock().write(&Record::Package(kept), self.bound);
    }

    /// Why it writes no more, if it does not.
    #[must_use]
    pub fn stopped(&self) -> Option<String> {
        self.lock().stopped.clone()
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        // At worst an entry is missing, which the next one of its session makes good.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Recorder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recorder").field("stopped", &self.stopped()).finish_non_exhaustive()
    }
}

/// A step that is being recorded.
pub(crate) struct Recording {
    recorder: Arc<Recorder>,
    tape: Arc<Tape>,
    /// What the step sees.
    host: Host,
    now: u64,
    meter: Meter,
}

/// What was attempted, and where the session stood before.
pub(crate) struct Attempt<'a> {
    pub(crate) app: &'a MiniApp,
    pub(crate) environment: &'a Environment,
    pub(crate) before: &'a Saved,
    pub(crate) trigger: &'a Trigger,
    pub(crate) event: Option<EventId>,
}

impl Recording {
    /// Of a step of `host`'s; none where nothing is recorded.
    pub(crate) fn begin(host: &Host, now: u64, meter: Meter) -> Option<Self> {
        let recorder = Arc::clone(host.recorder.as_ref()?);
        let tape = Arc::new(Tape::recording());
        let host = Host {
            store: taped::store(&host.store, &tape),
            backends: taped::backends(&host.backends, &tape),
            ..host.clone()
        };
        Some(Self { recorder, tape, host, now, meter })
    }

    /// The host as the step is to see it.
    pub(crate) fn host(&self) -> &Host {
        &self.host
    }

    /// The step has come to nothing by its own doing. What the host did to it is no part of a journal.
    pub(crate) fn stopped(&self, attempt: &Attempt<'_>, why: &Stopped) {
        let words = |text: &GuestText| GuestWords(text.clone());
        let outcome = match why {
            Stopped::Busy | Stopped::Killed => return,
            Stopped::Failure { message, detail } => {
                Outcome::Failure { message: words(message), detail: detail.as_ref().map(words) }
            }
            Stopped::Fault(fault) => Outcome::Fault {
                code: fault.code().into(),
                text: GuestWords(GuestText::cut(&fault.to_string(), FAULT_BYTES)),
            },
        };
        self.ended(attempt, outcome, None);
    }

    /// The step is committed.
    pub(crate) fn committed(
        &self,
        attempt: &Attempt<'_>,
        commit: &Commit<'_>,
        view: &Arc<View>,
        opening: Option<&Opening>,
        fuel: u64,
        calls: u32,
    ) {
        let outcome = match left(commit, view, opening, fuel, calls) {
            Ok(left) => Outcome::Committed(Box::new(left)),
            Err(error) => return self.recorder.lock().stop(error.to_string()),
        };
        self.ended(attempt, outcome, Some(Left { saved: commit.session, view }));
    }

    fn ended(&self, attempt: &Attempt<'_>, outcome: Outcome, left: Option<Left<'_>>) {
        let session = attempt.before.id;
        let mut record = StepRecord {
            session,
            sequence: attempt.before.sequence + 1,
            now: self.now,
            event: attempt.event,
            meter: self.meter,
            trigger: attempt.trigger.clone(),
            reads: self.tape.take_reads(),
            outcome,
        };
        if let Some(listener) = &self.recorder.listener {
            listener.step_ended(&record, left);
        }
        let inner = &mut *self.recorder.lock();
        let bound = self.recorder.bound;
        if inner.stopped.is_some() || !inner.meets(attempt, &self.host, bound) {
            return;
        }
        if let (Outcome::Committed(committed), Some(known)) =
            (&mut record.outcome, inner.sessions.get_mut(&session))
        {
            if known.view == Some(committed.view_digest) {
                committed.view = None;
            }
            known.view = Some(committed.view_digest);
            known.standing = committed.standing;
        }
        inner.write(&Record::Step(Box::new(record)), bound);
        if left.is_some_and(|left| left.saved.closed.is_some()) {
            inner.sessions.remove(&session);
        }
    }
}

impl Host {
    /// Notes that an event was given up.
    pub(crate) fn record_dropped(&self, attempt: &Attempt<'_>, after: &Saved) {
        let Some(recorder) = &self.recorder else { return };
        let inner = &mut *recorder.lock();
        let session = attempt.before.id;
        if inner.stopped.is_some() || !inner.meets(attempt, self, recorder.bound) {
            return;
        }
        let trigger = attempt.trigger.clone();
        inner.write(&Record::Dropped(Dropped { session, trigger }), recorder.bound);
        match (standing(after), inner.sessions.get_mut(&session)) {
            (Ok(standing), Some(known)) => known.standing = standing,
            (Err(error), _) => inner.stop(error.to_string()),
            (Ok(_), None) => {}
        }
    }
}

impl Inner {
    /// Makes sure that the journal tells of the session as it stands before an attempt: one that is new
    /// to it, or was moved by another process meanwhile, is written down whole.
    fn meets(&mut self, attempt: &Attempt<'_>, host: &Host, bound: u64) -> bool {
        let Attempt { app, environment, before, .. } = attempt;
        let (is, saved) = match (standing(before), before.encode()) {
            (Ok(is), Ok(saved)) => (is, saved),
            (Err(error), _) | (_, Err(error)) => {
                self.stop(error.to_string());
                return false;
            }
        };
        let known = self.sessions.get(&before.id);
        let (package, grant) = (app.digest(), app.grant());
        let is_same = |known: &Known| {
            known.standing == is && known.package == package && known.grant == grant
        };
        if known.is_some_and(is_same) {
            return true;
        }
        let view = known.and_then(|known| known.view);
        self.sessions.insert(before.id, Known { standing: is, package, grant, view });
        self.write(
            &Record::Session(Box::new(Standing {
                session: before.id,
                saved,
                environment: (*environment).clone(),
                package,
                version: app.version().to_string(),
                grant: app.granted().as_ref().clone(),
                withheld: app.withheld().into_iter().map(str::to_owned).collect(),
                limits: app.limits().as_ref().clone(),
                backends: taped::names(&host.backends),
            })),
            bound,
        );
        self.stopped.is_none()
    }

    fn write(&mut self, record: &Record, bound: u64) {
        if self.stopped.is_some() {
            return;
        }
        if let Err(error) = self.to.write(record) {
            // A part of the line may stand there: nothing can be written behind it.
            return self.stop(format!("it could not be written: {error}"));
        }
        if self.to.written() >= bound {
            if let Err(error) = self.to.write(&Record::Full) {
                return self.stop(format!("it could not be written: {error}"));
            }
            self.stop(format!("it has reached its bound of {bound} bytes"));
        }
    }

    fn stop(&mut self, why: String) {
        tracing::warn!(why, "the journal ends here");
        self.sessions.clear();
        self.stopped = Some(why);
    }
}

/// All that a step left, in the form in which journals compare it.
pub(super) fn left(
    commit: &Commit<'_>,
    view: &View,
    opening: Option<&Opening>,
    fuel: u64,
    calls: u32,
) -> Result<Committed, StoreError> {
    let view = RecordedView::of(view);
    Ok(Committed {
        state: digest("loggia 2026 journal state", [commit.session.state.as_slice()]),
        view_digest: view.digest(),
        view: Some(view.form),
        standing: standing(commit.session)?,
        storage: storage(commit.storage.writes),
        log: log(commit.log),
        effects: requests(commit.effects, opening)?,
        denials: denials(commit.denials),
        calls,
        fuel,
    })
}

/// What a step asks the bank for: its effects, and the mini-app that it wants opened.
pub(super) fn requests(
    effects: &[Effect],
    opening: Option<&Opening>,
) -> Result<Vec<Value>, StoreError> {
    let unwritable = |error: serde_json::Error| {
        StoreError::new("an effect could not be written", Some(Box::new(error)))
    };
    let effects = effects.iter().map(serde_json::to_value);
    let opening = opening.map(|opening| {
        let Opening { app, intent } = opening;
        Ok(json!({"kind": {"open": {"app": app, "intent": serde_json::to_value(intent)?}}}))
    });
    effects.chain(opening).collect::<Result<_, _>>().map_err(unwritable)
}

/// What a step was denied, a text each.
pub(super) fn denials(of: &[Denial]) -> Vec<String> {
    let text = |Denial { interface, code, count }: &Denial| {
        format!("{interface}: {}, {count} times", code.name())
    };
    of.iter().map(text).collect()
}

/// What stays of a session after a step, but for what depends on the machine: hashes of one process,
/// and what was used up by steps that failed.
pub(super) fn standing(saved: &Saved) -> Result<Digest, StoreError> {
    let kept = Saved { acting: Vec::new(), meter: Meter::default(), ..saved.clone() };
    Ok(digest("loggia 2026 journal standing", [kept.encode()?.as_slice()]))
}

fn storage(writes: &[(String, Option<Vec<u8>>)]) -> Digest {
    let parts = writes.iter().flat_map(|(key, value)| {
        let kind: &[u8] = if value.is_some() { b"set" } else { b"delete" };
        [key.as_bytes(), kind, value.as_deref().unwrap_or_default()]
    });
    digest("loggia 2026 journal storage", parts)
}

fn log(lines: &[LogLine]) -> Digest {
    let levels: Vec<String> = lines.iter().map(|line| format!("{:?}", line.level)).collect();
    let parts = lines.iter().zip(&levels);
    let parts =
        parts.flat_map(|(line, level)| [level.as_bytes(), line.message.as_str().as_bytes()]);
    digest("loggia 2026 journal log", parts)
}

/// No other parts have the same digest: each is led by its length.
fn digest<'a>(context: &str, parts: impl IntoIterator<Item = &'a [u8]>) -> Digest {
    let mut hasher = blake3::Hasher::new_derive_key(context);
    for part in parts {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    Digest::from_bytes(*hasher.finalize().as_bytes())
}
