//! Buttons, checkboxes, switches and steppers.

use loggia_runtime::ui::FieldValue;
use loggia_runtime::ui::{ButtonStyle, Element, Inline, Input, NodeIndex, View};
use ratatui::style::Modifier;
use ratatui::text::Span;
use unicode_width::UnicodeWidthStr;

use super::inputs;
use crate::locale::Locale;
use crate::terminal::block::{Block, Row, SLIDER_PLACES, Spot, Target, row_width};
use crate::terminal::look::{Look, Place};
use crate::terminal::wrap::{cut, wrap_text};

pub(super) fn button(
    look: &Look<'_>,
    at: Place<'_>,
    label: &[Inline],
    style: ButtonStyle,
    enabled: bool,
    busy: bool,
    width: usize,
) -> Block {
    let label = look.locale.label(label);
    let target = Target::Node(at.node.path);
    if !enabled || busy {
        let label = if busy { format!("{label}…") } else { label };
        let text = format!("  {}  ", cut(&label, width.saturating_sub(4)));
        return Block::of(width, vec![vec![Span::styled(text, look.theme.disabled())]]);
    }
    let style = match style {
        ButtonStyle::Primary => look.theme.primary(),
        ButtonStyle::Secondary => look.theme.secondary(),
        ButtonStyle::Danger => look.theme.danger(),
    };
    pressable(look, &label, style, target, width)
}

/// A button that acts, with its focus marks.
pub(super) fn pressable(
    look: &Look<'_>,
    label: &str,
    style: ratatui::style::Style,
    target: Target,
    width: usize,
) -> Block {
    let label = cut(label, width.saturating_sub(4));
    let row: Row = if look.has_focus(target) {
        vec![
            Span::styled("▸ ", style),
            Span::styled(label, style.add_modifier(Modifier::BOLD | Modifier::UNDERLINED)),
            Span::styled(" ◂", style),
        ]
    } else {
        vec![Span::styled(format!("  {label}  "), style)]
    };
    let mut block = Block::of(width, vec![row]);
    let width = block.natural_width();
    block.spots.push(Spot { x: 0, y: 0, width, height: 1, target });
    block
}

pub(super) fn checkbox(look: &Look<'_>, at: Place<'_>, input: &Input, width: usize) -> Block {
    let on = look.entries.value(at.node.path, input) == FieldValue::On(true);
    let sign = if on { "[✓] " } else { "[ ] " };
    toggle(look, at, input, sign, on, width)
}

pub(super) fn switch(look: &Look<'_>, at: Place<'_>, input: &Input, width: usize) -> Block {
    let on = look.entries.value(at.node.path, input) == FieldValue::On(true);
    let sign = if on { "(──●) on  " } else { "(●──) off " };
    toggle(look, at, input, sign, on, width)
}

fn toggle(
    look: &Look<'_>,
    at: Place<'_>,
    input: &Input,
    sign: &'static str,
    on: bool,
    width: usize,
) -> Block {
    let target = Target::Node(at.node.path);
    let text_style = if input.enabled { look.theme.text() } else { look.theme.disabled() };
    let sign_style = if on && input.enabled { look.theme.accent() } else { text_style };
    let mut block =
        inputs::marked(look, look.has_focus(target), vec![vec![Span::styled(sign, sign_style)]]);
    let left = block.natural_width();
    block.width = left;
    let label_width = width.saturating_sub(left).max(1);
    let label = wrap_text(&inputs::name(input), text_style, label_width);
    block.add_beside(Block::of(label_width, label), 0, look.theme.text());
    if input.enabled {
        block = block.tapped(target);
    }
    inputs::with_remarks(look, at, input, block, width)
}

