//! Where projects are made: a folder of its own, inside of Loggia's workspace, that is empty at first.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};

use loggia_tests::coffee::{loggia, workspace};

/// A partner's desk, with the `loggia` command within reach.
///
/// There is one, always at the same place, and one test at a time sits at it: flags of the compiler name the
/// place, and crates are compiled once for all projects that are made there.
pub(crate) struct Desk {
    folder: PathBuf,
    _alone: MutexGuard<'static, ()>,
}

impl Desk {
    /// Sits down at it.
    pub(crate) fn enter() -> Self {
        static ALONE: Mutex<()> = Mutex::new(());
        let alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("partner");
        let desk = Self { folder, _alone: alone };
        desk.clear();
        fs::create_dir_all(desk.folder.join("bin")).unwrap();
        std::os::unix::fs::symlink(loggia().get_program(), desk.folder.join("bin/loggia")).unwrap();
        fs::create_dir(desk.folder.join("home")).unwrap();
        desk
    }

    /// Where projects are made.
    pub(crate) fn home(&self) -> PathBuf {
        self.folder.join("home")
    }

    /// Lets a project use what the workspace has: its versions of crates, so that no registry is asked, and
    /// its target folder, so that little is compiled twice.
    pub(crate) fn furnish(&self, project: &Path) {
        fs::copy(workspace().join("Cargo.lock"), project.join("Cargo.lock")).unwrap();
        let target = project.join("target");
        if !target.exists() {
            std::os::unix::fs::symlink(self.target(), target).unwrap();
        }
    }

    /// Runs a line of a shell to its end: whether it went well, and what it said.
    pub(crate) fn run(&self, folder: &Path, line: &str) -> (bool, String) {
        let path = std::env::var("PATH").unwrap();
        let mut sh = Command::new("sh");
        // What both say is in one place, as on a screen.
        sh.args(["-c", &format!("exec 2>&1\n{line}")]).current_dir(folder);
        sh.env("PATH", format!("{}:{path}", self.folder.join("bin").display()));
        sh.env("CARGO_TARGET_DIR", self.target()).env("XDG_DATA_HOME", self.folder.join("data"));
        // A partner's shell knows nothing of the package whose test this is.
        let of_this_test =
            |name: &String| name.starts_with("CARGO_MANIFEST_") || name.starts_with("CARGO_PKG_");
        let names = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
        for name in names.filter(of_this_test) {
            sh.env_remove(name);
        }
        sh.env("LC_ALL", "en_US.UTF-8").env("TZ", "Europe/Vienna").env("NO_COLOR", "1");
        let output = sh.stdin(Stdio::null()).output().expect("sh is there");
        (output.status.success(), String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// Runs a line that must go well; what it said.
    #[track_caller]
    pub(crate) fn expect(&self, folder: &Path, line: &str) -> String {
        let (went_well, said) = self.run(folder, line);
        assert!(went_well, "this must go well: {line}\n{said}");
        said
    }

    fn target(&self) -> PathBuf {
        let program = PathBuf::from(loggia().get_program());
        program.ancestors().nth(2).expect("it lies in TARGET/PROFILE").to_owned()
    }

    fn clear(&self) {
        // It may not be there yet.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        self.clear();
    }
}
