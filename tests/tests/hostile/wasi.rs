//! The empty world that a guest of another toolchain meets.

use loggia_runtime::package::{Package, PackageError};
use loggia_runtime::{Fault, Limits};
use loggia_tests::{
    Core, Lab, Target, full_grant, manifest, mischief_component, package, package_with, told,
};

#[test]
fn a_guest_of_wasip2_is_accepted_and_finds_nothing() {
    let package = package(mischief_component(Target::Wasip2));
    let read = Package::read(&package, &Limits::default()).unwrap();
    let wasi: Vec<_> = read.imports().iter().filter(|i| i.interface.starts_with("wasi:")).collect();
    assert!(!wasi.is_empty(), "it does import WASI");
    assert!(wasi.iter().all(|import| import.is_closed_wasi()), "{wasi:?}");
    Lab::each(|lab| {
        let app = lab.load(&package, &full_grant(), &Limits::default()).unwrap();
        let mut session = lab.open(&app, "").unwrap();
        assert_eq!(told(&mut session, "world"), "0 arguments 0 variables Ok(0) from stdin");
        assert_eq!(
            told(&mut session, "set a 3; get a"),
            "set, 3",
            "its capabilities are as any other's"
        );
    });
}

#[test]
fn a_guest_that_exits_has_failed() {
    Lab::each(|lab| {
        let package = package(mischief_component(Target::Wasip2));
        let app = lab.load(&package, &full_grant(), &Limits::default()).unwrap();
        let mut session = lab.open(&app, "").unwrap();
        assert_eq!(lab.fault(&mut session, "set a 3; exit"), Fault::Exited);
        assert_eq!(told(&mut session, "get a"), "none");
        let fault = lab.fault(&mut session, "panic-unreported");
        assert!(matches!(fault, Fault::Trap { .. }), "{fault:?}");
    });
}

fn stdout(step: &str) -> Core {
    Core {
        imports: r#"(import "wasi:cli/stdout@0.2.6" "get-stdout" (func $get (result i32)))"#.into(),
        world: "import wasi:cli/stdout@0.2.6;".into(),
        packages: "package wasi:io@0.2.6 { interface streams { resource output-stream; } }
            package wasi:cli@0.2.6 { interface stdout {
              use wasi:io/streams@0.2.6.{output-stream};
              get-stdout: func() -> output-stream;
            } }"
        .into(),
        ..Core::stepping(step)
    }
}

#[test]
fn streams_without_end_are_refused_as_handles() {
    Lab::each(|lab| {
        let limit = Limits::default().handles;
        let fault = lab.fault_of(&stdout("(loop $on (drop (call $get)) (br $on))"));
        assert_eq!(fault, Fault::Handles { limit });
    });
}

#[test]
fn as_many_streams_as_handles_are_allowed() {
    let hundred = "(local $n i32)
        (loop $on
          (drop (call $get))
          (br_if $on (i32.ne (local.tee $n (i32.add (local.get $n) (i32.const 1))) (i32.const 100))))";
    Lab::each(|lab| {
        let limits = |handles| Limits { handles, ..Limits::default() };
        lab.open(&lab.core_within(&stdout(hundred), &limits(100)), "").expect("a hundred");
        let fault = lab.fault_of_app(&lab.core_within(&stdout(hundred), &limits(99)));
        assert_eq!(fault, Fault::Handles { limit: 99 });
    });
}

#[test]
fn all_other_interfaces_of_wasi_are_refused_by_name() {
    for (package, interface, version) in [
        ("wasi:clocks", "monotonic-clock", "0.2.6"),
        ("wasi:clocks", "wall-clock", "0.2.6"),
        ("wasi:random", "random", "0.2.6"),
        ("wasi:random", "insecure-seed", "0.2.6"),
        ("wasi:filesystem", "preopens", "0.2.6"),
        ("wasi:sockets", "tcp-create-socket", "0.2.6"),
        ("wasi:http", "outgoing-handler", "0.2.6"),
        ("wasi:cli", "run-of-its-own", "0.2.6"),
        // Right name, wrong time.
        ("wasi:cli", "exit", "0.3.0"),
    ] {
        let import = format!("{package}/{interface}@{version}");
        let core = Core {
            imports: format!(r#"(import "{import}" "anything" (func))"#).into(),
            world: format!("import {import};").into(),
            packages: format!(
                "package {package}@{version} {{ interface {interface} {{ anything: func(); }} }}"
            )
            .into(),
            ..Core::default()
        };
        let error = package_with(&core.component(), &manifest([], [])).unwrap_err();
        let PackageError::UnknownImport { import: named } = &error else {
            panic!("{import}: {error:?}");
        };
        assert_eq!(named.as_str(), import);
    }
}

#[test]
fn a_function_that_wasi_does_not_have_is_refused_at_load() {
    let core = Core {
        imports: r#"(import "wasi:cli/exit@0.2.6" "exit-the-bank" (func))"#.into(),
        world: "import wasi:cli/exit@0.2.6;".into(),
        packages: "package wasi:cli@0.2.6 { interface exit { exit-the-bank: func(); } }".into(),
        ..Core::default()
    };
    Lab::each(|lab| {
        let error =
            lab.load(&package(&core.component()), &full_grant(), &Limits::default()).unwrap_err();
        assert!(matches!(error, loggia_runtime::LoadError::Contract { .. }), "{error:?}");
        assert!(error.to_string().contains("exit-the-bank"), "{error}");
    });
}
