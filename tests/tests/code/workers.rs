//! Compile workers that do what they should, and workers that do not.

use std::path::PathBuf;
use std::sync::Barrier;
use std::{fs, thread};

use loggia_runtime::code::{CompileError, CompileLimits, CompileWorkers};
use loggia_runtime::{Blame, Engine, LoadError, Profile};
use loggia_tests::{Core, TARRY};

use super::{Folder, ROOMY, SERVER, engine, load, marked, read, stats, works};

/// Long enough for any machine to compile a small mini-app.
const LONG: u64 = 60_000;

fn workers(manner: &str) -> CompileWorkers {
    CompileWorkers::new(env!("CARGO_BIN_EXE_compile-worker")).with_arguments([manner])
}

fn engine_with(manner: &str, limits: CompileLimits) -> Engine {
    engine(Profile::Embedded).with_compile_workers(workers(manner)).with_compile_limits(limits)
}

fn within(worker_millis: u64) -> CompileLimits {
    CompileLimits { worker_millis, ..CompileLimits::default() }
}

fn compile_error(engine: &Engine, core: &Core) -> CompileError {
    match load(engine, &read(core)).unwrap_err() {
        LoadError::Compile(error) => error,
        other => panic!("this must be about compiling, and it is {other:?}"),
    }
}

/// Processes that this thread has started and not reaped.
fn children() -> String {
    fs::read_to_string("/proc/thread-self/children").unwrap()
}

#[test]
fn a_worker_makes_the_code_that_the_engine_would_make() {
    for profile in [Profile::Embedded, SERVER] {
        let folder = Folder::new();
        let app = marked("a");
        let by_worker = engine(profile)
            .with_code_cache(folder.cache(ROOMY))
            .with_compile_workers(workers("honest"))
            .with_compile_limits(within(LONG));
        works(&by_worker, &app);
        works(&by_worker, &app);
        assert_eq!(stats(&by_worker), [1, 1, 0, 0]);
        let in_process = engine(profile).with_code_cache(folder.cache(ROOMY));
        works(&in_process, &app);
        assert_eq!(stats(&in_process), [1, 0, 0, 0]);
    }
    assert_eq!(children(), "");
}

#[test]
fn a_mini_app_that_the_pool_has_no_room_for_is_refused_as_without_workers() {
    let bad = read(&Core::with("(table 20001 funcref)"));
    let by_worker =
        engine(SERVER).with_compile_workers(workers("honest")).with_compile_limits(within(LONG));
    assert_eq!(load(&by_worker, &bad).unwrap_err(), load(&engine(SERVER), &bad).unwrap_err());
}

#[test]
fn a_worker_that_does_not_answer_as_one_is_the_bank_s_problem() {
    let manners = [
        ("silent", "did not answer (exit status: 0)"),
        ("complaining", "said: \u{241b}[31mwith 0 variables no way"),
        ("panicking", "panicked"),
        ("babbling", "did not answer"),
        ("flooding", "did not answer"),
        ("foreign", "another build"),
        ("mistaken", "did not answer"),
        ("cut", "did not answer"),
        ("flipped", "did not answer"),
        ("lengthened", "did not answer"),
        ("unheard of", "no such manner"),
    ];
    let folder = Folder::new();
    let limits = CompileLimits { code_bytes: 1 << 20, ..within(LONG) };
    for (manner, says) in manners {
        let engine = engine_with(manner, limits.clone()).with_code_cache(folder.cache(ROOMY));
        let error = compile_error(&engine, &Core::marked("a"));
        assert!(matches!(error, CompileError::Worker { .. }), "{manner}: {error:?}");
        assert_eq!((error.blame(), error.code()), (Blame::Bank, "compile-worker"));
        let text = error.to_string();
        assert!(text.contains(says), "{manner}: {text}");
        assert!(text.len() < 1_000, "{manner}: {text}");
        assert_eq!(stats(&engine), [0; 4]);
        assert_eq!(children(), "", "{manner}");
    }
    assert!(folder.entries().is_empty(), "nothing of it is kept");
}

#[test]
fn a_program_that_is_not_there_is_the_bank_s_problem() {
    let nowhere = PathBuf::from("/nowhere/to/be/found");
    let engine = engine(Profile::Embedded).with_compile_workers(CompileWorkers::new(nowhere));
    let error = compile_error(&engine, &Core::marked("a"));
    assert_eq!(error.blame(), Blame::Bank);
    assert!(error.to_string().contains("/nowhere/to/be/found could not be started"), "{error}");
}

