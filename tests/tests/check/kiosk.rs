//! The guest that breaks rules, in a folder of its own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use loggia_tests::coffee::{loggia, workspace};

/// A copy of the guest, with what was compiled kept. There are two for all tests, and one test in each at a
/// time.
pub(super) struct Kiosk {
    folder: PathBuf,
    target: PathBuf,
    _alone: MutexGuard<'static, ()>,
}

/// What a command said, and how it ended.
pub(super) struct Said {
    pub(super) code: i32,
    pub(super) out: String,
    pub(super) err: String,
}

impl Kiosk {
    /// Puts everything there as it is here.
    pub(super) fn enter() -> Self {
        static ALONE: [Mutex<()>; 2] = [Mutex::new(()), Mutex::new(())];
        static TURN: AtomicUsize = AtomicUsize::new(0);
        let free = ALONE
            .iter()
            .enumerate()
            .find_map(|(number, kiosk)| Some((number, kiosk.try_lock().ok()?)));
        let (number, alone) = free.unwrap_or_else(|| {
            let number = TURN.fetch_add(1, Ordering::Relaxed) % ALONE.len();
            (number, ALONE[number].lock().unwrap_or_else(PoisonError::into_inner))
        });
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("kiosk-{number}"));
        let (folder, target) = (folder.join("kiosk"), folder.join("target"));
        let kiosk = Self { folder, target, _alone: alone };
        for part in ["src", "tests"] {
            fs::create_dir_all(kiosk.folder.join(part)).unwrap();
        }
        for file in fs::read_dir(kiosk.folder.join("tests")).unwrap() {
            fs::remove_file(file.unwrap().path()).unwrap();
        }
        for file in ["src/lib.rs", "Cargo.toml", "Cargo.lock", "loggia.toml", "grant.toml"] {
            let source = workspace().join("tests/guests/kiosk").join(file);
            let text = fs::read_to_string(source).unwrap();
            let sdk = format!("path = {:?}", workspace().join("sdk"));
            kiosk.put(file, &text.replace("path = \"../../../sdk\"", &sdk));
        }
        kiosk
    }

    /// Writes a file; one that is so already keeps its time, so that Cargo has nothing to do.
    pub(super) fn put(&self, file: &str, text: &str) {
        let path = self.folder.join(file);
        if fs::read_to_string(&path).is_ok_and(|there| there == text) {
            return;
        }
        fs::write(path, text).unwrap();
    }

    /// Changes one thing in a file.
    pub(super) fn change(&self, file: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.folder.join(file)).unwrap();
        assert!(text.contains(from), "{file} must say {from}, to be changed");
        self.put(file, &text.replacen(from, to, 1));
    }

    /// With one script.
    pub(super) fn with_script(self, script: &str) -> Self {
        self.put("tests/customer.txt", script);
        self
    }

    /// Checks it by its script alone.
    pub(super) fn check(&self, options: &[&str]) -> Said {
        self.run(&["check", "--walks", "0", "--moves", "0"], options)
    }

    /// Builds it.
    pub(super) fn build(&self) -> Said {
        self.run(&["build"], &[])
    }

    /// What the last build made.
    pub(super) fn package(&self) -> PathBuf {
        self.target.join("loggia/kiosk-1.0.0.wasm")
    }

    fn run(&self, command: &[&str], options: &[&str]) -> Said {
        let mut loggia: Command = loggia();
        loggia.args(command).args(options).arg(&self.folder);
        loggia.env("LC_ALL", "en_US.UTF-8").env("CARGO_NET_OFFLINE", "true");
        loggia.env("CARGO_TARGET_DIR", &self.target);
        let output = loggia.output().unwrap();
        let text = |bytes| String::from_utf8(bytes).expect("the command speaks UTF-8");
        let code = output.status.code().expect("the command ends by itself");
        Said { code, out: text(output.stdout), err: text(output.stderr) }
    }
}

impl Said {
    /// The findings and the last word, without the tables between them.
    pub(super) fn findings(&self) -> String {
        let Self { code, out, err } = self;
        let before = out.split("Sizes\n").next().unwrap().trim_end();
        let last = out.trim_end().lines().last().unwrap_or_default();
        let last = if before.ends_with(last) { "" } else { last };
        let exit = format!("[exit code {code}]");
        let parts = [before, last, err.trim(), &exit];
        let said: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        without_references(&said.join("\n\n"))
    }
}

/// They follow from the package's digest.
fn without_references(said: &str) -> String {
    let mut parts = said.split("(reference ");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| {
        let rest = part.split_once(')').map_or("", |(_, rest)| rest);
        text + "(reference …)" + rest
    })
}
