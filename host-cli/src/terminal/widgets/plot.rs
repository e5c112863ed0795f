//! A canvas of Braille dots, two by four in each character.

use ratatui::style::Style;
use ratatui::text::Span;

use crate::terminal::block::Row;

/// Dots, each of a series or none.
#[derive(Debug)]
pub(super) struct Plot {
    columns: usize,
    dots: Vec<Option<usize>>,
}

impl Plot {
    /// An empty one, of so many characters.
    pub(super) fn new(columns: usize, rows: usize) -> Self {
        Self { columns, dots: vec![None; columns * rows * 8] }
    }

    /// In dots.
    pub(super) fn width(&self) -> usize {
        self.columns * 2
    }

    /// In dots.
    pub(super) fn height(&self) -> usize {
        self.dots.len() / self.width().max(1)
    }

    fn set(&mut self, x: usize, y: usize, series: usize) {
        let at = y * self.width() + x;
        if let Some(dot) = self.dots.get_mut(at).filter(|_| x < self.columns * 2) {
            *dot = Some(series);
        }
    }

    /// A straight line between two dots.
    pub(super) fn line(&mut self, from: (usize, usize), to: (usize, usize), series: usize) {
        let steps = from.0.abs_diff(to.0).max(from.1.abs_diff(to.1)).max(1);
        let along = |a: usize, b: usize, step: usize| {
            let way = a.abs_diff(b) * step * 2 + steps;
            let way = way / (steps * 2);
            if a < b { a + way } else { a - way }
        };
        for step in 0..=steps {
            self.set(along(from.0, to.0, step), along(from.1, to.1, step), series);
        }
    }

    /// A ring whose parts are as large as the values, clockwise from the top. Dots are about as high as
    /// they are wide.
    pub(super) fn ring(&mut self, values: &[i64]) {
        #[allow(clippy::cast_precision_loss, reason = "a dot more or less is not seen")]
        let share = |value: i64| value as f64;
        let whole: f64 = values.iter().map(|value| share(*value)).sum();
        if whole <= 0.0 {
            return;
        }
        let side = u16::try_from(self.width().min(self.height())).unwrap_or(u16::MAX);
        let middle = f64::from(side) / 2.0;
        for y in 0..side {
            for x in 0..side {
                let (across, down) = (f64::from(x) + 0.5 - middle, f64::from(y) + 0.5 - middle);
                let radius = across.hypot(down);
                if !(middle * 0.55..=middle).contains(&radius) {
                    continue;
                }
                let turn = across.atan2(-down) / std::f64::consts::TAU;
                let mut left = turn.rem_euclid(1.0) * whole;
                let part = values.iter().position(|value| {
                    left -= share(*value);
                    left < 0.0
                });
                let last = values.len().saturating_sub(1);
                self.set(usize::from(x), usize::from(y), part.unwrap_or(last));
            }
        }
    }

    /// Its characters; one that several series meet in is the first one's.
    pub(super) fn rows(&self, style: impl Fn(usize) -> Style, ground: Style) -> Vec<Row> {
        // Unicode numbers the dots of a character down its left and then its right column, but for the lowest.
        const BITS: [[u32; 2]; 4] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]];
        let mut rows = Vec::new();
        for top in (0..self.height()).step_by(4) {
            let mut row = Row::new();
            for left in (0..self.width()).step_by(2) {
                let (mut bits, mut series) = (0, None);
                for (y, pair) in (top..).zip(BITS) {
                    for (x, bit) in (left..).zip(pair) {
                        let dot = self.dots.get(y * self.width() + x).copied().flatten();
                        if dot.is_some() {
                            bits |= bit;
                            series = series.min(dot).or(dot);
                        }
                    }
                }
                let sign =
                    if bits == 0 { ' ' } else { char::from_u32(0x2800 + bits).unwrap_or(' ') };
                row.push(Span::styled(sign.to_string(), series.map_or(ground, &style)));
            }
            rows.push(row);
        }
        rows
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(plot: &Plot) -> Vec<String> {
        let rows = plot.rows(|_| Style::new(), Style::new());
        rows.iter().map(|row| row.iter().map(|span| span.content.as_ref()).collect()).collect()
    }

    #[test]
    fn a_line_goes_from_corner_to_corner() {
        let mut plot = Plot::new(2, 1);
        plot.line((0, 3), (3, 0), 0);
        assert_eq!(drawn(&plot), ["⡠⠊"]);
    }

    #[test]
    fn nothing_is_drawn_outside_of_the_canvas_or_of_nothing() {
        let mut plot = Plot::new(1, 1);
        plot.line((0, 0), (9, 9), 0);
        plot.ring(&[0, 0]);
        plot.ring(&[]);
        assert_eq!(drawn(&plot), ["⠑"]);
    }

    #[test]
    fn the_parts_of_a_ring_are_as_large_as_their_values() {
        let mut plot = Plot::new(18, 9);
        plot.ring(&[i64::MAX, i64::MAX / 3, 0]);
        let count = |of: usize| plot.dots.iter().filter(|dot| **dot == Some(of)).count();
        let (large, small) = (count(0), count(1));
        assert!(large > 2 * small && large < 4 * small, "{large} and {small}");
        assert_eq!(count(2), 0);
    }
}
