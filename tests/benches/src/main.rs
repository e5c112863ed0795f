//! Loggia measured against its peers: one command, one table.
//!
//! Both sides of a row are measured in the same process, in turns, so that what happens to the
//! machine meanwhile happens to both. Times are medians.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a benchmark may end in a panic"
)]

mod arguments;
mod bare;
mod chart;
mod coffee;
mod machine;
mod measure;
mod peers;
mod report;
mod results;
mod rows;
mod scratch;

use std::process::ExitCode;

use crate::arguments::{Arguments, USAGE};
use crate::report::Report;

fn main() -> ExitCode {
    match Arguments::parse(std::env::args().skip(1)) {
        Ok(Arguments::Measure { groups, pace, write }) => {
            // Before anything runs: how busy the machine is with other things belongs to it.
            let machine = machine::describe();
            let mut report = Report::default();
            for group in groups {
                eprintln!("{}: {} …", group.name, group.about);
                let Report { rows, curves } = (group.measure)(pace);
                report.rows.extend(rows);
                report.curves.extend(curves);
            }
            println!("\n{}", report::text(&report.rows));
            for curve in &report.curves {
                println!("{}: {}", curve.title, curve.about);
            }
            if write {
                results::write(&report, pace, &machine).expect("the results can be written");
            }
        }
        Ok(Arguments::Alone { group, length }) => {
            let alone = group.alone.expect("this group has no side that is Loggia's alone");
            alone(length);
        }
        Ok(Arguments::List) => {
            for group in rows::GROUPS {
                println!("{:<12}{}", group.name, group.about);
            }
        }
        Ok(Arguments::Suspended { store, most }) => rows::suspended::child(&store, most),
        Err(problem) => {
            eprintln!("{problem}\n\n{USAGE}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}
