//! The power goes in the middle of payments.

use crate::chance::Chance;
use crate::disk::{Disk, Image, Plan};
use crate::orders::{Acknowledged, branch, check, check_all_made, make};

/// Of the writes and syncs, how many in a run that nobody asked to be long.
const SAMPLE: usize = 32;

/// At which of so many operations.
pub(crate) fn points(operations: u64) -> Vec<u64> {
    match std::env::var("LOGGIA_FAULTS_EVERY").map(|every| every.parse().unwrap()) {
        Ok(every) => (1..=operations).step_by(every).collect(),
        Err(_) => {
            let mut chance = Chance::of(operations);
            (0..SAMPLE).map(|_| 1 + chance.below(operations as usize) as u64).collect()
        }
    }
}

/// What the power left of which run.
#[derive(Debug, Default)]
struct Outcome {
    points: usize,
    /// Runs after which something was missing that had been acknowledged.
    lost: usize,
}

/// Cuts the power at each point, and looks at what the seeds make of it.
fn cut(normal: bool, seeds: std::ops::Range<u64>) -> Outcome {
    let branch = branch();
    let disk = Disk::of(&branch.path());
    let mut image = None;
    disk.syncs_normally(normal);
    let mut branch = branch.reopened_after(|| image = Some(disk.image()));
    let image: Image = image.unwrap();

    // Once without a fault, to know how much there is to do, with the closing.
    disk.plan(Plan::Nothing);
    make(&branch, &mut Acknowledged::default()).unwrap();
    let mut operations = 0;
    branch = branch.reopened_after(|| operations = disk.done().operations);
    check_all_made(&branch);

    let mut outcome = Outcome::default();
    for operation in points(operations) {
        for seed in seeds.clone() {
            outcome.points += 1;
            branch = branch.reopened_after(|| disk.load(&image));
            let mut acknowledged = Acknowledged::default();
            disk.plan(Plan::PowerCut { operation });
            let made = make(&branch, &mut acknowledged);
            let mix = if seed == 0 { 0 } else { operation * 1_000 + seed };
            branch = branch.reopened_after(|| disk.power_returns(mix));
            check(&branch);
            let lost = acknowledged.lost(&branch);
            assert!(normal || lost == 0, "{lost} lost at {operation}, seed {seed}: {made:?}");
            outcome.lost += usize::from(lost > 0);

            // Whoever had no answer asks again, and all is made in the end, once.
            make(&branch, &mut acknowledged).unwrap();
            check_all_made(&branch);
        }
    }
    eprintln!("{operations} operations, normal: {normal}: {outcome:?}");
    outcome
}

#[test]
fn a_power_cut_loses_nothing_that_was_acknowledged_and_does_nothing_twice() {
    let outcome = cut(false, 0..if std::env::var("LOGGIA_FAULTS_EVERY").is_ok() { 6 } else { 3 });
    assert!(outcome.points >= 3 * SAMPLE);
    assert_eq!(outcome.lost, 0);
}

#[test]
fn a_bank_that_did_not_sync_each_commit_would_lose_payments() {
    let outcome = cut(true, 0..1);
    assert!(outcome.lost > 0, "this test finds nothing: {outcome:?}");
}

#[test]
fn a_power_cut_while_a_bank_is_made_leaves_one_that_can_be_made() {
    crate::vfs::install();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bank.sqlite3");
    let disk = Disk::of(&path);
    let made = || loggia_bank::Bank::open(&path).map(drop);
    disk.plan(Plan::Nothing);
    made().unwrap();
    let operations = disk.done().operations;
    let nothing = Image::default();
    for operation in points(operations) {
        for seed in 0..4 {
            disk.load(&nothing);
            disk.plan(Plan::PowerCut { operation });
            let _ = made();
            disk.power_returns(if seed == 0 { 0 } else { operation * 1_000 + seed });
            let bank = loggia_bank::Bank::open(&path).unwrap();
            bank.seed_demo(0).unwrap();
            let report = bank.verify().unwrap();
            assert!(report.is_sound(), "{report}");
        }
    }
}
