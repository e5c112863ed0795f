//! The `T` of `Store<T>`: all that one step sees and stages. It is made for the step, and is gone after
//! it.

use std::collections::BTreeMap;
use std::sync::Arc;

use wasmtime::ResourceLimiter;
use wasmtime::component::{ResourceTable, Val};
use wasmtime_wasi::{WasiCtx, WasiCtxBuilder, WasiCtxView, WasiView};

use crate::capability::account_information::AccountInformation;
use crate::capability::consent::Consents;
use crate::capability::fx::Fx;
use crate::capability::http::Http;
use crate::capability::identity_basic::Identity;
use crate::capability::identity_verified::VerifiedIdentity;
use crate::capability::location::Location;
use crate::capability::loyalty::Loyalty;
use crate::capability::payments::Payments;
use crate::capability::{
    Answer, Denials, Effect, EffectKind, Interface, Refusal, RefusalCode, Reply, not_granted,
};
use crate::contract::loggia::types::types as wit;
use crate::guest_text::GuestText;
use crate::host::Host;
use crate::ids::{EffectId, PackageDigest, PartnerId};
use crate::intent::Opening;
use crate::limits::Limits;
use crate::mini_app::MiniApp;
use crate::policy::Grant;
use crate::probe::{Point, Probe};
use crate::store::{LogLine, Meter, Owner, Saved, StorageStatus, Store, Timer};

/// What the host app supplies behind the capabilities.
///
/// A capability without its backend answers `unavailable`.
#[derive(Clone, Default)]
pub struct Backends {
    /// What users have agreed to: every interface that needs a consent needs this.
    pub consents: Option<Arc<dyn Consents>>,
    /// Behind `accounts-basic`, `account-picker`, `balances` and `transactions-…`.
    pub account_information: Option<Arc<dyn AccountInformation>>,
    /// Behind `identity-basic`.
    pub identity: Option<Arc<dyn Identity>>,
    /// Behind `identity-verified`.
    pub verified_identity: Option<Arc<dyn VerifiedIdentity>>,
    /// Behind `fx`.
    pub fx: Option<Arc<dyn Fx>>,
    /// Behind `http`.
    pub http: Option<Arc<dyn Http>>,
    /// Behind `location`.
    pub location: Option<Arc<dyn Location>>,
    /// Behind `payments-initiate` and `payments-scheduled`.
    pub payments: Option<Arc<dyn Payments>>,
    /// Behind `loyalty`.
    pub loyalty: Option<Arc<dyn Loyalty>>,
}

impl std::fmt::Debug for Backends {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Backends")
            .field("consents", &self.consents.is_some())
            .field("account_information", &self.account_information.is_some())
            .field("identity", &self.identity.is_some())
            .field("verified_identity", &self.verified_identity.is_some())
            .field("fx", &self.fx.is_some())
            .field("http", &self.http.is_some())
            .field("location", &self.location.is_some())
            .field("payments", &self.payments.is_some())
            .field("loyalty", &self.loyalty.is_some())
            .finish()
    }
}

/// All that one step sees and stages.
pub(crate) struct StepState {
    pub(crate) limits: Arc<Limits>,
    pub(crate) grant: Arc<Grant>,
    pub(crate) package: PackageDigest,
    pub(crate) partner: PartnerId,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) backends: Backends,
    pub(crate) probe: Option<Arc<dyn Probe>>,
    /// The step that is being made: one more than the last committed one.
    pub(crate) sequence: u64,
    pub(crate) session: crate::ids::SessionId,
    pub(crate) owner: Owner,
    pub(crate) now: u64,
    pub(crate) cause: StepCause,
    pub(crate) staged: Staged,
    pub(crate) memory: MemoryMeter,
    pub(crate) panicked: Option<Panicked>,
    /// The interface whose function is being called.
    pub(crate) calling: Option<&'static str>,
    /// What calls were denied: it outlives a step of which nothing else happened.
    pub(crate) denials: Denials,
    wasi: Option<Box<ClosedWasi>>,
}

