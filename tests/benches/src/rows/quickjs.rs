//! Open and step against the same coffee in a QuickJS container.

use crate::coffee::{self, Walk};
use crate::measure::{Pace, Side, medians, time};
use crate::peers::quickjs::{Builtins, QuickJs};
use crate::report::Quantity::Time;
use crate::report::{Goal, Report, Row};
use crate::rows::coffee::{memory_host, opens, steps};

/// Of each side.
const ROUNDS: usize = 2_000;

pub(crate) fn measure(pace: Pace) -> Report {
    let (all, least) = (QuickJs::new(Builtins::All), QuickJs::new(Builtins::Least));
    let launched = all.open();
    let (state, action) = (&*launched.state, &*launched.tapped());
    let mut walk = Walk::new(&memory_host(), coffee::user(0));
    launched.assert_is(walk.session().view());
    walk.step(walk.event());
    all.step(state, action).assert_is(walk.session().view());

    let live = all.live();
    let sides: [Side<'_>; 7] = [
        opens(),
        Box::new(|| time(|| all.open())),
        Box::new(|| time(|| least.open())),
        steps(),
        Box::new(|| time(|| all.step(state, action))),
        Box::new(|| time(|| least.step(state, action))),
        Box::new(|| time(|| live.step(state, action))),
    ];
    let [open, open_all, open_least, step, step_all, step_least, step_live] =
        medians(pace.of(ROUNDS), sides).map(Time);
    let goal = Goal::AtMost(1.0 / 8.0);
    let rows = vec![
        Row::new("open", open).against("QuickJS", open_all).goal(goal),
        Row::new("step", step).against("QuickJS", step_all).goal(goal),
        Row::new("open", open).against("QuickJS without built-ins", open_least),
        Row::new("step", step).against("QuickJS without built-ins", step_least),
        Row::new("step", step).against("QuickJS, kept between steps", step_live),
    ];
    Report { rows, ..Report::default() }
}
