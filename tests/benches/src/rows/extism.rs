//! Open and step against the same coffee in Extism.

use crate::coffee::{self, Walk};
use crate::measure::{Pace, Side, medians, time};
use crate::peers::extism::Extism;
use crate::report::Quantity::Time;
use crate::report::{Report, Row};
use crate::rows::coffee::{memory_host, opens, steps};

/// Of each side.
const ROUNDS: usize = 2_000;

pub(crate) fn measure(pace: Pace) -> Report {
    let extism = Extism::new();
    let launched = extism.open();
    let (state, action) = (&*launched.state, &*launched.tapped());
    let mut walk = Walk::new(&memory_host(), coffee::user(0));
    launched.assert_is(walk.session().view());
    walk.step(walk.event());
    extism.step(state, action).assert_is(walk.session().view());

    let mut live = extism.live();
    let sides: [Side<'_>; 5] = [
        opens(),
        Box::new(|| time(|| extism.open())),
        steps(),
        Box::new(|| time(|| extism.step(state, action))),
        Box::new(|| time(|| live.step(state, action))),
    ];
    let [open, open_fresh, step, step_fresh, step_live] = medians(pace.of(ROUNDS), sides).map(Time);
    let rows = vec![
        Row::new("open", open).against("Extism", open_fresh),
        Row::new("step", step).against("Extism", step_fresh),
        Row::new("step", step).against("Extism, kept between steps", step_live),
    ];
    Report { rows, ..Report::default() }
}
