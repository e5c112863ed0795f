//! Headings, texts, countdowns, badges, pairs of name and value, icons and pictures.

use loggia_runtime::GuestText;
use loggia_runtime::ui::{IconName, Inline, Label, Size, Tone};
use ratatui::style::Modifier;
use ratatui::text::Span;
use unicode_width::UnicodeWidthStr;

use crate::locale;
use crate::terminal::block::{Block, Row, pad, row_width};
use crate::terminal::look::{Look, icon_sign, tone_sign};
use crate::terminal::wrap::{cut_row, wrap, wrap_text};

/// Wider, and names stand too far from their values.
const PAIRS_WIDTH: usize = 56;
/// Narrower, and tables one below the other have ragged ends.
const MIN_PAIRS_WIDTH: usize = 36;

pub(super) fn heading(look: &Look<'_>, title: &[Inline], width: usize) -> Block {
    Block::of(width, wrap(&look.pieces(title, look.theme.strong()), width))
}

pub(super) fn text(
    look: &Look<'_>,
    label: &[Inline],
    tone: Tone,
    size: Size,
    width: usize,
) -> Block {
    let style = match (tone, size) {
        (Tone::Neutral, Size::Small) => look.theme.muted(),
        (Tone::Neutral, Size::Medium) => look.theme.text(),
        (Tone::Neutral, Size::Large) => look.theme.strong(),
        (tone, Size::Large) => look.theme.tone(tone).add_modifier(Modifier::BOLD),
        (tone, _) => look.theme.tone(tone),
    };
    let pieces = look.pieces(label, style);
    let Some(sign) = tone_sign(tone) else {
        return Block::of(width, wrap(&pieces, width));
    };
    let mut block = Block::of(2, wrap_text(sign, style, 2));
    block.add_beside(
        Block::of(width.saturating_sub(2), wrap(&pieces, width.saturating_sub(2))),
        0,
        look.theme.text(),
    );
    block
}

pub(super) fn countdown(look: &Look<'_>, label: &[Inline], until: u64, width: usize) -> Block {
    ticking(look, label, locale::countdown(look.now, until), width)
}

pub(super) fn elapsed(look: &Look<'_>, label: &[Inline], since: u64, width: usize) -> Block {
    ticking(look, label, locale::elapsed(look.now, since), width)
}

fn ticking(look: &Look<'_>, label: &[Inline], time: String, width: usize) -> Block {
    let mut pieces = look.pieces(label, look.theme.text());
    if !pieces.is_empty() {
        pieces.push((" ".to_owned(), look.theme.text()));
    }
    pieces.push((time, look.theme.strong()));
    Block::of(width, wrap(&pieces, width))
}

pub(super) fn badge(look: &Look<'_>, label: &[Inline], tone: Tone, width: usize) -> Block {
    let sign = tone_sign(tone).map_or(String::new(), |sign| format!("{sign} "));
    let text = format!(" {sign}{} ", look.locale.label(label));
    Block::of(width, vec![cut_row(vec![Span::styled(text, look.theme.badge(tone))], width)])
}

pub(super) fn key_values(look: &Look<'_>, rows: &[(GuestText, Label)], width: usize) -> Block {
    let longest = rows.iter().map(|(name, _)| name.as_str().width()).max().unwrap_or(0);
    let widest = rows.iter().map(|(_, value)| look.locale.label(value).width()).max().unwrap_or(0);
    let total = (longest + 4 + widest).clamp(MIN_PAIRS_WIDTH, PAIRS_WIDTH).min(width);
    let names = longest.min(total * 2 / 5);
    let mut block = Block::of(width, Vec::new());
    for (name, value) in rows {
        let left = wrap_text(name.as_str(), look.theme.muted(), names.max(1));
        let right_width = total.saturating_sub(names + 2).max(1);
        let right: Vec<Row> = wrap(&look.pieces(value, look.theme.text()), right_width)
            .into_iter()
            .map(|row| flush_right(row, right_width, look))
            .collect();
        let mut pair = Block::of(names, left);
        pair.add_beside(Block::of(right_width, right), 2, look.theme.text());
        block.add_below(pair, 0);
    }
    block
}

/// A row moved to the right end of `width` columns.
pub(super) fn flush_right(row: Row, width: usize, look: &Look<'_>) -> Row {
    let mut moved = Row::new();
    pad(&mut moved, width.saturating_sub(row_width(&row)), look.theme.text());
    moved.extend(row);
    moved
}

pub(super) fn icon(
    look: &Look<'_>,
    name: IconName,
    label: Option<&GuestText>,
    width: usize,
) -> Block {
    let mut pieces = vec![(icon_sign(name).to_owned(), look.theme.accent())];
    if let Some(label) = label {
        pieces.push((format!(" {label}"), look.theme.text()));
    }
    Block::of(width, wrap(&pieces, width))
}

/// Columns and rows that a picture may take.
pub(super) fn picture_size(size: Size) -> (usize, usize) {
    match size {
        Size::Small => (8, 4),
        Size::Medium => (16, 8),
        Size::Large => (32, 16),
    }
}

pub(super) fn image(
    look: &Look<'_>,
    asset: &GuestText,
    alt: Option<&GuestText>,
    size: Size,
    width: usize,
) -> Block {
    let (columns, rows) = picture_size(size);
    // What a picture is about should be in sight with it.
    let rows = rows.min((look.height * 2 / 5).max(4));
    let drawn = look.pictures.draw(asset.as_str(), columns.min(width), rows, look.theme);
    let rows = match (drawn, alt) {
        (Some(rows), _) => rows,
        (None, Some(alt)) => wrap_text(&format!("[{alt}]"), look.theme.muted(), width),
        // Decorative: nothing is lost without it.
        (None, None) => Vec::new(),
    };
    Block::of(width, rows)
}
