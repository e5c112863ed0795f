//! A curve as a drawing: SVG, on a card of its own, so that it can be read on any page.

use std::fmt::Write as _;

use crate::report::{Axis, Curve, Line, Scale, thousands};

const WIDTH: f64 = 760.0;
const HEIGHT: f64 = 420.0;
/// The plot, inside.
const LEFT: f64 = 76.0;
const RIGHT: f64 = 596.0;
const TOP: f64 = 84.0;
const BOTTOM: f64 = 352.0;

/// Loggia's, then the baseline's: apart in lightness as well, for those who see no colours.
const COLOURS: [&str; 2] = ["#0b4fb3", "#c05a00"];
const INK: &str = "#1f2328";
const MUTED: &str = "#59636e";
const GRID: &str = "#e4e8ec";

/// The least distance between two labels at the lines' ends.
const LABEL_HEIGHT: f64 = 42.0;
/// The least distance between two numbers on the axis below.
const TICK_WIDTH: f64 = 44.0;

/// The drawing.
pub(crate) fn svg(curve: &Curve) -> String {
    let all = || curve.lines.iter().flat_map(|line| line.points.iter().copied());
    let x = Mapping::new(curve.x.scale, all().map(|(x, _)| x), LEFT, RIGHT, false);
    let y = Mapping::new(curve.y.scale, all().map(|(_, y)| y), BOTTOM, TOP, true);
    let mut svg = format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" role="img" font-family="system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif" font-size="13">
<title>{}</title>
<rect x="0.5" y="0.5" width="{}" height="{}" rx="10" fill="#ffffff" stroke="#d1d9e0"/>
<text x="24" y="36" font-size="17" font-weight="600" fill="{INK}">{}</text>
<text x="24" y="60" fill="{MUTED}">{}</text>
"##,
        curve.title,
        WIDTH - 1.0,
        HEIGHT - 1.0,
        curve.title,
        curve.y.label,
    );
    grid(&mut svg, &y);
    ticks(&mut svg, curve.x, &x, &curve.lines[0]);
    for (line, colour) in curve.lines.iter().zip(COLOURS) {
        draw(&mut svg, line, colour, &x, &y);
    }
    labels(&mut svg, curve, &y);
    svg.push_str("</svg>\n");
    svg
}

/// From values to places.
struct Mapping {
    scale: Scale,
    low: f64,
    high: f64,
    from: f64,
    to: f64,
}

impl Mapping {
    /// For `values`, between `from` and `to`; `round` ends it at a round number.
    fn new(
        scale: Scale,
        values: impl Iterator<Item = f64> + Clone,
        from: f64,
        to: f64,
        round: bool,
    ) -> Self {
        let most = values.clone().fold(0.0, f64::max);
        let least = values.fold(f64::INFINITY, f64::min);
        let (low, high) = match (scale, round) {
            (Scale::Linear, false) => (0.0, most),
            (Scale::Linear, true) => (0.0, (most / step(most)).ceil() * step(most)),
            (Scale::Logarithmic, false) => (least, most),
            (Scale::Logarithmic, true) => {
                (10_f64.powf(least.log10().floor()), 10_f64.powf(most.log10().ceil()))
            }
        };
        Self { scale, low, high, from, to }
    }

    fn place(&self, value: f64) -> f64 {
        let share = match self.scale {
            Scale::Linear => (value - self.low) / (self.high - self.low),
            Scale::Logarithmic => (value / self.low).log10() / (self.high / self.low).log10(),
        };
        self.from + share * (self.to - self.from)
    }

    /// Round numbers from end to end.
    fn round(&self) -> Vec<f64> {
        let (mut values, mut value) = (Vec::new(), self.low);
        while value <= self.high * 1.001 {
            values.push(value);
            match self.scale {
                Scale::Linear => value += step(self.high),
                Scale::Logarithmic => value *= 10.0,
            }
        }
        values
    }
}

