//! Guests: the Rust one that does what it is told, built from source, and small ones in WAT.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, OnceLock};

use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
use wit_parser::Resolve;

/// What a guest is compiled for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// A core module without WASI, made a component afterwards.
    Unknown,
    /// A component of its own, with WASI's imports.
    Wasip2,
}

impl Target {
    fn triple(self) -> &'static str {
        match self {
            Self::Unknown => "wasm32-unknown-unknown",
            Self::Wasip2 => "wasm32-wasip2",
        }
    }
}

/// The contract.
#[must_use]
pub fn wit_dir() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../wit")
}

/// The component of `guests/mischief`, built once a process.
#[must_use]
pub fn mischief_component(target: Target) -> &'static [u8] {
    static UNKNOWN: OnceLock<Vec<u8>> = OnceLock::new();
    static WASIP2: OnceLock<Vec<u8>> = OnceLock::new();
    let built = match target {
        Target::Unknown => &UNKNOWN,
        Target::Wasip2 => &WASIP2,
    };
    built.get_or_init(|| build_guest("mischief", target))
}

/// Builds the guest in `guests/NAME` and makes a component of it.
///
/// # Panics
///
/// It does not build.
#[must_use]
pub fn build_guest(name: &str, target: Target) -> Vec<u8> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("guests").join(name);
    let wasm = std::fs::read(build_module(&source, name, target)).expect("cargo has written it");
    match target {
        Target::Unknown => component_of(&wasm),
        Target::Wasip2 => wasm,
    }
}

/// Builds the crate in the folder `source`, whose library is `name`, and says where it lies.
///
/// # Panics
///
/// It does not build.
#[must_use]
pub fn build_module(source: &Path, name: &str, target: Target) -> PathBuf {
    // Two cargos on one target folder would only wait for each other.
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _turn = ONE_AT_A_TIME.lock();
    add_target(target);
    let triple = target.triple();
    let target_dir = target_dir();
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(source).args(["build", "--release", "--locked", "--quiet"]);
    cargo.args(["--target", triple, "--target-dir"]).arg(&target_dir);
    // What is meant for the host's own build.
    for variable in ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "CARGO_BUILD_TARGET", "RUSTC_WRAPPER"]
    {
        cargo.env_remove(variable);
    }
    let built = cargo.status().expect("cargo can be run");
    assert!(built.success(), "the guest {name} must build for {triple}");
    target_dir.join(triple).join("release").join(format!("{name}.wasm"))
}

/// Beside the host's own artefacts.
pub(crate) fn target_dir() -> PathBuf {
    let program = std::env::current_exe().expect("a program knows its file");
    // TARGET/PROFILE/deps/TEST or TARGET/PROFILE/PROGRAM
    let profile = program.ancestors().skip(1).find(|folder| !folder.ends_with("deps"));
    let target = profile.and_then(Path::parent);
    target.expect("cargo runs programs out of its target folder").join("guests")
}

fn add_target(target: Target) {
    let triple = target.triple();
    let rustc = || Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    let libdir = rustc().args(["--print", "target-libdir", "--target", triple]).output();
    let libdir = libdir.expect("rustc can be run").stdout;
    if !Path::new(String::from_utf8_lossy(&libdir).trim()).is_dir() {
        eprintln!("adding the Rust target {triple}, which the tests' guests need");
        let added = Command::new("rustup").args(["target", "add", triple]).status();
        assert!(added.is_ok_and(|status| status.success()), "run `rustup target add {triple}`");
    }
}

fn component_of(module: &[u8]) -> Vec<u8> {
    let encoder = ComponentEncoder::default().module(module).expect("it carries its world");
    encoder.validate(true).encode().expect("it fits its world")
}

