//! What must be mended: where, why, and what the compiler or the source says.

use ratatui::style::Style;
use ratatui::text::Span;
use unicode_width::UnicodeWidthStr;

use super::{Page, Told, Touch};
use crate::dev::mishap::{Kind, Mishap};
use crate::terminal::block::{Block, Row};
use crate::terminal::theme::Theme;
use crate::terminal::wrap::wrap_text;

pub(super) fn page(told: &Told<'_>, width: usize) -> Block<Touch> {
    match told.mishap {
        Some(mishap) => block(mishap, told.theme, width),
        None => Block::of(width, Vec::new()),
    }
}

/// Something that must be mended, in so many columns.
pub(crate) fn block(mishap: &Mishap, theme: Theme, width: usize) -> Block<Touch> {
    let mut page = Page::new(theme, width);
    page.text(&format!("✗ {}", mishap.title), page.danger());
    if let Some(place) = &mishap.place {
        page.text(place, theme.heading());
    }
    page.text(&mishap.message, theme.strong());
    if !mishap.lines.is_empty() {
        page.space();
    }
    for line in &mishap.lines {
        for row in source(line, theme, width) {
            page.row(row);
        }
    }
    if let Some(advice) = &mishap.advice {
        page.space();
        page.text(advice, theme.muted());
    }
    if mishap.kind == Kind::State {
        page.space();
        let from = page.block.height();
        page.row(vec![Span::styled("  n  Start anew on the new build  ", theme.primary())]);
        page.touchable(from, Touch::Anew);
    }
    page.block
}

/// A line as compilers print them: what is not the source itself has less weight.
fn source(line: &str, theme: Theme, width: usize) -> Vec<Row> {
    let text = line.trim_start();
    let is_error = text.starts_with("error") || line.starts_with('>');
    let style = if is_error {
        theme.strong()
    } else if text.starts_with("-->") || text.starts_with('|') || text.starts_with('=') {
        theme.muted()
    } else {
        theme.text()
    };
    // Where a line of the source stands says something, and so does what is under it: it is cut rather than
    // broken, and a long path is cut at its beginning.
    if let Some((lead, path)) = line.split_once("--> ").filter(|_| line.width() > width) {
        let room = width.saturating_sub(lead.width() + 5);
        let letters: Vec<char> = path.chars().collect();
        let end: String = letters.iter().skip(letters.len().saturating_sub(room)).collect();
        return vec![vec![Span::styled(format!("{lead}--> …{end}"), style)]];
    }
    let is_of_source = |sign: char| sign.is_ascii_digit() || sign == '>' || sign == ' ';
    let rest = line.trim_start_matches(is_of_source);
    if line.width() <= width || rest.starts_with(['+', '-', '~']) {
        return vec![vec![Span::styled(line.to_owned(), style)]];
    }
    if let Some(rest) = rest.strip_prefix('|') {
        return beside_source(line, rest, style, width);
    }
    let indent = line.len() - text.len();
    let mut rows = wrap_text(text, style, width.saturating_sub(indent).max(1));
    for row in &mut rows {
        row.insert(0, Span::styled(" ".repeat(indent.min(width)), style));
    }
    rows
}

/// A line of the source, which is cut; or one that points into it, whose words go on below.
fn beside_source(line: &str, rest: &str, style: Style, width: usize) -> Vec<Row> {
    let words = rest.trim_start_matches([' ', '|', '^', '-', '~', '_']);
    let whole = vec![vec![Span::styled(line.to_owned(), style)]];
    let is_pointing = rest.trim_start_matches([' ', '|']).starts_with(['^', '-', '~', '_']);
    let marks = line.len().checked_sub(words.len()).and_then(|at| line.get(..at));
    let Some(marks) = marks.filter(|_| is_pointing && !words.is_empty()) else { return whole };
    let lead = format!("{}|   ", line.split('|').next().unwrap_or_default());
    let mut rows = vec![vec![Span::styled(marks.trim_end().to_owned(), style)]];
    for mut row in wrap_text(words, style, width.saturating_sub(lead.width()).max(1)) {
        row.insert(0, Span::styled(lead.clone(), style));
        rows.push(row);
    }
    rows
}
