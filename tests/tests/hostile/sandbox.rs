//! Guests that use up what there is, or break out of their form.

use std::sync::Arc;
use std::time::{Duration, Instant};

use loggia_runtime::package::Package;
use loggia_runtime::store::MemoryStore;
use loggia_runtime::{
    Backends, Engine, Error, Fault, Host, Launch, Limits, LoadError, MiniApp, Profile,
};
use loggia_tests::{Core, Lab, full_grant, package, tell, told};

/// 16 MiB and a page.
const TOO_MANY_PAGES: &str = r#"(memory (export "memory") 257)"#;

#[test]
fn an_endless_loop_ends_with_its_fuel() {
    Lab::each(|lab| {
        let fault = lab.fault_of(&Core::stepping("(loop $on (br $on))"));
        assert_eq!(fault, Fault::Fuel { limit: Limits::default().step_fuel });
    });
}

#[test]
fn an_endless_start_function_ends_with_the_steps_fuel() {
    Lab::each(|lab| {
        let core = Core::with("(func $start (loop $on (br $on))) (start $start)");
        assert_eq!(lab.fault_of(&core), Fault::Fuel { limit: Limits::default().step_fuel });
    });
}

#[test]
fn an_endless_realloc_ends_with_the_steps_fuel() {
    Lab::each(|lab| {
        let realloc = r#"(func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
            (loop $on (br $on)) (unreachable))"#;
        let core = Core { realloc: realloc.into(), ..Core::default() };
        assert_eq!(lab.fault_of(&core), Fault::Fuel { limit: Limits::default().step_fuel });
    });
}

#[test]
fn a_realloc_that_points_out_of_memory_is_refused() {
    Lab::each(|lab| {
        let realloc = r#"(func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
            (i32.const -16))"#;
        let core = Core { realloc: realloc.into(), ..Core::default() };
        let Fault::Malformed { reason } = lab.fault_of(&core) else {
            panic!("it is no address");
        };
        assert!(reason.as_str().contains("realloc"), "{reason}");
    });
}

#[test]
fn a_memory_that_starts_too_large_is_refused() {
    Lab::each(|lab| {
        let core = Core { memory: TOO_MANY_PAGES.into(), ..Core::default() };
        assert_eq!(lab.fault_of(&core), Fault::Memory { limit: Limits::default().memory_bytes });
    });
}

#[test]
fn a_memory_that_grows_without_end_is_refused() {
    Lab::each(|lab| {
        let core = Core::stepping(
            "(loop $on (br_if $on (i32.ne (memory.grow (i32.const 16)) (i32.const -1)))) (unreachable)",
        );
        assert_eq!(lab.fault_of(&core), Fault::Memory { limit: Limits::default().memory_bytes });
    });
}

#[test]
fn a_guest_that_is_refused_memory_and_lives_with_it_is_fine() {
    Lab::each(|lab| {
        let app = lab.core(&Core::stepping("(drop (memory.grow (i32.const 1000)))"));
        lab.open(&app, "").expect("asking is no fault");
    });
}

#[test]
fn growth_that_fails_by_itself_takes_nothing_of_the_bounds() {
    Lab::each(|lab| {
        let grow = |table: &str| format!("(table.grow ${table} (ref.null func) (i32.const 15000))");
        let (small, large) = (grow("small"), grow("large"));
        let app = lab.core(&Core {
            fields: "(table $small 1 10 funcref) (table $large 1 funcref)".into(),
            ..Core::stepping(&format!(
                "(drop {small}) (drop {small}) (if (i32.eq {large} (i32.const -1)) (then (unreachable)))"
            ))
        });
        lab.open(&app, "").expect("there is room for the other table");
    });
}

#[test]
fn an_allocator_that_runs_out_of_memory_is_named_as_such() {
    Lab::each(|lab| {
        let mut session = lab.open(&lab.mischief(), "").unwrap();
        assert_eq!(told(&mut session, "take-memory 1000000"), "took 1000000");
        let limit = Limits::default().memory_bytes;
        assert_eq!(lab.fault(&mut session, "take-memory 17000000"), Fault::Memory { limit });
    });
}

