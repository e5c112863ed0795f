//! The baseline: a wasmtime host with nothing but what running the component takes.
#![allow(
    missing_debug_implementations,
    unreachable_pub,
    clippy::all,
    clippy::needless_pass_by_value,
    reason = "generated, for the greater part"
)]

use wasmtime::component::{Component, HasSelf, Linker};
use wasmtime::{
    Config, Enabled, InstanceAllocationStrategy, PoolingAllocationConfig, Store, StoreLimits,
    StoreLimitsBuilder,
};

// What coffee and the benches' own guests call, and nothing else: a host of its own would link no more.
wasmtime::component::bindgen!({
    path: "../../wit",
    inline: "
        package loggia:bare;
        world mini-app {
            import loggia:payments/payments-initiate@0.1.0;
            import loggia:storage/storage@0.1.0;
            import loggia:loyalty/loyalty@0.1.0;
            import loggia:platform/timers@0.1.0;
            import loggia:platform/navigation@0.1.0;
            import loggia:platform/log@0.1.0;
            import loggia:platform/diagnostics@0.1.0;
            export loggia:app/app@0.1.0;
        }",
    world: "loggia:bare/mini-app",
});

use exports::loggia::app::app::{Event, Next, View};
pub use loggia::app::events::Intent;
use loggia::app::events::{Environment, FieldValue, Kind, Launch, Reason, UserAction};
use loggia::app::ui::Inline;
use loggia::types::types::{Error, ErrorCode};

pub struct Host {
    engine: wasmtime::Engine,
    pre: MiniAppPre<State>,
}

pub struct State {
    limits: StoreLimits,
    requests: u64,
}

impl Host {
    pub fn new(component: &[u8]) -> Self {
        let mut pool = PoolingAllocationConfig::new();
        pool.total_component_instances(64)
            .total_core_instances(256)
            .total_memories(64)
            .total_tables(128);
        pool.max_memory_size(64 << 20).table_elements(20_000);
        pool.linear_memory_keep_resident(2 << 20).table_keep_resident(64 << 10);
        pool.pagemap_scan(Enabled::Auto).max_unused_warm_slots(64);
        let mut config = Config::new();
        config.allocation_strategy(InstanceAllocationStrategy::Pooling(pool));
        config.consume_fuel(true).epoch_interruption(true).cranelift_nan_canonicalization(true);
        config.gc_support(false).concurrency_support(false);
        let engine = wasmtime::Engine::new(&config).unwrap();
        let component = Component::from_binary(&engine, component).unwrap();
        let mut linker = Linker::new(&engine);
        MiniApp::add_to_linker::<_, HasSelf<State>>(&mut linker, |state| state).unwrap();
        // Of the hostile guest's imports, whose functions are not called here.
        linker.define_unknown_imports_as_traps(&component).unwrap();
        let pre = MiniAppPre::new(linker.instantiate_pre(&component).unwrap()).unwrap();
        Self { engine, pre }
    }

    pub fn step(&self, state: Option<&[u8]>, event: Event) -> Next {
        let limits = StoreLimitsBuilder::new().memory_size(16 << 20).table_elements(20_000).build();
        let mut store = Store::new(&self.engine, State { limits, requests: 0 });
        store.limiter(|state| &mut state.limits);
        store.set_fuel(50_000_000).unwrap();
        store.set_epoch_deadline(26);
        store.set_hostcall_fuel(1 << 20);
        let app = self.pre.instantiate(&mut store).unwrap();
        app.loggia_app_app().call_step(&mut store, state, &event).unwrap().unwrap()
    }

    /// Opens coffee.
    pub fn launched(&self) -> Event {
        self.told(None, vec!["loggia:loyalty/loyalty".into()])
    }

    /// Opens a mini-app for an intent.
    pub fn told(&self, intent: Option<Intent>, rights: Vec<String>) -> Event {
        event(Kind::Launched(Launch {
            environment: Environment {
                locale: "en".into(),
                time_zone: "UTC".into(),
                utc_offset_minutes: 0,
                currency: "EUR".into(),
            },
            intent,
            rights,
            reason: Reason::Opened,
        }))
    }

