//! Random walks through every sample, made again on every engine and in another process.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::thread;

use loggia_runtime::journal::{Journal, Replay};
use loggia_tests::coffee::{loggia, workspace};
use loggia_tests::has_node;
use serde_json::Value;

use super::{differences, engines};

/// Walks in one journal: more, and it would be full.
const AT_ONCE: usize = 50;
/// As many walks through a sample as there is time for each time, and moves on each of them.
const SHORT: (usize, usize) = (2, 8);
/// As long as the walks that are asked for are.
const MOVES: usize = 15;

/// What the gallery says as it panics.
const ASKED_TO_BREAK: &str = "the gallery was asked to break";

/// All folders with a mini-app's manifest; without Node, none in TypeScript.
fn samples() -> Vec<PathBuf> {
    let folder = fs::read_dir(workspace().join("sample-miniapps")).unwrap();
    let mut samples: Vec<PathBuf> = folder
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.join("loggia.toml").is_file())
        .filter(|path| !path.join("package.json").is_file() || has_node())
        .collect();
    samples.sort();
    assert!(samples.len() >= 3, "{samples:?}");
    samples
}

#[test]
fn random_walks_through_every_sample_come_to_the_same_everywhere() {
    let (walks, moves) =
        std::env::var("LOGGIA_WALKS").map_or(SHORT, |walks| (walks.parse().unwrap(), MOVES));
    let folder = tempfile::tempdir().unwrap();
    let through = |sample: &Path| {
        let mut met = BTreeMap::new();
        let name = sample.file_name().unwrap().to_string_lossy().into_owned();
        for (seed, first) in (7..).zip((0..walks).step_by(AT_ONCE)) {
            let file = folder.path().join(format!("{name}-{seed}.journal"));
            walk(sample, &file, seed, (AT_ONCE.min(walks - first), moves));
            replays_everywhere(&name, &file, &mut met);
            fs::remove_file(&file).unwrap();
        }
        met
    };
    let samples = samples();
    let met: BTreeMap<&str, usize> = thread::scope(|scope| {
        let each: Vec<_> = samples.iter().map(|sample| scope.spawn(|| through(sample))).collect();
        each.into_iter().flat_map(|walks| walks.join().expect("it went well")).collect()
    });
    // Walks that see the first screens alone would prove nothing.
    for cause in ["launched", "action", "back", "answered", "environment-changed", "resumed"] {
        assert!(met.contains_key(cause), "nothing was ever met by {cause}: {met:?}");
    }
}

/// Walks through a sample in a process of its own, which writes the journal.
fn walk(sample: &Path, file: &Path, seed: u64, (walks, moves): (usize, usize)) {
    let mut run = loggia();
    run.arg("run").arg(sample).args(["--memory", "--locale", "en", "--time-zone", "UTC"]);
    run.args(["--at", "2026-01-15T09:00:00Z", "--seed", &seed.to_string()]);
    run.args(["--walk", &walks.to_string(), "--moves", &moves.to_string()]);
    let said = run.arg("--journal").arg(file).output().unwrap();
    let told = [said.stdout, said.stderr].map(|told| String::from_utf8_lossy(&told).into_owned());
    let told = told.concat();
    // One of the gallery's buttons is there to show a fault.
    let mut failed = told.lines().filter(|line| line.starts_with('✗')).peekable();
    let well = said.status.success() || failed.peek().is_some();
    assert!(
        well && failed.all(|line| line.ends_with(ASKED_TO_BREAK)) && !told.contains("not whole"),
        "{walks} walks through {} with seed {seed}:\n{told}",
        sample.display(),
    );
}

fn replays_everywhere(name: &str, file: &Path, met: &mut BTreeMap<&'static str, usize>) {
    let journal = Journal::read(File::open(file).unwrap()).unwrap();
    assert!(journal.torn().is_none() && !journal.is_full());
    for step in journal.steps() {
        *met.entry(step.cause()).or_default() += 1;
    }
    for (engine, on) in engines() {
        assert_eq!(differences(&journal, on), [], "{name} on the {engine} engine");
    }
    // The same release as a candidate: what it finds is what it did itself.
    let own = journal.package(&journal.packages()[0]).unwrap();
    let own = loggia_runtime::package::Package::read(own, &Default::default()).unwrap();
    for step in Replay::new(&journal, &engines()[1].1).against(own, None) {
        let step = step.unwrap();
        assert_eq!(step.differences, [], "{name}, step {} against itself", step.number);
    }
    for options in [&[][..], &["--interpreted"]] {
        let said = loggia().arg("replay").arg(file).arg("--json").args(options).output().unwrap();
        let report: Value = serde_json::from_slice(&said.stdout)
            .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&said.stderr)));
        assert_eq!(report["equal"], true, "{name} in another process: {report:#}");
        assert_eq!(report["steps"].as_array().unwrap().len(), journal.steps().count());
        assert_eq!(report["end"], journal.end().to_string());
    }
}
