//! Whose step runs next, when more want to run than can.
//!
//! A step is work for one core and cannot be put aside once it runs, so what can be shared out is
//! the order. A step that finds a free place takes it at once. One that does not waits on its own
//! thread:
//!
//! - **Equal shares.** The next place goes to the mini-app that has kept others waiting the least;
//!   within a mini-app, to who came first. A step is charged by the square of its time: who takes
//!   twice as long keeps twice as many waiting, for twice as long.
//! - **Places that the slow never take.** A mini-app behind whose steps others wait for long may use
//!   all places but a quarter. However many of them loop until their fuel ends, or fail as fast as
//!   they can, a quick step finds a place that only quick ones use.
//! - **A queue with an end.** Whoever finds it full, or waits in it too long, is told to come again
//!   ([`Error::Busy`](crate::Error::Busy)): nothing of its step has happened.

mod record;

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

use self::record::Record;
use crate::ids::AppId;

/// What a fault counts for at least. A slow mini-app's keeps its place for as long: those that fail
/// as fast as they can would have the machine do nothing but change threads.
const FAULT: Duration = Duration::from_millis(5);
/// A step that is over so soon is a quick one, whether or not its thread ran all the time.
const SHORT: Duration = Duration::from_micros(200);

/// How places to run a step are shared out. What a host app does with a step that is turned away is
/// its own choice: say so to the client, or try again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scheduling {
    /// How many steps may wait for a place at once. Default 1 024.
    pub queue_length: usize,
    /// How long one waits at most, in milliseconds. Default 2 000.
    pub queue_millis: u64,
    /// A mini-app behind whose steps one waits longer than so many microseconds, on average over the
    /// time that they take, counts as slow. A usual step takes some 30, one that burns all its fuel
    /// some 50 000. Default 2 000.
    pub slow_micros: u64,
}

impl Scheduling {
    /// The longest that a quick step is, in milliseconds.
    fn quick(&self) -> f64 {
        self.slow_micros as f64 / 1e3
    }
}

impl Default for Scheduling {
    fn default() -> Self {
        Self { queue_length: 1_024, queue_millis: 2_000, slow_micros: 2_000 }
    }
}

/// There is no place to run a step, and no time or room to wait for one.
#[derive(Debug)]
pub(crate) struct NoPlace;

pub(crate) struct Scheduler {
    places: usize,
    /// How many of them mini-apps that were slow lately may use at once.
    slow_places: usize,
    settings: Scheduling,
    started: Instant,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    running: usize,
    slow_running: usize,
    waiting: usize,
    /// Of each mini-app that has any.
    queues: Vec<Waiters>,
    /// What the mini-app that was last given a place had been charged by then: whoever comes back
    /// after a pause begins there, and has not saved anything up.
    floor: u64,
    accounts: HashMap<AppId, Weak<Account>>,
}

struct Waiters {
    account: Arc<Account>,
    first_to_last: VecDeque<Arc<Waiter>>,
}

/// What is known of a mini-app, in all its versions. Changed under the scheduler's lock only.
#[derive(Debug)]
struct Account {
    /// The squares of its steps' times, in square microseconds.
    charged: AtomicU64,
    record: Mutex<Record>,
}

struct Waiter {
    thread: Thread,
    lane: AtomicU8,
}

/// Which places a turn may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lane {
    Quick,
    Slow,
}

/// A mini-app's account with the scheduler of its engine.
pub(crate) struct Tenant {
    scheduler: Arc<Scheduler>,
    account: Arc<Account>,
}

/// The right to run a step, until it is dropped.
pub(crate) struct Turn<'a> {
    tenant: &'a Tenant,
    lane: Lane,
    since: Instant,
    /// Of its thread: what the thread did not run for, because the machine has more to do, is not
    /// the mini-app's doing.
    began: Duration,
    faulted: bool,
}

impl Scheduler {
    pub(crate) fn new(places: usize, settings: Scheduling) -> Arc<Self> {
        let places = places.max(1);
        let slow_places = places.saturating_sub((places / 4).max(1)).max(1);
        let started = Instant::now();
        Arc::new(Self { places, slow_places, settings, started, state: Mutex::default() })
    }

    pub(crate) fn places(&self) -> usize {
        self.places
    }