pub(super) fn stepper(
    look: &Look<'_>,
    at: Place<'_>,
    input: &Input,
    min: i64,
    max: i64,
    width: usize,
) -> Block {
    let target = Target::Node(at.node.path);
    let focused = look.has_focus(target);
    let value = match look.entries.value(at.node.path, input) {
        FieldValue::Integer(value) => value,
        _ => min,
    };
    let label_style = if input.enabled { look.theme.text() } else { look.theme.disabled() };
    let number_style = if focused { look.theme.accent() } else { look.theme.strong() };
    let sign_style = |acts: bool| {
        if acts && input.enabled { look.theme.secondary() } else { look.theme.disabled() }
    };
    let digits = digits_width(look.locale, min, max);
    let number = number(look.locale, value);
    let left = digits.saturating_sub(number.width()) / 2;
    let right = digits.saturating_sub(number.width() + left);
    let steps: Row = vec![
        Span::styled(if focused { "▸" } else { " " }, look.theme.accent()),
        Span::styled(" − ", sign_style(value > min)),
        Span::styled(format!(" {}{number}{} ", " ".repeat(left), " ".repeat(right)), number_style),
        Span::styled(" + ", sign_style(value < max)),
    ];
    let steps_width = row_width(&steps);
    let mut control = Block::of(steps_width, vec![steps]);
    if input.enabled {
        control = control.tapped(target);
        let spot = |x, target| Spot { x, y: 0, width: 3, height: 1, target };
        control.spots.push(spot(1, Target::Less(at.node.path)));
        control.spots.push(spot(steps_width - 3, Target::More(at.node.path)));
    }
    if is_named_by_item(look.view, at.index) {
        return inputs::with_remarks(look, at, input, control, width);
    }
    let label = inputs::name(input);
    let beside = label.width() + 1 + steps_width <= width;
    let label_width = if beside { label.width() } else { width };
    let mut block = Block::of(label_width, wrap_text(&label, label_style, label_width.max(1)));
    if beside {
        block.add_beside(control, 1, look.theme.text());
    } else {
        block.add_below(control, 0);
    }
    inputs::with_remarks(look, at, input, block, width)
}

pub(super) fn slider(
    look: &Look<'_>,
    at: Place<'_>,
    input: &Input,
    min: i64,
    max: i64,
    width: usize,
) -> Block {
    let target = Target::Node(at.node.path);
    let focused = look.has_focus(target);
    let value = match look.entries.value(at.node.path, input) {
        FieldValue::Integer(value) => value,
        _ => min,
    };
    let places = usize::from(SLIDER_PLACES);
    // In 128 bits: the span of two i64 does not fit into one.
    let (span, along) = (i128::from(max) - i128::from(min), i128::from(value) - i128::from(min));
    let steps = i128::from(SLIDER_PLACES) - 1;
    let place = (along * steps * 2 + span) / (span * 2).max(1);
    let place = usize::try_from(place).unwrap_or(0).min(places - 1);
    let (done, rest, knob) = if input.enabled {
        (look.theme.accent(), look.theme.line(focused), look.theme.accent())
    } else {
        (look.theme.disabled(), look.theme.disabled(), look.theme.disabled())
    };
    let row: Row = vec![
        Span::styled(if focused { "▸ " } else { "  " }, look.theme.accent()),
        Span::styled("━".repeat(place), done),
        Span::styled("●", knob),
        Span::styled("─".repeat(places - 1 - place), rest),
        Span::styled(format!(" {}", number(look.locale, value)), look.theme.strong()),
    ];
    let mut track = Block::of(row_width(&row), vec![row]);
    if input.enabled {
        track = track.tapped(target);
        for (x, n) in (2..).zip(0..SLIDER_PLACES) {
            let target = Target::Slide(at.node.path, n);
            track.spots.push(Spot { x, y: 0, width: 1, height: 1, target });
        }
    }
    let style = if input.enabled { look.theme.strong() } else { look.theme.disabled() };
    let mut block = Block::of(width, wrap_text(&inputs::name(input), style, width));
    block.add_below(track, 0);
    inputs::with_remarks(look, at, input, block, width)
}

/// Whether a stepper stands in a list's item: what is counted is then said by the item, and its own
/// label is for those who do not see that.
pub(super) fn is_named_by_item(view: &View, index: NodeIndex) -> bool {
    view.ancestors(index)
        .nth(1)
        .is_some_and(|(_, node)| matches!(node.element, Element::ListItem(_)))
}

/// The columns of a stepper without its label.
pub(super) fn stepper_width(locale: &Locale, min: i64, max: i64) -> usize {
    1 + 3 + 2 + digits_width(locale, min, max) + 3
}

fn digits_width(locale: &Locale, min: i64, max: i64) -> usize {
    number(locale, min).width().max(number(locale, max).width())
}

fn number(locale: &Locale, value: i64) -> String {
    let digits = locale.count(value.unsigned_abs());
    if value < 0 { format!("−{digits}") } else { digits }
}
