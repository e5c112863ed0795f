//! How long the bank is in its audit log, by the spans that it is traced by.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// The bank's spans round everything that it does for its audit log. They do not lie in each other.
const SPAN: &str = "bank.audit";

/// Counts while one of them is entered, on one thread.
#[derive(Clone, Default)]
pub(super) struct Stopwatch(Arc<Counter>);

#[derive(Default)]
struct Counter {
    entered: Mutex<Option<Instant>>,
    nanoseconds: AtomicU64,
    spans: AtomicU64,
}

impl Stopwatch {
    /// How long since it was last asked, and over how many spans.
    pub(super) fn take(&self) -> (Duration, u64) {
        let nanoseconds = self.0.nanoseconds.swap(0, Ordering::Relaxed);
        (Duration::from_nanos(nanoseconds), self.0.spans.swap(0, Ordering::Relaxed))
    }
}

impl Subscriber for Stopwatch {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.is_span() && metadata.name() == SPAN
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, _: &Event<'_>) {}

    fn enter(&self, _: &Id) {
        *self.0.entered.lock().unwrap() = Some(Instant::now());
    }

    fn exit(&self, _: &Id) {
        if let Some(entered) = self.0.entered.lock().unwrap().take() {
            let took = u64::try_from(entered.elapsed().as_nanos()).expect("not so long");
            self.0.nanoseconds.fetch_add(took, Ordering::Relaxed);
            self.0.spans.fetch_add(1, Ordering::Relaxed);
        }
    }
}
