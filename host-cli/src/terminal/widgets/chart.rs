//! Charts: bars of blocks, lines and rings of Braille dots; each shows its data as a table when it is tapped.

use loggia_runtime::ui::{ChartKind, Column, ColumnKind, Dataset};
use ratatui::text::Span;
use unicode_width::UnicodeWidthStr;

use super::plot::Plot;
use super::table;
use crate::terminal::block::{Block, Row, Target, pad};
use crate::terminal::look::{Look, Place};
use crate::terminal::wrap::{cut, cut_row, wrap_text};

/// A chart is no wider.
const CHART_WIDTH: usize = 72;
/// Rows of a line chart.
const LINE_HEIGHT: usize = 8;
/// Columns and rows of a ring.
const RING: (usize, usize) = (18, 9);
/// Names beside bars take no more of the width than this many parts of ten.
const NAMES_TENTHS: usize = 4;

pub(super) fn chart(
    look: &Look<'_>,
    at: Place<'_>,
    kind: ChartKind,
    data: &Dataset,
    width: usize,
) -> Block {
    let target = Target::Node(at.node.path);
    let focused = look.has_focus(target);
    let as_table = look.folds.is_open(at.node.path, &at.node.element);
    let mut block = if as_table {
        table::table(look, data, width)
    } else {
        let mut block =
            Block::of(width, wrap_text(data.label.as_str(), look.theme.strong(), width));
        let inner = width.min(CHART_WIDTH);
        block.add_below(
            match kind {
                _ if data.rows().len() == 0 => table::nothing(look, width),
                ChartKind::Bar => bars(look, data, inner),
                ChartKind::Line => lines(look, data, inner),
                // Without colour nobody could tell the parts apart.
                ChartKind::Donut if !look.theme.has_colour() => bars(look, data, inner),
                ChartKind::Donut => ring(look, data, inner),
            },
            0,
        );
        block
    };
    let hint = if as_table { "as a chart" } else { "as a table" };
    let style = if focused { look.theme.accent() } else { look.theme.muted() };
    let hint = format!("{}{hint}", if focused { "▸ " } else { "  " });
    block.add_below(Block::of(width, vec![vec![Span::styled(hint, style)]]), 0);
    block.width = width;
    block.tapped(target)
}

fn names(look: &Look<'_>, data: &Dataset) -> Vec<String> {
    let kind = data.columns.first().map_or(ColumnKind::Text, |column| column.kind);
    let name =
        |row: &[_]| row.first().map_or_else(String::new, |cell| look.locale.cell(cell, kind));
    data.rows().map(name).collect()
}

fn figure(look: &Look<'_>, value: i64, kind: ColumnKind) -> String {
    look.locale.cell(&loggia_runtime::ui::Cell::Number(value), kind)
}

/// What each series is called, behind its own sign. None where there is one: the title says it.
fn legend(look: &Look<'_>, series: &[(&Column, Vec<Option<i64>>)], width: usize) -> Option<Block> {
    if series.len() < 2 {
        return None;
    }
    let mut block = Block::of(width, Vec::new());
    for (n, (column, _)) in series.iter().enumerate() {
        let row = vec![
            Span::styled(format!("{} ", sign(n)), look.theme.series(n)),
            Span::styled(column.title.to_string(), look.theme.text()),
        ];
        block.add_below(Block::of(width, vec![cut_row(row, width)]), 0);
    }
    Some(block)
}

/// Series are told apart by more than their colour.
fn sign(n: usize) -> char {
    ['█', '▓', '▒', '░', '▚', '▞'].get(n).copied().unwrap_or('█')
}

/// The least and the most of all values, zero among them.
fn range<'a>(series: impl Iterator<Item = &'a Vec<Option<i64>>>) -> (i128, i128) {
    series.flatten().flatten().fold((0, 0), |(least, most): (i128, i128), value| {
        (least.min(i128::from(*value)), most.max(i128::from(*value)))
    })
}

fn bars(look: &Look<'_>, data: &Dataset, width: usize) -> Block {
    let series: Vec<_> = data.series().collect();
    let names = names(look, data);
    let (least, most) = range(series.iter().map(|(_, values)| values));
    let figures = series.iter().flat_map(|(column, values)| {
        values.iter().flatten().map(|value| figure(look, *value, column.kind).width())
    });
    let figure_width = figures.max().unwrap_or(1);
    let widest = names.iter().map(|name| name.width()).max().unwrap_or(0);
    let name_width = widest.min(width * NAMES_TENTHS / 10).max(1);
    // Where names and figures leave nothing for the bars, names stand on rows of their own.
    let beside = name_width + figure_width + 12 <= width;
    let left = if beside { name_width + 1 } else { 0 };
    let room = width.saturating_sub(left + figure_width + 1).max(1);

    let mut block = Block::of(width, Vec::new());
    if let Some(legend) = legend(look, &series, width) {
        block.add_below(legend, 0);
    }
    for (at, name) in names.iter().enumerate() {
        if !beside {
            block.add_below(Block::of(width, wrap_text(name, look.theme.text(), width)), 0);
        }
        for (n, (column, values)) in series.iter().enumerate() {
            let mut row = Row::new();
            if beside {
                let name = if n == 0 { cut(name, name_width) } else { String::new() };
                row.push(Span::styled(name, look.theme.text()));
                pad(&mut row, left, look.theme.text());
            }
            let value = values.get(at).copied().flatten();
            let bar = value.map_or_else(String::new, |value| bar(value, least, most, room, n));
            row.push(Span::styled(bar, look.theme.series(n)));
            pad(&mut row, left + room + 1, look.theme.text());
            let figure = value.map_or("–".to_owned(), |value| figure(look, value, column.kind));
            row.push(Span::styled(
                format!("{}{figure}", " ".repeat(figure_width.saturating_sub(figure.width()))),
                look.theme.text(),
            ));
            block.add_below(Block::of(width, vec![cut_row(row, width)]), 0);
        }
    }
    block
}

