//! Each template, from `loggia new` through the steps of its own workflow for CI.

use std::fs;
use std::path::Path;

use loggia_tests::coffee::workspace;

use crate::desk::Desk;

#[test]
fn a_form_is_made_tested_built_and_run() {
    expect_ready("corner-shop", "form", 6);
}

#[test]
fn a_list_with_its_server_is_made_tested_built_and_run() {
    expect_ready("corner-shop", "list", 6);
}

#[test]
fn a_payment_is_made_tested_built_and_run() {
    expect_ready("corner-shop", "payment", 9);
}

#[test]
fn what_cannot_be_made_is_said_and_leaves_nothing() {
    let desk = Desk::enter();
    let home = desk.home();
    let refuses = |line: &str, texts: [&str; 2]| {
        let (went_well, said) = desk.run(&home, line);
        assert!(!went_well && texts.iter().all(|text| said.contains(text)), "{line}\n{said}");
    };
    refuses("loggia new 'Corner Shop'", ["lower-case", "loggia new corner-shop"]);
    refuses(
        "loggia new corner-shop --sdk /nowhere",
        ["no SDK at /nowhere", "a checkout of Loggia"],
    );
    fs::create_dir(home.join("corner-shop")).unwrap();
    refuses("loggia new corner-shop", ["nothing is overwritten", "choose another name"]);
    assert_eq!(fs::read_dir(home.join("corner-shop")).unwrap().count(), 0);
    assert_eq!(fs::read_dir(&home).unwrap().count(), 1);
}

#[track_caller]
fn expect_ready(name: &str, template: &str, tests: usize) {
    let desk = Desk::enter();
    let said = desk.expect(&desk.home(), &format!("loggia new {name} --template {template}"));
    assert!(said.contains(&format!("cd {name}")) && said.contains("cargo test"), "{said}");
    let project = desk.home().join(name);
    desk.furnish(&project);
    desk.expect(&project, "cargo fmt --all --check");

    let workflow = fs::read_to_string(project.join(".github/workflows/ci.yml")).unwrap();
    let steps: Vec<&str> =
        workflow.lines().filter_map(|line| line.trim().strip_prefix("run: ")).collect();
    assert_eq!(steps.len(), 7, "{workflow}");
    let mut tested = 0;
    for step in steps {
        // The command is the one of this build, and brings the target itself.
        if step.starts_with("cargo install") || step.starts_with("rustup") {
            continue;
        }
        let said = desk.expect(&project, step);
        tested += said.lines().filter(|line| line.ends_with("... ok")).count();
    }
    assert_eq!(tested, tests, "each of its tests has run");
    expect_nothing_of_the_machine(&desk, &project, name);
}

/// The package is the same wherever the project lies, and wherever the SDK does.
fn expect_nothing_of_the_machine(desk: &Desk, project: &Path, name: &str) {
    let package = fs::read(project.join(format!("target/loggia/{name}-0.1.0.wasm"))).unwrap();
    for place in [desk.home(), workspace()] {
        let place = place.display().to_string();
        let found = package.windows(place.len()).any(|bytes| bytes == place.as_bytes());
        assert!(!found, "the package names {place}");
    }
}