    /// The account of a mini-app, shared with its other versions.
    pub(crate) fn tenant(self: &Arc<Self>, app: &AppId) -> Tenant {
        let mut state = self.lock();
        state.accounts.retain(|_, account| account.strong_count() > 0);
        let known = state.accounts.get(app).and_then(Weak::upgrade);
        let account = known.unwrap_or_else(|| {
            let record = Mutex::new(Record::new(self.settings.quick()));
            let account = Arc::new(Account { charged: AtomicU64::new(0), record });
            state.accounts.insert(app.clone(), Arc::downgrade(&account));
            account
        });
        Tenant { scheduler: Arc::clone(self), account }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn nanos(&self, at: Instant) -> u64 {
        nanos(at.saturating_duration_since(self.started))
    }

    /// The places that this account may take now, if one is free.
    fn free(&self, state: &State, account: &Account, now: u64) -> Option<Lane> {
        let lane = account.lane(now, self.settings.quick());
        let free = state.running < self.places
            && (lane == Lane::Quick || state.slow_running < self.slow_places);
        free.then_some(lane)
    }

    /// Gives free places to those who wait.
    fn give(&self, state: &mut State, now: u64) {
        loop {
            let may = state.queues.iter().enumerate().filter_map(|(at, waiters)| {
                let lane = self.free(state, &waiters.account, now)?;
                Some((waiters.account.charged.load(Ordering::Relaxed), at, lane))
            });
            let Some((_, at, lane)) = may.min_by_key(|(charged, ..)| *charged) else { return };
            let Some(waiters) = state.queues.get_mut(at) else { return };
            let account = Arc::clone(&waiters.account);
            let first = waiters.first_to_last.pop_front();
            if waiters.first_to_last.is_empty() {
                state.queues.remove(at);
            }
            let Some(first) = first else { continue };
            state.waiting -= 1;
            state.take(&account, lane);
            first.lane.store(lane.code(), Ordering::Release);
            first.thread.unpark();
        }
    }
}

impl Tenant {
    /// Waits for a place to run a step.
    pub(crate) fn turn(&self) -> Result<Turn<'_>, NoPlace> {
        let scheduler = &*self.scheduler;
        let came = Instant::now();
        let mut state = scheduler.lock();
        if let Some(lane) = scheduler.free(&state, &self.account, scheduler.nanos(came)) {
            state.take(&self.account, lane);
            drop(state);
            return Ok(Turn::begin(self, lane));
        }
        if state.waiting >= scheduler.settings.queue_length {
            return Err(NoPlace);
        }
        let waiter = Arc::new(Waiter { thread: thread::current(), lane: AtomicU8::new(WAITING) });
        state.wait(&self.account, &waiter);
        drop(state);
        let most = Duration::from_millis(scheduler.settings.queue_millis);
        loop {
            if let Some(lane) = waiter.lane() {
                return Ok(Turn::begin(self, lane));
            }
            let waited = came.elapsed();
            if waited < most {
                thread::park_timeout(most - waited);
                continue;
            }
            let mut state = scheduler.lock();
            // It may have been given a place in this very moment.
            if waiter.lane().is_none() {
                state.give_up(&waiter);
                return Err(NoPlace);
            }
        }
    }
}

impl<'a> Turn<'a> {
    fn begin(tenant: &'a Tenant, lane: Lane) -> Self {
        Self { tenant, lane, since: Instant::now(), began: processor_time(), faulted: false }
    }

    /// The step came to nothing, by the mini-app's own fault.
    pub(crate) fn faulted(&mut self) {
        self.faulted = true;
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let Tenant { scheduler, account } = self.tenant;
        let ended = Instant::now();
        let passed = ended.saturating_duration_since(self.since);
        // A look at the thread's clock is a system call: spared where it could not change much.
        let took =
            if passed < SHORT { passed } else { processor_time().saturating_sub(self.began) };
        if self.faulted && self.lane == Lane::Slow {
            thread::sleep(FAULT.saturating_sub(passed));
        }
        let now = scheduler.nanos(ended);
        let mut state = scheduler.lock();
        state.running -= 1;
        state.slow_running -= usize::from(self.lane == Lane::Slow);
        account.charge(took, self.faulted, now, scheduler.settings.quick());
        if state.waiting > 0 {
            scheduler.give(&mut state, now);
        }
    }
}

impl State {
    fn take(&mut self, account: &Account, lane: Lane) {
        self.running += 1;
        self.slow_running += usize::from(lane == Lane::Slow);
        self.floor = account.charged.fetch_max(self.floor, Ordering::Relaxed).max(self.floor);
    }

    fn wait(&mut self, account: &Arc<Account>, waiter: &Arc<Waiter>) {
        self.waiting += 1;
        let queue = self.queues.iter_mut().find(|queue| Arc::ptr_eq(&queue.account, account));
        match queue {
            Some(queue) => queue.first_to_last.push_back(Arc::clone(waiter)),
            None => {
                account.charged.fetch_max(self.floor, Ordering::Relaxed);
                let first_to_last = VecDeque::from([Arc::clone(waiter)]);
                self.queues.push(Waiters { account: Arc::clone(account), first_to_last });
            }
        }
    }

    fn give_up(&mut self, waiter: &Arc<Waiter>) {
        self.waiting -= 1;
        for queue in &mut self.queues {
            queue.first_to_last.retain(|waiting| !Arc::ptr_eq(waiting, waiter));
        }
        self.queues.retain(|queue| !queue.first_to_last.is_empty());
    }
}

impl Account {
    fn lane(&self, now: u64, quick: f64) -> Lane {
        let record = self.record.lock().unwrap_or_else(PoisonError::into_inner);
        if record.is_quick(now, quick) { Lane::Quick } else { Lane::Slow }
    }

    fn charge(&self, took: Duration, faulted: bool, now: u64, quick: f64) {
        let took = if faulted { took.max(FAULT) } else { took };
        let step = took.as_secs_f64() * 1e3;
        // As numbers go, at most what fits.
        self.charged.fetch_add((step * step * 1e6) as u64, Ordering::Relaxed);
        self.record.lock().unwrap_or_else(PoisonError::into_inner).add(step, now, quick);
    }
}

const WAITING: u8 = 0;

impl Lane {
    fn code(self) -> u8 {
        match self {
            Self::Quick => 1,
            Self::Slow => 2,
        }
    }
}

impl Waiter {
    /// What it was given, if it was.
    fn lane(&self) -> Option<Lane> {
        match self.lane.load(Ordering::Acquire) {
            WAITING => None,
            1 => Some(Lane::Quick),
            _ => Some(Lane::Slow),
        }
    }
}

/// What the calling thread has run so far.
#[cfg(unix)]
fn processor_time() -> Duration {
    use rustix::time::{ClockId, clock_gettime};
    Duration::try_from(clock_gettime(ClockId::ThreadCPUTime)).unwrap_or_default()
}

/// Where there is no such clock, the time that passes has to do.
#[cfg(not(unix))]
fn processor_time() -> Duration {
    static STARTED: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    STARTED.get_or_init(Instant::now).elapsed()
}

fn nanos(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]
mod tests;
