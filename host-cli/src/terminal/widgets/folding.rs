//! Tabs, details and menus: what the shell opens and closes by itself.

use loggia_runtime::ui::{Element, Inline, NodeIndex};
use ratatui::style::Modifier;
use ratatui::text::Span;

use super::{column, controls, structure, widget};
use crate::terminal::block::{Block, Row, Spot, Target, row_width};
use crate::terminal::look::{Look, Place};
use crate::terminal::wrap::{cut, wrap};

/// Between tabs, and between the sign of details and their summary.
const GAP: usize = 1;
/// The sign of details and the space after it, which their content is indented by.
const SIGN: usize = 2;

pub(super) fn tabs(look: &Look<'_>, at: Place<'_>, width: usize) -> Block {
    let open = look.folds.tab(look.view, at.index);
    let mut block = Block::of(width, Vec::new());
    let mut line: Option<Block> = None;
    for (index, node) in look.view.children(at.index) {
        let Element::Tab { label, .. } = &node.element else { continue };
        let handle = handle(look, label, Target::Node(node.path), open == Some(index), width);
        line = Some(match line.take() {
            Some(mut line) if line.width + GAP + handle.width <= width => {
                line.add_beside(handle, GAP, look.theme.text());
                line
            }
            Some(full) => {
                block.add_below(full, 0);
                handle
            }
            None => handle,
        });
    }
    block.add_below(line.unwrap_or_default(), 0);
    block.add_below(structure::divider(look, width), 0);
    let content = open.and_then(|index| {
        let node = look.view.node(index)?;
        Some(column(look, Place { index, node, level: at.level }, width))
    });
    block.add_below(content.unwrap_or_default(), 0);
    block.width = width;
    block
}

/// What a tab is opened by: the open one is marked by more than its colour.
fn handle(look: &Look<'_>, label: &[Inline], target: Target, open: bool, width: usize) -> Block {
    let focused = look.has_focus(target);
    let label = cut(&look.locale.label(label), width.saturating_sub(4));
    let style = if open { look.theme.primary() } else { look.theme.secondary() };
    let word =
        if focused { style.add_modifier(Modifier::BOLD | Modifier::UNDERLINED) } else { style };
    let (left, right) = match (focused, open) {
        (true, _) => ("▸ ", " ◂"),
        (false, true) => ("[ ", " ]"),
        (false, false) => ("  ", "  "),
    };
    let row: Row =
        vec![Span::styled(left, style), Span::styled(label, word), Span::styled(right, style)];
    let width = row_width(&row);
    let mut block = Block::of(width, vec![row]);
    block.spots.push(Spot { x: 0, y: 0, width, height: 1, target });
    block
}

pub(super) fn details(look: &Look<'_>, at: Place<'_>, summary: &[Inline], width: usize) -> Block {
    let target = Target::Node(at.node.path);
    let focused = look.has_focus(target);
    let open = look.folds.is_open(at.node.path, &at.node.element);
    let style = if focused { look.theme.accent() } else { look.theme.strong() };
    let sign = if open { "▾ " } else { "▸ " };
    let mut block = Block::of(SIGN, vec![vec![Span::styled(sign, look.theme.accent())]]);
    let inner = width.saturating_sub(SIGN).max(1);
    let word = if focused { style.add_modifier(Modifier::UNDERLINED) } else { style };
    let rows = wrap(&look.pieces(summary, word), inner);
    block.add_beside(Block::of(inner, rows), 0, look.theme.text());
    let mut block = block.tapped(target);
    if open {
        let content = column(look, at, inner);
        block.add_below(content.indented(SIGN, look.theme.text()), 0);
    }
    block.width = width;
    block
}

pub(super) fn menu(look: &Look<'_>, at: Place<'_>, label: &[Inline], width: usize) -> Block {
    let label = format!("{} ▾", look.locale.label(label));
    controls::pressable(look, &label, look.theme.secondary(), Target::Node(at.node.path), width)
}

/// The open menu's buttons, one under the other in a frame.
pub(super) fn popup(look: &Look<'_>, menu: NodeIndex, width: usize) -> Block {
    let inner_width = width.saturating_sub(4).max(1);
    let mut inner = Block::of(0, Vec::new());
    for (index, node) in look.view.children(menu) {
        if let Some(button) = widget(look, Place { index, node, level: 0 }, inner_width) {
            inner.add_below(button, 0);
        }
    }
    let width = (inner.natural_width() + 4).clamp(5, width.max(5));
    let frame = ["╭", "╮", "╰", "╯", "─", "│"];
    structure::boxed(inner, width, frame, look.theme.line(true), look.theme.text())
}