/// A round distance of which four to eight make up `most`.
fn step(most: f64) -> f64 {
    let power = 10_f64.powf((most / 4.0).log10().floor());
    let times = [5.0, 2.0, 1.0].into_iter().find(|times| times * power <= most / 4.0);
    times.unwrap_or(1.0) * power
}

fn grid(svg: &mut String, y: &Mapping) {
    for value in y.round() {
        let at = y.place(value);
        let colour = if value == y.low { MUTED } else { GRID };
        let _ = writeln!(
            svg,
            r#"<line x1="{LEFT}" x2="{RIGHT}" y1="{at:.1}" y2="{at:.1}" stroke="{colour}"/><text x="{}" y="{:.1}" text-anchor="end" fill="{MUTED}">{}</text>"#,
            LEFT - 10.0,
            at + 4.5,
            number(value),
        );
    }
}

/// The sizes that were measured, as far as there is room.
fn ticks(svg: &mut String, axis: Axis, x: &Mapping, line: &Line) {
    let mut free = f64::INFINITY;
    for (value, _) in line.points.iter().rev() {
        let at = x.place(*value);
        let _ = writeln!(
            svg,
            r#"<line x1="{at:.1}" x2="{at:.1}" y1="{BOTTOM}" y2="{}" stroke="{MUTED}"/>"#,
            BOTTOM + 5.0,
        );
        if free - at < TICK_WIDTH {
            continue;
        }
        free = at;
        let _ = writeln!(
            svg,
            r#"<text x="{at:.1}" y="{}" text-anchor="middle" fill="{MUTED}">{}</text>"#,
            BOTTOM + 22.0,
            number(*value),
        );
    }
    let middle = f64::midpoint(LEFT, RIGHT);
    let _ = writeln!(
        svg,
        r#"<text x="{middle}" y="{}" text-anchor="middle" fill="{MUTED}">{}</text>"#,
        BOTTOM + 46.0,
        axis.label,
    );
}

fn draw(svg: &mut String, line: &Line, colour: &str, x: &Mapping, y: &Mapping) {
    let place = |(value, cost): &(f64, f64)| (x.place(*value), y.place(*cost));
    let path: Vec<String> =
        line.points.iter().map(place).map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
    let _ = writeln!(
        svg,
        r#"<polyline points="{}" fill="none" stroke="{colour}" stroke-width="2.5" stroke-linejoin="round"/>"#,
        path.join(" "),
    );
    for (x, y) in line.points.iter().map(place) {
        let _ = writeln!(
            svg,
            r##"<circle cx="{x:.1}" cy="{y:.1}" r="4" fill="{colour}" stroke="#ffffff" stroke-width="1.5"/>"##,
        );
    }
}

/// Each line's name and last value, beside its end.
fn labels(svg: &mut String, curve: &Curve, y: &Mapping) {
    let ends: Vec<f64> = curve.lines.iter().map(|line| y.place(last(line))).collect();
    let mut places = ends.clone();
    if let [one, other] = places.as_mut_slice() {
        let short = (LABEL_HEIGHT - (*one - *other).abs()) / 2.0;
        if short > 0.0 {
            let down = if one > other { short } else { -short };
            (*one, *other) = (*one + down, *other - down);
        }
    }
    for ((line, colour), at) in curve.lines.iter().zip(COLOURS).zip(places) {
        let x = RIGHT + 16.0;
        let at = at.clamp(TOP, BOTTOM - 14.0);
        let _ = writeln!(
            svg,
            r#"<text x="{x}" y="{at:.1}" font-weight="600" fill="{colour}">{}</text><text x="{x}" y="{:.1}" fill="{colour}">{}</text>"#,
            line.label,
            at + 17.0,
            number(last(line)),
        );
    }
}

fn last(line: &Line) -> f64 {
    line.points[line.points.len() - 1].1
}

fn number(value: f64) -> String {
    match value {
        value if value >= 100.0 || value.fract() == 0.0 => thousands(value),
        value if value >= 1.0 => format!("{value:.1}"),
        value => format!("{value:.2}"),
    }
}
