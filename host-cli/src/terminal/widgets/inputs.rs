//! Forms, text fields and choices, and what all inputs share.

use loggia_runtime::ui::FieldValue;
use loggia_runtime::ui::{ChoiceOption, Control, Inline, Input, TextKind, Tone};
use ratatui::style::{Modifier, Style};
use ratatui::text::Span;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::{column, controls};
use crate::terminal::block::{Block, Row, Target, pad, row_width};
use crate::terminal::editing::TYPED_LENGTH;
use crate::terminal::look::{Look, Place};
use crate::terminal::wrap::{Piece, wrap, wrap_text};

/// The focus mark and the space after it.
const GUTTER: usize = 2;
/// A field for one line of text is no wider.
const FIELD_WIDTH: usize = 48;
/// A field for several lines is no lower.
const MULTILINE_HEIGHT: usize = 3;
/// Between options that stand side by side.
const OPTION_GAP: usize = 3;

pub(super) fn form(look: &Look<'_>, at: Place<'_>, submit_label: &[Inline], width: usize) -> Block {
    let mut form = column(look, at, width);
    let label = look.locale.label(submit_label);
    let submit = controls::pressable(
        look,
        &label,
        look.theme.primary(),
        Target::Submit(at.node.path),
        width,
    );
    form.add_below(submit, 1);
    form
}

pub(super) fn text_field(
    look: &Look<'_>,
    at: Place<'_>,
    input: &Input,
    kind: TextKind,
    max_length: u32,
    width: usize,
) -> Block {
    let target = Target::Node(at.node.path);
    let focused = look.has_focus(target);
    let value = look.entries.text(at.node.path, input, look.locale).unwrap_or_default();
    let length = usize::try_from(max_length).unwrap_or(usize::MAX);
    let most = if kind == TextKind::Multiline {
        width
    } else {
        length.saturating_add(3).clamp(12, FIELD_WIDTH)
    };
    let field_width = width.saturating_sub(GUTTER).min(most);
    let style = if input.enabled { look.theme.field() } else { look.theme.disabled() };
    let caret = focused.then_some(look.caret);
    let rows = if kind == TextKind::Multiline {
        many_lines(&value, caret, style, field_width)
    } else {
        vec![one_line(&value, caret, style, field_width)]
    };
    let mut block = Block::of(width, wrap(&label_pieces(look, input), width));
    let mut field = marked(look, focused, rows);
    field.width = GUTTER + field_width;
    block.add_below(if input.enabled { field.tapped(target) } else { field }, 0);
    let mut block = with_remarks(look, at, input, block, width);
    if focused && max_length <= 500 && matches!(input.control, Control::TextField { .. }) {
        let typed = value.chars().count();
        let count = wrap_text(&format!("{typed}/{max_length}"), look.theme.muted(), width);
        block.add_below(Block::of(width, count).indented(GUTTER, look.theme.text()), 0);
    }
    block
}

/// A field for a number, an amount or a day: typed as the user's language writes it.
pub(super) fn typed_field(look: &Look<'_>, at: Place<'_>, input: &Input, width: usize) -> Block {
    text_field(look, at, input, TextKind::Plain, TYPED_LENGTH, width)
}

/// A field's row: the value, scrolled so that the caret is seen.
fn one_line(value: &str, caret: Option<usize>, style: Style, width: usize) -> Row {
    let letters: Vec<&str> = value.graphemes(true).collect();
    // One column on each side, and one for a caret behind the last letter.
    let room = width.saturating_sub(2).max(1);
    let at = caret.unwrap_or(0).min(letters.len());
    let mut left = 0;
    // From the caret back, as far as there is room, with one column for the caret.
    let before = letters.iter().take(at).rev().map(|letter| letter.width());
    let fits = before.take_while(|width| {
        left += width;
        left < room
    });
    let from = at - fits.count();
    let mut row: Row = vec![Span::styled(if from > 0 { "…" } else { " " }, style)];
    let mut filled = 0;
    for (n, letter) in letters.iter().enumerate().skip(from) {
        if filled + letter.width() > room {
            row.push(Span::styled("…", style));
            break;
        }
        row.push(Span::styled(
            (*letter).to_owned(),
            if caret == Some(n) { inverted(style) } else { style },
        ));
        filled += letter.width();
    }
    if caret.is_some_and(|caret| caret >= letters.len()) {
        row.push(Span::styled(" ", inverted(style)));
    }
    pad(&mut row, width, style);
    row
}

/// A field of several lines, which grows with its text.
fn many_lines(value: &str, caret: Option<usize>, style: Style, width: usize) -> Vec<Row> {
    let letters = value.graphemes(true).chain(caret.map(|_| " "));
    let pieces: Vec<Piece> = letters
        .enumerate()
        .flat_map(|(n, letter)| {
            let here = caret == Some(n);
            let shown = if here && letter == "\n" {
                "\u{a0}\n"
            } else if here && letter == " " {
                "\u{a0}"
            } else {
                letter
            };
            let (caret_part, rest) = if here {
                shown.split_at(shown.len() - shown.ends_with('\n') as usize)
            } else {
                ("", shown)
            };
            [(caret_part.to_owned(), inverted(style)), (rest.to_owned(), style)]
        })
        .filter(|(text, _)| !text.is_empty())
        .collect();
    let mut rows = wrap(&pieces, width.saturating_sub(2).max(1));
    rows.resize_with(rows.len().max(MULTILINE_HEIGHT), Row::new);
    for row in &mut rows {
        row.insert(0, Span::styled(" ", style));
        pad(row, width, style);
    }
    rows
}