    /// A tap on what has this action.
    pub fn tapped(&self, action: &[u8]) -> Event {
        event(Kind::Action(UserAction { action: action.to_vec(), fields: Vec::new() }))
    }

    /// A form with one text field, submitted.
    pub fn submitted(&self, field: &str, value: &str) -> Event {
        let fields = vec![(field.to_owned(), FieldValue::Text(value.to_owned()))];
        event(Kind::Action(UserAction { action: Vec::new(), fields }))
    }
}

/// The action of the list item with this title.
pub fn action_of(view: &View, title: &str) -> Vec<u8> {
    let titled = |part: &Inline| matches!(part, Inline::Text(text) if text == title);
    let item = view.items.iter().find(|item| item.title.iter().any(titled));
    let action = item.and_then(|item| item.on_tap).expect("it can be tapped");
    view.actions[action as usize].clone()
}

fn event(kind: Kind) -> Event {
    Event { now: 1_790_000_000_000, entropy: vec![7; 32], kind }
}

fn refused<T>() -> Result<T, Error> {
    Err(Error {
        code: ErrorCode::Unavailable,
        reason: None,
        message: String::new(),
        retry_after_ms: None,
        reference: String::new(),
    })
}

impl State {
    fn request(&mut self) -> Result<u64, Error> {
        self.requests += 1;
        Ok(self.requests)
    }
}

impl loggia::types::types::Host for State {}
impl loggia::app::ui::Host for State {}
impl loggia::app::events::Host for State {}

impl loggia::storage::storage::Host for State {
    fn get(&mut self, _: String) -> Result<Option<Vec<u8>>, Error> {
        Ok(None)
    }
    fn set(&mut self, _: String, _: Vec<u8>) -> Result<(), Error> {
        Ok(())
    }
    fn delete(&mut self, _: String) -> Result<(), Error> {
        Ok(())
    }
    fn list_keys(&mut self, _: String) -> Result<Vec<String>, Error> {
        Ok(Vec::new())
    }
}

impl loggia::loyalty::loyalty::Host for State {
    fn get_balance(&mut self, _: Vec<u8>) -> Result<u64, Error> {
        self.request()
    }
    fn take_balance(&mut self, _: u64) -> Result<loggia::loyalty::loyalty::Balance, Error> {
        refused()
    }
    fn earn(&mut self, _: String, _: Vec<u8>) -> Result<u64, Error> {
        self.request()
    }
    fn redeem(&mut self, _: u64, _: String, _: Vec<u8>) -> Result<u64, Error> {
        self.request()
    }
    fn return_points(&mut self, _: String, _: Vec<u8>) -> Result<u64, Error> {
        self.request()
    }
    fn take_booking(&mut self, _: u64) -> Result<loggia::loyalty::loyalty::Booking, Error> {
        refused()
    }
}

impl loggia::payments::payments::Host for State {}

impl loggia::payments::payments_initiate::Host for State {
    fn initiate(
        &mut self,
        _: loggia::payments::payments_initiate::Instruction,
        _: Vec<u8>,
    ) -> Result<loggia::payments::payments_initiate::Initiated, Error> {
        refused()
    }
    fn take_outcome(
        &mut self,
        _: u64,
    ) -> Result<loggia::payments::payments_initiate::Payment, Error> {
        refused()
    }
    fn get_payment(
        &mut self,
        _: String,
    ) -> Result<loggia::payments::payments_initiate::Payment, Error> {
        refused()
    }
    fn cancel(&mut self, _: String) -> Result<(), Error> {
        refused()
    }
}

impl loggia::platform::timers::Host for State {
    fn wake_at(&mut self, _: u64, _: Vec<u8>) -> Result<(), Error> {
        Ok(())
    }
}

impl loggia::platform::navigation::Host for State {
    fn close(&mut self) -> Result<(), Error> {
        Ok(())
    }

    fn open_mini_app(
        &mut self,
        _: String,
        _: String,
        _: Vec<(String, String)>,
    ) -> Result<(), Error> {
        Ok(())
    }
}

impl loggia::platform::log::Host for State {
    fn write(&mut self, _: loggia::platform::log::Level, _: String) {}
}

impl loggia::platform::diagnostics::Host for State {
    fn panicked(&mut self, _: String, _: String, _: u32) {}
}