/// Why the step runs, as far as capabilities care.
#[derive(Debug, Default)]
pub(crate) struct StepCause {
    /// The user did something, in this very step.
    pub(crate) user_acted: bool,
    /// The user did something in this step, or just before the answer that it handles.
    pub(crate) may_raise: bool,
    /// The same, or the user has just opened the mini-app: it may ask for consent.
    pub(crate) may_ask: bool,
    /// The answer that this step may take.
    pub(crate) answer: Option<(u64, Answer)>,
}

/// What the step's calls want committed with it.
#[derive(Debug, Default)]
pub(crate) struct Staged {
    pub(crate) calls: u32,
    pub(crate) minute_calls: u32,
    pub(crate) storage: BTreeMap<String, Option<Vec<u8>>>,
    pub(crate) storage_seen: Option<StorageStatus>,
    pub(crate) effects: Vec<Effect>,
    pub(crate) timers: Vec<Timer>,
    pub(crate) next_request: u64,
    pub(crate) open_requests: Vec<u64>,
    pub(crate) log: Vec<LogLine>,
    pub(crate) log_bytes: usize,
    pub(crate) log_lines: u32,
    pub(crate) log_dropped: u32,
    pub(crate) close: bool,
    pub(crate) opening: Option<Opening>,
}

/// What the guest's panic hook said.
#[derive(Debug, Clone)]
pub(crate) struct Panicked {
    pub(crate) message: GuestText,
    pub(crate) file: GuestText,
    pub(crate) line: u32,
}

impl StepState {
    pub(crate) fn new(
        host: &Host,
        app: &MiniApp,
        saved: &Saved,
        meter: Meter,
        now: u64,
        cause: StepCause,
    ) -> Self {
        let staged = Staged {
            minute_calls: meter.calls,
            log_lines: meter.log_lines,
            timers: saved.timers.clone(),
            next_request: saved.next_request,
            open_requests: saved.open_requests.clone(),
            ..Staged::default()
        };
        Self {
            memory: MemoryMeter::new(app.limits()),
            limits: Arc::clone(app.limits()),
            grant: app.grant(),
            package: app.digest(),
            partner: app.manifest().partner.id.clone(),
            store: Arc::clone(&host.store),
            backends: host.backends.clone(),
            probe: host.probe.clone(),
            sequence: saved.sequence + 1,
            session: saved.id,
            owner: saved.owner.clone(),
            now,
            cause,
            staged,
            panicked: None,
            calling: None,
            denials: Denials::default(),
            wasi: None,
        }
    }

    /// A function of `interface` is called. Every `link` says so.
    pub(crate) fn calling(&mut self, interface: &'static str) -> &mut Self {
        self.calling = Some(interface);
        self
    }

    /// Every capability call begins here: counted, refused beyond its bounds, and refused where what it is
    /// of is not granted, or no longer.
    pub(crate) fn begin_call(&mut self) -> Result<(), Refusal> {
        let Staged { calls, minute_calls, .. } = &mut self.staged;
        if let Some(probe) = &self.probe {
            probe.reached(Point::Call(*calls));
        }
        *calls = calls.saturating_add(1);
        *minute_calls = minute_calls.saturating_add(1);
        if *calls > self.limits.step_calls {
            let most = self.limits.step_calls;
            let message = format!("a step may make {most} capability calls");
            return Err(Refusal::new(RefusalCode::LimitExceeded, message));
        }
        if *minute_calls > self.limits.minute_calls {
            let most = self.limits.minute_calls;
            let mut refusal = Refusal::new(
                RefusalCode::RateLimited,
                format!("a session may make {most} capability calls a minute"),
            );
            refusal.retry_after_ms = Some(60_000 - self.now % 60_000);
            return Err(refusal);
        }
        let called = self.calling.and_then(Interface::named);
        match called.filter(|called| !called.is_granted_by(&self.grant)) {
            Some(Interface { name, .. }) => Err(not_granted(name)),
            None => Ok(()),
        }
    }

