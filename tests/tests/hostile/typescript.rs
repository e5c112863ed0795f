//! A guest in TypeScript that uses up what it can get, or fails in the ways of JavaScript: its engine is
//! in the sandbox with it, and is stopped with it.

use loggia_runtime::package::{Package, PackageError};
use loggia_runtime::policy::Grant;
use loggia_runtime::{Fault, Limits, LoadError, MiniApp};
use loggia_tests::{Lab, full_grant, told};

fn open(lab: &Lab, limits: &Limits) -> loggia_runtime::Session {
    lab.open(&lab.mischief_within(limits), "").expect("it behaves at first")
}

#[test]
fn a_loop_without_end_burns_the_fuel_of_its_step() {
    Lab::each_in_typescript(|lab| {
        // However busy the machine is, it is the fuel that ends it.
        let unhurried = Limits { step_millis: 60_000, ..Limits::default() };
        let mut session = open(lab, &unhurried);
        assert_eq!(lab.fault(&mut session, "loop"), Fault::Fuel { limit: unhurried.step_fuel });
    });
}

#[test]
fn a_loop_without_end_is_stopped_by_the_clock_where_fuel_is_plenty() {
    Lab::each_in_typescript(|lab| {
        let limits = Limits {
            step_millis: 200,
            step_fuel: u64::MAX >> 1,
            minute_fuel: u64::MAX,
            ..Limits::default()
        };
        let mut session = open(lab, &limits);
        assert_eq!(lab.fault(&mut session, "loop"), Fault::Deadline { limit: 200 });
    });
}

#[test]
fn memory_ends_where_the_limit_is_and_a_grant_moves_it() {
    Lab::each_in_typescript(|lab| {
        let unhurried = Limits { step_millis: 60_000, ..Limits::default() };
        let limit = unhurried.memory_bytes;
        let mut session = open(lab, &unhurried);
        assert_eq!(lab.fault(&mut session, "take-memory 17000000"), Fault::Memory { limit });
        let mut grant = full_grant();
        let limit = 24 << 20;
        grant.limits.memory_bytes = Some(limit);
        let app = lab.load(&lab.mischief_package(), &grant, &unhurried).unwrap();
        let mut session = lab.open(&app, "").unwrap();
        assert_eq!(told(&mut session, "take-memory 17000000"), "took 17000000");
        assert!(session.latest().usage.peak_memory > 17_000_000);
        assert_eq!(lab.fault(&mut session, "take-memory 26000000"), Fault::Memory { limit });
    });
}

#[test]
fn a_recursion_without_end_ends_its_own_step_only() {
    Lab::each_in_typescript(|lab| {
        let mut session = open(lab, &Limits { step_millis: 60_000, ..Limits::default() });
        let fault = lab.fault(&mut session, "descend");
        let own = matches!(fault, Fault::StackOverflow | Fault::Trap { .. } | Fault::Fuel { .. });
        assert!(own, "{fault:?}");
    });
}

#[test]
fn what_is_thrown_and_caught_by_nobody_undoes_the_step() {
    Lab::each_in_typescript(|lab| {
        let mut session = open(lab, &Limits::default());
        let Fault::Panicked { message, file, line } = lab.fault(&mut session, "panic oh no") else {
            panic!("it has said what happened");
        };
        assert_eq!((message.as_str(), line), ("oh no", 7));
        assert!(!file.as_str().contains('\u{1b}'), "{file}");
        for orders in ["panic-unreported oh no", "throw-nothing"] {
            let mut session = open(lab, &Limits::default());
            let fault = lab.fault(&mut session, orders);
            assert!(matches!(fault, Fault::Trap { .. }), "{orders}: {fault:?}");
        }
    });
}

#[test]
fn a_failure_in_its_own_words_is_no_fault() {
    Lab::each_in_typescript(|lab| {
        let mut session = open(lab, &Limits::default());
        let error =
            lab.undone(&mut session, |session| loggia_tests::tell(session, "fail not today"));
        assert_eq!(error.code(), "failure");
        assert!(error.to_string().contains("not today"), "{error}");
    });
}

#[test]
fn there_is_no_clock_and_no_chance_but_the_event_s() {
    Lab::each_in_typescript(|lab| {
        let mut session = open(lab, &Limits::default());
        let first = told(&mut session, "ambient");
        lab.clock.advance(5_000);
        assert_eq!(told(&mut session, "ambient"), first, "the same in every step");
        let mut other = open(lab, &Limits::default());
        assert_eq!(told(&mut other, "ambient"), first, "and in every session");
        assert_ne!(told(&mut session, "entropy"), told(&mut other, "entropy"));
        let now = told(&mut session, "now").parse::<u64>().unwrap();
        lab.clock.advance(5_000);
        assert_eq!(told(&mut session, "now").parse::<u64>().unwrap(), now + 5_000);
    });
}

#[test]
fn its_engine_leaves_most_of_the_usual_memory_and_fuel_to_it() {
    Lab::each_in_typescript(|lab| {
        let session = open(lab, &Limits::default());
        let usage = session.latest().usage;
        println!("{} bytes of memory, {} fuel", usage.peak_memory, usage.fuel);
        assert!(usage.peak_memory < Limits::default().memory_bytes / 4, "{usage:?}");
        assert!(usage.fuel < Limits::default().step_fuel / 10, "{usage:?}");
    });
}

#[test]
fn its_size_is_granted_and_nothing_larger_is_read_or_loaded() {
    Lab::each_in_typescript(|lab| {
        let package = lab.mischief_package();
        let small = Limits { component_bytes: 1 << 20, ..Limits::default() };
        let refused = Package::read(&package, &small).unwrap_err();
        assert!(matches!(refused, PackageError::TooLarge { max, .. } if max == 1 << 20));
        assert!(refused.to_string().contains("component-bytes under [limits]"), "{refused}");

        let load = |grant: &Grant| {
            let package = Package::read(&package, &Limits::default()).unwrap();
            MiniApp::load(lab.engine(), package, grant, Limits::default())
        };
        let mut grant = full_grant();
        grant.limits.component_bytes = Some(1 << 20);
        let refused = load(&grant).unwrap_err();
        assert!(matches!(refused, LoadError::TooLarge { max, .. } if max == 1 << 20), "{refused}");
        assert_eq!(refused.code(), "too-large");
        grant.limits.component_bytes = Some(2 << 20);
        load(&grant).expect("so large it may be");
    });
}
