//! Steps at 80 % of what the machine can do, for a while: are they as quick in the end as in the
//! beginning, and is the process as large?
//!
//! The steps are due at fixed times, and each is measured from when it was due: one that comes late
//! because another took long counts as slow itself. What the machine can do is measured anew for each
//! part of the time: a virtual machine is not as fast in one minute as in the next.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use hdrhistogram::Histogram;
use loggia_runtime::Host;

use crate::coffee::{self, Walk};
use crate::measure::{Pace, rate, resident};
use crate::report::Quantity::{Bytes, PerSecond, Time};
use crate::report::{Goal, Report, Row};
use crate::rows::coffee::memory_host;

/// Sessions that are stepped in turn.
const SESSIONS: usize = 1_000;
/// As one of the table's rows it is short; `soak --for 600` is the long one.
const LENGTH: Duration = Duration::from_secs(20);
/// Parts that are compared with each other.
const PARTS: usize = 10;
/// Of the measured maximum.
const LOAD: f64 = 0.8;
/// What the last part's 99th percentile may be of the median part's.
const STEADY: f64 = 1.5;
/// What the process may grow by: a thousandth of it for each session.
const GROWTH: f64 = 8e6;

/// One part of the time.
struct Part {
    /// Steps a second that were due, and that were done.
    wanted: f64,
    rate: f64,
    median: Duration,
    p99: Duration,
    resident: f64,
}

pub(crate) fn measure(pace: Pace) -> Report {
    let length = if pace == Pace::Full { LENGTH } else { LENGTH / 4 };
    let parts = run(length);
    Report { rows: rows(&parts), ..Report::default() }
}

/// The long version: prints how it goes, and fails where it does not hold.
pub(crate) fn alone(length: Duration) {
    let parts = run(length);
    println!(
        "{:>6}{:>12}{:>12}{:>13}{:>14}{:>12}",
        "after", "due/s", "done/s", "median", "p99", "memory"
    );
    for (number, part) in parts.iter().enumerate() {
        let after = length.as_secs_f64() * (number + 1) as f64 / PARTS as f64;
        let Part { wanted, rate, median, p99, resident } = part;
        println!(
            "{after:>4.0} s{wanted:>12.0}{rate:>12.0}{:>10.1} µs{:>11.1} µs{:>9.1} MB",
            median.as_secs_f64() * 1e6,
            p99.as_secs_f64() * 1e6,
            resident / 1e6,
        );
    }
    println!("\n{}", crate::report::text(&rows(&parts)));
    let (first, last) = (&parts[0], &parts[PARTS - 1]);
    assert!(last.rate >= last.wanted * 0.98, "it keeps up");
    assert!(last.resident - first.resident <= GROWTH, "its memory stays as it is");
    let steady = last.p99.as_secs_f64() / usual(&parts).as_secs_f64();
    assert!(steady <= STEADY, "steps stay as quick");
}

fn rows(parts: &[Part]) -> Vec<Row> {
    let (first, last) = (&parts[0], &parts[parts.len() - 1]);
    vec![
        Row::new("at 80 % load: steps done at the end", PerSecond(last.rate))
            .against("that were due", PerSecond(last.wanted))
            .goal(Goal::AtLeast(0.98)),
        Row::new("at 80 % load: p99 of the last tenth", Time(last.p99))
            .against("of the usual tenth", Time(usual(parts)))
            .goal(Goal::AtMost(STEADY)),
        Row::new("at 80 % load: memory grown", Bytes(last.resident - first.resident))
            .goal(Goal::AtMost(GROWTH)),
    ]
}

/// The median part's 99th percentile.
fn usual(parts: &[Part]) -> Duration {
    crate::measure::median(parts.iter().map(|part| part.p99).collect())
}

/// How each part went.
fn run(length: Duration) -> Vec<Part> {
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    let host = memory_host();
    let mut crews: Vec<Crew> = (0..threads).map(|crew| Crew::new(&host, crew, threads)).collect();
    (0..PARTS).map(|_| part(&mut crews, length / PARTS as u32)).collect()
}

fn part(crews: &mut [Crew], length: Duration) -> Part {
    let mut most: Vec<_> = crews.iter_mut().map(|crew| || crew.step()).collect();
    let wanted = rate(&mut most, length / 10) * LOAD;
    let between = Duration::from_secs_f64(crews.len() as f64 / wanted);
    let length = length * 9 / 10;
    // Of nanoseconds. It stays as large as it is, or the measuring would be what grows.
    let all = Mutex::new(histogram());
    let started = Instant::now();
    std::thread::scope(|scope| {
        for crew in crews {
            let all = &all;
            scope.spawn(move || {
                let mut took = histogram();
                let mut due = started;
                while due < started + length {
                    while Instant::now() < due {
                        std::hint::spin_loop();
                    }
                    crew.step();
                    took.saturating_record(
                        u64::try_from(due.elapsed().as_nanos()).unwrap_or(u64::MAX),
                    );
                    due += between;
                }
                *all.lock().expect("nobody panics") += took;
            });
        }
    });
    let seconds = started.elapsed().as_secs_f64();
    let took = all.into_inner().expect("nobody panics");
    let at = |quantile: f64| Duration::from_nanos(took.value_at_quantile(quantile));
    Part {
        wanted,
        rate: took.len() as f64 / seconds,
        median: at(0.5),
        p99: at(0.99),
        resident: resident(),
    }
}

/// Up to 100 s, to three digits.
fn histogram() -> Histogram<u64> {
    Histogram::new_with_bounds(1, 100_000_000_000, 3).expect("its bounds are in order")
}

/// Sessions of one thread.
struct Crew {
    walks: Vec<Walk>,
    next: usize,
}

impl Crew {
    fn new(host: &Host, crew: usize, crews: usize) -> Self {
        let users = (0..SESSIONS / crews).map(|number| coffee::user(crew + number * crews));
        Self { walks: users.map(|user| Walk::new(host, user)).collect(), next: 0 }
    }

    fn step(&mut self) {
        self.next = (self.next + 1) % self.walks.len();
        let walk = &mut self.walks[self.next];
        walk.step(walk.event());
    }
}