/// A bar from zero to a value, in eighths of a column where it is a plain one.
fn bar(value: i64, least: i128, most: i128, room: usize, n: usize) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    let columns = i128::try_from(room).unwrap_or(1);
    let span = (most - least).max(1);
    let to_eighths = |value: i128| (value * columns * 8) / span;
    let before = usize::try_from(to_eighths(-least) / 8).unwrap_or(0);
    let length = usize::try_from(to_eighths(i128::from(value)).unsigned_abs()).unwrap_or(0);
    let full = sign(n).to_string();
    if value < 0 {
        let columns = length.div_ceil(8).min(before);
        return format!("{}{}", " ".repeat(before - columns), full.repeat(columns));
    }
    let rest = EIGHTHS.get(length % 8).copied().unwrap_or_default();
    // A value that is there is seen, however small.
    let rest = if value > 0 && length == 0 {
        "▏"
    } else if n == 0 {
        rest
    } else {
        ""
    };
    format!("{}{}{rest}", " ".repeat(before), full.repeat(length / 8))
}

fn lines(look: &Look<'_>, data: &Dataset, width: usize) -> Block {
    let series: Vec<_> = data.series().collect();
    let kind = series.first().map_or(ColumnKind::Text, |(column, _)| column.kind);
    let (least, most) = range(series.iter().map(|(_, values)| values));
    let bound = |value: i128| figure(look, i64::try_from(value).unwrap_or(i64::MAX), kind);
    let (top, bottom) = (bound(most), bound(least));
    let axis = top.width().max(bottom.width()) + 1;
    let room = width.saturating_sub(axis).max(4);
    let names = names(look, data);

    let mut plot = Plot::new(room, LINE_HEIGHT);
    let last = names.len().saturating_sub(1).max(1);
    for (n, (_, values)) in series.iter().enumerate() {
        let mut before = None;
        for (at, value) in values.iter().enumerate() {
            let point = value.map(|value| {
                let x = at * (plot.width() - 1) / last;
                let up = (i128::from(value) - least)
                    * i128::try_from(plot.height() - 1).unwrap_or(1)
                    / (most - least).max(1);
                (x, plot.height() - 1 - usize::try_from(up).unwrap_or(0))
            });
            if let Some(to) = point {
                plot.line(before.unwrap_or(to), to, n);
            }
            before = point;
        }
    }
    let rows = plot.rows(|n| look.theme.series(n), look.theme.text());
    let count = rows.len();
    let labelled = rows.into_iter().enumerate().map(|(y, row)| {
        let label = if y == 0 {
            top.as_str()
        } else if y + 1 == count {
            bottom.as_str()
        } else {
            ""
        };
        let mut whole: Row = vec![Span::styled(
            format!("{}{label} ", " ".repeat((axis - 1).saturating_sub(label.width()))),
            look.theme.muted(),
        )];
        whole.extend(row);
        cut_row(whole, width)
    });
    let mut block = Block::of(width, labelled.collect());
    if let (Some(first), Some(end)) = (names.first(), names.last().filter(|_| names.len() > 1)) {
        let half = room / 2;
        let (first, end) = (cut(first, half.saturating_sub(1)), cut(end, half));
        let mut row: Row =
            vec![Span::raw(" ".repeat(axis)), Span::styled(first, look.theme.muted())];
        pad(&mut row, (axis + room).saturating_sub(end.width()), look.theme.text());
        row.push(Span::styled(end, look.theme.muted()));
        block.add_below(Block::of(width, vec![cut_row(row, width)]), 0);
    }
    if let Some(legend) = legend(look, &series, width) {
        block.add_below(legend, 0);
    }
    block
}

fn ring(look: &Look<'_>, data: &Dataset, width: usize) -> Block {
    let Some((column, values)) = data.series().next() else { return Block::default() };
    let values: Vec<i64> = values.into_iter().map(|value| value.unwrap_or(0).max(0)).collect();
    let whole: i128 = values.iter().map(|value| i128::from(*value)).sum();
    let mut plot = Plot::new(RING.0, RING.1);
    plot.ring(&values);
    let mut block = Block::of(RING.0, plot.rows(|n| look.theme.series(n), look.theme.text()));

    let beside = width >= RING.0 + 30;
    let room = if beside { width - RING.0 - 2 } else { width };
    let figures: Vec<String> =
        values.iter().map(|value| figure(look, *value, column.kind)).collect();
    let figure_width = figures.iter().map(|figure| figure.width()).max().unwrap_or(0);
    let rows = names(look, data).into_iter().zip(&values).zip(figures).enumerate();
    let rows = rows.map(|(n, ((name, value), figure))| {
        let share = (i128::from(*value) * 200 / whole.max(1) + 1) / 2;
        let end = format!(
            "{}{figure} {share:>3} %",
            " ".repeat(figure_width.saturating_sub(figure.width()))
        );
        let name_width = room.saturating_sub(end.width() + 3);
        let mut row: Row = vec![
            Span::styled(format!("{} ", sign(n)), look.theme.series(n)),
            Span::styled(cut(&name, name_width), look.theme.text()),
        ];
        pad(&mut row, room.saturating_sub(end.width()), look.theme.text());
        row.push(Span::styled(end, look.theme.text()));
        cut_row(row, room)
    });
    let legend = Block::of(room, rows.collect());
    if beside {
        block.add_beside(legend, 2, look.theme.text());
    } else {
        block.add_below(legend, 0);
    }
    block
}
