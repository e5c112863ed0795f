//! A host over the bank on this machine.

use std::sync::Arc;

use loggia_bank::Bank;
use loggia_runtime::capability::http::Http;
use loggia_runtime::journal::Recorder;
use loggia_runtime::store::Store;
use loggia_runtime::{Backends, Clock, Host};

use super::conditions::Between;
use super::outside::{Device, Place};

pub(super) fn host(
    bank: &Bank,
    clock: &Arc<dyn Clock>,
    http: &Arc<dyn Http>,
    place: Place,
    recorder: Option<&Arc<Recorder>>,
    between: Option<&dyn Between>,
) -> Host {
    let device = Device { place, clock: Arc::clone(clock) };
    let backends = Backends {
        http: Some(Arc::clone(http)),
        location: Some(Arc::new(device)),
        ..bank.backends()
    };
    let store: Arc<dyn Store> = Arc::new(bank.clone());
    let (store, backends) = match between {
        Some(between) => (between.store(store), between.backends(backends)),
        None => (store, backends),
    };
    let host = Host::new(store, backends).with_clock(Arc::clone(clock));
    match recorder {
        Some(recorder) => host.with_recorder(Arc::clone(recorder)),
        None => host,
    }
}
