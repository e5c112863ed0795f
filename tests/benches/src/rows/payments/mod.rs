//! Payments that a customer may rely on, against nothing but commits of the same rows.
//!
//! An **acknowledged payment** is one that the bank has said yes to, with all of it on the disk
//! (`synchronous=FULL`): it was taken in from a mini-app (`initiate`: checked, its audit leaf written), its payer
//! was asked to sign (`ask_to_authorise`: a challenge over all its facts), and their signature was verified
//! (`authorise`: the amount held, the evidence and the second leaf kept, the mini-app's answer posted). These
//! are three requests that wait for their commits one after the other. Rows count whole payments.
//!
//! Not in it: the step that stages the payment (the durable rows), what the customer's device does (its
//! signatures are made between two halves of a turn, and their time is nobody's), and the settlement,
//! which nobody waits for and which moves 200 payments in one transaction.
//!
//! The baseline writes the rows that the bank has just written, in transactions of as many requests as
//! shared one there: see [`raw`].

mod customers;
mod raw;
mod stopwatch;

use std::path::Path;
use std::time::{Duration, Instant};

use loggia_bank::Bank;

use self::customers::Customers;
use self::raw::Raw;
use self::stopwatch::Stopwatch;
use super::durable::commits;
use crate::measure::{Pace, median};
use crate::report::Quantity::{Count, PerSecond, Time};
use crate::report::{Goal, Report, Row};
use crate::scratch;

/// Turns of each side.
const TURNS: usize = 10;
/// Customers who pay at once, each on a thread of its own.
const AT_ONCE: usize = 64;
/// Payments of each customer in a turn of theirs.
const EACH: usize = 4;

pub(crate) fn measure(pace: Pace) -> Report {
    let (ours, theirs, _) = rates(1, 1, pace);
    let mut rows = vec![
        Row::new("payments acknowledged, one after the other", PerSecond(ours))
            .against("in raw commits", PerSecond(theirs))
            .goal(Goal::AtLeast(0.7)),
    ];
    let (ours, theirs, batch) = rates(EACH, AT_ONCE, pace);
    rows.extend([
        Row::new("payments acknowledged, 64 at once", PerSecond(ours))
            .against("in raw group commits", PerSecond(theirs))
            .goal(Goal::AtLeast(0.7)),
        Row::new("a payment's requests that share a commit", Count(batch)),
    ]);
    let (audit, whole) = audit(pace);
    rows.push(
        Row::new("the audit log in a payment, without the disk", Time(audit))
            .against("the payment", Time(whole)),
    );
    Report { rows, ..Report::default() }
}

pub(crate) fn alone(length: Duration) {
    let folder = scratch::folder();
    let mut customers =
        Customers::of(Bank::open(&folder.path().join("bank.sqlite3")).expect("it opens"));
    let started = Instant::now();
    while started.elapsed() < length {
        customers.tomorrow();
        customers.ask(EACH, AT_ONCE);
        customers.sign();
        customers.authorise(AT_ONCE);
    }
}

/// Acknowledged payments a second, the same in raw commits, and how many requests share a commit.
fn rates(each: usize, at_once: usize, pace: Pace) -> (f64, f64, f64) {
    let folder = scratch::folder();
    let path = folder.path().join("bank.sqlite3");
    let mut customers = Customers::of(Bank::open(&path).expect("it opens"));
    let mut raw = Raw::copy(&path, &folder.path().join("raw.sqlite3"));
    let payments = customers.payments(each) as f64;

    let (mut ours, mut theirs, mut batches) = (Vec::new(), Vec::new(), Vec::new());
    for turn in 0..=pace.of(TURNS) {
        customers.tomorrow();
        let (asking, asks) = committed(&path, || customers.ask(each, at_once));
        let asked = raw.asked();
        customers.sign();
        let (authorising, yeses) = committed(&path, || customers.authorise(at_once));
        let authorised = raw.authorised();

        let batch = |requests: usize, commits: f64| (requests as f64 / commits).round() as usize;
        let raw = raw.write(&asked, batch(asked.len(), asks))
            + raw.write(&authorised, batch(authorised.len(), yeses));
        // The first turn warms up.
        if turn > 0 {
            ours.push(payments / (asking + authorising).as_secs_f64());
            theirs.push(payments / raw.as_secs_f64());
            batches.push((asked.len() + authorised.len()) as f64 / (asks + yeses));
        }
    }
    (median(ours), median(theirs), median(batches))
}

/// What it gives, and how many commits that took.
fn committed<T>(database: &Path, what: impl FnOnce() -> T) -> (T, f64) {
    let before = commits(database);
    let given = what();
    (given, f64::from(commits(database).wrapping_sub(before)))
}

/// How much of a payment's time the bank is in its audit log, and the whole of it: on a bank in memory, so
/// that the disk hides neither. Of the audit log are the leaf's text, its salt, the hashes, the
/// tree's and the personal part's rows, and what the log's key signs; not the schema's looks at
/// whether a payment has its leaf.
fn audit(pace: Pace) -> (Duration, Duration) {
    let mut customers = Customers::of(Bank::in_memory().expect("there is memory"));
    let payments = u32::try_from(customers.payments(1)).expect("not so many");
    let stopwatch = Stopwatch::default();
    let (mut audit, mut whole) = (Vec::new(), Vec::new());
    tracing::subscriber::with_default(stopwatch.clone(), || {
        for turn in 0..=pace.of(TURNS) {
            customers.tomorrow();
            let asking = customers.ask(1, 1);
            customers.sign();
            let authorising = customers.authorise(1);
            let (took, spans) = stopwatch.take();
            assert!(spans >= u64::from(2 * payments), "the bank has no spans round its audit log");
            if turn > 0 {
                audit.push(took / payments);
                whole.push((asking + authorising) / payments);
            }
        }
    });
    (median(audit), median(whole))
}
