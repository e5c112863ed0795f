//! Open and step of a mini-app in TypeScript, which brings its JavaScript engine along, against one in Rust:
//! the tip jar's people and one of them, coffee's menu and a product.

use std::sync::Arc;
use std::time::Duration;

use loggia_runtime::MiniApp;
use loggia_tests::{full_grant, has_node, tip_jar};

use crate::coffee::{self, Walk};
use crate::measure::{Pace, Side, medians, time, timed};
use crate::report::Quantity::Time;
use crate::report::{Report, Row};
use crate::rows::coffee::{memory_host, opens, steps};

/// Of each side.
const ROUNDS: usize = 1_000;

/// Whom the walk goes to.
const TAPPED: &str = "The Corner Band";

pub(crate) fn measure(pace: Pace) -> Report {
    if !has_node() {
        return Report::default();
    }
    let app = jar();
    let sides: [Side<'_>; 4] = [opens_of(&app), opens(), steps_of(&app), steps()];
    let [open, open_in_rust, step, step_in_rust] = medians(pace.of(ROUNDS), sides).map(Time);
    let rows = vec![
        Row::new("in TypeScript: the first step", open).against("in Rust", open_in_rust),
        Row::new("in TypeScript: a tap", step).against("in Rust", step_in_rust),
    ];
    Report { rows, ..Report::default() }
}

pub(crate) fn alone(length: Duration) {
    super::coffee::alone(steps_of(&jar()), length);
}

fn jar() -> Arc<MiniApp> {
    let bytes = std::fs::read(&tip_jar().package).expect("the package is there");
    coffee::load(&bytes, &full_grant())
}

fn opens_of(app: &Arc<MiniApp>) -> Side<'static> {
    let (host, app) = (memory_host(), Arc::clone(app));
    Box::new(move || {
        let (mut opened, took) = timed(|| coffee::open(&host, &app, coffee::user(0)));
        opened.close().expect("it closes");
        took
    })
}

fn steps_of(app: &Arc<MiniApp>) -> Side<'static> {
    let mut walk = Walk::through(&memory_host(), app, coffee::user(0), TAPPED);
    Box::new(move || {
        let event = walk.event();
        let took = time(|| walk.step(event));
        walk.step(walk.event());
        took
    })
}