#[test]
fn a_table_that_grows_without_end_is_refused() {
    Lab::each(|lab| {
        let core = Core {
            fields: "(table $t 1 funcref)".into(),
            ..Core::stepping(
                "(loop $on (br_if $on (i32.ne (table.grow $t (ref.null func) (i32.const 1000)) (i32.const -1)))) (unreachable)",
            )
        };
        assert_eq!(lab.fault_of(&core), Fault::Tables { limit: Limits::default().table_elements });
    });
}

#[test]
fn a_table_or_memory_that_starts_beyond_all_bounds_never_runs() {
    // The pool has no slot of such a size, and says so when it compiles; without a pool the limit says so
    // when it is to be made.
    let huge = [
        (
            Core::with("(table 20001 funcref)"),
            Fault::Tables { limit: Limits::default().table_elements },
        ),
        (
            Core { memory: r#"(memory (export "memory") 65536)"#.into(), ..Core::default() },
            Fault::Memory { limit: Limits::default().memory_bytes },
        ),
    ];
    Lab::each(|lab| {
        for (core, fault) in &huge {
            match lab.load(&package(&core.component()), &full_grant(), &Limits::default()) {
                Ok(app) => assert_eq!(lab.fault_of_app(&app), *fault),
                Err(error) => {
                    assert!(matches!(lab.profile, Profile::Server { .. }), "{error}");
                    assert!(matches!(error, LoadError::Contract { .. }), "{error}");
                    assert!(error.to_string().contains("pooling"), "{error}");
                }
            }
        }
        lab.good_mini_app_works();
    });
}

#[test]
fn a_recursion_without_end_overflows_its_own_stack_only() {
    Lab::each(|lab| {
        let core = Core {
            fields: "(func $down (param i64) (result i64) (i64.add (call $down (local.get 0)) (i64.const 1)))".into(),
            ..Core::stepping("(drop (call $down (i64.const 0)))")
        };
        assert_eq!(lab.fault_of(&core), Fault::StackOverflow);
    });
}

#[test]
fn huge_fills_end_with_the_wall_clock_or_with_fuel() {
    Lab::each(|lab| {
        let core = Core {
            memory: r#"(memory (export "memory") 250)"#.into(),
            ..Core::stepping(
                "(loop $on (memory.fill (i32.const 65536) (i32.const 7) (i32.const 16000000)) (br $on))",
            )
        };
        // Fuel enough that it is the clock that ends it.
        let limits = Limits {
            step_fuel: u64::MAX >> 1,
            minute_fuel: u64::MAX,
            step_millis: 50,
            ..Limits::default()
        };
        let app = lab.core_within(&core, &limits);
        let begun = Instant::now();
        let error = lab.open(&app, "").expect_err("it fills for ever");
        let took = begun.elapsed();
        assert!(matches!(error, Error::Fault(Fault::Deadline { limit: 50 })), "{error:?}");
        assert!(took >= Duration::from_millis(50), "ended before its time, after {took:?}");

        let fault = lab.fault_of_app(&lab.core(&core));
        let (limit, millis) = (Limits::default().step_fuel, Limits::default().step_millis);
        assert!(
            [Fault::Fuel { limit }, Fault::Deadline { limit: millis }].contains(&fault),
            "{fault:?}"
        );
    });
}

#[test]
fn a_trap_s_text_is_harmless_whatever_its_functions_are_called() {
    Lab::each(|lab| {
        let core = Core {
            fields: "(func $\"\\1b[2J\\1b]0;bank\\07\\0d\\0a\\e2\\80\\aeknab\" (unreachable))"
                .into(),
            ..Core::stepping("(call $\"\\1b[2J\\1b]0;bank\\07\\0d\\0a\\e2\\80\\aeknab\")")
        };
        let fault = lab.fault_of(&core);
        let Fault::Trap { reason } = &fault else {
            panic!("it trapped: {fault:?}");
        };
        assert!(reason.as_str().contains("\u{241b}[2J"), "the name is there to be read: {reason}");
        for text in [fault.to_string(), Error::Fault(fault.clone()).to_string()] {
            assert!(!text.chars().any(|c| c.is_control() || c == '\u{202e}'), "{text:?}");
        }
    });
}

#[test]
fn text_that_is_not_utf_8_is_refused_as_a_result_and_as_an_argument() {
    let result = Core {
        step: "(i32.store8 (i32.const 1280) (i32.const 255)) (i32.const 1024)".into(),
        ..Core::default()
    };
    // Ends of a two-byte letter, a lone half of a pair, an overlong slash.
    let arguments = ["\\c3", "\\ed\\a0\\80", "\\c0\\af"].map(|bytes| Core {
        imports:
            r#"(import "loggia:storage/storage@0.1.0" "delete" (func $delete (param i32 i32 i32)))"#
                .into(),
        fields: format!(r#"(data (i32.const 2048) "{bytes}")"#).into(),
        world: "import loggia:storage/storage@0.1.0;".into(),
        ..Core::stepping("(call $delete (i32.const 2048) (i32.const 3) (i32.const 3072))")
    });
    Lab::each(|lab| {
        for core in arguments.iter().chain([&result]) {
            let Fault::Malformed { reason } = lab.fault_of(core) else {
                panic!("it is no text");
            };
            assert!(reason.as_str().contains("utf-8"), "{reason}");
        }
    });
}

#[test]
fn a_result_that_lies_about_where_it_is_is_refused() {
    // A node list that ends out of memory; one that is misaligned; a result that is nowhere; an element
    // that does not exist.
    let lies = [
        "(i32.store (i32.const 1056) (i32.const 65535))",
        "(i32.store (i32.const 1052) (i32.const 1153))",
        "(return (i32.const -4))",
        "(i32.store8 (i32.const 1176) (i32.const 200))",
    ];
    Lab::each(|lab| {
        for lie in lies {
            let fault = lab.fault_of(&Core::stepping(lie));
            assert!(
                matches!(fault, Fault::Malformed { .. } | Fault::HandedOver { .. }),
                "{lie}: {fault:?}"
            );
        }
    });
}

#[test]
fn a_list_that_is_too_long_for_a_capability_never_reaches_it() {
    Lab::each(|lab| {
        let mut session = lab.open(&lab.mischief(), "set a 10").unwrap();
        let limit = Limits::default().hostcall_bytes;
        assert_eq!(lab.fault(&mut session, "set a 2000000"), Fault::HandedOver { limit });
        assert_eq!(told(&mut session, "get a"), "10");
    });
}

#[test]
fn a_result_that_is_too_long_is_not_lifted() {
    Lab::each(|lab| {
        // Neither is looked at: wasmtime stops before it has lifted them.
        for orders in ["view nodes 20000", "state 2000000"] {
            let mut session = lab.open(&lab.mischief(), "").unwrap();
            let limit = Limits::default().hostcall_bytes;
            assert_eq!(lab.fault(&mut session, orders), Fault::HandedOver { limit }, "{orders}");
        }
    });
}

#[test]
fn handles_of_its_own_without_end_are_refused() {
    Lab::each(|lab| {
        let core = handles("(loop $on (drop (call $new (i32.const 1))) (br $on))");
        assert_eq!(lab.fault_of(&core), Fault::Handles { limit: Limits::default().handles });
    });
}

/// A guest with a resource of its own.
pub(crate) fn handles(step: &str) -> Core {
    Core {
        imports: r#"(import "[export]tests:guest/things" "[resource-new]thing" (func $new (param i32) (result i32)))"#.into(),
        fields: r#"(func (export "tests:guest/things#make") (result i32) (call $new (i32.const 1)))"#.into(),
        world: "export things;".into(),
        packages: "interface things { resource thing; make: func() -> thing; }".into(),
        ..Core::stepping(step)
    }
}

#[test]
fn modules_without_end_are_refused() {
    Lab::each(|lab| {
        for (part, copies) in
            [("(module)", 17), ("(module (memory 0))", 5), ("(module (table 0 funcref))", 17)]
        {
            let component = with_modules(&Core::default().component(), part, copies);
            let app = lab.load(&package(&component), &full_grant(), &Limits::default()).unwrap();
            let fault = lab.fault_of_app(&app);
            assert!(matches!(fault, Fault::Parts { .. }), "{copies} × {part}: {fault:?}");
        }
    });
}

#[test]
fn many_memories_count_as_one() {
    Lab::each(|lab| {
        // Three of 6 MiB, each far below the bound.
        let component = with_modules(&Core::default().component(), "(module (memory 96))", 3);
        let app = lab.load(&package(&component), &full_grant(), &Limits::default()).unwrap();
        assert_eq!(lab.fault_of_app(&app), Fault::Memory { limit: Limits::default().memory_bytes });
    });
}

/// The component with `copies` instances of one more core module.
pub(crate) fn with_modules(component: &[u8], module: &str, copies: usize) -> Vec<u8> {
    use wasm_encoder::{Component, ComponentSection, InstanceSection, RawSection};
    let mut modules = 0;
    for payload in wasmparser::Parser::new(0).parse_all(component) {
        if matches!(payload.unwrap(), wasmparser::Payload::ModuleSection { .. }) {
            modules += 1;
        }
    }
    let module = wat::parse_str(module).unwrap();
    let mut more = component.to_vec();
    let section =
        RawSection { id: wasm_encoder::ComponentSectionId::CoreModule as u8, data: &module };
    section.append_to_component(&mut more);
    let mut instances = InstanceSection::new();
    for _ in 0..copies {
        let nothing: [(&str, wasm_encoder::ModuleArg); 0] = [];
        instances.instantiate(modules, nothing);
    }
    instances.append_to_component(&mut more);
    assert!(more.starts_with(&Component::HEADER));
    more
}

#[test]
fn what_a_guest_says_of_its_panic_survives_and_is_harmless() {
    Lab::each(|lab| {
        let mut session = lab.open(&lab.mischief(), "").unwrap();
        let fault = lab.fault(&mut session, "panic at \u{1b}[31mthe disco");
        let Fault::Panicked { message, file, line } = &fault else {
            panic!("it said so: {fault:?}");
        };
        assert_eq!(message.as_str(), "at \u{241b}[31mthe disco");
        assert_eq!(
            (file.as_str(), *line),
            ("src/\u{241b}[31mlib.rs", 7),
            "the first report counts"
        );

        let fault = lab.fault(&mut session, "panic-unreported in silence");
        assert!(matches!(fault, Fault::Trap { .. }), "{fault:?}");
    });
}

#[test]
fn a_guest_of_as_many_parts_as_it_may_have_needs_one_slot_of_the_pool() {
    let engine = Engine::new(Profile::Server { max_instances: 1 }).unwrap();
    let limits = Limits::default();
    let component = Core::default().component();
    let component =
        with_modules(&component, "(module (memory 1) (table 1 funcref))", limits.memories - 1);
    let package = Package::read(&package(&component), &limits).unwrap();
    let app = Arc::new(MiniApp::load(&engine, package, &full_grant(), limits).unwrap());
    let host = Host::new(Arc::new(MemoryStore::new()), Backends::default());
    let launch = Launch { environment: Lab::environment(), intent: None };
    host.open(&app, "somebody".parse().unwrap(), launch).expect("nobody else is there");
}

#[test]
fn a_refused_order_is_no_fault() {
    // Guards the other tests: what they tell mischief is understood.
    let lab = Lab::embedded();
    let mut session = lab.open(&lab.mischief(), "").unwrap();
    assert_eq!(told(&mut session, "dance"), "what is dance?");
    tell(&mut session, "add; add").unwrap();
    assert_eq!(lab.saved(&session).state, b"2\nplain\n\n");
}