/// A core module in WAT, in the shape that the contract's canonical ABI asks for.
///
/// By default it is a good mini-app: its state is `s`, its view a single line.
#[derive(Debug, Clone)]
pub struct Core {
    /// Imports, which stand first.
    pub imports: Cow<'static, str>,
    /// The memory.
    pub memory: Cow<'static, str>,
    /// The function that the host asks for room.
    pub realloc: Cow<'static, str>,
    /// Anything else: functions, globals, tables, a start.
    pub fields: Cow<'static, str>,
    /// The body of `step`, which leaves the address of its result; `(local.get 0)` is that of its
    /// arguments.
    pub step: Cow<'static, str>,
    /// Imports and exports of the world besides the step.
    pub world: Cow<'static, str>,
    /// WIT packages that the world names, beside the contract's.
    pub packages: Cow<'static, str>,
}

/// What a guest carries over which the tests' compile worker can be told to tarry.
pub const TARRY: &str = "compiles for ages";

/// A step's body that ends well.
pub const GOOD_STEP: &str = "(i32.const 1024)";

impl Default for Core {
    fn default() -> Self {
        Self {
            imports: "".into(),
            memory: r#"(memory (export "memory") 2)"#.into(),
            // Room in one direction only: an instance lives for a step.
            realloc: r#"(global $room (mut i32) (i32.const 4096))
              (func (export "cabi_realloc") (param $old i32) (param $size i32) (param $align i32) (param $new i32) (result i32)
                (local $at i32)
                (local.set $at (i32.and (i32.add (global.get $room) (i32.const 15)) (i32.const -16)))
                (global.set $room (i32.add (local.get $at) (local.get $new)))
                (local.get $at))"#
                .into(),
            fields: "".into(),
            step: GOOD_STEP.into(),
            world: "".into(),
            packages: "".into(),
        }
    }
}

impl Core {
    /// The good mini-app with another body of `step`, after which it ends well.
    #[must_use]
    pub fn stepping(body: &str) -> Self {
        Self { step: format!("{body} {GOOD_STEP}").into(), ..Self::default() }
    }

    /// The good mini-app with more fields.
    #[must_use]
    pub fn with(fields: &str) -> Self {
        Self { fields: fields.to_owned().into(), ..Self::default() }
    }

    /// The good mini-app, told from others by its mark.
    #[must_use]
    pub fn marked(mark: &str) -> Self {
        Self::with(&format!(r#"(data (i32.const 2048) "{mark}")"#))
    }

    /// The core module, without a word about its world.
    #[must_use]
    pub fn module(&self) -> Vec<u8> {
        let Self { imports, memory, realloc, fields, step, .. } = self;
        let result = escaped(&good_result());
        let node = escaped(&good_node());
        let text = format!(
            r#"(module {imports} {memory} {realloc} {fields}
                 (data (i32.const 1024) "{result}")
                 (data (i32.const 1152) "{node}")
                 (data (i32.const 1280) "s")
                 (func (export "loggia:app/app@0.1.0#step") (param i32) (result i32) {step}))"#
        );
        wat::parse_str(&text).unwrap_or_else(|error| panic!("{error}\n{text}"))
    }

    /// The component.
    #[must_use]
    pub fn component(&self) -> Vec<u8> {
        let mut resolve = Resolve::default();
        resolve.push_dir(wit_dir()).expect("the contract parses");
        let (packages, world) = (&self.packages, &self.world);
        let text = format!(
            "package tests:guest;
             {packages}
             world guest {{ {world} export loggia:app/app@0.1.0; }}"
        );
        let package = resolve.push_str("guest.wit", &text).expect("the world parses");
        let world = resolve.select_world(&[package], Some("guest")).expect("it is there");
        let mut module = self.module();
        embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8)
            .expect("metadata can be embedded");
        component_of(&module)
    }
}

/// `ok(next)`: disc, then pointer and length of state, screen, title, nodes and the empty tables.
fn good_result() -> Vec<u8> {
    let words: [u32; 17] = [0, 1280, 1, 1280, 1, 1280, 1, 1152, 1, 0, 0, 0, 0, 0, 0, 0, 0];
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

/// A root without a key that is a divider.
fn good_node() -> Vec<u8> {
    let mut node = vec![0; 64];
    node[24] = 6;
    node
}

fn escaped(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "\\{byte:02x}");
        text
    })
}