    /// The id of what the current call does.
    pub(crate) fn effect_id(&self) -> EffectId {
        EffectId::of(&self.session, self.sequence, self.staged.calls.saturating_sub(1))
    }

    /// Opens a request for the current call: stages `kind` and says under which number its answer
    /// will come.
    pub(crate) fn stage_request(
        &mut self,
        kind: EffectKind,
        context: Vec<u8>,
    ) -> Result<u64, Refusal> {
        check_context(&context)?;
        let most = self.limits.open_requests;
        if self.staged.open_requests.len() >= most {
            let message =
                format!("a session may have {most} open requests: wait for their answers");
            return Err(Refusal::new(RefusalCode::LimitExceeded, message));
        }
        let request = self.staged.next_request;
        self.staged.next_request += 1;
        self.staged.open_requests.push(request);
        self.stage(kind, Some(Reply { request, context }));
        Ok(request)
    }

    /// Stages `kind` for the current call.
    pub(crate) fn stage(&mut self, kind: EffectKind, reply: Option<Reply>) {
        self.staged.effects.push(Effect {
            id: self.effect_id(),
            session: self.session,
            owner: self.owner.clone(),
            reply,
            may_raise: self.cause.may_ask,
            at: self.now,
            deadline: self.now.saturating_add(self.limits.request_millis),
            kind,
        });
    }

    /// The answer to `request`, if it is the one that this step handles, and no larger than a call may hand
    /// over.
    pub(crate) fn answer_to(&self, request: u64) -> Result<&Answer, Refusal> {
        match &self.cause.answer {
            Some((answered, answer)) if *answered == request => {
                self.hands_over(answer.bytes())?;
                Ok(answer)
            }
            _ => Err(Refusal::new(
                RefusalCode::NotFound,
                "an answer can be taken only in the step of its `answered` event, by its own function",
            )),
        }
    }

    /// Whether so many bytes may be handed to the guest by one call.
    pub(crate) fn hands_over(&self, bytes: usize) -> Result<(), Refusal> {
        let max = self.limits.answer_bytes;
        if bytes <= max {
            return Ok(());
        }
        let message = format!(
            "the answer is larger than the {max} bytes that a call can hand over: ask for less"
        );
        Err(Refusal::new(RefusalCode::LimitExceeded, message))
    }

    /// The contract's error. Its reference leads to the call by way of the host's own log.
    pub(crate) fn refuse(&mut self, refusal: Refusal) -> wit::Error {
        let reference = self.note(refusal.code);
        wit::Error {
            code: wit_code(refusal.code),
            reason: refusal.reason,
            message: refusal.message,
            retry_after_ms: refusal.retry_after_ms,
            reference,
        }
    }

    /// The same, for functions that are linked by their type alone.
    pub(crate) fn refuse_val(&mut self, refusal: &Refusal) -> Val {
        let reference = self.note(refusal.code);
        let text = |text: &str| Val::String(text.to_owned());
        let option = |value: Option<Val>| Val::Option(value.map(Box::new));
        Val::Record(vec![
            ("code".into(), Val::Enum(refusal.code.name().into())),
            ("reason".into(), option(refusal.reason.as_deref().map(text))),
            ("message".into(), text(&refusal.message)),
            ("retry-after-ms".into(), option(refusal.retry_after_ms.map(Val::U64))),
            ("reference".into(), Val::String(reference)),
        ])
    }

    /// Counts a refusal, and logs it under the reference that the guest is told.
    fn note(&mut self, code: RefusalCode) -> String {
        let interface = self.calling.unwrap_or_default();
        if !interface.is_empty() {
            self.denials.note(interface, code);
        }
        let reference: String = self.effect_id().to_string().chars().take(16).collect();
        let (session, app, code) = (&self.session, &self.owner.app, code.name());
        tracing::info!(%session, %app, interface, code, reference, "a capability call is refused");
        reference
    }
}

/// The mini-app's own words are handed back unread, and so are bounded only.
pub(crate) fn check_context(context: &[u8]) -> Result<(), Refusal> {
    if context.len() <= 1_024 {
        Ok(())
    } else {
        Err(Refusal::new(RefusalCode::InvalidArgument, "context must be at most 1 024 bytes"))
    }
}

