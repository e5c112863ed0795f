//! QuickJS by way of rquickjs: bytecode compiled once, JSON in and out, a memory limit and an
//! interrupt handler.

use std::cell::Cell;
use std::rc::Rc;

use rquickjs::context::intrinsic;
use rquickjs::module::WriteOptions;
use rquickjs::{Context, Ctx, Function, Module, Runtime};
use serde_json::value::RawValue;

use super::{Next, launched, tapped};

/// What the context of a step holds.
#[derive(Clone, Copy)]
pub(crate) enum Builtins {
    /// All that a JavaScript developer counts on.
    All,
    /// What coffee happens to need: the least with which it runs.
    Least,
}

/// Compiled once, run in as many runtimes as there are steps.
pub(crate) struct QuickJs {
    bytecode: Vec<u8>,
    builtins: Builtins,
}

/// A runtime that is kept between steps, and with it all that a step leaves behind.
pub(crate) struct Live {
    context: Context,
    /// Until the step that runs is stopped.
    left: Rc<Cell<u32>>,
}

/// As Loggia's default.
const MEMORY: usize = 16 << 20;
const STACK: usize = 512 << 10;
/// The interrupt handler is called every 10 000 operations or so: about as long as a step's fuel.
const INTERRUPTS: u32 = 5_000;

impl QuickJs {
    pub(crate) fn new(builtins: Builtins) -> Self {
        let runtime = Runtime::new().unwrap();
        let context = Context::full(&runtime).unwrap();
        let bytecode = context.with(|ctx| {
            let source = include_str!("coffee.js");
            let module = Module::declare(ctx, "coffee", source).unwrap();
            let options =
                WriteOptions { strip_source: true, strip_debug: true, ..WriteOptions::default() };
            module.write(options).unwrap()
        });
        Self { bytecode, builtins }
    }

    /// The first step, in a runtime of its own.
    pub(crate) fn open(&self) -> Next {
        self.live().open()
    }

    /// A step in a runtime of its own, which is dropped: what Loggia does.
    pub(crate) fn step(&self, state: &RawValue, action: &RawValue) -> Next {
        self.live().step(state, action)
    }

    pub(crate) fn live(&self) -> Live {
        let runtime = Runtime::new().unwrap();
        runtime.set_memory_limit(MEMORY);
        runtime.set_max_stack_size(STACK);
        let left = Rc::new(Cell::new(INTERRUPTS));
        let counted = Rc::clone(&left);
        runtime.set_interrupt_handler(Some(Box::new(move || {
            counted.set(counted.get().saturating_sub(1));
            counted.get() == 0
        })));
        let context = match self.builtins {
            Builtins::All => Context::full(&runtime),
            Builtins::Least => Context::custom::<(intrinsic::Json, intrinsic::Promise)>(&runtime),
        };
        let context = context.unwrap();
        context.with(|ctx| self.load(&ctx));
        Live { context, left }
    }

    #[allow(unsafe_code, reason = "QuickJS trusts its bytecode, and this was written above")]
    fn load<'js>(&self, ctx: &Ctx<'js>) {
        let host = ctx.globals();
        let get_balance = Function::new(ctx.clone(), |_: String| 1_u64).unwrap();
        host.set("host_get_balance", get_balance).unwrap();
        let storage_get = Function::new(ctx.clone(), |_: String| "").unwrap();
        host.set("host_storage_get", storage_get).unwrap();
        let module = unsafe { Module::load(ctx.clone(), &self.bytecode) }.unwrap();
        let (module, evaluated) = module.eval().unwrap();
        evaluated.finish::<()>().unwrap();
        host.set("step", module.get::<_, Function<'js>>("step").unwrap()).unwrap();
    }
}

impl Live {
    /// The first step of a session.
    pub(crate) fn open(&self) -> Next {
        self.call(launched())
    }

    /// A step on the runtime of the one before.
    pub(crate) fn step(&self, state: &RawValue, action: &RawValue) -> Next {
        self.call(tapped(state, action))
    }

    fn call(&self, input: String) -> Next {
        self.left.set(INTERRUPTS);
        let output: String = self.context.with(|ctx| {
            let step: Function<'_> = ctx.globals().get("step").unwrap();
            step.call((input,)).unwrap()
        });
        serde_json::from_str(&output).unwrap()
    }
}