fn inverted(style: Style) -> Style {
    style.add_modifier(Modifier::REVERSED)
}

pub(super) fn choice(
    look: &Look<'_>,
    at: Place<'_>,
    input: &Input,
    options: &[ChoiceOption],
    many: bool,
    width: usize,
) -> Block {
    let chosen = match look.entries.value(at.node.path, input) {
        FieldValue::Choice(chosen) => chosen,
        _ => Vec::new(),
    };
    let mut block = Block::of(width, wrap(&label_pieces(look, input), width));
    let drawn: Vec<Block> = options
        .iter()
        .enumerate()
        .map(|(n, option)| {
            let on = chosen.iter().any(|value| value == option.value.as_str());
            let sign = match (many, on) {
                (false, true) => "(•) ",
                (false, false) => "( ) ",
                (true, true) => "[✓] ",
                (true, false) => "[ ] ",
            };
            let target = Target::Option(at.node.path, n);
            let style = match (input.enabled, on) {
                (false, _) => look.theme.disabled(),
                (true, true) => look.theme.strong(),
                (true, false) => look.theme.text(),
            };
            let sign_style = if on && input.enabled { look.theme.accent() } else { style };
            let mut drawn =
                marked(look, look.has_focus(target), vec![vec![Span::styled(sign, sign_style)]]);
            drawn.width = drawn.natural_width();
            let label_width = width.saturating_sub(drawn.width).max(1);
            let rows = wrap(&look.pieces(&option.label, style), label_width);
            let label = Block::of(rows.iter().map(row_width).max().unwrap_or(1), rows);
            drawn.add_beside(label, 0, look.theme.text());
            if input.enabled { drawn.tapped(target) } else { drawn }
        })
        .collect();
    let side_by_side =
        drawn.iter().map(|option| option.width + OPTION_GAP).sum::<usize>() <= width + OPTION_GAP;
    if side_by_side && drawn.iter().all(|option| option.height() == 1) {
        let mut row: Option<Block> = None;
        for option in drawn {
            match &mut row {
                None => row = Some(option),
                Some(row) => row.add_beside(option, OPTION_GAP - 1, look.theme.text()),
            }
        }
        block.add_below(row.unwrap_or_default(), 0);
    } else {
        for option in drawn {
            block.add_below(option, 0);
        }
    }
    with_remarks(look, at, input, block, width)
}

/// Rows behind a gutter in which the focus is marked.
pub(super) fn marked(look: &Look<'_>, focused: bool, rows: Vec<Row>) -> Block {
    let mark = if focused { "▸ " } else { "  " };
    let style = if focused { look.theme.accent() } else { look.theme.text() };
    let mut block = Block::of(GUTTER, vec![vec![Span::styled(mark, style)]]);
    let width = rows.iter().map(row_width).max().unwrap_or(0);
    block.add_beside(Block::of(width, rows), 0, look.theme.text());
    block
}

/// An input's label, with a star where a value must be given.
pub(super) fn name(input: &Input) -> String {
    if input.required { format!("{} *", input.label) } else { input.label.to_string() }
}

fn label_pieces(look: &Look<'_>, input: &Input) -> Vec<Piece> {
    let mut pieces = vec![(input.label.to_string(), look.theme.strong())];
    if let Control::MoneyField { currency, .. } = &input.control {
        pieces.push((format!(" ({currency})"), look.theme.muted()));
    }
    if input.required {
        pieces.push((" *".to_owned(), look.theme.accent()));
    }
    pieces
}

/// An input with what is wrong with its value, or else with its help, under it.
pub(super) fn with_remarks(
    look: &Look<'_>,
    at: Place<'_>,
    input: &Input,
    mut block: Block,
    width: usize,
) -> Block {
    // While it is being typed, what stands there is not finished, and no problem yet.
    let typing = look.has_focus(Target::Node(at.node.path));
    let unreadable = look.entries.unreadable(at.node.path).filter(|_| !typing);
    let said = look.entries.problem(at.node.path).or(unreadable);
    let problem = said.or(input.error.as_ref().map(|error| error.as_str()));
    let remark = match (problem, &input.help) {
        (Some(problem), _) => Some((format!("✗ {problem}"), look.theme.tone(Tone::Danger))),
        (None, Some(help)) => Some((help.to_string(), look.theme.muted())),
        (None, None) => None,
    };
    block.width = width;
    if let Some((text, style)) = remark {
        let rows = wrap_text(&text, style, width.saturating_sub(GUTTER).max(1));
        block.add_below(Block::of(width, rows).indented(GUTTER, look.theme.text()), 0);
    }
    block
}
