//! What is drawn from the bank's own data or with the bank's care: account chips, secrets and codes.

use loggia_runtime::AccountPseudonym;
use loggia_runtime::GuestText;
use loggia_runtime::ui::Secret;
use qrcodegen::{QrCode, QrCodeEcc};
use ratatui::text::Span;
use unicode_width::UnicodeWidthStr;

use super::controls;
use crate::terminal::block::{Block, Row, Target};
use crate::terminal::look::{Look, Place};
use crate::terminal::wrap::{cut_row, wrap, wrap_text};

/// Light modules round a code: cameras find it by them.
const QUIET: i32 = 2;
/// A mask says nothing of what is under it, not even how long that is.
pub(crate) const MASK: &str = "••••••••";

pub(super) fn account_chip(look: &Look<'_>, account: &AccountPseudonym, width: usize) -> Block {
    let row = match look.accounts.get(account) {
        Some(account) => vec![
            Span::styled(" ▭ ", look.theme.surface_tone(loggia_runtime::ui::Tone::Info)),
            Span::styled(format!("{} ", account.nickname), look.theme.surface()),
            Span::styled(format!("{} ", account.iban_masked), look.theme.surface()),
        ],
        None => vec![Span::styled(" ▭ no such account ", look.theme.disabled())],
    };
    Block::of(width, vec![cut_row(row, width)])
}

pub(super) fn secret_value(
    look: &Look<'_>,
    at: Place<'_>,
    label: &GuestText,
    value: &Secret,
    width: usize,
) -> Block {
    let shown = look.folds.is_open(at.node.path, &at.node.element);
    let text = if shown { value.reveal().as_str() } else { MASK };
    let pieces =
        [(format!("{label}  "), look.theme.muted()), (text.to_owned(), look.theme.strong())];
    let word = if shown { "Hide" } else { "Show" };
    let target = Target::Node(at.node.path);
    let button = controls::pressable(look, word, look.theme.secondary(), target, width);
    let room = width.saturating_sub(button.natural_width() + 2);
    let whole: usize = pieces.iter().map(|(text, _)| text.width()).sum();
    let mut block = if whole <= room {
        Block::of(whole, wrap(&pieces, whole.max(1)))
    } else {
        Block::of(width, wrap(&pieces, width))
    };
    if whole <= room {
        block.add_beside(button, 2, look.theme.text());
    } else {
        block.add_below(button, 0);
    }
    block.width = width;
    block
}

pub(super) fn qr_code(
    look: &Look<'_>,
    content: &GuestText,
    label: &GuestText,
    width: usize,
) -> Block {
    let mut block = Block::of(width, wrap_text(label.as_str(), look.theme.text(), width));
    let code = QrCode::encode_text(content.as_str(), QrCodeEcc::Medium).ok();
    let drawn = code.map(|code| modules(look, &code)).filter(|drawn| drawn.width <= width);
    match drawn.filter(|_| look.theme.has_colour()) {
        Some(drawn) => block.add_below(drawn, 0),
        // No camera reads half a code: then people read it.
        None => {
            let rows = wrap_text(content.as_str(), look.theme.strong(), width);
            block.add_below(Block::of(width, rows), 0);
        }
    }
    block.width = width;
    block
}

/// Two modules in each character, one above the other.
fn modules(look: &Look<'_>, code: &QrCode) -> Block {
    let (from, to) = (-QUIET, code.size() + QUIET);
    let mut rows: Vec<Row> = Vec::new();
    let mut y = from;
    while y < to {
        let sign = |x| match (code.get_module(x, y), code.get_module(x, y + 1)) {
            (true, true) => '█',
            (true, false) => '▀',
            (false, true) => '▄',
            (false, false) => '\u{a0}',
        };
        rows.push(vec![Span::styled((from..to).map(sign).collect::<String>(), look.theme.code())]);
        y += 2;
    }
    Block::of(usize::try_from(to - from).unwrap_or(usize::MAX), rows)
}
