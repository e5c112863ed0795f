//! `loggia build` on a project in TypeScript: the same bytes everywhere, and what a partner is told.

use std::fs;
use std::thread;

use loggia_tests::coffee::loggia;
use loggia_tests::{has_node, tip_jar};

use super::project::{Project, said};

#[test]
fn the_same_source_in_another_folder_makes_the_same_bytes() {
    if !has_node() {
        return;
    }
    let project = Project::new();
    project.build().went_well();
    let there = fs::read(project.path.join("target/loggia/tip-jar-1.0.0.wasm")).unwrap();
    let here = fs::read(&tip_jar().package).unwrap();
    assert!(here == there, "the engine's picture must not hold the time, a seed or a path");
}

#[test]
fn many_builds_of_one_project_at_once_all_go_well() {
    if !has_node() {
        return;
    }
    let project = Project::new();
    thread::scope(|scope| {
        let builds: Vec<_> = (0..4).map(|_| scope.spawn(|| project.build())).collect();
        for build in builds {
            build.join().unwrap().went_well();
        }
    });
}

#[test]
fn the_component_imports_what_the_code_uses_and_no_wasi() {
    if !has_node() {
        return;
    }
    let imports = loggia_runtime::package::imports(&tip_jar().component).unwrap();
    let mut names: Vec<&str> = imports.iter().map(|import| import.interface.as_str()).collect();
    names.retain(|name| {
        !matches!(
            *name,
            "loggia:types/types"
                | "loggia:app/ui"
                | "loggia:app/events"
                | "loggia:payments/payments"
        )
    });
    names.sort_unstable();
    assert_eq!(
        names,
        [
            "loggia:payments/payments-initiate",
            "loggia:platform/diagnostics",
            "loggia:platform/log",
            "loggia:storage/storage",
        ]
    );
}

#[test]
fn an_error_in_the_types_is_shown_at_its_place() {
    if !has_node() {
        return;
    }
    let project = Project::new();
    project.change("src/tip.ts", "at: ctx.now,", "at: \"now\",");
    let line = project.line("src/tip.ts", "at: \"now\",");
    project.build().ended(
        1,
        &[
            &format!("src/tip.ts({line},"),
            "TS2322",
            "Type 'string' is not assignable to type 'number'",
            "error: tip-jar does not compile",
            "help: mend what the compiler says above",
        ],
    );
}

#[test]
fn what_is_called_and_not_asked_for_and_the_other_way_round_is_named() {
    if !has_node() {
        return;
    }
    let project = Project::new();
    project.change(
        "src/main.ts",
        "export const app",
        "export { location } from \"@loggia/sdk\";\nexport const app",
    );
    project.change(
        "loggia.toml",
        "[capabilities.optional]",
        "[capabilities.optional]\n\"loggia:platform/timers\" = { en = \"a\", de = \"b\" }",
    );
    let line = project.line("loggia.toml", "timers");
    project.build().ended(
        1,
        &[
            "the code calls loggia:location/location (current, take-position), which is not asked for",
            "[capabilities.required.\"loggia:location/location\"]",
            "loggia:platform/timers is asked for, and the code never calls it",
            &format!("loggia.toml:{line}:1"),
            "remove loggia:platform/timers until the code calls it",
        ],
    );
}

#[test]
fn a_main_module_without_the_mini_app_is_shown_what_to_export() {
    if !has_node() {
        return;
    }
    let project = Project::new();
    project.change("src/main.ts", "export const app", "export const jar");
    project.build().ended(1, &["src/main.ts exports no `app`", "export const app = miniApp<"]);
}

#[test]
fn a_module_that_fails_when_it_is_loaded_is_told_why() {
    if !has_node() {
        return;
    }
    let project = Project::new();
    project.change(
        "src/main.ts",
        "export const app",
        "if (Date.now() === 0) throw new Error(\"too early\");\nexport const app",
    );
    project.build().ended(
        1,
        &[
            "too early",
            "tip-jar could not be made a component",
            "a module that throws when it is loaded",
        ],
    );
}

#[test]
fn two_languages_are_one_too_many() {
    if !has_node() {
        return;
    }
    let project = Project::new();
    fs::write(project.path.join("Cargo.toml"), "[package]\nname = \"jar\"\n").unwrap();
    project
        .build()
        .ended(2, &["has a Cargo.toml and a package.json", "remove package.json if that is Rust"]);
}

#[test]
fn two_versions_are_both_named() {
    if !has_node() {
        return;
    }
    let project = Project::new();
    project.change("package.json", "\"version\": \"1.0.0\"", "\"version\": \"1.1.0\"");
    project.build().ended(1, &["loggia.toml says version 1.0.0, and package.json says 1.1.0"]);
}

#[test]
fn without_node_it_is_said_where_to_get_it() {
    if !has_node() {
        return;
    }
    let project = Project::new();
    let mut build = loggia();
    build.arg("build").arg(&project.path).env("PATH", "/nowhere");
    said(&mut build, "")
        .ended(1, &["node could not be started", "with Node 20 or later", "https://nodejs.org"]);
}

#[test]
fn missing_packages_are_installed_and_missing_tools_named() {
    if !has_node() {
        return;
    }
    let project = Project::new();
    fs::remove_file(project.path.join("../node_modules")).unwrap();
    // Nothing to install, so that nothing is fetched.
    fs::remove_file(project.path.join("package-lock.json")).unwrap();
    let package = r#"{ "name": "jar", "version": "1.0.0", "private": true }"#;
    fs::write(project.path.join("package.json"), package).unwrap();
    project.build().ended(
        1,
        &[
            "are missing: installing them with npm install",
            "jar has no typescript among its packages",
            "npm install --save-dev typescript@",
            "componentize-qjs@0.4.5",
        ],
    );
}
