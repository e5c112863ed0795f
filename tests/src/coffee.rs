//! The coffee sample, built by the `loggia` command as a partner would.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::sync::OnceLock;

use loggia_runtime::policy::Grant;
use loggia_runtime::ui::{Element, NodePath, View};

/// What `loggia build sample-miniapps/coffee` made.
#[derive(Debug, Clone)]
pub struct Built {
    /// The package.
    pub package: PathBuf,
    /// What the bank grants it.
    pub grant: PathBuf,
}

impl Built {
    /// The grant, parsed.
    #[must_use]
    pub fn grant(&self) -> Grant {
        toml::from_str(&std::fs::read_to_string(&self.grant).expect("grant.toml is there"))
            .expect("grant.toml is a grant")
    }
}

/// Builds coffee, once a process, as a partner does.
///
/// # Panics
///
/// It does not build.
#[must_use]
pub fn built() -> &'static Built {
    static BUILT: OnceLock<Built> = OnceLock::new();
    BUILT.get_or_init(|| {
        let folder = workspace().join("sample-miniapps/coffee");
        let built =
            loggia_command::run(["loggia".into(), "build".into(), folder.clone().into_os_string()]);
        assert_eq!(built, ExitCode::SUCCESS, "coffee does not build: its errors stand above");
        let package = target().join("loggia/coffee-1.0.0.wasm");
        Built { package, grant: folder.join("grant.toml") }
    })
}

/// The `loggia` command of this build. For the tests of this package, with which Cargo builds it.
///
/// # Panics
///
/// The test has no path.
#[must_use]
pub fn loggia() -> Command {
    let test = std::env::current_exe().expect("a test has a path");
    let built = test.ancestors().nth(2).expect("a test lies in target/PROFILE/deps");
    Command::new(built.join("loggia-command"))
}

/// The workspace's target folder, as Cargo has it.
fn target() -> PathBuf {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["metadata", "--no-deps", "--format-version", "1"]).current_dir(workspace());
    let output = cargo.output().expect("cargo starts");
    let metadata: serde_json::Value =
        serde_json::from_slice(&output.stdout).expect("cargo prints JSON");
    metadata["target_directory"].as_str().expect("it has a target folder").into()
}

/// The first node of a view that does something when it is tapped.
#[must_use]
pub fn first_acting(view: &View) -> NodePath {
    let acts = |element: &Element| match element {
        Element::ListItem(item) => item.on_tap.is_some(),
        Element::Card { on_tap } => on_tap.is_some(),
        Element::Button { enabled, .. } => *enabled,
        _ => false,
    };
    view.nodes()
        .find(|(_, node)| acts(&node.element))
        .map(|(_, node)| node.path)
        .expect("something to tap")
}

/// The workspace's folder.
#[must_use]
pub fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ lies in the workspace").to_owned()
}
