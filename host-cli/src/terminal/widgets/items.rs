//! Lists and their items.

use loggia_runtime::ui::{Axis, Item};
use ratatui::text::Span;

use super::{column, floats, measure, structure, widget};
use crate::terminal::block::{Block, Target, row_width};
use crate::terminal::look::{Look, Place};
use crate::terminal::wrap::{cut_row, wrap};

/// A picture at an item's start, in columns and rows.
const PICTURE: (usize, usize) = (8, 4);
/// Narrower than this, an item has no room for a picture.
const MIN_WITH_PICTURE: usize = 44;
/// The focus mark and the space after it.
const GUTTER: usize = 2;

pub(super) fn list(look: &Look<'_>, at: Place<'_>, width: usize) -> Block {
    let mut list = Block::of(width, Vec::new());
    let mut was_tall = false;
    for (index, node) in look.view.children(at.index) {
        let Some(block) = widget(look, Place { index, node, level: at.level }, width) else {
            continue;
        };
        // Items of several rows would run together without a rule between them.
        let is_tall = block.height() > 1;
        if (is_tall || was_tall) && !list.rows.is_empty() {
            list.add_below(structure::divider(look, width), 0);
        }
        was_tall = is_tall;
        list.add_below(block, 0);
    }
    list
}

pub(super) fn item(look: &Look<'_>, at: Place<'_>, item: &Item, width: usize) -> Block {
    let target = Target::Node(at.node.path);
    let focused = look.has_focus(target);
    let ground = look.theme.text();
    let inner = width.saturating_sub(GUTTER).max(1);

    let picture = item
        .image
        .as_ref()
        .filter(|_| inner >= MIN_WITH_PICTURE)
        .and_then(|asset| look.pictures.draw(asset.as_str(), PICTURE.0, PICTURE.1, look.theme));
    let text_width = if picture.is_some() { inner - PICTURE.0 - 2 } else { inner };
    let text = words(look, at, item, focused, text_width);
    let content = match picture {
        Some(rows) => {
            let mut content = Block::of(PICTURE.0, rows);
            content.add_beside(text, 2, ground);
            content
        }
        None => text,
    };

    let mark = if focused { "▌ " } else { "  " };
    let style = if focused { look.theme.accent() } else { ground };
    let mut block = Block::of(GUTTER, vec![vec![Span::styled(mark, style)]; content.height()]);
    block.add_beside(content, 0, ground);
    block.width = width;
    if item.on_tap.is_some() { block.tapped(target) } else { block }
}

/// Title, subtitle, what stands at the end of the line, and the children.
fn words(look: &Look<'_>, at: Place<'_>, item: &Item, focused: bool, width: usize) -> Block {
    let ground = look.theme.text();
    let mut end = wrap(&look.pieces(&item.trailing, look.theme.strong()), width / 2)
        .into_iter()
        .next()
        .unwrap_or_default();
    if item.on_tap.is_some() {
        let space = if row_width(&end) > 0 { " " } else { "" };
        end.push(Span::styled(
            format!("{space}›"),
            if focused { look.theme.accent() } else { look.theme.muted() },
        ));
    }
    let end = cut_row(end, width / 2);
    let end_width = row_width(&end);

    let title_style = if focused { look.theme.accent() } else { look.theme.strong() };
    let title_pieces = look.pieces(&item.title, title_style);
    let title_length: usize =
        row_width(&title_pieces.iter().map(|(text, _)| Span::raw(text.clone())).collect());
    let children = row_of_children(look, at, width);
    let beside = children
        .as_ref()
        .filter(|children| title_length + 2 + children.natural_width() + 2 + end_width <= width);

    let middle = beside.map_or(0, |children| children.natural_width() + 2);
    let title_width = width.saturating_sub(end_width + middle + usize::from(end_width > 0)).max(1);
    let mut head = Block::of(title_width, wrap(&title_pieces, title_width));
    if let Some(children) = beside {
        let mut children = children.clone();
        children.width = middle - 2;
        head.add_beside(children, 0, ground);
        head.width += 2;
    }
    if end_width > 0 {
        let gap = width.saturating_sub(head.width + end_width);
        head.add_beside(Block::of(end_width, vec![end]), gap, ground);
    }
    head.width = width;

    if !look.locale.label(&item.subtitle).trim().is_empty() {
        let rows = wrap(&look.pieces(&item.subtitle, look.theme.muted()), width);
        head.add_below(Block::of(width, rows), 0);
    }
    if beside.is_none() {
        head.add_below(children.unwrap_or_else(|| column(look, at, width)), 0);
    }
    head
}

/// The children in one row; none where they have no width of their own or there is no room.
fn row_of_children(look: &Look<'_>, at: Place<'_>, width: usize) -> Option<Block> {
    let mut needed = 0;
    for (index, node) in look.view.children(at.index) {
        if !floats(&node.element) {
            needed += measure::natural_width(look.view, look.locale, index)? + 2;
        }
    }
    (needed > 0 && needed <= width + 2)
        .then(|| structure::stack(look, at, Axis::Horizontal, true, width))
}
