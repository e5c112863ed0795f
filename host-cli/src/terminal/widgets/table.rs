//! Tables: columns where there is room for them, a card for each row where there is not.

use loggia_runtime::ui::{Cell, ColumnKind, Dataset};
use ratatui::text::Span;
use unicode_width::UnicodeWidthStr;

use super::structure;
use crate::terminal::block::{Block, Row, pad};
use crate::terminal::look::Look;
use crate::terminal::wrap::wrap_text;

/// Between two columns.
const GAP: usize = 2;
/// A column of texts is made no narrower.
const MIN_TEXT: usize = 12;

pub(super) fn table(look: &Look<'_>, data: &Dataset, width: usize) -> Block {
    let mut block = Block::of(width, wrap_text(data.label.as_str(), look.theme.strong(), width));
    if data.rows().len() == 0 {
        block.add_below(nothing(look, width), 0);
        return block;
    }
    let content = match columns(look, data, width) {
        Some(widths) => grid(look, data, &widths, width),
        None => cards(look, data, width),
    };
    block.add_below(content, 0);
    block
}

/// Where there are no rows.
pub(super) fn nothing(look: &Look<'_>, width: usize) -> Block {
    Block::of(width, wrap_text("(nothing here yet)", look.theme.muted(), width))
}

fn written(look: &Look<'_>, cell: &Cell, kind: ColumnKind) -> String {
    let text = look.locale.cell(cell, kind);
    if text.is_empty() { "–".to_owned() } else { text }
}

/// How wide each column is; none where they do not fit, even with their texts broken into rows.
fn columns(look: &Look<'_>, data: &Dataset, width: usize) -> Option<Vec<usize>> {
    let mut widths: Vec<usize> =
        data.columns.iter().map(|column| column.title.as_str().width()).collect();
    for row in data.rows() {
        for ((own, cell), column) in widths.iter_mut().zip(row).zip(&data.columns) {
            *own = (*own).max(written(look, cell, column.kind).width());
        }
    }
    let gaps = GAP * widths.len().saturating_sub(1);
    // The widest texts give way first.
    loop {
        let total = widths.iter().sum::<usize>() + gaps;
        if total <= width {
            return Some(widths);
        }
        let texts = widths
            .iter_mut()
            .zip(&data.columns)
            .filter(|(_, column)| column.kind == ColumnKind::Text);
        let widest = texts.map(|(own, _)| own).max_by_key(|own| **own)?;
        if *widest <= MIN_TEXT {
            return None;
        }
        *widest -= (total - width).min(*widest - MIN_TEXT);
    }
}

fn grid(look: &Look<'_>, data: &Dataset, widths: &[usize], width: usize) -> Block {
    let mut block = Block::of(width, Vec::new());
    let line = |texts: Vec<(String, ratatui::style::Style)>| {
        let mut line: Option<Block> = None;
        for (((text, style), own), column) in texts.into_iter().zip(widths).zip(&data.columns) {
            let mut rows = wrap_text(&text, style, (*own).max(1));
            if column.kind != ColumnKind::Text {
                rows = rows
                    .into_iter()
                    .map(|row| super::content::flush_right(row, *own, look))
                    .collect();
            }
            let cell = Block::of(*own, rows);
            match &mut line {
                None => line = Some(cell),
                Some(line) => line.add_beside(cell, GAP, look.theme.text()),
            }
        }
        line.unwrap_or_default()
    };
    let titles = data.columns.iter().map(|column| (column.title.to_string(), look.theme.muted()));
    block.add_below(line(titles.collect()), 0);
    let rule: Row = widths
        .iter()
        .enumerate()
        .map(|(n, own)| {
            let gap = if n > 0 { "─".repeat(GAP) } else { String::new() };
            Span::styled(format!("{gap}{}", "─".repeat(*own)), look.theme.line(false))
        })
        .collect();
    block.add_below(Block::of(width, vec![rule]), 0);
    for row in data.rows() {
        let cells = row.iter().zip(&data.columns);
        let texts = cells
            .map(|(cell, column)| (written(look, cell, column.kind), look.theme.text()))
            .collect();
        block.add_below(line(texts), 0);
    }
    block.width = width;
    block
}

/// A card for each row: its first cell as a title, each other one behind its column's title.
fn cards(look: &Look<'_>, data: &Dataset, width: usize) -> Block {
    let mut block = Block::of(width, Vec::new());
    for row in data.rows() {
        if !block.rows.is_empty() {
            block.add_below(structure::divider(look, width), 0);
        }
        let mut cells = row.iter().zip(&data.columns);
        if let Some((cell, column)) = cells.next() {
            let title = wrap_text(&written(look, cell, column.kind), look.theme.strong(), width);
            block.add_below(Block::of(width, title), 0);
        }
        for (cell, column) in cells {
            let value = written(look, cell, column.kind);
            let title = column.title.as_str();
            let mut rows = wrap_text(title, look.theme.muted(), width);
            let last = rows.last().map_or(0, super::super::block::row_width);
            let value_row = vec![Span::styled(value.clone(), look.theme.text())];
            if last + GAP + value.width() <= width {
                if let Some(row) = rows.last_mut() {
                    pad(row, width - value.width(), look.theme.text());
                    row.extend(value_row);
                }
            } else {
                let value_rows = wrap_text(&value, look.theme.text(), width);
                rows.extend(
                    value_rows.into_iter().map(|row| super::content::flush_right(row, width, look)),
                );
            }
            block.add_below(Block::of(width, rows), 0);
        }
    }
    block.width = width;
    block
}