fn wit_code(code: RefusalCode) -> wit::ErrorCode {
    match code {
        RefusalCode::Denied => wit::ErrorCode::Denied,
        RefusalCode::NotFound => wit::ErrorCode::NotFound,
        RefusalCode::InvalidArgument => wit::ErrorCode::InvalidArgument,
        RefusalCode::DuplicateMismatch => wit::ErrorCode::DuplicateMismatch,
        RefusalCode::LimitExceeded => wit::ErrorCode::LimitExceeded,
        RefusalCode::RateLimited => wit::ErrorCode::RateLimited,
        RefusalCode::Cancelled => wit::ErrorCode::Cancelled,
        RefusalCode::Expired => wit::ErrorCode::Expired,
        RefusalCode::Conflict => wit::ErrorCode::Conflict,
        RefusalCode::Unavailable => wit::ErrorCode::Unavailable,
    }
}

/// Holds all memories and tables of a sandbox together to their bounds, and remembers a refusal: a
/// guest that is told no usually ends in a bare `unreachable`.
#[derive(Debug)]
pub(crate) struct MemoryMeter {
    memory_limit: usize,
    table_limit: usize,
    instances: usize,
    tables: usize,
    memories: usize,
    memory: usize,
    table: usize,
    pub(crate) peak_memory: usize,
    pub(crate) memory_refused: bool,
    pub(crate) table_refused: bool,
}

impl MemoryMeter {
    fn new(limits: &Limits) -> Self {
        Self {
            memory_limit: limits.memory_bytes,
            table_limit: limits.table_elements,
            instances: limits.instances,
            tables: limits.tables,
            memories: limits.memories,
            memory: 0,
            table: 0,
            peak_memory: 0,
            memory_refused: false,
            table_refused: false,
        }
    }
}

/// The total after one of the parts grows, if it stays within `limit`.
fn grown(total: usize, current: usize, desired: usize, limit: usize) -> Option<usize> {
    total.checked_sub(current)?.checked_add(desired).filter(|total| *total <= limit)
}

/// Growth beyond the part's own maximum fails, and so is counted as none.
fn exceeds(desired: usize, maximum: Option<usize>) -> bool {
    maximum.is_some_and(|maximum| desired > maximum)
}

impl ResourceLimiter for MemoryMeter {
    fn memory_growing(
        &mut self,
        current: usize,
        desired: usize,
        maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        match grown(self.memory, current, desired, self.memory_limit) {
            Some(_) if exceeds(desired, maximum) => Ok(false),
            Some(total) => {
                self.memory = total;
                self.peak_memory = self.peak_memory.max(total);
                Ok(true)
            }
            None => {
                self.memory_refused = true;
                Ok(false)
            }
        }
    }

    fn table_growing(
        &mut self,
        current: usize,
        desired: usize,
        maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        match grown(self.table, current, desired, self.table_limit) {
            Some(_) if exceeds(desired, maximum) => Ok(false),
            Some(total) => {
                self.table = total;
                Ok(true)
            }
            None => {
                self.table_refused = true;
                Ok(false)
            }
        }
    }

    fn instances(&self) -> usize {
        self.instances
    }

    fn tables(&self) -> usize {
        self.tables
    }

    fn memories(&self) -> usize {
        self.memories
    }
}

/// The empty world that a guest of another toolchain meets: no arguments, no variables, streams that
/// are closed.
struct ClosedWasi {
    context: WasiCtx,
    table: ResourceTable,
}

impl WasiView for StepState {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        let handles = self.limits.handles;
        let wasi = self.wasi.get_or_insert_with(|| {
            let mut table = ResourceTable::new();
            table.set_max_capacity(handles);
            Box::new(ClosedWasi { context: WasiCtxBuilder::new().build(), table })
        });
        WasiCtxView { ctx: &mut wasi.context, table: &mut wasi.table }
    }
}
