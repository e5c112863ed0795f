//! Extism: a plug-in in Rust, compiled once, JSON in and out, with limits on fuel, memory and time.

use std::path::{Path, PathBuf};
use std::time::Duration;

use extism::{CompiledPlugin, Manifest, PTR, Plugin, PluginBuilder, UserData, Wasm, host_fn};
use loggia_tests::{Target, build_module};
use serde_json::value::RawValue;

use super::{Next, launched, tapped};

/// Compiled once, made into as many plug-ins as there are steps.
pub(crate) struct Extism {
    compiled: CompiledPlugin,
}

/// A plug-in that is kept between steps, and with it all that a step leaves behind.
pub(crate) struct Live {
    plugin: Plugin,
}

/// As Loggia's defaults: 16 MiB, 50 M instructions, a quarter of a second.
const PAGES: u32 = 256;
const FUEL: u64 = 50_000_000;
const TIMEOUT: Duration = Duration::from_millis(250);

host_fn!(get_balance(_context: String) -> String { Ok("1") });
host_fn!(storage_get(_key: String) -> String { Ok("") });

impl Extism {
    pub(crate) fn new() -> Self {
        let manifest = Manifest::new([Wasm::file(plugin())])
            .with_memory_max(PAGES)
            .with_timeout(TIMEOUT)
            .disallow_all_hosts();
        let compiled = PluginBuilder::new(manifest)
            .with_function("get_balance", [PTR], [PTR], UserData::new(()), get_balance)
            .with_function("storage_get", [PTR], [PTR], UserData::new(()), storage_get)
            .with_fuel_limit(FUEL)
            .with_cache_disabled()
            .compile()
            .unwrap();
        Self { compiled }
    }

    /// The first step, in a plug-in of its own.
    pub(crate) fn open(&self) -> Next {
        self.live().open()
    }

    /// A step in a plug-in of its own, which is dropped: what Loggia does.
    pub(crate) fn step(&self, state: &RawValue, action: &RawValue) -> Next {
        self.live().step(state, action)
    }

    pub(crate) fn live(&self) -> Live {
        Live { plugin: Plugin::new_from_compiled(&self.compiled).unwrap() }
    }
}

impl Live {
    /// The first step of a session.
    pub(crate) fn open(&mut self) -> Next {
        self.call(&launched())
    }

    /// A step on the instance of the one before.
    pub(crate) fn step(&mut self, state: &RawValue, action: &RawValue) -> Next {
        self.call(&tapped(state, action))
    }

    fn call(&mut self, input: &str) -> Next {
        let output: &str = self.plugin.call("step", input).unwrap();
        serde_json::from_str(output).unwrap()
    }
}

/// Where the plug-in lies, built from source.
fn plugin() -> PathBuf {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("plugin");
    build_module(&source, "coffee_plugin", Target::Unknown)
}
