//! What the results were measured on, and with.

use std::fmt::Write as _;
use std::process::Command;

/// The machine and the versions, as Markdown.
pub(crate) fn describe() -> String {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let facts = [
        ("machine", format!("{}, {cores} cores, {} of memory", processor(), memory())),
        ("kernel", read("/proc/sys/kernel/osrelease")),
        ("load before", load()),
        ("rustc", said("rustc", &["--version"])),
        ("Loggia", said("git", &["describe", "--always", "--dirty"])),
        ("wasmtime", locked("wasmtime", "48")),
        ("SQLite", rusqlite::version().to_owned()),
        ("QuickJS", format!("rquickjs {}", locked("rquickjs", ""))),
        ("Extism", format!("{}, on wasmtime {}", locked("extism", ""), locked("wasmtime", "43"))),
        ("date", said("date", &["--utc", "+%Y-%m-%d %H:%M UTC"])),
    ];
    let mut text = String::from("| | |\n| --- | --- |\n");
    for (what, value) in facts {
        let _ = writeln!(text, "| {what} | {value} |");
    }
    text
}

fn processor() -> String {
    let info = read("/proc/cpuinfo");
    let fact = |name: &str| {
        let line = info.lines().find(|line| line.starts_with(name));
        line.and_then(|line| line.split(": ").nth(1)).unwrap_or("unknown").to_owned()
    };
    format!("{} (family {}, model {})", fact("model name"), fact("cpu family"), fact("model\t"))
}

fn memory() -> String {
    let info = read("/proc/meminfo");
    let kib = info.split_whitespace().nth(1).and_then(|kib| kib.parse::<f64>().ok());
    kib.map_or("an unknown amount".into(), |kib| format!("{:.0} GiB", kib / f64::from(1 << 20)))
}

/// How busy the machine was with other things.
fn load() -> String {
    let average = read("/proc/loadavg");
    average.split(' ').next().unwrap_or_default().to_owned()
}

fn read(path: &str) -> String {
    std::fs::read_to_string(path).unwrap_or_default().trim().to_owned()
}

fn said(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output();
    let output = output.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    output.unwrap_or_else(|_| "unknown".into())
}

/// The version of `package` in the lock file that begins with `major`.
fn locked(package: &str, major: &str) -> String {
    let lock = include_str!("../Cargo.lock");
    let entry = format!("name = \"{package}\"\nversion = \"{major}");
    let after = lock.split_once(&entry).map(|(_, after)| after);
    let rest = after.and_then(|after| after.split('"').next()).unwrap_or_default();
    format!("{major}{rest}")
}
