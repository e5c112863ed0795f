//! The SDK by itself: its own tests, its types under the strictest rules, and what its README shows.

use std::fs;
use std::process::Command;
use std::sync::Once;

use loggia_tests::coffee::workspace;
use loggia_tests::has_node;

use super::project::{Project, said};

/// Node with a script of the SDK's folder, once its packages are installed.
fn node(script: &str) -> Command {
    static INSTALLED: Once = Once::new();
    let folder = workspace().join("sdk/typescript");
    INSTALLED.call_once(|| {
        if !folder.join("node_modules").is_dir() {
            let mut npm = Command::new("npm");
            npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(&folder);
            said(&mut npm, "").went_well();
        }
    });
    let mut node = Command::new("node");
    node.arg(script).current_dir(folder);
    node
}

#[test]
fn the_sdk_s_own_tests_pass() {
    if has_node() {
        let ran = said(&mut node("test/run.mjs"), "").went_well();
        ran.ended(0, &["# fail 0"]);
    }
}

#[test]
fn the_sdk_s_types_hold_under_the_strictest_rules() {
    if has_node() {
        let mut check = node("node_modules/typescript/bin/tsc");
        said(check.args(["--project", "."]), "").went_well();
    }
}

#[test]
fn what_the_readme_shows_is_a_mini_app() {
    if !has_node() {
        return;
    }
    let readme = fs::read_to_string(workspace().join("sdk/typescript/README.md")).unwrap();
    let (_, code) = readme.split_once("```ts\n").expect("it begins with one");
    let (code, _) = code.split_once("```").unwrap();
    let project = Project::new();
    fs::remove_dir_all(project.path.join("src")).unwrap();
    fs::create_dir(project.path.join("src")).unwrap();
    fs::write(project.path.join("src/main.ts"), code).unwrap();
    // It keeps nothing and logs nothing.
    let manifest = fs::read_to_string(project.path.join("loggia.toml")).unwrap();
    let (required, _) = manifest.split_once("[capabilities.optional]").unwrap();
    fs::write(project.path.join("loggia.toml"), required).unwrap();
    project.build().went_well();
}
