//! Banners, dialogs, empty states and progress.

use loggia_runtime::GuestText;
use loggia_runtime::ui::{Element, IconName, Inline, SoFar, Tone};
use ratatui::text::Span;
use unicode_width::UnicodeWidthStr;

use super::{column, controls, structure};
use crate::terminal::block::{Block, Row, Target, pad, row_width};
use crate::terminal::look::{Look, Place, icon_sign, tone_sign};
use crate::terminal::wrap::{cut_row, wrap, wrap_text};

/// A bar is no wider.
const BAR_WIDTH: usize = 40;
/// A line that is not there yet is no wider.
const SKELETON_WIDTH: usize = 48;

pub(super) fn banner(look: &Look<'_>, label: &[Inline], tone: Tone, width: usize) -> Block {
    let accent = look.theme.surface_tone(tone);
    let sign = tone_sign(tone).map_or(String::new(), |sign| format!("{sign} "));
    let indent = 2 + sign.width();
    let mut rows =
        wrap(&look.pieces(label, look.theme.surface()), width.saturating_sub(indent + 1).max(1));
    for (n, row) in rows.iter_mut().enumerate() {
        let lead = if n == 0 { sign.clone() } else { " ".repeat(sign.width()) };
        row.insert(0, Span::styled(format!("▌ {lead}"), accent));
        pad(row, width, look.theme.surface());
    }
    Block::of(width, rows)
}

pub(super) fn dialog(look: &Look<'_>, at: Place<'_>, width: usize) -> Block {
    let Element::Dialog { title, on_dismiss } = &at.node.element else { return Block::default() };
    let inner_width = width.saturating_sub(4).max(1);
    let mut inner =
        Block::of(inner_width, wrap(&look.pieces(title, look.theme.heading()), inner_width));
    inner.add_below(column(look, at, inner_width), 1);
    if on_dismiss.is_some() {
        let close = controls::pressable(
            look,
            "Close",
            look.theme.secondary(),
            Target::Dismiss(at.node.path),
            inner_width,
        );
        inner.add_below(close, 1);
    }
    let frame = ["╭", "╮", "╰", "╯", "─", "│"];
    structure::boxed(inner, width.max(5), frame, look.theme.line(true), look.theme.text())
}

pub(super) fn empty_state(
    look: &Look<'_>,
    at: Place<'_>,
    icon: IconName,
    title: &[Inline],
    width: usize,
) -> Block {
    let mut rows = wrap_text(icon_sign(icon), look.theme.accent(), width);
    rows.extend(wrap(&look.pieces(title, look.theme.muted()), width));
    let rows = rows.into_iter().map(|row| centred(row, width, look)).collect();
    let mut block = Block::of(width, rows);
    let mut children = column(look, at, width);
    if !children.rows.is_empty() {
        children.width = children.natural_width();
        let left = width.saturating_sub(children.width) / 2;
        block.add_below(children.indented(left, look.theme.text()), 1);
    }
    block
}

fn centred(row: Row, width: usize, look: &Look<'_>) -> Row {
    let mut moved = Row::new();
    pad(&mut moved, width.saturating_sub(row_width(&row)) / 2, look.theme.text());
    moved.extend(row);
    moved
}

pub(super) fn progress(look: &Look<'_>, label: &GuestText, so_far: SoFar, width: usize) -> Block {
    let bar_width = width.saturating_sub(6).clamp(1, BAR_WIDTH);
    let (filled, start, figure) = match so_far {
        SoFar::Steps { done, count } => return steps(look, label, done, count, width),
        SoFar::Permille(permille) => {
            let permille = usize::from(permille.min(1_000));
            (bar_width * permille / 1_000, 0, format!(" {} %", (permille + 5) / 10))
        }
        // Nobody knows how far it is: a piece that moves says that it goes on.
        SoFar::Unknown => {
            let piece = (bar_width / 4).max(1);
            let steps = u64::try_from(bar_width).unwrap_or(1);
            let start = usize::try_from(look.now / 150 % steps).unwrap_or(0).min(bar_width - piece);
            (piece, start, String::new())
        }
    };
    let rest = bar_width - start - filled;
    let mut rows = wrap_text(label.as_str(), look.theme.text(), width);
    rows.push(vec![
        Span::styled("─".repeat(start), look.theme.line(false)),
        Span::styled("━".repeat(filled), look.theme.accent()),
        Span::styled("─".repeat(rest), look.theme.line(false)),
        Span::styled(figure, look.theme.muted()),
    ]);
    Block::of(width, rows)
}

/// A chain of steps, those behind the user filled.
fn steps(look: &Look<'_>, label: &GuestText, done: u8, count: u8, width: usize) -> Block {
    let mut rows = wrap_text(label.as_str(), look.theme.text(), width);
    let mut row = Row::new();
    for step in 0..count {
        let behind = step < done;
        let style = if behind { look.theme.accent() } else { look.theme.line(false) };
        // Closer together where there is no room for lines between them.
        let joint = if usize::from(count) * 3 + 8 <= width && step > 0 { "──" } else { "" };
        row.push(Span::styled(format!("{joint}{}", if behind { "●" } else { "○" }), style));
    }
    row.push(Span::styled(format!(" {done}/{count}"), look.theme.muted()));
    rows.push(cut_row(row, width));
    Block::of(width, rows)
}

/// Lines that are not there yet, each of another length.
pub(super) fn skeleton(look: &Look<'_>, lines: u8, width: usize) -> Block {
    const TENTHS: [usize; 4] = [10, 8, 9, 6];
    let rows = TENTHS.iter().cycle().take(usize::from(lines)).map(|tenths| {
        let columns = (width.min(SKELETON_WIDTH) * tenths / 10).max(1);
        vec![Span::styled("░".repeat(columns), look.theme.line(false))]
    });
    Block::of(width, rows.collect())
}

/// Something that is said in passing, as it lies over the page.
pub(crate) fn toast(look: &Look<'_>, label: &[Inline], tone: Tone, width: usize) -> Block {
    let mut block = banner(look, label, tone, width);
    let own = look.locale.label(label).width() + 2 + tone_sign(tone).map_or(0, |_| 2) + 1;
    block.width = own.min(width);
    for row in &mut block.rows {
        *row = cut_row(std::mem::take(row), block.width);
    }
    block
}
