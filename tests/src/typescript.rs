//! Mini-apps in TypeScript, built by the `loggia` command as a partner would.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, ExitCode, Stdio};
use std::sync::OnceLock;

use crate::coffee::workspace;

/// Whether Node and npm are there, which build them. Without them a test has nothing to look at, and says
/// so; where the tests must be whole, in CI, it fails.
///
/// # Panics
///
/// They are missing in CI.
#[must_use]
pub fn has_node() -> bool {
    static HAS_NODE: OnceLock<bool> = OnceLock::new();
    *HAS_NODE.get_or_init(|| {
        let answers = |program: &str| {
            let mut asked = Command::new(program);
            asked.arg("--version").stdout(Stdio::null()).stderr(Stdio::null());
            asked.status().is_ok_and(|status| status.success())
        };
        let has = answers("node") && answers("npm");
        assert!(has || std::env::var_os("CI").is_none(), "in CI, Node and npm must be there");
        if !has {
            eprintln!("SKIPPED: without Node and npm no mini-app in TypeScript can be built");
        }
        has
    })
}

/// What `loggia build` made of a project, once a process.
#[derive(Debug)]
pub struct InTypeScript {
    /// The package.
    pub package: PathBuf,
    /// The component in it.
    pub component: Vec<u8>,
}

/// `guests/mischief-typescript`, which obeys as `guests/mischief` does.
///
/// # Panics
///
/// It does not build.
#[must_use]
pub fn mischief_in_typescript() -> &'static InTypeScript {
    static BUILT: OnceLock<InTypeScript> = OnceLock::new();
    BUILT.get_or_init(|| build("tests/guests/mischief-typescript"))
}

/// The tip jar.
///
/// # Panics
///
/// It does not build.
#[must_use]
pub fn tip_jar() -> &'static InTypeScript {
    static BUILT: OnceLock<InTypeScript> = OnceLock::new();
    BUILT.get_or_init(|| build("sample-miniapps/tip-jar"))
}

fn build(project: &str) -> InTypeScript {
    let folder = workspace().join(project);
    let build = ["loggia".into(), "build".into(), folder.clone().into_os_string()];
    let built = loggia_command::run(build);
    assert_eq!(built, ExitCode::SUCCESS, "{project} does not build: its errors stand above");
    let name = folder.file_name().expect("a project has a name").to_string_lossy();
    let made = folder.join("target/loggia");
    InTypeScript {
        package: made.join(format!("{name}-1.0.0.wasm")),
        component: fs::read(made.join("build").join(&*name).join("component.wasm"))
            .expect("it was just written"),
    }
}
