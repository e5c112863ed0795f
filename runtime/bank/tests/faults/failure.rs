//! The disk fills up, or fails to sync, in the middle of payments: the bank stops writing and says so.

use loggia_runtime::capability::payments::Payments;
use loggia_runtime::store::{Closed, Store};

use crate::branch::{Branch, alice, effect, initiation, order, payment_id, reply_to, session_id};
use crate::disk::{Disk, Done, Image, Plan};
use crate::orders::{Acknowledged, Failed, branch, check, check_all_made, make};
use crate::power::points;

/// A bank that is used on a disk that fails.
struct Failing {
    branch: Branch,
    disk: std::sync::Arc<Disk>,
    image: Image,
    /// What there is to do where nothing fails.
    healthy: Done,
}

impl Failing {
    fn new() -> Self {
        let branch = branch();
        let disk = Disk::of(&branch.path());
        let mut image = Image::default();
        let branch = branch.reopened_after(|| image = disk.image());
        disk.plan(Plan::Nothing);
        make(&branch, &mut Acknowledged::default()).unwrap();
        let healthy = disk.done();
        Self { branch, disk, image, healthy }
    }

    /// Makes the orders while that goes wrong. Whether the bank stopped: if it did, it stays stopped and
    /// goes on reading. Then the power goes, and on a healthy disk all of it is there, and goes on.
    fn stops(self, plan: Plan) -> (Self, bool) {
        let Self { branch, disk, image, healthy } = self;
        let branch = branch.reopened_after(|| disk.load(&image));
        let mut acknowledged = Acknowledged::default();
        disk.plan(plan);
        let made = make(&branch, &mut acknowledged);
        if let Err(Failed(reason)) = &made {
            assert!(
                reason.contains("takes no more writes") || reason.contains("full"),
                "{plan:?}: {reason}"
            );
            stays_stopped(&branch, plan);
        }
        check(&branch);
        assert_eq!(acknowledged.lost(&branch), 0, "{plan:?}: reading goes on");
        // What was not synced is nowhere, whatever the bank could read.
        let branch = branch.reopened_after(|| disk.power_returns(0));
        check(&branch);
        assert_eq!(acknowledged.lost(&branch), 0, "{plan:?}");
        make(&branch, &mut acknowledged).unwrap();
        check_all_made(&branch);
        (Self { branch, disk, image, healthy }, made.is_err())
    }
}

/// All that writes is refused, by whatever door, and more than once.
fn stays_stopped(branch: &Branch, plan: Plan) {
    let (bank, now) = (&branch.bank, branch.now());
    let wanted = initiation(99, order(99, "0.01 EUR"));
    for _ in 0..2 {
        let refused = [
            bank.initiate(&effect(99), &alice(), &wanted, &reply_to(99)).unwrap_err().to_string(),
            bank.reject(&alice().user, &payment_id(1), now).unwrap_err().to_string(),
            bank.cancel(&effect(98), &alice(), &payment_id(1)).unwrap_err().to_string(),
            bank.close(&session_id(1), Closed::ByUser).unwrap_err().to_string(),
        ];
        for reason in refused {
            assert!(reason.contains("takes no more writes"), "{plan:?}: {reason}");
        }
    }
}

#[test]
fn a_disk_that_fills_up_stops_the_writing_and_loses_nothing_acknowledged() {
    let mut failing = Failing::new();
    let mut stopped = 0;
    let points = points(failing.healthy.writes);
    for write in &points {
        let (next, stops) = failing.stops(Plan::Full { write: *write });
        failing = next;
        stopped += usize::from(stops);
    }
    eprintln!("{:?}: stopped after {stopped} of {}", failing.healthy, points.len());
    assert!(stopped > points.len() / 2);
}

#[test]
fn a_commit_whose_sync_fails_is_the_last_and_nothing_acknowledged_is_lost() {
    let mut failing = Failing::new();
    let syncs = failing.healthy.syncs;
    let mut went_on = Vec::new();
    for sync in 1..=syncs {
        let (next, stops) = failing.stops(Plan::FailedSync { sync });
        failing = next;
        if !stops {
            went_on.push(sync);
        }
    }
    eprintln!("of {syncs} syncs the bank went on after {went_on:?}");
    // A checkpoint acknowledges nothing: SQLite leaves the log as it is, and the next one writes all
    // of it again.
    assert_eq!(
        went_on.len(),
        2,
        "the log's and the database's, in the one checkpoint: {went_on:?}"
    );
}
