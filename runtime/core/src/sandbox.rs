//! One step in one fresh instance, and the one place that maps wasmtime's errors.

use std::sync::Arc;
use std::time::{Duration, Instant};

use wasmtime::component::ResourceTableError;
use wasmtime::{PoolConcurrencyLimitError, Trap, UpdateDeadline};
use wasmtime_wasi::I32Exit;

use crate::contract::exports::loggia::app::app::{Event, Next};
use crate::error::Fault;
use crate::guest_text::GuestText;
use crate::kill::{Generation, Killed};
use crate::limits::Limits;
use crate::mini_app::MiniApp;
use crate::state::StepState;

/// What a step came to.
pub(crate) struct Ran {
    pub(crate) outcome: Result<Next, Stopped>,
    pub(crate) state: StepState,
    pub(crate) fuel: u64,
    pub(crate) micros: u64,
}

/// Why a step has no result.
pub(crate) enum Stopped {
    Fault(Fault),
    Failure {
        message: GuestText,
        detail: Option<GuestText>,
    },
    /// No slot in the pool is free.
    Busy,
    /// The bank has stopped the mini-app.
    Killed,
}

/// The longest message that a mini-app can have shown to a user, in characters.
const FAILURE_CHARS: usize = 280;
/// As much of an engine's message as helps a partner's developer.
const REASON_BYTES: usize = 1_000;

/// Runs one step of `generation` within `fuel`, which is the step's budget or what is left of the
/// minute's.
pub(crate) fn run(
    app: &Arc<MiniApp>,
    generation: Generation,
    state: StepState,
    fuel: u64,
    saved: Option<&[u8]>,
    event: &Event,
) -> Ran {
    let started = Instant::now();
    let limits = app.limits();
    let mut store = wasmtime::Store::new(app.engine().wasmtime(), state);
    store.limiter(|state| &mut state.memory);
    store.set_hostcall_fuel(limits.hostcall_bytes);
    store.set_max_component_handles(limits.handles);
    // Looked at each tick; by the clock, as there are more ticks than those of the clock.
    let deadline = started + Duration::from_millis(limits.step_millis);
    let watched = Arc::clone(app);
    store.set_epoch_deadline(1);
    store.epoch_deadline_callback(move |_| {
        watched.switch().check(generation)?;
        if Instant::now() < deadline {
            Ok(UpdateDeadline::Continue(1))
        } else {
            Err(Trap::Interrupt.into())
        }
    });
    // Before instantiation: start functions run there.
    let fueled = store.set_fuel(fuel);
    let running = app.engine().running();
    let called = fueled.and_then(|()| {
        let instance = app.pre().instantiate(&mut store)?;
        instance.loggia_app_app().call_step(&mut store, saved, event)
    });
    drop(running);
    let left = store.get_fuel().unwrap_or(0);
    let state = store.into_data();
    let outcome = match called {
        Ok(Ok(next)) => Ok(next),
        Ok(Err(failure)) => Err(Stopped::Failure {
            message: GuestText::cut_to_chars(&failure.message, FAILURE_CHARS),
            detail: failure.detail.map(|detail| GuestText::cut(&detail, REASON_BYTES)),
        }),
        Err(error) if error.is::<PoolConcurrencyLimitError>() => Err(Stopped::Busy),
        Err(error) if error.is::<Killed>() => Err(Stopped::Killed),
        Err(error) => Err(Stopped::Fault(fault(&error, &state, limits, fuel))),
    };
    let micros = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
    Ran { outcome, state, fuel: fuel.saturating_sub(left), micros }
}

fn fault(error: &wasmtime::Error, state: &StepState, limits: &Limits, fuel: u64) -> Fault {
    // What the guest says of itself is the best that a developer can get.
    if let Some(panicked) = state.panicked.clone() {
        let crate::state::Panicked { message, file, line } = panicked;
        return Fault::Panicked { message, file, line };
    }
    match error.downcast_ref::<Trap>() {
        Some(Trap::OutOfFuel) if fuel < limits.step_fuel => {
            return Fault::MinuteFuel { limit: limits.minute_fuel };
        }
        Some(Trap::OutOfFuel) => {
            return Fault::Fuel { limit: limits.step_fuel };
        }
        Some(Trap::Interrupt) => {
            return Fault::Deadline { limit: limits.step_millis };
        }
        Some(Trap::StackOverflow) => return Fault::StackOverflow,
        _ => {}
    }
    if error.is::<I32Exit>() {
        return Fault::Exited;
    }
    // The closed WASI's streams stand in a table of the host's as well.
    if matches!(error.downcast_ref(), Some(ResourceTableError::Full)) {
        return Fault::Handles { limit: limits.handles };
    }
    // A guest that is refused memory traps by itself, without a word.
    if state.memory.memory_refused {
        return Fault::Memory { limit: limits.memory_bytes };
    }
    if state.memory.table_refused {
        return Fault::Tables { limit: limits.table_elements };
    }
    if let Some(trap) = error.downcast_ref::<Trap>() {
        // What it was comes first: where it was may be long.
        let (what, place) = (trap.to_string(), error.to_string());
        let reason = if place == what { what } else { format!("{what}: {place}") };
        return Fault::Trap { reason: GuestText::cut(&reason, REASON_BYTES) };
    }
    // These errors have no public type; their texts hold nothing that a guest chose. The tests in
    // tests/tests/hostile hold each of them to the wasmtime that is in the lock file.
    let root = error.root_cause().to_string();
    if root.contains("fuel allocated for hostcalls") {
        return Fault::HandedOver { limit: limits.hostcall_bytes };
    }
    if root.contains("handle limit exceeded") {
        return Fault::Handles { limit: limits.handles };
    }
    if root.contains("resource limit exceeded") {
        return Fault::Parts { reason: GuestText::cut(&root, REASON_BYTES) };
    }
    Fault::Malformed { reason: GuestText::cut(&root, REASON_BYTES) }
}
