//! Sessions leave nothing behind: what a process holds does not depend on how many it has served.
//!
//! A binary of its own, so that no other test's memory is counted.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

use std::sync::Arc;
use std::thread;

use loggia_runtime::{Limits, MiniApp};
use loggia_tests::{Lab, hostile_guests, tell};

/// Sessions on one store. A store in memory keeps what it is given, closed sessions too, as its task is;
/// so that the runtime's own memory can be seen, it is exchanged now and then.
const PER_STORE: usize = 100;
const FEW: usize = 2_000;
const MANY: usize = 10_000;
const MOST_GROWTH: usize = 8 << 20;

#[test]
fn ten_thousand_sessions_leave_no_more_behind_than_two_thousand() {
    let profiles = [Lab::embedded, Lab::server].map(|on| (on, Apps::of(&on())));
    // Half on each profile, at the same time.
    let serve_on_both = |sessions: usize| {
        thread::scope(|scope| {
            for (on, apps) in &profiles {
                scope.spawn(move || serve(*on, apps, sessions / 2));
            }
        });
    };
    // Until allocators, pools and caches have what they keep.
    serve_on_both(PER_STORE * 10);
    serve_on_both(FEW);
    let after_few = resident_bytes();
    serve_on_both(MANY - FEW);
    let after_many = resident_bytes();
    println!("{after_few} bytes after {FEW} sessions, {after_many} after {MANY}");
    let grown = after_many.saturating_sub(after_few);
    assert!(grown < MOST_GROWTH, "{grown} bytes more after {MANY} sessions than after {FEW}");
}

/// Good ones and hostile ones, within limits that keep the hostile ones short.
struct Apps {
    good: Arc<MiniApp>,
    bad: Vec<Arc<MiniApp>>,
}

impl Apps {
    fn of(lab: &Lab) -> Self {
        let limits = Limits { step_fuel: 200_000, ..Limits::default() };
        Self {
            good: lab.mischief_within(&limits),
            bad: hostile_guests()
                .iter()
                .map(|hostile| lab.core_within(&hostile.core, &limits))
                .collect(),
        }
    }
}

fn serve(on: fn() -> Lab, apps: &Apps, sessions: usize) {
    for _ in 0..sessions / PER_STORE {
        let lab = on();
        for number in 0..PER_STORE {
            // Every fourth is a new session of a hostile mini-app; the others misbehave here and there.
            if number % 4 == 3 {
                let bad = &apps.bad[number / 4 % apps.bad.len()];
                lab.open(bad, "").expect_err("it is hostile");
                continue;
            }
            let mut session = lab.open(&apps.good, "set a 100").expect("a good session opens");
            match number % 12 {
                0 => drop(tell(&mut session, "panic").unwrap_err()),
                1 => drop(tell(&mut session, "view depth 40").unwrap_err()),
                2 => drop(tell(&mut session, "state 70000").unwrap_err()),
                4 => drop(tell(&mut session, "take-memory 20000000").unwrap_err()),
                5 => drop(tell(&mut session, "balances 20; log 30 2000; wakes 10").unwrap()),
                _ => drop(tell(&mut session, "add; pay p 100; redeem 5 r").unwrap()),
            }
            session.pump().unwrap();
            session.close().unwrap();
        }
    }
}

/// What of the process is in memory, by the kernel's own count.
fn resident_bytes() -> usize {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap();
    let pages: usize = statm.split(' ').nth(1).unwrap().parse().unwrap();
    // x86-64 and most of aarch64; a larger page would only make the bound looser.
    pages * 4_096
}
