//! Sections, stacks, grids, cards and dividers.

use loggia_runtime::ui::{Axis, Element, Inline, NodeIndex};
use ratatui::text::Span;

use super::{column, floats, measure, widget};
use crate::terminal::block::{Block, Row, Target, pad};
use crate::terminal::look::{Look, Place};
use crate::terminal::wrap::wrap;

/// Between neighbours in a row.
const GAP: usize = 2;
/// Less than this is no column.
const MIN_COLUMN: usize = 18;
/// A frame is left out where it would leave less than this.
const MIN_FRAMED: usize = 12;

pub(super) fn section(look: &Look<'_>, at: Place<'_>, title: &[Inline], width: usize) -> Block {
    let mut rows = wrap(&look.pieces(title, look.theme.heading()), width);
    if at.level == 0 {
        let rule = Span::styled("─".repeat(width), look.theme.line(false));
        rows.push(vec![rule]);
    }
    let mut block = Block::of(width, rows);
    block.add_below(column(look, at, width), 0);
    block
}

pub(super) fn divider(look: &Look<'_>, width: usize) -> Block {
    Block::of(width, vec![vec![Span::styled("─".repeat(width), look.theme.line(false))]])
}

pub(super) fn stack(
    look: &Look<'_>,
    at: Place<'_>,
    axis: Axis,
    wraps: bool,
    width: usize,
) -> Block {
    if axis == Axis::Vertical {
        return column(look, at, width);
    }
    let children: Vec<(NodeIndex, Option<usize>)> = look
        .view
        .children(at.index)
        .filter(|(_, node)| !floats(&node.element))
        .map(|(index, _)| (index, measure::natural_width(look.view, look.locale, index)))
        .collect();
    let needed: usize =
        children.iter().map(|(_, width)| width.unwrap_or(MIN_COLUMN)).sum::<usize>()
            + GAP * children.len().saturating_sub(1);
    if needed <= width {
        return row(look, at, &children, width);
    }
    if !wraps {
        return column(look, at, width);
    }
    // As many as fit into each row.
    let gap = usize::from(!measure::flows(look.view, at.index));
    let mut block = Block::of(width, Vec::new());
    let mut line: Vec<(NodeIndex, Option<usize>)> = Vec::new();
    let mut filled = 0;
    for (index, natural) in children {
        let needs = natural.unwrap_or(width).min(width);
        if !line.is_empty() && filled + GAP + needs > width {
            block.add_below(row(look, at, &std::mem::take(&mut line), width), gap);
            filled = 0;
        }
        filled += needs + if line.is_empty() { 0 } else { GAP };
        line.push((index, natural));
    }
    block.add_below(row(look, at, &line, width), gap);
    block
}

/// Nodes side by side: each as wide as it is, and those without a width of their own share the rest.
fn row(
    look: &Look<'_>,
    at: Place<'_>,
    children: &[(NodeIndex, Option<usize>)],
    width: usize,
) -> Block {
    let fixed: usize = children.iter().filter_map(|(_, width)| *width).sum();
    let flexible = children.iter().filter(|(_, width)| width.is_none()).count();
    let rest = width.saturating_sub(fixed + GAP * children.len().saturating_sub(1));
    let share = rest / flexible.max(1);
    let mut block: Option<Block> = None;
    for (index, natural) in children {
        let Some(node) = look.view.node(*index) else { continue };
        let own = natural.unwrap_or(share).clamp(1, width);
        let Some(mut child) = widget(look, Place { index: *index, node, level: at.level }, own)
        else {
            continue;
        };
        child.width = own;
        match &mut block {
            None => block = Some(child),
            Some(block) => block.add_beside(child, GAP, look.theme.text()),
        }
    }
    block.unwrap_or_default()
}

pub(super) fn grid(look: &Look<'_>, at: Place<'_>, columns: usize, width: usize) -> Block {
    let columns = columns.min((width + GAP) / (MIN_COLUMN + GAP)).max(1);
    let cell = (width + GAP) / columns - GAP;
    let children: Vec<(NodeIndex, _)> = look.view.children(at.index).collect();
    let mut block = Block::of(width, Vec::new());
    for line in children.chunks(columns) {
        let mut cells = Vec::new();
        for (index, node) in line {
            let place = Place { index: *index, node, level: at.level };
            // A card's frame is drawn last, when the height of its neighbours is known.
            let drawn = match &node.element {
                Element::Card { on_tap } => {
                    Some((inside(look, place, cell), Some((place, on_tap.is_some()))))
                }
                _ => widget(look, place, cell).map(|block| (block, None)),
            };
            cells.extend(drawn);
        }
        let height = cells.iter().map(|(block, _)| block.height()).max().unwrap_or(0);
        let mut row: Option<Block> = None;
        for (inner, card) in cells {
            let mut child = match card {
                Some((place, taps)) => framed(look, place, inner.stretched(height), taps, cell),
                None => inner,
            };
            child.width = cell;
            match &mut row {
                None => row = Some(child),
                Some(row) => row.add_beside(child, GAP, look.theme.text()),
            }
        }
        block.add_below(row.unwrap_or_default(), 0);
    }
    block
}

pub(super) fn card(look: &Look<'_>, at: Place<'_>, taps: bool, width: usize) -> Block {
    framed(look, at, inside(look, at, width), taps, width)
}

fn inside(look: &Look<'_>, at: Place<'_>, width: usize) -> Block {
    column(look, at, if width < MIN_FRAMED { width } else { width - 4 })
}

/// What is inside a card, with a frame round it.
fn framed(look: &Look<'_>, at: Place<'_>, inner: Block, taps: bool, width: usize) -> Block {
    let target = Target::Node(at.node.path);
    let focused = look.has_focus(target);
    let block = if width < MIN_FRAMED {
        inner
    } else {
        let corners = if focused {
            ["┏", "┓", "┗", "┛", "━", "┃"]
        } else {
            ["╭", "╮", "╰", "╯", "─", "│"]
        };
        boxed(inner, width, corners, look.theme.line(focused), look.theme.text())
    };
    if taps { block.tapped(target) } else { block }
}

/// A block in a frame of `width` columns: corners, then the horizontal and the vertical line.
pub(super) fn boxed(
    inner: Block,
    width: usize,
    [top_left, top_right, bottom_left, bottom_right, across, down]: [&'static str; 6],
    line: ratatui::style::Style,
    ground: ratatui::style::Style,
) -> Block {
    let edge = |left: &str, right: &str| -> Row {
        vec![Span::styled(format!("{left}{}{right}", across.repeat(width.saturating_sub(2))), line)]
    };
    let mut block = Block::of(width, vec![edge(top_left, top_right)]);
    block.add_below(inner.indented(2, ground), 0);
    for row in block.rows.iter_mut().skip(1) {
        pad(row, width.saturating_sub(1), ground);
        // The indent's two columns become the frame and a space.
        if let Some(first) = row.first_mut() {
            let rest = first.content.get(1..).unwrap_or_default().to_owned();
            let style = first.style;
            *first = Span::styled(rest, style);
        }
        row.insert(0, Span::styled(down, line));
        row.push(Span::styled(down, line));
    }
    block.rows.push(edge(bottom_left, bottom_right));
    block.width = width;
    block
}
