//! The coffee sample, built by the `loggia` command as a partner would.

use std::path::{Path, PathBuf};
use std::process::Command;
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

/// Builds coffee, once a process.
#[must_use]
pub fn built() -> &'static Built {
    static BUILT: OnceLock<Built> = OnceLock::new();
    BUILT.get_or_init(|| {
        let workspace = workspace();
        let folder = workspace.join("sample-miniapps/coffee");
        let output = loggia()
            .args(["build", "--json"])
            .arg(&folder)
            .current_dir(&workspace)
            .output()
            .expect("the loggia command starts");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "coffee does not build:\n{said}");
        let built: serde_json::Value = serde_json::from_slice(&output.stdout).expect("--json prints JSON");
        let package = built["package"].as_str().expect("it says where the package is");
        Built { package: workspace.join(package), grant: folder.join("grant.toml") }
    })
}

/// The `loggia` command of this build, made first where cargo has not made it yet.
#[must_use]
pub fn loggia() -> Command {
    static PATH: OnceLock<PathBuf> = OnceLock::new();
    Command::new(PATH.get_or_init(|| {
        let mut build = Command::new(env!("CARGO"));
        build.args(["build", "--quiet", "--package", "loggia", "--message-format", "json"]);
        if !cfg!(debug_assertions) {
            build.arg("--release");
        }
        let output = build.current_dir(workspace()).output().expect("cargo starts");
        let said = String::from_utf8_lossy(&output.stdout);
        let messages = said.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
        let executable = messages.filter_map(|message| message["executable"].as_str().map(PathBuf::from)).last();
        executable.unwrap_or_else(|| panic!("loggia does not build:\n{}", String::from_utf8_lossy(&output.stderr)))
    }))
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
    view.nodes().find(|(_, node)| acts(&node.element)).map(|(_, node)| node.path).expect("something to tap")
}

/// The workspace's folder.
#[must_use]
pub fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ lies in the workspace").to_owned()
}
