//! How a step's cost grows with what it carries: the tests' guest, told to show views of so many
//! nodes and to keep states of so many bytes, through Loggia and on the bare host.

use std::time::Duration;

use loggia_runtime::ui::{FieldValue, NodePath};
use loggia_runtime::{ClientEvent, ClientEventKind, EventId, Reply, Session};

use crate::bare;
use crate::coffee;
use crate::measure::{Pace, Side, medians, time, timed};
use crate::report::{Axis, Curve, Line, Report, Scale};
use crate::rows::coffee::{alone, memory_host};

/// Of each side and size.
const ROUNDS: usize = 1_000;

const NODES: [usize; 6] = [10, 100, 250, 500, 750, 1_000];
const KIB: [usize; 6] = [1, 8, 16, 32, 48, 64];

pub(crate) fn view(pace: Pace) -> Report {
    let lines = lines(pace, NODES, view_of);
    let about = format!(
        "The same view of texts again and again, and a state of 20 bytes. A node more costs {}.",
        per(&lines, 1e3, "ns"),
    );
    let x = Axis { label: "nodes in the view", scale: Scale::Linear };
    curve("view", "A step by the size of its view", about, x, lines)
}

pub(crate) fn state(pace: Pace) -> Report {
    let lines = lines(pace, KIB, state_of);
    let about = format!(
        "A state that is restored, written anew and committed, and a view of 4 nodes. A KiB more costs \
         {}.",
        per(&lines, 1e3, "ns"),
    );
    let x = Axis { label: "KiB of state", scale: Scale::Linear };
    curve("state", "A step by the size of its state", about, x, lines)
}

pub(crate) fn view_alone(length: Duration) {
    alone(ours(&view_of(1_000)), length);
}

pub(crate) fn state_alone(length: Duration) {
    alone(ours(&state_of(64)), length);
}

fn view_of(nodes: usize) -> String {
    format!("view texts {nodes}")
}

fn state_of(kib: usize) -> String {
    format!("state {}", kib * 1024)
}

fn lines(pace: Pace, sizes: [usize; 6], order: fn(usize) -> String) -> Vec<Line> {
    let bare = bare::Host::new(coffee::mischief().package().component());
    let (mut loggia, mut wasmtime) = (Vec::new(), Vec::new());
    for size in sizes {
        let order = order(size);
        let [took, bare] = medians(pace.of(ROUNDS), [ours(&order), theirs(&bare, &order)]);
        let micros = |took: Duration| (size as f64, took.as_secs_f64() * 1e6);
        loggia.push(micros(took));
        wasmtime.push(micros(bare));
    }
    vec![
        Line { label: "Loggia", points: loggia },
        Line { label: "bare wasmtime", points: wasmtime },
    ]
}

fn ours(order: &str) -> Side<'static> {
    let mut session = coffee::open(&memory_host(), coffee::mischief(), coffee::user(0));
    let form = |session: &Session| -> NodePath {
        let keyed = |key: &str| key == "orders";
        let mut nodes = session.view().nodes();
        let form = nodes.find(|(_, node)| node.key.as_ref().is_some_and(|key| keyed(key.as_str())));
        form.expect("its form is on every screen").1.path
    };
    let path = form(&session);
    let order = order.to_owned();
    Box::new(move || {
        let values = vec![("do".to_owned(), FieldValue::Text(order.clone()))];
        let kind = ClientEventKind::Act { revision: session.revision(), path, values };
        let event = ClientEvent { id: EventId::random().unwrap(), kind };
        let (reply, took) = timed(|| session.handle(event));
        assert!(matches!(reply, Ok(Reply::Stepped(_))), "{reply:?}");
        took
    })
}

fn theirs<'a>(bare: &'a bare::Host, order: &str) -> Side<'a> {
    let params = vec![("do".into(), order.to_owned())];
    let launched = bare.told(Some(bare::Intent { name: "obey".into(), params }), Vec::new());
    let state = bare.step(None, launched).state;
    let order = order.to_owned();
    Box::new(move || {
        let event = bare.submitted("do", &order);
        time(|| bare.step(Some(&state), event))
    })
}

/// What one more costs on each line: the slope between its ends.
fn per(lines: &[Line], scale: f64, unit: &str) -> String {
    let slope = |line: &Line| {
        let ((x0, y0), (x1, y1)) = (line.points[0], line.points[line.points.len() - 1]);
        (y1 - y0) / (x1 - x0) * scale
    };
    let each = lines.iter().map(|line| format!("{:.0} {unit} ({})", slope(line), line.label));
    each.collect::<Vec<_>>().join(", ")
}

fn curve(
    name: &'static str,
    title: &'static str,
    about: String,
    x: Axis,
    lines: Vec<Line>,
) -> Report {
    let y = Axis { label: "µs a step", scale: Scale::Linear };
    Report { curves: vec![Curve { name, title, about, x, y, lines }], ..Report::default() }
}