#[test]
fn a_worker_that_takes_too_long_is_stopped() {
    // The second is more than its pipe holds, of which it reads nothing.
    for core in [Core::marked("a"), Core::marked(&"x".repeat(120_000))] {
        let engine = engine_with("deaf", within(200));
        let error = compile_error(&engine, &core);
        assert_eq!(error, CompileError::Time { limit: 200 });
        assert_eq!((error.blame(), error.code()), (Blame::MiniApp, "compile-time"));
        assert_eq!(children(), "");
    }
}

#[test]
fn a_slow_one_is_stopped_while_others_are_compiled() {
    let limits = CompileLimits { at_once: 2, ..within(6_000) };
    let engine = engine_with("tarrying", limits);
    let slow = read(&Core::marked(TARRY));
    thread::scope(|scope| {
        let slow = scope.spawn(|| load(&engine, &slow).map(drop));
        works(&engine, &marked("a"));
        works(&engine, &marked("b"));
        assert!(!slow.is_finished(), "the others have not waited for it");
        let error = slow.join().unwrap().unwrap_err();
        assert_eq!(error, LoadError::Compile(CompileError::Time { limit: 6_000 }));
    });
    works(&engine, &marked("c"));
    assert_eq!(stats(&engine), [0, 3, 0, 0]);
}

#[test]
fn who_waits_for_a_place_waits_only_so_long() {
    let limits = CompileLimits { at_once: 1, wait_millis: 50, ..within(3_000) };
    let engine = engine_with("tarrying", limits);
    let slow = ["one", "other"].map(|name| read(&Core::marked(&format!("{name} {TARRY}"))));
    let start = Barrier::new(2);
    let mut ends = thread::scope(|scope| {
        let load = |app| {
            start.wait();
            load(&engine, app).map(drop).unwrap_err().to_string()
        };
        let both = slow.each_ref().map(|app| scope.spawn(move || load(app)));
        both.map(|one| one.join().unwrap())
    });
    ends.sort();
    let busy = CompileError::Busy { at_once: 1, limit: 50 };
    assert_eq!((busy.blame(), busy.code()), (Blame::Bank, "compile-busy"));
    let ends_so =
        [busy, CompileError::Time { limit: 3_000 }].map(|error| LoadError::from(error).to_string());
    assert_eq!(ends, ends_so);
    works(&engine, &marked("a"));
}

#[test]
fn a_worker_that_needs_too_much_memory_is_stopped() {
    let limit = 64 << 20;
    let limits = CompileLimits { worker_memory_bytes: limit, ..within(LONG) };
    let engine = engine_with("honest", limits);
    works(&engine, &marked("small ones fit"));

    let bursting = bursting();
    let before = resident_bytes();
    let error = compile_error(&engine, &bursting);
    assert_eq!(error, CompileError::Memory { limit });
    assert_eq!((error.blame(), error.code()), (Blame::MiniApp, "compile-memory"));
    let grown = resident_bytes().saturating_sub(before);
    assert!(grown < 32 << 20, "the host app has grown by {grown} bytes");
    works(&engine, &marked("small ones fit still"));
}

/// A function that is large to the compiler.
fn bursting() -> Core {
    let sum = "(local.set 0 (i64.add (i64.mul (local.get 0) (local.get 0)) (i64.const 3)))";
    Core::with(&format!("(func (param i64) (result i64) {} (local.get 0))", sum.repeat(60_000)))
}

fn resident_bytes() -> usize {
    let statm = fs::read_to_string("/proc/self/statm").unwrap();
    let pages: usize = statm.split(' ').nth(1).unwrap().parse().unwrap();
    pages * 4096
}

#[test]
fn code_that_grows_too_large_is_not_taken_over() {
    let limits = CompileLimits { code_bytes: 1_000, ..within(LONG) };
    let error = compile_error(&engine_with("honest", limits), &Core::marked("a"));
    assert_eq!(error, CompileError::CodeSize { limit: 1_000 });
    assert_eq!((error.blame(), error.code()), (Blame::MiniApp, "compile-code-size"));
}
